//! The document's connections. Times are seconds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Extent;

/// Connections that were opened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Connections {
    /// How many.
    pub opened: u64,
    /// How many of these before the start.
    #[serde(default)]
    pub before_start: u64,
    /// When the last one was, in seconds from the start; null if none was.
    pub last_opened: Option<f64>,
    /// The TLS handshakes of them; null over plain TCP.
    pub tls: Option<Handshakes>,
}

/// TLS handshakes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Handshakes {
    /// How many.
    pub count: u64,
    /// How many of these took up an earlier session instead of being full ones.
    pub resumed: u64,
    /// From the end of the TCP handshake, or of the proxy's answer, to that of the TLS handshake.
    pub time: Extent,
}
