//! Which objects a request is about: selectors of labels and of fields.

mod fields;
mod labels;
mod lexer;

pub use fields::Fields;
pub use labels::Labels;

use serde_json::Value;

use super::registry::Resource;
use super::request::Query;
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
        match self.fields.is_empty() {
            true => labels::of(bytes).is_some_and(|found| self.labels.matches(&found)),
            false => serde_json::from_slice(bytes).is_ok_and(|object| self.takes_value(&object)),
        }
    }

    /// The same of a parsed object.
    pub fn takes_value(&self, object: &Value) -> bool {
        let label = |key: &str| object.get("metadata")?.get("labels")?.get(key)?.as_str();
        self.labels.matches_with(label) && self.fields.matches(object)
    }
}
