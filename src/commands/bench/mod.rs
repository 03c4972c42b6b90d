//! `neap bench`: runs the load, shows how far it is, prints the report.

mod compare;
mod dataset;
mod headers;
mod in_cluster;
mod llm;
mod load;
mod objectives;
mod outcome;
mod output;
mod page;
mod service;
mod settings;
mod signals;
mod stand_in;
mod steps;
mod team;
pub mod watch;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::cli::bench::{Bench, Line, Verb};
use crate::cli::target::Target;
use crate::error::{Error, Kind, Result};
use crate::load::engine::{self, Run};
use crate::load::plan::Plan;
use crate::load::summary::Ending;
use crate::report::bench::llm::Shown;
use crate::report::bench::team::Team;
use crate::report::bench::{self as report, About};
use crate::report::{hey, hey_csv, live};
use crate::session::Session;
use crate::ui::sanitised;

use llm::Prompts;
pub use llm::foreign::refusal;
use output::Output;
use page::PageFile;
use settings::Settings;
use signals::ended;
use watch::{Course, Shower, Watch};

/// How often the progress line is drawn.
const TICK: Duration = Duration::from_millis(100);

/// Runs `neap bench`.
pub fn run(line: Line, session: &mut Session) -> Result<()> {
    let args = match line.verb {
        Some(Verb::Compare(args)) => return compare::run(&args, session),
        Some(Verb::Llm(args)) => return llm::run(args.into_inner(), session),
        Some(Verb::Report(args)) => return page::of_saved(&args, session),
        None => line.bench,
    };
    if let Some(address) = &args.join {
        let within = settings::time("--start-timeout", &args.start_timeout, "--start-timeout 5m")?;
        return super::block_on(|| team::joined(address, None, None, session, within));
    }
    if args.words() == ["worker"] {
        return super::block_on(|| in_cluster::pod::run(session));
    }
    let destination = match &args.service {
        Some(name) => super::block_on(|| service::destination(name, &args, session))?,
        None => settings::destination(&args)?,
    };
    let mut cores = team::cores();
    if args.workers.is_some() || args.in_cluster {
        cores *= team::workers(&args, &settings::read(&args, destination.clone(), cores)?.plan)?.unwrap_or(1);
    }
    let settings = settings::read(&args, destination, cores)?;
    measure(&args, settings, None, session)
}

