//! What `--verbose` shows on standard error: each request to the API server, then the libraries' own words.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

/// Starts the log: 1 shows requests and answers, 2 also what the HTTP and TLS libraries say. A second call changes nothing.
pub(super) fn start(verbose: u8) {
    let shown = match verbose {
        0 => return,
        1 => Targets::new().with_target("neap", LevelFilter::DEBUG),
        _ => Targets::new().with_default(LevelFilter::DEBUG),
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    // A test may have started one already.
    let _ = tracing_subscriber::registry().with(lines.with_filter(shown)).try_init();
}
