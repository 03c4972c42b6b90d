//! One pod on a node in time: volumes, sandbox, init containers, containers, the end.

use std::time::Duration;

use jiff::Timestamp;

use super::around::Around;
use super::container::{Machine, State};
use super::process::Health;
use crate::sandbox::machines::span::later;

/// How far a pod is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It waits for its volumes.
    Volumes { tell: Timestamp },
    /// Its sandbox is being made.
    Sandbox { until: Timestamp },
    /// Its containers have their turns.
    Containers,
}

/// A pod on a node.
pub struct PodMachine {
    /// The pod's uid: another pod of this name is another machine.
    pub uid: String,
    /// Its node.
    pub node: String,
    /// Its address, from the time at which it has a sandbox.
    pub address: String,
    /// When the kubelet saw it.
    pub seen: Timestamp,
    /// Init containers, in order.
    pub inits: Vec<Machine>,
    /// Containers, in order.
    pub mains: Vec<Machine>,
    stage: Stage,
    /// Since when it is asked to end.
    pub stopping: Option<Timestamp>,
}

/// How long a kubelet waits for volumes before it says so: `podAttachAndMountTimeout`.
const MOUNT_TIMEOUT: Duration = Duration::from_secs(123);

impl PodMachine {
    /// A pod that the kubelet has just seen.
    pub fn new(uid: &str, node: &str, address: String, inits: usize, mains: usize, now: Timestamp) -> Self {
        Self {
            uid: uid.to_owned(),
            node: node.to_owned(),
            address,
            seen: now,
            inits: (0..inits).map(|place| Machine::new(place, true)).collect(),
            mains: (0..mains).map(|place| Machine::new(place, false)).collect(),
            stage: Stage::Volumes { tell: later(now, MOUNT_TIMEOUT) },
            stopping: None,
        }
    }

    /// Whether its sandbox is there.
    pub fn has_sandbox(&self) -> bool {
        self.stage == Stage::Containers
    }

    /// Whether all init containers have done their work; sidecars have started.
    pub fn initialized(&self, around: &Around<'_>) -> bool {
        self.inits.iter().all(|init| match init.sidecar(around) {
            true => init.started,
            false => init.ended().is_some_and(|ended| ended.code == 0),
        })
    }

    /// Whether all of it has ended, by itself or because it was asked to.
    pub fn is_over(&self) -> bool {
        let over = |machine: &Machine| !matches!(machine.state, State::Running(_));
        self.stopping.is_some() && self.inits.iter().chain(&self.mains).all(over)
    }

    /// Does what is due by now; when to look again. `unbound` names volumes that are not there.
    pub fn advance(&mut self, around: &mut Around<'_>, unbound: &[String]) -> Option<Timestamp> {
        let now = around.now;
        if around.stopping && self.stopping.is_none() {
            self.stop(around);
        }
        let mut next = Vec::new();
        if !around.stopping {
            if let Stage::Volumes { tell } = self.stage {
                next.extend(self.mount(around, unbound, tell));
            }
            if let Stage::Sandbox { until } = self.stage {
                match until <= now {
                    true => self.stage = Stage::Containers,
                    false => next.push(until),
                }
            }
        }
        // One step makes room for the next, within the same moment.
        while self.stage == Stage::Containers {
            let mut changed = !around.stopping && self.begin(around);
            around.beside = self.serving(around);
            for machine in self.inits.iter_mut().chain(&mut self.mains) {
                changed |= machine.step(around);
            }
            if !changed {
                break;
            }
        }
        let machines = self.inits.iter().chain(&self.mains);
        next.extend(machines.filter_map(|machine| machine.next(around)));
        // What lies behind has been done; what repeats at once comes back in a moment.
        next.into_iter().map(|at| if at <= now { later(now, Duration::from_millis(1)) } else { at }).min()
    }

    fn mount(&mut self, around: &mut Around<'_>, unbound: &[String], tell: Timestamp) -> Option<Timestamp> {
        let now = around.now;
        if unbound.is_empty() {
            self.stage = Stage::Sandbox { until: later(now, around.scenario.pods.sandbox.0) };
            return None;
        }
        if tell > now {
            return Some(tell);
        }
        let volumes = unbound.join(" ");
        around.tell(true, "FailedMount", format!("Unable to attach or mount volumes: unmounted volumes=[{volumes}], unattached volumes=[], failed to process volumes=[{volumes}]: PVC is not bound"));
        let tell = later(now, MOUNT_TIMEOUT);
        self.stage = Stage::Volumes { tell };
        Some(tell)
    }

    /// Gives those containers their turn whose turn it is.
    fn begin(&mut self, around: &mut Around<'_>) -> bool {
        let waits = |machine: &Machine| matches!(machine.state, State::Waiting);
        for place in 0..self.inits.len() {
            if waits(&self.inits[place]) {
                self.inits[place].begin(around);
                return true;
            }
            let init = &self.inits[place];
            let done = match init.sidecar(around) {
                true => init.started,
                false => init.ended().is_some_and(|ended| ended.code == 0),
            };
            if !done {
                return false;
            }
        }
        // The kubelet starts containers one after the other: the next one is pulled once this one runs.
        for place in 0..self.mains.len() {
            if waits(&self.mains[place]) {
                self.mains[place].begin(around);
                return true;
            }
            if !self.mains[place].has_started()
                && !matches!(self.mains[place].state, State::PullFailed { .. })
            {
                return false;
            }
        }
        // Sidecars end with the containers that they serve.
        let over = !self.mains.is_empty() && self.mains.iter().all(|main| main.ended().is_some());
        let sidecars = self.inits.iter_mut().filter(|init| matches!(init.state, State::Running(_)));
        if over && self.stopping.is_none() {
            let grace = around.grace();
            self.stopping = Some(around.now);
            sidecars.for_each(|sidecar| sidecar.stop(around, grace));
        }
        false
    }

    fn stop(&mut self, around: &mut Around<'_>) {
        self.stopping = Some(around.now);
        let grace = around.grace();
        for machine in self.mains.iter_mut().chain(&mut self.inits) {
            machine.stop(around, grace);
        }
    }

    /// How the first container answers: the one that takes the requests of a pod with a sidecar.
    fn serving(&self, around: &Around<'_>) -> Health {
        let running = self.mains.first().and_then(Machine::running);
        running.map_or(Health::Closed, |running| running.health(around))
    }

    /// The machine under it is gone.
    pub fn vanish(&mut self, around: &mut Around<'_>) {
        for machine in self.mains.iter_mut().chain(&mut self.inits) {
            machine.vanish(around);
        }
    }
}
