//! The story of cold starts: a service sleeps, a request wakes it, and the client waits. Four times, and a table.

use std::time::Duration;

use http::Request;
use jiff::Timestamp;
use serde_json::Value;

use super::catalogue::Story;
use super::scene::Load;
use super::step::Step;
use crate::clock::{Clock, span};
use crate::commands::follow::interrupt;
use crate::commands::sandbox::write_private;
use crate::error::{Error, Kind, Result};
use crate::report::status::Screen;
use crate::sandbox::scenario::Scenario;
use crate::sandbox::{Options, Sandbox};
use crate::session::Session;
use crate::ui::{Mark, Table, Ui};

/// Between two looks, on the clock on the wall.
const LOOK: Duration = Duration::from_millis(50);
/// When an act is ended that does not come to its end, in cluster time.
const PATIENCE: i64 = 1200;
/// The words that ask for a reserve instance.
const RESERVE: [&str; 2] = ["--reserve-instance", "--reserve-instance-spec=ecs.gn6i-c4g1.xlarge"];

/// One of the four.
struct Case {
    cache: bool,
    reserve: bool,
}

/// What was measured, in cluster time.
struct Measured {
    first_start: Duration,
    first_answer: Duration,
}

/// Plays the four cases, one after the other.
///
/// # Errors
/// Interrupted, or a cluster failed.
pub async fn play(
    story: &'static Story,
    scenario: Scenario,
    mut steps: Vec<Vec<String>>,
    session: &mut Session,
) -> Result<()> {
    let deploy = steps.pop().unwrap_or_default();
    let screen = Screen { width: session.ui.width(), colour: session.ui.colour(), ..Screen::default() };
    for text in [
        story.title.to_owned(),
        format!(
            "Four simulated clusters, one after the other; cluster time runs {} times as fast as yours.",
            scenario.speed
        ),
    ] {
        session.ui.status(screen.wrapped(&text, 0, Mark::Plain).trim_end());
    }
    session.ui.status(Step::parse(deploy.clone())?.shown());
    session.ui.status(format_args!("and for a reserve instance, besides: {}", RESERVE.join(" ")));
    let mut table = Table::new(["", "FIRST START", "FIRST ANSWER AFTER A CALM"]);
    for (cache, reserve) in [(false, false), (true, false), (false, true), (true, true)] {
        let case = Case { cache, reserve };
        let measured = tokio::select! {
            measured = run(story, &case, scenario.clone(), &deploy, session) => measured?,
            () = interrupt() => return Err(Error::new(Kind::Interrupted, "interrupted")),
        };
        let (start, answer) = (seconds(measured.first_start), tenths(measured.first_answer));
        session
            .ui
            .status(format_args!("{}: ready after {start}; asleep, then a request: {answer}", case.name()));
        table.row([case.name(), &start, &answer]);
    }
    session.ui.table(&table)?;
    session.ui.data(screen.wrapped(story.lesson, 0, Mark::Plain))
}

impl Case {
    fn name(&self) -> &'static str {
        match (self.cache, self.reserve) {
            (false, false) => "no cache",
            (true, false) => "cache",
            (false, true) => "no cache, reserve instance",
            (true, true) => "cache, reserve instance",
        }
    }
}

async fn run(
    story: &Story,
    case: &Case,
    mut scenario: Scenario,
    deploy: &[String],
    session: &mut Session,
) -> Result<Measured> {
    if !case.cache {
        scenario.models.iter_mut().for_each(|model| model.cache = None);
    }
    let folder = tempfile::Builder::new().prefix("neap-demo-").tempdir()?;
    let options = Options { scenario, start: session.clock.now(), port: 0, state: None };
    let sandbox = Sandbox::start(options).await?;
    let kubeconfig = folder.path().join("kubeconfig");
    write_private(&kubeconfig, &sandbox.kubeconfig())?;
    let wall = std::mem::replace(&mut session.clock, std::sync::Arc::new(sandbox.clock()));
    let env = session.env.clone();
    session.env = env.with("KUBECONFIG", &kubeconfig.to_string_lossy());
    let measured = measure(story, case, &sandbox, deploy, session).await;
    (session.clock, session.env) = (wall, env);
    sandbox.stop().await?;
    measured
}

