//! Which resources are served now: the built-in ones and those of custom resource definitions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::registry::Resource;

/// The resources that are served, by group, version and plural. Clones share them, so that work can go on without the store.
#[derive(Clone, Default)]
pub struct Served(Arc<BTreeMap<(String, String, String), Arc<Resource>>>);

impl Served {
    /// One resource in one version.
    pub fn get(&self, group: &str, version: &str, plural: &str) -> Option<&Arc<Resource>> {
        self.0.get(&(group.to_owned(), version.to_owned(), plural.to_owned()))
    }

    /// The resource of a kind.
    pub fn kind(&self, api_version: &str, kind: &str) -> Option<&Arc<Resource>> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        self.all()
            .find(|resource| resource.kind == kind && resource.group == group && resource.version == version)
    }

    /// All of them, by group, version and plural.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Resource>> {
        self.0.values()
    }

    /// Serves a resource.
    pub fn add(&mut self, resource: Resource) {
        let name = (resource.group.clone(), resource.version.clone(), resource.plural.clone());
        Arc::make_mut(&mut self.0).insert(name, Arc::new(resource));
    }

    /// Serves a resource no longer, in any version.
    pub fn remove(&mut self, group: &str, plural: &str) {
        Arc::make_mut(&mut self.0)
            .retain(|(its_group, _, its_plural), _| its_group != group || its_plural != plural);
    }
}

/// Where objects of a resource are stored: events have two groups and one place.
pub fn storage_group(resource: &Resource) -> &str {
    match (resource.group.as_str(), resource.plural.as_str()) {
        ("events.k8s.io", "events") => "",
        (group, _) => group,
    }
}
