//! The pods of one case, as `world_test.go` has them too.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use neap::elastic::hpa::{Answer, Metric, Sample, Samples, Scale, Unanswered};
use neap::kubernetes::resources::{Condition, Container, Pod};
use serde_json::json;

use super::cases::{Case, Curve};

/// Seconds between two looks.
pub const PERIOD: i64 = 15;

/// A pod is known by its index; it lives while the replicas are more than that.
pub struct World<'a> {
    case: &'a Case,
    pub tick: usize,
    /// Replicas now, at the start of this look, and at the start of the one before.
    pub replicas: i64,
    begun: i64,
    before: i64,
    /// When each was created and when it was deleted.
    born: Vec<Option<i64>>,
    left: Vec<Option<i64>>,
    containers: Vec<Vec<Container>>,
}

fn containers(request: Option<i64>) -> Vec<Container> {
    let container = |(place, share): (usize, i64)| {
        let requests = request.map(|request| request / share);
        let requests = requests.map(|share| json!({"cpu": format!("{share}m"), "memory": share.to_string()}));
        let container =
            json!({"name": format!("c{place}"), "resources": {"requests": requests.unwrap_or(json!({}))}});
        serde_json::from_value(container).unwrap()
    };
    [1, 2].into_iter().enumerate().map(container).collect()
}

/// Virtual time starts here in Go.
pub fn at(second: i64) -> Timestamp {
    "2000-01-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second)
}

impl<'a> World<'a> {
    pub fn new(case: &'a Case) -> Self {
        let count = case.pods.pending.len();
        let mut world = Self {
            case,
            tick: 0,
            replicas: case.replicas,
            begun: case.replicas,
            before: case.replicas,
            born: vec![None; count],
            left: vec![None; count],
            containers: case
                .pods
                .no_request
                .iter()
                .map(|without| containers((!without).then_some(case.pods.request)))
                .collect(),
        };
        world.scale(case.replicas, 0);
        world
    }

    pub fn now(&self) -> i64 {
        (i64::try_from(self.tick).unwrap() + 1) * PERIOD
    }

    fn scale(&mut self, replicas: i64, now: i64) {
        self.replicas = replicas;
        for (index, (born, left)) in (0..).zip(self.born.iter_mut().zip(&mut self.left)) {
            let lives = born.is_some() && left.is_none();
            if index < replicas && !lives {
                (*born, *left) = (Some(now), None);
            } else if index >= replicas && lives {
                *left = Some(now);
            }
        }
    }

    /// A look begins with the scale.
    pub fn look(&mut self, tick: usize) -> Result<Scale, String> {
        self.tick = tick;
        for (_, replicas) in self.case.hand.iter().filter(|(hand, _)| *hand == tick) {
            self.scale(*replicas, self.now());
        }
        (self.before, self.begun) = (self.begun, self.replicas);
        if self.case.scale_fails.contains(&tick) {
            return Err("the scale cannot be read".into());
        }
        let existing = if self.case.lag { self.before } else { self.begun };
        Ok(Scale {
            replicas: u32::try_from(self.replicas).unwrap(),
            existing: u32::try_from(existing).unwrap(),
        })
    }

    pub fn update(&mut self, replicas: i64) -> Result<(), &'static str> {
        if self.case.update_fails.contains(&self.tick) {
            return Err("the scale cannot be written");
        }
        self.scale(replicas, self.now());
        Ok(())
    }

    /// Whether a pod's object exists.
    fn is_there(&self, index: usize) -> bool {
        let stays = |left: i64| self.now() < left + self.case.pods.grace;
        self.born[index].is_some() && self.left[index].is_none_or(stays)
    }

    pub fn pods(&self) -> Vec<Pod> {
        (0..self.born.len()).filter(|index| self.is_there(*index)).map(|index| self.pod(index)).collect()
    }

    fn pod(&self, index: usize) -> Pod {
        let rules = &self.case.pods;
        let (now, born) = (self.now(), self.born[index].unwrap());
        let ready = born + rules.pending[index] + rules.load[index];
        let (is_ready, since) = if now >= ready { ("True", ready) } else { ("False", born) };
        let condition = Condition {
            kind: "Ready".into(),
            status: is_ready.into(),
            last_transition_time: Some(at(since)),
            ..Condition::default()
        };
        let mut pod = Pod::default();
        pod.metadata.name = Some(name(index));
        pod.metadata.deletion_timestamp = self.left[index].map(|left| Time(at(left)));
        pod.spec.containers = self.containers[index].clone().into();
        pod.status.phase = Some(match () {
            () if now - born < rules.pending[index] => "Pending".into(),
            () if rules.fails[index] => "Failed".into(),
            () => "Running".into(),
        });
        pod.status.conditions = if rules.no_condition[index] { Vec::new() } else { vec![condition] };
        pod.status.start_time = (!rules.no_start[index]).then(|| at(born));
        pod
    }

    /// Whether a pod has a series, and whether that has outlived it.
    fn reports(&self, index: usize) -> Option<bool> {
        let (rules, born) = (&self.case.pods, self.born[index]?);
        let lingers = !self.is_there(index);
        let end = if lingers { self.left[index]? + rules.grace } else { self.now() };
        if lingers && self.now() >= end + rules.linger {
            return None;
        }
        (end - born >= rules.pending[index] + rules.silent[index]).then_some(lingers)
    }

    pub fn answers(&self, metrics: &[Metric]) -> Vec<Result<Answer, Unanswered>> {
        metrics.iter().zip(&self.case.metrics).map(|(metric, curve)| self.answer(metric, curve)).collect()
    }

    fn answer(&self, metric: &Metric, curve: &Curve) -> Result<Answer, Unanswered> {
        if curve.fails.contains(&self.tick) {
            return Err(Unanswered::Failed("it is away".into()));
        }
        if curve.empty.contains(&self.tick) {
            return Err(Unanswered::Nothing);
        }
        let value = curve.values[self.tick];
        Ok(match metric {
            Metric::Object { .. } => Answer::Object(value),
            Metric::External { .. } => Answer::External(vec![value / 2, value - value / 2]),
            _ => Answer::Pods(self.samples(curve, value)),
        })
    }

    fn samples(&self, curve: &Curve, value: i64) -> Samples {
        let alive = (0..self.born.len()).filter(|index| self.reports(*index) == Some(false)).count();
        let of = |index: usize| {
            let _ = self.reports(index)?;
            let each = match curve.shared {
                true => value / i64::try_from(alive).unwrap().max(1),
                false => value + curve.skew * i64::try_from(index).unwrap(),
            };
            let sample = Sample {
                value: each,
                at: at(self.now() - curve.age),
                window: SignedDuration::from_secs(curve.window),
            };
            Some((name(index), sample))
        };
        (0..self.born.len()).filter_map(of).collect()
    }
}

fn name(index: usize) -> String {
    format!("p{index}")
}
