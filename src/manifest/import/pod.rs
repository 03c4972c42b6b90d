//! The container and its pod → flags.

use serde_json::Value;

use super::flags::Flags;
use super::{list, plain, text};
use crate::engines::Engine;
use crate::engines::probes::health_check;

/// Flags of what runs in a replica and how much it gets, where one port has no name.
pub fn container(container: &Value, flags: &mut Flags) {
    image(container, flags);
    resources(container, flags);
    flags.some("--port", container.pointer("/ports/0/containerPort"));
    environment(container, flags);
    probe(container, flags);
}

/// Flags of the image.
pub fn image(container: &Value, flags: &mut Flags) {
    flags.some("--image", container.get("image"));
    let policy = match text(container, "/imagePullPolicy") {
        "" => usual_policy(text(container, "/image")),
        given => given,
    };
    if policy != "IfNotPresent" && container.get("image").is_some() {
        flags.put("--image-pull-policy", policy);
    }
}

/// The line that a shell runs; another command is for the patch to say.
pub fn command(container: &Value, flags: &mut Flags) {
    if let Some((shell, line)) = line(container) {
        if shell != "sh" {
            flags.put("--shell", shell);
        }
        flags.put("--command", line);
    }
}

/// The shell of a container's command, and the line that it runs.
pub fn line(container: &Value) -> Option<(&str, &str)> {
    let words: Vec<&str> = list(container, "/command").iter().filter_map(Value::as_str).collect();
    match words.as_slice() {
        [shell @ ("sh" | "bash"), "-c", line] => Some((shell, line)),
        _ => None,
    }
}

/// When Kubernetes pulls an image that nothing is said about.
fn usual_policy(image: &str) -> &'static str {
    let last = image.rsplit('/').next().unwrap_or(image);
    match last.split_once(':') {
        None if !last.contains('@') => "Always",
        Some((_, "latest")) => "Always",
        _ => "IfNotPresent",
    }
}

/// Flags of how much a replica gets.
pub fn resources(container: &Value, flags: &mut Flags) {
    let of = |list: &str, name: &str| container.get("resources")?.get(list)?.get(name).and_then(plain);
    for (name, request, limit) in [("cpu", "--cpu", "--cpu-limit"), ("memory", "--memory", "--memory-limit")]
    {
        let (asked, most) = (of("requests", name), of("limits", name));
        let asked_or_most = asked.clone().or_else(|| most.clone());
        if let Some(asked) = &asked_or_most {
            flags.put(request, asked.as_str());
        }
        if let Some(most) = most.filter(|most| Some(most) != asked_or_most.as_ref()) {
            flags.put(limit, most);
        }
    }
    let limits = container.pointer("/resources/limits").and_then(Value::as_object);
    for (name, count) in limits.into_iter().flatten() {
        let Some(count) = plain(count) else { continue };
        match name.as_str() {
            "cpu" | "memory" | "ephemeral-storage" => {}
            "nvidia.com/gpu" => flags.put("--gpus", count),
            "aliyun.com/gpu-mem" => flags.put("--gpumemory", count),
            "aliyun.com/gpu-core.percentage" => flags.put("--gpucore", count),
            other => flags.put("--device", format!("{other}={count}")),
        }
    }
}

/// Flags of the environment.
pub fn environment(container: &Value, flags: &mut Flags) {
    let variables = list(container, "/env");
    for (at, variable) in variables.iter().enumerate() {
        let name = text(variable, "/name");
        let secret = variable.pointer("/valueFrom/secretKeyRef");
        match secret {
            Some(secret) if text(secret, "/key") == name => {
                flags.put("--env-from-secret", format!("{name}={}", text(secret, "/name")));
            }
            Some(secret) => flags.put(
                "--env-from-secret",
                format!("{name}={}:{}", text(secret, "/name"), text(secret, "/key")),
            ),
            None if variable.get("valueFrom").is_some() => {}
            // What is rendered by itself for a container without a GPU.
            None if at + 1 == variables.len()
                && name == "NVIDIA_VISIBLE_DEVICES"
                && text(variable, "/value") == "void" => {}
            None => flags.put("--env", format!("{name}={}", text(variable, "/value"))),
        }
    }
}

