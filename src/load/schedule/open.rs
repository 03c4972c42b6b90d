//! An open loop under way: what is due is handed to a worker that is free, or to a new one while there may be more.
//!
//! What is due while no worker is free is kept nowhere: it is what the timetable still has. A worker that becomes free takes the
//! oldest of it. So an overload costs no memory, and what was never sent is what is left at the end.

use std::cell::{Cell, RefCell};
use std::iter::{Enumerate, Peekable, Skip, StepBy};
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::ticket::Ticket;
use super::timetable::{Times, Timetable};
use crate::load::alarm::Alarm;
use crate::load::plan::Part;

/// What is due within this time after a wake-up is sent at the next one, together: waking costs more than sending.
/// Only rates above 5,000 a second have several at a time then.
const TOGETHER: Duration = Duration::from_micros(200);
/// The same for a thread that sends more than [`MANY`] a second, whose wake-ups would cost more than all else: with what the
/// sending itself takes it is within the millisecond of send lag that such a rate may have.
const CROWDED: Duration = Duration::from_micros(700);
/// Requests a second.
const MANY: f64 = 10_000.0;

/// The part of an open loop that one thread sends.
#[derive(Debug)]
pub struct Open {
    start: Instant,
    /// No request starts after this.
    deadline: Option<Instant>,
    /// One timetable is dealt to all threads in turn: each having a timetable of its own would change the process.
    times: RefCell<Peekable<StepBy<Skip<Enumerate<Times>>>>>,
    /// Workers that wait; the one that waited least is taken first, so that there are no more connections than needed.
    idle: RefCell<Vec<Rc<Seat>>>,
    /// How many were handed out.
    taken: Cell<u32>,
    closed: Cell<bool>,
    freed: Notify,
}

/// Where a worker waits for its ticket.
#[derive(Debug, Default)]
pub struct Seat {
    ticket: Cell<Option<Ticket>>,
    waker: RefCell<Option<Waker>>,
}

impl Seat {
    fn give(&self, ticket: Ticket) {
        self.ticket.set(Some(ticket));
        self.wake();
    }

