//! `neap bench` as a process, against servers of known behaviour.

mod basics;
mod compare;
mod csv;
mod datasets;
mod document;
mod faults;
mod flags;
mod hostile;
mod http2;
mod interrupt;
mod live;
mod llm;
mod objectives;
mod open_loop;
mod preconnect;
mod proxy;
mod redirects;
mod report;
mod saturation;
mod seeds;
mod service;
mod steady;
mod steps;
mod team;
mod tls;
mod transport;
mod truth;
mod watch;

use std::ffi::OsStr;

use crate::support::{Outcome, neap};

/// Runs `neap bench` with these arguments.
fn bench<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Outcome {
    let args = args.into_iter().map(|arg| arg.as_ref().to_owned());
    let mut outcome = neap(std::iter::once(OsStr::new("bench").to_owned()).chain(args));
    outcome.stderr = without_saturation(&outcome.stderr);
    outcome
}

/// On a busy machine any run may say that the client was the limit; what it says is tested in `saturation`.
fn without_saturation(stderr: &str) -> String {
    let lines = stderr.split_inclusive('\n');
    lines.filter(|line| !line.starts_with("warning: client saturated: ")).collect()
}

/// What stands behind a label of the report, without its unit.
fn field<'a>(report: &'a str, label: &str) -> &'a str {
    let line = report.lines().find_map(|line| line.trim_start().strip_prefix(label));
    assert!(line.is_some(), "no {label} in {report}");
    line.unwrap_or_default().trim().split(' ').next().unwrap_or_default()
}

fn seconds(report: &str, label: &str) -> f64 {
    field(report, label).parse().unwrap()
}

/// The lines below a heading, up to the next empty line.
fn section<'a>(report: &'a str, heading: &str) -> Vec<&'a str> {
    let lines = report.lines().skip_while(|line| *line != heading).skip(1);
    lines.take_while(|line| !line.trim().is_empty()).map(str::trim).collect()
}

const STATUSES: &str = "Status code distribution:";
const ERRORS: &str = "Error distribution:";
