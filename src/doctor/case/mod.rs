//! What is known: objects, and where each is from.

mod entry;
mod mend;
mod read;
mod workload;

use std::collections::BTreeSet;

pub use entry::{Entry, Source, escaped};
pub use read::Text;
pub use workload::{Container, Workload};

/// The objects that are looked at together.
#[derive(Debug, Clone, Default)]
pub struct Case {
    entries: Vec<Entry>,
    texts: Vec<Text>,
    /// Kinds of which the case holds all that there are, by group and kind.
    whole: BTreeSet<(String, String)>,
}

impl Case {
    /// All objects, in the order in which they came.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The files that they were read from.
    pub fn texts(&self) -> &[Text] {
        &self.texts
    }

    /// The objects of a kind, whatever its version.
    pub fn of<'a>(&'a self, group: &'a str, kind: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.is(group, kind))
    }

    /// One object by name.
    pub fn named<'a>(
        &'a self,
        group: &'a str,
        kind: &'a str,
        namespace: &str,
        name: &str,
    ) -> Option<&'a Entry> {
        self.of(group, kind).find(|entry| entry.namespace() == namespace && entry.identity.name == name)
    }

    /// What makes pods, with the labels that its pods carry. What another object made is left out: it is that
    /// one's.
    pub fn workloads(&self) -> Vec<Workload<'_>> {
        let uids: BTreeSet<&str> = self.entries.iter().map(|entry| entry.text("/metadata/uid")).collect();
        let is_made = |entry: &Entry| {
            let known = entry.owners().any(|uid| !uid.is_empty() && uids.contains(uid));
            known || entry.is_controlled()
        };
        self.entries.iter().filter(|entry| !is_made(entry)).flat_map(Workload::of).collect()
    }

    /// That the case holds all objects of a kind: what is not there does not exist.
    pub fn know_all(&mut self, group: &str, kind: &str) {
        self.whole.insert((group.to_owned(), kind.to_owned()));
    }

    /// Whether the objects of a kind are known: all of them are there, or at least one is.
    pub fn knows(&self, group: &str, kind: &str) -> bool {
        self.whole.contains(&(group.to_owned(), kind.to_owned())) || self.of(group, kind).next().is_some()
    }
}
