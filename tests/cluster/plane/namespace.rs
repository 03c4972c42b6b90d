//! A test's own part of a control plane: a namespace, and nodes that only its pods run on.

use std::io::Write;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::metrics::Metric;
use super::node::{NAMESPACE_LABEL, Node};
use super::objects::{Objects, RUNTIME, block_on, resource};
use super::process::{self, Outcome, Running};
use super::proxy::Proxy;

/// A namespace with its own nodes. It and they are deleted when this is dropped.
/// Dereferences to [`Objects`], so that `ns.get("Pod", "web-0")` reads from it.
pub struct Namespace<'a> {
    /// Its control plane.
    pub cluster: &'a Cluster,
    /// Its name.
    pub name: String,
    /// A kubeconfig of the administrator whose namespace this is.
    pub kubeconfig: PathBuf,
    objects: Objects,
}

impl Deref for Namespace<'_> {
    type Target = Objects;

    fn deref(&self) -> &Objects {
        &self.objects
    }
}

impl<'a> Namespace<'a> {
    pub(super) fn create(cluster: &'a Cluster, name: String) -> Self {
        let objects = Objects { client: cluster.client.clone(), namespace: Some(name.clone()) };
        let selector = format!("{NAMESPACE_LABEL}={name}");
        objects.apply(json!({
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": {"name": name, "annotations": {"scheduler.alpha.kubernetes.io/node-selector": selector}},
        }));
        let kubeconfig = cluster.write_kubeconfig(&format!("kubeconfig-{name}"), &cluster.url, None, &name);
        let namespace = Self { cluster, name, kubeconfig, objects };
        if cluster.has_controllers() {
            // Pods are refused before it exists.
            namespace.until("the default service account", secs(60), || {
                namespace.get("ServiceAccount", "default").is_some()
            });
        }
        namespace
    }

    /// Adds a node and returns the name of its object.
    pub fn add_node(&self, node: Node) -> String {
        let name = self.node_name(&node.name);
        self.create(node.object(&self.name, &name, self.cluster.kubelet_port));
        name
    }

    /// Drains and removes a node that `add_node` added.
    pub fn remove_node(&self, name: &str) {
        let name = self.node_name(name);
        self.patch("Node", &name, json!({"spec": {"unschedulable": true}}));
        for pod in self.list("Pod").iter().filter(|pod| pod["spec"]["nodeName"] == name.as_str()) {
            self.delete("Pod", super::objects::name_of(pod));
        }
        self.until("the node's pods to go", secs(60), || {
            !self.list("Pod").iter().any(|pod| pod["spec"]["nodeName"] == name.as_str())
        });
        self.delete("Node", &name);
    }

    fn node_name(&self, name: &str) -> String {
        format!("{}-{name}", self.name)
    }

