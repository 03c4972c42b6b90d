//! Pods as rows: how far each is, where, and why not further.

use jiff::Timestamp;

use super::cells::Step;
use super::row::{Row, Said, plain, said, table};
use super::view::{Choice, View};
use crate::clock::age;
use crate::observe::Service;
use crate::report::status::{short, stage_word, why};
use crate::ui::Mark;

/// A pod as a row.
#[derive(Debug, Clone, PartialEq)]
pub struct PodRow {
    /// The pod.
    pub choice: Choice,
    /// How far it is.
    pub step: Step,
    /// Its name without what all share, its stage, since when, where.
    pub words: Vec<Said>,
    /// Why it is not further; empty where the stage says all.
    pub why: String,
    /// Whether the cursor is on it.
    pub chosen: bool,
}

/// The pods that the filter lets through: what is in trouble first, then what is on its way, then what is ready.
pub fn pods(service: &Service, now: Timestamp, view: &View) -> Vec<PodRow> {
    let mut rows: Vec<PodRow> = service
        .pods
        .iter()
        .filter_map(|pod| {
            let (word, mark) = stage_word(pod);
            let place = pod.pool.clone().or(pod.node.clone()).unwrap_or_else(|| "-".into());
            let node = pod.node.as_deref().unwrap_or_default();
            if !view.admits(&[&pod.name, word, &place, node]) {
                return None;
            }
            let choice = Choice {
                namespace: service.namespace.clone(),
                name: pod.name.clone(),
                cluster: pod.cluster.clone(),
            };
            let within = pod.cluster.as_ref().map(|it| format!("{it}/")).unwrap_or_default();
            Some(PodRow {
                step: Step::of(&pod.stage),
                words: vec![
                    plain(short(&pod.name, service)),
                    said(word, mark),
                    said(pod.since.map(|at| age(at, now)).unwrap_or_default(), Mark::Dim),
                    plain(format!("{within}{place}")),
                ],
                why: why(pod, now).unwrap_or_default(),
                chosen: view.chosen.as_ref() == Some(&choice),
                choice,
            })
        })
        .collect();
    // Stable: of equal ones the oldest stays first.
    rows.sort_by_key(|row| match row.step {
        Step::Broken => 0,
        Step::Pending | Step::Pulling | Step::Loading => 1,
        Step::Ready => 2,
        Step::Leaving => 3,
    });
    rows
}

/// The rows of the table.
pub fn rows(pods: &[PodRow]) -> Vec<Row> {
    let words: Vec<Vec<Said>> = pods
        .iter()
        .map(|pod| {
            let mut words = pod.words.clone();
            let mark = if pod.step == Step::Broken { Mark::Bad } else { Mark::Dim };
            words.push(said(pod.why.clone(), mark));
            words
        })
        .collect();
    let mut rows = table(&words, 2);
    for (row, pod) in rows.iter_mut().zip(pods) {
        row.chosen = pod.chosen;
        if let (true, Some(first)) = (pod.chosen, row.words.first_mut()) {
            first.text = "▸ ".to_owned();
        }
    }
    rows
}
