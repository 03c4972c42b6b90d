//! The story of cold starts: a service sleeps, a request wakes it, and the client waits. Four times, and a table.

use std::time::Duration;

use http::Request;
use jiff::Timestamp;
use serde_json::Value;

use super::catalogue::{RESERVE, Story, UNCACHED};
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
    words: Vec<Vec<String>>,
    session: &mut Session,
) -> Result<()> {
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
    let mut table = Table::new(["", "FIRST START", "FIRST ANSWER AFTER A CALM"]);
    for (cache, reserve) in [(false, false), (true, false), (false, true), (true, true)] {
        let case = Case { cache, reserve };
        let steps = case.steps(&words)?;
        let measured = tokio::select! {
            measured = run(story, &case, scenario.clone(), steps, session) => measured?,
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

    /// The story's command lines as this case has them: the service comes last, and what it is cached in before.
    fn steps(&self, words: &[Vec<String>]) -> Result<Vec<Step>> {
        let Some((serve, before)) = words.split_last() else { return Ok(Vec::new()) };
        let (cached, plain) = UNCACHED;
        let mut serve: Vec<String> = match self.cache {
            true => serve.clone(),
            false => serve.iter().map(|word| word.replacen(cached, plain, 1)).collect(),
        };
        if self.reserve {
            // Flags come before the command of the container.
            let at = serve.len().saturating_sub(1);
            serve.splice(at..at, RESERVE.map(str::to_owned));
        }
        let before = before.iter().filter(|_| self.cache).cloned();
        before.chain([serve]).map(Step::parse).collect()
    }

    /// What all cases have in common is shown once.
    fn is_told(&self) -> bool {
        !self.reserve
    }
}

async fn run(
    story: &Story,
    case: &Case,
    scenario: Scenario,
    steps: Vec<Step>,
    session: &mut Session,
) -> Result<Measured> {
    let folder = tempfile::Builder::new().prefix("neap-demo-").tempdir()?;
    let options = Options { scenario, start: session.clock.now(), port: 0, state: None };
    let sandbox = Sandbox::start(options).await?;
    let kubeconfig = folder.path().join("kubeconfig");
    write_private(&kubeconfig, &sandbox.kubeconfig())?;
    let wall = std::mem::replace(&mut session.clock, std::sync::Arc::new(sandbox.clock()));
    let env = session.env.clone();
    session.env = env.with("KUBECONFIG", &kubeconfig.to_string_lossy());
    let measured = measure(story, case, &sandbox, steps, session).await;
    (session.clock, session.env) = (wall, env);
    sandbox.stop().await?;
    measured
}

async fn measure(
    story: &Story,
    case: &Case,
    sandbox: &Sandbox,
    steps: Vec<Step>,
    session: &mut Session,
) -> Result<Measured> {
    let clock = sandbox.clock();
    let ui = match case.is_told() {
        true => None,
        false => Some(std::mem::replace(&mut session.ui, Ui::piped(std::io::sink(), std::io::sink()))),
    };
    let served = take(steps, session).await;
    if let Some(ui) = ui {
        session.ui = ui;
    }
    served?;
    let deployed = clock.now();
    until(sandbox, "the first replica is not ready", || async {
        ready(story, sandbox).await.map(|(usual, _)| usual > 0)
    })
    .await?;
    let first_start = between(deployed, clock.now());
    until(sandbox, "the service does not go to sleep", || async {
        let (usual, reserve) = ready(story, sandbox).await?;
        Ok(usual == 0
            && (reserve > 0) == case.reserve
            && (case.reserve || pods(story, sandbox).await?.is_empty()))
    })
    .await?;
    let asked = clock.now();
    let mut load = Load::start(&words_of_one(story, sandbox), asked, clock.speed()).await?;
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

/// Runs the commands, one after the other.
async fn take(steps: Vec<Step>, session: &mut Session) -> Result<()> {
    for step in steps {
        let width = session.ui.width();
        session.ui.status(step.shown(width));
        step.run(session).await?;
    }
    Ok(())
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

/// The pods of the service; a cache has others.
async fn pods(story: &Story, sandbox: &Sandbox) -> Result<Vec<Value>> {
    let (namespace, service) = (story.namespace, story.service);
    let path = format!(
        "/api/v1/namespaces/{namespace}/pods?labelSelector=serving.knative.dev%2Fservice%3D{service}"
    );
    let request = Request::get(path).body(Vec::new());
    let request = request.map_err(|error| Error::failed(error.to_string()))?;
    let list: Value =
        sandbox.client().request(request).await.map_err(|error| Error::failed(error.to_string()))?;
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

/// Pods that are ready: usual ones, and reserves.
async fn ready(story: &Story, sandbox: &Sandbox) -> Result<(usize, usize)> {
    let is_ready = |pod: &&Value| {
        let conditions = pod["status"]["conditions"].as_array().into_iter().flatten();
        let mut ready = conditions.filter(|it| it["type"] == "Ready" && it["status"] == "True");
        pod["metadata"].get("deletionTimestamp").is_none() && ready.next().is_some()
    };
    let pods = pods(story, sandbox).await?;
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
