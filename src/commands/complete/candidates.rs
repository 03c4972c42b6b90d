//! The names themselves: from the kubeconfig, the cache, or the cluster.

use kube::Api;
use kube::api::ListParams;
use kube::config::ExecInteractiveMode;
use kube::core::PartialObjectMeta;

use super::BUDGET;
use super::cache::Entry;
use super::typed::Typed;
use crate::cluster::{Cluster, ConnectOptions, kubeconfig};
use crate::engines::metrics::PRESETS;
use crate::environment::Environment;
use crate::kubernetes::resources::{Dataset, Namespace};
use crate::observe::lookup;

/// The most names that a list brings: nobody reads more.
const MOST: u32 = 200;

/// What a word may be the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Services of the namespace.
    Services,
    /// Pods of the service.
    Instances,
    /// Namespaces.
    Namespaces,
    /// Contexts of the kubeconfig.
    Contexts,
    /// Caches of the namespace.
    Caches,
    /// Metrics that an autoscaler may follow: presets, and what the cluster serves for pods.
    Metrics,
}

/// All names of this kind; empty if anything at all is in the way.
pub fn find(kind: Kind, typed: &Typed, env: &Environment) -> Vec<String> {
    let options = ConnectOptions {
        kubeconfig: typed.kubeconfig.clone(),
        context: typed.context.clone(),
        namespace: typed.namespace.clone(),
        request_timeout: Some(BUDGET),
    };
    let mut names = match kind {
        Kind::Contexts => kubeconfig::contexts(&options, env).unwrap_or_default(),
        Kind::Metrics => {
            let mut names = presets();
            names.extend(remembered(kind, typed, &options, env).unwrap_or_default());
            names
        }
        _ => remembered(kind, typed, &options, env).unwrap_or_default(),
    };
    names.sort();
    names.dedup();
    names
}

fn presets() -> Vec<String> {
    PRESETS.iter().map(|preset| preset.name.to_owned()).collect()
}

/// The cluster's answer, or what it was less than half a minute ago.
fn remembered(kind: Kind, typed: &Typed, options: &ConnectOptions, env: &Environment) -> Option<Vec<String>> {
    let chosen = kubeconfig::choose(options, env).ok()?;
    let server = chosen.config.cluster_url.to_string();
    let namespace = options.namespace.clone().unwrap_or(chosen.config.default_namespace);
    let entry = Entry::of((kind, server, chosen.context, namespace, &typed.name), env);
    if let Some(names) = entry.as_ref().and_then(Entry::read) {
        return Some(names);
    }
    // A program that logs in may open a browser or ask for a password, unless the kubeconfig says that it does not.
    let may_prompt = |mode: &Option<ExecInteractiveMode>| *mode != Some(ExecInteractiveMode::Never);
    if chosen.config.auth_info.exec.as_ref().is_some_and(|exec| may_prompt(&exec.interactive_mode)) {
        return None;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let names = runtime.block_on(ask(kind, typed, options, env));
    runtime.shutdown_background();
    let names = names?;
    if let Some(entry) = entry {
        entry.write(&names);
    }
    Some(names)
}

async fn ask(kind: Kind, typed: &Typed, options: &ConnectOptions, env: &Environment) -> Option<Vec<String>> {
    let cluster = Cluster::connect(options, env).await.ok()?;
    let namespace = cluster.namespace.as_str();
    let client = cluster.client.clone();
    match kind {
        Kind::Services => {
            let all = lookup::roster(&cluster, lookup::Scope::Namespace(namespace), false).await.ok()?;
            Some(all.services.iter().map(|service| service.name().to_owned()).take(MOST as usize).collect())
        }
        Kind::Instances => {
            let pods = lookup::pods(&cluster, typed.name.as_deref()?).await.ok()?;
            Some(pods.into_iter().filter_map(|pod| pod.metadata.name).take(MOST as usize).collect())
        }
        Kind::Namespaces => names_of(&Api::<Namespace>::all_with(client, &()), &ListParams::default()).await,
        Kind::Caches => {
            names_of(&Api::<Dataset>::namespaced_with(client, namespace, &()), &ListParams::default()).await
        }
        Kind::Metrics => pod_metrics(&cluster).await,
        Kind::Contexts => None,
    }
}

async fn names_of<K>(api: &Api<K>, params: &ListParams) -> Option<Vec<String>>
where
    K: kube::Resource<DynamicType = ()> + Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let list = api.list_metadata(&params.clone().limit(MOST)).await.ok()?;
    Some(list.items.into_iter().filter_map(|object: PartialObjectMeta<K>| object.metadata.name).collect())
}

/// What `custom.metrics.k8s.io` serves for pods: `pods/vllm:num_requests_waiting` without the `pods/`.
async fn pod_metrics(cluster: &Cluster) -> Option<Vec<String>> {
    for version in ["v1beta2", "v1beta1"] {
        let path = format!("custom.metrics.k8s.io/{version}");
        if let Ok(list) = cluster.client.list_api_group_resources(&path).await {
            let names = list
                .resources
                .into_iter()
                .filter_map(|resource| Some(resource.name.strip_prefix("pods/")?.to_owned()));
            return Some(names.collect());
        }
    }
    None
}
