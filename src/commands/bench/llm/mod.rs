//! `neap bench llm`: flags → prompts and a plan; what the engine says of itself before and after.

mod body;
pub mod foreign;
mod place;
mod probe;
pub mod sampler;
mod saved;
mod shown;
mod vllm;
mod web;

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use super::dataset::{self, Asked, Requests};
use super::settings::{self, integer};
use super::steps::suggest;
use super::{objectives, service};
use crate::cli::llm::Llm as Args;
use crate::engines::metrics::served::Served;
use crate::error::{Error, Result};
use crate::load::dataset::Manner;
use crate::load::llm::log::Detail;
use crate::load::llm::{Api, Level, Llm, Options};
use crate::load::plan::{Load, Plan};
use crate::load::schedule::Amount;
use crate::load::summary::Summary;
use crate::report::bench::llm::document::Field;
use crate::report::bench::llm::vllm::{Probe, Setup};
use crate::report::bench::llm::{self as report, Shown};
use crate::session::Session;

use place::{Place, Style};
use probe::Probing;

/// Made-up prompts of warm-ups have these numbers: no counted request repeats one.
const WARMUPS: u64 = 1 << 40;
/// How many open streams one core easily reads.
const STREAMS_PER_CORE: u64 = 250;
/// How many prompts vLLM's client sends.
const PROMPTS: u64 = 1000;
/// How long an engine may take to begin or end a profile: it writes it then.
const PROFILE: Duration = Duration::from_secs(600);

/// What a load of prompts has beside its plan.
pub struct Prompts {
    llm: Arc<Llm>,
    notes: Vec<String>,
    counted: bool,
    web: web::Web,
    before: Option<Served>,
    /// What of the table is shown.
    pub shown: Shown,
    saved: Option<saved::File>,
    /// What `--suggest-target` is to say.
    pub suggest: Option<suggest::Asked>,
    /// What vLLM's form needs, if it is asked for.
    foreign: Option<Setup>,
    metadata: Vec<(String, String)>,
    probing: RefCell<Option<Probing>>,
    /// What the probe found, when the load is over.
    probe: OnceCell<Option<Probe>>,
}

/// Runs `neap bench llm`.
pub fn run(mut args: Args, session: &mut Session) -> Result<()> {
    args.bench.method = "POST".to_owned();
    let place = Place::read(&mut args)?;
    args.bench.ramp = vllm::ramp(&args)?;
    let shown = shown::read(&args)?;
    let mut foreign = vllm::setup(&args, place.style, session)?;
    let metadata = vllm::metadata(&args)?;
    let probe = probe_rate(&args)?;
    let limits = shown::limits(&args)?;
    place.headers(&mut args)?;
    let suggest = suggest::Asked::read(&args)?;
    // A suggestion is made from steps.
    args.bench.sweep |= suggest.is_some() && args.bench.find_max.is_none();
    let asked = load(&mut args, place.style, session)?;
    let given = dataset::read(&args.prompts, &asked)?;
    let requests = match (asked.requests, given.requests) {
        (Some(asked), Some(Requests::AtMost(most))) => Some(asked.min(most)),
        (Some(asked), _) => Some(asked),
        (None, Some(Requests::AtMost(most) | Requests::Unless(most))) => Some(most),
        (None, None) => None,
    };
    // Who says how many streams there are wants to see what these do, not how their connections come about.
    let connects = args.bench.concurrency.is_some() && !args.bench.disable_keepalive;
    args.bench.preconnect.get_or_insert(connects);
    whole(&mut args, requests);
    let (sampling, extra) = body::fields(&args, place.style, given.dataset.is_made_up())?;
    let warmups = integer("--num-warmups", &args.num_warmups, 0, 1_000_000, "llm --num-warmups 10")?;
    let terms = objectives::read_llm(args.bench.fail_if.take().as_deref())?;
    // All that can be wrong with the command line is known before anything is sent.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    settings::read(&args.bench, place.destination.clone(), cores)?;
    let destination = match args.bench.service.clone() {
        Some(name) => {
            args.bench.url = Some(place.path.clone().into());
            let found = super::super::block_on(|| service::destination(&name, &args.bench, session))?;
            settings::Destination { target: found.target, host: args.bench.host.clone().or(found.host) }
        }
        None => place.destination.clone(),
    };
    let mut settings = settings::read(&args.bench, destination, cores)?;
    settings.objectives = terms;
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
    let (nonce, stream) = (asked.nonce, !args.disable_stream);
    let dataset = Arc::new(given.dataset);
    let llm = |first: u64| Llm {
        api: place.style.api,
        model: model.clone(),
        stream,
        sampling: sampling.clone(),
        extra: extra.clone(),
        options: Options::new(Level::Continuous),
        dataset: dataset.clone(),
        affinity: given.affinity.clone().map(|name| (name, nonce)),
        limits,
        adapters: given.adapters.clone(),
        request_ids: given.request_ids.clone(),
        first,
        detail: if first == 0 { vllm::detail(foreign.as_ref()) } else { Detail::None },
    };
    warm_up(&settings.plan, llm(WARMUPS), warmups, session)?;
    let llm = Arc::new(llm(0));
    settings.plan.llm = Some(llm.clone());
    let saved = saved::File::of(&args, place.style.name, model.as_deref(), session)?;
    if let (true, Some(saved), None) = (args.plot_timeline, &saved, &args.bench.report) {
        args.bench.report = Some(saved.timeline().into());
    }
    if let Some(setup) = &mut foreign {
        setup.num_prompts = requests.unwrap_or(PROMPTS);
        setup.tokenizer = setup.tokenizer.take().or_else(|| model.clone());
        setup.model.clone_from(&model);
    }
    let saved = saved.filter(|_| args.save_result || args.append_result);
    let before = super::super::block_on(|| async { Ok(web.served().await) })?;
    let api = place.style.api;
    let patience = settings.plan.timeout.unwrap_or(Duration::from_secs(600));
    if args.profile {
        profile(&web, "start", session);
    }
    let probing = probe.map(|rate| Probing::begin(web.clone(), api, model, rate, patience)).transpose()?;
    let probing = RefCell::new(probing);
    let prompts = Prompts {
        llm,
        notes: given.notes,
        counted: given.counted,
        web,
        before,
        shown,
        saved,
        suggest,
        foreign,
        metadata,
        probing,
        probe: OnceCell::new(),
    };
    let outcome = super::measure(&args.bench, settings, Some(&prompts), session);
    if args.profile {
        profile(&prompts.web, "stop", session);
    }
    outcome
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

impl Prompts {
    /// The section of the document.
    pub fn section(&self, summary: &Summary) -> Option<crate::report::bench::llm::document::Llm> {
        let run = self.before.as_ref().and_then(|before| {
            let after = super::super::block_on(|| async { Ok(self.web.served().await) }).ok().flatten();
            after?.since(before)
        });
        let engine = run.zip(self.web.metrics());
        let mut section = report::section(
            summary,
            &report::About { llm: &self.llm, notes: self.notes.clone(), counted: self.counted, engine },
        )?;
        let field = |(name, value): &(String, String)| Field { name: name.clone(), value: value.clone() };
        section.metadata = self.metadata.iter().map(field).collect();
        section.probe = self.probe().map(|probe| report::probe(&probe));
        Some(section)
    }

    /// What the probe found; it ends with the load.
    fn probe(&self) -> Option<Probe> {
        self.probe.get_or_init(|| self.probing.take().map(Probing::end)).clone()
    }

    /// What vLLM's client would say of the run, if that was asked for.
    pub fn in_vllms_words(&self, summary: &Summary) -> Option<vllm::Said> {
        Some(vllm::said(self.foreign.as_ref()?, summary, &self.llm.limits, self.probe()))
    }

    /// Begins to read the engine's gauges, if they are needed.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn sampler(&self) -> Result<Option<sampler::Sampler>> {
        self.suggest.as_ref().map(|_| sampler::Sampler::begin(self.web.clone())).transpose()
    }

    /// Writes the document to the file of `--save-result`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self, document: &str, session: &mut Session) -> Result<()> {
        self.saved.as_ref().map_or(Ok(()), |file| file.write(document, session))
    }
}

