//! An object of the hub that is to go to clusters.

use serde_json::Value;

use crate::kubernetes::Identity;
use crate::kubernetes::resources::{PodSpec, StringMap};
use crate::sandbox::{Change, Kept, Key, World};

/// An object that may be propagated.
#[derive(Debug, Clone)]
pub struct Template {
    /// What names it.
    pub identity: Identity,
    /// Its labels.
    pub labels: StringMap,
    /// A reference that says that it owns its binding.
    pub owner: Value,
    /// Changes with everything that clusters are to know.
    pub version: String,
    /// What is divided; `None` for objects without replicas.
    pub workload: Option<Workload>,
}

/// What is divided.
#[derive(Debug, Clone)]
pub struct Workload {
    /// How many replicas.
    pub replicas: u32,
    /// The labels of its pods.
    pub labels: StringMap,
    /// What a pod asks for.
    pub pod: PodSpec,
}

/// The name of the binding of an object.
pub fn binding(kind: &str, name: &str) -> String {
    format!("{name}-{}", kind.to_lowercase())
}

/// The binding that a change of an object concerns.
pub fn concerned(change: &Change) -> Option<Key> {
    let resource = change.resource();
    KINDS.contains(&resource.kind).then(|| {
        let key = change.key();
        Key::new(key.namespace, binding(resource.kind, &key.name))
    })
}

/// The kinds that may be propagated.
const KINDS: [&str; 6] =
    ["Deployment", "StatefulSet", "Service", "Ingress", "ConfigMap", "PersistentVolumeClaim"];

/// The bindings of all objects that there are.
pub fn all(world: &World) -> Vec<Key> {
    fn of<'a, K: Kept>(world: &'a World) -> impl Iterator<Item = Key> + use<'a, K> {
        let name = |key: &Key| Key::new(&key.namespace, binding(K::RESOURCE.kind, &key.name));
        K::table(world).iter().map(move |(key, _)| name(key))
    }
    use crate::kubernetes::resources::{Ingress, PersistentVolumeClaim, Service};
    use crate::sandbox::world::storage::ConfigMap;
    use crate::sandbox::world::workloads::{Deployment, StatefulSet};
    let workloads = of::<Deployment>(world).chain(of::<StatefulSet>(world));
    let others = of::<Service>(world).chain(of::<Ingress>(world)).chain(of::<ConfigMap>(world));
    workloads.chain(others).chain(of::<PersistentVolumeClaim>(world)).collect()
}

impl Template {
    /// The object of a binding's name.
    pub fn at(world: &World, binding: &Key) -> Option<Self> {
        let (name, kind) = binding.name.rsplit_once('-')?;
        let key = Key::new(&binding.namespace, name);
        match kind {
            "deployment" => world
                .deployments
                .at(&key)
                .map(|it| Self::of(&**it, Some(workload(it.spec.replicas, &it.spec.template)))),
            "statefulset" => world
                .stateful_sets
                .at(&key)
                .map(|it| Self::of(&**it, Some(workload(it.spec.replicas, &it.spec.template)))),
            "service" => world.services.at(&key).map(|it| Self::of(&**it, None)),
            "ingress" => world.ingresses.at(&key).map(|it| Self::of(&**it, None)),
            "configmap" => world.config_maps.at(&key).map(|it| Self::of(&**it, None)),
            "persistentvolumeclaim" => world.claims.at(&key).map(|it| Self::of(&**it, None)),
            _ => None,
        }
    }

    fn of<K: Kept>(object: &K, workload: Option<Workload>) -> Self {
        // The server counts changes of what is wanted, where it does; others do not change by themselves.
        let generation = object.meta().generation.filter(|_| workload.is_some());
        let version = generation.map(|it| it.to_string()).or_else(|| object.meta().resource_version.clone());
        Self {
            identity: object.identity(),
            labels: object.labels().clone(),
            owner: object.controls(),
            version: version.unwrap_or_default(),
            workload,
        }
    }
}

fn workload(replicas: Option<i32>, template: &Value) -> Workload {
    let part = |pointer: &str| template.pointer(pointer).cloned().unwrap_or_default();
    Workload {
        replicas: u32::try_from(replicas.unwrap_or(1)).unwrap_or(0),
        labels: serde_json::from_value(part("/metadata/labels")).unwrap_or_default(),
        pod: serde_json::from_value(part("/spec")).unwrap_or_default(),
    }
}
