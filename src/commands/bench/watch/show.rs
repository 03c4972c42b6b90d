//! The watch while the load runs: a screen that takes keys on a terminal; where standard output goes elsewhere, a view that
//! redraws itself on standard error; a line a change in a pipe.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use super::{Seen, Watch};
use crate::commands::status::live::LiveScreen;
use crate::error::Result;
use crate::load::engine::{Progress, Run};
use crate::load::measure::recent::Recent;
use crate::load::schedule::Amount;
use crate::report::bench::elastic::text::happening;
use crate::report::bench::elastic::{self, Now};
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

/// How a watch is shown.
enum Form {
    /// A line a happening.
    Lines,
    /// A view that is drawn over itself, below what was written before.
    View(Live),
    /// A screen that takes keys; taken with the first picture, when nothing else is said any more.
    Screen(Option<Box<LiveScreen>>),
}

/// Shows a watch.
pub struct Shower {
    form: Form,
    /// How many happenings were shown.
    shown: usize,
    /// Whether it was said that the watch is lost: that is said once.
    told: bool,
    next: Instant,
    /// What the charts of the view are made of, and the picture that was taken into it last.
    history: History,
    taken: Option<jiff::Timestamp>,
}

impl Shower {
    /// A view if standard error is a terminal and nothing else writes there, else lines.
    pub fn new(session: &Session, quiet: bool) -> Self {
        let form = match session.ui.stderr_is_terminal() && !quiet {
            true => Form::View(Live::aside()),
            false => Form::Lines,
        };
        let history = History::default();
        Self { form, shown: 0, told: false, next: Instant::now(), history, taken: None }
    }

    /// A screen with keys where there are some, for a load of which nothing else is said meanwhile.
    pub fn with_keys(session: &Session, quiet: bool) -> Self {
        let shower = Self::new(session, quiet);
        match matches!(shower.form, Form::View(_)) && session.ui.takes_keys() {
            true => Self { form: Form::Screen(None), ..shower },
            false => shower,
        }
    }

    /// What the user does next; breaks where the load is to end. Never comes without keys.
    ///
    /// # Errors
    /// Ctrl-C; the terminal cannot be written to.
    pub async fn act(&mut self) -> Result<ControlFlow<()>> {
        match &mut self.form {
            Form::Screen(Some(screen)) => Ok(screen.act(None).await?.map_break(drop)),
            _ => std::future::pending().await,
        }
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
        match self.form {
            Form::Screen(_) => self.screen(watch, run, amount, session),
            Form::View(_) => self.draw(watch, run, amount, session),
            Form::Lines => {
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

    fn screen(&mut self, watch: &Watch, run: &Course, amount: Amount, session: &Session) -> Result<()> {
        let Form::Screen(taken) = &mut self.form else { return Ok(()) };
        let (snapshot, course) = {
            let seen = watch.seen();
            let Some(snapshot) = &seen.snapshot else { return Ok(()) };
            (snapshot.clone(), course(&seen, watch, run))
        };
        let screen = match taken {
            Some(screen) => screen,
            None => {
                match LiveScreen::of_load(watch.runtime.clone(), watch.cluster.clone().into(), session) {
                    Ok(screen) => taken.insert(Box::new(screen)),
                    // The load goes on without keys.
                    Err(_) => {
                        self.form = Form::View(Live::aside());
                        return Ok(());
                    }
                }
            }
        };
        let load = now(run, amount);
        let sent = Sent { rate: Some(load.rate), p99: load.p99 };
        screen.show_below(Box::new(move |size| elastic::heading(&load, &course, size)), sent, snapshot)
    }

    fn draw(&mut self, watch: &Watch, run: &Course, amount: Amount, session: &mut Session) -> Result<()> {
        let Form::View(live) = &mut self.form else { return Ok(()) };
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
            // The cursor stands on the line below.
            let size = (columns, rows.saturating_sub(1).max(1));
            elastic::screen(&load, snapshot, &self.history, &course(&seen, watch, run), look, size)
        };
        live.draw(&mut session.ui, &view)
    }
}

fn course(seen: &Seen, watch: &Watch, run: &Course) -> elastic::Course {
    elastic::Course::of(&seen.chronicle, watch.since(run.began), watch.subject.speed)
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
