//! The kinds that are written.

use serde_json::{Value, json};

/// A kind of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Deployment,
    ConfigMap,
    Service,
    Widget,
    StatefulSet,
    Autoscaler,
    Loose,
    Pod,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Deployment,
        Kind::ConfigMap,
        Kind::Service,
        Kind::Widget,
        Kind::StatefulSet,
        Kind::Autoscaler,
        Kind::Loose,
        Kind::Pod,
    ];

    pub fn api_version(self) -> &'static str {
        match self {
            Kind::Deployment | Kind::StatefulSet => "apps/v1",
            Kind::ConfigMap | Kind::Service | Kind::Pod => "v1",
            Kind::Autoscaler => "autoscaling/v2",
            Kind::Widget | Kind::Loose => "random.test/v1",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Kind::Deployment => "Deployment",
            Kind::ConfigMap => "ConfigMap",
            Kind::Service => "Service",
            Kind::Widget => "Widget",
            Kind::StatefulSet => "StatefulSet",
            Kind::Autoscaler => "HorizontalPodAutoscaler",
            Kind::Loose => "Loose",
            Kind::Pod => "Pod",
        }
    }

    pub fn plural(self) -> &'static str {
        match self {
            Kind::Deployment => "deployments",
            Kind::ConfigMap => "configmaps",
            Kind::Service => "services",
            Kind::Widget => "widgets",
            Kind::StatefulSet => "statefulsets",
            Kind::Autoscaler => "horizontalpodautoscalers",
            Kind::Loose => "looses",
            Kind::Pod => "pods",
        }
    }

    /// Whether it has the `status` subresource.
    pub fn has_status(self) -> bool {
        !matches!(self, Kind::ConfigMap | Kind::Loose)
    }

    /// Whether it has the `scale` subresource.
    pub fn has_scale(self) -> bool {
        matches!(self, Kind::Deployment | Kind::StatefulSet | Kind::Widget)
    }

    /// Whether it takes strategic merge patches.
    pub fn is_builtin(self) -> bool {
        !matches!(self, Kind::Widget | Kind::Loose)
    }
}

/// The custom resources: one with every topology, one without a schema.
pub fn definitions() -> Vec<Value> {
    let text = json!({"type": "string"});
    let number = json!({"type": "integer"});
    let item = json!({
        "type": "object", "required": ["name"],
        "properties": {
            "name": text, "port": {"type": "integer", "default": 80}, "value": text,
            "tags": {"type": "array", "items": text, "x-kubernetes-list-type": "set"},
        },
    });
    let spec = json!({
        "type": "object",
        "properties": {
            "replicas": number,
            "color": {"type": "string", "enum": ["red", "green"], "default": "red"},
            "set": {"type": "array", "items": text, "x-kubernetes-list-type": "set"},
            "items": {
                "type": "array", "items": item,
                "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name", "port"],
            },
            "list": {"type": "array", "items": text},
            "map": {"type": "object", "additionalProperties": text},
            "whole": {
                "type": "object", "x-kubernetes-map-type": "atomic",
                "properties": {"a": text, "b": text},
            },
            "any": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
            "either": {"x-kubernetes-int-or-string": true},
            "nested": {"type": "object", "properties": {"a": text, "b": text}},
            "nullable": {"type": "string", "nullable": true},
        },
    });
    let status = json!({
        "type": "object",
        "properties": {"replicas": number, "phase": text, "selector": text},
    });
    let widget = json!({"type": "object", "properties": {"spec": spec, "status": status}});
    let loose = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let scale = json!({
        "status": {},
        "scale": {
            "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
            "labelSelectorPath": ".status.selector",
        },
    });
    vec![definition("widgets", "Widget", widget, scale), definition("looses", "Loose", loose, json!({}))]
}

fn definition(plural: &str, kind: &str, schema: Value, subresources: Value) -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{plural}.random.test")},
        "spec": {
            "group": "random.test", "scope": "Namespaced",
            "names": {"plural": plural, "singular": kind.to_lowercase(), "kind": kind, "listKind": format!("{kind}List")},
            "versions": [{
                "name": "v1", "served": true, "storage": true,
                "schema": {"openAPIV3Schema": schema}, "subresources": subresources,
            }],
        },
    })
}
