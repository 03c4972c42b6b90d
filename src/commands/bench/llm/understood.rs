//! The command line of a load of prompts, as far as it is known without asking anybody.

use std::sync::Arc;

use super::place::{Place, Style};
use super::{body, shown, vllm};
use crate::cli::llm::Llm as Args;
use crate::commands::bench::dataset::{self, Asked, Given, Requests};
use crate::commands::bench::objectives;
use crate::commands::bench::settings::integer;
use crate::commands::bench::steps::suggest;
use crate::error::{Error, Result};
use crate::load::dataset::{Dataset, Manner};
use crate::load::llm::log::Detail;
use crate::load::llm::{Api, Level, Limits, Llm, Options};
use crate::load::objective::Term;
use crate::report::bench::llm::vllm::Setup;

/// How many open streams one core easily reads.
const STREAMS_PER_CORE: u64 = 250;
/// How many prompts vLLM's client sends.
pub const PROMPTS: u64 = 1000;

/// What the command line says.
pub struct Understood {
    /// Where prompts are sent.
    pub place: Place,
    /// What decides made-up text.
    pub nonce: u64,
    /// The prompts, whose dataset stands beside them.
    pub given: Given,
    dataset: Arc<Dataset>,
    /// How many requests there are.
    pub requests: Option<u64>,
    sampling: Vec<(String, String)>,
    extra: Vec<(String, String)>,
    limits: Limits,
    stream: bool,
    /// The terms of `--fail-if`.
    pub terms: Vec<Term>,
    /// What vLLM's form needs.
    pub foreign: Option<Setup>,
    /// What `--suggest-target` is to say.
    pub suggest: Option<suggest::Asked>,
}

impl Understood {
    /// Reads the flags, and the files that they name; those of the load stand in `args.bench` then as `neap bench` reads them. Made-up
    /// text is decided by `nonce` unless the user gave a seed; `date` is when.
    ///
    /// # Errors
    /// A usage error.
    pub fn read(args: &mut Args, nonce: u64, date: String) -> Result<Self> {
        args.bench.method = "POST".to_owned();
        let place = Place::read(args)?;
        args.bench.ramp = vllm::ramp(args)?;
        let foreign = vllm::setup(args, place.style, date)?;
        let limits = shown::limits(args)?;
        place.headers(args)?;
        let suggest = suggest::Asked::read(args)?;
        // A suggestion is made from steps.
        args.bench.sweep |= suggest.is_some() && args.bench.find_max.is_none();
        let asked = load(args, place.style, nonce)?;
        let counts = elsewhere(args)?;
        let mut given = dataset::read(&args.prompts, &asked)?;
        given.counted |= counts;
        let requests = match (asked.requests, given.requests) {
            (Some(asked), Some(Requests::AtMost(most))) => Some(asked.min(most)),
            (Some(asked), _) => Some(asked),
            (None, Some(Requests::AtMost(most) | Requests::Unless(most))) => Some(most),
            (None, None) => None,
        };
        let open_ended =
            args.bench.duration != "0" || args.bench.stages.is_some() || args.bench.trace.is_some();
        if asked.elsewhere && requests.is_none() && !open_ended {
            return Err(Error::usage(
                "how many prompts a file has that only the workers can read is not known here",
            )
            .hint("say how many with `--num-prompts`, or how long with `-z`"));
        }
        // Who says how many streams there are wants to see what these do, not how their connections come about.
        let connects = args.bench.concurrency.is_some() && !args.bench.disable_keepalive;
        args.bench.preconnect.get_or_insert(connects);
        whole(args, requests);
        let (sampling, extra) = body::fields(args, place.style, given.dataset.is_made_up())?;
        let terms = objectives::read_llm(args.bench.fail_if.take().as_deref())?;
        let dataset = Arc::new(std::mem::replace(
            &mut given.dataset,
            Dataset::Elsewhere { name: "", path: String::new() },
        ));
        let (nonce, stream) = (asked.nonce, !args.disable_stream);
        Ok(Self {
            place,
            nonce,
            given,
            dataset,
            requests,
            sampling,
            extra,
            limits,
            stream,
            terms,
            foreign,
            suggest,
        })
    }

    /// The load of a model's prompts from this one on.
    pub fn llm(&self, model: Option<String>, first: u64, detail: Detail) -> Llm {
        Llm {
            api: self.place.style.api,
            model,
            stream: self.stream,
            sampling: self.sampling.clone(),
            extra: self.extra.clone(),
            options: Options::new(Level::Continuous),
            dataset: self.dataset.clone(),
            affinity: self.given.affinity.clone().map(|name| (name, self.nonce)),
            limits: self.limits,
            adapters: self.given.adapters.clone(),
            request_ids: self.given.request_ids.clone(),
            first,
            detail,
        }
    }
}

/// A tokenizer that only the workers can read is left to them: what is counted, is counted by it. Whether there is one.
fn elsewhere(args: &mut Args) -> Result<bool> {
    let bench = &args.bench;
    let there = args.prompts.tokenizer.take_if(|path| bench.is_elsewhere(path)).is_some();
    Ok(there)
}

/// The load as `neap bench` understands it, in vLLM's manner where that has one of its own.
fn load(args: &mut Args, style: Style, unlike_any: u64) -> Result<Asked> {
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
    let nonce = if seeded { seed } else { unlike_any };
    let elsewhere = args.prompts.dataset_path.as_ref().is_some_and(|path| bench.is_elsewhere(path));
    let manner = if style.of_sglang { Manner::UpToLength } else { Manner::AroundLength };
    let chat = style.api == Api::Chat;
    Ok(Asked { requests: requests.transpose()?, nonce, seed, manner, chat, elsewhere })
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
