//! A story, act by act: deploy, wait, load, watch it grow, stop, watch it shrink.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::catalogue::Story;
use super::scene::{self, Load};
use super::scope;
use super::step::Step;
use super::story::{History, counts};
use super::words;
use crate::clock::{Clock, span};
use crate::cluster::{Cluster, ConnectOptions};
use crate::commands::follow::interrupt;
use crate::error::{Error, Kind, Result};
use crate::observe::members::{Clusters, Observers};
use crate::observe::timeline::{Evidence, Series, Timeline};
use crate::observe::{Service, Snapshot};
use crate::report::status::{Screen, changes, detail};
use crate::report::tide::Counts;
use crate::sandbox::Sandbox;
use crate::session::Session;
use crate::ui::{Live, sanitised};

/// What is told.
pub struct Told<'a> {
    /// The story.
    pub story: &'static Story,
    /// The command lines; the last one deploys the service.
    pub steps: Vec<Step>,
    /// How many clients send; 0 sends nothing.
    pub clients: usize,
    /// The sandbox's kubeconfig.
    pub kubeconfig: &'a Path,
    /// Clusters of its fleet, by their names and contexts; none for one cluster.
    pub members: Vec<String>,
}

/// Between two pictures, on the clock on the wall.
const FRAME: Duration = Duration::from_millis(100);
/// How long the full tide is looked at, in cluster time.
const HIGH_WATER: SignedDuration = SignedDuration::from_secs(30);
/// How long nothing has to change before a tide counts as full, in cluster time.
const STILL: SignedDuration = SignedDuration::from_secs(60);
/// When an act is ended that does not come to its end, in cluster time.
const PATIENCE: SignedDuration = SignedDuration::from_secs(600);
/// How many clients are worth a sentence when nothing is sent: how long the calm is watched, in cluster time.
const CALM: SignedDuration = SignedDuration::from_secs(90);

/// Where the story is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// The first replica starts.
    Start,
    /// Requests are sent, or nothing is, and it grows as far as it wants to.
    Flood,
    /// All that was asked for is ready.
    HighWater,
    /// Nothing is sent any more, and it shrinks.
    Ebb,
    /// It is as small as at the beginning.
    End,
}

/// Plays a story to its end.
///
/// # Errors
/// Interrupted, or the cluster failed.
pub async fn play(told: Told<'_>, sandbox: &Sandbox, session: &mut Session) -> Result<()> {
    let clock = sandbox.clock();
    // What is shown is cluster time.
    let wall = std::mem::replace(&mut session.clock, Arc::new(clock));
    let began = clock.now();
    let result = Play::new(&told, sandbox, began).run(told, session).await;
    session.clock = wall;
    result
}

struct Play<'a> {
    sandbox: &'a Sandbox,
    story: &'static Story,
    clients: usize,
    speed: f64,
    began: Timestamp,
    act: Act,
    since: Timestamp,
    still_since: Timestamp,
    /// The counts before the tide.
    low_water: Option<Counts>,
    load: Option<Load>,
    history: History,
    evidence: Vec<Evidence>,
    last: Option<Snapshot>,
    live: Live,
}

impl<'a> Play<'a> {
    fn new(told: &Told<'_>, sandbox: &'a Sandbox, began: Timestamp) -> Self {
        Self {
            sandbox,
            story: told.story,
            clients: told.clients,
            speed: sandbox.clock().speed(),
            began,
            act: Act::Start,
            since: began,
            still_since: began,
            low_water: None,
            load: None,
            history: History::default(),
            evidence: Vec::new(),
            last: None,
            live: Live::default(),
        }
    }

