//! Custom resource definitions at work: what one defines is served, and goes with it.

mod resources;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::cluster::{Cluster, Place};
use super::delete::{self, Options, Policy};
use super::garbage::Task;
use super::meta;
use super::status::Result;
use super::subresources::binding::set_condition;

/// Keeps a definition until its objects are gone.
pub const CLEANUP: &str = "customresourcecleanup.apiextensions.k8s.io";

/// The group of definitions.
pub const GROUP: &str = "apiextensions.k8s.io";
/// Their plural.
pub const PLURAL: &str = "customresourcedefinitions";

/// Brings what is served into line with a definition that was written or removed.
///
/// # Errors
/// A write that does not succeed.
pub fn settle(cluster: &mut Cluster, place: &Place, now: Timestamp) -> Result<()> {
    let Some(definition) = cluster.read(place) else { return Ok(()) };
    if meta::is_deleting(&definition) {
        return empty(cluster, place, &definition, now);
    }
    let mut accepted = definition.clone();
    accept(cluster, &mut accepted, now);
    if accepted != definition {
        cluster.put(place, &mut accepted, Some(&definition))?;
    }
    serve(cluster, &accepted);
    Ok(())
}

/// Serves what a definition defines, in all its served versions.
pub fn serve(cluster: &mut Cluster, definition: &Value) {
    let (group, plural) = names(definition);
    cluster.served.remove(group, plural);
    let established = definition.pointer("/status/conditions").and_then(Value::as_array).is_some_and(|all| {
        all.iter().any(|condition| condition["type"] == "Established" && condition["status"] == "True")
    });
    if established {
        resources::resources(definition).into_iter().for_each(|resource| cluster.served.add(resource));
    }
}

/// Serves nothing of a definition that is gone.
pub fn forget(cluster: &mut Cluster, definition: &Value) {
    let (group, plural) = names(definition);
    cluster.served.remove(group, plural);
}

/// The definition of a table's objects is looked at again when one of them goes, if it waits for that.
pub fn after_removal(cluster: &mut Cluster, group: &str, plural: &str) {
    let Some(table) = cluster.store.find(GROUP, PLURAL) else { return };
    let place = Place { table, key: format!("{plural}.{group}").into() };
    if cluster.read(&place).is_some_and(|definition| meta::is_deleting(&definition)) {
        cluster.tasks.push_back(Task::Definition(place));
    }
}

fn names(definition: &Value) -> (&str, &str) {
    let text = |pointer: &str| definition.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    (text("/spec/group"), text("/spec/names/plural"))
}

/// Deletes all objects of a definition that is going, and lets it go when there are none.
fn empty(cluster: &mut Cluster, place: &Place, definition: &Value, now: Timestamp) -> Result<()> {
    if !meta::finalizers(definition).contains(&CLEANUP) {
        return Ok(());
    }
    let (group, plural) = names(definition);
    let table = cluster.store.id(group, plural);
    let keys: Vec<_> = cluster.store.table(table).range("").map(|(key, _)| key.clone()).collect();
    let mut left = false;
    for key in keys {
        let object = Place { table, key };
        if !cluster.read(&object).is_some_and(|object| meta::is_deleting(&object)) {
            let options = Options { policy: Some(Policy::Background), ..Options::default() };
            delete::delete(cluster, &object, &options, now)?;
        }
        left |= cluster.store.table(table).get(&object.key).is_some();
    }
    if left {
        return Ok(());
    }
    let mut done = definition.clone();
    let others: Vec<String> =
        meta::finalizers(definition).into_iter().filter(|its| *its != CLEANUP).map(str::to_owned).collect();
    meta::set_finalizers(&mut done, &others);
    delete::finish_or_put(cluster, place, done, definition).map(drop)
}

/// Accepts a definition's names, unless another one of its group has them, and establishes it.
fn accept(cluster: &Cluster, definition: &mut Value, now: Timestamp) {
    let conflict = conflict(cluster, definition);
    let established = definition
        .pointer("/status/conditions")
        .and_then(Value::as_array)
        .is_some_and(|all| all.iter().any(|it| it["type"] == "Established" && it["status"] == "True"));
    if conflict.is_none() {
        let mut names = definition.pointer("/spec/names").cloned().unwrap_or_default();
        let kind = names.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(names) = names.as_object_mut() {
            names.entry("listKind").or_insert_with(|| format!("{kind}List").into());
            names.entry("singular").or_insert_with(|| kind.to_lowercase().into());
        }
        set_status(definition, "acceptedNames", names);
    }
    let (named, reason, message) = match &conflict {
        None => ("True", "NoConflicts", "no conflicts found".to_owned()),
        Some((reason, message)) => ("False", *reason, message.clone()),
    };
    note(definition, now, "NamesAccepted", named, reason, &message);
    if conflict.is_none() && !established {
        let message = "the initial names have been accepted";
        note(definition, now, "Established", "True", "InitialNamesAccepted", message);
    } else if !established {
        note(definition, now, "Established", "False", "NotAccepted", "not all names are accepted");
    }
    let storage = definition.pointer("/spec/versions").and_then(Value::as_array).and_then(|versions| {
        versions.iter().find(|version| version["storage"] == true).map(|version| version["name"].clone())
    });
    let Some(storage) = storage else { return };
    let stored = definition.pointer("/status/storedVersions").and_then(Value::as_array);
    let mut stored = stored.cloned().unwrap_or_default();
    if !stored.contains(&storage) {
        stored.push(storage);
        set_status(definition, "storedVersions", stored.into());
    }
}

fn set_status(definition: &mut Value, field: &str, value: Value) {
    let Some(fields) = definition.as_object_mut() else { return };
    let status = fields.entry("status").or_insert_with(|| json!({}));
    if let Some(status) = status.as_object_mut() {
        status.insert(field.to_owned(), value);
    }
}

/// Sets a condition; its time moves only with its status.
fn note(definition: &mut Value, now: Timestamp, kind: &str, status: &str, reason: &str, message: &str) {
    let list = definition.pointer("/status/conditions").and_then(Value::as_array);
    let known = list.into_iter().flatten().find(|it| it["type"] == kind && it["status"] == status);
    let since = known.map_or_else(|| meta::time(now).into(), |known| known["lastTransitionTime"].clone());
    let condition = json!({
        "type": kind, "status": status, "lastTransitionTime": since, "reason": reason, "message": message,
    });
    set_condition(definition, condition);
}

/// The first name that another definition of the group has already.
fn conflict(cluster: &Cluster, definition: &Value) -> Option<(&'static str, String)> {
    let table = cluster.store.find(GROUP, PLURAL)?;
    let (group, _) = names(definition);
    let own = meta::text(definition, "name");
    let others = cluster.store.table(table).range("").filter(|(key, _)| ***key != *own);
    let others = others.filter_map(|(_, object)| serde_json::from_slice::<Value>(&object.bytes).ok());
    let others: Vec<Value> = others.filter(|other| names(other).0 == group).collect();
    let taken = |field: &str, name: &Value| {
        others.iter().any(|other| other.pointer(&format!("/status/acceptedNames/{field}")) == Some(name))
    };
    let wanted = definition.pointer("/spec/names")?;
    [
        ("plural", "PluralConflict"),
        ("singular", "SingularConflict"),
        ("kind", "KindConflict"),
        ("listKind", "ListKindConflict"),
    ]
    .into_iter()
    .find_map(|(field, reason)| {
        let name = wanted.get(field)?;
        taken(field, name).then(|| (reason, format!("{name} is already in use")))
    })
}
