//! A kind that the world keeps, and where the API serves it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use serde::de::DeserializeOwned;

use super::super::{Change, Key};
use super::{Diff, Table, World};
use crate::kubernetes::Identity;
use crate::kubernetes::resources::StringMap;

/// Where the API serves a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resource {
    /// Group and version, as `apps/v1`.
    pub api_version: &'static str,
    /// As `Deployment`.
    pub kind: &'static str,
    /// As `deployments`.
    pub plural: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// Served only while a custom resource definition says so.
    pub custom: bool,
}

impl Resource {
    /// The group; empty for the core group.
    pub fn group(&self) -> &'static str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The path of all objects, or of those of a namespace.
    pub fn path(&self, namespace: Option<&str>) -> String {
        let root = if self.api_version.contains('/') { "apis" } else { "api" };
        let (version, plural) = (self.api_version, self.plural);
        match namespace.filter(|_| self.namespaced) {
            Some(namespace) => format!("/{root}/{version}/namespaces/{namespace}/{plural}"),
            None => format!("/{root}/{version}/{plural}"),
        }
    }
}

/// A version as a number; 0 for none.
pub fn version(text: Option<&str>) -> u64 {
    text.and_then(|version| version.parse().ok()).unwrap_or(0)
}

/// A kind that has a table in the [`World`].
pub trait Kept: DeserializeOwned + Clone + Send + Sync + 'static {
    /// Where it is served.
    const RESOURCE: Resource;

    /// Name, labels, owner, times.
    fn meta(&self) -> &ObjectMeta;
    /// The same, to be changed.
    fn meta_mut(&mut self) -> &mut ObjectMeta;
    /// Its table.
    fn table(world: &World) -> &Table<Self>;
    /// Its table, to be changed.
    fn table_mut(world: &mut World) -> &mut Table<Self>;
    /// What became of an object, for all kinds.
    fn change(diff: Diff<Self>) -> Change;

    /// What else it is found by; of a pod, its node.
    fn group(&self) -> Option<&str> {
        None
    }

    /// Takes from another object what both have in common, so that it is kept once; of pods that is their template's.
    fn share(&mut self, _like: &Self) {}

    /// Namespace and name.
    fn key(&self) -> Key {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Key { namespace: text(&self.meta().namespace), name: text(&self.meta().name) }
    }

    /// Its name.
    fn name(&self) -> &str {
        self.meta().name.as_deref().unwrap_or_default()
    }

    /// Its namespace; empty without.
    fn namespace(&self) -> &str {
        self.meta().namespace.as_deref().unwrap_or_default()
    }

    /// Its uid.
    fn uid(&self) -> &str {
        self.meta().uid.as_deref().unwrap_or_default()
    }

    /// Its version; those of one server are numbers that grow.
    fn version(&self) -> u64 {
        version(self.meta().resource_version.as_deref())
    }

    /// Its labels.
    fn labels(&self) -> &StringMap {
        self.meta().labels.as_ref().unwrap_or(&EMPTY)
    }

    /// Its annotations.
    fn annotations(&self) -> &StringMap {
        self.meta().annotations.as_ref().unwrap_or(&EMPTY)
    }

    /// Whether it is going.
    fn is_going(&self) -> bool {
        self.meta().deletion_timestamp.is_some()
    }

    /// The owner that controls it.
    fn controller(&self) -> Option<&OwnerReference> {
        self.meta().owner_references.iter().flatten().find(|owner| owner.controller == Some(true))
    }

    /// What names it.
    fn identity(&self) -> Identity {
        Identity {
            api_version: Self::RESOURCE.api_version.to_owned(),
            kind: Self::RESOURCE.kind.to_owned(),
            namespace: self.meta().namespace.clone(),
            name: self.name().to_owned(),
        }
    }

    /// A reference that says that it controls another object.
    fn controls(&self) -> serde_json::Value {
        serde_json::json!({
            "apiVersion": Self::RESOURCE.api_version, "kind": Self::RESOURCE.kind, "name": self.name(),
            "uid": self.uid(), "controller": true, "blockOwnerDeletion": true,
        })
    }
}

static EMPTY: StringMap = StringMap::new();

/// Where a kind is served; also of those that are written and not kept. `None` for an unknown kind.
pub fn resource(identity: &Identity) -> Option<Resource> {
    let wanted =
        |resource: &&Resource| resource.kind == identity.kind && resource.api_version == identity.api_version;
    World::RESOURCES.iter().chain(&WRITTEN).find(wanted).copied()
}

/// Does something for each kind that has a table.
pub(in crate::sandbox) trait Visitor {
    /// For one kind.
    fn visit<K: Kept>(&mut self);
}

/// An object that controls another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Its kind, as `ReplicaSet`.
    pub kind: String,
    /// Which one.
    pub key: Key,
    /// Its uid.
    pub uid: String,
}

