//! What a container runs, and how healthy that is at a time.

use std::time::Duration;

use jiff::Timestamp;

use super::probe::Probe;
use crate::clock::parse_duration;
use crate::kubernetes::resources::{Container, PodSpec};
use crate::sandbox::control::fluid::LOADER;
use crate::sandbox::machines::span::later;
use crate::sandbox::model::settings::{self, Settings};
use crate::sandbox::scenario::{PodTimes, Scenario};

/// What a container runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Program {
    /// A model server.
    Engine(Box<Settings>),
    /// A model server that ends with this as its last word.
    Broken(String),
    /// Anything else that serves.
    Web,
    /// Knative's sidecar: ready when this probe of the container beside it passes.
    QueueProxy(Box<Probe>),
    /// Something that ends by itself.
    Task {
        /// After this long.
        lasts: Duration,
        /// With this exit code.
        code: i32,
    },
    /// It loads a model onto the node, and ends.
    Fetch,
}

/// How a process answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Its port is closed.
    Closed,
    /// Its port is open, and it cannot serve yet.
    Busy,
    /// It serves.
    Ready,
    /// Its port is open, and nothing answers.
    Hung,
}

/// KServe's init container that loads a model.
const STORAGE_INITIALIZER: &str = "storage-initializer";

impl Program {
    /// What a container runs, on a node with this kind of accelerator.
    pub fn of(
        container: &Container,
        pod: &PodSpec,
        init: bool,
        gpu: Option<&str>,
        scenario: &Scenario,
    ) -> Self {
        let loads = container.name == LOADER && pod.restart_policy.as_deref() == Some("Never");
        if loads || (init && container.name == STORAGE_INITIALIZER) {
            return Self::Fetch;
        }
        if let Some(probe) = probe_beside(container) {
            return Self::QueueProxy(Box::new(probe));
        }
        let line = [container.command.as_slice(), container.args.as_slice()].concat();
        let gpus = crate::elastic::requests::amounts(&container.resources.limits)
            .iter()
            .filter(|(resource, _)| crate::platform::is_accelerator(resource))
            .map(|(_, milli)| u32::try_from(milli / 1000).unwrap_or(0))
            .sum();
        let runs = settings::Container {
            image: container.image.clone().unwrap_or_default(),
            preset: preset(&line, gpu, pod, scenario),
            command: line.clone(),
            gpu: gpu.map(str::to_owned),
            gpus,
        };
        match Settings::read(&runs) {
            Some(Ok(engine)) if !init => return Self::Engine(Box::new(engine)),
            Some(Err(last_word)) if !init => return Self::Broken(last_word),
            _ => {}
        }
        let ends = init || pod.restart_policy.as_deref().is_some_and(|policy| policy != "Always");
        match ends && container.restart_policy.as_deref() != Some("Always") {
            true => task(&line.join(" "), scenario.pods.job.0, init),
            false => Self::Web,
        }
    }
}

/// What Knative's sidecar is told to probe.
fn probe_beside(container: &Container) -> Option<Probe> {
    let told = container.env.iter().find(|variable| variable["name"] == "SERVING_READINESS_PROBE")?;
    let probe = serde_json::from_str(told["value"].as_str()?).ok()?;
    Some(Probe::read(&probe, container, "127.0.0.1"))
}

/// A preset that the scenario names for this model and accelerator.
fn preset(line: &[String], gpu: Option<&str>, pod: &PodSpec, scenario: &Scenario) -> Option<String> {
    let text = line.join(" ");
    let claims = pod.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
    let names: Vec<&str> =
        text.split([' ', '=', '"', '\'']).chain(claims.map(|claim| claim.claim_name.as_str())).collect();
    let choice = scenario.engines.iter().find(|choice| {
        choice.gpu.matches(gpu.unwrap_or_default()) && names.iter().any(|name| choice.model.matches(name))
    });
    choice.map(|choice| choice.preset.clone())
}

/// As long as `sleep infinity`.
const FOREVER: Duration = Duration::MAX;

/// What a shell line that ends does: `sleep 30`, `exit 1`, `false`.
fn task(line: &str, usual: Duration, init: bool) -> Program {
    let words: Vec<&str> = line.split(|c: char| c.is_whitespace() || ";&|\"'()".contains(c)).collect();
    let after = |word: &str| {
        let place = words.iter().position(|found| *found == word)?;
        words.get(place + 1).copied()
    };
    let number = |word: &str| after(word)?.parse::<f64>().ok().filter(|number| *number >= 0.0);
    let lasts = match number("sleep") {
        Some(seconds) => Some(Duration::try_from_secs_f64(seconds).unwrap_or(FOREVER)),
        None => after("sleep").and_then(|text| parse_duration(text).ok()),
    };
    #[expect(clippy::cast_possible_truncation, reason = "exit codes are small")]
    let code = match number("exit") {
        Some(code) => code.min(255.0) as i32,
        None => i32::from(words.last() == Some(&"false")),
    };
    Program::Task { lasts: lasts.unwrap_or(if init { Duration::from_secs(1) } else { usual }), code }
}

