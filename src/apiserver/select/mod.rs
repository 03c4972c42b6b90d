//! Which objects a request is about: selectors of labels and of fields.

mod fields;
mod labels;
mod lexer;

pub use fields::Fields;
pub use labels::Labels;

use serde_json::Value;

use super::registry::Resource;
use super::request::Query;
use super::sparse;
use super::status::{Result, Status};

/// Both selectors of a request.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    labels: Labels,
    fields: Fields,
}

impl Selection {
    /// As the request's parameters say; `name` is that of a watch on one object.
    ///
    /// # Errors
    /// 400 where a selector cannot be read, or the resource has no such field.
    pub fn of(query: &Query, resource: &Resource, name: Option<&str>) -> Result<Self> {
        let labels = query
            .get("labelSelector")
            .map(Labels::parse)
            .transpose()
            .map_err(Status::bad_request)?
            .unwrap_or_default();
        let fields = query.get("fieldSelector").unwrap_or_default();
        let mut fields = Fields::parse(fields, resource).map_err(Status::bad_request)?;
        if let Some(name) = name {
            fields.narrow(name)?;
        }
        Ok(Self { labels, fields })
    }

    /// Whether it selects everything.
    pub fn is_everything(&self) -> bool {
        self.labels.is_empty() && self.fields.is_empty()
    }

    /// The one name that it allows, if it allows but one.
    pub fn name(&self) -> Option<&str> {
        self.fields.name()
    }

    /// Whether an object is selected; JSON that cannot be read is not.
    pub fn takes(&self, bytes: &[u8]) -> bool {
        if self.is_everything() {
            return true;
        }
        self.fields.matches(|path| sparse::at(bytes, path))
            && (self.labels.is_empty() || labels::of(bytes).is_some_and(|found| self.labels.matches(&found)))
    }
}

/// Whether a `LabelSelector` object takes an object; an empty one takes all.
pub fn label_selector_takes(selector: &Value, object: &Value) -> bool {
    let text = selector_text(selector);
    let label = |key: &str| object.get("metadata")?.get("labels")?.get(key)?.as_str();
    Labels::parse(&text).is_ok_and(|selector| selector.matches_with(label))
}

/// A `LabelSelector` object in text form, as the `scale` subresource shows it.
pub fn selector_text(selector: &Value) -> String {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let pairs = selector.get("matchLabels").and_then(Value::as_object).into_iter().flatten();
    let mut terms: Vec<(String, String)> =
        pairs.map(|(key, value)| (key.clone(), format!("{key}={}", text(Some(value))))).collect();
    for term in selector.get("matchExpressions").and_then(Value::as_array).into_iter().flatten() {
        let key = text(term.get("key"));
        let values = term.get("values").and_then(Value::as_array).into_iter().flatten();
        let mut values: Vec<&str> = values.filter_map(Value::as_str).collect();
        values.sort_unstable();
        let values = values.join(",");
        let written = match text(term.get("operator")).as_str() {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "DoesNotExist" => format!("!{key}"),
            _ => key.clone(),
        };
        terms.push((key, written));
    }
    terms.sort();
    terms.into_iter().map(|(_, term)| term).collect::<Vec<_>>().join(",")
}
