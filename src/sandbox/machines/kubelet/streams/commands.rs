//! The few commands that simulated containers know. What they print is what the simulation has; nothing is made up, and
//! any other command says that it is not simulated.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use crate::kubernetes::resources::{Container, Pod};
use crate::platform::is_accelerator;
use crate::sandbox::Kept;
use crate::sandbox::model::gpu::Gpu;

/// What a command wrote, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Its standard output.
    pub output: String,
    /// Its standard error.
    pub errors: String,
    /// Its exit code.
    pub code: i32,
}

/// Where a command runs.
pub struct Place<'a> {
    /// The pod.
    pub pod: &'a Pod,
    /// The container, which runs.
    pub container: &'a Container,
    /// The node's accelerator, as its labels name it.
    pub accelerator: Option<&'a str>,
    /// The model server that runs there.
    pub engine: Option<Engine>,
}

/// A model server, as far as commands show it.
#[derive(Debug, Clone)]
pub struct Engine {
    /// Where its model lies.
    pub model_path: String,
    /// The share of the last seconds that its GPU computed, 0 to 1.
    pub busy: f64,
}

/// The time over which a GPU's utilisation is told.
pub const WINDOW: Duration = Duration::from_secs(1);
/// The exit code of a command that is not there.
const NOT_FOUND: i32 = 127;

impl Outcome {
    fn said(output: String) -> Self {
        Self { output, ..Self::default() }
    }

    fn failed(errors: String, code: i32) -> Self {
        Self { errors, code, ..Self::default() }
    }
}

/// Runs a command.
pub fn run(words: &[String], place: &Place<'_>) -> Outcome {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["hostname"] => Outcome::said(format!("{}\n", host_name(place))),
        ["env" | "printenv"] => env(place),
        ["printenv", name] => printenv(name, place),
        ["ls"] => ls("/", place),
        ["ls", path] => ls(path, place),
        ["nvidia-smi"] => nvidia_smi(place).unwrap_or_else(|| unknown(&words)),
        _ => unknown(&words),
    }
}

fn unknown(words: &[&str]) -> Outcome {
    Outcome::failed(format!("not simulated: {}\n", words.join(" ")), NOT_FOUND)
}

fn host_name<'a>(place: &Place<'a>) -> &'a str {
    place.pod.spec.hostname.as_deref().unwrap_or_else(|| place.pod.name())
}

/// Variables with their values, and those whose values are kept where the kubelet does not look.
fn variables(place: &Place<'_>) -> (BTreeMap<String, String>, Vec<String>) {
    let mut values = BTreeMap::from([("HOSTNAME".to_owned(), host_name(place).to_owned())]);
    let mut elsewhere = Vec::new();
    for variable in &place.container.env {
        let Some(name) = variable.get("name").and_then(Value::as_str) else { continue };
        let field = variable.pointer("/valueFrom/fieldRef/fieldPath").and_then(Value::as_str);
        let value = match field {
            Some(path) => field_of(place.pod, path),
            None if variable.get("valueFrom").is_some() => None,
            None => {
                Some(expanded(variable.get("value").and_then(Value::as_str).unwrap_or_default(), &values))
            }
        };
        match value {
            Some(value) => drop(values.insert(name.to_owned(), value)),
            None => elsewhere.push(name.to_owned()),
        }
    }
    (values, elsewhere)
}

/// `$(NAME)` of a variable that stands before; `$$` is a dollar.
fn expanded(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let named = after.strip_prefix('(').and_then(|inner| inner.split_once(')'));
        rest = match named {
            Some((name, tail)) => {
                match known.get(name) {
                    Some(value) => result.push_str(value),
                    None => result.push_str(&format!("$({name})")),
                }
                tail
            }
            None => {
                result.push('$');
                after.strip_prefix('$').unwrap_or(after)
            }
        };
    }
    result + rest
}

/// A field of the pod, as the downward API names it.
fn field_of(pod: &Pod, path: &str) -> Option<String> {
    let keyed = path.strip_suffix("']").and_then(|path| path.split_once("['"));
    match (path, keyed) {
        (_, Some(("metadata.labels", key))) => Some(pod.labels().get(key).cloned().unwrap_or_default()),
        (_, Some(("metadata.annotations", key))) => {
            Some(pod.annotations().get(key).cloned().unwrap_or_default())
        }
        ("metadata.name", _) => Some(pod.name().into()),
        ("metadata.namespace", _) => Some(pod.namespace().into()),
        ("metadata.uid", _) => Some(pod.uid().into()),
        ("spec.nodeName", _) => pod.spec.node_name.clone(),
        ("status.podIP" | "status.podIPs", _) => pod.status.pod_ip.clone(),
        ("status.hostIP" | "status.hostIPs", _) => pod.status.host_ip.clone(),
        _ => None,
    }
}

fn env(place: &Place<'_>) -> Outcome {
    let (values, elsewhere) = variables(place);
    let output = values.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    let errors = elsewhere.iter().map(|name| format!("not simulated: the value of {name}\n")).collect();
    Outcome { output, errors, code: 0 }
}

fn printenv(name: &str, place: &Place<'_>) -> Outcome {
    let (mut values, elsewhere) = variables(place);
    match values.remove(name) {
        Some(value) => Outcome::said(value + "\n"),
        None if elsewhere.iter().any(|known| known == name) => {
            Outcome::failed(format!("not simulated: the value of {name}\n"), NOT_FOUND)
        }
        None => Outcome { code: 1, ..Outcome::default() },
    }
}

