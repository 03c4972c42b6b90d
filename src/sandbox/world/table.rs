//! One kind's objects, the newest version of each, with what finds them quickly.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::sync::Arc;

use super::super::Key;
use super::Kept;

/// What became of one object: it was added, it differs, or it is gone.
#[derive(Debug)]
pub struct Diff<K> {
    /// What was known before; `None` if it was not there.
    pub old: Option<Arc<K>>,
    /// The object as it is, or as it was last.
    pub last: Arc<K>,
    /// It is there no longer.
    pub gone: bool,
}

impl<K> Clone for Diff<K> {
    fn clone(&self) -> Self {
        Self { old: self.old.clone(), last: self.last.clone(), gone: self.gone }
    }
}

impl<K> Diff<K> {
    /// The object as it is; `None` if it is gone.
    pub fn now(&self) -> Option<&Arc<K>> {
        (!self.gone).then_some(&self.last)
    }

    /// As it was, if it was there, and as it is, if it is.
    pub fn sides(&self) -> impl Iterator<Item = &Arc<K>> {
        self.old.iter().chain(self.now())
    }
}

/// One kind's objects by namespace and name.
#[derive(Debug)]
pub struct Table<K> {
    objects: BTreeMap<Key, Arc<K>>,
    /// By the uid of the object that controls them; what nothing controls, by `""`.
    owned: BTreeMap<String, BTreeSet<Key>>,
    /// By [`Kept::group`]; of pods that is the node.
    groups: BTreeMap<String, BTreeSet<Key>>,
    /// Uids whose deletion was answered, and whose end the watch has not told yet.
    gone: HashSet<String>,
    /// The newest version that the watch has told.
    seen: u64,
    listed: bool,
    /// What changed last, and how many changes there were before that.
    latest: VecDeque<Key>,
    forgotten: u64,
}

/// So many changes are remembered at least; beyond the number of objects a look at all is as quick.
const LATEST: usize = 1024;

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self {
            objects: BTreeMap::new(),
            owned: BTreeMap::new(),
            groups: BTreeMap::new(),
            gone: HashSet::new(),
            seen: 0,
            listed: false,
            latest: VecDeque::new(),
            forgotten: 0,
        }
    }
}

impl<K: Kept> Table<K> {
    /// One object.
    pub fn get(&self, namespace: &str, name: &str) -> Option<&Arc<K>> {
        self.at(&Key::new(namespace, name))
    }

    /// One object by its key.
    pub fn at(&self, key: &Key) -> Option<&Arc<K>> {
        self.objects.get(key)
    }

