//! The real LeaderWorkerSet: the CRD and webhook rules from its module, its manager with the webhooks' server.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::cluster::{Cluster, free_port};
use super::crds;
use super::kubeconfig::base64;
use super::parts::{self, Part};

const SERVER: &str = "lws-manager";

/// Starts it on a control plane, if it is not there, and waits until its webhooks answer.
pub fn start(cluster: &Cluster) {
    static RUNNING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    // Held until it answers, so that a second test waits for it.
    let mut running = RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !running.contains(&cluster.url) {
        install(cluster);
        running.insert(cluster.url.clone());
    }
}

fn install(cluster: &Cluster) {
    let folder = parts::file(Part::Lws, "crds");
    let files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    crds::install_files(cluster, &files);
    let port = free_port();
    start_manager(cluster, port);
    cluster.wait("LeaderWorkerSet's webhooks", SERVER, || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    let text = std::fs::read_to_string(parts::file(Part::Lws, "webhook/manifests.yaml")).unwrap();
    let hooks: Vec<Value> = serde_yaml::from_multiple(&text).unwrap();
    for mut hook in hooks {
        let name = hook["metadata"]["name"].as_str().unwrap().to_owned();
        hook["metadata"]["name"] = json!(format!("lws-{name}"));
        for rule in hook["webhooks"].as_array_mut().unwrap() {
            let path = rule["clientConfig"]["service"]["path"].as_str().unwrap().to_owned();
            let url = format!("https://127.0.0.1:{port}{path}");
            rule["clientConfig"] =
                json!({"url": url, "caBundle": base64(cluster.certificates.authority.as_bytes())});
            if path.ends_with("-v1-pod") {
                // As its installation has it: other pods are none of its business.
                let own = json!({"key": "leaderworkerset.sigs.k8s.io/name", "operator": "Exists"});
                rule["objectSelector"] = json!({"matchExpressions": [own]});
            }
        }
        cluster.objects().apply(hook);
    }
}

fn start_manager(cluster: &Cluster, port: u16) {
    let certificates = cluster.folder.join("lws");
    std::fs::create_dir_all(&certificates).unwrap();
    std::fs::copy(&cluster.certificates.certificate, certificates.join("tls.crt")).unwrap();
    std::fs::copy(&cluster.certificates.key, certificates.join("tls.key")).unwrap();
    let config = json!({
        "apiVersion": "config.lws.x-k8s.io/v1alpha1", "kind": "Configuration",
        "leaderElection": {"leaderElect": false},
        "internalCertManagement": {"enable": false},
        "webhook": {"host": "127.0.0.1", "port": port, "certDir": certificates},
        "health": {"healthProbeBindAddress": "127.0.0.1:0"},
        "metrics": {"bindAddress": "127.0.0.1:0"},
    });
    let path = certificates.join("config.yaml");
    std::fs::write(&path, config.to_string()).unwrap();
    let args = [format!("--config={}", path.display()), "--leader-elect=false".to_owned()];
    let env = [("KUBECONFIG".to_owned(), cluster.kubeconfig.display().to_string())];
    cluster.launch(SERVER, parts::program(Part::Lws, SERVER), args.into(), env.into());
}
