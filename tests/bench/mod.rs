//! `neap bench` as a process, against servers of known behaviour.

mod basics;
mod csv;
mod faults;
mod flags;
mod hostile;
mod http2;
mod interrupt;
mod proxy;
mod redirects;
mod seeds;
mod service;
mod tls;

use std::ffi::OsStr;

use crate::support::{Outcome, neap};

/// Runs `neap bench` with these arguments.
fn bench<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Outcome {
    let args = args.into_iter().map(|arg| arg.as_ref().to_owned());
    neap(std::iter::once(OsStr::new("bench").to_owned()).chain(args))
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