    /// All objects, by namespace and name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, &Arc<K>)> {
        self.objects.iter()
    }

    /// The objects of a namespace, by name.
    pub fn of<'a>(&'a self, namespace: &str) -> impl Iterator<Item = &'a Arc<K>> + use<'a, K> {
        let from = Key::new(namespace, "");
        let namespace = namespace.to_owned();
        self.objects
            .range(from..)
            .take_while(move |(key, _)| key.namespace == namespace)
            .map(|(_, object)| object)
    }

    /// The objects whose controller has this uid, by namespace and name.
    pub fn owned_by<'a>(&'a self, uid: &str) -> impl Iterator<Item = &'a Arc<K>> + use<'a, K> {
        self.owned.get(uid).into_iter().flatten().filter_map(|key| self.objects.get(key))
    }

    /// How many objects the controller with this uid has.
    pub fn count_owned_by(&self, uid: &str) -> usize {
        self.owned.get(uid).map_or(0, BTreeSet::len)
    }

    /// The objects of a namespace that nothing controls, by name.
    pub fn orphans<'a>(&'a self, namespace: &str) -> impl Iterator<Item = &'a Arc<K>> + use<'a, K> {
        let (from, namespace) = (Key::new(namespace, ""), namespace.to_owned());
        let keys = self.owned.get("").into_iter().flat_map(move |keys| keys.range(from.clone()..));
        keys.take_while(move |key| key.namespace == namespace).filter_map(|key| self.objects.get(key))
    }

    /// The objects of a group ([`Kept::group`]), by namespace and name.
    pub fn grouped<'a>(&'a self, group: &str) -> impl Iterator<Item = &'a Arc<K>> + use<'a, K> {
        self.groups.get(group).into_iter().flatten().filter_map(|key| self.objects.get(key))
    }

    /// What has changed since the mark, which moves on; some keys come more than once, some are of what is gone.
    /// `None` if that is forgotten: then everything may have changed.
    pub fn changed_since(&self, mark: &mut u64) -> Option<impl Iterator<Item = &Key> + use<'_, K>> {
        let since = std::mem::replace(mark, self.forgotten + self.latest.len() as u64);
        let skipped = usize::try_from(since.checked_sub(self.forgotten)?).ok()?;
        Some(self.latest.range(skipped.min(self.latest.len())..))
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Whether the first list has come; until then an absent object may exist.
    pub fn is_listed(&self) -> bool {
        self.listed
    }

    /// Whether the watch's word of an object is newer than what is known. It is heard of by this, taken or not.
    pub fn would_take(&mut self, key: &Key, uid: &str, version: u64) -> bool {
        self.seen = self.seen.max(version);
        let newer = self.objects.get(key).is_none_or(|known| known.version() < version);
        newer && !self.gone.contains(uid)
    }

    /// The watch tells of an object.
    pub fn told(&mut self, object: K) -> Option<Diff<K>> {
        let uid = object.meta().uid.clone().unwrap_or_default();
        self.would_take(&key(&object), &uid, object.version()).then(|| self.put(object))
    }

    /// The watch tells that an object is gone, as of a version.
    pub fn told_gone(&mut self, key: &Key, uid: &str, version: u64) -> Option<Diff<K>> {
        self.seen = self.seen.max(version);
        self.gone.remove(uid);
        self.drop_if(key, Some(uid))
    }

    /// A whole list, which is true as of a version: what is missing from it is gone.
    pub fn told_all(&mut self, objects: Vec<K>, version: u64) -> Vec<Diff<K>> {
        let listed: BTreeSet<Key> = objects.iter().map(key).collect();
        // What an own write made after the list was taken stays.
        let missing: Vec<Key> = self
            .objects
            .iter()
            .filter(|(key, object)| !listed.contains(*key) && object.version() <= version)
            .map(|(key, _)| key.clone())
            .collect();
        let mut diffs: Vec<Diff<K>> = missing.iter().filter_map(|key| self.drop_if(key, None)).collect();
        diffs.extend(objects.into_iter().filter_map(|object| self.told(object)));
        self.seen = self.seen.max(version);
        self.gone.clear();
        self.listed = true;
        diffs
    }

    /// Whether the answer of an own write is newer than what is known.
    pub fn would_take_answer(&self, key: &Key, uid: &str, version: u64) -> bool {
        let newer = match self.objects.get(key) {
            Some(known) => known.version() < version,
            // The watch is further already, so the object has come and gone.
            None => version > self.seen,
        };
        newer && !self.gone.contains(uid)
    }

    /// The answer of an own write.
    pub fn answered(&mut self, object: K) -> Option<Diff<K>> {
        let uid = object.meta().uid.as_deref().unwrap_or_default();
        self.would_take_answer(&key(&object), uid, object.version()).then(|| self.put(object))
    }

    /// The answer of an own deletion that took effect at once.
    pub fn answered_gone(&mut self, key: &Key, uid: Option<&str>) -> Option<Diff<K>> {
        let diff = self.drop_if(key, uid)?;
        if let Some(uid) = &diff.last.meta().uid {
            self.gone.insert(uid.clone());
        }
        Some(diff)
    }

    /// Changes an object in place, as an own write has done whose answer does not carry the object; the watch's next word wins.
    /// The change says whether it was one: the watch may have told of the write already, or of another object of that name.
    pub fn assume(&mut self, key: &Key, change: impl FnOnce(&mut K) -> bool) -> Option<Diff<K>>
    where
        K: Clone,
    {
        let mut object = K::clone(self.objects.get(key)?);
        change(&mut object).then(|| self.put(object))
    }

    fn put(&mut self, mut object: K) -> Diff<K> {
        let key = key(&object);
        let sibling = || self.objects.get(self.owned.get(owner(&object))?.first()?);
        if let Some(like) = self.objects.get(&key).or_else(sibling).cloned() {
            object.share(&like);
        }
        let new = Arc::new(object);
        self.remember(&key);
        let old = self.objects.insert(key.clone(), new.clone());
        // Mostly it stays where it was found before.
        let moved =
            old.as_ref().is_none_or(|old| owner(&**old) != owner(&*new) || old.group() != new.group());
        if moved {
            if let Some(old) = &old {
                self.unindex(&key, old);
            }
            self.owned.entry(owner(&*new).to_owned()).or_default().insert(key.clone());
            if let Some(group) = new.group() {
                self.groups.entry(group.to_owned()).or_default().insert(key);
            }
        }
        Diff { old, last: new, gone: false }
    }

    /// Removes it, unless it is another one than the one with this uid by now.
    fn drop_if(&mut self, key: &Key, uid: Option<&str>) -> Option<Diff<K>> {
        let known = self.objects.get(key)?;
        if uid.is_some_and(|uid| known.meta().uid.as_deref() != Some(uid)) {
            return None;
        }
        let old = self.objects.remove(key)?;
        self.unindex(key, &old);
        self.remember(key);
        Some(Diff { last: old.clone(), old: Some(old), gone: true })
    }

    fn remember(&mut self, key: &Key) {
        self.latest.push_back(key.clone());
        while self.latest.len() > LATEST.max(self.objects.len()) {
            self.latest.pop_front();
            self.forgotten += 1;
        }
    }

    fn unindex(&mut self, key: &Key, old: &K) {
        let groups = [(&mut self.owned, Some(owner(old))), (&mut self.groups, old.group())];
        for (index, name) in groups {
            let Some(name) = name else { continue };
            if let Some(keys) = index.get_mut(name) {
                keys.remove(key);
                if keys.is_empty() {
                    index.remove(name);
                }
            }
        }
    }
}

