//! `neap bench`.

use clap::Args;

/// Load an HTTP endpoint (hey's flags and report)
#[derive(Debug, Args)]
pub struct Bench {
    /// Where to send the requests
    pub url: Option<String>,
}