/// What controlled the object before and what does now, each once.
pub(super) fn owners<K: Kept>(diff: &Diff<K>) -> Vec<Owner> {
    let mut owners: Vec<Owner> = Vec::new();
    for object in diff.sides() {
        let owner = object.controller().map(|owner| Owner {
            kind: owner.kind.clone(),
            key: Key::new(object.namespace(), &owner.name),
            uid: owner.uid.clone(),
        });
        owners.extend(owner.filter(|owner| !owners.contains(owner)));
    }
    owners
}

/// Kinds that are written and not kept.
const WRITTEN: [Resource; 6] = [
    plain("v1", "Event", "events", true),
    plain("events.k8s.io/v1", "Event", "events", true),
    plain("v1", "Secret", "secrets", true),
    plain("v1", "ServiceAccount", "serviceaccounts", true),
    plain("coordination.k8s.io/v1", "Lease", "leases", true),
    plain("apiregistration.k8s.io/v1", "APIService", "apiservices", false),
];

const fn plain(
    api_version: &'static str,
    kind: &'static str,
    plural: &'static str,
    namespaced: bool,
) -> Resource {
    Resource { api_version, kind, plural, namespaced, custom: false }
}

/// Declares the tables: field, type, kind, version, plural, scope, and whether a custom resource definition serves it.
macro_rules! tables {
    ($($field:ident: $type:ident as $kind:ident, $version:literal, $plural:literal, $scope:ident $($custom:ident)?;)*) => {
        /// What is known of the cluster.
        #[derive(Debug, Default)]
        pub struct World {
            $(#[doc = concat!("Every ", stringify!($type), ".")] pub $field: Table<$type>,)*
        }

        impl World {
            /// Where each kind is served that has a table.
            pub const RESOURCES: &'static [Resource] = &[$(<$type as Kept>::RESOURCE),*];

            /// Calls a visitor with each kind's type.
            pub(in crate::sandbox) fn visit(visitor: &mut impl kept::Visitor) {
                $(visitor.visit::<$type>();)*
            }

            /// The answer of an own write, to be taken in; `None` if no table keeps such objects, or it is of none.
            pub(in crate::sandbox) fn answer(resource: Resource, text: &str) -> Option<super::feed::News> {
                $(if resource == <$type as Kept>::RESOURCE {
                    return super::feed::answer::<$type>(text);
                })*
                None
            }

            /// The answer of an own deletion that took effect at once, to be taken in.
            pub(in crate::sandbox) fn answer_gone(
                resource: Resource,
                key: super::Key,
                uid: Option<String>,
            ) -> super::feed::News {
                Box::new(move |world, changes| {
                    $(if resource == <$type as Kept>::RESOURCE {
                        let diff = world.$field.answered_gone(&key, uid.as_deref());
                        changes.extend(diff.map(Kept::change));
                        return;
                    })*
                })
            }
        }

        /// What became of one object of any kind.
        #[derive(Debug, Clone)]
        pub enum Change {
            $(#[doc = concat!("A ", stringify!($type), ".")] $type(Diff<$type>),)*
        }

        impl Change {
            /// Where the kind is served.
            pub fn resource(&self) -> Resource {
                match self { $(Self::$type(_) => <$type as Kept>::RESOURCE,)* }
            }

            /// Which object.
            pub fn key(&self) -> super::Key {
                match self { $(Self::$type(diff) => diff.last.key(),)* }
            }

            /// The objects that controlled it before and do now.
            pub fn owners(&self) -> Vec<kept::Owner> {
                match self { $(Self::$type(diff) => kept::owners(diff),)* }
            }
        }

        $(impl Kept for $type {
            const RESOURCE: Resource = Resource {
                api_version: $version,
                kind: stringify!($kind),
                plural: $plural,
                namespaced: kept::tables!(@$scope),
                custom: kept::tables!(@custom $($custom)?),
            };
            fn meta(&self) -> &::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta {
                &self.metadata
            }
            fn meta_mut(&mut self) -> &mut ::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta {
                &mut self.metadata
            }
            fn table(world: &World) -> &Table<Self> {
                &world.$field
            }
            fn table_mut(world: &mut World) -> &mut Table<Self> {
                &mut world.$field
            }
            fn change(diff: Diff<Self>) -> Change {
                Change::$type(diff)
            }
            kept::tables!(@group $type);
        })*
    };
    (@namespaced) => { true };
    (@cluster) => { false };
    (@custom) => { false };
    (@custom custom) => { true };
    (@group Pod) => {
        fn group(&self) -> Option<&str> {
            self.spec.node_name.as_deref()
        }
        fn share(&mut self, like: &Self) {
            let (own, other) = (&mut self.spec, &like.spec);
            own.containers.share(&other.containers);
            own.init_containers.share(&other.init_containers);
            own.tolerations.share(&other.tolerations);
        }
    };
    (@group $type:ident) => {};
}
pub(super) use tables;
