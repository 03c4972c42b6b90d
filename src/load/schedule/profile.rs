//! The rate over time: pieces between which it changes in a straight line or jumps.

use std::sync::Arc;
use std::time::Duration;

/// A piece of a profile: the rate goes in a straight line from one value to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// How long it lasts; a piece of no time says only where the next begins.
    pub lasts: Duration,
    /// Requests per second at its beginning.
    pub from: f64,
    /// Requests per second at its end.
    pub to: f64,
}

/// The rate over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pieces: Arc<[Piece]>,
    /// Requests per second for ever after; `None`: nothing is sent any more.
    then: Option<f64>,
}

impl Profile {
    /// One rate for ever.
    pub fn constant(rate: f64) -> Self {
        Self { pieces: Arc::default(), then: Some(rate) }
    }

    /// Pieces, and then nothing.
    pub fn stages(pieces: Vec<Piece>) -> Self {
        Self { pieces: pieces.into(), then: None }
    }

    /// Pieces, and then one rate for ever.
    pub fn rising(pieces: Vec<Piece>, then: f64) -> Self {
        Self { pieces: pieces.into(), then: Some(then) }
    }

    /// The pieces; none for a constant rate.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Requests per second after all pieces, for ever.
    pub fn then(&self) -> Option<f64> {
        self.then
    }

    /// How long it lasts; `None`: for ever.
    pub fn lasts(&self) -> Option<Duration> {
        self.then.is_none().then(|| self.pieces.iter().map(|piece| piece.lasts).sum())
    }

    /// The highest rate.
    pub fn peak(&self) -> f64 {
        let ends = self.pieces.iter().filter(|piece| !piece.lasts.is_zero());
        ends.map(|piece| piece.from.max(piece.to)).chain(self.then).fold(0.0, f64::max)
    }

    /// How many requests are expected until it ends, or until `window`.
    pub fn expected(&self, window: Duration) -> f64 {
        let mut left = window.as_secs_f64();
        let mut count = 0.0;
        for piece in self.pieces.iter() {
            let time = piece.lasts.as_secs_f64().min(left);
            count += piece.count_after(time);
            left -= time;
        }
        count + self.then.unwrap_or(0.0) * left
    }

    /// Asks for times in the order of rising counts.
    pub fn clock(&self) -> Clock {
        Clock { profile: self.clone(), piece: 0, began: 0.0, before: 0.0 }
    }
}

impl Piece {
    /// How many requests are expected in the first `time` seconds.
    fn count_after(&self, time: f64) -> f64 {
        let lasts = self.lasts.as_secs_f64();
        if lasts == 0.0 {
            return 0.0;
        }
        time * (self.from + (self.to - self.from) * time / lasts / 2.0)
    }

    /// The seconds after which so many requests are expected, fewer than in the whole piece.
    fn time_of(&self, count: f64) -> f64 {
        let slope = (self.to - self.from) / self.lasts.as_secs_f64();
        // The root of slope/2·t² + from·t = count, in the form that does not cancel.
        let root = (self.from * self.from + 2.0 * slope * count).max(0.0).sqrt();
        let divisor = self.from + root;
        if divisor > 0.0 { (2.0 * count / divisor).min(self.lasts.as_secs_f64()) } else { 0.0 }
    }
}

/// Turns expected counts into times; see [`Profile::clock`].
#[derive(Debug, Clone)]
pub struct Clock {
    profile: Profile,
    piece: usize,
    began: f64,
    /// Expected before this piece.
    before: f64,
}

impl Clock {
    /// The second from which on more than `count` requests are expected; `None`: never. Counts must not fall.
    pub fn time_of(&mut self, count: f64) -> Option<f64> {
        while let Some(piece) = self.profile.pieces.get(self.piece) {
            let whole = piece.count_after(piece.lasts.as_secs_f64());
            if count < self.before + whole {
                return Some(self.began + piece.time_of(count - self.before));
            }
            self.before += whole;
            self.began += piece.lasts.as_secs_f64();
            self.piece += 1;
        }
        let rate = self.profile.then.filter(|rate| *rate > 0.0)?;
        Some(self.began + (count - self.before) / rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece(seconds: f64, from: f64, to: f64) -> Piece {
        Piece { lasts: Duration::from_secs_f64(seconds), from, to }
    }

    #[test]
    fn a_ramp_from_nothing_begins_at_once_and_gets_denser() {
        let profile = Profile::stages(vec![piece(10.0, 0.0, 10.0)]);
        let mut clock = profile.clock();
        let times: Vec<f64> = (0..).map_while(|count| clock.time_of(f64::from(count))).collect();
        assert_eq!(times.len(), 50);
        assert_eq!(times[0], 0.0);
        // A count of t²/2.
        assert!((times[8] - 4.0).abs() < 1e-9 && (times[32] - 8.0).abs() < 1e-9, "{times:?}");
    }

    #[test]
    fn nothing_is_sent_while_the_rate_is_zero() {
        let profile = Profile::stages(vec![piece(1.0, 5.0, 5.0), piece(2.0, 0.0, 0.0), piece(1.0, 5.0, 5.0)]);
        let mut clock = profile.clock();
        let times: Vec<f64> = (0..).map_while(|count| clock.time_of(f64::from(count))).collect();
        assert_eq!(times.len(), 10);
        assert!((times[4] - 0.8).abs() < 1e-9 && (times[5] - 3.0).abs() < 1e-9, "{times:?}");
    }

    fn pieces() -> impl Strategy<Value = Vec<Piece>> {
        let rate = || prop_oneof![Just(0.0), 0.1..500.0];
        let lasts = prop_oneof![Just(0.0), 0.01..20.0];
        prop::collection::vec(
            (lasts, rate(), rate()).prop_map(|(lasts, from, to)| piece(lasts, from, to)),
            1..6,
        )
    }

    proptest! {
        #[test]
        fn times_and_counts_are_each_others_inverse(pieces in pieces(), share in 0.0..1.0) {
            let profile = Profile::stages(pieces);
            let lasts = profile.lasts().unwrap();
            let whole = profile.expected(lasts);
            let count = whole * share;
            if let Some(time) = profile.clock().time_of(count) {
                prop_assert!(time <= lasts.as_secs_f64() + 1e-6);
                let back = profile.expected(Duration::from_secs_f64(time));
                prop_assert!((back - count).abs() <= 1e-3 * (1.0 + count), "{count} at {time} is {back}");
            } else {
                prop_assert!(whole == 0.0 || share > 0.999_999);
            }
        }
    }
}
