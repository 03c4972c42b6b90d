//! What events say, as rows.

use jiff::Timestamp;

use super::row::{Said, plain, said};
use crate::clock::age;
use crate::observe::Service;
use crate::report::status::{abbreviated, short};
use crate::ui::Mark;

/// Age, reason, about, message; the newest first.
pub fn remarks(service: &Service, now: Timestamp) -> Vec<Vec<Said>> {
    let rows = service.events.iter().rev().map(|event| {
        let (kind, name) = event.about.split_once('/').unwrap_or(("", &event.about));
        let about = match kind {
            "pod" => short(name, service),
            kind => abbreviated(kind).to_owned(),
        };
        let within = event.cluster.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        let count = if event.count > 1 { format!(" (x{})", event.count) } else { String::new() };
        vec![
            said(event.at.map(|at| age(at, now)).unwrap_or_default(), Mark::Dim),
            said(event.reason.clone(), if event.warning { Mark::Warn } else { Mark::Plain }),
            plain(format!("{within}{about}")),
            said(format!("{}{count}", event.message), Mark::Dim),
        ]
    });
    rows.collect()
}
