//! One container of a pod in time: pulled, created, started, probed, ended, started again.

use std::time::Duration;

use jiff::Timestamp;

use super::around::Around;
use super::probing::Probed;
use super::running::Running;
use super::words;
use crate::kubernetes::resources::Container;
use crate::sandbox::machines::span::{between, later};
use crate::sandbox::machines::stores;

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
        let spec = self.spec(around);
        around.tell(false, "Created", "Container created".into());
        around.tell(false, "Started", "Container started".into());
        let running = Running::start(around, spec, self.init, self.restarts);
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
        let health = running.health(around);
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
