//! A RoleBasedGroup → flags of `neap serve distributed` with roles.

use serde_json::Value;

use super::flags::{Flag, Flags};
use super::groups::Group;
use super::scalers::Target;
use super::seen::Seen;
use super::{
    Imported, around, deployment, files, groups, labels, list, placement, plain, pod, probes, scalers, text,
};
use crate::error::{Error, Result};
use crate::kubernetes::Object;
use crate::workload::distributed::{Backend, ONLY, RoleText, entry, hostfile};

/// What has a role's scale.
const ADAPTER: &str = "RoleBasedGroupScalingAdapter";

/// A role while it is read.
struct Role {
    /// Its name.
    name: String,
    /// Where its template is.
    pointer: String,
    /// The template of the pod that answers.
    leader: Value,
    /// The template of the other pods; of a single pod the same.
    worker: Value,
    /// Its own flags, to be said as parts of `--role`.
    own: Flags,
    /// Flags that say one thing of each role, with its value.
    beside: Flags,
}

/// Flags of a RoleBasedGroup, with what stands around it.
pub fn import(root: &Object, objects: &[Object]) -> Result<Imported> {
    let mut seen = Seen::new(root, objects);
    seen.called();
    let all = root.get("/spec/roles").and_then(Value::as_array).cloned().unwrap_or_default();
    let roles: Option<Vec<Role>> = all.iter().enumerate().map(|(at, role)| Role::read(at, role)).collect();
    let Some(mut roles) = roles.filter(|roles| !roles.is_empty()) else {
        return Err(Error::usage(format!(
            "{} has a role without a container: there is nothing that serves",
            root.identity()
        )));
    };
    seen.flags.put("--group-with", "rbg");
    let rollout = all[0].pointer("/rolloutStrategy/rollingUpdate").cloned();
    if let ([only], [spec]) = (roles.as_slice(), all.as_slice())
        && only.name == ONLY
    {
        let group = Group {
            size: spec.pointer("/leaderWorkerSet/size").cloned(),
            replicas: spec.get("replicas").cloned(),
            bounds: rollout,
            templates: vec![only.pointer.clone()],
            target: Target { kind: ADAPTER.into(), name: format!("{}-{ONLY}", seen.name) },
            leader: only.leader.clone(),
            worker: only.worker.clone(),
        };
        group.import(&mut seen)?;
        return Ok(seen.imported("distributed", &groups::USUAL));
    }
    // The Service and the monitor lead to those that answer.
    seen.pods.extend([("role".to_owned(), "leader".to_owned())]);
    let entered = entered(&mut seen);
    for (role, spec) in roles.iter_mut().zip(&all) {
        role.scaled(spec, &mut seen);
    }
    let Some(first) = roles.first() else { return Ok(seen.imported("distributed", &[])) };
    let container = first.container();
    pod::image(&container, &mut seen.flags);
    let asked = roles.iter().find(|role| Some(&role.name) == entered.as_ref()).unwrap_or(first);
    pod::environment(&groups::untold(&container), &mut seen.flags);
    probes::import(&asked.container(), &mut seen.flags);
    let pod_spec = first.leader.get("spec").cloned().unwrap_or_default();
    pod::storage(&pod_spec, &container, &mut seen.flags);
    let named = files::import(&mut seen, &pod_spec, &container);
    seen.flags.0.extend(named);
    pod::identity(&pod_spec, &mut seen.flags);
    placement::of_pod(&pod_spec, &mut seen.flags);
    around::policy(&mut seen);
    groups::bounds(rollout.as_ref(), &mut seen.flags);
    deployment::life(&pod_spec, &container, &mut seen);
    let parts: Vec<String> = roles.iter().map(|role| format!("{}-{}", seen.name, role.name)).collect();
    around::budget(&mut seen, &parts);
    let service = seen.named("Service", &seen.name);
    around::exposed(&mut seen, service);
    around::scrape(&mut seen, &first.leader);
    if text(&first.leader, "/metadata/annotations/sidecar.istio.io~1inject") == "true" {
        seen.flags.put("--enable-istio", "true");
    }
    let templates: Vec<String> = roles.iter().map(|role| role.pointer.clone()).collect();
    labels::labels(&mut seen, &templates, &["role", "servingRole"]);
    labels::annotations(&mut seen, &templates, &around::ELSEWHERE);
    if let Some((shell, _)) = pod::line(&container).filter(|(shell, _)| *shell != "sh") {
        seen.flags.put("--shell", shell);
    }
    let image = container.get("image").cloned();
    for role in roles {
        role.said(image.as_ref(), entered.as_deref(), &mut seen.flags);
    }
    enter(entered.as_deref(), &mut seen.flags);
    Ok(seen.imported("distributed", &groups::USUAL))
}

/// The role that the Service leads to.
fn entered(seen: &mut Seen) -> Option<String> {
    let service = seen.named("Service", &seen.name)?;
    seen.made.push(service.identity());
    Some(text(service.value(), "/spec/selector/servingRole").to_owned()).filter(|name| !name.is_empty())
}

