//! Deletion of one object: preconditions, grace, finalizers, and what is left to garbage collection.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::cluster::{Cluster, Place};
use super::definitions;
use super::meta;
use super::status::{Result, Status};

/// Keeps an owner until its dependents are gone.
pub const FOREGROUND: &str = "foregroundDeletion";
/// Keeps an owner until its dependents do not name it any more.
pub const ORPHAN: &str = "orphan";

/// What becomes of an object's dependents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// They go first.
    Foreground,
    /// They go afterwards.
    Background,
    /// They stay.
    Orphan,
}

/// How to delete.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Seconds; `None` leaves it to the object.
    pub grace: Option<i64>,
    /// `None` leaves it to the object.
    pub policy: Option<Policy>,
    /// Only if it is still this one.
    pub uid: Option<String>,
    /// Only if it has not changed since.
    pub resource_version: Option<String>,
    /// Nothing is written.
    pub dry_run: bool,
}

/// What a deletion came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Deleted {
    /// The object: its last state, or how it waits to go.
    pub object: Value,
    /// It is gone.
    pub gone: bool,
}

/// Deletes an object, or begins to.
///
/// # Errors
/// 404, and 409 where a precondition does not hold.
pub fn delete(cluster: &mut Cluster, place: &Place, options: &Options, now: Timestamp) -> Result<Deleted> {
    let name = cluster.store.name(place.table).cloned();
    let (group, plural) = name.map(|name| (name.group, name.plural)).unwrap_or_default();
    let shown = place.key.rsplit('/').next().unwrap_or_default();
    let before = cluster.read(place).ok_or_else(|| Status::not_found(&group, &plural, shown))?;
    let mut object = before.clone();
    check(options, &object, &group)?;

    let is_pod = group.is_empty() && plural == "pods";
    let is_namespace = group.is_empty() && plural == "namespaces";
    let grace = match is_pod {
        true => match begin_grace(&mut object, options, now) {
            Grace::Pending => return Ok(Deleted { object, gone: false }),
            Grace::Begun(seconds) => Some(seconds),
            Grace::Over => None,
        },
        false => None,
    };
    let mut finalizers = finalizers(&object, options.policy);
    let is_definition = (group.as_str(), plural.as_str()) == (definitions::GROUP, definitions::PLURAL);
    if is_definition
        && !meta::is_deleting(&object)
        && !finalizers.iter().any(|its| its == definitions::CLEANUP)
    {
        finalizers.push(definitions::CLEANUP.to_owned());
    }
    meta::set_finalizers(&mut object, &finalizers);
    let content = is_namespace && has_own_finalizers(&object);
    if is_namespace && content {
        let deleting = meta::is_deleting(&object);
        mark(&mut object, now);
        if !deleting && let Some(fields) = object.as_object_mut() {
            let status = fields.entry("status").or_insert_with(|| Value::Object(serde_json::Map::new()));
            status["phase"] = "Terminating".into();
        }
        meta::set(&mut object, "deletionGracePeriodSeconds", None);
    } else if !finalizers.is_empty() && grace.is_none() {
        mark(&mut object, now);
    }
    let stays = !finalizers.is_empty() || content || grace.is_some_and(|seconds| seconds > 0);
    if options.dry_run {
        return Ok(Deleted { object, gone: !stays });
    }
    let changed = object != before;
    if changed && (stays || grace.is_some()) {
        cluster.put(place, &mut object, Some(&before))?;
    }
    if stays {
        return Ok(Deleted { object, gone: false });
    }
    Ok(Deleted { object: cluster.remove(place, object)?, gone: true })
}

/// Removes an object that was only waiting for its finalizers and has none left; else writes it.
pub fn finish_or_put(
    cluster: &mut Cluster,
    place: &Place,
    mut object: Value,
    before: &Value,
) -> Result<Value> {
    if is_finished(&object) {
        return cluster.remove(place, object);
    }
    if object != *before {
        cluster.put(place, &mut object, Some(before))?;
    }
    Ok(object)
}

/// Whether nothing keeps an object whose deletion has begun.
pub fn is_finished(object: &Value) -> bool {
    let grace = meta::get(object, "deletionGracePeriodSeconds").and_then(Value::as_i64).unwrap_or_default();
    meta::is_deleting(object)
        && meta::finalizers(object).is_empty()
        && grace == 0
        && !(object.get("kind").is_some_and(|kind| kind == "Namespace") && has_own_finalizers(object))
}

