//! How far a cache is: its Dataset, its runtime, what loads it, and who mounts it.

use jiff::Timestamp;
use kube::api::ListParams;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cluster::failure::is_missing_kind;
use crate::cluster::{Action, Cluster};
use crate::error::Result;
use crate::kubernetes::resources::{
    AlluxioRuntime, CacheRuntimeSpec, CacheRuntimeStatus, DataLoad, Dataset, JindoRuntime, JuiceFSRuntime,
    Pod, condition_is_true,
};

/// How far a cache is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CacheStatus {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The Dataset's: `NotBound`, `Bound`, `Failed` …
    pub phase: String,
    /// What is cached.
    pub from: Vec<String>,
    /// Who caches, as `JindoRuntime`; absent while there is none.
    pub runtime: Option<Runtime>,
    /// The size of all of it, for people; absent while that is not known.
    pub total: Option<String>,
    /// How much of it is cached, for people.
    pub cached: Option<String>,
    /// How much of it is cached, from 0 to 100; absent while that is not known.
    pub cached_percent: Option<f64>,
    /// How much the workers can hold, for people.
    pub capacity: Option<String>,
    /// The share of reads that the cache answered, for people; not all runtimes tell.
    pub hit_ratio: Option<String>,
    /// How many files, for people.
    pub files: Option<String>,
    /// What loads it, or has.
    pub loads: Vec<Load>,
    /// The pods that mount it.
    pub mounted_by: Vec<Mount>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// Who caches.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Runtime {
    /// As `JindoRuntime`.
    pub kind: String,
    /// Workers that are ready.
    pub ready: i32,
    /// Workers that are wanted.
    pub desired: i32,
    /// The phase of the workers.
    pub workers: Option<String>,
    /// The phase of the master; JuiceFS has none.
    pub master: Option<String>,
}

/// What loads a cache.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Load {
    /// The DataLoad's name.
    pub name: String,
    /// `Pending`, `Executing`, `Complete` or `Failed`.
    pub phase: String,
    /// How long it took, for people.
    pub duration: Option<String>,
    /// Which parts.
    pub paths: Vec<String>,
    /// Why it failed.
    pub message: Option<String>,
}

/// A pod that mounts a cache.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mount {
    /// The pod.
    pub pod: String,
    /// Whether it is ready.
    pub ready: bool,
    /// Its node.
    pub node: Option<String>,
}

/// What is known of all caches of a namespace, or of all.
#[derive(Debug, Clone, Default)]
pub struct Caches {
    /// The Datasets.
    pub datasets: Vec<Dataset>,
    /// The runtimes, with their kind, namespace and name.
    pub runtimes: Vec<(&'static str, String, String, CacheRuntimeSpec, CacheRuntimeStatus)>,
    /// The DataLoads.
    pub loads: Vec<DataLoad>,
    /// The pods; empty where they may not be listed.
    pub pods: Vec<Pod>,
}

impl Caches {
    /// Asks the cluster, all at once. `None` is all namespaces.
    ///
    /// # Errors
    /// Datasets are not served, or cannot be listed. What stands beside them may be missing.
    pub async fn ask(cluster: &Cluster, namespace: Option<&str>) -> Result<Self> {
        let (datasets, jindo, alluxio, juicefs, loads, pods) = tokio::join!(
            list::<Dataset>(cluster, namespace),
            beside::<JindoRuntime>(cluster, namespace),
            beside::<AlluxioRuntime>(cluster, namespace),
            beside::<JuiceFSRuntime>(cluster, namespace),
            beside::<DataLoad>(cluster, namespace),
            beside::<Pod>(cluster, namespace),
        );
        let mut runtimes = Vec::new();
        let text = |text: Option<String>| text.unwrap_or_default();
        let mut add = |kind, metadata: kube::core::ObjectMeta, spec, status| {
            runtimes.push((kind, text(metadata.namespace), text(metadata.name), spec, status));
        };
        jindo?.into_iter().for_each(|it| add("JindoRuntime", it.metadata, it.spec, it.status));
        alluxio?.into_iter().for_each(|it| add("AlluxioRuntime", it.metadata, it.spec, it.status));
        juicefs?.into_iter().for_each(|it| add("JuiceFSRuntime", it.metadata, it.spec, it.status));
        Ok(Self { datasets: datasets?, runtimes, loads: loads?, pods: pods? })
    }

