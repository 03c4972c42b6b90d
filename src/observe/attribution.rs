//! Which service an object belongs to. What neap makes bears the service's own name. What Arena makes bears Arena's name and
//! version, and the object that is the service is called otherwise. Pods that somebody else made may bear nothing.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::family::{self, Family};
use super::root::Root;
use super::settled::Kept;
use super::wants::Want;
use super::world::{Key, World};
use crate::kubernetes::resources::StringMap;
use crate::kubernetes::{RootKind, labels, selector};

/// Namespace, name and version that a label says → the name of the object that is the service.
pub(super) type Aliases = BTreeMap<(Key, String), String>;

/// What parts of a service bear: its name and version.
fn marked(namespace: &str, name: &str, borne: &StringMap) -> (Key, String) {
    ((namespace.to_owned(), name.to_owned()), borne.get(labels::VERSION).cloned().unwrap_or_default())
}

/// The services whose parts bear another name than their own.
pub(super) fn aliases<'a>(services: impl Iterator<Item = &'a Root>) -> Aliases {
    let named = services.filter(|root| root.kind != RootKind::InferenceService).filter_map(|root| {
        let borne = root.metadata.labels.as_ref()?;
        let name = borne.get(labels::NAME)?;
        let namespace = root.metadata.namespace.as_deref().unwrap_or_default();
        (name != root.name()).then(|| (marked(namespace, name, borne), root.name().to_owned()))
    });
    named.collect()
}

impl World {
    /// The service that an object's labels name.
    pub(super) fn service_of(&self, metadata: &ObjectMeta) -> Option<Key> {
        self.named(metadata.namespace.as_deref().unwrap_or_default(), metadata.labels.as_ref()?)
    }

    fn named(&self, namespace: &str, labels: &StringMap) -> Option<Key> {
        let (_, name) = family::marked(labels)?;
        let marked = marked(namespace, name, labels);
        match self.aliases.get(&marked) {
            Some(own) => Some((marked.0.0, own.clone())),
            None => Some(marked.0),
        }
    }

    /// The service that a pod belongs to. One that bears no name was asked for by what runs the one service of the scope.
    pub(super) fn owner(&self, pod: &Kept) -> Option<Key> {
        let (namespace, _) = pod.names();
        match pod.family() {
            Some(_) => self.named(namespace, pod.labels()?),
            None => Some((namespace.to_owned(), self.scope.service.clone()?)),
        }
    }

    /// Whether a pod belongs to this service. Thousands are asked for each look at one autoscaler.
    pub(super) fn owns(&self, service: &Key, pod: &Kept) -> bool {
        pod.names().0 == service.0 && self.owner(pod).as_ref() == Some(service)
    }

    /// The pods of the one service, where what runs it gives them no name.
    pub(super) fn nameless_pods(&self) -> Option<Want> {
        let scene = self.only_scene()?;
        let runner = scene.runner.filter(|_| scene.service.is_some())?;
        let labels = &runner.object.spec.template.metadata.labels;
        let chosen = &runner.object.spec.selector;
        let nameless = matches!(runner.kind, "Deployment" | "StatefulSet")
            && !labels.is_empty()
            && !Family::ALL.iter().any(|family| labels.contains_key(family.label()));
        (nameless && !chosen.match_labels.is_empty()).then(|| Want::PodsOf(selector::text(chosen)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Change, Record, Scope, Seen};
    use super::*;

    fn of<T: serde::de::DeserializeOwned>(kind: &str, name: &str, labels: Value, spec: Value) -> Box<T> {
        let metadata =
            json!({"name": name, "namespace": "ns", "labels": labels, "uid": format!("{kind}-{name}")});
        Box::new(serde_json::from_value(json!({"metadata": metadata, "spec": spec})).unwrap())
    }

    fn deployment(name: &str, labels: Value, pods: Value) -> Seen {
        let spec =
            json!({"selector": {"matchLabels": {"app": name}}, "template": {"metadata": {"labels": pods}}});
        Seen::Deployment(of("Deployment", name, labels, spec))
    }

    fn world(service: Option<&str>, objects: Vec<Seen>) -> World {
        let scope =
            Scope { namespace: Some("ns".into()), service: service.map(str::to_owned), ..Scope::default() };
        let mut world = World::new(scope);
        for object in objects {
            let at = "2026-01-01T00:00:00Z".parse().unwrap();
            world.apply(Record { at, change: Change::Applied { object } });
        }
        world
    }

    fn pods_of(world: &World) -> Vec<(String, usize)> {
        world.scenes().map(|scene| (scene.key.1.clone(), scene.pods.len())).collect()
    }

    #[test]
    fn arenas_parts_belong_to_the_object_of_their_name_and_version() {
        let marks = |version: &str| json!({"servingName": "style", "servingVersion": version, "servingType": "custom-serving"});
        let pod = |name: &str, version: &str| Seen::Pod(of("Pod", name, marks(version), json!({})));
        let both = vec![
            pod("a-1", "alpha"),
            deployment("style-alpha-custom-serving", marks("alpha"), marks("alpha")),
            pod("a-2", "alpha"),
            deployment("style-beta-custom-serving", marks("beta"), marks("beta")),
            pod("b-1", "beta"),
        ];
        let told = pods_of(&world(None, both.clone()));
        let expected =
            [("style-alpha-custom-serving".to_owned(), 2), ("style-beta-custom-serving".to_owned(), 1)];
        assert_eq!(told, expected);
        assert_eq!(pods_of(&world(Some("style-alpha-custom-serving"), both)), &expected[..1]);
    }

    #[test]
    fn pods_without_a_name_are_asked_for_by_what_runs_them() {
        let mark = json!({"servingName": "web"});
        let nameless = world(Some("web"), vec![deployment("web", mark.clone(), json!({"app": "web"}))]);
        assert_eq!(nameless.nameless_pods(), Some(Want::PodsOf("app=web".into())));
        let named = world(
            Some("web"),
            vec![deployment("web", mark.clone(), json!({"app": "web", "servingName": "web"}))],
        );
        assert_eq!(named.nameless_pods(), None);
        let pod = Seen::Pod(of("Pod", "web-1", json!({"app": "web"}), json!({})));
        let with = world(Some("web"), vec![deployment("web", mark, json!({"app": "web"})), pod]);
        assert_eq!(pods_of(&with), [("web".to_owned(), 1)]);
        // Of an overview they are nobody's.
        assert!(
            pods_of(&world(None, vec![Seen::Pod(of("Pod", "x", json!({"app": "x"}), json!({})))])).is_empty()
        );
    }
}
