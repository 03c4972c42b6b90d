//! One container of a pod in time: pulled, created, started, probed, ended, started again.

use std::time::Duration;

use jiff::Timestamp;

use super::around::Around;
use super::probe::{Probe, Prober};
use super::process::{Health, Process, Program};
use super::words;
use crate::kubernetes::resources::Container;
use crate::sandbox::machines::serving::{Listener, Listeners, Server};
use crate::sandbox::machines::span::{between, later};
use crate::sandbox::machines::stores;
use crate::sandbox::model::server::ModelServer;
use crate::sandbox::scenario::Fault;

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Exit code.
    pub code: i32,
    /// `Completed`, `Error` or `OOMKilled`.
    pub reason: &'static str,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Timestamp,
}

/// How far it is.
pub enum State {
    /// Its turn has not come.
    Waiting,
    /// Its image is being pulled.
    Pulling {
        /// Since when it is asked for.
        asked: Timestamp,
    },
    /// Its image is there, and is compared with the registry's.
    Checking {
        /// Since when it is asked for.
        asked: Timestamp,
        /// When that is done.
        until: Timestamp,
    },
    /// Its image could not be pulled; the next attempt.
    PullFailed {
        /// When.
        next: Timestamp,
        /// How long lies between attempts now.
        pause: Duration,
        /// That it waits has been said.
        backing_off: bool,
    },
    /// It is being made.
    Starting {
        /// When that is done.
        until: Timestamp,
    },
    /// It runs.
    Running(Box<Running>),
    /// It has ended and is started again, not before a time.
    BackOff {
        /// When.
        until: Timestamp,
        /// How long it waits in all.
        pause: Duration,
    },
    /// It has ended, and stays so.
    Ended(Ended),
}

/// A running container.
pub struct Running {
    /// What runs.
    pub process: Process,
    server: Option<ModelServer>,
    listens: bool,
    startup: Option<Prober>,
    liveness: Option<Prober>,
    readiness: Option<Prober>,
    /// The scenario's fault that comes over it.
    fault: Option<(Timestamp, Fault, Option<String>)>,
    /// When it ends because it was told to.
    stops: Option<Timestamp>,
    warmed: bool,
}

/// One container.
pub struct Machine {
    /// Where it stands among its kind in the pod.
    pub place: usize,
    /// It runs before the others.
    pub init: bool,
    /// How far it is.
    pub state: State,
    /// The run before.
    pub last: Option<Ended>,
    /// How often it was started again.
    pub restarts: u32,
    /// Its readiness probe passes.
    pub ready: bool,
    /// Its startup probe has passed.
    pub started: bool,
    pause: Option<Duration>,
}

/// First pause between attempts to pull.
const PULL_PAUSE: Duration = Duration::from_secs(10);
/// The longest pause between attempts to pull.
const LONGEST_PULL_PAUSE: Duration = Duration::from_secs(300);

impl Machine {
    /// Its turn has not come.
    pub fn new(place: usize, init: bool) -> Self {
        Self {
            place,
            init,
            state: State::Waiting,
            last: None,
            restarts: 0,
            ready: false,
            started: false,
            pause: None,
        }
    }

