//! A control plane: its servers, from start to end.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, OnceLock};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::certificates::Certificates;
use super::guard::Guarded;
use super::metrics::Metrics;
use super::namespace::Namespace;
use super::objects::{Objects, block_on};
use super::parts::{self, Part};
use super::proxy::Proxy;
use super::{crds, knative, kserve};

/// What a private control plane has besides etcd and the API server.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Controllers, scheduler, simulated nodes and the metrics APIs.
    pub controllers: bool,
    /// KServe's CRDs, config, webhooks and manager. Needs `controllers`.
    pub kserve: bool,
    /// ResourcePolicy's CRD.
    pub resource_policy: bool,
    /// Knative's CRDs, config, webhook and controller. Needs `controllers`.
    pub knative: bool,
    /// More flags of the API server, as `--feature-gates=HPAScaleToZero=true`.
    pub api_server_flags: Vec<String>,
    /// More flags of the controller manager.
    pub controller_manager_flags: Vec<String>,
}

impl Options {
    /// Everything but Knative: what the shared control plane is.
    pub fn full() -> Self {
        Self { controllers: true, kserve: true, resource_policy: true, ..Self::default() }
    }
}

/// How a server is started, so that it can be started again.
struct Launch {
    program: PathBuf,
    args: Vec<String>,
    env: Vec<(String, String)>,
}

/// A running control plane. It ends when it is dropped or the process ends.
pub struct Cluster {
    /// Logs, certificates and kubeconfigs.
    pub folder: PathBuf,
    /// The API server, as `https://127.0.0.1:PORT`.
    pub url: String,
    /// The administrator's kubeconfig; its namespace is `default`.
    pub kubeconfig: PathBuf,
    /// The administrator's client.
    pub client: kube::Client,
    /// Authority and certificate of all servers.
    pub certificates: Certificates,
    /// The values that the metrics APIs answer with.
    pub metrics: Metrics,
    /// Where the API server reaches the kubelets of all simulated nodes: logs and port forwarding.
    pub kubelet_port: u16,
    servers: Mutex<BTreeMap<&'static str, (Launch, Option<Guarded>)>>,
    namespaces: AtomicUsize,
}

/// `None` when it could not be started: the first test has said why, and the others need not wait for the same.
type Lazy = OnceLock<Option<Cluster>>;

static SHARED: Lazy = OnceLock::new();
static SHARED_WITH_KNATIVE: Lazy = OnceLock::new();

