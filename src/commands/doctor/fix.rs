//! `--fix`: what mends the findings, shown as a diff, asked for, and written.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::cli::doctor::Doctor;
use crate::cluster::Cluster;
use crate::cluster::objects::BY_HAND;
use crate::doctor::case::Entry;
use crate::doctor::{Case, Edit, Finding, Severity, Source};
use crate::error::{Error, Result};
use crate::manifest::yaml;
use crate::report::diff;
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
        findings.iter().filter(|it| it.severity >= least).partition(|it| !it.edits.is_empty());
    let by_hand = by_hand.len();
    let edits: Vec<&Edit> = meant.iter().flat_map(|finding| &finding.edits).collect();
    let mended = case.mended(edits);
    let changed: Vec<(&Entry, &Entry)> = case
        .entries()
        .iter()
        .zip(mended.entries())
        .filter(|(before, after)| before.value != after.value)
        .collect();
    if changed.is_empty() {
        session.ui.status("nothing that could be mended by itself");
        return Ok(());
    }
    for (before, after) in &changed {
        let text = |entry: &Entry| yaml::to_yaml(std::slice::from_ref(&entry.value)).unwrap_or_default();
        let colour = session.ui.colour();
        session.ui.data(diff::unified(&before.identity.to_string(), &text(before), &text(after), colour))?;
    }
    let what =
        format!("{} of {} are mended in {} objects", meant.len(), meant.len() + by_hand, changed.len());
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
    if by_hand > 0 {
        session.ui.hint("what is left needs a decision of yours: run `neap doctor` again");
    }
    Ok(())
}

/// Writes the documents that changed back into their files; all others stay as they are, to the byte.
fn write(case: &Case, mended: &Case, session: &mut Session) -> Result<()> {
    let mut texts: BTreeMap<&str, Vec<(usize, String)>> = BTreeMap::new();
    for text in case.texts() {
        let of = |it: &&Entry| matches!(&it.source, Source::File { path, line } if *path == text.path && *line == text.line);
        let before: Vec<&Value> = case.entries().iter().filter(of).map(|entry| &entry.value).collect();
        let after: Vec<&Value> = mended.entries().iter().filter(of).map(|entry| &entry.value).collect();
        let written = match before == after {
            true => text.text.clone(),
            false => yaml::to_yaml(&after).map_err(Error::failed)?,
        };
        texts.entry(&text.path).or_default().push((text.line, written));
    }
    for (path, documents) in texts {
        let joined = documents.iter().map(|(_, text)| with_end(text)).collect::<Vec<_>>().join("---\n");
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
        session.ui.status(format!("{path} is written; comments of the documents that changed are gone"));
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