    /// Its part of the pod's spec.
    pub fn spec<'a>(&self, around: &Around<'a>) -> &'a Container {
        let containers =
            if self.init { &around.pod.spec.init_containers } else { &around.pod.spec.containers };
        &containers[self.place]
    }

    /// Whether it is a sidecar: an init container that runs on.
    pub fn sidecar(&self, around: &Around<'_>) -> bool {
        self.init && self.spec(around).restart_policy.as_deref() == Some("Always")
    }

    /// The process, if it runs.
    pub fn running(&self) -> Option<&Running> {
        match &self.state {
            State::Running(running) => Some(running),
            _ => None,
        }
    }

    /// Whether nothing of it is left, and nothing will come.
    pub fn ended(&self) -> Option<&Ended> {
        match &self.state {
            State::Ended(ended) => Some(ended),
            _ => None,
        }
    }

    /// Whether its process has been started once.
    pub fn has_started(&self) -> bool {
        self.last.is_some() || matches!(self.state, State::Running(_) | State::Ended(_))
    }

    /// Does what is due now; whether anything changed.
    pub fn step(&mut self, around: &mut Around<'_>) -> bool {
        let now = around.now;
        match &mut self.state {
            State::Waiting | State::Ended(_) => false,
            State::Pulling { asked } => {
                let (asked, name) = (*asked, self.image(around));
                let image = stores::image(around.scenario, &name);
                around.stores.has_image(around.node, image, &name) && self.pulled(around, &name, asked)
            }
            State::Checking { asked, until } => {
                let asked = *asked;
                let name = if *until <= now { self.image(around) } else { return false };
                self.pulled(around, &name, asked)
            }
            State::PullFailed { next, pause, backing_off } => {
                if *next <= now {
                    let pause = (*pause * 2).min(LONGEST_PULL_PAUSE);
                    self.pull(around, pause);
                    return true;
                }
                let told = std::mem::replace(backing_off, true);
                if !told {
                    let name = self.image(around);
                    around.tell(false, "BackOff", words::pull_back_off(&name));
                    around.tell(true, "Failed", "Error: ImagePullBackOff".into());
                }
                !told
            }
            State::Starting { until } => *until <= now && self.start(around),
            State::BackOff { until, .. } => *until <= now && self.create(around),
            State::Running(_) => self.run(around),
        }
    }

    /// When it wants to be looked at again.
    pub fn next(&self, around: &Around<'_>) -> Option<Timestamp> {
        match &self.state {
            State::Waiting | State::Pulling { .. } | State::Ended(_) => None,
            State::Checking { until, .. } | State::Starting { until } | State::BackOff { until, .. } => {
                Some(*until)
            }
            State::PullFailed { next, .. } => Some(*next),
            State::Running(running) => running.next(around),
        }
    }

    /// Its turn has come.
    pub fn begin(&mut self, around: &mut Around<'_>) {
        self.pull(around, PULL_PAUSE);
    }

    fn image(&self, around: &Around<'_>) -> String {
        self.spec(around).image.clone().unwrap_or_default()
    }

    fn pull(&mut self, around: &mut Around<'_>, pause: Duration) {
        let (name, now) = (self.image(around), around.now);
        let policy = self.spec(around).image_pull_policy.as_deref();
        let image = stores::image(around.scenario, &name);
        let there = around.stores.has_image(around.node, image, &name);
        if there && policy != Some("Always") {
            around.tell(false, "Pulled", words::present(&name));
            self.create(around);
            return;
        }
        if policy != Some("Never") {
            around.tell(false, "Pulling", words::pulling(&name));
        }
        self.state = match words::failure(image, policy, &name) {
            Some((reason, message)) => {
                around.tell(true, "Failed", message);
                around.tell(true, "Failed", format!("Error: {reason}"));
                State::PullFailed { next: later(now, pause), pause, backing_off: false }
            }
            None if there => State::Checking { asked: now, until: later(now, around.stores.check()) },
            None => {
                around.stores.pull(around.node, image, &name, now);
                State::Pulling { asked: now }
            }
        };
    }

    fn pulled(&mut self, around: &mut Around<'_>, name: &str, asked: Timestamp) -> bool {
        let times = around.stores.pull_times(around.node, name, asked, around.now);
        let size = stores::image(around.scenario, name).size.0;
        around.tell(false, "Pulled", words::pulled(name, &times, size));
        self.create(around)
    }

    fn create(&mut self, around: &mut Around<'_>) -> bool {
        let until = later(around.now, around.scenario.pods.container_start.0);
        self.state = State::Starting { until };
        true
    }

    fn start(&mut self, around: &mut Around<'_>) -> bool {
        let (spec, now) = (self.spec(around), around.now);
        around.tell(false, "Created", "Container created".into());
        around.tell(false, "Started", "Container started".into());
        let program = Program::of(spec, &around.pod.spec, self.init, around.gpu, around.scenario);
        around.logs.begin(around.log(&spec.name));
        let server = match &program {
            Program::Engine(settings) => {
                let (logs, key, clock) = (around.logs.clone(), around.log(&spec.name), around.clock);
                let write = move |line: String| logs.write(&key, crate::clock::Clock::now(&clock), &line);
                Some(ModelServer::new((**settings).clone(), clock, std::sync::Arc::new(write)))
            }
            _ => None,
        };
        let prober = |written: &Option<Box<serde_json::Value>>, passes| {
            let probe = written.as_ref().map(|written| Probe::read(written, spec, around.address));
            probe.map(|probe| Prober::begin(probe, now, passes))
        };
        let running = Running {
            startup: prober(&spec.startup_probe, false),
            liveness: prober(&spec.liveness_probe, true),
            readiness: prober(&spec.readiness_probe, false),
            fault: around.fault(&spec.name, self.restarts),
            process: Process::start(program, now),
            server,
            listens: false,
            stops: None,
            warmed: false,
        };
        self.started = running.startup.is_none();
        self.ready = self.started && running.readiness.is_none() && !self.init;
        self.state = State::Running(Box::new(running));
        true
    }

    fn run(&mut self, around: &mut Around<'_>) -> bool {
        let (now, spec) = (around.now, self.spec(around));
        let State::Running(running) = &mut self.state else { return false };
        let mut changed = running.load(around, &spec.name);
        changed |= running.listen(around, spec);
        if let Some((code, reason)) = running.due_end(around, &spec.name) {
            let finished = now;
            let ended = Ended { code, reason, started: running.process.started, finished };
            self.end(around, ended);
            return true;
        }
        let health = running.process.health(&around.scenario.pods, now);
        match running.probe(around, health, &mut self.started, &mut self.ready) {
            Probed::Nothing => changed,
            Probed::Changed => true,
            Probed::Broken(which) => {
                let name = &spec.name;
                let message = format!("Container {name} failed {which} probe, will be restarted");
                around.tell(false, "Killing", message);
                let grace = around.grace();
                running.stop(around, grace, spec);
                true
            }
        }
    }

    /// Asks it to end, and says so.
    pub fn stop(&mut self, around: &mut Around<'_>, grace: Duration) {
        let spec = self.spec(around);
        match &mut self.state {
            State::Running(running) => {
                around.tell(false, "Killing", format!("Stopping container {}", spec.name));
                running.stop(around, grace, spec);
            }
            State::Ended(_) => {}
            // What does not run has nothing to end.
            _ => self.state = State::Waiting,
        }
    }

    /// The machine under it is gone.
    pub fn vanish(&mut self, around: &mut Around<'_>) {
        let name = &self.spec(around).name;
        if let State::Running(running) = &mut self.state {
            running.close(around, name);
        }
    }

    /// Its process has ended.
    fn end(&mut self, around: &mut Around<'_>, ended: Ended) {
        let name = &self.spec(around).name;
        if let State::Running(running) = &mut self.state {
            running.close(around, name);
        }
        around.logs.end(&around.log(name));
        (self.ready, self.started) = (false, false);
        let again = !around.stopping
            && match (self.sidecar(around), around.pod.spec.restart_policy.as_deref().unwrap_or("Always")) {
                (true, _) => true,
                (false, "Always") if !self.init => true,
                (false, "Always" | "OnFailure") => ended.code != 0,
                (false, _) => false,
            };
        if !again {
            self.state = State::Ended(ended);
            return;
        }
        let (finished, ran) = (ended.finished, between(ended.started, ended.finished));
        self.last = Some(ended);
        self.restarts += 1;
        let times = &around.scenario.pods;
        // The first restart comes at once; a container that ran for twice the longest pause begins anew.
        let pause = match self.pause {
            Some(pause) if ran <= 2 * times.max_crash_back_off.0 => pause,
            _ => Duration::ZERO,
        };
        let following = (pause * 2).clamp(times.crash_back_off.0, times.max_crash_back_off.0);
        self.pause = Some(if pause.is_zero() { times.crash_back_off.0 } else { following });
        if pause.is_zero() {
            self.pull(around, PULL_PAUSE);
        } else {
            around.tell(true, "BackOff", words::back_off(name, around.pod));
            self.state = State::BackOff { until: later(finished, pause), pause };
        }
    }
}

