//! What makes the figures doubtful, and what mends it.

use super::chronicle::Chronicle;
use super::join::Load;
use super::price::Tariff;
use crate::report::bench::cluster::{Pod, PoolUse, Warning};

/// A pod that became ready in the last moment cannot have got anything.
const TIME_TO_ANSWER: f64 = 2.0;

/// All doubts, the gravest first.
pub(super) fn warnings(
    load: &Load<'_>,
    chronicle: &Chronicle,
    pods: &[Pod],
    pools: &[PoolUse],
    tariffs: &[Tariff],
) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = pinned(load, pods).into_iter().collect();
    let warning =
        |code: &str, text: String, mend: Option<String>| Warning { code: code.to_owned(), text, mend };
    for (what, why) in &chronicle.unread {
        warnings.push(warning("unread", format!("{what}: {why}"), None));
    }
    if let Some(why) = &chronicle.engines.silent {
        let text = format!("the engines' queues and counters are not known: {why}");
        warnings.push(warning("unread", text, None));
    }
    let within = |gap: &&crate::report::bench::cluster::Gap| {
        gap.from < load.began + load.lasted && gap.to.is_none_or(|to| to > load.began)
    };
    let gaps = chronicle.gaps.iter().filter(within);
    let (count, missed) = gaps.fold((0, 0.0), |(count, missed), gap| {
        let to = gap.to.unwrap_or(f64::INFINITY).min(load.began + load.lasted);
        (count + 1, missed + to - gap.from.max(load.began))
    });
    if count > 0 {
        let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
        let text = format!(
            "the watch was lost {times}, for {missed:.0} s in all: what happened then is seen later, or not at all"
        );
        warnings.push(warning("gap", text, None));
    }
    for tariff in tariffs.iter().filter(|tariff| !pools.iter().any(|pool| pool.pool == tariff.pool)) {
        let known: Vec<&str> =
            pools.iter().map(|pool| pool.pool.as_str()).filter(|name| !name.is_empty()).collect();
        let known = if known.is_empty() {
            "there is none".to_owned()
        } else {
            format!("there is {}", known.join(", "))
        };
        warnings.push(warning(
            "unpriced",
            format!("no node of a pool {} was seen: {known}", tariff.pool),
            None,
        ));
    }
    warnings
}

/// Pods that became ready when all connections had been opened: a kept one stays with the pod that it found.
fn pinned(load: &Load<'_>, pods: &[Pod]) -> Option<Warning> {
    let last = load.last_opened?;
    let late = |pod: &&Pod| {
        pod.ready.is_some_and(|ready| ready > last && ready + TIME_TO_ANSWER < load.sending_seconds)
            && pod.deleted.is_none_or(|deleted| deleted > load.sending_seconds)
    };
    // A pod that has answered shows that something spreads requests, whatever connections do.
    let late: Vec<&Pod> =
        pods.iter().filter(late).filter(|pod| pod.answered.is_none_or(|it| it.value == 0)).collect();
    let first = late.iter().filter_map(|pod| pod.ready).reduce(f64::min)?;
    let idle = late.iter().filter(|pod| pod.answered.is_some_and(|it| it.value == 0)).count();
    let (pods, were) = match late.len() {
        1 => ("1 pod".to_owned(), "was"),
        many => (format!("{many} pods"), "were"),
    };
    let outcome = match idle {
        0 => " unless something before the pods spreads requests, they got none".to_owned(),
        _ if idle == late.len() => " they got none".to_owned(),
        idle => format!(" {idle} of them got none"),
    };
    Some(Warning {
        code: "pinned".to_owned(),
        text: format!(
            "{pods} {were} ready from {first:.0} s on, after the last connection was opened at {last:.0} s; a kept connection stays with the pod that it found:{outcome}"
        ),
        mend: Some("--conn-max-age 10s".to_owned()),
    })
}
