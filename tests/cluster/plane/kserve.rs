//! The real KServe: CRDs, config and webhook rules from its module, its manager with the webhooks' server.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::cluster::{Cluster, free_port};
use super::crds;
use super::kubeconfig::base64;
use super::parts::{self, Part};

/// The documents of a YAML file of KServe's module.
fn documents(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(parts::file(Part::Kserve, path)).unwrap();
    let documents: Vec<Value> = serde_yaml::from_multiple(&text).unwrap();
    documents.into_iter().filter(|document| !document.is_null()).collect()
}

/// Files of a folder of the module, with this prefix.
fn files(folder: &str, prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parts::file(Part::Kserve, folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix)));
    files
}

/// Starts KServe and waits until its webhooks answer.
pub fn start(cluster: &Cluster) {
    crds::install_files(cluster, &files("crds", "serving.kserve.io_"));
    let objects = cluster.objects();
    let port = free_port();
    objects.apply(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kserve"}}));
    // The config must exist before the manager starts.
    let mut kserve = cluster.objects();
    kserve.namespace = Some("kserve".into());
    kserve.apply(config());
    start_manager(cluster, port);
    cluster.wait("KServe's webhooks", "kserve-manager", || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    for mut hook in documents("webhook/manifests.yaml") {
        for rule in hook["webhooks"].as_array_mut().unwrap() {
            let path = rule["clientConfig"]["service"]["path"].as_str().unwrap().to_owned();
            let url = format!("https://127.0.0.1:{port}{path}");
            rule["clientConfig"] =
                json!({"url": url, "caBundle": base64(cluster.certificates.authority.as_bytes())});
            rule["admissionReviewVersions"] = json!(["v1", "v1beta1"]);
        }
        objects.apply(hook);
    }
    objects.create_files("ClusterServingRuntime", &files("runtimes", "kserve-"));
    for document in documents("storagecontainers/default.yaml") {
        objects.apply(document);
    }
}

/// KServe's default config, for raw deployments behind an Ingress.
fn config() -> Value {
    let mut config = documents("configmap/inferenceservice.yaml").remove(0);
    let data = config["data"].as_object_mut().unwrap();
    data.remove("_example");
    data.insert("deploy".into(), json!(json!({"defaultDeploymentMode": "RawDeployment"}).to_string()));
    let mut ingress: Value = serde_json::from_str(data["ingress"].as_str().unwrap()).unwrap();
    ingress["disableIstioVirtualHost"] = json!(true);
    ingress["ingressClassName"] = json!("nginx");
    data.insert("ingress".into(), json!(ingress.to_string()));
    config
}

fn start_manager(cluster: &Cluster, port: u16) {
    // The manager reads its certificate from TMPDIR/k8s-webhook-server/serving-certs.
    let temporary = cluster.folder.join("kserve");
    let certificates = temporary.join("k8s-webhook-server/serving-certs");
    std::fs::create_dir_all(&certificates).unwrap();
    std::fs::copy(&cluster.certificates.certificate, certificates.join("tls.crt")).unwrap();
    std::fs::copy(&cluster.certificates.key, certificates.join("tls.key")).unwrap();
    let args = [
        "--metrics-addr=127.0.0.1:0".into(),
        "--health-probe-addr=127.0.0.1:0".into(),
        format!("--webhook-port={port}"),
    ];
    let env = [
        ("KUBECONFIG", cluster.kubeconfig.display().to_string()),
        ("POD_NAMESPACE", "kserve".into()),
        ("TMPDIR", temporary.display().to_string()),
    ];
    let env = env.map(|(name, value)| (name.to_owned(), value)).to_vec();
    cluster.launch("kserve-manager", parts::program(Part::Kserve, "manager"), args.into(), env);
}
