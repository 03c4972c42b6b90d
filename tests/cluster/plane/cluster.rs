//! A control plane: its servers, from start to end.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, OnceLock};
use std::time::{Duration, Instant};

use super::certificates::Certificates;
use super::guard::Guarded;
use super::kubeconfig::{self, client};
use super::metrics::Metrics;
use super::namespace::Namespace;
use super::objects::{Objects, block_on};
use super::parts;
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
    /// Every write that [`Cluster::audit`] tells of is logged.
    pub audit: bool,
    /// More flags of the API server, as `--feature-gates=HPAScaleToZero=true`.
    pub api_server_flags: Vec<String>,
    /// Controllers and scheduler without KWOK and its metrics APIs: a test brings machines of its own.
    pub without_machines: bool,
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
        kubeconfig::write(&kubeconfig, &url, &certificates.authority, TOKEN, "default");
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
        kubeconfig::write(&path, url, &self.certificates.authority, token.unwrap_or(TOKEN), namespace);
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
        // Of a failed run the logs stay; the store is large and says nothing that they do not.
        let useless = if failed { self.folder.join("etcd") } else { self.folder.clone() };
        let _ = std::fs::remove_dir_all(useless);
    }

    /// A path in the folder of this control plane.
    pub(super) fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.end(std::thread::panicking());
    }
}

/// A new folder for one control plane; removes those of failed runs that nobody looks at any more.
fn run_folder() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    const KEPT: Duration = Duration::from_secs(3600);
    let runs = parts::cache().join("runs");
    for old in std::fs::read_dir(&runs).into_iter().flatten().flatten() {
        let age = old.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        let process = old.file_name().to_string_lossy().split('-').next().map(str::to_owned);
        let lives = process.is_some_and(|process| Path::new("/proc").join(process).exists());
        if !lives && age.is_some_and(|age| age > KEPT) {
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