/// Says which role the requests go to, where its name does not.
fn enter(entered: Option<&str>, flags: &mut Flags) {
    let is_role = |flag: &&Flag| flag.name == "--role";
    let texts: Vec<RoleText> =
        flags.0.iter().filter(is_role).filter_map(|flag| RoleText::parse(&flag.value).ok()).collect();
    let by_itself = entry(&texts).ok().and_then(|at| texts.get(at)).map(|text| text.name.clone());
    let Some(name) = entered.filter(|name| by_itself.as_deref() != Some(*name)) else { return };
    let of_name = |flag: &&mut Flag| flag.name == "--role" && flag.value.split(',').next() == Some(name);
    if let Some(flag) = flags.0.iter_mut().find(of_name) {
        flag.value += ",entry=true";
    }
}

impl Role {
    fn read(at: usize, role: &Value) -> Option<Self> {
        let shared = role.get("template").filter(|shared| !list(shared, "/spec/containers").is_empty())?;
        let patch = |name: &str| {
            let patch = role.pointer(&format!("/leaderWorkerSet/{name}"));
            patch.map_or_else(|| shared.clone(), |patch| groups::patched(shared, patch))
        };
        Some(Self {
            name: text(role, "/name").to_owned(),
            pointer: format!("/spec/roles/{at}/template"),
            leader: patch("patchLeaderTemplate"),
            worker: patch("patchWorkerTemplate"),
            own: Flags::default(),
            beside: Flags::default(),
        })
    }

    /// The container that answers.
    fn container(&self) -> Value {
        list(&self.leader, "/spec/containers").first().cloned().unwrap_or_default()
    }

    /// Size, replicas and who scales it, and what comes before it.
    fn scaled(&mut self, spec: &Value, seen: &mut Seen) {
        self.own.some("size", spec.pointer("/leaderWorkerSet/size").filter(|size| **size != 1));
        let target = Target { kind: ADAPTER.into(), name: format!("{}-{}", seen.name, self.name) };
        let found = scalers::import(seen, &target, spec.get("replicas"));
        let target = found.0.iter().find(|flag| flag.name == "--scale-target").map(|flag| flag.value.clone());
        for flag in found.0 {
            let Flag { name, value } = flag;
            match name {
                "--replicas" => self.own.put("replicas", value),
                "--min-replicas" => self.own.put("min", value),
                "--max-replicas" => self.own.put("max", value),
                "--scale-metric" => {
                    let metric = match &target {
                        Some(target) => format!("{value}={target}"),
                        None => value,
                    };
                    self.own.put("metric", metric);
                }
                "--scale-target" => {}
                "--schedule" => self.beside.put("--role-schedule", format!("{}={value}", self.name)),
                // What is said of all roles, once.
                shared if !seen.flags.has(shared) => seen.flags.put(shared, value),
                _ => {}
            }
        }
        for before in list(spec, "/dependencies") {
            self.own.some("after", Some(before));
        }
    }

    /// The role as `--role` and `--role-command` say it.
    fn said(self, image: Option<&Value>, entered: Option<&str>, flags: &mut Flags) {
        let (leader, worker) = (self.container(), list(&self.worker, "/spec/containers").first().cloned());
        let mut own = self.own;
        if leader.get("image") != image {
            own.some("image", leader.get("image"));
        }
        let mut amounts = Flags::default();
        pod::resources(&leader, &mut amounts);
        for flag in amounts.0 {
            match flag.name {
                "--cpu" => own.put("cpu", flag.value),
                "--memory" => own.put("memory", flag.value),
                "--gpus" => own.put("gpus", flag.value),
                "--gpumemory" => own.put("gpumemory", flag.value),
                "--gpucore" => own.put("gpucore", flag.value),
                _ => {}
            }
        }
        let ports = list(&leader, "/ports");
        let listens = match ports {
            [only] if text(only, "/name") != "grpc" => only.get("containerPort").and_then(plain),
            [] => None,
            // Several, or gRPC's alone, are those of all roles.
            _ => {
                let mut said = Flags::default();
                deployment::ports(&leader, None, &mut said);
                let new: Vec<Flag> = said.0.into_iter().filter(|flag| !flags.has(flag.name)).collect();
                flags.0.extend(new);
                None
            }
        };
        let first = pod::line(&leader).map(|(_, line)| hostfile::without(line));
        let second = worker.as_ref().and_then(pod::line).map(|(_, line)| hostfile::without(line));
        let completed = first.zip(second).and_then(|(first, second)| Backend::shared(first, second));
        let line = match &completed {
            Some((backend, line)) => {
                own.put("backend", backend.name());
                Some(line.as_str())
            }
            None => first,
        };
        let by_line = line.and_then(crate::engines::detect::port_in).map(|port| port.to_string());
        if listens != by_line || (line.is_none() && Some(self.name.as_str()) == entered) {
            own.0.extend(listens.map(|value| Flag { name: "port", value }));
        }
        let parts = own.0.iter().map(|flag| format!(",{}={}", flag.name, flag.value)).collect::<String>();
        flags.put("--role", format!("{}{parts}", self.name));
        if let Some(line) = line {
            flags.put("--role-command", format!("{}={line}", self.name));
        }
        flags.0.extend(self.beside.0);
    }
}
