//! The HPA of `elastic` beside the controller of Kubernetes, which runs in virtual time: the same replicas, the same status
//! and the same events at the same second.

mod cases;
mod world;

use jiff::SignedDuration;
use neap::elastic::hpa::{Look, Memory, NoPods, Settings, Spec, look};
use neap::kubernetes::resources::{HpaSpec, HpaStatus};
use serde::Deserialize;
use serde_json::Value;

use crate::oracle;
use crate::plane::Part;
use crate::suite::{Need, Test};
use cases::{Case, Cases, Group, TICKS};
use world::{World, at};

pub fn tests() -> Vec<Test> {
    crate::own![Need::HpaTrajectories; the_autoscaler_decides_as_the_real_one_at_the_same_second]
}

/// What became of one case: seconds, and what was written or told then.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Trace {
    #[serde(rename = "ID")]
    id: usize,
    scales: Option<Vec<(i64, i64)>>,
    statuses: Option<Vec<Written>>,
    events: Option<Vec<Told>>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase")]
struct Written {
    at: i64,
    status: Value,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase")]
struct Told {
    at: i64,
    r#type: String,
    reason: String,
    message: String,
}

fn the_autoscaler_decides_as_the_real_one_at_the_same_second() {
    let seed = oracle::seed(2000);
    let cases = Cases::generate(seed, 100, 20);
    let found = oracle::run(Part::HpaTrajectories, "hpa-trajectories", &cases, |line| compare(&cases, line));
    let compared = found.len();
    let changes: usize = found.iter().map(|found| found.changes).sum();
    let wrong: Vec<String> = found.into_iter().filter_map(|found| found.difference).collect();
    assert_eq!(compared, 2000);
    assert!(changes > 4000, "the cases are dull: {changes} changes");
    let shown = wrong.iter().take(2).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(wrong.is_empty(), "seed {seed}: {} of {compared} differ\n{shown}", wrong.len());
}

/// What came of one case.
struct Found {
    /// How often the replicas changed.
    changes: usize,
    difference: Option<String>,
}

fn compare(cases: &Cases, line: &str) -> Found {
    let real: Trace = serde_json::from_str(line).unwrap();
    let (group, case) = find(cases, real.id);
    let ours = trajectory(group, case);
    Found {
        changes: ours.scales.as_ref().map_or(0, Vec::len),
        difference: difference(real, ours).map(|difference| {
            format!("case {}: {difference}\n{}", case.id, serde_json::to_string(case).unwrap())
        }),
    }
}

fn find(cases: &Cases, id: usize) -> (&Group, &Case) {
    let all = cases.groups.iter().flat_map(|group| group.cases.iter().map(move |case| (group, case)));
    all.into_iter().find(|(_, case)| case.id == id).unwrap()
}

/// The same case with our rules.
fn trajectory(group: &Group, case: &Case) -> Trace {
    let spec: HpaSpec = serde_json::from_value(case.spec.clone()).unwrap();
    let spec = Spec::from(&spec);
    let flags = &group.flags;
    let settings = Settings {
        tolerance: flags.tolerance,
        down_window: u32::try_from(flags.down_window).unwrap(),
        cpu_initialization: SignedDuration::from_secs(flags.cpu_initialization),
        initial_readiness: SignedDuration::from_secs(flags.initial_readiness),
        scale_to_zero: group.scale_to_zero,
    };
    let namespace = format!("n{}", case.id);
    let mut world = World::new(case);
    let (mut memory, mut status) = (Memory::default(), HpaStatus::default());
    let (mut scales, mut statuses, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for tick in 0..TICKS {
        let scale = world.look(tick);
        let pods = world.pods();
        let decision = look(
            memory,
            &Look {
                namespace: &namespace,
                spec: &spec,
                status: &status,
                scale,
                pods: match case.selector {
                    "" => Err(NoPods::NoSelector),
                    _ => Ok(pods.iter().collect()),
                },
                answers: &world.answers(&spec.metrics),
                settings: &settings,
                now: at(world.now()),
            },
        );
        let second = world.now();
        let told = match decision.rescale.map(i64::from) {
            None => decision.carried_out(),
            Some(replicas) => match world.update(replicas) {
                Ok(()) => {
                    scales.push((second, replicas));
                    decision.carried_out()
                }
                Err(why) => decision.refused(why),
            },
        };
        if told.status != status {
            statuses.push(Written { at: second, status: serde_json::to_value(&told.status).unwrap() });
        }
        events.extend(told.events.into_iter().map(|event| Told {
            at: second,
            r#type: if event.warning { "Warning" } else { "Normal" }.into(),
            reason: event.reason.into(),
            message: event.message,
        }));
        (memory, status) = (told.memory, told.status);
    }
    Trace { id: case.id, scales: Some(scales), statuses: Some(statuses), events: Some(events) }
}

/// The first thing in which two traces differ: replicas, then status, then events.
fn difference(real: Trace, ours: Trace) -> Option<String> {
    let (theirs, own) = (real.scales.unwrap_or_default(), ours.scales.unwrap_or_default());
    if theirs != own {
        return Some(format!("replicas\nreal {theirs:?}\nours {own:?}"));
    }
    let plain = |statuses: Option<Vec<Written>>| {
        let plain = |written: Written| Written { status: without_nulls(written.status), ..written };
        statuses.unwrap_or_default().into_iter().map(plain).collect::<Vec<_>>()
    };
    first_difference("status", &plain(real.statuses), &plain(ours.statuses)).or_else(|| {
        first_difference("event", &real.events.unwrap_or_default(), &ours.events.unwrap_or_default())
    })
}

fn first_difference<T: PartialEq + std::fmt::Debug>(what: &str, real: &[T], ours: &[T]) -> Option<String> {
    let longest = real.len().max(ours.len());
    let index = (0..longest).find(|index| real.get(*index) != ours.get(*index))?;
    Some(format!("{what} {index}\nreal {:?}\nours {:?}", real.get(index), ours.get(index)))
}

/// JSON knows two ways to leave something out.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
