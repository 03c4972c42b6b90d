//! Volumes, claims and classes.

use serde_json::{Value, json};

use super::cell::{age, either, is_deleting, list, name, text, text_or};
use super::{AGE, NAME, Shown, text as column, wide};

/// PersistentVolume.
pub const VOLUME: Shown = Shown {
    columns: &[
        NAME,
        column("Capacity"),
        column("Access Modes"),
        column("Reclaim Policy"),
        column("Status"),
        column("Claim"),
        column("StorageClass"),
        column("VolumeAttributesClass"),
        column("Reason"),
        AGE,
        wide("VolumeMode"),
    ],
    cells: |volume, now| {
        let claim = match &volume["spec"]["claimRef"] {
            Value::Object(_) => {
                let part = |field| text(volume, &["spec", "claimRef", field]);
                format!("{}/{}", part("namespace"), part("name"))
            }
            _ => String::new(),
        };
        vec![
            name(volume),
            size(&volume["spec"]["capacity"]).into(),
            modes(list(volume, &["spec", "accessModes"])).into(),
            text(volume, &["spec", "persistentVolumeReclaimPolicy"]).into(),
            phase(volume).into(),
            claim.into(),
            class(volume).into(),
            text_or(volume, &["spec", "volumeAttributesClassName"], "<unset>").into(),
            text(volume, &["status", "reason"]).into(),
            age(volume, now),
            text_or(volume, &["spec", "volumeMode"], "<unset>").into(),
        ]
    },
};

/// PersistentVolumeClaim.
pub const CLAIM: Shown = Shown {
    columns: &[
        NAME,
        column("Status"),
        column("Volume"),
        column("Capacity"),
        column("Access Modes"),
        column("StorageClass"),
        column("VolumeAttributesClass"),
        AGE,
        wide("VolumeMode"),
    ],
    cells: |claim, now| {
        let volume = text(claim, &["spec", "volumeName"]);
        let (capacity, access) = match volume {
            "" => (String::new(), String::new()),
            _ => (size(&claim["status"]["capacity"]), modes(list(claim, &["status", "accessModes"]))),
        };
        vec![
            name(claim),
            phase(claim).into(),
            volume.into(),
            capacity.into(),
            access.into(),
            class(claim).into(),
            text_or(claim, &["spec", "volumeAttributesClassName"], "<unset>").into(),
            age(claim, now),
            text_or(claim, &["spec", "volumeMode"], "<unset>").into(),
        ]
    },
};

fn phase(object: &Value) -> &str {
    if is_deleting(object) { "Terminating" } else { text(object, &["status", "phase"]) }
}

/// The annotation is how classes were named once.
fn class(object: &Value) -> &str {
    let annotation = &["metadata", "annotations", "volume.beta.kubernetes.io/storage-class"];
    text_or(object, annotation, text(object, &["spec", "storageClassName"]))
}

fn size(resources: &Value) -> String {
    if resources["storage"].is_null() { "0".into() } else { either(&resources["storage"]) }
}

fn modes(modes: &[Value]) -> String {
    let known = [
        ("ReadWriteOnce", "RWO"),
        ("ReadOnlyMany", "ROX"),
        ("ReadWriteMany", "RWX"),
        ("ReadWriteOncePod", "RWOP"),
    ];
    let named = known.into_iter().filter(|(name, _)| modes.iter().any(|mode| mode == name));
    named.map(|(_, short)| short).collect::<Vec<_>>().join(",")
}

/// StorageClass.
pub const CLASS: Shown = Shown {
    columns: &[
        NAME,
        column("Provisioner"),
        column("ReclaimPolicy"),
        column("VolumeBindingMode"),
        column("AllowVolumeExpansion"),
        AGE,
    ],
    cells: |class, now| {
        let annotations = &class["metadata"]["annotations"];
        let default = [
            "storageclass.kubernetes.io/is-default-class",
            "storageclass.beta.kubernetes.io/is-default-class",
        ]
        .iter()
        .any(|key| annotations[*key] == "true");
        let shown =
            format!("{}{}", text(class, &["metadata", "name"]), if default { " (default)" } else { "" });
        vec![
            shown.into(),
            text(class, &["provisioner"]).into(),
            text_or(class, &["reclaimPolicy"], "Delete").into(),
            text_or(class, &["volumeBindingMode"], "Immediate").into(),
            json!(class["allowVolumeExpansion"] == true),
            age(class, now),
        ]
    },
};
