//! Reduced types: of each kind that is read, the fields that neap reads and no others.
//!
//! A pod is 3.4 KB as JSON; 8,000 of them decoded in full take 449 MB, reduced 17 MB.
//! Every field may be missing, so an object of any version decodes.

mod autoscaler;
mod claim;
mod deployment;
mod endpoints;
mod event;
mod fleet;
mod fluid;
mod inference_service;
mod lease;
mod metadata;
mod network;
mod node;
mod pod;
mod resource_policy;
mod scaling;
mod services;
mod shared;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use autoscaler::*;
pub use claim::*;
pub use deployment::*;
pub use endpoints::*;
pub use event::*;
pub use fleet::*;
pub use fluid::*;
pub use inference_service::*;
pub use lease::*;
pub use metadata::{metadata, metadata_and_writes, spec_written, written};
pub use network::*;
pub use node::*;
pub use pod::*;
pub use resource_policy::*;
pub use scaling::*;
pub use services::*;
pub use shared::Shared;

/// Labels, annotations, selectors, resource lists.
pub type StringMap = BTreeMap<String, String>;

/// Declares a kind: metadata, spec and status, and where the API serves it.
macro_rules! kind {
    ($(#[$doc:meta])* $name:ident, $group:literal, $version:literal, $plural:literal, $spec:ty, $status:ty) => {
        $crate::kubernetes::resources::kind!(
            @"crate::kubernetes::resources::metadata", $(#[$doc])* $name, $group, $version, $plural, $spec, $status
        );
    };
    // With the times of writes.
    ($(#[$doc:meta])* $name:ident with writes, $group:literal, $version:literal, $plural:literal, $spec:ty, $status:ty) => {
        $crate::kubernetes::resources::kind!(
            @"crate::kubernetes::resources::metadata_and_writes", $(#[$doc])* $name, $group, $version, $plural, $spec, $status
        );
    };
    (@$metadata:literal, $(#[$doc:meta])* $name:ident, $group:literal, $version:literal, $plural:literal, $spec:ty, $status:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            /// Name, labels, owner, times.
            #[serde(deserialize_with = $metadata)]
            pub metadata: ::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta,
            /// What is wanted.
            pub spec: $spec,
            /// What is.
            pub status: $status,
        }

        impl kube::Resource for $name {
            type DynamicType = ();
            type Scope = kube::core::DynamicResourceScope;

            fn kind((): &()) -> ::std::borrow::Cow<'_, str> {
                stringify!($name).into()
            }
            fn group((): &()) -> ::std::borrow::Cow<'_, str> {
                $group.into()
            }
            fn version((): &()) -> ::std::borrow::Cow<'_, str> {
                $version.into()
            }
            fn plural((): &()) -> ::std::borrow::Cow<'_, str> {
                $plural.into()
            }
            fn meta(&self) -> &::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta {
                &self.metadata
            }
            fn meta_mut(&mut self) -> &mut ::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta {
                &mut self.metadata
            }
        }
    };
}

/// Declares a reduced struct.
macro_rules! reduced {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
    };
}

reduced! {
    /// A condition of any kind of object.
    Condition {
        /// As `Ready`.
        #[serde(rename = "type")]
        kind: String,
        /// `True`, `False` or `Unknown`.
        status: String,
        /// One word.
        reason: Option<String>,
        /// A sentence; text from outside.
        message: Option<String>,
        /// When `status` last changed.
        last_transition_time: Option<Timestamp>,
        /// When anything of it last changed; Deployments only.
        last_update_time: Option<Timestamp>,
    }
}

pub(crate) use {kind, reduced};

/// Whether the condition of this kind is `True`; `None` if it is not there.
pub fn condition_is_true(conditions: &[Condition], kind: &str) -> Option<bool> {
    conditions.iter().find(|condition| condition.kind == kind).map(|condition| condition.status == "True")
}