/// A running process.
#[derive(Debug, Clone)]
pub struct Process {
    /// What it is.
    pub program: Program,
    /// Since when.
    pub started: Timestamp,
    /// When its model was loaded.
    pub loaded: Option<Timestamp>,
    /// Since when it answers no more.
    pub hung: Option<Timestamp>,
}

impl Process {
    /// It starts.
    pub fn start(program: Program, now: Timestamp) -> Self {
        Self { program, started: now, loaded: None, hung: None }
    }

    /// When it begins to read its weights; `None` if it has none.
    pub fn loads_at(&self, times: &PodTimes) -> Option<Timestamp> {
        match self.program {
            Program::Engine(_) => Some(later(self.started, times.engine_start.0)),
            Program::Fetch => Some(self.started),
            _ => None,
        }
    }

    /// When it serves, once its model is loaded.
    pub fn warm_at(&self, times: &PodTimes) -> Option<Timestamp> {
        match self.program {
            Program::Engine(_) => Some(later(self.loaded?, times.warm_up.0)),
            Program::Web | Program::QueueProxy(_) => Some(self.started),
            _ => None,
        }
    }

    /// When it ends by itself, and with which exit code.
    pub fn ends_at(&self, times: &PodTimes) -> Option<(Timestamp, i32)> {
        match &self.program {
            Program::Broken(_) => Some((later(self.started, times.engine_start.0), 1)),
            Program::Task { lasts, .. } if *lasts >= FOREVER => None,
            Program::Task { lasts, code } => Some((later(self.started, *lasts), *code)),
            Program::Fetch => Some((self.loaded?, 0)),
            Program::Engine(_) | Program::Web | Program::QueueProxy(_) => None,
        }
    }

    /// How it answers.
    pub fn health(&self, times: &PodTimes, now: Timestamp) -> Health {
        match (self.hung, self.warm_at(times)) {
            (Some(hung), _) if hung <= now => Health::Hung,
            (_, Some(warm)) if warm <= now => Health::Ready,
            _ => match &self.program {
                Program::Engine(_) if !times.port_opens_warm && self.loads_at(times) <= Some(now) => {
                    Health::Busy
                }
                Program::Task { .. } | Program::Fetch => Health::Ready,
                _ => Health::Closed,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn program(container: serde_json::Value, restart: &str, init: bool) -> Program {
        let container: Container = serde_json::from_value(container).unwrap();
        let pod = PodSpec { restart_policy: Some(restart.into()), ..PodSpec::default() };
        Program::of(&container, &pod, init, Some("Tesla-V100-SXM2-16GB"), &Scenario::default())
    }

    #[test]
    fn a_container_runs_what_its_image_and_command_say() {
        let seconds = Duration::from_secs;
        let job = |command: &str| {
            program(json!({"image": "busybox", "command": ["sh", "-c", command]}), "Never", false)
        };
        assert_eq!(job("sleep 30 && exit 3"), Program::Task { lasts: seconds(30), code: 3 });
        assert_eq!(job("sleep 0.5"), Program::Task { lasts: Duration::from_millis(500), code: 0 });
        assert_eq!(job("sleep 5m"), Program::Task { lasts: seconds(300), code: 0 });
        assert_eq!(job("sleep infinity"), Program::Task { lasts: FOREVER, code: 0 });
        assert_eq!(job("true"), Program::Task { lasts: seconds(5), code: 0 });
        assert_eq!(job("false"), Program::Task { lasts: seconds(5), code: 1 });
        assert_eq!(program(json!({"image": "nginx"}), "Always", false), Program::Web);
        assert_eq!(program(json!({"name": STORAGE_INITIALIZER}), "Always", true), Program::Fetch);
        let sidecar = json!({"image": "agent", "restartPolicy": "Always"});
        assert_eq!(program(sidecar, "Always", true), Program::Web);
        let engine = |length: &str| {
            let line = format!(
                "python3 -m vllm.entrypoints.openai.api_server --model /m/Qwen --quantization gptq --max-model-len {length}"
            );
            program(
                json!({"image": "vllm:0.4.1", "command": ["sh", "-c", line], "resources": {"limits": {"nvidia.com/gpu": "1"}}}),
                "Always",
                false,
            )
        };
        assert!(matches!(engine("6144"), Program::Engine(_)));
        assert!(matches!(engine("9999999"), Program::Broken(_)));
    }
}
