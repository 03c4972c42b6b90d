//! A case as it is after edits.

use serde_json::{Map, Value};

use super::{Case, Entry};
use crate::doctor::finding::{Edit, Finding, Rewrite};

impl Case {
    /// The case with its findings mended; what cannot be mended changes nothing. Of an object that goes nothing is left but its place.
    #[must_use]
    pub fn mended<'a>(&self, findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut case = self.clone();
        for finding in findings {
            finding.edits.iter().for_each(|edit| case.edit(edit));
            if let Some(Rewrite { path, line, text }) = &finding.rewrite {
                let mut texts = case.texts.iter_mut();
                if let Some(document) = texts.find(|it| it.path == *path && it.line == *line) {
                    document.text.clone_from(text);
                }
            }
        }
        case
    }

    fn edit(&mut self, edit: &Edit) {
        let Some(entry) = self.entries.get_mut(edit.entry) else { return };
        match edit.at.is_empty() {
            true => entry.value = edit.value.clone().unwrap_or_default(),
            false => make(&mut entry.value, &edit.at, edit.value.clone()),
        }
        *entry = Entry::new(entry.index, std::mem::take(&mut entry.value), entry.source.clone());
    }
}

/// Sets, adds or takes away what stands at a pointer; parents that are not there are made.
fn make(value: &mut Value, pointer: &str, new: Option<Value>) {
    let Some((parent, last)) = pointer.rsplit_once('/') else { return };
    let mut place = value;
    for part in parent.split('/').skip(1) {
        let part = plain(part);
        let next = match place {
            Value::Array(items) => part.parse::<usize>().ok().and_then(|index| items.get_mut(index)),
            Value::Object(fields) => match new {
                Some(_) => Some(fields.entry(part).or_insert_with(|| Value::Object(Map::default()))),
                None => fields.get_mut(&part),
            },
            _ => None,
        };
        match next {
            Some(next) => place = next,
            None => return,
        }
    }
    // A list that is not there yet is made by what is added to it.
    if last == "-" && place.as_object().is_some_and(Map::is_empty) {
        *place = Value::Array(Vec::new());
    }
    match (place, new) {
        (Value::Array(items), Some(new)) => match last.parse::<usize>() {
            Ok(index) if index < items.len() => items[index] = new,
            _ => items.push(new),
        },
        (Value::Array(items), None) => {
            if let Some(index) = last.parse::<usize>().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        (Value::Object(fields), Some(new)) => drop(fields.insert(plain(last), new)),
        (Value::Object(fields), None) => drop(fields.shift_remove(&plain(last))),
        _ => {}
    }
}

fn plain(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_set_added_and_taken_away() {
        let mut value = json!({"a": {"b": [1, 2]}, "c": 3});
        make(&mut value, "/a/b/-", Some(json!(4)));
        make(&mut value, "/a/b/0", Some(json!(0)));
        make(&mut value, "/d/e~1f", Some(json!("x")));
        make(&mut value, "/g/-", Some(json!(1)));
        make(&mut value, "/c", None);
        make(&mut value, "/none/deep", None);
        assert_eq!(value, json!({"a": {"b": [0, 2, 4]}, "d": {"e/f": "x"}, "g": [1]}));
    }
}
