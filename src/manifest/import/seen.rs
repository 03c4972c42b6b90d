//! A service while it is read: its object, what is there besides, and what was gathered.

use super::flags::Flags;
use super::{File, Imported};
use crate::kubernetes::resources::StringMap;
use crate::kubernetes::{Identity, Object, labels, selector};
use crate::manifest::verify;

/// A service while it is read.
#[derive(Debug)]
pub struct Seen<'a> {
    /// The object that is the service.
    pub root: &'a Object,
    /// Its name.
    pub name: String,
    /// All objects that there are.
    pub objects: &'a [Object],
    /// The labels that all its pods have.
    pub pods: StringMap,
    /// Flags so far.
    pub flags: Flags,
    /// Files that flags name.
    pub files: Vec<File>,
    /// Objects that the flags make.
    pub made: Vec<Identity>,
    /// Objects that stay as they are, and why.
    pub left: Vec<(Identity, String)>,
}

impl<'a> Seen<'a> {
    /// A service of which nothing is read yet.
    pub fn new(root: &'a Object, objects: &'a [Object]) -> Self {
        Self {
            root,
            name: root.identity().name,
            objects,
            pods: verify::pod_labels(root),
            flags: Flags::default(),
            files: Vec::new(),
            made: Vec::new(),
            left: Vec::new(),
        }
    }

    /// The name, in two parts where the label says so. Returns the version.
    pub fn called(&mut self) -> Option<String> {
        let version = self.root.metadata_map("labels").and_then(|it| it.get(labels::VERSION)?.as_str());
        let version = version.filter(|version| !version.is_empty());
        let base = version.and_then(|version| self.name.strip_suffix(version)?.strip_suffix('-'));
        self.flags.put("--name", base.unwrap_or(&self.name));
        if let (Some(_), Some(version)) = (base, version) {
            self.flags.put("--version", version);
        }
        base.and(version).map(str::to_owned)
    }

    /// The objects of a kind.
    pub fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = &'a Object> + use<'a> {
        let root = self.root.identity();
        let is_of = move |object: &&Object| {
            let identity = object.identity();
            identity.kind == kind && identity != root
        };
        self.objects.iter().filter(is_of)
    }

    /// The object of a kind that neap would call so.
    pub fn named(&self, kind: &'static str, name: &str) -> Option<&'a Object> {
        self.of_kind(kind).find(|object| object.identity().name == name)
    }

    /// Whether a selector finds the service's pods.
    pub fn selects(&self, selector: &StringMap) -> bool {
        !selector.is_empty() && selector::matches(selector, &self.pods)
    }

    /// All there is to say.
    pub fn imported(self, verb: &'static str, usual: &'static [&'static str]) -> Imported {
        let Self { root, flags, files, made, left, .. } = self;
        Imported { root: root.identity(), verb, flags: flags.0, usual, files, made, left }
    }
}
