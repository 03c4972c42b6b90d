//! The lines of a state file.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The first line.
pub const HEADER: &str = "{\"state\":\"kubernetes objects\",\"version\":1}\n";

/// One write.
#[derive(Debug, Serialize, Deserialize)]
pub struct Line<'a> {
    /// By the store's counter.
    pub revision: u64,
    /// Empty for the core group.
    pub group: &'a str,
    /// As `pods`.
    pub plural: &'a str,
    /// As `namespace/name`.
    pub key: &'a str,
    /// The object; `None` where it is gone.
    #[serde(borrow)]
    pub object: Option<&'a RawValue>,
    /// When it was done, by the server's clock. Files of earlier versions do not tell.
    #[serde(default)]
    pub at: Option<Timestamp>,
}
