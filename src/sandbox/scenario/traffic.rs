//! The way in, and the load that comes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::text::Span;
use crate::kubernetes::resources::StringMap;

/// The ingress: one port on loopback.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Ingress {
    /// The port; a free one is taken for 0.
    pub port: u16,
    /// How a pod is chosen.
    pub policy: Balance,
    /// How long after a change of the EndpointSlices the ingress acts on it.
    pub endpoint_delay: Span,
    /// How long a request may take in all.
    pub timeout: Span,
}

impl Default for Ingress {
    fn default() -> Self {
        Self {
            port: 0,
            policy: Balance::RoundRobin,
            endpoint_delay: Span::seconds(1),
            timeout: Span::seconds(600),
        }
    }
}

/// How a pod is chosen for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Balance {
    /// A connection stays with the pod that it got first.
    L4,
    /// One after the other.
    #[default]
    RoundRobin,
    /// The one with the fewest requests that are not answered yet.
    LeastRequest,
}

/// Load for a rehearsal: what `neap bench` would be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Load {
    /// When, counted from the start of the sandbox.
    #[serde(default)]
    pub after: Span,
    /// Counts from the time at which this service is ready instead: its name, or NAMESPACE/NAME.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_ready: Option<String>,
    /// For how long.
    #[serde(rename = "for")]
    pub lasts: Span,
    /// How many connections send, one request after the other each.
    #[serde(default = "five")]
    pub concurrency: u32,
    /// Requests a second of all connections together; as fast as they go without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The host by which the ingress knows the service.
    pub host: String,
    /// The path.
    #[serde(default = "chat")]
    pub path: String,
    /// More headers.
    #[serde(default, skip_serializing_if = "StringMap::is_empty")]
    pub headers: StringMap,
    /// The body, as JSON.
    #[serde(default = "question")]
    pub body: Value,
    /// How long a client waits for an answer.
    #[serde(default = "twenty_seconds")]
    pub timeout: Span,
    /// Whether connections are kept; each request opens one of its own otherwise.
    #[serde(default = "yes")]
    pub keep_alive: bool,
}

/// An object that somebody applies later on, taking over the fields that others own: a new image, or what a GitOps
/// controller insists on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Change {
    /// When, counted from the start of the sandbox.
    #[serde(default)]
    pub after: Span,
    /// Again and again, so often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// The field manager.
    #[serde(default = "somebody")]
    pub manager: String,
    /// The object; only the fields that it names change.
    pub apply: Value,
}

fn somebody() -> String {
    "somebody".into()
}

fn five() -> u32 {
    5
}

fn twenty_seconds() -> Span {
    Span::seconds(20)
}

fn yes() -> bool {
    true
}

fn chat() -> String {
    "/v1/chat/completions".into()
}

fn question() -> Value {
    serde_json::json!({"messages": [{"role": "user", "content": "Test"}], "max_tokens": 10})
}
