//! EndpointSlices, as far as they say which pod takes requests since when.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use super::{Reference, reduced};

/// An EndpointSlice; not a `spec`/`status` kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EndpointSlice {
    /// Name, labels, times, and when it was written.
    #[serde(deserialize_with = "crate::kubernetes::resources::metadata_and_writes")]
    pub metadata: ObjectMeta,
    /// The addresses; the server writes `null` for none.
    pub endpoints: Option<Vec<SliceEndpoint>>,
}
reduced! {
    /// One address.
    SliceEndpoint {
        /// How far it is.
        conditions: SliceConditions,
        /// The pod.
        target_ref: Option<Reference>,
    }
}
reduced! {
    /// How far an address is.
    SliceConditions {
        /// Takes new requests; so it does if this is absent.
        ready: Option<bool>,
    }
}

impl EndpointSlice {
    /// The uids of the pods that take requests.
    pub fn ready_pods(&self) -> impl Iterator<Item = &str> {
        let ready = |endpoint: &&SliceEndpoint| endpoint.conditions.ready != Some(false);
        self.endpoints.iter().flatten().filter(ready).filter_map(|it| it.target_ref.as_ref()?.uid.as_deref())
    }
}

impl kube::Resource for EndpointSlice {
    type DynamicType = ();
    type Scope = kube::core::DynamicResourceScope;

    fn kind((): &()) -> Cow<'_, str> {
        "EndpointSlice".into()
    }
    fn group((): &()) -> Cow<'_, str> {
        "discovery.k8s.io".into()
    }
    fn version((): &()) -> Cow<'_, str> {
        "v1".into()
    }
    fn plural((): &()) -> Cow<'_, str> {
        "endpointslices".into()
    }
    fn meta(&self) -> &ObjectMeta {
        &self.metadata
    }
    fn meta_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}
