//! The API server's audit log: every write with the microseconds of its request, and the object as it was sent, before stamps are
//! cut to seconds.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::cluster::Cluster;

/// A write that was answered.
#[derive(Debug, Clone)]
pub struct Write {
    /// As `create`, `update`, `patch`.
    pub verb: String,
    /// As `pods`, or `pods/status`.
    pub resource: String,
    /// The object.
    pub name: String,
    /// When the request came.
    pub received: Timestamp,
    /// When it was answered.
    pub answered: Timestamp,
    /// What was sent: an object, or a patch.
    pub sent: Value,
    /// The object that it made.
    pub made: Value,
}

impl Cluster {
    /// What writes the audit log; the policy lies beside it.
    pub(super) fn audit_flags(&self) -> [String; 2] {
        let policy = json!({
            "apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"],
            "rules": [
                {"level": "RequestResponse", "verbs": ["create", "update", "patch"], "resources": [
                    {"group": "", "resources": ["pods", "pods/status", "pods/binding", "nodes/status", "events"]},
                    {"group": "apps", "resources": ["deployments/scale"]},
                    {"group": "discovery.k8s.io", "resources": ["endpointslices"]},
                ]},
                {"level": "None"},
            ],
        });
        std::fs::write(self.path("audit.yaml"), policy.to_string()).unwrap();
        [
            format!("--audit-policy-file={}", self.path("audit.yaml")),
            format!("--audit-log-path={}", self.path("audit.log")),
        ]
    }

    /// All writes that succeeded until now, in the order of their answers. The control plane was started with `Options::audit`.
    pub fn audit(&self) -> Vec<Write> {
        let log = std::fs::read_to_string(self.path("audit.log")).unwrap();
        // The last line may be on its way.
        log.lines().filter_map(|line| write(&serde_json::from_str(line).ok()?)).collect()
    }
}

fn write(event: &Value) -> Option<Write> {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
    event["responseStatus"]["code"].as_u64().filter(|code| *code < 300)?;
    let resource = text("/objectRef/resource")?;
    // The name of an object that asked for one is in the answer.
    let name = text("/responseObject/metadata/name").or(text("/objectRef/name"))?;
    Some(Write {
        verb: text("/verb")?.to_owned(),
        resource: text("/objectRef/subresource")
            .map_or(resource.to_owned(), |subresource| format!("{resource}/{subresource}")),
        name: text("/objectRef/name").unwrap_or(name).to_owned(),
        received: text("/requestReceivedTimestamp")?.parse().ok()?,
        answered: text("/stageTimestamp")?.parse().ok()?,
        sent: event["requestObject"].clone(),
        made: event["responseObject"].clone(),
    })
}
