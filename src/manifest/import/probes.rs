//! Probes → Arena's words for them.

use serde_json::Value;

use super::flags::Flags;
use super::{list, plain, text};

/// What the flags of the three probes begin with.
pub const FLAGS: [&str; 3] = ["--startup-probe", "--readiness-probe", "--liveness-probe"];

/// The flags of one probe: for none, for the action, for its options, and for the probe's own.
type Names = [&'static str; 4];

const PROBES: [(&str, Names); 3] = [
    (
        "startupProbe",
        [
            "--startup-probe",
            "--startup-probe-action",
            "--startup-probe-action-option",
            "--startup-probe-option",
        ],
    ),
    (
        "readinessProbe",
        [
            "--readiness-probe",
            "--readiness-probe-action",
            "--readiness-probe-action-option",
            "--readiness-probe-option",
        ],
    ),
    (
        "livenessProbe",
        [
            "--liveness-probe",
            "--liveness-probe-action",
            "--liveness-probe-action-option",
            "--liveness-probe-option",
        ],
    ),
];

/// Numbers of a probe, and what the server takes where nothing is said.
const NUMBERS: [(&str, u64); 5] = [
    ("initialDelaySeconds", 0),
    ("periodSeconds", 10),
    ("timeoutSeconds", 1),
    ("failureThreshold", 3),
    ("successThreshold", 1),
];

/// Flags of a container's probes.
pub fn import(container: &Value, flags: &mut Flags) {
    for (field, names) in PROBES {
        let probe = container.get(field);
        match probe.and_then(|probe| Some((probe, action(probe, container)?))) {
            Some((probe, (word, options))) => said(probe, word, options, names, flags),
            // One that no flag says is the patch's.
            None => flags.put(names[0], "none"),
        }
    }
}

fn said(probe: &Value, word: &str, options: Vec<String>, names: Names, flags: &mut Flags) {
    let [_, action, action_option, option] = names;
    flags.put(action, word);
    for text in options {
        flags.put(action_option, text);
    }
    for (key, usual) in NUMBERS {
        if let Some(number) = probe.get(key).and_then(Value::as_u64).filter(|number| *number != usual) {
            flags.put(option, format!("{key}: {number}"));
        }
    }
    if let Some(grace) = probe.get("terminationGracePeriodSeconds").and_then(plain) {
        flags.put(option, format!("terminationGracePeriodSeconds: {grace}"));
    }
}

/// The word of a probe's question, and its options.
fn action(probe: &Value, container: &Value) -> Option<(&'static str, Vec<String>)> {
    if let Some(get) = probe.get("httpGet") {
        let mut options = vec![format!("port: {}", port(get, container)?)];
        for field in ["path", "scheme"] {
            match text(get, &format!("/{field}")) {
                "" | "HTTP" => {}
                value => options.push(format!("{field}: {value}")),
            }
        }
        return Some(("httpGet", options));
    }
    if let Some(socket) = probe.get("tcpSocket") {
        return Some(("tcpSocket", vec![format!("port: {}", port(socket, container)?)]));
    }
    if let Some(ask) = probe.get("grpc") {
        let mut options = vec![format!("port: {}", port(ask, container)?)];
        let service = text(ask, "/service");
        if !service.is_empty() {
            options.push(format!("service: {service}"));
        }
        return Some(("grpc", options));
    }
    let words = list(probe, "/exec/command");
    let words: Option<Vec<&str>> = words.iter().map(Value::as_str).collect();
    let words = words.filter(|words| !words.is_empty())?;
    // A line that is parted at spaces cannot say a word with one.
    let sayable = words.iter().all(|word| !word.is_empty() && !word.contains(char::is_whitespace));
    sayable.then(|| ("exec", vec![format!("command={}", words.join(" "))]))
}

/// The number of a probe's port, which may be said by the name that the container's port has.
fn port(of: &Value, container: &Value) -> Option<u64> {
    let port = of.get("port")?;
    let named = |name: &str| {
        let ports = list(container, "/ports").iter().find(|port| text(port, "/name") == name)?;
        ports.get("containerPort")?.as_u64()
    };
    port.as_u64().or_else(|| named(port.as_str()?))
}