/// A namespace's `spec.finalizers`.
fn has_own_finalizers(object: &Value) -> bool {
    let list = object.get("spec").and_then(|spec| spec.get("finalizers")).and_then(Value::as_array);
    list.is_some_and(|list| !list.is_empty())
}

fn check(options: &Options, object: &Value, group: &str) -> Result<()> {
    let kind = object.get("kind").and_then(Value::as_str).unwrap_or_default();
    let conflict = |why: String| Err(Status::conflict(group, kind, meta::text(object, "name"), &why));
    let (uid, version) = (meta::text(object, "uid"), meta::text(object, "resourceVersion"));
    if let Some(wanted) = options.uid.as_deref().filter(|wanted| *wanted != uid) {
        return conflict(format!(
            "the UID in the precondition ({wanted}) does not match the UID in record ({uid}). The object might have been deleted and then recreated"
        ));
    }
    if let Some(wanted) = options.resource_version.as_deref().filter(|wanted| *wanted != version) {
        return conflict(format!(
            "the ResourceVersion in the precondition ({wanted}) does not match the ResourceVersion in record ({version}). The object might have been modified"
        ));
    }
    Ok(())
}

/// What becomes of a pod that is told to go.
enum Grace {
    /// It is going already, and sooner.
    Pending,
    /// It has this many seconds.
    Begun(i64),
    /// Its time was over before.
    Over,
}

fn begin_grace(pod: &mut Value, options: &Options, now: Timestamp) -> Grace {
    let at = |path: &str| pod.pointer(path);
    let current = meta::get(pod, "deletionGracePeriodSeconds").and_then(Value::as_i64).unwrap_or_default();
    if meta::is_deleting(pod) {
        if current == 0 {
            return Grace::Over;
        }
        let Some(wanted) = options.grace else { return Grace::Pending };
        let mut wanted = if wanted < 0 { 1 } else { wanted };
        if wanted >= current {
            return Grace::Pending;
        }
        let end = meta::text(pod, "deletionTimestamp").parse::<Timestamp>().unwrap_or(now);
        let mut end = shifted(end, wanted - current);
        if end < now {
            (end, wanted) = (now, wanted.min(1));
        }
        meta::set(pod, "deletionTimestamp", Some(meta::time(end).into()));
        meta::set(pod, "deletionGracePeriodSeconds", Some(wanted.into()));
        return Grace::Begun(wanted);
    }
    let own = at("/spec/terminationGracePeriodSeconds").and_then(Value::as_i64).unwrap_or(30);
    let unbound = at("/spec/nodeName").and_then(Value::as_str).unwrap_or_default().is_empty();
    let ended = at("/status/phase").is_some_and(|phase| phase == "Succeeded" || phase == "Failed");
    let seconds = match options.grace.unwrap_or(own) {
        _ if unbound || ended => 0,
        negative if negative < 0 => 1,
        seconds => seconds,
    };
    meta::set(pod, "deletionTimestamp", Some(meta::time(shifted(now, seconds)).into()));
    meta::set(pod, "deletionGracePeriodSeconds", Some(seconds.into()));
    meta::bump_generation(pod);
    Grace::Begun(seconds)
}

fn shifted(time: Timestamp, seconds: i64) -> Timestamp {
    time.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(time)
}

/// Marks an object that has no grace as going.
fn mark(object: &mut Value, now: Timestamp) {
    if !meta::is_deleting(object) {
        meta::bump_generation(object);
        meta::set(object, "deletionTimestamp", Some(meta::time(now).into()));
    }
    meta::set(object, "deletionGracePeriodSeconds", Some(0.into()));
}

/// The finalizers that an object waits for under a policy; without one, those that it has.
fn finalizers(object: &Value, policy: Option<Policy>) -> Vec<String> {
    let present = meta::finalizers(object);
    let own = |finalizer: &&&str| **finalizer == ORPHAN || **finalizer == FOREGROUND;
    let wanted = match policy {
        Some(Policy::Foreground) => Some(FOREGROUND),
        Some(Policy::Orphan) => Some(ORPHAN),
        Some(Policy::Background) => None,
        None => present.iter().find(own).copied(),
    };
    let others = present.iter().filter(|finalizer| !own(finalizer)).copied();
    others.chain(wanted).map(str::to_owned).collect()
}