/// Namespace and name.
fn key<K: Kept>(object: &K) -> Key {
    object.key()
}

/// The uid of the object that controls it; empty without.
fn owner<K: Kept>(object: &K) -> &str {
    object.controller().map_or("", |owner| owner.uid.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::kubernetes::resources::Pod;

    fn pod(name: &str, uid: &str, version: u64) -> Pod {
        let owner = json!([{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "rs", "controller": true}]);
        from_value(json!({"metadata": {"name": name, "namespace": "ns", "uid": uid, "resourceVersion": version.to_string(),
            "ownerReferences": owner}, "spec": {"nodeName": format!("node-{version}")}}))
        .unwrap()
    }

    fn names(table: &Table<Pod>) -> Vec<String> {
        table.iter().map(|(key, _)| key.name.clone()).collect()
    }

    #[test]
    fn only_what_is_newer_enters() {
        let mut table = Table::default();
        assert!(table.told(pod("a", "1", 5)).is_some_and(|diff| diff.old.is_none()));
        assert!(table.answered(pod("a", "1", 7)).is_some(), "the answer is ahead of the watch");
        assert!(table.told(pod("a", "1", 6)).is_none(), "the watch is behind");
        assert!(table.told(pod("a", "1", 7)).is_none(), "its echo changes nothing");
        assert_eq!(table.get("ns", "a").unwrap().spec.node_name.as_deref(), Some("node-7"));
    }

    #[test]
    fn what_is_gone_does_not_come_back() {
        let mut table = Table::default();
        table.told(pod("a", "1", 5));
        assert!(table.answered_gone(&Key::new("ns", "a"), Some("1")).is_some_and(|diff| diff.gone));
        assert!(table.told(pod("a", "1", 6)).is_none(), "an older word of the same one");
        assert!(table.told(pod("a", "2", 8)).is_some(), "another one of that name");
        assert!(table.told_gone(&Key::new("ns", "a"), "1", 9).is_none());
        assert_eq!(names(&table), ["a"]);
        table.told_gone(&Key::new("ns", "a"), "2", 10);
        assert!(table.answered(pod("a", "2", 9)).is_none(), "an answer that comes after its end");
        assert!(table.is_empty());
    }

    #[test]
    fn a_list_drops_what_it_does_not_name_unless_it_is_newer() {
        let mut table = Table::default();
        table.told(pod("a", "1", 5));
        table.answered(pod("b", "2", 12));
        let diffs = table.told_all(vec![pod("c", "3", 7)], 10);
        assert_eq!((diffs.len(), names(&table)), (2, vec!["b".to_owned(), "c".to_owned()]));
        assert!(table.is_listed());
    }

    #[test]
    fn what_changed_is_remembered_for_a_while() {
        let mut table = Table::default();
        let mut mark = 0;
        table.told(pod("a", "1", 1));
        table.told(pod("b", "2", 2));
        let names = |table: &Table<Pod>, mark: &mut u64| {
            table.changed_since(mark).map(|keys| keys.map(|key| key.name.clone()).collect::<String>())
        };
        assert_eq!(names(&table, &mut mark).as_deref(), Some("ab"));
        table.answered_gone(&Key::new("ns", "a"), Some("1"));
        assert_eq!(names(&table, &mut mark).as_deref(), Some("a"));
        assert_eq!(names(&table, &mut mark).as_deref(), Some(""));
        for version in 3..=3 + LATEST as u64 {
            table.told(pod("b", "2", version));
        }
        assert_eq!((names(&table, &mut mark), names(&table, &mut mark).as_deref()), (None, Some("")));
    }

    #[test]
    fn pods_are_found_by_owner_and_by_node() {
        let mut table = Table::default();
        table.told(pod("a", "1", 5));
        table.told(pod("b", "2", 6));
        assert_eq!(
            (table.owned_by("rs").count(), table.grouped("node-5").count(), table.orphans("ns").count()),
            (2, 1, 0)
        );
        table.told(pod("a", "1", 7));
        assert_eq!((table.grouped("node-5").count(), table.grouped("node-7").count()), (0, 1));
        let mut orphan = pod("b", "2", 8);
        orphan.metadata.owner_references = None;
        table.told(orphan);
        assert_eq!(
            (table.owned_by("rs").count(), table.orphans("ns").count(), table.orphans("other").count()),
            (1, 1, 0)
        );
        assert_eq!((table.of("ns").count(), table.of("n").count()), (2, 0));
    }
}
