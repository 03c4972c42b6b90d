//! What stands around pods → flags: Service, policy, budget, monitor, and the way in.

use serde_json::Value;

use super::seen::Seen;
use super::{list, pairs, placement, plain, text};
use crate::kubernetes::Object;
use crate::kubernetes::resources::StringMap;

/// The labels at a JSON pointer.
fn selector(object: &Object, pointer: &str) -> StringMap {
    pairs(object.value(), pointer).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// The object of a kind that neap would call so; others that find the same pods stay as they are.
fn own<'a>(seen: &mut Seen<'a>, kind: &'static str, pointer: &str, names: &[&str]) -> Option<&'a Object> {
    let mut own = None;
    for object in seen.of_kind(kind) {
        let identity = object.identity();
        let finds = seen.selects(&selector(object, pointer));
        match names.iter().position(|name| *name == identity.name) {
            Some(0) if finds => own = Some(object),
            Some(_) if finds => {}
            Some(_) => seen.left.push((identity, "it finds other pods than the service's".into())),
            None if finds => {
                seen.left.push((identity, format!("neap's own would be called {}", names[0])));
            }
            None => {}
        }
    }
    if let Some(own) = own {
        seen.made.push(own.identity());
    }
    own
}

/// The Service in front of the pods: the one of the service's name, else the only one; `headless` is another that the
/// service needs.
pub fn service<'a>(seen: &mut Seen<'a>, headless: Option<&str>) -> Option<&'a Object> {
    let leads = |object: &&Object| {
        seen.selects(&selector(object, "/spec/selector")) && text(object.value(), "/spec/clusterIP") != "None"
    };
    let fronts: Vec<&Object> = seen.of_kind("Service").filter(leads).collect();
    match fronts.as_slice() {
        [only] if only.identity().name != seen.name && seen.named("Service", &seen.name).is_none() => {
            seen.flags.put("--service-name", only.identity().name);
        }
        _ => {}
    }
    let name = front(seen);
    let names: Vec<&str> = [name.as_str()].into_iter().chain(headless).collect();
    own(seen, "Service", "/spec/selector", &names)
}

/// The name of the Service in front of the pods, as far as the flags say it.
fn front(seen: &Seen) -> String {
    let said = seen.flags.0.iter().find(|flag| flag.name == "--service-name");
    said.map_or_else(|| seen.name.clone(), |flag| flag.value.clone())
}

/// Flags of a ResourcePolicy.
pub fn policy(seen: &mut Seen) {
    let name = seen.name.clone();
    if let Some(policy) = own(seen, "ResourcePolicy", "/spec/selector", &[&name]) {
        placement::of_policy(policy, &mut seen.flags);
    }
}

/// Flags of a PodDisruptionBudget, or of those of several parts, which are alike.
pub fn budget(seen: &mut Seen, parts: &[String]) {
    let names: Vec<String> = parts.iter().map(|part| format!("{part}-pdb")).collect();
    let all: Vec<&Object> = names
        .iter()
        .filter_map(|name| seen.named("PodDisruptionBudget", name))
        .filter(|budget| {
            let selector = selector(budget, "/spec/selector/matchLabels");
            // Of several parts each has its own.
            names.len() > 1 || seen.selects(&selector)
        })
        .collect();
    let others = seen.of_kind("PodDisruptionBudget").filter(|it| !names.contains(&it.identity().name));
    let pointer = "/spec/selector/matchLabels";
    let others: Vec<_> = others.filter(|it| seen.selects(&selector(it, pointer))).collect();
    for other in others {
        seen.left.push((other.identity(), format!("neap's own would be called {}", names[0])));
    }
    let Some(budget) = all.first().filter(|_| all.len() == names.len()) else { return };
    seen.made.extend(all.iter().map(|budget| budget.identity()));
    for (field, word) in [("maxUnavailable", "max-unavailable"), ("minAvailable", "min-available")] {
        if let Some(pods) = budget.get(&format!("/spec/{field}")).and_then(plain) {
            seen.flags.put("--pdb", format!("{word}={pods}"));
        }
    }
}

/// Flags of how Prometheus finds the pods: a PodMonitor, or annotations of the pods in `template`.
pub fn scrape(seen: &mut Seen, template: &Value) {
    let name = seen.name.clone();
    if own(seen, "PodMonitor", "/spec/selector/matchLabels", &[&name]).is_some() {
        seen.flags.put("--scrape", "podmonitor");
    } else if text(template, "/metadata/annotations/prometheus.io~1scrape") == "true" {
        seen.flags.put("--scrape", "annotations");
    }
}

/// Annotations of pods that flags of their own say.
pub const ELSEWHERE: [&str; 4] =
    ["prometheus.io/scrape", "prometheus.io/path", "prometheus.io/port", "sidecar.istio.io/inject"];

/// Flags of how the outside reaches the service.
pub fn exposed(seen: &mut Seen, service: Option<&Object>) {
    let (name, front) = (seen.name.clone(), front(seen));
    for (kind, way) in [("Ingress", "ingress"), ("HTTPRoute", "httproute")] {
        for object in seen.of_kind(kind) {
            let rules = list(object.value(), "/spec/rules").iter();
            let leads = rules.clone().any(|rule| {
                let paths = list(rule, "/http/paths").iter();
                let by_path = paths.map(|path| text(path, "/backend/service/name"));
                by_path
                    .chain(list(rule, "/backendRefs").iter().map(|to| text(to, "/name")))
                    .any(|to| to == front)
            });
            let identity = object.identity();
            if leads && identity.name != name {
                seen.left.push((identity, format!("neap's own would be called {name}")));
            } else if leads && !seen.flags.has("--expose") {
                seen.flags.put("--expose", way);
                way_in(seen, object);
                seen.made.push(identity);
            }
        }
    }
    let outside = service.is_some_and(|service| text(service.value(), "/spec/type") == "LoadBalancer");
    if outside && !seen.flags.has("--expose") {
        seen.flags.put("--expose", "loadbalancer");
    }
}

fn way_in(seen: &mut Seen, object: &Object) {
    let flags = &mut seen.flags;
    let some = |pointer: &str| object.get(pointer);
    flags.some("--host", some("/spec/rules/0/host").or_else(|| some("/spec/hostnames/0")));
    flags.some("--ingress-class", some("/spec/ingressClassName"));
    flags.some("--tls-secret", some("/spec/tls/0/secretName"));
    if let Some(gateway) = some("/spec/parentRefs/0/name").and_then(plain) {
        flags.put(
            "--gateway",
            match some("/spec/parentRefs/0/namespace").and_then(plain) {
                Some(namespace) => format!("{namespace}/{gateway}"),
                None => gateway,
            },
        );
    }
}
