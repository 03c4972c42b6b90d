//! What each pod answered, its first answer, and what was lost with it.

use super::chronicle::{Chronicle, Life};
use super::join::Load;
use crate::report::bench::cluster::{FirstAnswer, Knowledge, Pod, Told};

/// What answers lose when their pod goes comes at the latest so many seconds after it is gone.
const AFTERMATH: f64 = 1.0;

/// The pods that were there in the run, the oldest first.
pub(super) fn pods(load: &Load<'_>, chronicle: &Chronicle, speed: f64) -> Vec<Pod> {
    let end = load.began + load.lasted;
    let here = |life: &Life| {
        life.gone.is_none_or(|gone| gone >= load.began) && life.created.is_none_or(|created| created < end)
    };
    let lost = lost_with(load, chronicle);
    // An answer that broke off before its head came, or that a gateway gave instead, names no pod.
    let of_run: u64 = load.timeline.seconds().iter().map(|second| second.lost).sum();
    let all_named = of_run > 0 && load.cut.iter().map(|(_, count)| *count).sum::<u64>() == of_run;
    let mut pods: Vec<Pod> = chronicle
        .lives
        .iter()
        .filter(|(_, life)| here(life))
        .map(|(name, life)| {
            let in_run =
                |at: Option<f64>| at.map(|at| at - load.began).filter(|at| *at >= 0.0 && *at < load.lasted);
            let deleted = in_run(life.deleted);
            let inferred = lost.iter().find(|(of, _)| *of == name).map_or(0, |(_, count)| *count);
            let named = load.cut.iter().filter(|(text, _)| is_called(text, name, life));
            let named: u64 = named.map(|(_, count)| *count).sum();
            let lost = match all_named {
                true => Told { value: named, source: Knowledge::Header },
                false => Told { value: inferred.max(named), source: Knowledge::Window },
            };
            Pod {
                name: name.clone(),
                node: life.node.clone(),
                pool: life.pool.clone(),
                created: in_run(life.created),
                ready: in_run(life.ready),
                deleted,
                gone: in_run(life.gone),
                answered: answered(name, life, load, chronicle),
                first_answer: first_answer(name, life, load, chronicle, speed),
                lost: deleted.map(|_| lost),
            }
        })
        .collect();
    pods.sort_by(|a, b| {
        let age = |pod: &Pod| pod.created.unwrap_or(f64::NEG_INFINITY);
        age(a).total_cmp(&age(b)).then_with(|| a.name.cmp(&b.name))
    });
    pods
}

/// Whether what an answer says of its pod means this one: its name, perhaps with more behind a dot, or its address.
fn is_called(text: &str, name: &str, life: &Life) -> bool {
    let host = text.split_once(':').map_or(text, |(host, _)| host);
    host == name
        || host.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
        || life.address.as_deref() == Some(host)
}

fn answered(name: &str, life: &Life, load: &Load<'_>, chronicle: &Chronicle) -> Option<Told<u64>> {
    if !load.pods.is_empty() {
        let own = load.pods.iter().filter(|(text, _)| is_called(text, name, life));
        return Some(Told { value: own.map(|(_, pod)| pod.answered).sum(), source: Knowledge::Header });
    }
    let counter = chronicle.engines.counters.get(name).filter(|counter| counter.read)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a counter, at least 0")]
    let value = (counter.last - counter.before).max(0.0).round() as u64;
    Some(Told { value, source: Knowledge::Engine })
}

/// Of a pod that became ready in the run.
fn first_answer(
    name: &str,
    life: &Life,
    load: &Load<'_>,
    chronicle: &Chronicle,
    speed: f64,
) -> Option<FirstAnswer> {
    let ready = life.ready.filter(|ready| *ready >= load.began)?;
    let own = load.pods.iter().filter(|(text, _)| is_called(text, name, life));
    if let Some((_, pod)) = own.min_by(|(_, a), (_, b)| a.first.total_cmp(&b.first)) {
        return Some(FirstAnswer {
            earliest: pod.first,
            latest: pod.first,
            took: Some(pod.took),
            source: Knowledge::Header,
        });
    }
    let counter = chronicle.engines.counters.get(name)?;
    let (seen, took) = counter.first?;
    // It answered nothing before it was ready.
    let earliest = counter.idle.map_or(ready, |idle| idle.max(ready.min(seen)));
    Some(FirstAnswer {
        earliest: earliest - load.began,
        latest: seen - load.began,
        took: took.map(|took| took / speed),
        source: Knowledge::Engine,
    })
}

/// Requests that were lost, by the pod that was going away then: of several the one that began to go last.
fn lost_with<'a>(load: &Load<'_>, chronicle: &'a Chronicle) -> Vec<(&'a String, u64)> {
    let mut found: Vec<(&String, u64)> = Vec::new();
    for (second, counts) in load.timeline.seconds().iter().enumerate().filter(|(_, second)| second.lost > 0) {
        let (from, to) = (load.began + second as f64, load.began + (second + 1) as f64);
        let goes = chronicle.lives.iter().filter_map(|(name, life)| {
            let deleted = life.deleted.filter(|deleted| *deleted < to)?;
            life.gone.is_none_or(|gone| gone + AFTERMATH >= from).then_some((deleted, name))
        });
        let Some((_, pod)) = goes.max_by(|(a, _), (b, _)| a.total_cmp(b)) else { continue };
        match found.iter_mut().find(|(name, _)| *name == pod) {
            Some((_, count)) => *count += counts.lost,
            None => found.push((pod, counts.lost)),
        }
    }
    found
}
