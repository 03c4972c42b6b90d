//! `neap bench llm`: flags → prompts and a plan; what the engine says of itself before and after.

mod body;
pub mod foreign;
mod place;
mod probe;
mod prompts;
pub mod sampler;
mod saved;
mod shown;
mod understood;
mod vllm;
mod web;

use std::cell::{OnceCell, RefCell};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::settings::{self, integer};
use super::{dataset, service};
use crate::cli::llm::Llm as Args;
use crate::error::{Error, Result};
use crate::load::llm::Llm;
use crate::load::llm::log::Detail;
use crate::load::plan::{Load, Plan};
use crate::load::schedule::Amount;
use crate::load::team::orders::Orders;
use crate::session::Session;

use probe::Probing;
pub use prompts::Prompts;
use understood::{PROMPTS, Understood};

/// Made-up prompts of warm-ups have these numbers: no counted request repeats one.
const WARMUPS: u64 = 1 << 40;
/// How long an engine may take to begin or end a profile: it writes it then.
const PROFILE: Duration = Duration::from_secs(600);

/// Runs `neap bench llm`.
pub fn run(mut args: Args, session: &mut Session) -> Result<()> {
    if let Some(address) = &args.bench.join {
        let within = settings::time("--start-timeout", &args.bench.start_timeout, "--start-timeout 5m")?;
        return super::super::block_on(|| super::team::joined(address, None, None, session, within));
    }
    let shown = shown::read(&args)?;
    let metadata = vllm::metadata(&args)?;
    let probe = probe_rate(&args)?;
    let files = files(&args);
    let now = session.clock.now();
    let unlike_any = u64::try_from(now.as_nanosecond() & i128::from(u64::MAX)).unwrap_or(1);
    let unlike_any = unlike_any ^ u64::from(std::process::id()).rotate_left(40);
    let mut it = Understood::read(&mut args, unlike_any, now.strftime("%Y%m%d-%H%M%S").to_string())?;
    let warmups = integer("--num-warmups", &args.num_warmups, 0, 1_000_000, "llm --num-warmups 10")?;
    from_here(&args, warmups, probe)?;
    // All that can be wrong with the command line is known before anything is sent.
    let mut cores = std::thread::available_parallelism().map_or(1, usize::from);
    let read = settings::read(&args.bench, it.place.destination.clone(), cores)?;
    cores *= super::team::workers(&args.bench, &read.plan)?.unwrap_or(1);
    let destination = match args.bench.service.clone() {
        Some(name) => {
            args.bench.url = Some(it.place.path.clone().into());
            let found = super::super::block_on(|| service::destination(&name, &args.bench, session))?;
            settings::Destination { target: found.target, host: args.bench.host.clone().or(found.host) }
        }
        None => it.place.destination.clone(),
    };
    let mut settings = settings::read(&args.bench, destination, cores)?;
    settings.objectives = std::mem::take(&mut it.terms);
    if settings.output == super::output::Output::Hey {
        settings.output = super::output::Output::Text;
    }
    let web = web::Web::of(&settings.plan, args.metrics_url.as_deref())?;
    let patience = integer(
        "--ready-check-timeout-sec",
        &args.ready_check_timeout_sec,
        0,
        86_400,
        "llm --ready-check-timeout-sec 600",
    )?;
    let model = super::super::block_on(|| web.model(&args, Duration::from_secs(patience)))?;
    warm_up(&settings.plan, it.llm(model.clone(), WARMUPS, Detail::None), warmups, session)?;
    let llm = Arc::new(it.llm(model.clone(), 0, vllm::detail(it.foreign.as_ref())));
    settings.plan.llm = Some(llm.clone());
    let saved = saved::File::of(&args, it.place.style.name, model.as_deref(), session)?;
    if let (true, Some(saved), None) = (args.plot_timeline, &saved, &args.bench.report) {
        args.bench.report = Some(saved.timeline().into());
    }
    if let Some(setup) = &mut it.foreign {
        setup.num_prompts = it.requests.unwrap_or(PROMPTS);
        setup.tokenizer = setup.tokenizer.take().or_else(|| model.clone());
        setup.model.clone_from(&model);
    }
    let saved = saved.filter(|_| args.save_result || args.append_result);
    // From outside of the cluster a page of metrics would be another one's, if there is any.
    let before = match args.bench.in_cluster {
        true => None,
        false => super::super::block_on(|| async { Ok(web.served().await) })?,
    };
    let api = it.place.style.api;
    let patience = settings.plan.timeout.unwrap_or(Duration::from_secs(600));
    if args.profile {
        profile(&web, "start", session);
    }
    let probing = probe.map(|rate| Probing::begin(web.clone(), api, model, rate, patience)).transpose()?;
    let prompts = Prompts {
        llm,
        notes: it.given.notes,
        counted: it.given.counted,
        web,
        before,
        shown,
        saved,
        suggest: it.suggest,
        foreign: it.foreign,
        metadata,
        probing: RefCell::new(probing),
        probe: OnceCell::new(),
        nonce: it.nonce,
        speed: super::super::block_on(|| service::speed(&args.bench, session))?,
        files,
    };
    let outcome = super::measure(&args.bench, settings, Some(&prompts), session);
    if args.profile {
        profile(&prompts.web, "stop", session);
    }
    outcome
}