enum Probed {
    Nothing,
    Changed,
    Broken(&'static str),
}

impl Running {
    fn next(&self, around: &Around<'_>) -> Option<Timestamp> {
        let times = &around.scenario.pods;
        let loads = self.process.loads_at(times).filter(|at| *at > around.now);
        let warm = self.process.warm_at(times).filter(|at| *at > around.now);
        let ends = self.process.ends_at(times).map(|(at, _)| at);
        let fault = self.fault.as_ref().map(|(at, _, _)| *at);
        let look = |prober: &Option<Prober>| prober.as_ref().map(Prober::next);
        let probes = match &self.startup {
            Some(startup) if !startup.passes => vec![Some(startup.next())],
            // A readiness probe that passes on a healthy process, and a liveness probe likewise, find the same again.
            _ if self.steady(around) => Vec::new(),
            _ => vec![look(&self.liveness), look(&self.readiness)],
        };
        [loads, warm, ends, fault, self.stops].into_iter().chain(probes).flatten().min()
    }

    /// Whether its probes would find what they found, until something else happens.
    fn steady(&self, around: &Around<'_>) -> bool {
        let ready = self.process.health(&around.scenario.pods, around.now) == Health::Ready;
        let passes = |prober: &Option<Prober>| prober.as_ref().is_none_or(|prober| prober.passes);
        ready && passes(&self.readiness) && passes(&self.liveness)
    }

