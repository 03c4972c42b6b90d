//! Events, in their older and newer forms.

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use super::reduced;

/// An Event; not a `spec`/`status` kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Event {
    /// Name, namespace, times.
    #[serde(deserialize_with = "crate::kubernetes::resources::metadata")]
    pub metadata: ObjectMeta,
    /// What it is about.
    pub involved_object: Reference,
    /// One word, as `FailedScheduling`.
    pub reason: Option<String>,
    /// In words; text from outside.
    pub message: Option<String>,
    /// `Normal` or `Warning`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How often it was seen.
    pub count: Option<i32>,
    /// First seen; absent in the newer form.
    pub first_timestamp: Option<Timestamp>,
    /// Last seen; absent in the newer form.
    pub last_timestamp: Option<Timestamp>,
    /// When, in microseconds; the newer form.
    pub event_time: Option<Timestamp>,
    /// Who says so; the newer form.
    pub reporting_component: Option<String>,
    /// Who says so; the older form.
    pub source: Option<EventSource>,
}
reduced! {
    /// Who recorded an event.
    EventSource {
        /// As `default-scheduler`.
        component: Option<String>,
    }
}
reduced! {
    /// Points at an object.
    Reference {
        /// Its kind.
        kind: Option<String>,
        /// Its namespace.
        namespace: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Its uid.
        uid: Option<String>,
        /// A part of it, as `spec.containers{main}`.
        field_path: Option<String>,
    }
}

impl kube::Resource for Event {
    type DynamicType = ();
    type Scope = kube::core::DynamicResourceScope;

    fn kind((): &()) -> Cow<'_, str> {
        "Event".into()
    }
    fn group((): &()) -> Cow<'_, str> {
        "".into()
    }
    fn version((): &()) -> Cow<'_, str> {
        "v1".into()
    }
    fn plural((): &()) -> Cow<'_, str> {
        "events".into()
    }
    fn meta(&self) -> &ObjectMeta {
        &self.metadata
    }
    fn meta_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}
