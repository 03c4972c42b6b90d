//! What differs, and whether it may.

use std::collections::BTreeMap;
use std::path::Path;

use regex::Regex;
use serde_json::Value;

use super::play::Played;

/// The list of `docs/sandbox-differences.md`.
pub struct Differences(Vec<Entry>);

struct Entry {
    /// Which steps, and which places in their answers.
    step: Regex,
    place: Regex,
    line: String,
    used: usize,
}

impl Differences {
    /// Reads the table: `| step | place | reason |`, where `*` in the first two stands for anything.
    pub fn read() -> Self {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sandbox-differences.md");
        let page = std::fs::read_to_string(page).unwrap();
        let rows = page.lines().filter(|line| line.starts_with("| `"));
        Self(rows.map(Entry::parse).collect())
    }

    /// What differs between two answers without being on the list.
    pub fn between(&mut self, step: &str, real: &Played, ours: &Played) -> Vec<String> {
        let (mut left, mut right) = (BTreeMap::new(), BTreeMap::new());
        flatten("", &real.answer, &mut left);
        flatten("", &ours.answer, &mut right);
        let places: Vec<&String> =
            left.keys().chain(right.keys().filter(|key| !left.contains_key(*key))).collect();
        let mut wrong = Vec::new();
        for place in places {
            let (one, other) = (left.get(place), right.get(place));
            if one == other {
                continue;
            }
            match self.0.iter_mut().find(|entry| entry.step.is_match(step) && entry.place.is_match(place)) {
                Some(entry) => entry.used += 1,
                None => {
                    let show = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
                    wrong.push(format!("  {place}: really {}, here {}", show(one), show(other)));
                }
            }
        }
        if !wrong.is_empty() {
            let short = |text: &str| text.chars().take(1200).collect::<String>();
            wrong.insert(0, step.to_owned());
            if std::env::var_os("NEAP_TWIN_RAW").is_some() {
                wrong.push(format!("  real: {}\n  here: {}", short(&real.raw), short(&ours.raw)));
            }
        }
        if wrong.is_empty() { Vec::new() } else { vec![wrong.join("\n")] }
    }

    /// Entries that nothing differs by any more.
    pub fn unused(&self) -> Vec<String> {
        let unused = self.0.iter().filter(|entry| entry.used == 0);
        unused.map(|entry| format!("differs no longer: {}", entry.line)).collect()
    }

    /// How many places differ for a reason.
    pub fn used(&self) -> usize {
        self.0.iter().map(|entry| entry.used).sum()
    }
}

impl Entry {
    fn parse(line: &str) -> Self {
        let mut cells = line.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`'));
        let mut pattern = || {
            let text = cells.next().unwrap_or_else(|| panic!("{line}"));
            Regex::new(&format!("^{}$", regex::escape(text).replace("\\*", ".*"))).unwrap()
        };
        Self { step: pattern(), place: pattern(), line: line.to_owned(), used: 0 }
    }
}

/// All scalars by their place, as `/body/spec/replicas`; an empty list or object is a value too.
fn flatten(place: &str, value: &Value, into: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().for_each(|(name, value)| flatten(&format!("{place}/{name}"), value, into));
        }
        Value::Array(items) if !items.is_empty() => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| flatten(&format!("{place}/{index}"), value, into));
        }
        scalar => drop(into.insert(place.to_owned(), scalar.clone())),
    }
}
