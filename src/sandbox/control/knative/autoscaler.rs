//! PodAutoscalers: Knative's own class scales by requests, from none up; the other makes a HorizontalPodAutoscaler.
//!
//! The rules are [`crate::elastic::kpa`]. Requests are counted by whoever routes them: a [`Meter`].

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::reserve::{is_reserve, must_wait};
use super::revision::progress_deadline;
use super::state::{State, condition, conditions, metadata, told};
use crate::elastic::kpa::{
    Activity, Autoscaler, Class, Decider, Decision, Measure, Observed, SCRAPE, Settings, Situation, TICK,
    Window, activators, active_from, first_excess, serves_directly, shown, verdict,
};
use crate::kubernetes::resources::{StringMap, condition_is_true};
use crate::sandbox::world::serving::PodAutoscaler;
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};

/// What came to a revision since it was last asked.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Requests {
    /// Under way, on average; those that wait for a pod too.
    pub concurrency: f64,
    /// That came, a second.
    pub rate: f64,
}

/// Counts the requests of a revision.
pub type Meter = Box<dyn FnMut(&Key, Timestamp) -> Requests + Send>;

/// The controller of PodAutoscalers.
pub struct PodAutoscalerController {
    settings: Settings,
    meter: Meter,
    known: HashMap<Key, Known>,
}

/// What is remembered of a revision.
struct Known {
    stable: Window,
    panic: Window,
    autoscaler: Autoscaler,
    decision: Option<Decision>,
    scraped: Timestamp,
    ticked: Timestamp,
    proxied: Option<Timestamp>,
}

impl PodAutoscalerController {
    /// With the cluster's settings, and who counts requests.
    pub fn new(settings: Settings, meter: Meter) -> Self {
        Self { settings, meter, known: HashMap::new() }
    }

    /// Asks and decides when it is time for that.
    fn observe(&mut self, key: &Key, decider: &Decider, ready: i32, now: Timestamp) -> Option<Decision> {
        let window = |span: SignedDuration| {
            Window::new(u32::try_from(span.as_secs()).unwrap_or(u32::MAX), decider.aggregation)
        };
        let known = self.known.entry(key.clone()).or_insert_with(|| Known {
            stable: window(decider.stable_window),
            panic: window(decider.panic_window),
            autoscaler: Autoscaler::new(decider, ready, now),
            decision: None,
            scraped: now,
            ticked: now,
            proxied: None,
        });
        let asleep = known.decision.is_some_and(|decision| decision.pods == 0);
        let mut woken = false;
        if known.scraped + SCRAPE <= now {
            known.scraped = now;
            let requests = (self.meter)(key, now);
            let value = match decider.measure {
                Measure::Concurrency => requests.concurrency,
                Measure::Rps => requests.rate,
            };
            // Without pods only the activator tells, and only of requests.
            if ready > 0 || value > 0.0 || requests.concurrency > 0.0 {
                known.stable.record(now, value);
                known.panic.record(now, value);
            }
            woken = asleep && requests.concurrency > 0.0;
        }
        if (known.ticked + TICK <= now || woken)
            && !(known.stable.is_empty(now) && decider.target_burst_capacity != -1.0)
        {
            known.ticked = now;
            let observed = Observed { stable: known.stable.average(now), panic: known.panic.average(now) };
            known.decision = Some(known.autoscaler.tick(decider, ready, observed, now));
        }
        known.decision
    }

