//! What Knative's own configuration allows, asked before the first write.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::Cluster;
use super::failure::Failure;
use crate::elastic::kpa::{Class, Decider, Settings};
use crate::error::Error;
use crate::kubernetes::resources::StringMap;
use crate::kubernetes::{Identity, Object, pod_templates};
use crate::manifest::knative::aim;
use crate::platform::gates::{CONFIG_MAP, Gate, NAMESPACE, needed};

/// What an object needs of Knative.
#[derive(Debug, Clone)]
pub struct Needs {
    object: Identity,
    /// The path of the pod, as `spec.template.spec`.
    path: String,
    gates: Vec<Gate>,
    /// What a Knative Service says of its autoscaler.
    revision: Option<Revision>,
}

/// What the configuration says to it.
#[derive(Debug, Default)]
pub struct Answer {
    /// Gates that are off.
    pub problem: Option<Error>,
    /// What could not be seen, or differs from Knative's defaults.
    pub notes: Vec<String>,
}

/// What an object needs of Knative; `None` for one that Knative does not run.
pub fn needs(object: &Object) -> Option<Needs> {
    let identity = object.identity();
    let mut decider = None;
    match (identity.group(), identity.kind.as_str()) {
        ("serving.knative.dev", "Service") => decider = Some(Revision::of(object)),
        ("serving.kserve.io", "InferenceService") => {
            let mode = object.metadata_map("annotations")?.get("serving.kserve.io/deploymentMode")?.as_str();
            matches!(mode, Some("Serverless" | "Knative")).then_some(())?;
        }
        _ => return None,
    }
    let template = pod_templates::of(object).into_iter().next()?;
    let gates = needed(object.get(&template.spec)?);
    Some(Needs { object: identity, path: template.path(), gates, revision: decider })
}

/// Asks the cluster whether it allows that.
///
/// # Errors
/// The cluster cannot be asked at all.
pub async fn ask(cluster: &Cluster, needs: &Needs) -> Result<Answer, Failure> {
    let config = |name: &str| Identity {
        api_version: "v1".into(),
        kind: "ConfigMap".into(),
        namespace: Some(NAMESPACE.into()),
        name: name.into(),
    };
    let (features, autoscaler) = (config(CONFIG_MAP), config("config-autoscaler"));
    let (features, autoscaler) = tokio::join!(cluster.get(&features), cluster.get(&autoscaler));
    let mut answer = Answer::default();
    // Scratch space is on unless somebody turned it off, so alone it is not worth a note.
    let keys: Vec<String> =
        needs.gates.iter().map(Gate::key).filter(|key| !key.ends_with("-emptydir")).collect();
    let unseen = |why: String| format!("cannot see whether {CONFIG_MAP} enables {}: {why}", keys.join(", "));
    match features {
        Ok(Some(found)) => answer.problem = needs.refused(data(&found), cluster),
        Ok(None) if keys.is_empty() => {}
        Ok(None) => answer.notes.push(unseen(format!("there is none in namespace {NAMESPACE}"))),
        Err(failure) if failure.status.as_ref().is_some_and(|status| status.code == 403) => {
            if !keys.is_empty() {
                answer.notes.push(unseen(failure.error.message));
            }
        }
        Err(failure) => return Err(failure),
    }
    // Who may not read it keeps what was said by Knative's defaults.
    if let (Ok(Some(found)), Some(revision)) = (autoscaler, &needs.revision) {
        answer.notes.extend(revision.aim_here(data(&found)));
    }
    Ok(answer)
}

fn data(config: &Object) -> &Map<String, Value> {
    static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    config.get("/data").and_then(Value::as_object).unwrap_or(&EMPTY)
}

/// Where a service names the class of its pods.
const CLASS: &str = "priorityClassName";

/// Whether Knative tried a pod in vain only because its class, one of these objects, does not exist yet.
pub fn lacks_class_of<'a>(failure: &Failure, brought: impl IntoIterator<Item = &'a Identity>) -> bool {
    let missing = failure.status.as_ref().and_then(|status| {
        let (_, rest) = status.message.split_once("no PriorityClass with name ")?;
        Some(rest.split_once(" was found")?.0)
    });
    missing.is_some_and(|name| brought.into_iter().any(|it| it.kind == "PriorityClass" && it.name == name))
}

/// The service without its class, and the class.
pub fn without_class(service: &Object) -> (Object, Option<Value>) {
    let mut service = service.clone();
    let pod = service.value_mut().pointer_mut("/spec/template/spec").and_then(Value::as_object_mut);
    let class = pod.and_then(|pod| pod.shift_remove(CLASS));
    (service, class)
}

/// What the server made of the service, with the class that was left out.
pub fn with_class(mut dry: Object, class: Option<Value>) -> Object {
    let pod = dry.value_mut().pointer_mut("/spec/template/spec").and_then(Value::as_object_mut);
    if let (Some(pod), Some(class)) = (pod, class) {
        pod.insert(CLASS.into(), class);
    }
    dry
}

