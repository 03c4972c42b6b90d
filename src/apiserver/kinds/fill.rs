//! Defaults as tables: a place in an object, and what stands there if nothing does.
//!
//! A place is a path of names; `[]` after a name means every element, `(a|b)` either name. What is above a place must be there.

use std::sync::OnceLock;

use serde_json::Value;

/// A table of defaults, read when it is first used.
pub struct Table {
    /// One `PLACE VALUE` a line, the value as JSON.
    text: &'static str,
    rules: OnceLock<Vec<(Vec<Step>, Value)>>,
}

/// One step on the way to a place.
struct Step {
    names: Vec<&'static str>,
    each: bool,
}

impl Table {
    /// A table from its text.
    pub const fn new(text: &'static str) -> Self {
        Self { text, rules: OnceLock::new() }
    }

    /// Fills in what is missing.
    pub fn fill(&self, object: &mut Value) {
        for (steps, value) in self.rules.get_or_init(|| parse(self.text)) {
            fill(object, steps, value);
        }
    }
}

fn parse(text: &'static str) -> Vec<(Vec<Step>, Value)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .filter_map(|line| {
            let (place, value) = line.split_once(' ')?;
            Some((place.split('.').map(step).collect(), serde_json::from_str(value).ok()?))
        })
        .collect()
}

fn step(text: &'static str) -> Step {
    let (name, each) = text.strip_suffix("[]").map_or((text, false), |name| (name, true));
    let names = name.strip_prefix('(').and_then(|names| names.strip_suffix(')')).unwrap_or(name);
    Step { names: names.split('|').collect(), each }
}

fn fill(value: &mut Value, steps: &[Step], default: &Value) {
    let (Some((step, rest)), Some(fields)) = (steps.split_first(), value.as_object_mut()) else { return };
    for name in &step.names {
        if rest.is_empty() {
            let missing = fields.get(*name).is_none_or(|found| found.is_null() || found == "");
            if missing {
                fields.insert((*name).to_owned(), default.clone());
            }
            continue;
        }
        match fields.get_mut(*name) {
            Some(Value::Array(items)) if step.each => {
                items.iter_mut().for_each(|item| fill(item, rest, default))
            }
            Some(inner) if !step.each => fill(inner, rest, default),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_there_stays_and_what_is_missing_comes() {
        static TABLE: Table = Table::new(
            r#"
            (a|b)[].c.d 1
            e "x"
            "#,
        );
        let mut object = json!({"a": [{"c": {}}, {"c": {"d": 2}}, {}], "b": [{"c": {}}], "e": ""});
        TABLE.fill(&mut object);
        assert_eq!(
            object,
            json!({"a": [{"c": {"d": 1}}, {"c": {"d": 2}}, {}], "b": [{"c": {"d": 1}}], "e": "x"})
        );
    }
}
