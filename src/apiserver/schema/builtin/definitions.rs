//! The definitions of the built-in kinds as OpenAPI writes them, with the extensions that clients read.

use k8s_openapi::api::{
    apps::v1 as apps, authentication::v1 as authentication, authorization::v1 as authorization,
    autoscaling::v1 as autoscaling, autoscaling::v2 as autoscaling_v2, batch::v1 as batch,
    coordination::v1 as coordination, core::v1 as core, discovery::v1 as discovery, events::v1 as events,
    networking::v1 as networking, policy::v1 as policy, rbac::v1 as rbac, scheduling::v1 as scheduling,
    storage::v1 as storage,
};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1 as apiextensions;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as meta;
use k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1 as apiregistration;
use k8s_openapi::schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::facts::{
    ATOMIC, DEFAULTS, KEYED, Literal, MAP_TYPES, MERGED, MERGED_SETS, PATCHED, RETAINED, SETS, STRATEGIES,
    WITHOUT_DEFAULT,
};

/// Marks the definitions that are kinds.
pub const GROUP_VERSION_KIND: &str = "x-kubernetes-group-version-kind";

/// Collects the definitions of kinds, and writes beside each the group, version and kind that it is.
macro_rules! kinds {
    ($generator:ident, $names:ident: $($group:literal $version:literal $($kind:path),+;)*) => {
        $($({
            let _ = $generator.subschema_for::<$kind>();
            $names.push((
                <$kind as k8s_openapi::schemars::JsonSchema>::schema_name().into_owned(),
                $group,
                $version,
            ));
        })+)*
    };
}

/// All definitions by their full names, as `io.k8s.api.apps.v1.Deployment`. Built anew at each call: it is some megabytes.
pub fn definitions() -> Map<String, Value> {
    let mut generator = SchemaSettings::openapi3().into_generator();
    let mut kinds = Vec::new();
    kinds! { generator, kinds:
        "" "v1" core::Binding, core::ConfigMap, core::Endpoints, core::Event, core::LimitRange, core::Namespace, core::Node,
            core::PersistentVolume, core::PersistentVolumeClaim, core::Pod, core::PodTemplate, core::ReplicationController,
            core::ResourceQuota, core::Secret, core::Service, core::ServiceAccount, meta::Status;
        "apiextensions.k8s.io" "v1" apiextensions::CustomResourceDefinition;
        "apiregistration.k8s.io" "v1" apiregistration::APIService;
        "apps" "v1" apps::ControllerRevision, apps::DaemonSet, apps::Deployment, apps::ReplicaSet, apps::StatefulSet;
        "authentication.k8s.io" "v1" authentication::SelfSubjectReview, authentication::TokenRequest, authentication::TokenReview;
        "authorization.k8s.io" "v1" authorization::LocalSubjectAccessReview, authorization::SelfSubjectAccessReview,
            authorization::SelfSubjectRulesReview, authorization::SubjectAccessReview;
        "autoscaling" "v1" autoscaling::HorizontalPodAutoscaler, autoscaling::Scale;
        "autoscaling" "v2" autoscaling_v2::HorizontalPodAutoscaler;
        "batch" "v1" batch::CronJob, batch::Job;
        "coordination.k8s.io" "v1" coordination::Lease;
        "discovery.k8s.io" "v1" discovery::EndpointSlice;
        "events.k8s.io" "v1" events::Event;
        "networking.k8s.io" "v1" networking::Ingress, networking::IngressClass, networking::NetworkPolicy;
        "policy" "v1" policy::Eviction, policy::PodDisruptionBudget;
        "rbac.authorization.k8s.io" "v1" rbac::ClusterRole, rbac::ClusterRoleBinding, rbac::Role, rbac::RoleBinding;
        "scheduling.k8s.io" "v1" scheduling::PriorityClass;
        "storage.k8s.io" "v1" storage::StorageClass;
    }
    let _ = generator.subschema_for::<meta::ListMeta>();
    let _ = generator.subschema_for::<meta::DeleteOptions>();
    let mut definitions = generator.take_definitions(true);
    complete(&mut definitions);
    for (name, group, version) in kinds {
        let kind = name.rsplit('.').next().unwrap_or_default();
        let gvk = json!([{"group": group, "version": version, "kind": kind}]);
        if let Some(definition) = definitions.get_mut(&name) {
            definition[GROUP_VERSION_KIND] = gvk;
        }
    }
    definitions
}

