//! The `scale` subresource: its one field is a field of the object.

use std::collections::BTreeMap;

use serde_json::Value;

use super::managed::{Managed, Owned};
use crate::apiserver::merge::fields::{Element, Set};

/// The version of a Scale.
const SCALE_VERSION: &str = "autoscaling/v1";

/// How the owners of an object and of its Scale belong together.
#[derive(Debug, Clone)]
pub struct ScaleOwners {
    /// The object's owners.
    parent: Managed,
    /// The object's version, as `apps/v1`.
    api_version: String,
    /// Where each version keeps the replicas.
    paths: BTreeMap<String, Vec<Element>>,
}

/// The owners of an object whose versions keep the replicas at these JSON paths, as `apps/v1` at `.spec.replicas`.
pub fn scale<'a>(
    object: &Value,
    api_version: &str,
    paths: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> ScaleOwners {
    let steps = |path: &str| path.split('.').filter(|name| !name.is_empty()).map(Element::field).collect();
    ScaleOwners {
        parent: Managed::decode(Managed::of(object)).unwrap_or_default(),
        api_version: api_version.to_owned(),
        paths: paths.into_iter().map(|(version, path)| (version.to_owned(), steps(path))).collect(),
    }
}

impl ScaleOwners {
    /// Writes the owners of the replicas into the Scale.
    pub fn write_to_scale(&self, scale: &mut Value) {
        let owners = self.parent.0.iter().filter_map(|(owner, owned)| {
            let path = self.paths.get(&owned.api_version)?;
            let has = owned.fields.has(path);
            let fields = replicas_of_scale();
            let owned = Owned { api_version: SCALE_VERSION.to_owned(), fields, time: owned.time };
            has.then(|| (owner.clone(), owned))
        });
        Managed(owners.collect()).write(scale);
    }

    /// Writes the owners after a change of the Scale into the object: who does not own the replicas there any more
    /// loses them, who owns them newly has them.
    pub fn write_to_object(&self, scale: &Value, object: &mut Value) {
        let mut left = Managed::decode(Managed::of(scale)).unwrap_or_default();
        let mut owners = Managed::default();
        for (owner, owned) in &self.parent.0 {
            let Some(path) = self.paths.get(&owned.api_version) else { continue };
            let mut owned = owned.clone();
            if owned.fields.has(path) && left.0.remove(owner).is_none() {
                let mut replicas = Set::default();
                replicas.insert(path);
                owned.fields = owned.fields.difference(&replicas);
            }
            if !owned.fields.is_empty() {
                owners.0.insert(owner.clone(), owned);
            }
        }
        let Some(path) = self.paths.get(&self.api_version) else { return };
        for (owner, owned) in left.0 {
            if owned.fields.has(&replicas_path()) {
                let mut fields = Set::default();
                fields.insert(path);
                // The real server looks for the time among the object's owners too, and finds none for new ones.
                let time = self.parent.0.get(&owner).and_then(|owned| owned.time);
                owners.0.insert(owner, Owned { api_version: self.api_version.clone(), fields, time });
            }
        }
        owners.write(object);
    }
}

fn replicas_path() -> [Element; 2] {
    [Element::field("spec"), Element::field("replicas")]
}

fn replicas_of_scale() -> Set {
    let mut set = Set::default();
    set.insert(&replicas_path());
    set
}
