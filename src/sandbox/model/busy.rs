//! When an engine was busy: the share of a window is what GPU exporters call utilisation.

use std::collections::VecDeque;
use std::time::Duration;

/// The longest window that can be asked for.
const KEPT: Duration = Duration::from_secs(120);

/// Spans in which a step ran; spans that touch are one.
#[derive(Debug, Clone, Default)]
pub struct BusyTime {
    spans: VecDeque<(Duration, Duration)>,
}

impl BusyTime {
    /// Notes a span. Spans come in order.
    pub fn add(&mut self, start: Duration, end: Duration) {
        match self.spans.back_mut() {
            Some((_, last)) if *last >= start => *last = end.max(*last),
            _ => self.spans.push_back((start, end)),
        }
        while self.spans.front().is_some_and(|(_, old)| *old + KEPT < start) {
            self.spans.pop_front();
        }
    }

    /// The share of the window before `now` that was busy, 0 to 1. A window that begins before the engine did is shorter.
    pub fn share(&self, window: Duration, now: Duration) -> f64 {
        let from = now.saturating_sub(window.min(KEPT));
        let length = now - from;
        if length.is_zero() {
            return 0.0;
        }
        let busy: Duration =
            self.spans.iter().map(|(start, end)| end.min(&now).saturating_sub(*start.max(&from))).sum();
        busy.as_secs_f64() / length.as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_a_window() {
        let seconds = Duration::from_secs;
        let mut busy = BusyTime::default();
        busy.add(seconds(1), seconds(2));
        busy.add(seconds(2), seconds(3));
        busy.add(seconds(8), seconds(12));
        assert_eq!(busy.spans.len(), 2);
        assert_eq!(busy.share(seconds(10), seconds(10)), 0.4);
        assert_eq!(busy.share(seconds(5), seconds(10)), 0.4);
        assert_eq!(busy.share(seconds(5), seconds(20)), 0.0);
        assert_eq!(busy.share(seconds(60), seconds(4)), 0.5);
        assert_eq!(busy.share(seconds(60), seconds(0)), 0.0);
        busy.add(seconds(500), seconds(501));
        assert_eq!(busy.spans.len(), 1);
    }
}
