//! The watch while the load runs: a screen that redraws itself on a terminal, a line a change in a pipe; both on standard error.

use std::time::{Duration, Instant};

use super::Watch;
use crate::error::Result;
use crate::load::engine::{Progress, Run};
use crate::load::measure::recent::Recent;
use crate::load::schedule::Amount;
use crate::report::bench::elastic::text::happening;
use crate::report::bench::elastic::{self, Now, screen};
use crate::report::screen::{History, Look, Sent};
use crate::session::Session;
use crate::ui::{Live, sanitised};

/// Between two drawings.
const FRAME: Duration = Duration::from_millis(500);
/// Columns and rows of a terminal that does not tell.
const SIZE: (usize, usize) = (80, 24);

/// How far a load is.
pub struct Course {
    /// When it began.
    pub began: Instant,
    /// How far it is.
    pub progress: Progress,
    /// Its last seconds; not known of a load that several processes send.
    pub recent: Option<Recent>,
}

impl Course {
    /// Of a load that this process sends.
    pub fn of(run: &Run) -> Self {
        Self { began: run.start(), progress: run.progress(), recent: Some(run.recent()) }
    }
}

/// Shows a watch.
pub struct Shower {
    live: Option<Live>,
    /// How many happenings were shown.
    shown: usize,
    /// Whether it was said that the watch is lost: that is said once.
    told: bool,
    next: Instant,
    /// What the charts are made of, and the picture that was taken into it last.
    history: History,
    taken: Option<jiff::Timestamp>,
}

impl Shower {
    /// A screen if standard error is a terminal and nothing else writes there, else lines.
    pub fn new(session: &Session, quiet: bool) -> Self {
        let live = (session.ui.stderr_is_terminal() && !quiet).then(Live::aside);
        let history = History::default();
        Self { live, shown: 0, told: false, next: Instant::now(), history, taken: None }
    }

    /// Shows what is new.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn show(&mut self, watch: &Watch, run: &Course, amount: Amount, session: &mut Session) -> Result<()> {
        if Instant::now() < self.next {
            return Ok(());
        }
        self.next = Instant::now() + FRAME;
        match self.live.is_some() {
            true => self.draw(watch, run, amount, session),
            false => {
                self.lines(watch, run, session);
                Ok(())
            }
        }
    }

    fn lines(&mut self, watch: &Watch, run: &Course, session: &mut Session) {
        let began = watch.since(run.began);
        let seen = watch.seen();
        for marker in seen.chronicle.since(self.shown) {
            let at = format!("+{:.1} s", (marker.at - began).max(0.0));
            session.ui.status(format_args!("{at:>9}  {}", sanitised(&happening(marker)).replace('\n', " ")));
            self.shown += 1;
        }
        if let (Some(why), false) = (seen.chronicle.is_lost(), self.told) {
            self.told = true;
            session.ui.warning(format_args!(
                "the watch of the cluster is lost, the load goes on: {}",
                sanitised(why)
            ));
        }
    }

    fn draw(&mut self, watch: &Watch, run: &Course, amount: Amount, session: &mut Session) -> Result<()> {
        let Some(live) = &mut self.live else { return Ok(()) };
        let load = now(run, amount);
        let view = {
            let seen = watch.seen();
            let Some(snapshot) = &seen.snapshot else { return Ok(()) };
            if let Some(service) = snapshot.services.first().filter(|_| self.taken != Some(snapshot.at)) {
                let sent = Sent { rate: Some(load.rate), p99: load.p99 };
                self.history.take(service, snapshot.at, sent);
                self.taken = Some(snapshot.at);
            }
            let look = Look { unicode: session.ui.unicode(), colour: session.ui.colour() };
            let (columns, rows) = session.ui.size_aside().unwrap_or(SIZE);
            let course = elastic::Course {
                markers: seen.chronicle.since(0),
                began: watch.since(run.began),
                lost: seen.chronicle.is_lost(),
                speed: watch.subject.speed,
            };
            // The cursor stands on the line below.
            let size = (columns, rows.saturating_sub(1).max(1));
            screen(&load, snapshot, &self.history, course, look, size)
        };
        live.draw(&mut session.ui, &view)
    }
}

fn now(run: &Course, amount: Amount) -> Now {
    let Course { progress, recent, .. } = run;
    let recent = recent.as_ref();
    let quantile = |share| recent.and_then(|recent| recent.quantile(share)).map(|time| time.as_secs_f64());
    let ended = progress.answered + progress.failed;
    // Of several processes together only the whole is known.
    let mean = ended as f64 / progress.elapsed.as_secs_f64().max(1e-3);
    Now {
        elapsed: progress.elapsed.as_secs_f64(),
        goal: match amount {
            Amount::Requests(count) => format!("{count} requests"),
            Amount::Time(time) => format!("{:.0} s", time.as_secs_f64()),
        },
        rate: recent.map_or(mean, Recent::rate),
        p50: quantile(0.5),
        p99: quantile(0.99),
        in_flight: recent.map_or(0, |recent| recent.under_way),
        ended,
        failed: progress.failed,
    }
}
