//! When requests are sent: hey's closed loop, or an open one.

use std::time::Duration;

use super::settings::{file, integer, time};
use crate::cli::bench::{Bench, Ramp};
use crate::error::{Error, Result};
use crate::load::measure::span::Span;
use crate::load::misread::Misread;
use crate::load::plan::Load;
use crate::load::schedule::arrivals::Process;
use crate::load::schedule::profile::Profile;
use crate::load::schedule::ramp::ramp;
use crate::load::schedule::timetable::{Course, Timetable};
use crate::load::schedule::{Amount, grammar, trace};

/// How many connections one core easily drives: with fewer, a second core only costs more wake-ups.
const CONNECTIONS_PER_CORE: usize = 16;
/// How many requests a second one core sends with room to spare.
const RATE_PER_CORE: f64 = 25_000.0;
/// How many requests hey sends.
const REQUESTS: u64 = 200;

/// Reads the flags of the load.
///
/// # Errors
/// A usage error that names the flag, and marks the place in an expression.
pub fn read(args: &Bench) -> Result<Load> {
    let number =
        args.number.as_deref().map(|number| integer("-n", number, 1, u64::MAX, "-n 200")).transpose()?;
    let duration = time("-z", &args.duration, "-z 1m30s")?;
    let window = (!duration.is_zero()).then_some(duration);
    // Also read where it decides nothing: a value that is none is never overlooked.
    let seed = integer("--seed", &args.seed, 0, u64::MAX, "--rate 50 --arrivals poisson --seed 1")?;
    let process = process(args)?;
    let period = period(&args.rate)?;
    if args.find_max.is_some() || args.sweep {
        // Each step has its own.
        return Ok(Load::Closed { amount: window.map_or(Amount::Requests(1), Amount::Time), period });
    }
    let Some(course) = course(args, number, process, seed)? else {
        if process.is_some() {
            return Err(Error::usage("`--arrivals` and `--burstiness` need an open loop")
                .hint("for example `neap bench --rate 50 --arrivals poisson -z 30s URL`"));
        }
        let amount = window.map_or(Amount::Requests(number.unwrap_or(REQUESTS)), Amount::Time);
        return Ok(Load::Closed { amount, period });
    };
    if period.is_some() {
        return Err(Error::usage("`-q` is the rate of each worker of a closed loop: an open loop has none")
            .hint("give the rate of all together with `--rate`, and leave `-q` out"));
    }
    let (most, window) = match &course {
        Course::Rate { profile, .. } => match profile.lasts() {
            Some(_) if number.is_some() || window.is_some() => {
                return Err(Error::usage(
                    "`--stages` say how long requests are sent: `-n` and `-z` do not go with them",
                )
                .hint("for example `neap bench --stages 30s:50,2m=50 URL`"));
            }
            Some(lasts) => (None, Some(lasts)),
            // As in hey, -z goes before -n.
            None => (window.is_none().then(|| number.unwrap_or(REQUESTS)), window),
        },
        Course::Trace(times) => (Some(number.unwrap_or(u64::MAX).min(times.len() as u64)), window),
    };
    Ok(Load::Open(Timetable { course, most, window }))
}

/// What an open loop follows; `None`: the loop is closed.
fn course(args: &Bench, number: Option<u64>, process: Option<Process>, seed: u64) -> Result<Option<Course>> {
    if let Some(Ramp { from, to, exponential }) = args.ramp {
        let profile = ramp(number.unwrap_or(REQUESTS), from, to, exponential);
        return Ok(Some(Course::Rate { profile, process: process.unwrap_or(Process::Constant), seed }));
    }
    if let Some(path) = &args.trace {
        let bad = |why: String| {
            Error::flag("--trace", &path.to_string_lossy(), why, "neap bench --trace times.txt URL")
        };
        let text =
            String::from_utf8(file(args, "--trace", path)?).map_err(|_| bad("it is no text".to_owned()))?;
        return Ok(Some(Course::Trace(trace::read(&text).map_err(bad)?)));
    }
    let rate = args.open_rate.as_deref();
    let rate =
        rate.map(|text| grammar::rate(text).map_err(|misread| marked("--rate", text, &misread, "--rate 50")));
    let rate = rate.transpose()?;
    let profile = match (&args.stages, rate) {
        (Some(text), rate) => {
            let stages = grammar::stages(text, rate.unwrap_or(0.0));
            let stages =
                stages.map_err(|misread| marked("--stages", text, &misread, "--stages 30s:50,2m=50"))?;
            Profile::stages(stages)
        }
        (None, Some(rate)) => Profile::constant(rate),
        (None, None) => return Ok(None),
    };
    Ok(Some(Course::Rate { profile, process: process.unwrap_or(Process::Constant), seed }))
}