async fn measure(
    story: &Story,
    case: &Case,
    sandbox: &Sandbox,
    deploy: &[String],
    session: &mut Session,
) -> Result<Measured> {
    let clock = sandbox.clock();
    let extra = RESERVE.iter().filter(|_| case.reserve).copied();
    // Flags come before the command of the container.
    let (command, flags) = deploy.split_last().ok_or_else(|| Error::usage("a demo deploys a service"))?;
    let words = flags.iter().map(String::as_str).chain(extra).chain([command.as_str()]);
    let step = Step::parse(words.map(str::to_owned).collect())?;
    // What is said of the four is said once.
    let ui = match case.cache || case.reserve {
        true => Some(std::mem::replace(&mut session.ui, Ui::piped(std::io::sink(), std::io::sink()))),
        false => None,
    };
    let served = step.run(session).await;
    if let Some(ui) = ui {
        session.ui = ui;
    }
    served?;
    let deployed = clock.now();
    until(sandbox, "the first replica is not ready", || async {
        ready(sandbox).await.map(|(usual, _)| usual > 0)
    })
    .await?;
    let first_start = between(deployed, clock.now());
    until(sandbox, "the service does not go to sleep", || async {
        let (usual, reserve) = ready(sandbox).await?;
        Ok(usual == 0 && (reserve > 0) == case.reserve && (case.reserve || pods(sandbox).await?.is_empty()))
    })
    .await?;
    let asked = clock.now();
    let mut load = Load::start(&words_of_one(story, sandbox), asked, clock.speed())?;
    let mut met = None;
    while met.is_none() {
        tokio::select! {
            () = load.answers() => {}
            () = clock.sleep(Duration::from_secs(PATIENCE.unsigned_abs())) => return Err(stuck("there is no answer")),
            error = sandbox.failure() => return Err(error),
        }
        met = load.met(asked, clock.now()).filter(|met| met.median.is_some());
    }
    load.stop(clock.now()).await?;
    match met {
        Some(met) if met.errors > 0 => Err(Error::failed("the request that was to wake the service failed")),
        met => Ok(Measured { first_start, first_answer: met.and_then(|met| met.median).unwrap_or_default() }),
    }
}

/// The command line that sends one request.
fn words_of_one(story: &Story, sandbox: &Sandbox) -> Vec<String> {
    let body = (story.body)();
    let url = format!("{}/v1/chat/completions", sandbox.ingress());
    let words = ["bench", "-n", "1", "-c", "1", "-t", "0", "-m", "POST", "-host", story.host];
    let rest = ["-H", "Content-Type: application/json", "-d", &body, &url];
    words.into_iter().chain(rest).map(str::to_owned).collect()
}

/// Waits until something is so.
async fn until<F: Future<Output = Result<bool>>>(
    sandbox: &Sandbox,
    else_: &str,
    is: impl Fn() -> F,
) -> Result<()> {
    let began = sandbox.clock().now();
    while !is().await? {
        if sandbox.clock().now().duration_since(began).as_secs() > PATIENCE {
            return Err(stuck(else_));
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

fn stuck(what: &str) -> Error {
    Error::timeout(format!("{what} after {}", span(PATIENCE)))
        .hint("`neap sandbox up --scenario demo-knative` starts the same cluster to look at")
}

async fn pods(sandbox: &Sandbox) -> Result<Vec<Value>> {
    let request = Request::get("/api/v1/namespaces/default/pods").body(Vec::new());
    let request = request.map_err(|error| Error::failed(error.to_string()))?;
    let list: Value =
        sandbox.client().request(request).await.map_err(|error| Error::failed(error.to_string()))?;
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

/// Pods that are ready: usual ones, and reserves.
async fn ready(sandbox: &Sandbox) -> Result<(usize, usize)> {
    let is_ready = |pod: &&Value| {
        let conditions = pod["status"]["conditions"].as_array().into_iter().flatten();
        let mut ready = conditions.filter(|it| it["type"] == "Ready" && it["status"] == "True");
        pod["metadata"].get("deletionTimestamp").is_none() && ready.next().is_some()
    };
    let pods = pods(sandbox).await?;
    let reserve =
        |pod: &&Value| pod["metadata"]["labels"].get("knative.aliyun.com/reserve-instance").is_some();
    let (reserve, usual): (Vec<&Value>, Vec<&Value>) = pods.iter().filter(is_ready).partition(reserve);
    Ok((usual.len(), reserve.len()))
}

fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

fn seconds(time: Duration) -> String {
    format!("{:.0} s", time.as_secs_f64())
}

fn tenths(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
