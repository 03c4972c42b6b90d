//! Whose objects are whose: a controller adopts what its selector matches and releases what it no longer does.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::kubernetes::resources::LabelSelector;
use crate::kubernetes::selector::selects;
use crate::sandbox::world::{Diff, Table};
use crate::sandbox::{Change, Kept, Key, Write};

/// What belongs to an owner, and the writes that make it so.
#[derive(Debug)]
pub struct Claim<K> {
    /// Owned, and matched by the selector.
    pub own: Vec<Arc<K>>,
    /// Adoptions and releases.
    pub writes: Vec<Write>,
}

/// What belongs to an owner by its selector; `may` leaves out what it does not care about.
///
/// An object that is adopted is not counted before the adoption is written.
pub fn claim<K: Kept, O: Kept>(
    owner: &O,
    selector: &LabelSelector,
    table: &Table<K>,
    may: impl Fn(&K) -> bool,
) -> Claim<K> {
    let mut claim = Claim { own: Vec::new(), writes: Vec::new() };
    for object in table.owned_by(owner.uid()).filter(|object| may(object)) {
        if selects(selector, object.labels()) {
            claim.own.push(object.clone());
        } else if !owner.is_going() {
            claim.writes.push(references(&**object, without(&**object, owner.uid())));
        }
    }
    let orphans = table.orphans(owner.namespace()).filter(|object| may(object) && !object.is_going());
    for orphan in orphans.filter(|orphan| !owner.is_going() && selects(selector, orphan.labels())) {
        let mut owners = without(&**orphan, "");
        owners.push(owner.controls());
        claim.writes.push(references(&**orphan, owners));
    }
    claim
}

/// Whom a change of an object concerns: its owners of a kind, before and after, and of an object without a controller all in
/// its namespace that select it, since one of them may adopt it.
pub fn concerned<K: Kept, O: Kept>(
    change: &Change,
    diff: &Diff<K>,
    kind: &str,
    table: &Table<O>,
    selector: impl Fn(&O) -> &LabelSelector,
) -> Vec<Key> {
    let owners = change.owners().into_iter().filter(|owner| owner.kind == kind);
    let mut keys: Vec<Key> = owners.map(|owner| owner.key).collect();
    if let Some(orphan) = diff.now().filter(|object| object.controller().is_none()) {
        let all = table.of(orphan.namespace());
        keys.extend(all.filter(|it| selects(selector(it), orphan.labels())).map(|it| it.key()));
    }
    keys
}

/// The owners without the one with this uid.
fn without<K: Kept>(object: &K, uid: &str) -> Vec<Value> {
    let owners = object.meta().owner_references.iter().flatten();
    owners.filter(|owner| owner.uid != uid).filter_map(|owner| serde_json::to_value(owner).ok()).collect()
}

fn references<K: Kept>(object: &K, owners: Vec<Value>) -> Write {
    Write::merge(object, json!({ "metadata": { "uid": object.uid(), "ownerReferences": owners } }))
}
