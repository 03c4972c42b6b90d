//! Volumes, claims and their classes.

use serde_json::{Value, json};

use super::field::{Causes, forbidden, immutable, one_of, required};
use super::fill::Table;
use super::strategy::{Behaviour, PLAIN};
use crate::apiserver::registry::Others;

static CLAIM_DEFAULTS: Table = Table::new("volumeMode \"Filesystem\"");

/// PersistentVolumeClaim.
pub const CLAIM: Behaviour = Behaviour {
    defaults: &[(&["spec"], &CLAIM_DEFAULTS)],
    create: |claim, cluster| {
        claim["status"] = json!({"phase": "Pending"});
        protect(claim, "kubernetes.io/pvc-protection");
        class(claim, cluster);
        Ok(())
    },
    validate: |claim, old, causes| {
        let spec = &claim["spec"];
        modes(spec, causes);
        if spec["resources"]["requests"]["storage"].is_null() {
            causes.push(required("spec.resources[storage]", ""));
        }
        one_of("spec.volumeMode", &spec["volumeMode"], &["Block", "Filesystem"], causes);
        if let Some(old) = old {
            unchanged(claim, old, causes);
        }
    },
    ..PLAIN
};

/// Objects in use are not deleted under their users.
fn protect(object: &mut Value, finalizer: &str) {
    let known = object["metadata"].get("finalizers").and_then(Value::as_array).cloned().unwrap_or_default();
    if !known.iter().any(|other| other == finalizer) {
        object["metadata"]["finalizers"] = known.into_iter().chain([json!(finalizer)]).collect();
    }
}

/// A claim that names no class gets the default one.
fn class(claim: &mut Value, cluster: &dyn Others) {
    let annotated = claim["metadata"]["annotations"].get("volume.beta.kubernetes.io/storage-class").is_some();
    if claim["spec"].get("storageClassName").is_some() || annotated {
        return;
    }
    let is_default = |class: &&Value| {
        class["metadata"]["annotations"]["storageclass.kubernetes.io/is-default-class"] == "true"
    };
    let classes = cluster.list("storage.k8s.io", "storageclasses");
    if let Some(class) = classes.iter().find(is_default) {
        claim["spec"]["storageClassName"] = class["metadata"]["name"].clone();
    }
}

fn modes(spec: &Value, causes: &mut Causes) {
    let known = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    let modes = spec["accessModes"].as_array().map_or(&[][..], Vec::as_slice);
    if modes.is_empty() {
        causes.push(required("spec.accessModes", "at least 1 access mode is required"));
    }
    for mode in modes {
        one_of("spec.accessModes", mode, &known, causes);
    }
}

fn unchanged(claim: &Value, old: &Value, causes: &mut Causes) {
    let (mut new, mut before) = (claim["spec"].clone(), old["spec"].clone());
    if before["volumeName"].as_str().unwrap_or_default().is_empty() {
        before["volumeName"] = new["volumeName"].clone();
        new["volumeName"] = new["volumeName"].clone();
    }
    if claim["status"]["phase"] == "Bound" {
        for spec in [&mut new, &mut before] {
            spec["resources"]["requests"]["storage"] = Value::Null;
            spec["volumeAttributesClassName"] = Value::Null;
        }
    }
    // The real server adds a dump of the difference, in a form that changes from run to run.
    if new != before {
        let why = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n";
        causes.push(forbidden("spec", why));
    }
}

static VOLUME_DEFAULTS: Table = Table::new(
    r#"
    persistentVolumeReclaimPolicy "Retain"
    volumeMode "Filesystem"
    hostPath.type ""
    "#,
);

/// PersistentVolume.
pub const VOLUME: Behaviour = Behaviour {
    defaults: &[(&["spec"], &VOLUME_DEFAULTS)],
    create: |volume, cluster| {
        volume["status"] = json!({"phase": "Pending", "lastPhaseTransitionTime": cluster.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()});
        protect(volume, "kubernetes.io/pv-protection");
        Ok(())
    },
    validate: |volume, _, causes| {
        let spec = &volume["spec"];
        modes(spec, causes);
        if spec["capacity"].as_object().is_none_or(serde_json::Map::is_empty) {
            causes.push(required("spec.capacity", ""));
        }
        let policies = ["Delete", "Recycle", "Retain"];
        one_of(
            "spec.persistentVolumeReclaimPolicy",
            &spec["persistentVolumeReclaimPolicy"],
            &policies,
            causes,
        );
    },
    ..PLAIN
};

static CLASS_DEFAULTS: Table = Table::new("reclaimPolicy \"Delete\"\nvolumeBindingMode \"Immediate\"");

/// StorageClass.
pub const CLASS: Behaviour = Behaviour {
    defaults: &[(&[], &CLASS_DEFAULTS)],
    validate: |class, old, causes| {
        if class["provisioner"].as_str().unwrap_or_default().is_empty() {
            causes.push(required("provisioner", ""));
        }
        one_of(
            "volumeBindingMode",
            &class["volumeBindingMode"],
            &["Immediate", "WaitForFirstConsumer"],
            causes,
        );
        if let Some(old) = old {
            for name in ["parameters", "provisioner"] {
                if class[name] != old[name] {
                    causes.push(forbidden(name, &format!("updates to {name} are forbidden.")));
                }
            }
            immutable("reclaimPolicy", &class["reclaimPolicy"], &old["reclaimPolicy"], causes);
            immutable("volumeBindingMode", &class["volumeBindingMode"], &old["volumeBindingMode"], causes);
        }
    },
    ..PLAIN
};
