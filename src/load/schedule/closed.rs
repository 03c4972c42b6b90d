//! A closed loop: how many requests are left, and one worker's pace.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::Ticket;
use crate::load::plan::Part;

/// How much to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Exactly so many requests.
    Requests(u64),
    /// For so long.
    Time(Duration),
}

/// How many requests are left, for all workers; dealt one by one, so that a slow connection does not keep its share back.
#[derive(Debug)]
pub struct Budget {
    dealt: AtomicU64,
    total: u64,
    part: Part,
}

impl Budget {
    /// As many as the amount allows, numbered as those that this part has of all.
    pub fn new(amount: Amount, part: Part) -> Self {
        let total = match amount {
            Amount::Requests(total) => total,
            Amount::Time(_) => u64::MAX,
        };
        Self { dealt: AtomicU64::new(0), total, part }
    }

    /// Takes one request, if there is one left; its number.
    pub fn take(&self) -> Option<u64> {
        let dealt = self.dealt.fetch_add(1, Ordering::Relaxed);
        (dealt < self.total).then(|| dealt * self.part.of as u64 + self.part.index as u64)
    }
}

/// One worker's rate: a tick each period, the first at the start. Ticks that were missed are dropped, as hey does.
#[derive(Debug, Clone)]
pub struct Pace {
    period: Duration,
    due: Instant,
}

impl Pace {
    /// Timers wake by the millisecond; ticks missed by less than this are made up for, or a high rate would never be kept.
    const CATCH_UP: Duration = Duration::from_millis(3);

    /// A tick each period from `start` on.
    pub fn new(start: Instant, period: Duration) -> Self {
        Self { period, due: start }
    }

    /// When the next request is due; in the past if it is late.
    pub fn next(&mut self, now: Instant) -> Instant {
        let late = now.saturating_duration_since(self.due);
        let allowed = self.period.max(Self::CATCH_UP);
        if late > allowed && !self.period.is_zero() {
            let missed = (late - allowed).as_nanos().div_ceil(self.period.as_nanos());
            let skipped = missed.saturating_mul(self.period.as_nanos());
            self.due += Duration::from_nanos(u64::try_from(skipped).unwrap_or(u64::MAX));
        }
        let due = self.due;
        self.due += self.period;
        due
    }
}

/// A closed loop: the next request follows the answer, at the worker's pace.
#[derive(Debug, Clone)]
pub struct Closed {
    /// Shared by all workers.
    pub budget: Arc<Budget>,
    /// No request starts after this.
    pub deadline: Option<Instant>,
    /// The worker's rate; `None`: the next request follows at once.
    pub pace: Option<Pace>,
    /// Set once the run is to end now.
    pub stop: Arc<AtomicBool>,
}

impl Closed {
    /// The next request, if it is due at once: without a pace.
    pub fn at_once(&self) -> Option<Ticket> {
        let taken = Instant::now();
        if self.is_over(taken) {
            return None;
        }
        Some(Ticket { number: self.budget.take()?, due: None, taken })
    }

    /// Waits until the next request is due; its number and the time by then, or `None` once there is none.
    pub async fn next(&mut self) -> Option<(u64, Instant)> {
        let now = Instant::now();
        if self.is_over(now) {
            return None;
        }
        let number = self.budget.take()?;
        if let Some(pace) = &mut self.pace {
            let due = pace.next(now);
            if due > now {
                let until = self.deadline.map_or(due, |deadline| deadline.min(due));
                tokio::time::sleep_until(until.into()).await;
                let now = Instant::now();
                return (!self.is_over(now)).then_some((number, now));
            }
        }
        Some((number, now))
    }

    fn is_over(&self, now: Instant) -> bool {
        self.stop.load(Ordering::Relaxed) || self.deadline.is_some_and(|deadline| now >= deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_budget_deals_exactly_its_total() {
        let dealt = |part| {
            let budget = Budget::new(Amount::Requests(3), part);
            (0..10).filter_map(|_| budget.take()).collect::<Vec<u64>>()
        };
        assert_eq!(dealt(Part::WHOLE), [0, 1, 2]);
        assert_eq!(dealt(Part { index: 1, of: 4 }), [1, 5, 9]);
    }

    #[test]
    fn ticks_are_a_period_apart_from_the_start() {
        let start = Instant::now();
        let mut pace = Pace::new(start, Duration::from_millis(100));
        let due: Vec<_> = (0..3).map(|_| pace.next(start) - start).collect();
        assert_eq!(due, [0, 100, 200].map(Duration::from_millis));
    }

    #[test]
    fn missed_ticks_are_dropped_but_for_one() {
        let start = Instant::now();
        let mut pace = Pace::new(start, Duration::from_millis(100));
        pace.next(start);
        let late = pace.next(start + Duration::from_millis(750)) - start;
        assert_eq!(late, Duration::from_millis(700));
        assert_eq!(pace.next(start + Duration::from_millis(760)) - start, Duration::from_millis(800));
    }

    proptest! {
        #[test]
        fn a_rate_is_never_exceeded_beyond_one_tick_and_the_catch_up(
            period_us in 1u64..500_000,
            waits_us in prop::collection::vec(0u64..400_000, 1..40),
        ) {
            let start = Instant::now();
            let period = Duration::from_micros(period_us);
            let mut pace = Pace::new(start, period);
            let mut now = start;
            let mut last = None;
            for wait in waits_us {
                let due = pace.next(now);
                prop_assert!(last.is_none_or(|last| due >= last + period));
                prop_assert!(now.saturating_duration_since(due) <= period.max(Pace::CATCH_UP));
                last = Some(due);
                now = now.max(due) + Duration::from_micros(wait);
            }
        }
    }
}