    fn wake(&self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Open {
    /// The part that one thread has of a timetable that begins at `start`.
    pub fn new(timetable: &Timetable, start: Instant, part: Part) -> Self {
        let times = timetable.times().enumerate().skip(part.index).step_by(part.of.max(1)).peekable();
        Self {
            start,
            deadline: timetable.window.map(|window| start + window),
            times: RefCell::new(times),
            idle: RefCell::default(),
            taken: Cell::new(0),
            closed: Cell::new(false),
            freed: Notify::new(),
        }
    }

    /// Hands out what is due, until there is no more. `hire` starts a worker on a seat; there are at most `most`.
    pub async fn dispatch(&self, alarm: &mut Alarm, most: usize, mut hire: impl FnMut(Rc<Seat>)) {
        let mut hired = 0;
        let (mut earliest, mut woken, mut before) = (self.start, self.start, 0);
        while let Some(due) = self.due() {
            let wake = due.max(earliest);
            alarm.until(self.deadline.map_or(wake, |deadline| deadline.min(wake))).await;
            let now = Instant::now();
            if self.is_over(now) {
                break;
            }
            while self.due().is_some_and(|due| due <= now) {
                let idle = self.idle.borrow_mut().pop();
                let seat = match idle {
                    Some(seat) => seat,
                    None if hired < most => {
                        hired += 1;
                        let seat = Rc::<Seat>::default();
                        hire(seat.clone());
                        seat
                    }
                    None => {
                        self.freed.notified().await;
                        break;
                    }
                };
                if let Some(ticket) = self.take(now) {
                    seat.give(ticket);
                }
            }
            // Workers that become free take what is due by themselves.
            let since = now.saturating_duration_since(woken).max(TOGETHER);
            let crowded = f64::from(self.taken.get().wrapping_sub(before)) > MANY * since.as_secs_f64();
            earliest = now + if crowded { CROWDED } else { TOGETHER };
            (woken, before) = (now, self.taken.get());
        }
        self.closed.set(true);
        self.idle.take().iter().for_each(|seat| seat.wake());
    }

    /// Waits on a seat for the next request; `None` once there is none.
    pub async fn next(&self, seat: &Rc<Seat>) -> Option<Ticket> {
        let given = seat.ticket.take().or_else(|| self.take(Instant::now()));
        if given.is_some() {
            return given;
        }
        let waits = !self.closed.get() && self.due().is_some();
        if waits {
            self.idle.borrow_mut().push(seat.clone());
        }
        // Also when this worker ends: the dispatcher may be waiting for one that will not come.
        self.freed.notify_one();
        if !waits {
            return None;
        }
        std::future::poll_fn(|context| match seat.ticket.take() {
            Some(ticket) => Poll::Ready(Some(ticket)),
            None if self.closed.get() => Poll::Ready(None),
            None => {
                seat.waker.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        })
        .await
    }

    /// What was due before `end` and was not sent.
    pub fn left(&self, end: Duration) -> Vec<Duration> {
        let mut times = self.times.borrow_mut();
        std::iter::from_fn(|| times.next_if(|(_, time)| *time < end)).map(|(_, time)| time).collect()
    }

    /// When the next request is due.
    fn due(&self) -> Option<Instant> {
        self.times.borrow_mut().peek().map(|(_, time)| self.start + *time)
    }

    fn take(&self, now: Instant) -> Option<Ticket> {
        if self.is_over(now) {
            return None;
        }
        let elapsed = now.saturating_duration_since(self.start);
        let (number, time) = self.times.borrow_mut().next_if(|(_, time)| *time <= elapsed)?;
        self.taken.set(self.taken.get().wrapping_add(1));
        Some(Ticket { number: number as u64, due: Some(self.start + time), taken: now })
    }

    fn is_over(&self, now: Instant) -> bool {
        self.deadline.is_some_and(|deadline| now >= deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::schedule::arrivals::Process;
    use crate::load::schedule::profile::Profile;
    use crate::load::schedule::timetable::Course;
    use std::collections::BTreeSet;
    use tokio::task::LocalSet;

    fn timetable(rate: f64, most: u64, window: Option<Duration>) -> Timetable {
        let course = Course::Rate { profile: Profile::constant(rate), process: Process::POISSON, seed: 5 };
        Timetable { course, most: Some(most), window }
    }

    /// Runs workers whose requests never end once `stuck` were sent; the tickets, and how many workers there were.
    async fn run(open: &Rc<Open>, most: usize, stuck: usize) -> (Vec<Ticket>, usize) {
        let tickets = Rc::new(RefCell::new(Vec::new()));
        let mut hired = 0;
        let mut alarm = Alarm::new().unwrap();
        let hire = |seat: Rc<Seat>| {
            hired += 1;
            let (open, tickets) = (open.clone(), tickets.clone());
            tokio::task::spawn_local(async move {
                while let Some(ticket) = open.next(&seat).await {
                    tickets.borrow_mut().push(ticket);
                    if tickets.borrow().len() > stuck {
                        std::future::pending::<()>().await;
                    }
                    tokio::task::yield_now().await;
                }
            });
        };
        let deadline = Duration::from_millis(300);
        let _ = tokio::time::timeout(deadline, open.dispatch(&mut alarm, most, hire)).await;
        // Workers that were woken last have not run yet.
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        (tickets.take(), hired)
    }

    fn on_a_thread<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        LocalSet::new().block_on(&runtime, work)
    }

    #[test]
    fn everything_is_sent_once_and_no_earlier_than_due() {
        let timetable = timetable(20_000.0, 1000, None);
        let start = Instant::now();
        let shares: Vec<_> = (0..3)
            .map(|index| {
                let open = Rc::new(Open::new(&timetable, start, Part { index, of: 3 }));
                on_a_thread(run(&open, 4, usize::MAX)).0
            })
            .collect();
        let numbers: BTreeSet<u64> = shares.iter().flatten().map(|ticket| ticket.number).collect();
        assert_eq!(shares.iter().map(Vec::len).sum::<usize>(), 1000);
        assert_eq!(numbers, (0..1000).collect());
        let times: Vec<Duration> = timetable.times().collect();
        for ticket in shares.iter().flatten() {
            let time = times[usize::try_from(ticket.number).unwrap()];
            assert_eq!(ticket.due, Some(start + time));
        }
    }

    #[test]
    fn what_no_worker_is_free_for_is_left() {
        let timetable = timetable(50_000.0, 1000, None);
        let open = Rc::new(Open::new(&timetable, Instant::now(), Part::WHOLE));
        let (tickets, hired) = on_a_thread(run(&open, 2, 10));
        // Two workers, each with a request that never ends.
        assert_eq!((tickets.len(), hired), (12, 2));
        assert_eq!(open.left(Duration::MAX).len(), 1000 - 12);
    }

    #[test]
    fn nothing_is_sent_after_the_deadline() {
        let timetable = timetable(50_000.0, 1000, Some(Duration::from_millis(2)));
        let open = Rc::new(Open::new(&timetable, Instant::now() - Duration::from_secs(1), Part::WHOLE));
        let (tickets, _) = on_a_thread(run(&open, 2, 10));
        assert_eq!(tickets, []);
        assert_eq!(open.left(Duration::from_millis(2)).len(), timetable.times().count());
    }
}