/// What lies in a folder: the way to the mounts, and to the model in them. Nothing else of a file system is there.
fn ls(path: &str, place: &Place<'_>) -> Outcome {
    let pieces = |path: &str| -> Vec<String> {
        path.split('/').filter(|piece| !piece.is_empty() && *piece != ".").map(str::to_owned).collect()
    };
    let folder = pieces(path);
    let mounts = place.container.volume_mounts.iter().map(|mount| mount.mount_path.as_str());
    let mounts: Vec<Vec<String>> = mounts.map(pieces).collect();
    let model = place.engine.as_ref().map(|engine| pieces(&engine.model_path));
    // A model that lies on no mount was fetched by the engine; where to, is not simulated.
    let model = model.filter(|model| mounts.iter().any(|mount| model.starts_with(mount)));
    let known: Vec<&Vec<String>> = mounts.iter().chain(&model).collect();
    // There is always a root.
    if !folder.is_empty() && !known.iter().any(|path| path.starts_with(&folder)) {
        return match mounts.iter().any(|mount| folder.starts_with(mount)) {
            true => Outcome::failed(format!("not simulated: what lies in {path}\n"), NOT_FOUND),
            false => Outcome::failed(format!("ls: cannot access '{path}': No such file or directory\n"), 2),
        };
    }
    let names: BTreeSet<&str> = known
        .iter()
        .filter(|path| path.starts_with(&folder))
        .filter_map(|path| path.get(folder.len()))
        .map(String::as_str)
        .collect();
    Outcome::said(names.iter().map(|name| format!("{name}\n")).collect())
}

/// The container's accelerators, as `--query-gpu=… --format=csv` prints them; `None` without one.
fn nvidia_smi(place: &Place<'_>) -> Option<Outcome> {
    let limits = crate::elastic::requests::amounts(&place.container.resources.limits);
    let milli: i128 = limits.iter().filter(|(name, _)| is_accelerator(name)).map(|(_, milli)| *milli).sum();
    let (name, count) = (place.accelerator?, milli / 1000);
    let card = Gpu::by_name(name)?;
    let busy = place.engine.as_ref().map_or(0.0, |engine| engine.busy * 100.0);
    let line = |index: i128| format!("{index}, {name}, {} MiB, {busy:.0} %\n", card.memory.0 >> 20);
    let lines: String = (0..count).map(line).collect();
    (count > 0)
        .then(|| Outcome::said(format!("index, name, memory.total [MiB], utilization.gpu [%]\n{lines}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pod() -> Pod {
        serde_json::from_value(json!({
            "metadata": {"name": "qwen-0", "namespace": "demo", "labels": {"app": "qwen"}},
            "spec": {"nodeName": "edge-1", "containers": [{
                "name": "main", "resources": {"limits": {"nvidia.com/gpu": "2", "cpu": "4"}},
                "env": [
                    {"name": "A", "value": "1"}, {"name": "B", "value": "$(A)-$(NONE)-$$x"},
                    {"name": "APP", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['app']"}}},
                    {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
                ],
                "volumeMounts": [{"name": "model", "mountPath": "/mnt/models"}, {"name": "shm", "mountPath": "/dev/shm"}],
            }]},
        }))
        .unwrap()
    }

    fn on(accelerator: Option<&str>, line: &str) -> (String, String, i32) {
        let pod = pod();
        let engine = Engine { model_path: "/mnt/models/Qwen".into(), busy: 0.375 };
        let place =
            Place { pod: &pod, container: &pod.spec.containers[0], accelerator, engine: Some(engine) };
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let outcome = run(&words, &place);
        (outcome.output, outcome.errors, outcome.code)
    }

    fn said(line: &str) -> String {
        let (output, errors, code) = on(Some("Tesla-V100-SXM2-16GB"), line);
        assert_eq!((errors.as_str(), code), ("", 0), "{line}");
        output
    }

    #[test]
    fn commands_print_what_the_simulation_has() {
        assert_eq!(said("hostname"), "qwen-0\n");
        assert_eq!(said("printenv B"), "1-$(NONE)-$x\n");
        let (output, errors, code) = on(None, "env");
        assert_eq!(output, "A=1\nAPP=qwen\nB=1-$(NONE)-$x\nHOSTNAME=qwen-0\n");
        assert_eq!((errors.as_str(), code), ("not simulated: the value of TOKEN\n", 0));
        assert_eq!(said("ls"), "dev\nmnt\n");
        assert_eq!((said("ls /mnt/models/"), said("ls /dev/shm")), ("Qwen\n".into(), String::new()));
        assert_eq!(
            said("nvidia-smi"),
            "index, name, memory.total [MiB], utilization.gpu [%]\n\
             0, Tesla-V100-SXM2-16GB, 16384 MiB, 38 %\n1, Tesla-V100-SXM2-16GB, 16384 MiB, 38 %\n"
        );
    }

    #[test]
    fn what_is_not_there_is_said() {
        let failed = |line: &str| {
            let (output, errors, code) = on(None, line);
            assert_eq!(output, "");
            (errors, code)
        };
        assert_eq!(failed("python3 -c 1"), ("not simulated: python3 -c 1\n".into(), 127));
        assert_eq!(failed("nvidia-smi"), ("not simulated: nvidia-smi\n".into(), 127));
        assert_eq!(failed("ls /etc"), ("ls: cannot access '/etc': No such file or directory\n".into(), 2));
        assert_eq!(
            failed("ls /mnt/models/Other"),
            ("not simulated: what lies in /mnt/models/Other\n".into(), 127)
        );
        assert_eq!(failed("printenv NONE"), (String::new(), 1));
        assert_eq!(failed("printenv TOKEN"), ("not simulated: the value of TOKEN\n".into(), 127));
    }
}
