//! Entries of `metadata.managedFields`, decoded and encoded.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::apiserver::merge::fields::Set;

/// What names an entry: two writes of the same owner are one entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// As `kubectl-client-side-apply`.
    pub manager: String,
    /// Owns what it applied, in whatever version; `None` for other writes, which are told apart by their version.
    pub updated_version: Option<String>,
    /// As `status`; mostly empty.
    pub subresource: String,
}

/// What an owner owns.
#[derive(Debug, Clone, PartialEq)]
pub struct Owned {
    /// The version that the fields are of.
    pub api_version: String,
    /// The fields.
    pub fields: Set,
    /// When it last changed something.
    pub time: Option<Timestamp>,
}

/// All entries of an object.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Managed(pub BTreeMap<Owner, Owned>);

impl Owner {
    /// Who applies.
    pub fn applies(manager: &str, subresource: &str) -> Self {
        Self { manager: named(manager), updated_version: None, subresource: subresource.to_owned() }
    }

    /// Who writes in another way.
    pub fn updates(manager: &str, api_version: &str, subresource: &str) -> Self {
        let updated_version = Some(api_version.to_owned());
        Self { manager: named(manager), updated_version, subresource: subresource.to_owned() }
    }

    /// The entry's name as the real server writes it, which is also its order.
    pub(super) fn identifier(&self) -> String {
        let mut name = json!({"manager": self.manager, "operation": self.operation()});
        if let Some(version) = &self.updated_version {
            name["apiVersion"] = json!(version);
        }
        if !self.subresource.is_empty() {
            name["subresource"] = json!(self.subresource);
        }
        name.to_string()
    }

    /// `Apply` or `Update`.
    pub fn operation(&self) -> &'static str {
        match self.updated_version {
            None => "Apply",
            Some(_) => "Update",
        }
    }
}

fn named(manager: &str) -> String {
    if manager.is_empty() { "unknown".to_owned() } else { manager.to_owned() }
}

impl Managed {
    /// Reads the entries of an object; `None` where one of them cannot be read.
    pub fn decode(entries: &Value) -> Option<Self> {
        match entries {
            Value::Null => Some(Self::default()),
            other => Self::read(other.as_array()?),
        }
    }

    /// Reads some entries; `None` where one of them cannot be read.
    pub(super) fn read<'a>(entries: impl IntoIterator<Item = &'a Value>) -> Option<Self> {
        entries.into_iter().map(entry).collect::<Option<_>>().map(Self)
    }

    /// The entries of an object, `null` for none.
    pub fn of(object: &Value) -> &Value {
        object.get("metadata").and_then(|metadata| metadata.get("managedFields")).unwrap_or(&Value::Null)
    }

    /// Writes the entries into an object: those that applied first, then by time and name.
    pub fn write(&self, object: &mut Value) {
        self.write_beside(Vec::new(), object);
    }

    /// The same, beside entries that stay as they are written.
    pub(super) fn write_beside(&self, others: Vec<Value>, object: &mut Value) {
        take(object);
        if (self.0.is_empty() && others.is_empty()) || !object.is_object() {
            return;
        }
        let mut entries = others;
        entries.extend(self.0.iter().map(|(owner, owned)| encode(owner, owned)));
        // All times are written in the same form, so that their texts have the order of the times.
        let order = |entry: &Value| {
            ["operation", "time", "manager", "apiVersion", "subresource"]
                .map(|name| text(entry, name).to_owned())
        };
        entries.sort_by_cached_key(order);
        object["metadata"]["managedFields"] = entries.into();
    }
}

/// Takes the entries out of an object.
pub(super) fn take(object: &mut Value) -> Value {
    let metadata = object.get_mut("metadata").and_then(Value::as_object_mut);
    metadata.and_then(|metadata| metadata.shift_remove("managedFields")).unwrap_or_default()
}

fn text<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Whom an entry is of; `None` where that cannot be read.
pub(super) fn owner(entry: &Value) -> Option<Owner> {
    let api_version = Some(text(entry, "apiVersion")).filter(|version| !version.is_empty())?;
    let updated_version = match text(entry, "operation") {
        "Apply" => None,
        "Update" => Some(api_version.to_owned()),
        _ => return None,
    };
    let (manager, subresource) = (text(entry, "manager").to_owned(), text(entry, "subresource").to_owned());
    Some(Owner { manager, updated_version, subresource })
}

fn entry(entry: &Value) -> Option<(Owner, Owned)> {
    if text(entry, "fieldsType") != "FieldsV1" {
        return None;
    }
    let fields = Set::from_v1(entry.get("fieldsV1").unwrap_or(&Value::Null))?;
    let (api_version, time) = (text(entry, "apiVersion").to_owned(), text(entry, "time").parse().ok());
    Some((owner(entry)?, Owned { api_version, fields, time }))
}

fn encode(owner: &Owner, owned: &Owned) -> Value {
    let mut entry = json!({});
    if !owner.manager.is_empty() {
        entry["manager"] = json!(owner.manager);
    }
    entry["operation"] = json!(owner.operation());
    entry["apiVersion"] = json!(owned.api_version);
    if let Some(time) = owned.time.and_then(|time| Timestamp::from_second(time.as_second()).ok()) {
        entry["time"] = json!(time.to_string());
    }
    entry["fieldsType"] = json!("FieldsV1");
    entry["fieldsV1"] = owned.fields.to_v1();
    if !owner.subresource.is_empty() {
        entry["subresource"] = json!(owner.subresource);
    }
    entry
}