    /// The weights: asked for, there, warm.
    fn load(&mut self, around: &mut Around<'_>, name: &str) -> bool {
        let (now, times) = (around.now, &around.scenario.pods);
        let mut changed = false;
        if self.process.loaded.is_none() && self.process.loads_at(times).is_some_and(|at| at <= now) {
            changed = self.follow_load(around, name);
        }
        if let (Some(server), false) = (&self.server, self.warmed)
            && self.process.warm_at(times).is_some_and(|at| at <= now)
        {
            self.warmed = true;
            server.ready(times.warm_up.0);
            changed = true;
        }
        changed
    }

    fn follow_load(&mut self, around: &mut Around<'_>, name: &str) -> bool {
        let now = around.now;
        match around.loads.get(name) {
            None => {
                around.begin_load(name, matches!(self.process.program, Program::Fetch));
                false
            }
            Some(false) => {
                let Some((began, done)) = around.stores.loaded(&around.key, name) else { return false };
                around.loads.insert(name.to_owned(), true);
                self.process.loaded = Some(done);
                if let Some(server) = &self.server {
                    server.loaded(between(began, done));
                }
                true
            }
            Some(true) => {
                self.process.loaded = Some(now);
                true
            }
        }
    }

    /// Its port opens, and closes.
    fn listen(&mut self, around: &mut Around<'_>, spec: &Container) -> bool {
        let health = self.process.health(&around.scenario.pods, around.now);
        if self.listens || health == Health::Closed {
            return false;
        }
        let server = match (&self.server, &self.process.program) {
            (Some(engine), _) => Server::Engine(engine.clone()),
            (None, Program::Web) => Server::Web { pod: around.key.name.clone() },
            _ => return false,
        };
        self.listens = true;
        let port = self.server.as_ref().map(|engine| engine.settings().port);
        let listener = Listener { pod: around.key.clone(), container: spec.name.clone(), port, server };
        around.listeners.open(around.address, listener);
        true
    }

