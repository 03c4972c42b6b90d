//! What was measured → the `llm` section.

use std::time::Duration;

use super::document::{
    Amounts, Answers, Bucket, Chunks, Dataset, Engine, EngineTimes, Field, FinishReason, Goodput, Limit, Llm,
    LlmSecond, Note, ProbeTimes, Refusal, Speculation, StreamOptions, TokenCounts, TurnTimes, Vllm,
};
use super::notes;
use super::vllm::{Probe, percentile};
use crate::engines::metrics::Drafts;
use crate::engines::metrics::served::Served;
use crate::load::llm::counts::Counts;
use crate::load::llm::limits::Limits;
use crate::load::llm::measured::Measured;
use crate::load::llm::window::{SPEED_STEP, Window};
use crate::load::llm::{self, Level};
use crate::load::measure::recorder::Recorder;
use crate::load::measure::timeline::Timeline;
use crate::load::summary::Summary;
use crate::report::bench::make::{times, times_among};

/// What is known of a load of prompts beside what was measured.
pub struct About<'a> {
    /// What was asked.
    pub llm: &'a llm::Llm,
    /// What was said of the dataset.
    pub notes: Vec<String>,
    /// Whether this side knows how many tokens a prompt has; else it estimates.
    pub counted: bool,
    /// The engine's own counts of the run, and where they were read.
    pub engine: Option<(Served, String)>,
}

/// The section; `None` if the run was no load of prompts.
pub fn section(summary: &Summary, about: &About<'_>) -> Option<Llm> {
    let measured = summary.measured.llm.as_deref()?;
    let recorders = (summary.whole(), summary.measured.steady.as_ref());
    let timeline = &summary.measured.timeline;
    let steady = measured.steady.as_ref().zip(recorders.1);
    let asked = about.llm;
    let peak_tokens = measured.seconds().iter().map(|moment| moment.chunks).max().unwrap_or(0);
    let mut section = Llm {
        backend: asked.api.name().to_owned(),
        model: asked.model.clone(),
        streaming: asked.stream,
        dataset: Dataset { name: asked.dataset.name().to_owned(), about: asked.dataset.about() },
        fields: asked
            .sampling
            .iter()
            .chain(&asked.extra)
            .map(|(name, value)| Field { name: name.clone(), value: value.clone() })
            .collect(),
        token_counts: token_counts(&measured.whole),
        stream_options: match measured.asked {
            _ if !asked.stream || asked.api == llm::Api::Generate => StreamOptions::None,
            Level::None => StreamOptions::None,
            Level::Usage => StreamOptions::Usage,
            // An engine may take the option and do nothing with it.
            Level::Continuous if measured.whole.counted_by_chunk > 0 => StreamOptions::Continuous,
            Level::Continuous => StreamOptions::Usage,
        },
        notes: about
            .notes
            .iter()
            .map(|text| Note { code: "dataset".to_owned(), text: text.clone() })
            .collect(),
        limits: limits(&measured.limits),
        whole: answers(&measured.whole, recorders.0, &measured.limits, summary, peak_tokens),
        steady: steady
            .map(|((_, window), recorder)| answers(window, recorder, &measured.limits, summary, peak_tokens)),
        engine: about.engine.as_ref().map(|(served, url)| engine(served, url)),
        timeline: seconds(measured, timeline),
        metadata: Vec::new(),
        probe: None,
    };
    notes::add(&mut section, asked, measured, about.counted);
    Some(section)
}

/// What a probe found.
pub fn probe(probe: &Probe) -> ProbeTimes {
    let at = |percent| (!probe.took.is_empty()).then(|| percentile(&probe.took, percent));
    ProbeTimes {
        completed: probe.took.len(),
        failed: probe.failed,
        p50: at(50.0),
        p99: at(99.0),
        max: at(100.0),
    }
}

fn token_counts(window: &Window) -> TokenCounts {
    match (window.counted_by_engine, window.completed) {
        (_, 0) => TokenCounts::None,
        (0, _) => TokenCounts::Chunks,
        (counted, completed) if counted == completed => TokenCounts::Usage,
        _ => TokenCounts::Mixed,
    }
}

fn limits(limits: &Limits) -> Vec<Limit> {
    let given = limits.named().into_iter().filter_map(|(name, limit)| Some((name, limit?)));
    given.map(|(name, limit)| Limit { metric: name.to_owned(), seconds: limit.as_secs_f64() }).collect()
}