/// How regular arrivals are, if it is said.
///
/// # Errors
/// A usage error that marks the place.
pub fn process(args: &Bench) -> Result<Option<Process>> {
    let (flag, text, read) = match (&args.arrivals, &args.burstiness) {
        (Some(text), _) => ("--arrivals", text, grammar::arrivals(text)),
        (None, Some(text)) => ("--burstiness", text, grammar::burstiness(text)),
        (None, None) => return Ok(None),
    };
    let example =
        if flag == "--arrivals" { "--rate 50 --arrivals gamma:0.5" } else { "--rate 50 --burstiness 0.5" };
    read.map(Some).map_err(|misread| marked(flag, text, &misread, example))
}

/// A usage error that shows the place in an expression.
pub fn marked(flag: &str, text: &str, misread: &Misread, example: &str) -> Error {
    marked_in(flag, text, misread, &format!("{example} URL"))
}

/// The same, for what needs no URL.
pub fn marked_in(flag: &str, text: &str, misread: &Misread, example: &str) -> Error {
    let allowed = format!("{}\n{}", misread.why, misread.marked(text));
    Error::flag(flag, text, allowed, format_args!("neap bench {example}"))
}

/// The time between two requests of a worker of a closed loop.
fn period(text: &str) -> Result<Option<Duration>> {
    const HIGHEST: f64 = 1e6;
    let rate = text.parse::<f64>().ok().filter(|rate| (0.0..=HIGHEST).contains(rate));
    let rate = rate.ok_or_else(|| {
        let allowed = "requests per second of each worker are expected, from 0 (no limit) to 1000000";
        Error::flag("-q", text, allowed, "neap bench -q 2.5 URL")
    })?;
    // Rarer than once a century is never.
    const CENTURY: f64 = 3.2e9;
    Ok((rate > 0.0).then(|| Duration::from_secs_f64((1.0 / rate).min(CENTURY))))
}

/// The part of the run without `--warmup` and `--cooldown`.
///
/// # Errors
/// A usage error if nothing is left, or if the end is not known beforehand.
pub fn steady(args: &Bench, load: &Load) -> Result<Option<Span>> {
    let warmup = time("--warmup", &args.warmup, "-z 1m --warmup 10s")?;
    let cooldown = time("--cooldown", &args.cooldown, "-z 1m --cooldown 5s")?;
    if warmup.is_zero() && cooldown.is_zero() {
        return Ok(None);
    }
    let end = match (load, load.amount()) {
        (_, Amount::Time(window)) => Some(window),
        (Load::Open(timetable), Amount::Requests(_)) => timetable.end(),
        (Load::Closed { .. }, Amount::Requests(_)) => None,
    };
    if end.is_none() && !cooldown.is_zero() {
        return Err(Error::usage("`--cooldown` needs a run whose end is known")
            .hint("say how long with `-z`, for example `neap bench -z 1m --cooldown 5s URL`"));
    }
    if end.is_some_and(|end| warmup + cooldown >= end) {
        return Err(Error::usage("`--warmup` and `--cooldown` leave nothing of the run")
            .hint("for example `neap bench -z 1m --warmup 10s --cooldown 5s URL`"));
    }
    Ok(Some(Span { from: warmup, to: end.map(|end| end - cooldown) }))
}

/// How many cores a load can use.
pub fn cores(load: &Load, concurrency: usize) -> usize {
    let Load::Open(timetable) = load else {
        return concurrency.div_ceil(CONNECTIONS_PER_CORE);
    };
    let rate = match &timetable.course {
        Course::Rate { profile, .. } => profile.peak(),
        Course::Trace(times) => {
            let lasts = times.last().map_or(0.0, Duration::as_secs_f64);
            times.len() as f64 / lasts.max(1.0)
        }
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number of cores")]
    let cores = (rate / RATE_PER_CORE).ceil() as usize;
    cores.max(1)
}