/// Adds what [`super::facts`] knows.
fn complete(definitions: &mut Map<String, Value>) {
    for (name, definition) in definitions.iter_mut() {
        // Any value of JSON, which the crate takes for an object.
        if name.ends_with(".apiextensions.v1.JSON") {
            let _ = definition.as_object_mut().and_then(|fields| fields.shift_remove("type"));
        }
        if let Some(required) = definition.get_mut("required").and_then(Value::as_array_mut) {
            // The crate wants metadata where its type has it; the API does not.
            required.retain(|field| field != "metadata");
            if required.is_empty() {
                let _ = definition.as_object_mut().and_then(|fields| fields.shift_remove("required"));
            }
        }
        default_required(short(name), definition);
    }
    for &(of, field, keys) in MERGED.iter().chain(RETAINED).chain(KEYED) {
        set(definitions, of, field, "x-kubernetes-list-type", json!("map"));
        set(definitions, of, field, "x-kubernetes-list-map-keys", json!(keys));
    }
    for (lists, strategy) in [(MERGED, "merge"), (RETAINED, "merge,retainKeys")] {
        for &(of, field, keys) in lists {
            set(definitions, of, field, "x-kubernetes-patch-strategy", json!(strategy));
            set(definitions, of, field, "x-kubernetes-patch-merge-key", json!(keys.first()));
        }
    }
    for &(of, field) in SETS.iter().chain(MERGED_SETS) {
        set(definitions, of, field, "x-kubernetes-list-type", json!("set"));
    }
    for &(of, field) in MERGED_SETS {
        set(definitions, of, field, "x-kubernetes-patch-strategy", json!("merge"));
    }
    for &(of, field, key) in PATCHED {
        set(definitions, of, field, "x-kubernetes-patch-strategy", json!("merge"));
        set(definitions, of, field, "x-kubernetes-patch-merge-key", json!(key));
    }
    for &(of, field, strategy) in STRATEGIES {
        set(definitions, of, field, "x-kubernetes-patch-strategy", json!(strategy));
    }
    for &(of, field, kind) in MAP_TYPES {
        set(definitions, of, field, "x-kubernetes-map-type", json!(kind));
    }
    for &(of, field, default) in DEFAULTS {
        let default = match default {
            Literal::Text(text) => json!(text),
            Literal::Number(number) => json!(number),
            Literal::Flag(flag) => json!(flag),
        };
        set(definitions, of, field, "default", default);
    }
    for of in ATOMIC {
        if let Some((_, definition)) = definitions.iter_mut().find(|(name, _)| short(name) == *of) {
            definition["x-kubernetes-map-type"] = json!("atomic");
        }
    }
}

/// A required scalar has its zero value as default.
fn default_required(of: &str, definition: &mut Value) {
    let Some(required) = definition.get("required").and_then(Value::as_array).cloned() else { return };
    for name in required.iter().filter_map(Value::as_str) {
        let Some(field) = definition["properties"].get_mut(name) else { continue };
        let zero = match field["type"].as_str() {
            _ if WITHOUT_DEFAULT.contains(&(of, name)) => continue,
            Some("string") if field["format"].is_null() => json!(""),
            Some("integer" | "number") => json!(0),
            Some("boolean") => json!(false),
            _ => continue,
        };
        field["default"] = zero;
    }
}

fn set(definitions: &mut Map<String, Value>, of: &str, field: &str, key: &str, value: Value) {
    let found = definitions.iter_mut().find(|(name, _)| short(name) == of);
    if let Some(field) = found.and_then(|(_, definition)| definition["properties"].get_mut(field)) {
        field[key] = value;
    }
}

/// A definition's name without the part that all of its kind share: `core.v1.Pod`.
pub fn short(name: &str) -> &str {
    const PREFIXES: [&str; 4] = [
        "io.k8s.api.",
        "io.k8s.apimachinery.pkg.apis.",
        "io.k8s.apiextensions-apiserver.pkg.apis.",
        "io.k8s.kube-aggregator.pkg.apis.",
    ];
    PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}