    /// The claim of a volume, bound.
    pub fn bound_pvc(&self, name: &str) {
        let volume = format!("{}-{name}", self.name);
        let (storage, modes) = (json!({"storage": "100Gi"}), json!(["ReadWriteMany"]));
        self.apply(json!({
            "apiVersion": "v1", "kind": "PersistentVolume",
            "metadata": {"name": volume, "labels": {NAMESPACE_LABEL: self.name}},
            "spec": {
                "capacity": storage, "accessModes": modes, "storageClassName": "", "persistentVolumeReclaimPolicy": "Retain",
                "claimRef": {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": self.name, "name": name},
                "csi": {"driver": "test.neap.invalid", "volumeHandle": volume},
            },
        }));
        self.apply(json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name},
            "spec": {"accessModes": modes, "storageClassName": "", "volumeName": volume, "resources": {"requests": storage}},
        }));
        self.until("the claim to be bound", secs(60), || {
            self.get("PersistentVolumeClaim", name).is_some_and(|claim| claim["status"]["phase"] == "Bound")
        });
    }

    /// A metric of this namespace.
    pub fn metric(&self, name: &str) -> Metric<'_> {
        self.cluster.metrics.metric(&self.name, name)
    }

    /// Sets an annotation of the namespace. `neap.test/pull`, `neap.test/load`, `neap.test/fails` are given to
    /// each pod that is created from then on and has none of its own.
    pub fn annotate(&self, key: &str, value: &str) {
        self.patch("Namespace", &self.name, json!({"metadata": {"annotations": {key: value}}}));
    }

    /// From then on, a pod takes so long to pull its image and to load its model, unless its annotations say otherwise.
    pub fn pods_take(&self, pull: Duration, load: Duration) {
        self.annotate("neap.test/pull", &format!("{}ms", pull.as_millis()));
        self.annotate("neap.test/load", &format!("{}ms", load.as_millis()));
    }

    /// Adds a line to what every container of this namespace has written, and wrote before its last restart.
    pub fn log(&self, line: &str) {
        let path = self.cluster.folder.join(format!("{}.containers.log", self.name));
        let mut file = std::fs::File::options().create(true).append(true).open(&path).unwrap();
        // The format of container runtimes.
        writeln!(file, "{} stdout F {line}", jiff::Timestamp::now()).unwrap();
        self.apply(json!({
            "apiVersion": "kwok.x-k8s.io/v1alpha1", "kind": "ClusterLogs", "metadata": {"name": self.name},
            "spec": {
                "selector": {"matchNamespaces": [self.name]},
                "logs": [{"logsFile": path, "previousLogsFile": path, "follow": true}],
            },
        }));
    }

    /// Commands in any container of the namespace run on this machine, and whoever attaches to one is shown its log.
    pub fn admit(&self) {
        let path = self.cluster.folder.join(format!("{}.containers.log", self.name));
        let of = |kind: &str, field: &str, how: Value| {
            let mut spec = json!({"selector": {"matchNamespaces": [self.name]}});
            spec[field] = json!([how]);
            let metadata = json!({"name": self.name});
            self.apply(json!({"apiVersion": "kwok.x-k8s.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}));
        };
        of("ClusterExec", "execs", json!({"local": {}}));
        of("ClusterAttach", "attaches", json!({"logsFile": path}));
    }

    /// Port forwarding to this port of any pod of the namespace ends at this port on loopback.
    pub fn forward(&self, pod_port: u16, local_port: u16) {
        self.apply(json!({
            "apiVersion": "kwok.x-k8s.io/v1alpha1", "kind": "ClusterPortForward", "metadata": {"name": self.name},
            "spec": {
                "selector": {"matchNamespaces": [self.name]},
                "forwards": [{"ports": [pod_port], "target": {"address": "127.0.0.1", "port": local_port}}],
            },
        }));
    }

    /// A user who may do only what these RBAC rules say, in this namespace and in the whole cluster. Returns the kubeconfig.
    pub fn user(&self, name: &str, rules: Value, cluster_rules: Value) -> PathBuf {
        let role = |kind: &str, name: &str, rules: Value| json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": {"name": name}, "rules": rules});
        let binding = |kind: &str, role: &str, role_name: &str| {
            json!({
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": {"name": role_name},
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": role, "name": role_name},
                "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": self.name}],
            })
        };
        let wide = format!("{}-{name}", self.name);
        self.apply(json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}}));
        self.apply(role("Role", name, rules));
        self.apply(binding("RoleBinding", "Role", name));
        self.apply(role("ClusterRole", &wide, cluster_rules));
        self.apply(binding("ClusterRoleBinding", "ClusterRole", &wide));
        self.token_of(name)
    }

    /// The kubeconfig of a ServiceAccount of this namespace.
    pub fn token_of(&self, name: &str) -> PathBuf {
        let wide = format!("{}-{name}", self.name);
        let body = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}});
        let path = format!("/api/v1/namespaces/{}/serviceaccounts/{name}/token", self.name);
        let request = http::Request::post(path).header("content-type", "application/json");
        let request = request.body(body.to_string().into_bytes()).unwrap();
        let answer: Value = block_on(self.client.request(request)).unwrap();
        let token = answer["status"]["token"].as_str().unwrap();
        self.cluster.write_kubeconfig(
            &format!("kubeconfig-{wide}"),
            &self.cluster.url,
            Some(token),
            &self.name,
        )
    }

    /// The `neap` command with this namespace's kubeconfig, to be changed before it runs.
    pub fn command<S: AsRef<str>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        self.command_as(&self.kubeconfig, args)
    }

    /// The `neap` command with another kubeconfig.
    pub fn command_as<S: AsRef<str>>(&self, kubeconfig: &Path, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = process::neap(kubeconfig);
        command.args(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        command
    }

    /// Runs `neap` to its end.
    pub fn neap<S: AsRef<str>>(&self, args: impl IntoIterator<Item = S>) -> Outcome {
        process::outcome(&mut self.command(args))
    }

    /// Runs `neap` as another user.
    pub fn neap_as<S: AsRef<str>>(&self, kubeconfig: &Path, args: impl IntoIterator<Item = S>) -> Outcome {
        process::outcome(&mut self.command_as(kubeconfig, args))
    }

    /// Runs `neap` through a proxy.
    pub fn neap_through<S: AsRef<str>>(&self, proxy: &Proxy, args: impl IntoIterator<Item = S>) -> Outcome {
        process::outcome(&mut self.command_as(&self.kubeconfig_through(proxy), args))
    }

    /// A kubeconfig of the administrator that leads through a proxy.
    pub fn kubeconfig_through(&self, proxy: &Proxy) -> PathBuf {
        let name = format!("kubeconfig-{}-{}", self.name, proxy.url.rsplit(':').next().unwrap());
        self.cluster.write_kubeconfig(&name, &proxy.url, None, &self.name)
    }

    /// Starts `neap`, to be read while it runs.
    pub fn start_neap<S: AsRef<str>>(&self, args: impl IntoIterator<Item = S>) -> Running {
        Running::start(&mut self.command(args))
    }

    /// Runs kubectl in this namespace and returns its standard output; panics when it fails.
    pub fn kubectl<S: AsRef<str>>(&self, args: impl IntoIterator<Item = S>) -> String {
        process::kubectl_outcome(&self.kubeconfig, args).ended_with(0).stdout
    }

    /// Waits until the predicate holds, asking every 50 ms; panics when the deadline passes.
    pub fn until(&self, what: &str, deadline: Duration, holds: impl Fn() -> bool) {
        self.until_some(what, deadline, || holds().then_some(()));
    }

    /// Waits until there is an answer, asking every 50 ms; panics when the deadline passes.
    pub fn until_some<T>(&self, what: &str, deadline: Duration, answer: impl Fn() -> Option<T>) -> T {
        let until = Instant::now() + deadline;
        loop {
            if let Some(answer) = answer() {
                return answer;
            }
            assert!(Instant::now() < until, "{}: waited {deadline:?} in vain for {what}", self.name);
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The pods in a phase, by name.
    pub fn pods_in(&self, phase: &str) -> Vec<String> {
        let pods = self.list("Pod");
        let pods = pods
            .iter()
            .filter(|pod| pod["status"]["phase"] == phase && pod["metadata"]["deletionTimestamp"].is_null());
        pods.map(|pod| super::objects::name_of(pod).to_owned()).collect()
    }
}

/// So many seconds.
pub fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

impl Drop for Namespace<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the state of {}", self.name);
            let objects = "deployments,replicasets,pods,horizontalpodautoscalers";
            for args in [["get", objects, "--output=wide"], ["get", "events", "--output="]] {
                eprintln!("{}", process::kubectl_outcome(&self.kubeconfig, args).stdout);
            }
        }
        self.cluster.metrics.forget(&self.name);
        let cleaning = clean(self.objects.clone(), self.name.clone());
        // Nobody waits for it: the next test has other nodes.
        RUNTIME.spawn(cleaning);
    }
}

/// Deletes a namespace, then what it had outside. The nodes go last: a pod ends only on a node that lives.
async fn clean(objects: Objects, namespace: String) {
    use kube::api::{Api, DeleteParams, DynamicObject, ListParams};
    let api = |kind: &str| -> Api<DynamicObject> { Api::all_with(objects.client.clone(), &resource(kind)) };
    for kind in ["ClusterAttach", "ClusterExec", "ClusterLogs", "ClusterPortForward"] {
        let _ = api(kind).delete(&namespace, &DeleteParams::background()).await;
    }
    let _ = api("Namespace").delete(&namespace, &DeleteParams::background()).await;
    for _ in 0..300 {
        if let Ok(None) | Err(_) = api("Namespace").get_opt(&namespace).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let own = ListParams::default().labels(&format!("{NAMESPACE_LABEL}={namespace}"));
    for kind in ["Node", "PersistentVolume"] {
        let _ = api(kind).delete_collection(&DeleteParams::background(), &own).await;
    }
}
