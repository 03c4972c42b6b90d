//! What a load thread suffers from: its CPU, its event loop, and how late it sends, second by second.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use super::strain::{Cause, Lateness, MOST_CPU, MOST_LOOP_DELAY, MOST_SEND_LAG, Strains};
use crate::load::alarm::Alarm;

/// How often the event loop is asked how late it is.
const STEP: Duration = Duration::from_millis(10);
/// A rest of a second is judged if it is at least this long.
const LEAST: Duration = Duration::from_millis(500);

/// Watches one load thread, on that thread.
#[derive(Debug)]
pub struct Probe {
    start: Instant,
    state: RefCell<State>,
}

#[derive(Debug)]
struct State {
    /// When the second that is being watched began, and what CPU time the thread had used then.
    began: Instant,
    cpu: Duration,
    delay: Lateness,
    lag: Lateness,
    strains: Strains,
}

impl Probe {
    /// Begins to watch the current thread.
    pub fn new(start: Instant) -> Self {
        let state = State {
            began: start.max(Instant::now()),
            cpu: cpu_time(),
            delay: Lateness::default(),
            lag: Lateness::default(),
            strains: Strains::default(),
        };
        Self { start, state: RefCell::new(state) }
    }

    /// A request was begun so late.
    pub fn sent(&self, lag: Duration) {
        self.state.borrow_mut().lag.count(1, lag, MOST_SEND_LAG);
    }

    /// Watches the event loop; never ends.
    pub async fn watch(&self, alarm: &mut Alarm) -> std::convert::Infallible {
        let mut due = Instant::now() + STEP;
        loop {
            alarm.until(due).await;
            let now = Instant::now();
            due += STEP * self.asked(due, now);
        }
    }

    /// The event loop came at `now` to what was due at `due`; how many steps that is.
    fn asked(&self, due: Instant, now: Instant) -> u32 {
        let late = now.saturating_duration_since(due);
        // Each step that was missed meanwhile would have been late too, by less and less: as many as a whole stop is long.
        let missed = u32::try_from(late.as_nanos() / STEP.as_nanos()).unwrap_or(u32::MAX - 1);
        let mut state = self.state.borrow_mut();
        state.delay.count(u64::from(missed) + 1, late, MOST_LOOP_DELAY);
        if now.saturating_duration_since(state.began) >= Duration::from_secs(1) {
            state.close(self.start, now, cpu_time());
        }
        missed + 1
    }

    /// Ends it; what it saw.
    pub fn finish(&self) -> Strains {
        let mut state = self.state.borrow_mut();
        let now = Instant::now();
        if now.saturating_duration_since(state.began) >= LEAST {
            state.close(self.start, now, cpu_time());
        }
        std::mem::take(&mut state.strains)
    }
}

impl State {
    /// Judges the second that ends now.
    fn close(&mut self, start: Instant, now: Instant, cpu: Duration) {
        let second = u32::try_from(self.began.saturating_duration_since(start).as_secs()).unwrap_or(u32::MAX);
        let share = cpu.saturating_sub(self.cpu).as_secs_f64() / (now - self.began).as_secs_f64();
        if share > MOST_CPU {
            self.strains.note(Cause::Cpu, second, share);
        }
        if let Some(worst) = self.delay.beyond() {
            self.strains.note(Cause::LoopDelay, second, worst.as_secs_f64());
        }
        if let Some(worst) = self.lag.beyond() {
            self.strains.note(Cause::SendLag, second, worst.as_secs_f64());
        }
        (self.began, self.cpu) = (now, cpu);
        (self.delay, self.lag) = (Lateness::default(), Lateness::default());
    }
}

/// The CPU time of the current thread.
#[cfg(target_os = "linux")]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Not known here.
#[cfg(not(target_os = "linux"))]
fn cpu_time() -> Duration {
    Duration::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;

    fn causes(strains: &Strains) -> Vec<Cause> {
        strains.iter().map(|(cause, _)| cause).collect()
    }

    #[test]
    fn a_stop_makes_the_second_late_although_only_one_step_saw_it() {
        let start = Instant::now();
        let probe = Probe::new(start);
        let mut due = probe.state.borrow().began + STEP;
        let mut ask = |late: Duration| due += STEP * probe.asked(due, due + late);
        (0..99).for_each(|_| ask(Duration::ZERO));
        ask(Duration::from_millis(300));
        (0..200).for_each(|_| ask(Duration::ZERO));
        let strains = probe.finish();
        assert_eq!(causes(&strains), [Cause::LoopDelay]);
        assert_eq!(strains.iter().map(|(_, strain)| strain.worst).next(), Some(0.3));
    }

    #[test]
    fn late_sends_and_a_busy_core_are_told() {
        let start = Instant::now();
        let mut state = State {
            began: start,
            cpu: Duration::ZERO,
            delay: Lateness::default(),
            lag: Lateness::default(),
            strains: Strains::default(),
        };
        state.lag.count(98, Duration::ZERO, MOST_SEND_LAG);
        state.lag.count(2, Duration::from_millis(6), MOST_SEND_LAG);
        state.close(start, start + Duration::from_secs(1), Duration::from_millis(900));
        assert_eq!(causes(&state.strains), [Cause::Cpu, Cause::SendLag]);
        state.strains = Strains::default();
        state.close(start, start + Duration::from_secs(2), Duration::from_millis(1600));
        assert_eq!(causes(&state.strains), []);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_threads_own_cpu_time_is_seen() {
        let before = cpu_time();
        let begun = Instant::now();
        while cpu_time() < before + Duration::from_millis(5) {
            assert!(begun.elapsed() < Duration::from_secs(30));
        }
    }
}
