//! The real Knative: CRDs and config from its modules, its webhook and its controller.
//!
//! No queue-proxy and no ingress run: a revision's pods come up, its route stays unready.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::cluster::{Cluster, free_port};
use super::crds;
use super::parts::{self, Part};

const NAMESPACE: &str = "knative-serving";

/// The YAML files at a path of Knative's modules: a file, or a folder without its subfolders.
fn files(path: &str) -> Vec<PathBuf> {
    let path = parts::file(Part::Knative, path);
    if path.is_file() {
        return vec![path];
    }
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")).collect()
}

/// The documents of those files.
fn documents(path: &str) -> Vec<Value> {
    let read = |path: PathBuf| -> Vec<Value> {
        serde_yaml::from_multiple(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    files(path).into_iter().flat_map(read).filter(|document| !document.is_null()).collect()
}

/// Installs the CRDs. KServe looks for them when it starts, so this comes before it.
pub fn install_crds(cluster: &Cluster) {
    let mut all = files("serving/300-resources");
    for name in ["certificate", "domain-claim", "ingress", "serverlessservice"] {
        all.extend(files(&format!("networking/{name}.yaml")));
    }
    all.extend(files("caching/image.yaml"));
    crds::install_files(cluster, &all);
}

/// Starts the webhook, then the controller, and waits until the webhook's rules are in force.
pub fn start(cluster: &Cluster) {
    let mut objects = cluster.objects();
    objects.namespace = Some(NAMESPACE.into());
    let port = free_port();
    objects.apply(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}));
    for path in ["serving/200-serviceaccount.yaml", "serving/200-roles", "networking/config-network.yaml"] {
        documents(path).into_iter().for_each(|document| drop(objects.apply(document)));
    }
    for mut config in documents("serving/configmaps") {
        if config["metadata"]["name"] == "config-deployment" {
            config["data"]["queue-sidecar-image"] = json!("registry.invalid/queue:1");
            // Otherwise the controller asks the registry for the digest of each image.
            config["data"]["registries-skipping-tag-resolving"] = json!("registry.invalid");
        }
        objects.apply(config);
    }
    // The API server follows it to loopback.
    objects.apply(json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": "webhook"},
        "spec": {"type": "ExternalName", "externalName": "localhost", "ports": [{"port": port}]},
    }));
    let hooks = documents("serving/webhooks");
    let (secrets, hooks): (Vec<Value>, Vec<Value>) = hooks.into_iter().partition(|it| it["kind"] == "Secret");
    secrets.into_iter().for_each(|secret| drop(objects.apply(secret)));
    launch(
        cluster,
        "knative-webhook",
        "webhook",
        &[("WEBHOOK_NAME", "webhook"), ("WEBHOOK_PORT", &port.to_string())],
    );
    cluster.wait("Knative's webhook", "knative-webhook", || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    let mut names = Vec::new();
    for mut hook in hooks {
        for rule in hook["webhooks"].as_array_mut().unwrap() {
            rule["clientConfig"]["service"]["port"] = json!(port);
        }
        names.push((hook["kind"].as_str().unwrap().to_owned(), super::objects::name_of(&hook).to_owned()));
        objects.apply(hook);
    }
    launch(cluster, "knative-controller", "controller", &[]);
    cluster.wait("Knative's webhook rules", "knative-webhook", || {
        names.iter().all(|(kind, name)| {
            let hook = objects.get(kind, name).unwrap();
            hook["webhooks"].as_array().is_some_and(|rules| {
                rules.iter().all(|rule| {
                    let client = &rule["clientConfig"];
                    client["caBundle"].is_string() && client["service"]["path"].is_string()
                })
            })
        })
    });
}

fn launch(cluster: &Cluster, name: &'static str, program: &str, more: &[(&str, &str)]) {
    let profiling = free_port().to_string();
    let kubeconfig = cluster.kubeconfig.display().to_string();
    let common = [
        ("KUBECONFIG", kubeconfig.as_str()),
        ("SYSTEM_NAMESPACE", NAMESPACE),
        ("CONFIG_LOGGING_NAME", "config-logging"),
        ("CONFIG_OBSERVABILITY_NAME", "config-observability"),
        ("METRICS_DOMAIN", "knative.dev/internal/serving"),
        ("POD_NAME", name),
        // The default, 8008, is the same for all.
        ("PROFILING_PORT", profiling.as_str()),
    ];
    let env = common.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    cluster.launch(name, parts::program(Part::Knative, program), Vec::new(), env.collect());
}
