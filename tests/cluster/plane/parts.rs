//! The servers' binaries: built once from our `go.mod` files, kept under `target/realcluster/`, keyed by those files.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Instant;

/// The version that the API server reports.
const KUBERNETES_VERSION: &str = "v1.36.3";

/// A Go module of ours that builds some servers. The longest build comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// kube-apiserver, kube-controller-manager, kube-scheduler, kubectl.
    Kubernetes,
    /// Knative's webhook and controller, and its CRDs and config.
    Knative,
    /// KServe's manager, and its CRDs and config.
    Kserve,
    /// LeaderWorkerSet's manager, its CRD and its webhook rules.
    Lws,
    /// The client that installs charts.
    Helm,
    /// Simulated nodes and pods.
    Kwok,
    /// The store.
    Etcd,
    /// The load generator that `neap bench` is compared with.
    Hey,
    /// The HPA controller in virtual time.
    HpaTrajectories,
    /// Knative's autoscaler in virtual time.
    KpaDecisions,
    /// prometheus-adapter's reading of rules, and the parser of PromQL.
    MetricRules,
}

impl Part {
    /// The folder under `tests/cluster/go`.
    fn name(self) -> &'static str {
        match self {
            Part::Kubernetes => "kubernetes",
            Part::Knative => "knative",
            Part::Kserve => "kserve",
            Part::Lws => "lws",
            Part::Helm => "helm",
            Part::Kwok => "kwok",
            Part::Etcd => "etcd",
            Part::Hey => "hey",
            Part::HpaTrajectories => "hpa-trajectories",
            Part::KpaDecisions => "kpa-decisions",
            Part::MetricRules => "metric-rules",
        }
    }

    /// Folders and files of downloaded modules that the tests read: (module, path in it, name in the part's folder).
    fn files(self) -> &'static [(&'static str, &'static str, &'static str)] {
        match self {
            Part::Kserve => &[
                ("github.com/kserve/kserve", "config/crd/full", "crds"),
                ("github.com/kserve/kserve", "config/configmap", "configmap"),
                ("github.com/kserve/kserve", "config/webhook", "webhook"),
                ("github.com/kserve/kserve", "config/runtimes", "runtimes"),
                ("github.com/kserve/kserve", "config/storagecontainers", "storagecontainers"),
            ],
            Part::Knative => &[
                ("knative.dev/serving", "config/core", "serving"),
                ("knative.dev/networking", "config", "networking"),
                ("knative.dev/caching", "config", "caching"),
            ],
            Part::Lws => &[
                ("sigs.k8s.io/lws", "config/crd/bases", "crds"),
                ("sigs.k8s.io/lws", "config/webhook", "webhook"),
            ],
            Part::Kwok => &[("sigs.k8s.io/kwok", "kustomize/crd/bases", "crds")],
            _ => &[],
        }
    }

    fn module(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/go").join(self.name())
    }

    /// The files of the module: go.mod, go.sum, and the code of what is our own.
    fn sources(self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.module()).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
        files.sort();
        files
    }

    /// Whether the part is a test of our own that runs Kubernetes' code, instead of servers.
    fn is_test(self) -> bool {
        matches!(self, Part::HpaTrajectories | Part::KpaDecisions | Part::MetricRules)
    }

    /// Where the part's binaries are, or will be.
    fn folder(self) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        for file in self.sources() {
            fs::read(file).unwrap_or_default().hash(&mut hasher);
        }
        (KUBERNETES_VERSION, self.files()).hash(&mut hasher);
        cache().join(format!("{}-{:016x}", self.name(), hasher.finish()))
    }

    fn is_built(self) -> bool {
        self.folder().join(DONE).exists()
    }
}

/// Written last; a folder without it is an interrupted build.
const DONE: &str = "done";

/// `target/realcluster`, or the folder that `NEAP_REALCLUSTER` names.
pub fn cache() -> PathBuf {
    if let Some(folder) = std::env::var_os("NEAP_REALCLUSTER").filter(|value| !value.is_empty()) {
        return PathBuf::from(folder);
    }
    // The test binary lies in `target/PROFILE/deps`.
    let target = std::env::current_exe().unwrap();
    target.ancestors().nth(3).unwrap().join("realcluster")
}

/// Why a part cannot be had.
#[derive(Debug, Clone)]
pub enum Absent {
    /// Go is not installed. The tests that need the part are skipped.
    NoGo,
    /// The build failed. The tests that need the part fail.
    BuildFailed(String),
}

impl fmt::Display for Absent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Absent::NoGo => {
                write!(formatter, "Go is not installed, so the real control plane cannot be built")
            }
            Absent::BuildFailed(reason) => formatter.write_str(reason),
        }
    }
}

/// Builds what is missing of the given parts; says so on standard error. Two test runs do not build at the same time.
pub fn ensure(wanted: &[Part]) -> Result<(), Absent> {
    static RESULTS: OnceLock<Mutex<HashMap<Part, Result<(), Absent>>>> = OnceLock::new();
    // Held for the whole build, so that a second test of the same part waits for it.
    let mut results = RESULTS.get_or_init(Mutex::default).lock().unwrap();
    let missing: Vec<Part> = wanted
        .iter()
        .copied()
        .filter(|&part| !results.contains_key(&part) && !from_assets(part) && !part.is_built())
        .collect();
    if !missing.is_empty() {
        for (part, result) in build(&missing) {
            results.insert(part, result);
        }
    }
    wanted.iter().try_for_each(|part| results.get(part).cloned().unwrap_or(Ok(())))
}

