//! CRDs of other projects: their own files where those lie beside the project, else our reduced schemas.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::cluster::Cluster;

/// ResourcePolicy's CRD.
pub const RESOURCE_POLICY: &str = "scheduling.alibabacloud.com_resourcepolicies.yaml";

/// The folder of the projects' own files, if it is there: `../shared/crds`, or `NEAP_SHARED_CRDS`.
pub fn originals() -> Option<PathBuf> {
    let folder = std::env::var_os("NEAP_SHARED_CRDS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/crds"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// The folder of our reduced schemas.
pub fn reduced() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("crds")
}

/// Installs a CRD from the best source and waits until it is served.
pub fn install(cluster: &Cluster, file: &str) {
    let original = originals().map(|folder| folder.join(file)).filter(|path| path.exists());
    install_files(cluster, &[original.unwrap_or_else(|| reduced().join(file))]);
}

/// Installs the policies and autoscalers of ACK One, whose schemas are not public: they are taken to be Karmada's with the fields that its documents name.
pub fn install_ack_one(cluster: &Cluster) {
    let assumed = [
        "policy.one.alibabacloud.com_propagationpolicies.assumed.yaml",
        "autoscaling.one.alibabacloud.com_federatedhpas.assumed.yaml",
    ];
    if let Some(folder) = originals().filter(|folder| assumed.iter().all(|file| folder.join(file).exists())) {
        return install_files(cluster, &assumed.map(|file| folder.join(file)));
    }
    let folder = tempfile::tempdir().unwrap();
    let derived = [
        ("policy.karmada.io_propagationpolicies.yaml", "policy.karmada.io", "policy.one.alibabacloud.com"),
        (
            "autoscaling.karmada.io_federatedhpas.yaml",
            "autoscaling.karmada.io",
            "autoscaling.one.alibabacloud.com",
        ),
    ];
    let files = derived.map(|(file, karmadas, ack_ones)| {
        let text = std::fs::read_to_string(reduced().join(file)).unwrap().replace(karmadas, ack_ones);
        let provision = "            properties:\n              autoScaling: {type: object, properties: {ecsProvision: {type: boolean}}}\n              conflictResolution:";
        let text = text.replace("            properties:\n              conflictResolution:", provision);
        let path = folder.path().join(file);
        std::fs::write(&path, text).unwrap();
        path
    });
    install_files(cluster, &files);
}

/// Installs CRDs and waits until all are served.
pub fn install_files(cluster: &Cluster, files: &[PathBuf]) {
    let objects = cluster.objects();
    let kind = "CustomResourceDefinition";
    objects.create_files(kind, files);
    cluster.wait("the CRDs", "kube-apiserver", || {
        let established = |crd: &Value| {
            let conditions = crd["status"]["conditions"].as_array().into_iter().flatten();
            conditions.into_iter().any(|it| it["type"] == "Established" && it["status"] == "True")
        };
        // A kind that is established is answered with 429 until its storage is there.
        let answers = |crd: &Value| {
            let text = |pointer: &str| crd.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let (group, plural) = (text("/spec/group"), text("/spec/names/plural"));
            let version = text("/status/storedVersions/0");
            objects.raw(&format!("/apis/{group}/{version}/{plural}?limit=1")).is_ok()
        };
        let all = objects.list(kind);
        all.iter().all(established) && all.iter().all(answers)
    });
}
