//! A LeaderWorkerSet → flags of `neap serve distributed`.

use serde_json::{Value, json};

use super::flags::Flags;
use super::scalers::Target;
use super::seen::Seen;
use super::{
    Imported, around, deployment, files, labels, list, placement, plain, pod, probes, scalers, text,
};
use crate::error::{Error, Result};
use crate::kubernetes::Object;
use crate::workload::distributed::{Backend, hostfile};

const LEADER: &str = "/spec/leaderWorkerTemplate/leaderTemplate";
const WORKER: &str = "/spec/leaderWorkerTemplate/workerTemplate";

/// What neap and Arena tell each pod of its group.
const TOLD: [&str; 8] =
    ["MASTER_ADDR", "WORLD_SIZE", "POD_NAME", "POD_INDEX", "GROUP_INDEX", "GPU_COUNT", "HOSTFILE", "ROLE"];

/// What groups get by themselves.
pub const USUAL: [&str; 4] = [probes::FLAGS[0], probes::FLAGS[1], probes::FLAGS[2], "--share-memory"];

/// Flags of a LeaderWorkerSet, with what stands around it.
pub fn import(root: &Object, objects: &[Object]) -> Result<Imported> {
    let worker = root.get(WORKER).cloned().unwrap_or_default();
    // Without a template of its own the leader is a worker.
    let leader = root.get(LEADER).cloned().unwrap_or_else(|| worker.clone());
    let templates = [LEADER, WORKER].into_iter().filter(|at| root.get(at).is_some()).map(str::to_owned);
    let mut seen = Seen::new(root, objects);
    seen.called();
    let group = Group {
        size: root.get("/spec/leaderWorkerTemplate/size").cloned(),
        replicas: root.get("/spec/replicas").cloned(),
        bounds: root.get("/spec/rolloutStrategy/rollingUpdateConfiguration").cloned(),
        templates: templates.collect(),
        target: Target { kind: "LeaderWorkerSet".into(), name: seen.name.clone() },
        leader,
        worker,
    };
    group.import(&mut seen)?;
    Ok(seen.imported("distributed", &USUAL))
}

/// Groups that are all alike.
pub struct Group {
    /// Pods of one.
    pub size: Option<Value>,
    /// How many.
    pub replicas: Option<Value>,
    /// How they are replaced.
    pub bounds: Option<Value>,
    /// Pointers to the templates in the root.
    pub templates: Vec<String>,
    /// What has the scale.
    pub target: Target,
    /// The template of the pod that answers.
    pub leader: Value,
    /// The template of the others.
    pub worker: Value,
}

impl Group {
    /// Flags of the groups.
    ///
    /// # Errors
    /// There is no container.
    pub fn import(&self, seen: &mut Seen) -> Result<()> {
        let first = |template: &Value| list(template, "/spec/containers").first().cloned();
        let (Some(leader), Some(worker)) = (first(&self.leader), first(&self.worker)) else {
            let root = seen.root.identity();
            return Err(Error::usage(format!("{root} has no container: there is nothing that serves")));
        };
        // The Service leads to the leaders alone.
        seen.pods.extend([("role".to_owned(), "leader".to_owned())]);
        let service = around::service(seen, None);
        seen.flags.some("--group-size", self.size.as_ref().filter(|size| **size != 1));
        pod::image(&leader, &mut seen.flags);
        pod::resources(&leader, &mut seen.flags);
        deployment::ports(&leader, service, &mut seen.flags);
        pod::environment(&untold(&leader), &mut seen.flags);
        probes::import(&leader, &mut seen.flags);
        of_the_worker(&leader, &worker, &mut seen.flags);
        let pod_spec = self.leader.get("spec").cloned().unwrap_or_default();
        pod::storage(&pod_spec, &leader, &mut seen.flags);
        let named = files::import(seen, &pod_spec, &leader);
        seen.flags.0.extend(named);
        pod::identity(&pod_spec, &mut seen.flags);
        placement::of_pod(&pod_spec, &mut seen.flags);
        around::policy(seen);
        let scaled = scalers::import(seen, &self.target, self.replicas.as_ref());
        seen.flags.0.extend(scaled.0);
        bounds(self.bounds.as_ref(), &mut seen.flags);
        deployment::life(&pod_spec, &leader, seen);
        around::budget(seen, std::slice::from_ref(&self.target.name));
        around::exposed(seen, service);
        around::scrape(seen, &self.leader);
        if text(&self.leader, "/metadata/annotations/sidecar.istio.io~1inject") == "true" {
            seen.flags.put("--enable-istio", "true");
        }
        labels::labels(seen, &self.templates, &["role", "servingRole"]);
        labels::annotations(seen, &self.templates, &around::ELSEWHERE);
        lines(&leader, &worker, &mut seen.flags);
        Ok(())
    }
}