    fn close(&mut self, around: &mut Around<'_>, name: &str) {
        around.listeners.close(around.address, name);
        around.loads.remove(name);
        around.stores.stop_loading(&around.key, name);
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }

    /// How it ends now, if it does.
    fn due_end(&mut self, around: &mut Around<'_>, name: &str) -> Option<(i32, &'static str)> {
        let now = around.now;
        if let Some((_, fault, word)) = self.fault.take_if(|(at, _, _)| *at <= now) {
            let log = around.log(name);
            if let Some(word) = word {
                around.logs.write(&log, now, &word);
            }
            match fault {
                Fault::Crash => return Some((1, "Error")),
                Fault::OutOfMemory => return Some((137, "OOMKilled")),
                Fault::Exit => return Some((0, "Completed")),
                Fault::Hang => {
                    self.process.hung = Some(now);
                    if let Some(server) = &self.server {
                        server.hang();
                    } else {
                        around.hang(name);
                    }
                }
            }
        }
        if self.stops.is_some_and(|at| at <= now) {
            let killed = self.process.hung.is_some();
            return Some(if killed { (137, "Error") } else { (0, "Completed") });
        }
        let (at, code) = self.process.ends_at(&around.scenario.pods)?;
        if at > now {
            return None;
        }
        if let Program::Broken(word) = &self.process.program {
            around.logs.write(&around.log(name), now, word);
        }
        Some((code, if code == 0 { "Completed" } else { "Error" }))
    }

    fn probe(
        &mut self,
        around: &mut Around<'_>,
        health: Health,
        started: &mut bool,
        ready: &mut bool,
    ) -> Probed {
        let (now, address) = (around.now, around.address);
        if let Some(prober) = &mut self.startup
            && !*started
        {
            let Some(look) = prober.look(health, address, now) else { return Probed::Nothing };
            if let Some(failure) = &look.failure {
                around.tell(true, "Unhealthy", format!("Startup probe failed: {failure}"));
            }
            if look.broken {
                return if self.stops.is_none() { Probed::Broken("startup") } else { Probed::Nothing };
            }
            if !prober.passes {
                return Probed::Nothing;
            }
            *started = true;
            *ready = self.readiness.is_none();
            // The others have waited for this.
            self.readiness.iter_mut().for_each(|prober| prober.trigger(now));
        }
        let mut changed = false;
        if let Some(prober) = &mut self.readiness {
            let before = *ready;
            if let Some(look) = prober.look(health, address, now)
                && let Some(failure) = &look.failure
            {
                around.tell(true, "Unhealthy", format!("Readiness probe failed: {failure}"));
            }
            *ready = prober.passes;
            changed |= before != *ready;
        }
        if let Some(prober) = &mut self.liveness
            && let Some(look) = prober.look(health, address, now)
        {
            if let Some(failure) = &look.failure {
                around.tell(true, "Unhealthy", format!("Liveness probe failed: {failure}"));
            }
            if look.broken && self.stops.is_none() {
                return Probed::Broken("liveness");
            }
        }
        if changed { Probed::Changed } else { Probed::Nothing }
    }

    /// Asks the process to end: after what is done before that, and at the latest when its grace is over.
    fn stop(&mut self, around: &Around<'_>, grace: Duration, spec: &Container) {
        let before = words::pre_stop(spec);
        let takes = match self.process.hung {
            Some(_) => grace,
            None => (before + around.scenario.pods.stop.0).min(grace),
        };
        let at = later(around.now, takes);
        self.stops = Some(self.stops.map_or(at, |stops| stops.min(at)));
    }

    /// Its pod is gone, and nobody is told of its end.
    pub fn abandon(&self, listeners: &Listeners, address: &str, name: &str) {
        listeners.close(address, name);
        if let Some(server) = &self.server {
            server.stop();
        }
    }

    /// A fault comes over it now.
    pub fn strike(&mut self, fault: Fault, word: Option<String>, now: Timestamp) {
        self.fault = Some((now, fault, word));
    }
}