    fn kpa(&mut self, key: &Key, scaled: &PodAutoscaler, world: &World, now: Timestamp) -> Plan {
        let concurrency = scaled.spec.get("containerConcurrency").and_then(Value::as_i64).unwrap_or(0);
        let reachable = scaled.spec.get("reachability").and_then(Value::as_str) != Some("Unreachable");
        let decider = Decider::new(scaled.annotations(), concurrency, reachable, &self.settings);
        let ready = ready_pods(scaled, world);
        let decision = self.observe(key, &decider, ready, now);
        let initialised =
            condition(&scaled.status, "ScaleTargetInitialized").is_some_and(|it| it["status"] == "True");
        let activity = activity(scaled, now);
        let proxied = self.known.get(key).and_then(|known| known.proxied);
        let situation = Situation {
            decider: &decider,
            settings: &self.settings,
            decided: decision.map(|decision| decision.pods),
            activity,
            initialised,
            progress_deadline: progress_deadline(scaled),
            proxied_since: proxied,
            now,
        };
        let verdict = verdict(&situation);
        let mut writes = Vec::new();
        let name = scaled.spec.pointer("/scaleTargetRef/name").and_then(Value::as_str).unwrap_or_default();
        let deployment = world.deployments.get(&key.namespace, name);
        if let (true, Some(want), Some(deployment)) = (verdict.apply, verdict.want, deployment)
            && deployment.spec.replicas.unwrap_or(1) != want
            && !(want == 0 && must_wait(scaled, world))
        {
            writes.push(Write::Scale {
                target: deployment.identity(),
                replicas: u32::try_from(want).unwrap_or(0),
            });
        }
        let excess = decision.map_or_else(|| first_excess(&decider), |it| it.excess_burst_capacity);
        let direct = serves_directly(verdict.want, excess);
        if let Some(known) = self.known.get_mut(key) {
            known.proxied = if direct { None } else { Some(known.proxied.unwrap_or(now)) };
        }
        writes.extend(services(scaled, world, direct, activators(&decider, ready), ready > 0, now));
        let first = active_from(&decider, initialised);
        let initialised = initialised || ready >= first;
        let became = shown(verdict.want, ready, first, activity);
        let active = match became {
            Some(shown) => State::new("Active", shown.status, shown.reason, shown.message),
            None => State::of("Active", condition(&scaled.status, "Active")),
        };
        writes.extend(status(scaled, active, initialised, verdict.want, ready, now));
        let mut plan = Plan::from(writes);
        plan.again_at(now + SCRAPE);
        plan
    }

    fn hpa(&self, key: &Key, scaled: &PodAutoscaler, world: &World, now: Timestamp) -> Plan {
        let mut writes = Vec::new();
        let ready = ready_pods(scaled, world);
        let wanted = super::hpa::autoscaler(scaled, &self.settings);
        let known = world.autoscalers.at(key);
        match known {
            None => writes.push(Write::Create(wanted)),
            Some(known)
                if known.spec.max_replicas != wanted["spec"]["maxReplicas"].as_i64().unwrap_or(0) as i32 =>
            {
                writes.push(Write::merge(&**known, json!({"spec": wanted["spec"]})));
            }
            Some(_) => {}
        }
        writes.extend(services(scaled, world, true, 0, ready > 0, now));
        let want = known.map(|known| known.status.desired_replicas).filter(|want| *want > 0);
        let active = match ready > 0 {
            true => State::holds("Active"),
            false => State::unknown(
                "Active",
                "Queued",
                "Requests to the target are being buffered as resources are provisioned.",
            ),
        };
        writes.extend(status(scaled, active, ready > 0, want, ready, now));
        writes.into()
    }
}

