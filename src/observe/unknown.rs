//! A name under which there is no service: what could be meant by it, and where it is.

use super::lookup::{Scope, roster};
use crate::cluster::Cluster;
use crate::error::{Error, quoted};
use crate::kubernetes::near::did_you_mean;

/// Whether it can be the name of an object; another would be taken for a path.
pub fn is_a_name(name: &str) -> bool {
    let within = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    name.bytes().all(within) && name.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// That there is no such service: with names that are near, and with other namespaces that have it.
pub async fn unknown(cluster: &Cluster, name: &str) -> Error {
    let here = cluster.namespace.as_str();
    let mut error = Error::failed(format!("there is no service {} in namespace {here}", quoted(name)));
    let everywhere = names(cluster, Scope::Everywhere).await;
    let known = match everywhere {
        Some(names) => names,
        None => names(cluster, Scope::Namespace(here)).await.unwrap_or_default(),
    };
    error.hints.extend(in_namespaces(&known, name));
    // As the lists of other programs show it.
    if let Some((namespace, name)) = name.split_once('/').filter(|_| known.iter().any(|it| is_pair(it, name)))
    {
        error = error.hint(format!("write it as `{name} --namespace {namespace}`"));
    }
    let near_by = known.iter().filter(|(namespace, _)| namespace == here).map(|(_, name)| name.as_str());
    error.hints.extend(did_you_mean(name, near_by));
    error.hint(format!("`neap serve list -n {here}` shows what there is"))
}

/// Which namespaces have a service of that name, as a hint; `None` where none has, or nobody may say.
pub async fn elsewhere(cluster: &Cluster, name: &str) -> Option<String> {
    in_namespaces(&names(cluster, Scope::Everywhere).await?, name)
}

fn is_pair((namespace, name): &(String, String), pair: &str) -> bool {
    pair.split_once('/') == Some((namespace, name))
}

fn in_namespaces(known: &[(String, String)], name: &str) -> Option<String> {
    let places: Vec<&str> =
        known.iter().filter(|(_, known)| known == name).map(|(namespace, _)| namespace.as_str()).collect();
    match places.as_slice() {
        [] => None,
        [one] => Some(format!("namespace {one} has one: add `--namespace {one}`")),
        several => Some(format!("namespaces {} have one: choose with `--namespace`", several.join(", "))),
    }
}

/// Namespaces and names of services; `None` if they cannot be listed.
async fn names(cluster: &Cluster, scope: Scope<'_>) -> Option<Vec<(String, String)>> {
    let roster = roster(cluster, scope, false).await.ok()?;
    let pair = |metadata: kube::core::ObjectMeta| Some((metadata.namespace?, metadata.name?));
    Some(roster.services.into_iter().filter_map(|service| pair(service.metadata)).collect())
}