/// The path of a built or given program.
pub fn program(part: Part, name: &str) -> PathBuf {
    if let Some(assets) = assets() {
        let given = assets.join(name);
        if given.exists() {
            return given;
        }
    }
    part.folder().join(name)
}

/// The path of a file of the part's modules.
pub fn file(part: Part, path: &str) -> PathBuf {
    part.folder().join(path)
}

/// The folder that holds etcd, kube-apiserver and kubectl, as other test suites name it.
fn assets() -> Option<PathBuf> {
    std::env::var_os("KUBEBUILDER_ASSETS").filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Whether `KUBEBUILDER_ASSETS` has the whole part. Of Kubernetes it usually has the API server and kubectl alone.
fn from_assets(part: Part) -> bool {
    let programs: &[&str] = match part {
        Part::Etcd => &["etcd"],
        Part::Kubernetes => &["kube-apiserver", "kubectl", "kube-controller-manager", "kube-scheduler"],
        _ => return false,
    };
    assets().is_some_and(|folder| programs.iter().all(|program| folder.join(program).exists()))
}

/// What an API server without controllers needs: nothing, if `KUBEBUILDER_ASSETS` has it.
pub fn of_api_server() -> &'static [Part] {
    let given = assets().is_some_and(|folder| {
        ["etcd", "kube-apiserver", "kubectl"].iter().all(|name| folder.join(name).exists())
    });
    if given { &[] } else { &[Part::Etcd, Part::Kubernetes] }
}

/// Builds parts in at most two lanes, each with its share of the cores. The linker of one lane runs beside the compiler of the other.
fn build(parts: &[Part]) -> Vec<(Part, Result<(), Absent>)> {
    if Command::new("go").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        return parts.iter().map(|&part| (part, Err(Absent::NoGo))).collect();
    }
    fs::create_dir_all(cache()).unwrap();
    let lock = File::create(cache().join("lock")).unwrap();
    if lock.try_lock().is_err() {
        eprintln!("real control plane: another run is building it; waiting");
        lock.lock().unwrap();
    }
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let lanes = cores.min(2).min(parts.len());
    let mut queue: Vec<Part> = parts.to_vec();
    queue.sort_by_key(|&part| std::cmp::Reverse(part));
    let queue = Mutex::new(queue);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(|| {
                loop {
                    let Some(part) = queue.lock().unwrap().pop() else { break };
                    // The other run may have built it while this one waited.
                    let result = if part.is_built() { Ok(()) } else { build_part(part, cores / lanes) };
                    results.lock().unwrap().push((part, result.map_err(Absent::BuildFailed)));
                }
            });
        }
    });
    results.into_inner().unwrap()
}

fn build_part(part: Part, cores: usize) -> Result<(), String> {
    let started = Instant::now();
    eprintln!(
        "real control plane: building {} (minutes the first time, then kept in {})",
        part.name(),
        cache().display()
    );
    let folder = part.folder();
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    if part.is_test() {
        let program = folder.join(part.name());
        let cores = cores.to_string();
        let mut build = Command::new("go");
        go(part, build.args(["test", "-c", "-trimpath", "-p", &cores, "-o"]).arg(program).arg("."))?;
        return finish(part, &folder, started);
    }
    let flags = format!("-s -w -X k8s.io/component-base/version.gitVersion={KUBERNETES_VERSION}");
    let mut install = Command::new("go");
    install.args(["install", "-trimpath", "-p", &cores.to_string(), &format!("-ldflags={flags}"), "tool"]);
    go(part, install.env("GOBIN", &folder))?;
    // The folders of these are called so.
    let renamed = match part {
        Part::Etcd => Some(("server", "etcd")),
        Part::Lws => Some(("cmd", "lws-manager")),
        _ => None,
    };
    if let Some((from, to)) = renamed {
        fs::rename(folder.join(from), folder.join(to)).map_err(|error| error.to_string())?;
    }
    for (module, path, name) in part.files() {
        go(part, Command::new("go").args(["mod", "download", module]))?;
        let from = go(part, Command::new("go").args(["list", "-m", "-f", "{{.Dir}}", module]))?;
        copy(&Path::new(from.trim()).join(path), &folder.join(name)).map_err(|error| error.to_string())?;
    }
    finish(part, &folder, started)
}

fn finish(part: Part, folder: &Path, started: Instant) -> Result<(), String> {
    File::create(folder.join(DONE)).map_err(|error| error.to_string())?;
    eprintln!("real control plane: built {} in {:.0?}", part.name(), started.elapsed());
    Ok(())
}

/// Where a module that a part is made of has its files; it is downloaded already.
pub fn module_folder(part: Part, module: &str) -> PathBuf {
    let folder = go(part, Command::new("go").args(["list", "-m", "-f", "{{.Dir}}", module])).unwrap();
    PathBuf::from(folder.trim())
}

/// Runs go in the part's module and returns what it prints.
fn go(part: Part, command: &mut Command) -> Result<String, String> {
    let output = command.current_dir(part.module()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(format!("building {} failed: {}", part.name(), reason.trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Copies a folder; what is copied can be written, unlike the module cache.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?
        } else {
            fs::write(target, fs::read(entry.path())?)?
        }
    }
    Ok(())
}