fn answers(
    window: &Window,
    recorder: &Recorder,
    limits: &Limits,
    summary: &Summary,
    peak_tokens: u64,
) -> Answers {
    let timeline = &summary.measured.timeline;
    // Until the last answer, if requests were counted; the window that was asked for if time was.
    let length = recorder.span.length(summary.elapsed).as_secs_f64();
    let per_second = |count: f64| if length > 0.0 { count / length } else { 0.0 };
    let scheduled = recorder.sent() + recorder.never_sent;
    let reasons =
        window.finishes.iter().map(|(reason, count)| FinishReason { reason: reason.clone(), count: *count });
    let refusals = window.refusals.iter().map(|((status, message), count)| Refusal {
        status: *status,
        message: message.clone(),
        count: *count,
    });
    let (tokens, chunks) = window.tokens_by_chunks;
    let turns = window.turns.iter().zip(1..);
    let peak = timeline
        .seconds()
        .iter()
        .zip(timeline.under_way())
        .map(|(second, under_way)| under_way + second.succeeded + second.failed);
    let named = limits.named();
    let missed = named.iter().zip(window.missed).filter(|((_, limit), _)| limit.is_some());
    Answers {
        completed: window.completed,
        shed: window.shed,
        prompt_tokens: window.prompt_tokens,
        cached_tokens: window.cached.map(|(_, hits)| hits),
        cache_hit_share: window.cached.filter(|(of, _)| *of > 0).map(|(of, hits)| hits as f64 / of as f64),
        output_tokens: window.output_tokens,
        requests_per_second: per_second(window.completed as f64),
        output_tokens_per_second: per_second(window.output_tokens as f64),
        total_tokens_per_second: per_second((window.output_tokens + window.prompt_tokens) as f64),
        stream_tokens_per_second: amounts(&window.speed, SPEED_STEP),
        ttft: times(&window.ttft),
        ttft_since_due: times(&window.ttft_since_due),
        first_answer_token: times(&window.first_answer),
        tpot: times(&window.tpot),
        itl: times_among(&window.itl, window.completed),
        inter_chunk: times_among(&window.inter_chunk, window.completed),
        e2el: times(&window.e2el),
        e2el_since_due: times(&window.e2el_since_due),
        prompt_lengths: amounts(&window.prompt_lengths, 1.0),
        prompt_tokens_here: Some(window.counted_here)
            .filter(|(prompts, _)| *prompts > 0 && *prompts == window.completed)
            .map(|(prompts, tokens)| tokens as f64 / prompts as f64),
        output_lengths: amounts(&window.output_lengths, 1.0),
        requested_lengths: amounts(&window.requested_lengths, 1.0),
        full_length: window.full_length,
        finish_reasons: reasons.collect(),
        refusals: refusals.collect(),
        chunks: Chunks {
            count: window.chunks,
            tokens_per_chunk: (chunks > 0).then(|| tokens as f64 / chunks as f64),
            coalesced: window.coalesced,
            coalesced_share: (window.chunks > 0).then(|| window.coalesced as f64 / window.chunks as f64),
        },
        goodput: limits.any().then(|| Goodput {
            scheduled,
            good: window.good,
            share: (scheduled > 0).then(|| window.good as f64 / scheduled as f64),
            per_second: per_second(window.good as f64),
            missed: missed.map(|(_, missed)| missed).collect(),
            vllm_per_second: per_second(window.good_of_vllm as f64),
        }),
        vllm: Vllm {
            ttft: times(&window.vllm_ttft),
            tpot: times(&window.vllm_tpot),
            itl: times_among(&window.vllm_itl, window.completed),
            peak_output_tokens_per_second: peak_tokens as f64,
            peak_concurrent_requests: peak.max().unwrap_or(0),
        },
        turns: turns.map(|(ttft, turn)| TurnTimes { turn, ttft: times(ttft) }).collect(),
    }
}

fn amounts(counts: &Counts, unit: f64) -> Amounts {
    let at = |share: f64| counts.quantile(share).map(|value| value * unit);
    let bounds = counts.bounds();
    Amounts {
        count: counts.count(),
        mean: counts.mean().map(|mean| mean * unit),
        min: bounds.map(|(min, _)| min * unit),
        p50: at(0.5),
        p90: at(0.9),
        p99: at(0.99),
        max: bounds.map(|(_, max)| max * unit),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
fn count(count: f64) -> u64 {
    count.max(0.0) as u64
}

fn speculation(drafts: &Drafts) -> Speculation {
    Speculation {
        drafts: count(drafts.drafts),
        draft_tokens: count(drafts.tokens),
        accepted_tokens: count(drafts.accepted),
        acceptance_share: drafts.acceptance(),
        acceptance_length: drafts.length(),
        by_position: drafts.shares(),
    }
}

fn engine(served: &Served, url: &str) -> Engine {
    let buckets = served
        .buckets
        .iter()
        .map(|(le, below)| Bucket { le: le.is_finite().then_some(*le), count: count(*below) });
    let answered = served.count() > 0.0;
    Engine {
        name: served.engine.name().to_owned(),
        url: url.to_owned(),
        ttft: answered.then(|| EngineTimes {
            metric: served.metric.to_owned(),
            count: count(served.count()),
            mean: served.mean(),
            p50: served.quantile(0.5),
            p90: served.quantile(0.9),
            p99: served.quantile(0.99),
            buckets: buckets.collect(),
        }),
        cache_hit_share: served.cache.filter(|(all, _)| *all > 0.0).map(|(all, hits)| hits / all),
        speculation: served.drafts.as_ref().map(speculation),
        speed: 1.0,
    }
}

fn seconds(measured: &Measured, timeline: &Timeline) -> Vec<LlmSecond> {
    let count = timeline.seconds().len().max(measured.seconds().len());
    let second = |at: usize| {
        let moment = measured.seconds().get(at).copied().unwrap_or_default();
        let ttft = measured.ttft.second(at);
        let quantile = |share| ttft.quantile(share, Duration::MAX).map(|time| time.as_secs_f64());
        LlmSecond {
            first_tokens: moment.first_tokens,
            ttft_p50: quantile(0.5),
            ttft_p99: quantile(0.99),
            chunks: moment.chunks,
            output_tokens: moment.tokens,
            shed: moment.shed,
        }
    };
    (0..count).map(second).collect()
}
