//! A cache, what is loaded into it, and the volume that a model lies on, as bundles of objects.

mod load;
mod volume;

use serde_json::{Value, json};

use super::bundle::{Bundle, Item};
use super::{Overrides, verify};
use crate::error::Result;
use crate::kubernetes::Identity;
use crate::workload::cache::origin::Origin;
use crate::workload::cache::runtime::Runtime;
use crate::workload::cache::tier::Tier;
use crate::workload::cache::{AccessMode, Cache};

pub use load::render as load;
pub use volume::render as volume;

/// The version of Fluid's API.
pub const FLUID: &str = "data.fluid.io/v1alpha1";
/// By this label all objects of one cache are found.
pub const CACHE_LABEL: &str = "neap/cache";
/// By this label all objects of one volume are found.
pub const VOLUME_LABEL: &str = "neap/volume";

/// The Dataset of this name.
pub fn dataset(name: &str, namespace: Option<&str>) -> Identity {
    fluid("Dataset", name, namespace)
}

/// One of Fluid's objects.
pub fn fluid(kind: &str, name: &str, namespace: Option<&str>) -> Identity {
    Identity {
        api_version: FLUID.into(),
        kind: kind.into(),
        namespace: namespace.map(str::to_owned),
        name: name.into(),
    }
}

/// Renders a cache: the Dataset, and the runtime that it owns.
///
/// # Errors
/// A usage error: a template or patch of the user's breaks what it must not.
pub fn render(cache: &Cache, overrides: &Overrides) -> Result<Bundle> {
    let namespace = cache.namespace.as_deref();
    let owner = dataset(&cache.name, namespace);
    let runtime = fluid(cache.runtime.kind(), &cache.name, namespace);
    let wanted = [("dataset.yaml", owner.clone()), (template(cache.runtime), runtime)];
    let mut bundle = made(wanted, &values(cache), overrides)?;
    for item in &mut bundle.items {
        item.owner = (item.object.identity() != owner).then(|| owner.clone());
    }
    bundle.notes = notes(cache);
    Ok(bundle)
}

/// Templates → verified objects.
fn made<'a>(
    wanted: impl IntoIterator<Item = (&'a str, Identity)>,
    values: &Value,
    overrides: &Overrides,
) -> Result<Bundle> {
    let mut documents = Vec::new();
    for (template, identity) in wanted {
        documents.push((identity, overrides.templates.render(template, values)?));
    }
    let objects = verify::identities(overrides.patches.apply(documents)?)?;
    let items = objects.into_iter().map(|object| Item { object, owner: None }).collect();
    Ok(Bundle { items, root: None, notes: Vec::new() })
}

fn template(runtime: Runtime) -> &'static str {
    match runtime {
        Runtime::Jindo => "jindoruntime.yaml",
        Runtime::Alluxio => "alluxioruntime.yaml",
        Runtime::Juicefs => "juicefsruntime.yaml",
    }
}

/// What the templates see; `docs/cache.md` lists it.
fn values(cache: &Cache) -> Value {
    let mut options = cache.options.clone();
    let endpoint = cache.runtime.endpoint_option(&cache.origin).zip(cache.endpoint.clone());
    options.extend(endpoint.map(|(option, endpoint)| (option.to_owned(), endpoint)));
    options.extend(cache.region.clone().map(|region| (cache.runtime.region_option().to_owned(), region)));
    let key = |key: crate::workload::cache::SecretOption| json!({ "option": key.option, "secret": key.secret, "key": key.key });
    let nodes = cache.nodes.iter().map(|(key, values)| json!({ "key": key, "values": values }));
    json!({
        "name": cache.name,
        "namespace": cache.namespace,
        "labels": { "app.kubernetes.io/managed-by": "neap", CACHE_LABEL: cache.name },
        "mount": {
            "point": cache.origin.mount_point(),
            "name": cache.origin.mount_name(),
            "options": options,
            "keys": cache.keys().into_iter().map(key).collect::<Vec<_>>(),
        },
        "access_mode": cache.access_mode.name(),
        "nodes": nodes.collect::<Vec<_>>(),
        "replicas": cache.replicas,
        "properties": cache.properties,
        "tiers": cache.tiers.iter().map(|it| tier(it, cache.runtime)).collect::<Vec<_>>(),
    })
}

fn tier(tier: &Tier, runtime: Runtime) -> Value {
    // JindoCache takes an absent watermark for an empty one. JuiceFS means something else by `low`.
    let usual = |given: &Option<String>, usual: &str| match runtime {
        Runtime::Juicefs => given.clone(),
        Runtime::Jindo | Runtime::Alluxio => Some(given.clone().unwrap_or_else(|| usual.to_owned())),
    };
    let (high, low) = (usual(&tier.high, "0.9"), usual(&tier.low, "0.8"));
    json!({
        "medium": tier.medium.name(),
        "volume": if tier.empty_dir { "emptyDir" } else { "hostPath" },
        "path": tier.path,
        "quota": tier.quota.text(),
        "high": high,
        "low": low,
    })
}

/// What to know about a cache.
fn notes(cache: &Cache) -> Vec<String> {
    let mut notes = Vec::new();
    let workers = cache.replicas;
    if cache.tiers.iter().any(|tier| tier.medium == crate::workload::cache::tier::Medium::Mem) {
        let quota = &cache.tiers[0].quota;
        let each = if workers == 1 { "the worker" } else { "each worker" };
        notes.push(format!(
            "{each} requests {quota} of memory and has a node without other workers of caches"
        ));
    }
    if let (Origin::Oss(_), Some(endpoint)) = (&cache.origin, &cache.endpoint)
        && let Some(inside) = internal(endpoint)
    {
        notes.push(format!("{endpoint} is reached over the internet: within the VPC it is {inside}"));
    }
    if cache.access_mode != AccessMode::ReadOnlyMany {
        notes.push(
            "a cache that is written to is slower to read: the metadata of files is looked up each time"
                .into(),
        );
    }
    notes
}

/// The endpoint of OSS within a VPC, where another one is meant.
fn internal(endpoint: &str) -> Option<String> {
    let region = endpoint.strip_suffix(".aliyuncs.com").filter(|region| region.starts_with("oss-"))?;
    (!region.ends_with("-internal") && !region.contains('.'))
        .then(|| format!("{region}-internal.aliyuncs.com"))
}