/// A question that an engine answers once its model is loaded.
pub fn probe(container: &Value, flags: &mut Flags) {
    const ENGINES: [(&str, Engine); 2] = [("vllm", Engine::Vllm), ("triton", Engine::Triton)];
    let Some(probe) = container.get("startupProbe") else { return };
    let number = |field: &str, usual: u64| probe.get(field).and_then(Value::as_u64).unwrap_or(usual);
    let patience = number("failureThreshold", 3) * number("periodSeconds", 10);
    let path = text(probe, "/httpGet/path");
    if let Some((engine, _)) = ENGINES.iter().find(|(_, engine)| health_check(*engine).path == path) {
        flags.put("--startup-probe", format!("{engine}:{patience}s"));
    }
}

/// Flags of what is mounted.
pub fn storage(pod: &Value, container: &Value, flags: &mut Flags) {
    let volumes = list(pod, "/volumes");
    for mount in list(container, "/volumeMounts") {
        let name = text(mount, "/name");
        let Some(volume) = volumes.iter().find(|volume| text(volume, "/name") == name) else { continue };
        let path = text(mount, "/mountPath");
        let read_only = mount.get("readOnly") == Some(&Value::Bool(true));
        let expression = text(mount, "/subPathExpr");
        if let Some(claim) = volume.pointer("/persistentVolumeClaim/claimName").and_then(Value::as_str) {
            let part = match text(mount, "/subPath") {
                "" => String::new(),
                part => format!(":{part}"),
            };
            let mode = if read_only { ":ro" } else { "" };
            flags.put("--data", format!("{claim}:{path}{part}{mode}"));
            if !expression.is_empty() {
                flags.put("--data-subpath-expr", format!("{claim}:{expression}"));
            }
        } else if let Some(host) = volume.pointer("/hostPath/path").and_then(Value::as_str) {
            flags.put("--data-dir", if host == path { host.to_owned() } else { format!("{host}:{path}") });
        } else if let Some(scratch) = volume.get("emptyDir") {
            match (text(scratch, "/medium"), scratch.get("sizeLimit").and_then(plain)) {
                ("Memory", Some(size)) if path == "/dev/shm" => flags.put("--share-memory", size),
                ("", None) => {
                    flags.put("--temp-dir", format!("{name}:{path}"));
                    if !expression.is_empty() {
                        flags.put("--temp-dir-subpath-expr", format!("{name}:{expression}"));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Flags of who runs the pod.
pub fn identity(pod: &Value, flags: &mut Flags) {
    for secret in list(pod, "/imagePullSecrets") {
        flags.some("--image-pull-secret", secret.get("name"));
    }
    flags.some("--service-account", pod.get("serviceAccountName"));
    user(pod, flags);
}

/// Flags of the user that a pod or a container runs as.
pub fn user(of: &Value, flags: &mut Flags) {
    const KEYS: [&str; 4] = ["runAsUser", "runAsGroup", "fsGroup", "runAsNonRoot"];
    let context = of.get("securityContext").and_then(Value::as_object);
    for (key, value) in context.into_iter().flatten().filter(|(key, _)| KEYS.contains(&key.as_str())) {
        if let Some(value) = plain(value) {
            flags.put("--security-context", format!("{key}={value}"));
        }
    }
}

/// How pods are replaced.
pub fn rollout(strategy: Option<&Value>, flags: &mut Flags) {
    let Some(strategy) = strategy else { return };
    match (text(strategy, "/type"), strategy.pointer("/rollingUpdate/maxSurge").and_then(Value::as_u64)) {
        ("Recreate", _) => flags.put("--rollout", "recreate"),
        ("RollingUpdate", Some(surge)) => flags.put("--rollout", format!("surge={surge}")),
        _ => {}
    }
}