impl Controller for PodAutoscalerController {
    fn name(&self) -> &'static str {
        "autoscaler"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        match change {
            Change::PodAutoscaler(_) => vec![change.key()],
            Change::ServerlessService(_) | Change::HorizontalPodAutoscaler(_) => {
                super::owners(change, "PodAutoscaler")
            }
            Change::Pod(diff) => {
                let revision = diff.last.labels().get("serving.knative.dev/revision");
                revision.map(|name| Key::new(diff.last.namespace(), name)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(scaled) = world.pod_autoscalers.at(key).filter(|it| !it.is_going()) else {
            self.known.remove(key);
            return Plan::nothing();
        };
        let class = scaled.annotations().get("autoscaling.knative.dev/class");
        match class.map_or(Class::Kpa, |class| Class::parse(class)) {
            Class::Kpa => self.kpa(key, scaled, world, now),
            Class::Hpa => self.hpa(key, scaled, world, now),
            Class::Other => Plan::nothing(),
        }
    }
}

fn ready_pods(scaled: &PodAutoscaler, world: &World) -> i32 {
    let revision = scaled.labels().get("serving.knative.dev/revision");
    let pods = world.pods.of(scaled.namespace()).filter(|pod| {
        !pod.is_going()
            && !is_reserve(pod)
            && pod.labels().get("serving.knative.dev/revision") == revision
            && condition_is_true(&pod.status.conditions, "Ready") == Some(true)
    });
    i32::try_from(pods.count()).unwrap_or(i32::MAX)
}

fn activity(scaled: &PodAutoscaler, now: Timestamp) -> Activity {
    let active = condition(&scaled.status, "Active");
    let since = active.and_then(|it| it["lastTransitionTime"].as_str()).and_then(|time| time.parse().ok());
    let since = since.unwrap_or(now);
    match active.and_then(|it| it["status"].as_str()) {
        Some("True") => Activity::Active(since),
        Some("False") => Activity::Inactive(since),
        _ => Activity::Activating(since),
    }
}

fn status(
    scaled: &PodAutoscaler,
    active: State,
    initialised: bool,
    want: Option<i32>,
    ready: i32,
    now: Timestamp,
) -> Option<Write> {
    let target = match initialised {
        true => State::holds("ScaleTargetInitialized"),
        false => State::unknown("ScaleTargetInitialized", "", ""),
    };
    let states = vec![active, State::holds("SKSReady"), target];
    let known = scaled.status.get("desiredScale").and_then(Value::as_i64).filter(|known| *known >= 0);
    let desired = want.map(i64::from).or(known).unwrap_or(-1);
    let new = json!({
        "conditions": conditions(&scaled.status, states, now), "actualScale": ready, "desiredScale": desired,
        "serviceName": scaled.name(), "metricsServiceName": format!("{}-private", scaled.name()),
    });
    told(scaled, &scaled.status, new)
}

/// The ServerlessService, which says whether requests go through the activator, and the services of a revision.
fn services(
    scaled: &PodAutoscaler,
    world: &World,
    direct: bool,
    activators: i32,
    ready: bool,
    now: Timestamp,
) -> Vec<Write> {
    let mut writes = Vec::new();
    let revision_uid = scaled.labels().get("serving.knative.dev/revisionUID").cloned().unwrap_or_default();
    let mut spec = json!({
        "mode": if direct { "Serve" } else { "Proxy" }, "protocolType": "http1",
        "objectRef": scaled.spec.get("scaleTargetRef").cloned().unwrap_or_default(),
    });
    if activators > 0 {
        spec["numActivators"] = activators.into();
    }
    let labels: StringMap = scaled.labels().clone();
    match world.serverless_services.at(&scaled.key()) {
        None => writes.push(Write::Create(json!({
            "apiVersion": "networking.internal.knative.dev/v1alpha1", "kind": "ServerlessService",
            "metadata": metadata(scaled, scaled.name(), labels.clone(), scaled.annotations().clone()), "spec": spec,
        }))),
        Some(known) => {
            if known.spec != spec {
                writes.push(Write::merge(&**known, json!({ "spec": spec })));
            }
            let populated = match ready || !direct {
                true => State::holds("EndpointsPopulated"),
                false => State::unknown("EndpointsPopulated", "NoHealthyBackends", "Endpoints are not populated"),
            };
            let activator = match direct {
                false => State::holds("ActivatorEndpointsPopulated"),
                true => State::new("ActivatorEndpointsPopulated", "False", "SubsetInPath", ""),
            };
            let status = json!({
                "conditions": conditions(&known.status, vec![activator.informing(), populated], now),
                "serviceName": scaled.name(), "privateServiceName": format!("{}-private", scaled.name()),
            });
            writes.extend(told(&**known, &known.status, status));
        }
    }
    let port = |name: &str, port: u16, target: Value| json!({"name": name, "port": port, "protocol": "TCP", "targetPort": target});
    for (suffix, kind, selector) in [
        ("", "Public", json!(null)),
        ("-private", "Private", json!({"serving.knative.dev/revisionUID": revision_uid})),
    ] {
        let name = format!("{}{suffix}", scaled.name());
        if world.services.get(scaled.namespace(), &name).is_some() {
            continue;
        }
        let mut labels = labels.clone();
        labels.insert("networking.internal.knative.dev/serviceType".into(), kind.into());
        labels.insert("networking.internal.knative.dev/serverlessservice".into(), scaled.name().into());
        let mut spec = json!({"ports": [port("http", 80, json!(8012))], "sessionAffinity": "None"});
        if !selector.is_null() {
            spec["selector"] = selector;
            spec["ports"] = json!([
                port("http", 80, json!(8012)),
                port("http-autometric", 9090, json!("http-autometric")),
                port("http-usermetric", 9091, json!("http-usermetric")),
                port("http-queueadm", 8022, json!(8022))
            ]);
        }
        writes.push(Write::Create(json!({"apiVersion": "v1", "kind": "Service",
            "metadata": metadata(scaled, &name, labels, StringMap::new()), "spec": spec})));
    }
    writes
}
