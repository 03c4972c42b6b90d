//! What the machine takes from the client: throttling and stolen time, second by second, seen from a thread of its own.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::sources::{Ticks, cpu_stat_files, throttled, ticks};
use super::strain::{Cause, MOST_STEAL, Strains};

const SECOND: Duration = Duration::from_secs(1);
/// A rest of a second is judged if it is at least this long.
const LEAST: Duration = Duration::from_millis(500);

/// Watches until it is asked for what it saw.
#[derive(Debug)]
pub struct Machine {
    end: Sender<()>,
    thread: Option<JoinHandle<Strains>>,
}

impl Machine {
    /// Begins to watch. Where the machine has no such files, or gives no thread, it sees nothing.
    pub fn watch(start: Instant) -> Self {
        let (end, ended) = channel();
        let watch = move || watch(start, &ended);
        let thread =
            std::thread::Builder::new().name("bench-machine".to_owned()).stack_size(128 * 1024).spawn(watch);
        Self { end, thread: thread.ok() }
    }

    /// Ends it; what it saw.
    pub fn finish(self) -> Strains {
        drop(self.end);
        self.thread.and_then(|thread| thread.join().ok()).unwrap_or_default()
    }
}

/// What the files say at a time.
#[derive(Debug, Clone, Copy)]
struct Reading {
    at: Instant,
    ticks: Option<Ticks>,
    throttled: Duration,
}

fn watch(start: Instant, ended: &Receiver<()>) -> Strains {
    let groups = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let files: Vec<PathBuf> = cpu_stat_files(&groups).into_iter().filter(|file| file.exists()).collect();
    let read = || Reading {
        at: Instant::now(),
        ticks: std::fs::read_to_string("/proc/stat").ok().as_deref().and_then(ticks),
        throttled: files.iter().filter_map(|file| of_group(file)).sum(),
    };
    let mut strains = Strains::default();
    let mut before = read();
    loop {
        let over = ended.recv_timeout(SECOND) != Err(RecvTimeoutError::Timeout);
        let now = read();
        if !over || now.at - before.at >= LEAST {
            compare(&mut strains, start, &before, &now);
        }
        if over {
            return strains;
        }
        before = now;
    }
}

fn of_group(file: &Path) -> Option<Duration> {
    throttled(&std::fs::read_to_string(file).ok()?)
}

fn compare(strains: &mut Strains, start: Instant, before: &Reading, now: &Reading) {
    let second = u32::try_from(before.at.saturating_duration_since(start).as_secs()).unwrap_or(u32::MAX);
    if now.throttled > before.throttled {
        let share = (now.throttled - before.throttled).as_secs_f64() / (now.at - before.at).as_secs_f64();
        strains.note(Cause::Throttled, second, share);
    }
    if let (Some(before), Some(now)) = (before.ticks, now.ticks) {
        let total = now.total.saturating_sub(before.total);
        let stolen = now.stolen.saturating_sub(before.stolen) as f64 / total.max(1) as f64;
        if stolen > MOST_STEAL {
            strains.note(Cause::Steal, second, stolen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(at: Instant, total: u64, stolen: u64, throttled_ms: u64) -> Reading {
        Reading { at, ticks: Some(Ticks { total, stolen }), throttled: Duration::from_millis(throttled_ms) }
    }

    #[test]
    fn what_the_machine_takes_is_noted_with_its_second() {
        let start = Instant::now();
        let (third, fourth) = (start + SECOND * 3, start + SECOND * 4);
        let mut strains = Strains::default();
        compare(&mut strains, start, &reading(third, 1000, 10, 50), &reading(fourth, 1400, 18, 50));
        assert!(!strains.is_saturated(), "two per cent are borne");
        compare(&mut strains, start, &reading(third, 1000, 10, 50), &reading(fourth, 1400, 30, 300));
        let seen: Vec<_> =
            strains.iter().map(|(cause, strain)| (cause, strain.worst, strain.seconds.len())).collect();
        assert_eq!(seen, [(Cause::Throttled, 0.25, 1), (Cause::Steal, 0.05, 1)]);
    }

    #[test]
    fn it_ends_at_once() {
        let begun = Instant::now();
        let _ = Machine::watch(begun).finish();
        assert!(begun.elapsed() < SECOND * 5);
    }
}
