//! What a good request keeps.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The limits of `--goodput`; a request is good if it keeps all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Of TTFT.
    pub ttft: Option<Duration>,
    /// Of TPOT.
    pub tpot: Option<Duration>,
    /// To the last token.
    pub e2el: Option<Duration>,
}

/// The times of one request that limits look at; `None` where it has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// TTFT.
    pub ttft: Option<Duration>,
    /// TPOT.
    pub tpot: Option<Duration>,
    /// To the last token.
    pub e2el: Option<Duration>,
}

impl Limits {
    /// Whether there is any.
    pub fn any(&self) -> bool {
        self.ttft.is_some() || self.tpot.is_some() || self.e2el.is_some()
    }

    /// Each limit with its name, in one order.
    pub fn named(&self) -> [(&'static str, Option<Duration>); 3] {
        [("ttft", self.ttft), ("tpot", self.tpot), ("e2el", self.e2el)]
    }

    /// Which of them a request missed, in the order of [`Limits::named`]. A request without a TTFT (its answer was not streamed, or
    /// had no token) has missed that; one of a single token has no TPOT to miss.
    pub fn missed(&self, times: &Times) -> [bool; 3] {
        let missed = |limit: Option<Duration>, time: Option<Duration>, without: bool| {
            limit.is_some_and(|limit| time.map_or(without, |time| time > limit))
        };
        [
            missed(self.ttft, times.ttft, true),
            missed(self.tpot, times.tpot, false),
            missed(self.e2el, times.e2el, true),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_request_keeps_all_limits() {
        let ms = |ms| Some(Duration::from_millis(ms));
        let limits = Limits { ttft: ms(500), tpot: ms(50), e2el: None };
        let times = Times { ttft: ms(500), tpot: ms(51), e2el: ms(9000) };
        assert_eq!(limits.missed(&times), [false, true, false]);
        assert_eq!(limits.missed(&Times::default()), [true, false, false]);
        assert!(limits.any() && !Limits::default().any());
    }
}
