//! What Knative asks of a container: its ports, variables and mounts are not all free.

use crate::error::{Error, Result};
use crate::workload::Common;
use crate::workload::storage::Part;
use crate::workload::value::refuse;

/// Ports of the container that Knative puts beside the user's.
const TAKEN_PORTS: [u16; 6] = [8008, 8012, 8013, 8022, 9090, 9091];
/// Variables that Knative sets.
const TAKEN_VARIABLES: [&str; 4] = ["PORT", "K_SERVICE", "K_CONFIGURATION", "K_REVISION"];

/// Checks what all kinds have against what Knative takes; `rollout` is the flag's text.
///
/// # Errors
/// A usage error with the reason.
pub fn check(common: &Common, rollout: Option<&str>) -> Result<()> {
    if common.container.image.is_none() {
        return Err(Error::usage("`--image` is missing: nothing would run")
            .hint("for example `--image=vllm/vllm-openai:v0.11.0`"));
    }
    if let Some(rollout) = rollout {
        return Err(Error::usage(format!(
            "`--rollout={rollout}`: Knative replaces replicas its own way: a new revision beside the old one, which goes when the new one is ready"
        ))
        .hint("`--traffic` holds the new one back"));
    }
    if let Some(port) = common.container.port.filter(|port| TAKEN_PORTS.contains(port)) {
        let reason = "Knative's own container listens there in each pod";
        return Err(refuse("--port", &port.to_string(), reason, "--port=8080"));
    }
    let names = common.container.env.iter().map(|variable| variable.name.as_str());
    if let Some(name) = names.into_iter().find(|name| TAKEN_VARIABLES.contains(name)) {
        let error = refuse("--env", name, "Knative sets this variable itself", "--env=HF_HUB_OFFLINE=1");
        return Err(match name {
            "PORT" => error.hint("`--port` is where the container listens, and what PORT will be"),
            _ => error,
        });
    }
    if let Some(Part::Expression(expression)) = common
        .storage
        .mounts
        .iter()
        .filter_map(|mount| mount.part.as_ref())
        .find(|part| matches!(part, Part::Expression(_)))
    {
        return Err(Error::usage(format!(
            "`--data-subpath-expr` and `--temp-dir-subpath-expr`: Knative takes no expression as a sub-path ({expression:?})"
        ))
        .hint("a sub-path without variables works: `--data=PVC:/path:SUBPATH`"));
    }
    let label = common
        .service
        .labels
        .keys()
        .find(|key| key.split_once('/').is_some_and(|(group, _)| group.ends_with("serving.knative.dev")));
    match label {
        Some(key) => Err(refuse("--label", key, "Knative sets its own labels", "--label=team=chat")),
        None => Ok(()),
    }
}
