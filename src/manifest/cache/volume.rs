//! A volume as a Secret, a PersistentVolume and a claim.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{VOLUME_LABEL, internal, made};
use crate::error::Result;
use crate::kubernetes::Identity;
use crate::manifest::{Bundle, Overrides};
use crate::workload::cache::volume::{Backing, Volume};

/// The label by which ACK's volumes are picked.
const PICKED_BY: &str = "alicloud-pvname";

/// Renders a volume.
///
/// # Errors
/// A usage error: a template or patch of the user's breaks what it must not.
pub fn render(volume: &Volume, overrides: &Overrides) -> Result<Bundle> {
    // The volume names the Secret's namespace, so it cannot be left open.
    let namespace = volume.namespace.as_deref().unwrap_or("default");
    let core = |kind: &str, name: &str, namespace: Option<&str>| Identity {
        api_version: "v1".into(),
        kind: kind.into(),
        namespace: namespace.map(str::to_owned),
        name: name.into(),
    };
    let mut wanted = Vec::new();
    if let Backing::Oss { secret, key: Some(_), .. } = &volume.backing {
        wanted.push(("secret.yaml", core("Secret", secret, Some(namespace))));
    }
    if !matches!(volume.backing, Backing::Class(_)) {
        wanted.push(("persistentvolume.yaml", core("PersistentVolume", &volume.name, None)));
    }
    wanted.push(("persistentvolumeclaim.yaml", core("PersistentVolumeClaim", &volume.name, Some(namespace))));
    let mut bundle = made(wanted, &values(volume, namespace), overrides)?;
    bundle.notes = notes(volume);
    Ok(bundle)
}

/// What the templates see; `docs/cache.md` lists it.
fn values(volume: &Volume, namespace: &str) -> Value {
    let labels = json!({ "app.kubernetes.io/managed-by": "neap", VOLUME_LABEL: volume.name });
    let mut volume_labels = labels.clone();
    volume_labels[PICKED_BY] = volume.name.as_str().into();
    let (oss, nas) = match &volume.backing {
        Backing::Oss { bucket, endpoint, options, secret, key } => {
            let encoded = |text: &String| STANDARD.encode(text);
            let oss = json!({
                "bucket": bucket.name,
                "path": format!("/{}", bucket.path),
                "endpoint": endpoint,
                "options": options,
                "secret": secret,
                "id": key.as_ref().map(|key| encoded(&key.id)),
                "key": key.as_ref().map(|key| encoded(&key.secret)),
            });
            (oss, Value::Null)
        }
        Backing::Nas { server, path, options } => {
            (Value::Null, json!({ "server": server, "path": path, "options": options }))
        }
        Backing::Class(_) => (Value::Null, Value::Null),
    };
    let (class, pick) = match &volume.backing {
        Backing::Class(class) => (json!(class), Value::Null),
        // Without a class of its own the claim would get the cluster's default one, and never find this volume.
        _ => (json!(""), json!({ PICKED_BY: volume.name })),
    };
    json!({
        "name": volume.name,
        "namespace": namespace,
        "labels": labels,
        "volume_labels": volume_labels,
        "size": volume.size.text(),
        "access_mode": volume.access_mode.name(),
        "oss": oss,
        "nas": nas,
        "class": class,
        "pick": pick,
    })
}

/// What to know about a volume.
fn notes(volume: &Volume) -> Vec<String> {
    let Backing::Oss { endpoint, .. } = &volume.backing else { return Vec::new() };
    let inside = internal(endpoint);
    inside
        .map(|inside| format!("{endpoint} is reached over the internet: within the VPC it is {inside}"))
        .into_iter()
        .collect()
}
