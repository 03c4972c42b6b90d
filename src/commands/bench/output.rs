//! `-o`: which report.

use crate::error::{Error, Result};

/// Which report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// hey's summary, to the byte.
    Hey,
    /// hey's CSV, a line a request.
    Csv,
    /// neap's own, for what hey's has no words for.
    Text,
    /// The same as a document.
    Json,
}

impl Output {
    /// Reads `-o`. Without it hey's load has hey's report; what hey does not know (`beyond`) has neap's.
    ///
    /// # Errors
    /// A usage error.
    pub fn read(output: Option<&str>, beyond: bool) -> Result<Self> {
        match output {
            None | Some("") if beyond => Ok(Self::Text),
            None | Some("") => Ok(Self::Hey),
            Some("csv") => Ok(Self::Csv),
            Some("text") => Ok(Self::Text),
            Some("json") => Ok(Self::Json),
            Some(other) => Err(Error::flag(
                "-o",
                other,
                "`csv`, `json` or `text` is expected (hey takes anything else for a Go template)",
                "neap bench -o csv URL",
            )),
        }
    }
}