fn lazily(cluster: &'static Lazy, options: &Options) -> &'static Cluster {
    let started = cluster.get_or_init(|| {
        let start = std::panic::AssertUnwindSafe(|| Cluster::start(options));
        std::panic::catch_unwind(start).ok()
    });
    started.as_ref().expect("the shared control plane starts; its failure is shown above")
}

/// The administrator's token.
const TOKEN: &str = "admin-token";

impl Cluster {
    /// The control plane that most tests share; started by the first that asks.
    pub fn shared() -> &'static Cluster {
        lazily(&SHARED, &Options::full())
    }

    /// The same with Knative. It is another one, because `neap` behaves differently where Knative is served.
    pub fn shared_with_knative() -> &'static Cluster {
        lazily(&SHARED_WITH_KNATIVE, &Options { knative: true, ..Options::full() })
    }

    /// Ends the shared control planes that tests have started. `failed` keeps the logs and prints their ends.
    pub fn end_shared(failed: bool) {
        for cluster in [&SHARED, &SHARED_WITH_KNATIVE].into_iter().filter_map(|lazy| lazy.get()?.as_ref()) {
            cluster.end(failed);
        }
    }

    /// A control plane of one's own: for restarts, feature gates and scale.
    pub fn private(options: &Options) -> Cluster {
        Cluster::start(options)
    }

    fn start(options: &Options) -> Cluster {
        let started = Instant::now();
        let folder = run_folder();
        let certificates = Certificates::create(&folder.join("certificates"));
        let (etcd, peer, api) = (free_port(), free_port(), free_port());
        let url = format!("https://127.0.0.1:{api}");
        let kubeconfig = folder.join("kubeconfig");
        write_kubeconfig(&kubeconfig, &url, &certificates.authority, TOKEN, "default");
        std::fs::write(folder.join("tokens.csv"), format!("{TOKEN},admin,admin,\"system:masters\"\n"))
            .unwrap();
        let cluster = Cluster {
            client: client(&kubeconfig),
            metrics: Metrics::default(),
            kubelet_port: free_port(),
            servers: Mutex::default(),
            namespaces: AtomicUsize::new(0),
            folder,
            url,
            kubeconfig,
            certificates,
        };
        cluster.start_etcd(etcd, peer);
        cluster.start_api_server(etcd, api, options);
        cluster.wait_ready();
        if options.controllers {
            cluster.start_controllers(options);
        }
        if options.resource_policy {
            crds::install(&cluster, crds::RESOURCE_POLICY);
        }
        if options.knative {
            knative::install_crds(&cluster);
        }
        if options.kserve {
            kserve::start(&cluster);
        }
        if options.knative {
            knative::start(&cluster);
        }
        eprintln!(
            "real control plane: up in {:.1?}, logs in {}",
            started.elapsed(),
            cluster.folder.display()
        );
        cluster
    }

    fn start_etcd(&self, port: u16, peer: u16) {
        let (client, peer) = (format!("http://127.0.0.1:{port}"), format!("http://127.0.0.1:{peer}"));
        let args = [
            "--data-dir".into(),
            self.path("etcd"),
            "--unsafe-no-fsync".into(),
            "--log-level=warn".into(),
            // The largest CRDs are larger than the default of 1.5 MiB.
            "--max-request-bytes=8388608".into(),
            format!("--listen-client-urls={client}"),
            format!("--advertise-client-urls={client}"),
            format!("--listen-peer-urls={peer}"),
            format!("--initial-advertise-peer-urls={peer}"),
            format!("--initial-cluster=default={peer}"),
        ];
        self.launch("etcd", parts::program(Part::Etcd, "etcd"), args.into(), Vec::new());
    }

    fn start_api_server(&self, etcd: u16, port: u16, options: &Options) {
        let file = |path: &Path| path.display().to_string();
        let mut args = vec![
            format!("--etcd-servers=http://127.0.0.1:{etcd}"),
            "--bind-address=127.0.0.1".into(),
            "--advertise-address=127.0.0.1".into(),
            format!("--secure-port={port}"),
            format!("--cert-dir={}", self.path("certificates")),
            format!("--tls-cert-file={}", file(&self.certificates.certificate)),
            format!("--tls-private-key-file={}", file(&self.certificates.key)),
            "--service-account-issuer=https://kubernetes.default.svc".into(),
            format!("--service-account-key-file={}", file(&self.certificates.account_public_key)),
            format!("--service-account-signing-key-file={}", file(&self.certificates.account_key)),
            format!("--token-auth-file={}", self.path("tokens.csv")),
            "--authorization-mode=RBAC".into(),
            "--service-cluster-ip-range=10.0.0.0/16".into(),
            "--endpoint-reconciler-type=none".into(),
            "--enable-priority-and-fairness=false".into(),
            "--enable-admission-plugins=PodNodeSelector".into(),
            "--allow-privileged".into(),
        ];
        if !options.controllers {
            // Nobody makes the accounts that it asks for.
            args.push("--disable-admission-plugins=ServiceAccount".into());
        }
        args.extend(options.api_server_flags.iter().cloned());
        self.launch("kube-apiserver", parts::program(Part::Kubernetes, "kube-apiserver"), args, Vec::new());
    }

    fn start_controllers(&self, options: &Options) {
        let common = [
            format!("--kubeconfig={}", self.kubeconfig.display()),
            "--leader-elect=false".into(),
            "--secure-port=0".into(),
            "--kube-api-qps=1000".into(),
            "--kube-api-burst=1000".into(),
        ];
        let mut args: Vec<String> = common.to_vec();
        args.extend([
            format!("--service-account-private-key-file={}", self.certificates.account_key.display()),
            format!("--root-ca-file={}", self.path("certificates/ca.crt")),
            "--controllers=*,-bootstrapsigner,-tokencleaner,-nodeipam,-cloud-node-lifecycle,-service-lb-controller".into(),
            "--horizontal-pod-autoscaler-sync-period=2s".into(),
            "--horizontal-pod-autoscaler-downscale-stabilization=10s".into(),
        ]);
        args.extend(options.controller_manager_flags.iter().cloned());
        let program = |name| parts::program(Part::Kubernetes, name);
        self.launch("kube-controller-manager", program("kube-controller-manager"), args, Vec::new());
        self.launch("kube-scheduler", program("kube-scheduler"), common.into(), Vec::new());
        let stages = self.folder.join("stages.yaml");
        std::fs::write(&stages, include_str!("stages.yaml")).unwrap();
        let crds = ["clusterlogs", "clusterportforwards"];
        let crds = crds.map(|name| parts::file(Part::Kwok, &format!("crds/kwok.x-k8s.io_{name}.yaml")));
        crds::install_files(self, &crds);
        let args = [
            format!("--kubeconfig={}", self.kubeconfig.display()),
            format!("--config={}", stages.display()),
            "--manage-all-nodes=true".into(),
            // Without leases the nodes are taken for dead every 50 s.
            "--node-lease-duration-seconds=40".into(),
            format!("--server-address=127.0.0.1:{}", self.kubelet_port),
            format!("--tls-cert-file={}", self.certificates.certificate.display()),
            format!("--tls-private-key-file={}", self.certificates.key.display()),
            "--enable-crds=ClusterLogs,ClusterPortForward".into(),
        ];
        self.launch("kwok", parts::program(Part::Kwok, "kwok"), args.into(), Vec::new());
        self.metrics.serve(self);
        let policy: Vec<Value> = serde_yaml::from_multiple(include_str!("delays.yaml")).unwrap();
        for object in policy {
            self.objects().apply(object);
        }
    }

    /// Starts a server whose log is `NAME.log`.
    pub fn launch(
        &self,
        name: &'static str,
        program: PathBuf,
        args: Vec<String>,
        env: Vec<(String, String)>,
    ) {
        let server = Guarded::start(&program, &args, &env, &self.folder.join(format!("{name}.log")));
        self.servers.lock().unwrap().insert(name, (Launch { program, args, env }, Some(server)));
    }

    /// Kills a server, as `kube-apiserver`.
    pub fn stop(&self, name: &str) {
        self.servers.lock().unwrap().get_mut(name).unwrap_or_else(|| panic!("no server {name}")).1 = None;
    }

    /// Starts a killed server again, with the same flags and port.
    pub fn restart(&self, name: &str) {
        let mut servers = self.servers.lock().unwrap();
        let (launch, server) = servers.get_mut(name).unwrap_or_else(|| panic!("no server {name}"));
        *server = None;
        let log = self.folder.join(format!("{name}.log"));
        *server = Some(Guarded::start(&launch.program, &launch.args, &launch.env, &log));
    }

    /// Waits until the API server says that it is ready.
    pub fn wait_ready(&self) {
        self.wait("the API server", "kube-apiserver", || {
            let request = http::Request::get("/readyz").body(Vec::new()).unwrap();
            block_on(self.client.request_text(request)).is_ok_and(|answer| answer == "ok")
        });
    }

    /// Waits for a server; panics with its log when it has ended or half a minute has passed.
    pub fn wait(&self, what: &str, server: &str, ready: impl Fn() -> bool) {
        let started = Instant::now();
        while !ready() {
            let mut servers = self.servers.lock().unwrap();
            let running = servers.get_mut(server).and_then(|(_, running)| running.as_mut());
            let Some(running) = running else { panic!("{server} was stopped") };
            if running.has_ended() || started.elapsed() > Duration::from_secs(60) {
                panic!("{what} did not come up:\n{}", running.log_tail(20));
            }
            drop(servers);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether pods are made and run here.
    pub fn has_controllers(&self) -> bool {
        self.servers.lock().unwrap().contains_key("kube-controller-manager")
    }

    /// Objects of all namespaces, and those without one.
    pub fn objects(&self) -> Objects {
        Objects { client: self.client.clone(), namespace: None }
    }

    /// A new namespace whose pods run on its own nodes only. `name` is a prefix.
    pub fn namespace(&self, name: &str) -> Namespace<'_> {
        let name = format!("{name}-{}", self.namespaces.fetch_add(1, Ordering::Relaxed));
        Namespace::create(self, name)
    }

    /// A proxy before the API server that makes faults.
    pub fn proxy(&self) -> Proxy {
        Proxy::start(self)
    }

    /// Writes a kubeconfig for this control plane into its folder.
    pub fn write_kubeconfig(&self, name: &str, url: &str, token: Option<&str>, namespace: &str) -> PathBuf {
        let path = self.folder.join(name);
        write_kubeconfig(&path, url, &self.certificates.authority, token.unwrap_or(TOKEN), namespace);
        path
    }

    /// Runs kubectl and returns its standard output; panics when it fails.
    pub fn kubectl<S: AsRef<str>>(&self, args: impl IntoIterator<Item = S>) -> String {
        super::process::kubectl_outcome(&self.kubeconfig, args).ended_with(0).stdout
    }

    /// Ends all servers. `failed` keeps the logs and prints their ends.
    fn end(&self, failed: bool) {
        let mut servers = std::mem::take(&mut *self.servers.lock().unwrap());
        if failed {
            for (name, (_, server)) in &servers {
                let tail = server.as_ref().map(|server| server.log_tail(4)).unwrap_or_default();
                eprintln!("--- the end of {name}.log\n{tail}");
            }
            eprintln!("--- all logs: {}", self.folder.display());
        }
        // Its clients first: they would fill their logs with complaints.
        let etcd = servers.remove("etcd");
        let api_server = servers.remove("kube-apiserver");
        drop(servers);
        drop(api_server);
        drop(etcd);
        if !failed {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.end(std::thread::panicking());
    }
}

/// A new folder for one control plane; removes those of dead runs that are older than a day.
fn run_folder() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let runs = parts::cache().join("runs");
    for old in std::fs::read_dir(&runs).into_iter().flatten().flatten() {
        let age = old.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        if age.is_some_and(|age| age > Duration::from_secs(24 * 3600)) {
            let _ = std::fs::remove_dir_all(old.path());
        }
    }
    let folder = runs.join(format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A port that nothing listens on. It lies below the range from which the kernel takes ports of outgoing connections,
/// so that a restarted server finds its port free.
pub fn free_port() -> u16 {
    static NEXT: LazyLock<AtomicU16> =
        LazyLock::new(|| AtomicU16::new(20_000 + u16::try_from(std::process::id() % 120).unwrap_or(0) * 100));
    loop {
        let port = NEXT.fetch_add(1, Ordering::Relaxed);
        assert!(port < 32_768, "no port left");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn client(kubeconfig: &Path) -> kube::Client {
    let kubeconfig = kube::config::Kubeconfig::read_from(kubeconfig).unwrap();
    block_on(async {
        let mut config = kube::Config::from_custom_kubeconfig(kubeconfig, &Default::default()).await.unwrap();
        config.default_retry = false;
        kube::Client::try_from(config).unwrap()
    })
}

/// As JSON, which is YAML too.
fn write_kubeconfig(path: &Path, url: &str, authority: &str, token: &str, namespace: &str) {
    let config = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "test",
        "clusters": [{"name": "test", "cluster": {"server": url, "certificate-authority-data": base64(authority.as_bytes())}}],
        "users": [{"name": "test", "user": {"token": token}}],
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test", "namespace": namespace}}],
    });
    std::fs::write(path, config.to_string()).unwrap();
}

/// Base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    // ByteString is how Kubernetes writes bytes.
    let encoded = serde_json::to_value(k8s_openapi::ByteString(bytes.to_vec())).unwrap();
    encoded.as_str().unwrap().to_owned()
}
