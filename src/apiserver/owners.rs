//! Who owns whom: an index from owners to what they own.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::meta;
use super::store::{Key, TableId};

/// Dependents by their owners' uids.
#[derive(Debug, Default)]
pub struct Owners(BTreeSet<(u128, TableId, Key)>);

impl Owners {
    /// Follows one object from what it was to what it is.
    pub fn follow(&mut self, table: TableId, key: &Key, before: Option<&Value>, after: Option<&Value>) {
        let uids = |object: Option<&Value>| -> BTreeSet<u128> {
            let owners = object.map_or(&[][..], meta::owners);
            owners.iter().filter_map(|owner| owner.get("uid")?.as_str()).map(number).collect()
        };
        let (before, after) = (uids(before), uids(after));
        for gone in before.difference(&after) {
            self.0.remove(&(*gone, table, key.clone()));
        }
        for new in after.difference(&before) {
            self.0.insert((*new, table, key.clone()));
        }
    }

    /// What an object owns.
    pub fn dependents(&self, uid: &str) -> Vec<(TableId, Key)> {
        let uid = number(uid);
        let first = (uid, TableId::FIRST, Key::from(""));
        let own = self.0.range(first..).take_while(|(owner, _, _)| *owner == uid);
        own.map(|(_, table, key)| (*table, key.clone())).collect()
    }
}

/// A uid as a number; of one that is no UUID, a hash.
fn number(uid: &str) -> u128 {
    let digits: String = uid.chars().filter(|c| *c != '-').collect();
    u128::from_str_radix(&digits, 16).unwrap_or_else(|_| {
        let mut hasher = DefaultHasher::new();
        uid.hash(&mut hasher);
        u128::from(hasher.finish())
    })
}
