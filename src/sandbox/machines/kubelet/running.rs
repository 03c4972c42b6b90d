//! A running container: its process, its port, its end.

use std::time::Duration;

use jiff::Timestamp;

use super::around::Around;
use super::probe::{Probe, Prober};
use super::process::{Health, Process, Program};
use super::words;
use crate::kubernetes::resources::Container;
use crate::sandbox::machines::serving::{Listener, Listeners, Server};
use crate::sandbox::machines::span::{between, later};
use crate::sandbox::model::server::ModelServer;
use crate::sandbox::scenario::Fault;

/// A running container.
pub struct Running {
    /// What runs.
    pub process: Process,
    server: Option<ModelServer>,
    listens: bool,
    pub(super) startup: Option<Prober>,
    pub(super) liveness: Option<Prober>,
    pub(super) readiness: Option<Prober>,
    /// The scenario's fault that comes over it.
    fault: Option<(Timestamp, Fault, Option<String>)>,
    /// When it ends because it was told to.
    pub(super) stops: Option<Timestamp>,
    warmed: bool,
}

impl Running {
    /// Starts what a container runs.
    pub(super) fn start(around: &mut Around<'_>, spec: &Container, init: bool, restarts: u32) -> Self {
        let now = around.now;
        let program = Program::of(spec, &around.pod.spec, init, around.gpu, around.scenario);
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
        Self {
            startup: prober(&spec.startup_probe, false),
            liveness: prober(&spec.liveness_probe, true),
            readiness: prober(&spec.readiness_probe, false),
            fault: around.fault(&spec.name, restarts),
            process: Process::start(program, now),
            server,
            listens: false,
            stops: None,
            warmed: false,
        }
    }

    /// When it wants to be looked at again.
    pub(super) fn next(&self, around: &Around<'_>) -> Option<Timestamp> {
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

    /// The weights: asked for, there, warm.
    pub(super) fn load(&mut self, around: &mut Around<'_>, name: &str) -> bool {
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
    pub(super) fn listen(&mut self, around: &mut Around<'_>, spec: &Container) -> bool {
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

    /// Nobody answers any more.
    pub(super) fn close(&mut self, around: &mut Around<'_>, name: &str) {
        around.listeners.close(around.address, name);
        around.loads.remove(name);
        around.stores.stop_loading(&around.key, name);
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }

    /// How it ends now, if it does.
    pub(super) fn due_end(&mut self, around: &mut Around<'_>, name: &str) -> Option<(i32, &'static str)> {
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

    /// Asks the process to end: after what is done before that, and at the latest when its grace is over.
    pub(super) fn stop(&mut self, around: &Around<'_>, grace: Duration, spec: &Container) {
        let before = words::pre_stop(spec);
        let takes = match self.process.hung {
            Some(_) => grace,
            None => (before + around.scenario.pods.stop.0).min(grace),
        };
        let at = later(around.now, takes);
        self.stops = Some(self.stops.map_or(at, |stops| stops.min(at)));
    }

    /// How it answers. Knative's sidecar is as healthy as the container beside it.
    pub(super) fn health(&self, around: &Around<'_>) -> Health {
        let own = self.process.health(&around.scenario.pods, around.now);
        match &self.process.program {
            Program::QueueProxy(probe) if own == Health::Ready => {
                match probe.passes(around.beside, around.address) {
                    true => Health::Ready,
                    false => Health::Busy,
                }
            }
            _ => own,
        }
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
