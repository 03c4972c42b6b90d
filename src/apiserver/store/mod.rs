//! Objects as bytes: a table a resource, one revision counter over all of them, and each table's latest changes.

mod event;
mod table;

use std::collections::HashMap;
use std::sync::Arc;

use hyper::body::Bytes;

pub use event::{Change, Event};
pub use table::{Object, Table};

/// Where an object is: `namespace/name`, or `name` where there are no namespaces.
///
/// One text, so that the order is that of the real store: `a-b/x` comes before `a/x`.
pub type Key = Arc<str>;

/// A table's place in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(u16);

impl TableId {
    /// The lowest.
    pub const FIRST: Self = Self(0);
}

/// Group and plural, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableName {
    /// Empty for the core group.
    pub group: String,
    /// As `pods`.
    pub plural: String,
}

/// All objects.
#[derive(Debug, Default)]
pub struct Store {
    names: HashMap<TableName, TableId>,
    tables: Vec<Table>,
    revision: u64,
}

impl Store {
    /// The table of a resource; it is made when it is first asked for.
    pub fn id(&mut self, group: &str, plural: &str) -> TableId {
        let name = TableName { group: group.to_owned(), plural: plural.to_owned() };
        if let Some(id) = self.names.get(&name) {
            return *id;
        }
        let id = TableId(u16::try_from(self.tables.len()).unwrap_or(u16::MAX));
        self.tables.push(Table::new(self.revision));
        self.names.insert(name, id);
        id
    }

    /// The table of a resource, if it has been asked for before.
    pub fn find(&self, group: &str, plural: &str) -> Option<TableId> {
        let name = TableName { group: group.to_owned(), plural: plural.to_owned() };
        self.names.get(&name).copied()
    }

    /// The name of a table.
    pub fn name(&self, id: TableId) -> Option<&TableName> {
        self.names.iter().find(|(_, its)| **its == id).map(|(name, _)| name)
    }

    /// A table.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[usize::from(id.0)]
    }

    /// All tables and their names.
    pub fn tables(&self) -> impl Iterator<Item = (&TableName, TableId)> {
        self.names.iter().map(|(name, id)| (name, *id))
    }

    /// The revision of the latest write.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The revision that the next write gets.
    pub fn next(&self) -> u64 {
        self.revision + 1
    }

    /// Writes an object that already carries the [next](Self::next) revision.
    pub fn put(&mut self, id: TableId, key: &Key, bytes: Bytes) {
        self.revision += 1;
        self.tables[usize::from(id.0)].put(key, bytes, self.revision);
    }

    /// Takes an object away; `last` is its last state with the revision of its removal.
    pub fn remove(&mut self, id: TableId, key: &Key, last: Bytes) {
        self.revision += 1;
        self.tables[usize::from(id.0)].remove(key, last, self.revision);
    }

    /// Puts an object where it was before a restart, or takes it away; nobody is told.
    pub fn restore(&mut self, revision: u64, group: &str, plural: &str, key: &str, object: Option<Bytes>) {
        self.revision = self.revision.max(revision);
        if plural.is_empty() {
            return;
        }
        let id = self.id(group, plural);
        self.tables[usize::from(id.0)].restore(key, object, revision);
    }

    /// All is restored: nothing is known of what was before.
    pub fn restored(&mut self) {
        let revision = self.revision;
        self.tables.iter_mut().for_each(|table| table.restored(revision));
    }
}
