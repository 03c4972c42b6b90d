//! Waiting to the microsecond: tokio's own timers wake by the millisecond.

use std::io;
use std::time::Instant;

#[cfg(target_os = "linux")]
pub use linux::Alarm;
#[cfg(not(target_os = "linux"))]
pub use portable::Alarm;

#[cfg(target_os = "linux")]
mod linux {
    use super::{Instant, io};
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    use tokio::io::unix::AsyncFd;

    use crate::load::descriptors::watched;

    /// A timer of the kernel's, which wakes the event loop as a socket does.
    #[derive(Debug)]
    pub struct Alarm {
        timer: AsyncFd<OwnedFd>,
    }

    impl AsFd for Alarm {
        fn as_fd(&self) -> BorrowedFd<'_> {
            self.timer.get_ref().as_fd()
        }
    }

    impl Alarm {
        /// A timer of the current runtime.
        ///
        /// # Errors
        /// The process has no file descriptor left.
        pub fn new() -> io::Result<Self> {
            let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
            let timer = timerfd_create(TimerfdClockId::Monotonic, flags)?;
            Ok(Self { timer: watched(timer)? })
        }

        /// Waits until then.
        pub async fn until(&mut self, due: Instant) {
            loop {
                let left = due.saturating_duration_since(Instant::now());
                let Ok(value) = Timespec::try_from(left) else { return };
                if left.is_zero() {
                    return;
                }
                // Setting it also forgets that it rang, so that it need not be read.
                let once = Itimerspec { it_interval: Timespec::default(), it_value: value };
                let set = timerfd_settime(self.timer.get_ref(), TimerfdTimerFlags::empty(), &once);
                match (set, self.timer.readable().await) {
                    (Ok(_), Ok(mut rang)) => rang.clear_ready(),
                    _ => return,
                }
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod portable {
    use super::{Instant, io};
    use std::time::Duration;

    /// Sleeps, and spins for the last millisecond.
    #[derive(Debug)]
    pub struct Alarm;

    impl Alarm {
        /// Nothing is needed.
        ///
        /// # Errors
        /// None.
        pub fn new() -> io::Result<Self> {
            Ok(Self)
        }

        /// Waits until then.
        pub async fn until(&mut self, due: Instant) {
            if let Some(early) = due.checked_sub(Duration::from_millis(2)) {
                tokio::time::sleep_until(early.into()).await;
            }
            while Instant::now() < due {
                tokio::task::yield_now().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn it_never_rings_early_and_often_rings_within_a_fraction_of_a_millisecond() {
        let mut alarm = Alarm::new().unwrap();
        let mut soonest = Duration::MAX;
        for _ in 0..50 {
            let due = Instant::now() + Duration::from_micros(300);
            alarm.until(due).await;
            let late = Instant::now().checked_duration_since(due).unwrap();
            soonest = soonest.min(late);
        }
        // Tokio's timers would be late by half a millisecond on average; the best of many is that of an idle moment.
        assert!(soonest < Duration::from_micros(250), "{soonest:?}");
        alarm.until(Instant::now()).await;
    }
}
