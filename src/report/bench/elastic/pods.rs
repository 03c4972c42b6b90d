//! What each pod answered, its first answer, and what was lost with it.

use std::collections::BTreeMap;

use super::chronicle::{Chronicle, Life};
use super::join::Load;
use crate::report::bench::cluster::{FirstAnswer, Knowledge, Pod, Told};

/// What answers lose when their pod goes comes at the latest so many seconds after it is gone.
const AFTERMATH: f64 = 1.0;

/// The pods that were there in the run, the oldest first; and how many requests were lost of which no pod is known.
pub(super) fn pods(load: &Load<'_>, chronicle: &Chronicle, speed: f64) -> (Vec<Pod>, u64) {
    let end = load.began + load.lasted;
    let here = |life: &Life| {
        life.gone.is_none_or(|gone| gone >= load.began) && life.created.is_none_or(|created| created < end)
    };
    let (lost, without_pod) = lost(load, chronicle);
    // If all that was lost tells its pod by itself, the others have lost nothing for sure.
    let guessed = lost.values().any(|lost| lost.source == Knowledge::Window);
    let all_told = load.lost() > 0 && without_pod == 0 && !guessed;
    let mut pods: Vec<Pod> = chronicle
        .lives
        .iter()
        .filter(|(_, life)| here(life))
        .map(|(name, life)| {
            let in_run =
                |at: Option<f64>| at.map(|at| at - load.began).filter(|at| *at >= 0.0 && *at < load.lasted);
            let deleted = in_run(life.deleted);
            let lost = lost.get(name.as_str()).copied();
            // Of a pod that goes it is told too that nothing was lost.
            let nothing =
                Told { value: 0, source: if all_told { Knowledge::Header } else { Knowledge::Window } };
            Pod {
                name: name.clone(),
                node: life.node.clone(),
                pool: life.pool.clone(),
                created: in_run(life.created),
                ready: in_run(life.ready),
                ready_before: life.was_ready || life.ready.is_some_and(|at| at < load.began),
                deleted,
                gone: in_run(life.gone),
                answered: answered(name, life, load, chronicle),
                first_answer: first_answer(name, life, load, chronicle, speed),
                lost: lost.or(deleted.map(|_| nothing)),
            }
        })
        .collect();
    pods.sort_by(|a, b| {
        let age = |pod: &Pod| pod.created.unwrap_or(f64::NEG_INFINITY);
        age(a).total_cmp(&age(b)).then_with(|| a.name.cmp(&b.name))
    });
    (pods, without_pod)
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

/// Requests that were lost, by their pod; and how many are left of which none is known. First what an answer or its connection says;
/// what is left of a second belongs to the pod that was going away then, of several to the one that began to go last.
fn lost<'a>(load: &Load<'_>, chronicle: &'a Chronicle) -> (BTreeMap<&'a str, Told<u64>>, u64) {
    let mut found: BTreeMap<&str, Told<u64>> = BTreeMap::new();
    let mut add = |name: &'a str, count: u64, source: Knowledge| {
        let told = found.entry(name).or_insert(Told { value: 0, source });
        told.value += count;
        told.source = told.source.weaker(source);
    };
    let mut known: BTreeMap<u64, u64> = BTreeMap::new();
    for (text, cut) in load.cut {
        let Some((name, _)) = chronicle.lives.iter().find(|(name, life)| is_called(text, name, life)) else {
            continue;
        };
        let source = if cut.by_connection { Knowledge::Connection } else { Knowledge::Header };
        add(name, cut.seconds.values().sum(), source);
        for (second, count) in &cut.seconds {
            *known.entry(*second).or_default() += count;
        }
    }
    let mut without_pod = 0;
    for (second, counts) in (0u64..).zip(load.timeline.seconds()) {
        let left = counts.lost.saturating_sub(known.get(&second).copied().unwrap_or(0));
        let (from, to) = (load.began + second as f64, load.began + (second + 1) as f64);
        let goes = chronicle.lives.iter().filter_map(|(name, life)| {
            let deleted = life.deleted.filter(|deleted| *deleted < to)?;
            life.gone.is_none_or(|gone| gone + AFTERMATH >= from).then_some((deleted, name))
        });
        match goes.max_by(|(a, _), (b, _)| a.total_cmp(b)) {
            Some((_, pod)) if left > 0 => add(pod, left, Knowledge::Window),
            Some(_) => {}
            None => without_pod += left,
        }
    }
    (found, without_pod)
}