    async fn run(mut self, told: Told<'_>, session: &mut Session) -> Result<()> {
        self.prologue(&told, session);
        let options =
            ConnectOptions { kubeconfig: Some(told.kubeconfig.to_owned()), ..ConnectOptions::default() };
        session.env = session.env.with("KUBECONFIG", &told.kubeconfig.to_string_lossy());
        for step in told.steps {
            let width = session.ui.width();
            session.ui.status(step.shown(width));
            step.run(session).await?;
        }
        let mut clusters = Clusters::from(Cluster::connect(&options, &session.env).await?);
        for member in told.members {
            let options = ConnectOptions { context: Some(member.clone()), ..options.clone() };
            clusters.members.push((member, Cluster::connect(&options, &session.env).await?));
        }
        let scope = scope(self.story);
        let mut observer = Observers::new(clusters, &scope, &session.clock);
        self.evidence = observer.evidence(&scope);
        let mut frames = tokio::time::interval(FRAME);
        let interrupted = interrupt();
        tokio::pin!(interrupted);
        while self.act != Act::End {
            tokio::select! {
                record = observer.next() => {
                    let (place, record) = record?;
                    self.evidence[place].note(&record);
                }
                () = answers(&mut self.load) => {}
                _ = frames.tick() => if observer.has_begun() {
                    let snapshot = observer.snapshot(session.clock.now());
                    self.picture(snapshot, session).await?;
                },
                error = self.sandbox.failure() => return Err(error),
                () = &mut interrupted => return Err(Error::new(Kind::Interrupted, "interrupted")),
            }
        }
        self.epilogue(session)
    }

    /// One frame: the history, the act, the screen.
    async fn picture(&mut self, snapshot: Snapshot, session: &mut Session) -> Result<()> {
        self.history.note(&snapshot);
        let lines = changes(self.last.as_ref(), &snapshot);
        let service = snapshot.services.first().cloned();
        let before = self.last.as_ref().and_then(|it| it.services.first()).map(counts);
        if service.as_ref().map(counts) != before {
            self.still_since = snapshot.at;
        }
        if session.ui.stdout_is_terminal() {
            self.draw(&snapshot, session)?;
        } else {
            for line in lines {
                self.log(&line, session)?;
            }
        }
        self.last = Some(snapshot);
        match service {
            Some(service) => self.turn(&service, session).await,
            None => Ok(()),
        }
    }

    /// Whether the act is over, and what the next one begins with.
    async fn turn(&mut self, service: &Service, session: &mut Session) -> Result<()> {
        let now = session.clock.now();
        let (acted, still) = (now.duration_since(self.since), now.duration_since(self.still_since));
        let desired = service.replicas.desired.unwrap_or_default();
        let all_ready = service.replicas.ready == desired && desired > 0;
        let largest = service.autoscalers.iter().any(|autoscaler| desired >= autoscaler.max);
        let late = acted > PATIENCE;
        let next = match self.act {
            Act::Start if all_ready => Act::Flood,
            Act::Start if late => return Err(self.stuck(session)),
            // As large as it may be, or at rest: nothing more will be asked for.
            Act::Flood if self.clients == 0 && acted > CALM => Act::End,
            Act::Flood if self.clients > 0 && all_ready && (largest || still > STILL) => Act::HighWater,
            Act::Flood if late => Act::HighWater,
            Act::HighWater if acted > HIGH_WATER => Act::Ebb,
            Act::Ebb if self.low_water.as_ref() == Some(&counts(service)) || late => Act::End,
            act => act,
        };
        if next == self.act {
            return Ok(());
        }
        (self.act, self.since) = (next, now);
        self.low_water.get_or_insert_with(|| counts(service));
        match next {
            Act::Flood if self.clients > 0 => {
                let words = scene::words(self.story, self.clients, &self.sandbox.ingress());
                self.log(&format!("the tide comes: {} clients send requests", self.clients), session)?;
                self.load = Some(Load::start(&words, now, self.speed).await?);
            }
            Act::Flood => self.log("no load is sent: nothing should happen", session)?,
            Act::HighWater => self.log("high water: all replicas that were asked for are ready", session)?,
            Act::Ebb => {
                self.log("the tide goes: the load stops", session)?;
                if let Some(load) = &mut self.load {
                    load.stop(now).await?;
                }
            }
            Act::Start | Act::End => {}
        }
        Ok(())
    }

