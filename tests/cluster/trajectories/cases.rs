//! Generated autoscalers, pods and metric curves. The fields are those of `cases_test.go`.

use serde::Serialize;
use serde_json::{Value, json};

use crate::random::Random;

/// Looks of a trajectory: 14 minutes.
pub const TICKS: usize = 56;
/// Pods that a case may have at most.
const PODS: i64 = 24;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cases {
    pub ticks: usize,
    pub groups: Vec<Group>,
}

/// Cases that share a controller, and so its flags.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    pub scale_to_zero: bool,
    pub flags: Flags,
    pub cases: Vec<Case>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flags {
    pub tolerance: f64,
    pub down_window: i64,
    pub cpu_initialization: i64,
    pub initial_readiness: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    pub id: usize,
    pub spec: Value,
    pub replicas: i64,
    pub selector: &'static str,
    pub pods: PodRules,
    pub lag: bool,
    pub hand: Vec<(usize, i64)>,
    pub scale_fails: Vec<usize>,
    pub update_fails: Vec<usize>,
    pub metrics: Vec<Curve>,
}

/// How the pod with an index lives.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodRules {
    pub pending: Vec<i64>,
    pub load: Vec<i64>,
    pub silent: Vec<i64>,
    pub fails: Vec<bool>,
    pub no_condition: Vec<bool>,
    pub no_start: Vec<bool>,
    pub no_request: Vec<bool>,
    pub grace: i64,
    pub linger: i64,
    pub request: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Curve {
    pub values: Vec<i64>,
    pub shared: bool,
    pub skew: i64,
    pub fails: Vec<usize>,
    pub empty: Vec<usize>,
    pub age: i64,
    pub window: i64,
}

impl Cases {
    /// So many groups of so many cases, decided by a seed.
    pub fn generate(seed: u64, groups: usize, each: usize) -> Self {
        let mut random = Random::new(seed);
        let group = |group| {
            let scale_to_zero = random.percent(15);
            // Most clusters run with the defaults.
            let flags = match random.percent(60) {
                true => {
                    Flags { tolerance: 0.1, down_window: 300, cpu_initialization: 300, initial_readiness: 30 }
                }
                false => Flags {
                    tolerance: random.of(&[0.0, 0.05, 0.1, 0.3]),
                    down_window: random.of(&[0, 15, 60, 120]),
                    cpu_initialization: random.of(&[0, 60, 300]),
                    initial_readiness: random.of(&[0, 30]),
                },
            };
            let cases =
                (0..each).map(|index| Case::generate(&mut random, group * each + index, scale_to_zero));
            Group { scale_to_zero, flags, cases: cases.collect() }
        };
        Self { ticks: TICKS, groups: (0..groups).map(group).collect() }
    }
}

impl Case {
    fn generate(random: &mut Random, id: usize, scale_to_zero: bool) -> Self {
        let names = ["m0", "m1", "m2"];
        let count = random.of(&[1, 1, 1, 2, 3]);
        let mut specs: Vec<Value> = Vec::new();
        let mut metrics = Vec::new();
        for name in &names[..count] {
            let (kind, spec, target) = metric(random, name);
            // A resource is named once.
            let is_new = specs.iter().all(|known| known["type"] != spec["type"] || kind != "resource");
            if is_new {
                specs.push(spec);
                metrics.push(Curve::generate(random, target));
            }
        }
        let lowest = if scale_to_zero || random.percent(5) { 0 } else { 1 };
        let min = random.between(lowest, 3);
        let max = random.of(&[min.max(1), min + 1, min + 3, 8, 8, 20]);
        let behavior = if random.percent(40) { Value::Null } else { behaviour(random) };
        let spec = json!({"minReplicas": min, "maxReplicas": max, "metrics": specs, "behavior": behavior});
        let rare = |random: &mut Random| match random.percent(6) {
            true => ticks(random),
            false => Vec::new(),
        };
        let any = random.between(0, max + 2);
        Self {
            id,
            spec,
            replicas: random.of(&[1, 1, min, max, any]),
            selector: if random.percent(1) { "" } else { "app=x" },
            pods: PodRules::generate(random),
            lag: random.percent(20),
            hand: match random.percent(15) {
                true => ticks(random).into_iter().map(|tick| (tick, random.between(0, max + 3))).collect(),
                false => Vec::new(),
            },
            scale_fails: rare(random),
            update_fails: rare(random),
            metrics,
        }
    }
}

/// A metric's kind, its spec and its target in thousandths.
fn metric(random: &mut Random, name: &str) -> (&'static str, Value, i64) {
    let target = random.of(&[1000, 5000, 5000, 10_000, 50_000, 1500, 333]);
    let quantity = format!("{target}m");
    let average = json!({"type": "AverageValue", "averageValue": quantity});
    let value = json!({"type": "Value", "value": quantity});
    let selector = random.of(&[
        Value::Null,
        json!({"matchLabels": {"b": "2", "a": "1"}}),
        json!({"matchExpressions": [{"key": "k", "operator": "In", "values": ["x", "y"]}, {"key": "e", "operator": "Exists"}]}),
    ]);
    let identifier = match selector {
        Value::Null => json!({"name": name}),
        selector => json!({"name": name, "selector": selector}),
    };
    let of_resource = |random: &mut Random| match random.percent(60) {
        true => {
            let percent = random.of(&[50, 80, 100, 150]);
            // A pod requests one and a half of what its first container does.
            (json!({"type": "Utilization", "averageUtilization": percent}), percent * 15)
        }
        false => (average.clone(), target),
    };
    match random.between(0, 9) {
        0..=3 => ("pods", json!({"type": "Pods", "pods": {"metric": identifier, "target": average}}), target),
        4 | 5 => {
            let goal = if random.percent(50) { value } else { average };
            let object = json!({"kind": "Service", "name": "web", "apiVersion": "v1"});
            let source = json!({"metric": identifier, "describedObject": object, "target": goal});
            ("object", json!({"type": "Object", "object": source}), target * 3)
        }
        6 | 7 => {
            let goal = if random.percent(50) { value } else { average };
            let source = json!({"metric": identifier, "target": goal});
            ("external", json!({"type": "External", "external": source}), target * 3)
        }
        8 => {
            let name = random.of(&["cpu", "cpu", "memory"]);
            let (goal, target) = of_resource(random);
            ("resource", json!({"type": "Resource", "resource": {"name": name, "target": goal}}), target)
        }
        _ => {
            let (goal, target) = of_resource(random);
            let container = random.of(&["c0", "c1", "absent"]);
            let source = json!({"name": "cpu", "container": container, "target": goal});
            ("resource", json!({"type": "ContainerResource", "containerResource": source}), target)
        }
    }
}