/// What a new revision means for the requests, with what makes it.
pub fn new_revision(live: &Object, dry: &Object, causes: &str) -> String {
    let (shares, pinned) = (shares(dry), pinned(dry));
    let latest = shares.is_empty() || gets_some(shares);
    let stay = match live.get("/spec/traffic") == dry.get("/spec/traffic") {
        true => "stay",
        false => "become",
    };
    let pinned = pinned.iter().map(|(name, percent)| format!("{name} {percent} %")).collect::<Vec<_>>();
    let then = match (latest, pinned.is_empty()) {
        (true, true) => "; the old one goes when it is ready".to_owned(),
        (true, false) => format!("; the shares {stay}: {}", pinned.join(", ")),
        (false, _) => format!(
            ", which gets no requests: the shares {stay} {} (`--traffic=latest=100` gives it all)",
            pinned.join(", ")
        ),
    };
    let name = dry.identity();
    format!("{name} gets a new revision, since this changes: {causes}{then}")
}

/// What to say of shares between the newest revision and that same one, which is what becomes of a canary without a change.
pub fn canary_of_nothing(live: &Object, dry: &Object) -> Option<String> {
    let newest = live.get("/status/latestCreatedRevisionName").and_then(Value::as_str)?;
    let same = matches!(pinned(dry).as_slice(), [(name, _)] if *name == newest);
    let changed = live.get("/spec/traffic") != dry.get("/spec/traffic");
    (same && changed && gets_some(shares(dry))).then(|| {
        format!("nothing in the template of {} changes, so no revision is made: {newest} has all requests under both names", dry.identity())
    })
}

fn shares(service: &Object) -> &[Value] {
    service.get("/spec/traffic").and_then(Value::as_array).map_or(&[][..], Vec::as_slice)
}

fn percent(share: &Value) -> u64 {
    share.get("percent").and_then(Value::as_u64).unwrap_or_default()
}

/// Whether the newest revision gets requests, whichever that is.
fn gets_some(shares: &[Value]) -> bool {
    shares.iter().any(|share| share.get("revisionName").is_none() && percent(share) > 0)
}

/// Revisions that get requests by their names, with per cent.
fn pinned(service: &Object) -> Vec<(&str, u64)> {
    let some = shares(service).iter().filter(|share| percent(share) > 0);
    some.filter_map(|share| Some((share.get("revisionName")?.as_str()?, percent(share)))).collect()
}

/// What a revision says of its autoscaler.
#[derive(Debug, Clone)]
struct Revision {
    annotations: StringMap,
    concurrency: i64,
}

impl Revision {
    fn of(service: &Object) -> Self {
        let annotations = service.get("/spec/template/metadata/annotations").and_then(Value::as_object);
        let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
        let concurrency = service.get("/spec/template/spec/containerConcurrency").and_then(Value::as_i64);
        Self {
            annotations: annotations.into_iter().flatten().filter_map(text).collect(),
            concurrency: concurrency.unwrap_or_default(),
        }
    }

    /// What each pod is aimed at here, where the cluster's settings make it differ from what Knative's defaults do.
    fn aim_here(&self, data: &Map<String, Value>) -> Option<String> {
        let class = self.annotations.get("autoscaling.knative.dev/class").map(String::as_str);
        if class.is_some_and(|class| Class::parse(class) != Class::Kpa) {
            return None;
        }
        let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
        let here = Settings::parse(&data.iter().filter_map(text).collect()).ok()?;
        let by = |settings: &Settings| Decider::new(&self.annotations, self.concurrency, true, settings);
        let (here, usual) = (by(&here), by(&Settings::default()));
        ((here.target, here.total) != (usual.target, usual.total))
            .then(|| format!("config-autoscaler of this cluster differs: {}", aim(&here)))
    }
}

impl Needs {
    /// The gates that are off, and the command that turns them on.
    fn refused(&self, data: &Map<String, Value>, cluster: &Cluster) -> Option<Error> {
        let off: Vec<&Gate> = self.gates.iter().filter(|gate| !gate.is_on(data)).collect();
        if off.is_empty() {
            return None;
        }
        let what = match off.len() {
            1 => "a feature of Knative that is".to_owned(),
            several => format!("{several} features of Knative that are"),
        };
        let mut error = Error::failed(format!("{} needs {what} not enabled", self.object));
        for gate in &off {
            let (key, value) = (gate.key(), gate.value(data));
            error = error.cause(format!("{}.{}: {key} is {value} in {CONFIG_MAP}", self.path, gate.field));
        }
        let enabled: Map<String, Value> = off.iter().map(|gate| (gate.key(), json!("enabled"))).collect();
        let patch = json!({ "data": enabled });
        let command = format!("patch configmap {CONFIG_MAP} -n {NAMESPACE} -p '{patch}'");
        Some(error.hint(format!("to enable it: `{}`", cluster.kubectl(&command))))
    }

    /// Whether a refusal of Knative's webhook says no more than that a gate is off.
    pub fn explains(&self, failure: &Failure) -> bool {
        let Some(status) = &failure.status else { return false };
        let Some((_, reason)) = status.message.split_once("validation failed: ") else { return false };
        let gated: Vec<String> = self
            .gates
            .iter()
            .filter_map(|gate| gate.field.split('[').next())
            .map(|field| format!("{}.{field}", self.path))
            .collect();
        reason.lines().filter(|line| !line.trim().is_empty()).all(|line| {
            match line.split_once("must not set the field(s): ") {
                Some((_, fields)) => fields
                    .split(", ")
                    .all(|field| gated.iter().any(|known| field.starts_with(known.as_str()))),
                None => line.contains(" support is disabled, but found "),
            }
        })
    }
}
