//! One service with all that belongs to it, as references into the world.

use std::borrow::Cow;
use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::fleet;
use super::root::Root;
use super::runner::Runner;
use super::settled::Kept;
use super::world::{Key, World};
use crate::elastic::requests::requests;
use crate::elastic::units::{self, Order};
use crate::kubernetes::resources::{
    HorizontalPodAutoscaler, Pod, PodSpec, ResourceBinding, ResourcePolicy, StringMap,
};
use crate::kubernetes::{FleetApi, selector};
use crate::platform::is_accelerator;

/// Annotation with the names of pools, `ID=NAME,ID=NAME`, as `serve kserve --pool-name` writes it on policy and autoscaler.
/// Annotations of a service would reach its pods, and a new name would restart them.
const POOL_NAMES: &str = "neap/pool-names";

/// An autoscaler, Kubernetes' own or a fleet's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scaler<'a> {
    /// Whose; `None` for Kubernetes' own.
    pub api: Option<FleetApi>,
    pub object: &'a HorizontalPodAutoscaler,
}

/// References to all that belongs to one service.
pub(super) struct Scene<'a> {
    pub key: Key,
    pub service: Option<&'a Root>,
    /// What runs the pods: of several revisions the newest, of several roles the one that is scaled.
    pub runner: Option<&'a Runner>,
    /// What runs its other components and roles.
    pub others: Vec<&'a Runner>,
    pub autoscalers: Vec<Scaler<'a>>,
    /// Which clusters of a fleet its replicas go to.
    pub binding: Option<&'a ResourceBinding>,
    pub pods: Vec<Cow<'a, Pod>>,
    /// Policies that belong to the service by name or owner and select none of its pods.
    pub idle_policies: Vec<&'a ResourcePolicy>,
    pub units: Vec<units::Unit>,
    pub order: Option<Order>,
    pub pool_names: BTreeMap<String, String>,
    /// The accelerator that its pods ask for.
    pub accelerator: Option<String>,
}