    /// How far each cache is, by namespace and name.
    pub fn statuses(&self) -> Vec<CacheStatus> {
        let mut all: Vec<CacheStatus> = self.datasets.iter().map(|dataset| self.status(dataset)).collect();
        all.sort_by(|one, other| (&one.namespace, &one.name).cmp(&(&other.namespace, &other.name)));
        all
    }

    fn status(&self, dataset: &Dataset) -> CacheStatus {
        let name = dataset.metadata.name.clone().unwrap_or_default();
        let namespace = dataset.metadata.namespace.clone().unwrap_or_default();
        let states = &dataset.status.cache_states;
        let state = |key: &str| states.get(key).filter(|text| is_known(text)).cloned();
        let total = dataset.status.ufs_total.clone().filter(|text| is_known(text));
        let runtime = self.runtimes.iter().find(|it| it.1 == namespace && it.2 == name);
        CacheStatus {
            phase: dataset
                .status
                .phase
                .clone()
                .filter(|phase| !phase.is_empty())
                .unwrap_or_else(|| "NotBound".into()),
            from: dataset.spec.mounts.iter().map(|mount| mount.mount_point.clone()).collect(),
            runtime: runtime.map(|(kind, _, _, spec, status)| Runtime {
                kind: (*kind).to_owned(),
                ready: status.worker_number_ready,
                desired: spec.replicas.unwrap_or(1),
                workers: status.worker_phase.clone(),
                master: status.master_phase.clone(),
            }),
            cached_percent: percent(state("cachedPercentage"), state("cached"), total.as_deref()),
            total,
            cached: state("cached"),
            capacity: state("cacheCapacity"),
            hit_ratio: state("cacheHitRatio"),
            files: dataset.status.file_num.clone().filter(|text| is_known(text)),
            loads: self.loads_of(&namespace, &name),
            mounted_by: self.mounts_of(&namespace, &name),
            created: dataset.metadata.creation_timestamp.as_ref().map(|time| time.0),
            name,
            namespace,
        }
    }

    fn loads_of(&self, namespace: &str, cache: &str) -> Vec<Load> {
        let own = self.loads.iter().filter(|load| {
            load.metadata.namespace.as_deref() == Some(namespace) && load.spec.dataset.name == cache
        });
        let load = |load: &DataLoad| Load {
            name: load.metadata.name.clone().unwrap_or_default(),
            phase: load
                .status
                .phase
                .clone()
                .filter(|phase| !phase.is_empty())
                .unwrap_or_else(|| "Pending".into()),
            duration: load.status.duration.clone().filter(|text| text != "Unfinished"),
            paths: load.spec.target.iter().map(|target| target.path.clone()).collect(),
            message: load
                .status
                .conditions
                .iter()
                .find(|condition| condition.kind == "Failed" && condition.status == "True")
                .and_then(|condition| condition.message.clone()),
        };
        own.map(load).collect()
    }

    fn mounts_of(&self, namespace: &str, claim: &str) -> Vec<Mount> {
        let mounts = |pod: &&Pod| {
            let mut claims =
                pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
            let over = matches!(pod.status.phase.as_deref(), Some("Succeeded" | "Failed"));
            pod.metadata.namespace.as_deref() == Some(namespace)
                && !over
                && claims.any(|it| it.claim_name == claim)
        };
        let mount = |pod: &Pod| Mount {
            pod: pod.metadata.name.clone().unwrap_or_default(),
            ready: condition_is_true(&pod.status.conditions, "Ready").unwrap_or(false),
            node: pod.spec.node_name.clone(),
        };
        self.pods.iter().filter(mounts).map(mount).collect()
    }
}

impl CacheStatus {
    /// Whether pods can mount it.
    pub fn is_bound(&self) -> bool {
        self.phase == "Bound"
    }