/// A container without the variables that it gets by itself.
pub fn untold(container: &Value) -> Value {
    let mut container = container.clone();
    let by_itself = |variable: &Value| {
        let name = text(variable, "/name");
        let literal = text(variable, "/value");
        TOLD.contains(&name)
            && (variable.get("valueFrom").is_some()
                || literal.starts_with("$(LWS_")
                || (name == "GPU_COUNT" && literal.parse::<u32>().is_ok())
                || (name == "HOSTFILE" && literal == hostfile::PATH)
                || (name == "ROLE" && ["master", "worker"].contains(&literal)))
    };
    if let Some(Value::Array(env)) = container.get_mut("env") {
        env.retain(|variable| !by_itself(variable));
    }
    container
}

/// What a worker has of its own.
fn of_the_worker(leader: &Value, worker: &Value, flags: &mut Flags) {
    if worker.get("image") != leader.get("image") {
        flags.some("--worker-image", worker.get("image"));
    }
    let amounts = |container: &Value| {
        let mut own = Flags::default();
        pod::resources(container, &mut own);
        own
    };
    const OWN: [(&str, &str); 5] = [
        ("--cpu", "--worker-cpu"),
        ("--memory", "--worker-memory"),
        ("--gpus", "--worker-gpus"),
        ("--gpumemory", "--worker-gpumemory"),
        ("--gpucore", "--worker-gpucore"),
    ];
    let (of_leader, of_worker) = (amounts(leader), amounts(worker));
    let find = |flags: &Flags, name: &str| {
        flags.0.iter().find(|flag| flag.name == name).map(|flag| flag.value.clone())
    };
    for (shared, own) in OWN {
        match (find(&of_leader, shared), find(&of_worker, shared)) {
            (first, Some(second)) if first.as_ref() != Some(&second) => flags.put(own, second),
            (Some(_), None) if shared.starts_with("--gpu") => flags.put(own, "0"),
            _ => {}
        }
    }
}

/// How replicas are replaced.
pub fn bounds(bounds: Option<&Value>, flags: &mut Flags) {
    for (flag, field, usual) in
        [("--max-surge", "maxSurge", "0"), ("--max-unavailable", "maxUnavailable", "1")]
    {
        let bound = bounds.and_then(|bounds| bounds.get(field)).and_then(plain);
        if let Some(bound) = bound.filter(|bound| bound != usual) {
            flags.put(flag, bound);
        }
    }
}

/// The lines of leader and workers, with what neap adds to them taken off.
fn lines(leader: &Value, worker: &Value, flags: &mut Flags) {
    let Some((shell, first)) = pod::line(leader) else { return };
    if shell != "sh" {
        flags.put("--shell", shell);
    }
    let first = hostfile::without(first);
    let second = pod::line(worker).map(|(_, line)| hostfile::without(line));
    match second {
        Some(second) if second == first => flags.put("--command", first),
        Some(second) => match Backend::shared(first, second) {
            Some((backend, line)) => {
                flags.put("--init-backend", backend.name());
                flags.put("--command", line);
            }
            None => {
                flags.put("--leader-command", first);
                flags.put("--worker-command", second);
            }
        },
        None => flags.put("--leader-command", first),
    }
}

/// A template or a container as a patch makes it of the shared one: maps are merged, lists replaced, but for the first container.
pub fn patched(shared: &Value, patch: &Value) -> Value {
    match (shared, patch) {
        (Value::Object(shared), Value::Object(patch)) => {
            let mut whole = shared.clone();
            for (name, change) in patch {
                let before = shared.get(name).cloned().unwrap_or_default();
                let merged = match (name.as_str(), list(&before, "").first(), list(change, "").first()) {
                    ("containers", Some(first), Some(change)) => json!([patched(first, change)]),
                    _ => patched(&before, change),
                };
                whole.insert(name.clone(), merged);
            }
            json!(whole)
        }
        _ => patch.clone(),
    }
}