fn behaviour(random: &mut Random) -> Value {
    let mut both = serde_json::Map::new();
    for direction in ["scaleUp", "scaleDown"] {
        if random.percent(25) {
            continue;
        }
        let mut rules = serde_json::Map::new();
        if random.percent(60) {
            rules.insert(
                "stabilizationWindowSeconds".into(),
                random.of(&[0, 15, 30, 45, 60, 100, 120, 300]).into(),
            );
        }
        if random.percent(50) {
            rules.insert("selectPolicy".into(), random.of(&["Max", "Max", "Min", "Min", "Disabled"]).into());
        }
        if random.percent(70) {
            let policies: Vec<Value> = (0..random.between(1, 3))
                .map(|_| {
                    let (kind, value) = match random.percent(50) {
                        true => ("Pods", random.between(1, 5)),
                        false => ("Percent", random.of(&[5, 10, 25, 33, 50, 100, 200])),
                    };
                    json!({"type": kind, "value": value, "periodSeconds": random.of(&[1, 15, 30, 60, 61, 120, 300])})
                })
                .collect();
            rules.insert("policies".into(), policies.into());
        }
        if random.percent(30) {
            rules.insert("tolerance".into(), random.of(&["0", "50m", "200m", "9m", "500u", "1"]).into());
        }
        both.insert(direction.into(), rules.into());
    }
    both.into()
}

impl PodRules {
    fn generate(random: &mut Random) -> Self {
        let slow = random.percent(50);
        let mut list = |percent: i64, times: &[i64]| -> Vec<i64> {
            (0..PODS).map(|_| if slow && random.percent(percent) { random.of(times) } else { 0 }).collect()
        };
        let pending = list(60, &[5, 15, 20, 40, 90, 1000]);
        let load = list(60, &[10, 30, 60, 200]);
        let silent = list(60, &[10, 15, 45, 100, 1000]);
        let rare = random.of(&[0, 0, 0, 10]);
        let mut flags = |percent: i64| (0..PODS).map(|_| random.percent(percent)).collect();
        Self {
            pending,
            load,
            silent,
            fails: flags(rare),
            no_condition: flags(rare),
            no_start: flags(rare),
            no_request: flags(rare / 10),
            grace: random.of(&[0, 0, 10, 40]),
            linger: random.of(&[0, 0, 20, 60]),
            request: random.of(&[1000, 500, 4000]),
        }
    }
}

impl Curve {
    /// A curve about a target, which stays near it, passes it in steps or swings around it.
    fn generate(random: &mut Random, target: i64) -> Self {
        let shared = random.percent(50);
        let scale = if shared { target * random.between(1, 6) } else { target };
        let shape = random.between(0, 5);
        let (from, to) = (random.between(0, 300), random.between(0, 300));
        let turn = random.between(5, 40);
        let wave = random.between(4, 30);
        let values = (0..i64::try_from(TICKS).unwrap()).map(|tick| {
            let percent = match shape {
                // A step, and mostly back again.
                0 => {
                    if (turn..turn + 15).contains(&tick) {
                        to
                    } else {
                        from
                    }
                }
                1 => from + (to - from) * tick / 55,
                // A saw.
                2 => from + (to - from) * (tick % wave) / wave,
                3 => random.between(0, 250),
                // The edges of the tolerance, exactly and beside it.
                4 => return scale * random.of(&[90, 100, 110, 95, 105]) / 100 + random.of(&[0, 0, 0, -1, 1]),
                _ => {
                    if random.percent(10) {
                        to + 300
                    } else {
                        from / 2
                    }
                }
            };
            scale * percent / 100
        });
        let values = values.collect();
        let rare = |random: &mut Random| match random.percent(8) {
            true => ticks(random),
            false => Vec::new(),
        };
        Self {
            values,
            shared,
            skew: if random.percent(30) { random.between(-target / 10, target / 2) } else { 0 },
            fails: rare(random),
            empty: rare(random),
            age: random.of(&[0, 10, 30, 60]),
            window: random.of(&[15, 30, 60]),
        }
    }
}

/// Some looks; now and then several in a row.
fn ticks(random: &mut Random) -> Vec<usize> {
    let last = i64::try_from(TICKS).unwrap() - 1;
    let mut ticks = Vec::new();
    for _ in 0..random.between(1, 3) {
        let first = random.between(0, last);
        let length = random.of(&[1, 1, 4, 10]);
        ticks.extend((first..=last.min(first + length)).map(|tick| usize::try_from(tick).unwrap()));
    }
    ticks.sort_unstable();
    ticks.dedup();
    ticks
}