impl World {
    /// All services: those that are there, and those of which only Deployments or pods are. Each is put together when it is asked for:
    /// thousands of pods at once would take much room.
    pub(super) fn scenes(&self) -> impl Iterator<Item = Scene<'_>> {
        let mut pods: BTreeMap<Key, Vec<&Kept>> = BTreeMap::new();
        for pod in self.pods.values() {
            if let Some(service) = self.owner(pod) {
                pods.entry(service).or_default().push(pod);
            }
        }
        let named = |metadata| self.service_of(metadata);
        let mut keys: Vec<Key> = self.services.keys().cloned().collect();
        keys.extend(self.runners.values().filter_map(|it| named(&it.object.metadata)));
        // Pods without a name are a service's only while something else says that it is there.
        let says = |of: &(&Key, &Vec<&Kept>)| of.1.iter().any(|pod| pod.family().is_some());
        keys.extend(pods.iter().filter(says).map(|(service, _)| service.clone()));
        // What leaves the clusters of a fleet after its service is gone.
        let leaving = self.bindings.values().filter(|it| it.metadata.deletion_timestamp.is_some());
        keys.extend(leaving.filter_map(fleet::bound));
        keys.sort();
        keys.dedup();
        if let Some(only) = &self.scope.service {
            keys.retain(|(_, name)| name == only);
        }
        keys.into_iter().map(move |key| {
            let own = pods.remove(&key).unwrap_or_default();
            self.scene_of(key, &own)
        })
    }

    /// The one service of a scope that names one.
    pub(super) fn only_scene(&self) -> Option<Scene<'_>> {
        self.scope.service.as_ref()?;
        self.scenes().next()
    }

    /// Of a cluster of a fleet: what the service would find there, where it has nothing yet.
    pub(super) fn place(&self) -> Option<Scene<'_>> {
        let name = self.scope.service.as_ref().filter(|_| self.scope.of_fleet)?;
        if self.scenes().next().is_some() {
            return None;
        }
        let accelerator = self
            .nodes
            .values()
            .find_map(|node| node.status.allocatable.keys().find(|name| is_accelerator(name)).cloned());
        let key = (self.scope.namespace.clone().unwrap_or_default(), name.clone());
        Some(Scene { accelerator, ..self.scene(key) })
    }

    fn scalers(&self) -> impl Iterator<Item = Scaler<'_>> {
        let own = self.autoscalers.values().map(|object| Scaler { api: None, object });
        own.chain(self.federated.iter().map(|((api, _), object)| Scaler { api: Some(*api), object }))
    }

    pub(super) fn scene(&self, key: Key) -> Scene<'_> {
        let pods: Vec<&Kept> = self.pods.values().filter(|pod| self.owns(&key, pod)).collect();
        self.scene_of(key, &pods)
    }

    fn scene_of<'a>(&'a self, key: Key, own: &[&'a Kept]) -> Scene<'a> {
        let service = self.services.get(&key);
        let mine = |metadata: &ObjectMeta| self.service_of(metadata).as_ref() == Some(&key);
        let component = |metadata: &ObjectMeta| {
            metadata.labels.as_ref().and_then(|labels| labels.get("component").cloned())
        };
        let is_predictor =
            |metadata: &ObjectMeta| component(metadata).is_none_or(|component| component == "predictor");
        let runners: Vec<&Runner> = self.runners.values().filter(|it| mine(&it.object.metadata)).collect();
        let (predictors, mut others): (Vec<_>, Vec<_>) =
            runners.into_iter().partition(|it| is_predictor(&it.object.metadata));
        let scaled_by = |runner: &Runner, hpa: &HorizontalPodAutoscaler| {
            let target = &hpa.spec.scale_target_ref;
            hpa.metadata.namespace.as_deref().unwrap_or_default() == key.0
                && target.name == runner.name
                && (target.kind.is_empty() || target.kind == runner.kind)
        };
        let is_scaled = |runner: &Runner| self.scalers().any(|hpa| scaled_by(runner, hpa.object));
        let runner = chosen(&predictors, &key.1, is_scaled);
        others.extend(
            predictors.iter().filter(|it| it.role.is_some() && Some(it.key()) != runner.map(Runner::key)),
        );
        let pods: Vec<_> = own.iter().map(|pod| pod.pod()).filter(|it| is_predictor(&it.metadata)).collect();
        let labels: Vec<&StringMap> = match pods.is_empty() {
            false => pods.iter().filter_map(|pod| pod.metadata.labels.as_ref()).collect(),
            true => runner.map(|it| &it.object.spec.selector.match_labels).into_iter().collect(),
        };
        let here =
            self.policies.values().filter(|it| it.metadata.namespace.as_deref().unwrap_or_default() == key.0);
        let selects = |policy: &&ResourcePolicy| {
            labels.iter().any(|labels| selector::matches(&policy.spec.selector, labels))
        };
        let (selecting, others_policies): (Vec<_>, Vec<_>) = here.partition(selects);
        let policy = selecting.first().copied();
        let belongs = |policy: &&ResourcePolicy| {
            policy.metadata.name.as_deref() == Some(&key.1)
                || policy.metadata.owner_references.iter().flatten().any(|owner| owner.name == key.1)
                || mine(&policy.metadata)
        };
        let idle_policies = match pods.is_empty() {
            true => Vec::new(),
            false => others_policies.into_iter().filter(belongs).collect(),
        };
        let template = runner.map(|it| &it.object.spec.template.spec).or(pods.first().map(|pod| &pod.spec));
        let (units, order) = match (policy, template.map(units::of_affinity).unwrap_or_default()) {
            (Some(policy), _) => {
                let name = policy.metadata.name.clone().unwrap_or_default();
                (units::of_policy(&policy.spec), Some(Order::ResourcePolicy { name }))
            }
            (None, units) if !units.is_empty() => (units, Some(Order::Affinity)),
            _ => (Vec::new(), None),
        };
        let autoscalers: Vec<_> =
            self.scalers().filter(|hpa| runner.is_some_and(|runner| scaled_by(runner, hpa.object))).collect();
        let binding = self.binding_of(&key);
        let mut pool_names = BTreeMap::new();
        let annotated = (service.map(|it| &it.metadata).into_iter())
            .chain(autoscalers.iter().map(|it| &it.object.metadata))
            .chain(policy.map(|it| &it.metadata))
            .chain(runner.map(|it| &it.object.metadata));
        for annotation in annotated.filter_map(|it| it.annotations.as_ref()?.get(POOL_NAMES)) {
            let pairs = annotation.split(',').filter_map(|pair| pair.split_once('='));
            pool_names.extend(pairs.map(|(id, name)| (id.trim().to_owned(), name.trim().to_owned())));
        }
        let accelerator =
            template.and_then(|template| requests(template).into_keys().find(|name| is_accelerator(name)));
        Scene {
            service,
            runner,
            others,
            autoscalers,
            binding,
            pods,
            idle_policies,
            units,
            order,
            pool_names,
            accelerator,
            key,
        }
    }
}

impl Scene<'_> {
    /// What the next pod will ask for.
    pub fn template(&self) -> Option<&PodSpec> {
        // Admission may have narrowed what the template says, so a pod knows better.
        self.pods.last().map(|pod| &pod.spec).or(self.runner.map(|it| &it.object.spec.template.spec))
    }
}

/// Which of the runners is the one to look at.
fn chosen<'a>(
    runners: &[&'a Runner],
    service: &str,
    is_scaled: impl Fn(&Runner) -> bool,
) -> Option<&'a Runner> {
    if runners.iter().any(|it| it.role.is_some()) {
        return runners.iter().find(|it| is_scaled(it)).or(runners.first()).copied();
    }
    let own = [format!("{service}-predictor"), service.to_owned()];
    // Knative keeps a Deployment for each revision; the newest is the one that grows.
    let created = |it: &&&Runner| it.object.metadata.creation_timestamp.as_ref().map(|time| time.0);
    runners.iter().find(|it| own.contains(&it.name)).or_else(|| runners.iter().max_by_key(created)).copied()
}

/// Neither ended nor being ended.
pub(super) fn is_active(pod: &Pod) -> bool {
    pod.metadata.deletion_timestamp.is_none()
        && !matches!(pod.status.phase.as_deref(), Some("Succeeded" | "Failed"))
}