    fn stuck(&self, session: &mut Session) -> Error {
        if let Some(snapshot) = &self.last {
            let view = detail(snapshot, Screen { width: session.ui.width(), ..Screen::default() });
            session.ui.status(view);
        }
        Error::timeout(format!("the first replica is not ready after {}", span(PATIENCE.as_secs()))).hint(
            format!(
                "`neap sandbox up --scenario {}` starts the same cluster to look at",
                self.story.scenario
            ),
        )
    }

    /// A line of the log; a terminal has the picture instead.
    fn log(&self, line: &str, session: &mut Session) -> Result<()> {
        if session.ui.stdout_is_terminal() {
            return Ok(());
        }
        let at = session.clock.now().duration_since(self.began).as_secs();
        session.ui.line(format_args!("+{:<7} {}", span(at), sanitised(line).replace('\n', " ")))
    }

    fn draw(&mut self, snapshot: &Snapshot, session: &mut Session) -> Result<()> {
        let size = session.ui.size();
        let screen = Screen {
            width: size.map(|(columns, _)| columns),
            colour: session.ui.colour(),
            wide: false,
            compact: true,
        };
        let at = snapshot.at.duration_since(self.began).as_secs();
        let head = format!(
            "neap demo {}   +{}   {}\n{}\n",
            self.story.name,
            span(at),
            self.caption(snapshot.at),
            words::pace(self.speed)
        );
        self.live.draw(&mut session.ui, &format!("{head}{}", detail(snapshot, screen)))
    }

    /// What is going on, in a few words.
    fn caption(&self, now: Timestamp) -> String {
        let recent = now.saturating_sub(SignedDuration::from_secs(20)).unwrap_or(now);
        let met = self.load.as_ref().and_then(|load| load.met(recent, now));
        match (self.act, met) {
            (Act::Start, _) => "the first replica starts".into(),
            (Act::Flood, _) if self.clients == 0 => "no load is sent: nothing should happen".into(),
            (Act::Flood | Act::HighWater, Some(met)) => {
                let median =
                    met.median.map_or_else(String::new, |it| format!(", half in {:.1} s", it.as_secs_f64()));
                format!("{} clients: {:.1} answers/s{median}", self.clients, met.rate)
            }
            (Act::Flood | Act::HighWater, None) => format!("{} clients", self.clients),
            (Act::Ebb | Act::End, _) => "the load has stopped".into(),
        }
    }

    fn prologue(&self, told: &Told<'_>, session: &mut Session) {
        let screen = Screen { width: session.ui.width(), ..Screen::default() };
        let text = words::prologue(told.story, &self.sandbox.server(), &words::pace(self.speed), screen);
        session.ui.status(text.trim_end());
    }

    fn epilogue(&mut self, session: &mut Session) -> Result<()> {
        let ended = session.clock.now();
        let screen = Screen { width: session.ui.width(), colour: session.ui.colour(), ..Screen::default() };
        let stretches = self.history.stretches(self.began, ended, self.load.as_ref());
        let timeline =
            Timeline::of(&self.evidence, &Series::default(), ended, ended.duration_since(self.began));
        let lesson = (self.clients > 0).then_some(self.story.lesson);
        let ui = &mut session.ui;
        ui.data(words::epilogue(&stretches, &timeline, lesson, screen))?;
        ui.status("All times are cluster time. To go on:");
        let (name, scenario) = (self.story.name, self.story.scenario);
        let commands = [
            (format!("neap demo {name} --max-replicas 2"), "with another limit"),
            ("neap demo --list".to_owned(), "the other stories"),
            (format!("neap sandbox up --scenario {scenario}"), "the same cluster, to play with"),
            ("neap sandbox scenarios".to_owned(), "how autoscaling fails"),
        ];
        let width = commands.iter().map(|(command, _)| command.len()).max().unwrap_or_default();
        for (command, what) in commands {
            ui.status(format_args!("  {command:<width$}  {what}"));
        }
        Ok(())
    }
}

async fn answers(load: &mut Option<Load>) {
    match load {
        Some(load) => load.answers().await,
        None => std::future::pending().await,
    }
}
