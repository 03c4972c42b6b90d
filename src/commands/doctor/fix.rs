//! `--fix`: what mends the findings, shown as a diff, asked for, and written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value};

use crate::cli::doctor::Doctor;
use crate::cluster::Cluster;
use crate::cluster::objects::BY_HAND;
use crate::doctor::case::{Entry, Text};
use crate::doctor::{Case, Finding, Severity, Source};
use crate::error::{Error, Result};
use crate::manifest::yaml;
use crate::report::diff;
use crate::report::units::counted;
use crate::session::Session;

/// Shows, asks and writes.
///
/// # Errors
/// Something could not be written; what was written is said.
pub async fn run(
    case: &Case,
    findings: &[Finding],
    cluster: Option<&Cluster>,
    args: &Doctor,
    session: &mut Session,
) -> Result<()> {
    // Notes are no defects: only who names them wants them mended.
    let least = if args.only.is_empty() { Severity::Warning } else { Severity::Note };
    let (meant, by_hand): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().filter(|it| it.severity >= least).partition(|it| it.is_mendable());
    let mended = case.mended(meant.iter().copied());
    let changed: Vec<(&Entry, &Entry)> = case
        .entries()
        .iter()
        .zip(mended.entries())
        .filter(|(before, after)| before.value != after.value)
        .collect();
    let rewritten: Vec<(&Text, &Text)> =
        case.texts().iter().zip(mended.texts()).filter(|(before, after)| before.text != after.text).collect();
    if changed.is_empty() && rewritten.is_empty() {
        session.ui.status("nothing that could be mended by itself");
        if cluster.is_none() {
            // A filter passes on what it does not change.
            write(case, &mended, session)?;
        }
        left(&by_hand, session);
        return Ok(());
    }
    let colour = session.ui.colour();
    for (before, after) in &changed {
        show(
            &diff::unified(&before.identity.to_string(), &shown(before), &shown(after), colour),
            args,
            session,
        )?;
    }
    for (before, after) in &rewritten {
        let name = format!("{}:{}", before.path, before.line);
        show(&diff::unified(&name, &with_end(&before.text), &with_end(&after.text), colour), args, session)?;
    }
    let (meant, all) = (meant.len(), meant.len() + by_hand.len());
    let verb = if meant == 1 { "is" } else { "are" };
    let objects = counted(changed.len() + rewritten.len(), "object");
    let what = format!("{meant} of {} {verb} mended, in {objects}", counted(all, "finding"));
    if !args.yes {
        if !session.ui.can_ask() {
            return Err(Error::usage("nothing was written: there is nobody to ask")
                .hint("`--yes` writes without asking"));
        }
        if !session.ui.confirm(&what)? {
            session.ui.status("nothing was written");
            return Ok(());
        }
    }
    match cluster {
        Some(cluster) => {
            for (before, after) in &changed {
                let patch = patch(&before.value, &after.value);
                cluster.merge(&before.identity, &patch, BY_HAND, false).await?;
                session.ui.status(format!("{} mended", before.identity));
            }
        }
        None => write(case, &mended, session)?,
    }
    session.ui.status(what);
    left(&by_hand, session);
    Ok(())
}

/// Shows on standard output; where that is to hold the documents alone, beside it.
pub fn show(text: &str, args: &Doctor, session: &mut Session) -> Result<()> {
    match args.fix && args.filename.iter().any(|name| name == "-") {
        true => {
            session.ui.status(text.trim_end());
            Ok(())
        }
        false => session.ui.data(text),
    }
}

/// Says what only a person can mend.
fn left(by_hand: &[&Finding], session: &mut Session) {
    let codes: BTreeSet<&str> = by_hand.iter().map(|finding| finding.code).collect();
    let Some(first) = codes.first() else { return };
    let all = codes.iter().copied().collect::<Vec<_>>().join(", ");
    session
        .ui
        .hint(format!("{all}: left to you, as each finding says; `neap doctor --explain {first}` says why"));
}

/// An object as it stands in a diff; one that goes is empty.
fn shown(entry: &Entry) -> String {
    match entry.value.is_null() {
        true => String::new(),
        false => yaml::to_yaml(std::slice::from_ref(&entry.value)).unwrap_or_default(),
    }
}

/// Writes the documents that changed back into their files; all others stay as they are, to the byte.
fn write(case: &Case, mended: &Case, session: &mut Session) -> Result<()> {
    let mut texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut uncommented: BTreeSet<&str> = BTreeSet::new();
    for (text, now) in case.texts().iter().zip(mended.texts()) {
        let of = |it: &&Entry| matches!(&it.source, Source::File { path, line } if *path == text.path && *line == text.line);
        let before: Vec<&Value> = case.entries().iter().filter(of).map(|entry| &entry.value).collect();
        let after = mended.entries().iter().filter(of).map(|entry| &entry.value);
        let after: Vec<&Value> = after.filter(|value| !value.is_null()).collect();
        let documents = texts.entry(&text.path).or_default();
        if before == after {
            documents.push(now.text.clone());
            continue;
        }
        uncommented.insert(&text.path);
        // A document of which all objects go, goes.
        if !after.is_empty() {
            documents.push(yaml::to_yaml(&after).map_err(Error::failed)?);
        }
    }
    for (path, documents) in texts {
        let joined = documents.iter().map(|text| with_end(text)).collect::<Vec<_>>().join("---\n");
        if path == "-" {
            session.ui.data(joined)?;
            continue;
        }
        let say = |error: std::io::Error| Error::failed(format!("cannot write {path}")).cause(error);
        if std::fs::read_to_string(path).map_err(say)? == joined {
            continue;
        }
        let beside = Path::new(path).with_extension("neap-part");
        std::fs::write(&beside, joined).and_then(|()| std::fs::rename(&beside, path)).map_err(say)?;
        session.ui.status(match uncommented.contains(path) {
            true => format!("{path} is written; comments of the documents that changed are gone"),
            false => format!("{path} is written"),
        });
    }
    Ok(())
}

fn with_end(text: &str) -> String {
    match text.is_empty() || text.ends_with('\n') {
        true => text.to_owned(),
        false => format!("{text}\n"),
    }
}

/// What leads from one state to another, as a merge patch (RFC 7386).
fn patch(before: &Value, after: &Value) -> Value {
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else { return after.clone() };
    let mut change = Map::new();
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        change.insert(name.clone(), Value::Null);
    }
    for (name, value) in new {
        match old.get(name) {
            Some(was) if was == value => {}
            Some(was) => drop(change.insert(name.clone(), patch(was, value))),
            None => drop(change.insert(name.clone(), value.clone())),
        }
    }
    Value::Object(change)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_holds_only_what_changes() {
        let before = json!({"a": 1, "b": {"c": 2, "d": 3}, "e": [1]});
        let after = json!({"a": 1, "b": {"c": 4}, "e": [1, 2], "f": "x"});
        assert_eq!(patch(&before, &after), json!({"b": {"c": 4, "d": null}, "e": [1, 2], "f": "x"}));
    }
}
