//! What a test is, what it needs, and how the needless ones are skipped.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::plane::{self, Absent, Cluster, Namespace, Part};

/// What a test cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Neither Go nor a control plane.
    Nothing,
    /// etcd, API server and kubectl: also from `KUBEBUILDER_ASSETS`.
    ApiServer,
    /// The same, and helm.
    Helm,
    /// The control plane with controllers and KServe.
    Plane,
    /// The control plane with Knative, which is another one than `Plane`'s.
    Knative,
    /// The control plane with Knative, and the real LeaderWorkerSet on it.
    Groups,
    /// The real hey, and nothing else.
    HeyAlone,
    /// The HPA controller in virtual time, and nothing else.
    HpaTrajectories,
    /// Knative's autoscaler in virtual time, and nothing else.
    KpaDecisions,
    /// prometheus-adapter's reading of rules and the parser of PromQL, and nothing else.
    MetricRules,
}

impl Need {
    fn parts(self) -> Vec<Part> {
        let plane = [Part::Kubernetes, Part::Kserve, Part::Kwok, Part::Etcd];
        match self {
            Need::Nothing => Vec::new(),
            Need::ApiServer => plane::of_api_server().to_vec(),
            Need::Helm => [plane::of_api_server(), &[Part::Helm]].concat(),
            Need::Plane => plane.to_vec(),
            Need::Knative => [plane.as_slice(), &[Part::Knative]].concat(),
            Need::Groups => [plane.as_slice(), &[Part::Knative, Part::Lws]].concat(),
            Need::HeyAlone => vec![Part::Hey],
            Need::HpaTrajectories => vec![Part::HpaTrajectories],
            Need::KpaDecisions => vec![Part::KpaDecisions],
            Need::MetricRules => vec![Part::MetricRules],
        }
    }
}

/// One test.
pub struct Test {
    name: String,
    need: Need,
    run: Box<dyn FnOnce() + Send>,
}

/// A test that is given a new namespace of the shared control plane. Use [`shared!`](crate::shared).
pub fn shared(name: &str, need: Need, run: fn(&Namespace)) -> Test {
    let short = name.rsplit("::").next().unwrap_or(name).replace('_', "-");
    let prefix: String = short.chars().take(30).collect();
    let prefix = prefix.trim_end_matches('-').to_owned();
    own(name, need, move || {
        let cluster = match need {
            Need::Knative | Need::Groups => Cluster::shared_with_knative(),
            _ => Cluster::shared(),
        };
        if need == Need::Groups {
            plane::lws::start(cluster);
        }
        run(&cluster.namespace(&prefix))
    })
}

/// A test that makes its own control plane, or none. Use [`own!`](crate::own).
pub fn own(name: &str, need: Need, run: impl FnOnce() + Send + 'static) -> Test {
    let name = name.split_once("::").map_or(name, |(_, name)| name).to_owned();
    Test { name, need, run: Box::new(run) }
}

/// The tests of a module that take a `&Namespace` of the shared control plane: `shared![one, another]`, `shared![Need::Knative; one]`.
#[macro_export]
macro_rules! shared {
    ($need:expr; $($function:ident),* $(,)?) => {
        vec![$($crate::suite::shared(concat!(module_path!(), "::", stringify!($function)), $need, $function)),*]
    };
    ($($function:ident),* $(,)?) => { $crate::shared![$crate::suite::Need::Plane; $($function),*] };
}

/// The tests of a module that take nothing and make their own control plane: `own![Need::ApiServer; one, another]`.
#[macro_export]
macro_rules! own {
    ($need:expr; $($function:ident),* $(,)?) => {
        vec![$($crate::suite::own(concat!(module_path!(), "::", stringify!($function)), $need, $function)),*]
    };
}

static SKIPPED: AtomicUsize = AtomicUsize::new(0);

/// Whether a missing control plane is a failure.
fn required() -> bool {
    std::env::var_os("NEAP_REQUIRE_CLUSTER").is_some_and(|value| value == "1")
}

impl Test {
    fn into_trial(self) -> Trial {
        let alone = ALONE.iter().any(|module| self.name.starts_with(module));
        Trial::ignorable_test(self.name, move || match plane::ensure(&self.need.parts()) {
            Ok(()) => {
                // A test that fails poisons nothing: the next one has the machine as it is.
                let _alone = alone.then(|| MACHINE.write().unwrap_or_else(PoisonError::into_inner));
                let _beside = (!alone).then(|| MACHINE.read().unwrap_or_else(PoisonError::into_inner));
                within_time(self.run).map(|()| Completion::Completed)
            }
            Err(Absent::NoGo) if !required() => {
                SKIPPED.fetch_add(1, Ordering::Relaxed);
                Ok(Completion::ignored_with(Absent::NoGo))
            }
            Err(absent) => Err(Failed::from(absent.to_string())),
        })
    }
}

/// No test takes longer, on two cores neither. One that hangs must not take the others' results with it.
const LONGEST: Duration = Duration::from_secs(900);
/// What happens in these is told in seconds, so nothing runs beside them.
const ALONE: [&str; 2] = ["attach::", "three_ways::"];
/// The machine that all tests share.
static MACHINE: RwLock<()> = RwLock::new(());

/// Runs a test on a thread of its own; one that hangs is left behind there and ends with the process.
fn within_time(run: Box<dyn FnOnce() + Send>) -> Result<(), Failed> {
    let (done, ended) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        let _ = done.send(());
        if let Err(panic) = result {
            std::panic::resume_unwind(panic);
        }
    });
    if ended.recv_timeout(LONGEST).is_err() {
        return Err(Failed::from(format!("still running after {LONGEST:?}")));
    }
    thread.join().map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        Failed::from(
            text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked").to_owned(),
        )
    })
}

/// Runs the tests that the arguments select, and ends what they started.
pub fn run(tests: Vec<Test>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    // The tests wait for a control plane most of the time.
    arguments.test_threads.get_or_insert(8);
    let (needs, trials): (Vec<Need>, Vec<Trial>) =
        tests.into_iter().map(|test| (test.need, test.into_trial())).unzip();
    if !arguments.list {
        let selected = needs.iter().zip(&trials).filter(|(_, trial)| !arguments.is_filtered_out(trial));
        let parts: BTreeSet<Part> = selected.flat_map(|(need, _)| need.parts()).collect();
        // All at once, so that both lanes are busy. What fails is said by the tests that need it.
        let _ = plane::ensure(&Vec::from_iter(parts));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    Cluster::end_shared(conclusion.has_failed());
    let skipped = SKIPPED.load(Ordering::Relaxed);
    if skipped > 0 {
        let tests = if skipped == 1 { "test" } else { "tests" };
        eprintln!(
            "SKIPPED {skipped} {tests}: {}. NEAP_REQUIRE_CLUSTER=1 makes this a failure.\n",
            Absent::NoGo
        );
    }
    conclusion.exit_code()
}