    /// How much of the model the workers can hold, from 0 to 100, where that is not all of it; `None` as far as is known.
    pub fn holds_only(&self) -> Option<f64> {
        let (capacity, total) = (size(self.capacity.as_deref()?)?, size(self.total.as_deref()?)?);
        (capacity > 0.0 && capacity < total).then(|| 100.0 * capacity / total)
    }

    /// Whether all of it is cached, as far as is known.
    pub fn is_loaded(&self) -> bool {
        self.is_bound() && self.cached_percent.is_some_and(|percent| percent >= 100.0)
    }
}

/// What stands for nothing in Fluid's texts.
fn is_known(text: &str) -> bool {
    !text.is_empty() && text != "-" && !text.starts_with('[') && text != "N/A"
}

/// From 0 to 100: as it is told, or from the two sizes.
fn percent(told: Option<String>, cached: Option<String>, total: Option<&str>) -> Option<f64> {
    let told = told.and_then(|text| text.trim_end_matches('%').trim().parse::<f64>().ok());
    let counted = || {
        let (cached, total) = (size(&cached?)?, size(total?)?);
        (total > 0.0).then_some(100.0 * cached / total)
    };
    told.or_else(counted).filter(|percent| percent.is_finite()).map(|percent| percent.clamp(0.0, 100.0))
}

/// A size as Fluid writes it for people, in bytes: `14.53GiB`, `512.00MiB`, `0.00B`.
pub fn size(text: &str) -> Option<f64> {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let power = match unit.trim().trim_end_matches(['B', 'b']).trim_end_matches('i').to_uppercase().as_str() {
        "" => 0,
        "K" => 1,
        "M" => 2,
        "G" => 3,
        "T" => 4,
        "P" => 5,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * 1024_f64.powi(power))
}

async fn list<K>(cluster: &Cluster, namespace: Option<&str>) -> Result<Vec<K>>
where
    K: kube::Resource<DynamicType = (), Scope = kube::core::DynamicResourceScope>
        + Clone
        + DeserializeOwned
        + std::fmt::Debug,
{
    let (api, action) = api::<K>(cluster, namespace);
    Ok(cluster.call(&action, api.list(&ListParams::default())).await?.items)
}

/// Like [`list`], but none where the kind is not served or may not be listed.
async fn beside<K>(cluster: &Cluster, namespace: Option<&str>) -> Result<Vec<K>>
where
    K: kube::Resource<DynamicType = (), Scope = kube::core::DynamicResourceScope>
        + Clone
        + DeserializeOwned
        + std::fmt::Debug,
{
    let (api, action) = api::<K>(cluster, namespace);
    match cluster.bounded(&action, api.list(&ListParams::default())).await? {
        Ok(list) => Ok(list.items),
        Err(kube::Error::Api(status)) if status.code == 403 || is_missing_kind(&status) => Ok(Vec::new()),
        Err(error) => Err(cluster.explain(&action, &error)),
    }
}

fn api<K>(cluster: &Cluster, namespace: Option<&str>) -> (kube::Api<K>, Action)
where
    K: kube::Resource<DynamicType = (), Scope = kube::core::DynamicResourceScope>,
{
    let (client, action) = (cluster.client.clone(), Action::on::<K>("list"));
    match namespace {
        Some(namespace) => (kube::Api::namespaced_with(client, namespace, &()), action.within(namespace)),
        None => (kube::Api::all_with(client, &()), action),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read<K: DeserializeOwned>(value: Value) -> K {
        serde_json::from_value(value).unwrap()
    }

    fn caches(status: Value) -> Caches {
        let dataset = json!({"metadata": {"name": "qwen", "namespace": "ns"}, "spec": {"mounts": [{"mountPoint": "pvc://llm-model"}]}, "status": status});
        let load = json!({"metadata": {"name": "qwen-load", "namespace": "ns"}, "spec": {"dataset": {"name": "qwen", "namespace": "ns"}, "target": [{"path": "/"}]}, "status": {"phase": "Executing", "duration": "Unfinished"}});
        let pod = |name: &str, claim: &str, phase: &str| json!({"metadata": {"name": name, "namespace": "ns"}, "spec": {"nodeName": "n", "volumes": [{"name": "m", "persistentVolumeClaim": {"claimName": claim}}]}, "status": {"phase": phase, "conditions": [{"type": "Ready", "status": "True"}]}});
        Caches {
            datasets: vec![read(dataset)],
            runtimes: vec![(
                "JindoRuntime",
                "ns".into(),
                "qwen".into(),
                read(json!({"replicas": 2})),
                read(json!({"workerNumberReady": 1, "workerPhase": "PartialReady"})),
            )],
            loads: vec![read(load)],
            pods: vec![
                read(pod("a", "qwen", "Running")),
                read(pod("b", "other", "Running")),
                read(pod("c", "qwen", "Succeeded")),
            ],
        }
    }

    #[test]
    fn a_status_tells_how_full_it_is_and_who_mounts_it() {
        let all = caches(json!({"phase": "Bound", "ufsTotal": "14.53GiB",
            "cacheStates": {"cached": "7.27GiB", "cachedPercentage": "50.0%", "cacheCapacity": "40.00GiB", "cacheHitRatio": "-"}}));
        let status = all.statuses().remove(0);
        assert_eq!((status.cached_percent, status.is_bound(), status.is_loaded()), (Some(50.0), true, false));
        let runtime = status.runtime.unwrap();
        assert_eq!((runtime.ready, runtime.desired, runtime.kind.as_str()), (1, 2, "JindoRuntime"));
        assert_eq!(
            (status.hit_ratio, status.loads[0].phase.as_str(), &status.loads[0].duration),
            (None, "Executing", &None)
        );
        assert_eq!(status.mounted_by, [Mount { pod: "a".into(), ready: true, node: Some("n".into()) }]);
    }

    #[test]
    fn what_is_not_known_yet_is_absent() {
        let status = caches(json!({})).statuses().remove(0);
        assert_eq!((status.phase.as_str(), status.cached_percent, status.total), ("NotBound", None, None));
        let status = caches(
            json!({"phase": "Bound", "ufsTotal": "[Calculating]", "cacheStates": {"cached": "1.00GiB"}}),
        );
        assert_eq!(status.statuses()[0].cached_percent, None);
        let counted =
            caches(json!({"phase": "Bound", "ufsTotal": "2.00GiB", "cacheStates": {"cached": "512.00MiB"}}));
        assert_eq!(counted.statuses()[0].cached_percent, Some(25.0));
        assert_eq!(counted.statuses()[0].holds_only(), None);
        let small = |capacity: &str| {
            let states = json!({"cached": "512.00MiB", "cacheCapacity": capacity});
            caches(json!({"phase": "Bound", "ufsTotal": "2.00GiB", "cacheStates": states})).statuses()[0]
                .holds_only()
        };
        assert_eq!((small("1.00GiB"), small("2.00GiB"), small("0.00B")), (Some(50.0), None, None));
    }

    #[test]
    fn sizes_for_people_are_read() {
        for (text, bytes) in
            [("0.00B", 0.0), ("4.00KiB", 4096.0), ("1.50GiB", 1.5 * 1_073_741_824.0), ("7", 7.0)]
        {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for text in ["", "-", "[Calculating]", "1.2.3GiB", "5XB"] {
            assert_eq!(size(text), None, "{text}");
        }
    }
}