/// The settings of a worker, for which the others have said what they know.
///
/// # Errors
/// As reading the command line where it was typed; a file that only another machine has is missed here.
pub fn of_orders(
    mut args: Args,
    orders: &Orders,
    destination: Option<settings::Destination>,
    cores: usize,
) -> Result<settings::Settings> {
    let Some(known) = &orders.prompts else {
        return Err(Error::usage("the orders say nothing of the prompts"));
    };
    args.bench.files.clone_from(&orders.files);
    args.prompts.files.clone_from(&orders.files);
    args.bench.worker = true;
    let it = Understood::read(&mut args, known.nonce, String::new())?;
    if args.bench.service.is_some() {
        args.bench.url = Some(it.place.path.clone().into());
    }
    let destination = destination.unwrap_or_else(|| it.place.destination.clone());
    let mut settings = settings::read(&args.bench, destination, cores)?;
    let detail = vllm::detail(it.foreign.as_ref());
    settings.plan.llm = Some(Arc::new(it.llm(known.model.clone(), 0, detail)));
    Ok(settings)
}

/// The files that are sent to other workers: those that they do not see themselves.
fn files(args: &Args) -> Vec<(&'static str, OsString, PathBuf)> {
    let dataset = args.prompts.dataset_path.iter().map(|path| ("--dataset-path", path, PathBuf::from(path)));
    let tokenizer = args.prompts.tokenizer.iter();
    let tokenizer = tokenizer.map(|path| ("--tokenizer", path, dataset::files::tokenizer_file(path)));
    let all = dataset.chain(tokenizer).filter(|(_, path, _)| !args.bench.is_elsewhere(path));
    all.map(|(flag, path, file)| (flag, path.clone(), file)).collect()
}

/// What is asked of the server from here, where only pods may reach it.
fn from_here(args: &Args, warmups: u64, probe: Option<f64>) -> Result<()> {
    let asked = [
        ("--num-warmups", warmups > 0),
        ("--probe-request-rate", probe.is_some()),
        ("--profile", args.profile),
    ];
    match asked.iter().find(|(_, asked)| *asked && args.bench.in_cluster) {
        Some((flag, _)) => {
            Err(Error::usage(format!("`{flag}` is sent from here, and the load from inside the cluster"))
                .hint(
                    "leave it out; a warm-up is also a part of the run that is not looked at: `--warmup 30s`",
                ))
        }
        None => Ok(()),
    }
}

/// How many requests of one token are sent a second beside the load; vLLM's 0 is none.
fn probe_rate(args: &Args) -> Result<Option<f64>> {
    let Some(text) = &args.probe_request_rate else { return Ok(None) };
    let rate = text.parse::<f64>().ok().filter(|rate| (0.0..=1000.0).contains(rate));
    let rate = rate.ok_or_else(|| {
        let allowed = "requests a second are expected, from 0 (none) to 1000";
        Error::flag("--probe-request-rate", text, allowed, "neap bench llm --probe-request-rate 2")
    })?;
    Ok((rate > 0.0).then_some(rate))
}

/// Begins or ends the profile that vLLM makes of itself; a server that makes none is no reason to measure nothing.
fn profile(web: &web::Web, what: &str, session: &mut Session) {
    let path = format!("{}/{what}_profile", web.base);
    let asked = super::super::block_on(|| async { Ok(web.post(&path, String::new(), PROFILE).await) });
    let why = match asked {
        Ok(Ok((status, _))) if status.is_success() => {
            return session.ui.status(format_args!("profile: {what} ({path})"));
        }
        Ok(Ok((status, _))) => status.to_string(),
        Ok(Err(fault)) => fault.to_string(),
        Err(error) => error.message,
    };
    session.ui.warning(format_args!(
        "no profile: {path} was answered with {why}; vLLM needs --profiler-config, SGLang SGLANG_TORCH_PROFILER_DIR"
    ));
}

/// Sends requests that are not counted.
fn warm_up(plan: &Plan, llm: Llm, count: u64, session: &mut Session) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let mut plan = plan.clone();
    plan.load = Load::Closed { amount: Amount::Requests(count), period: None };
    plan.concurrency = plan.concurrency.min(usize::try_from(count).unwrap_or(usize::MAX));
    (plan.steady, plan.rows, plan.llm) = (None, false, Some(Arc::new(llm)));
    session.ui.status(format_args!("warming up with {count} requests"));
    let summary = super::super::block_on(|| super::follow(plan, None, session))?.finish()?;
    match summary.whole().succeeded() {
        0 => Err(Error::failed("no request of the warm-up succeeded")
            .hint("leave out `--num-warmups` to see why each one failed")),
        _ => Ok(()),
    }
}