/// Sends the load and prints the report; `prompts` are those of a load of prompts.
fn measure(args: &Bench, settings: Settings, prompts: Option<&Prompts>, session: &mut Session) -> Result<()> {
    for warning in &settings.warnings {
        session.ui.warning(warning);
    }
    if args.find_max.is_some() || args.sweep {
        if args.workers.is_some() || args.in_cluster || args.elasticity.watch.is_some() {
            return Err(Error::usage("`--find-max` and `--sweep` send from one process, and do not watch")
                .hint("leave `--workers`, `--in-cluster` and `--watch` out"));
        }
        return steps::run(args, settings, prompts, session);
    }
    // A report that cannot be written is no reason to send anything.
    let page_file = args.report.as_deref().map(|path| PageFile::prepare("--report", path)).transpose()?;
    let plan = settings.plan;
    let about = outcome::About::of(&plan);
    let reported = About::of(&plan);
    let of_cluster = args.service.is_some() || args.elasticity.watch.is_some() || args.in_cluster;
    if args.namespace.is_some() && !of_cluster {
        return Err(Error::usage(
            "`--namespace` is that of a service: it needs `--service`, `--watch` or `--in-cluster`",
        ));
    }
    let target = Target { cluster: args.cluster.clone(), namespace: args.namespace.clone() };
    let watch = watch::begin(&args.elasticity, args.service.as_deref(), &target, session)?;
    let started = session.clock.now();
    let team = team::workers(args, &plan)?;
    let (summary, facts, (start, end)) = match team {
        None => {
            let run = super::block_on(|| follow(plan, watch.as_ref(), session))?;
            let times = (run.start(), Instant::now());
            (run.finish()?, None, times)
        }
        Some(of) => {
            let orders = team::orders(args, &plan, prompts, session)?;
            let watch = watch.as_ref();
            let (outcome, start) = match args.in_cluster {
                true => super::block_on(|| in_cluster::run(&plan, of, &orders, args, watch, session))?,
                false => super::block_on(|| team::lead(plan, of, orders, args, watch, session))?,
            };
            (outcome.summary, Some(outcome.facts), (start, Instant::now()))
        }
    };
    let mut document = report::document(&summary, &reported);
    document.started = Some(started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    document.team = facts.as_ref().map(Team::of);
    document.llm = prompts.and_then(|prompts| prompts.section(&summary));
    if let Some(watch) = &watch {
        watch.end();
        let tokens = document.llm.as_ref().map(|llm| llm.whole.output_tokens);
        document.cluster = Some(watch.join(&summary, (start, end), tokens));
        if let Some(engine) = document.llm.as_mut().and_then(|llm| llm.engine.as_mut()) {
            engine.speed = watch.subject.speed;
        }
    }
    document.objectives = objectives::judge(&settings.objectives, &summary);
    let since = jiff::SignedDuration::try_from(start.elapsed()).unwrap_or_default();
    let begun = session.clock.now().checked_sub(since).unwrap_or(started);
    let foreign = prompts.and_then(|it| it.in_vllms_words(&summary, document.llm.as_ref(), begun));
    for doubt in document.cluster.iter().flat_map(|cluster| &cluster.warnings) {
        if settings.output != Output::Text {
            session.ui.warning(sanitised(&report::elastic::text::warning(doubt)));
        }
    }
    if document.client.saturated && settings.output != Output::Text {
        session.ui.warning(report::saturated(&document.client));
    }
    match (&foreign, settings.output) {
        (Some(said), Output::Text) => session.ui.data(&said.table)?,
        (Some(said), Output::Json) => session.ui.data(format!("{}\n", said.document))?,
        (_, output) => match output {
            Output::Hey => session.ui.data(hey::summary(&summary))?,
            Output::Csv if summary.whole().answered() == 0 => session.ui.data("\n")?,
            Output::Csv => {}
            Output::Text => {
                let shown = prompts.map_or_else(Shown::default, |prompts| prompts.shown.clone());
                session.ui.data(report::text(&document, &shown))?;
            }
            Output::Json => session.ui.data(document.json())?,
        },
    }
    if let Some(file) = &page_file {
        file.write(&document)?;
        session.ui.status(format_args!("report: {}", file.path().display()));
    }
    if let Some(prompts) = prompts {
        prompts.save(&foreign.map_or_else(|| document.json(), |said| said.document), session)?;
    }
    if let Some(facts) = facts.as_ref().filter(|_| settings.output != Output::Text) {
        team::tell(facts, session);
    }
    outcome::judge(&summary, &about, session)?;
    facts.map_or(Ok(()), |facts| team::verdict(&facts, summary.whole()))?;
    objectives::verdict(&document.objectives)
}

/// The plan of a command line, for a verb that sends load by itself.
///
/// # Errors
/// A usage error.
pub fn plan(args: &Bench) -> Result<Plan> {
    Ok(settings::read(args, settings::destination(args)?, 1)?.plan)
}

/// Follows a run to its end: CSV rows as they come, the progress line or what the watch sees, Ctrl-C and SIGTERM.
async fn follow(plan: Plan, watch: Option<&Watch>, session: &mut Session) -> Result<Run> {
    let (amount, rows) = (plan.load.amount(), plan.rows);
    // CSV on a terminal and a line that redraws itself would write over each other.
    let quiet = rows && session.ui.stdout_is_terminal();
    let line = (!quiet && watch.is_none()).then(|| session.ui.progress());
    let mut shower = watch.map(|watch| (watch, Shower::with_keys(session, quiet)));
    let mut run = engine::start(plan).await?;
    if rows {
        session.ui.data(hey_csv::HEADER)?;
    }
    let mut tick = tokio::time::interval(TICK);
    // Kept from one turn to the next: a signal that comes while rows are written must not be lost.
    let mut signal = Box::pin(ended());
    let mut interrupted = false;
    loop {
        tokio::select! {
            biased;
            ending = &mut signal => {
                if interrupted {
                    return Err(ending.given_up(""));
                }
                interrupted = true;
                signal = Box::pin(ended());
                run.stop(ending);
            }
            acted = act(&mut shower) => match acted {
                Ok(ControlFlow::Continue(())) => {}
                // A key that is held down asks once.
                Ok(ControlFlow::Break(())) => {
                    interrupted = true;
                    run.stop(Ending::Interrupted);
                }
                Err(error) if error.kind == Kind::Interrupted && !interrupted => {
                    interrupted = true;
                    run.stop(Ending::Interrupted);
                }
                Err(error) => return Err(error),
            },
            batch = run.rows() => match batch {
                Some(samples) => session.ui.data(hey_csv::rows(&samples))?,
                None => return Ok(run),
            },
            _ = tick.tick() => {
                if run.is_hopeless() {
                    run.stop(Ending::Unreachable);
                }
                if let Some((watch, shower)) = &mut shower {
                    shower.show(watch, &Course::of(&run), amount, session)?;
                }
                if let Some(line) = &line {
                    let (done, text) = live::view(amount, run.progress(), Some(&run.recent()));
                    line.show(done, text);
                }
            }
        }
    }
}

/// What the user does on the screen of a watch; never comes without one.
async fn act(shower: &mut Option<(&Watch, Shower)>) -> Result<ControlFlow<()>> {
    match shower {
        Some((_, shower)) => shower.act().await,
        None => std::future::pending().await,
    }
}