/// The load as `neap bench` understands it, in vLLM's manner where that has one of its own.
fn load(args: &mut Args, style: Style, session: &Session) -> Result<Asked> {
    let bench = &mut args.bench;
    if bench.open_rate.as_deref() == Some("inf") {
        bench.open_rate = None;
        // vLLM takes a burstiness with every rate, and does nothing with it here.
        bench.burstiness = bench.burstiness.take().filter(|_| bench.stages.is_some() || bench.ramp.is_some());
    }
    let open = bench.open_rate.is_some() || bench.stages.is_some() || bench.ramp.is_some();
    if open && bench.arrivals.is_none() && bench.burstiness.is_none() {
        bench.arrivals = Some("poisson".to_owned());
    }
    let seeded = !bench.seed.is_empty();
    if !seeded {
        bench.seed = "0".to_owned();
    }
    let seed = integer("--seed", &bench.seed, 0, u64::MAX, "llm --seed 1")?;
    let number = bench.number.as_deref();
    let requests = number.map(|text| integer("--num-prompts", text, 1, u64::MAX, "llm --num-prompts 200"));
    let unlike_any = u64::try_from(session.clock.now().as_nanosecond() & i128::from(u64::MAX)).unwrap_or(1);
    let nonce = if seeded { seed } else { unlike_any ^ u64::from(std::process::id()).rotate_left(40) };
    let manner = if style.of_sglang { Manner::UpToLength } else { Manner::AroundLength };
    let chat = style.api == Api::Chat;
    Ok(Asked { requests: requests.transpose()?, nonce, seed, manner, chat })
}

/// How many requests there are, and how many in flight: vLLM sends all at once if nothing is said.
fn whole(args: &mut Args, requests: Option<u64>) {
    let bench = &mut args.bench;
    let timed = bench.duration != "0" || bench.stages.is_some();
    if !timed && bench.trace.is_none() {
        bench.number = Some(requests.unwrap_or(PROMPTS).to_string());
    }
    let open =
        bench.open_rate.is_some() || bench.stages.is_some() || bench.trace.is_some() || bench.ramp.is_some();
    if let (None, false, false, Some(number)) = (&bench.concurrency, open, timed, &bench.number) {
        const MOST: u64 = 100_000;
        bench.concurrency = Some(number.parse::<u64>().unwrap_or(PROMPTS).min(MOST).to_string());
    }
    let streams = bench.concurrency.as_deref().and_then(|text| text.parse::<u64>().ok()).unwrap_or(50);
    if bench.cpus.is_none() && !open {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
        bench.cpus = Some(streams.div_ceil(STREAMS_PER_CORE).clamp(1, cores).to_string());
    }
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
