//! Selectors that match nothing, or too much.

use crate::kubernetes::labels;
use serde_json::{Value, json};

use super::Found;
use crate::doctor::case::{Case, Entry, Workload, escaped};
use crate::doctor::finding::Finding;
use crate::kubernetes::resources::{LabelSelector, Requirement, StringMap};
use crate::kubernetes::selector;

/// Which objects select pods: group, kind, where the selector stands, and what happens without pods.
const SELECTING: [(&str, &str, &str, &str); 4] = [
    (
        "scheduling.alibabacloud.com",
        "ResourcePolicy",
        "/spec/selector",
        "the scheduler places the pods as if there were no policy, and nothing says so: a ResourcePolicy has no status and no events",
    ),
    ("", "Service", "/spec/selector", "the Service has no endpoints: requests to it are refused"),
    (
        "policy",
        "PodDisruptionBudget",
        "/spec/selector/matchLabels",
        "draining a node may take all replicas at once",
    ),
    (
        "monitoring.coreos.com",
        "PodMonitor",
        "/spec/selector/matchLabels",
        "Prometheus scrapes nothing, so the autoscaler's metric never appears",
    ),
];

struct Selecting<'a> {
    entry: &'a Entry,
    at: &'static str,
    selector: LabelSelector,
    why: &'static str,
}

impl Selecting<'_> {
    fn takes(&self, workload: &Workload) -> bool {
        selector::selects(&self.selector, &workload.labels)
    }

    /// The namespaces in which it looks: a PodMonitor may look elsewhere.
    fn sees(&self, namespace: &str) -> bool {
        let elsewhere = self.entry.get("/spec/namespaceSelector");
        let any = elsewhere.and_then(|it| it.get("any")).and_then(Value::as_bool).unwrap_or_default();
        let names = self.entry.list("/spec/namespaceSelector/matchNames");
        any || match names.is_empty() {
            true => self.entry.namespace() == namespace,
            false => names.iter().any(|name| name.as_str() == Some(namespace)),
        }
    }

    fn is_empty(&self) -> bool {
        self.selector.match_labels.is_empty() && self.selector.match_expressions.is_empty()
    }
}

fn selecting(case: &Case) -> Vec<Selecting<'_>> {
    let mut all = Vec::new();
    for (group, kind, at, why) in SELECTING {
        for entry in case.of(group, kind) {
            // A Service without a selector has endpoints of its own.
            let has_own = kind == "Service" && entry.get(at).is_none();
            if has_own || entry.is_controlled() || entry.text("/spec/type") == "ExternalName" {
                continue;
            }
            let expressions = ["/spec/selector/matchExpressions", "/spec/matchExpressions"];
            let requirements = expressions.iter().flat_map(|at| entry.list(at));
            let match_expressions = requirements
                .filter_map(|value| serde_json::from_value::<Requirement>(value.clone()).ok())
                .collect();
            let selector = LabelSelector { match_labels: entry.strings(at), match_expressions };
            all.push(Selecting { entry, at, selector, why });
        }
    }
    all
}

/// The workload that a selector was meant for: of those that it sees, the one with the most of its pairs.
fn meant<'w, 'a>(selecting: &Selecting, workloads: &'w [Workload<'a>]) -> Option<&'w Workload<'a>> {
    let near = |workload: &Workload| {
        let pairs = selecting.selector.match_labels.iter();
        let by_label = pairs.filter(|(key, value)| workload.labels.get(*key) == Some(value)).count();
        let keys = selecting.selector.match_labels.keys().filter(|key| workload.labels.contains_key(*key));
        (by_label, keys.count(), workload.serves_a_model())
    };
    workloads.iter().filter(|workload| !workload.labels.is_empty()).max_by_key(|workload| near(workload))
}

/// Why a selector matches no pod.
enum Cause<'w, 'a> {
    /// A pod in another namespace would match.
    Namespace(&'w Workload<'a>),
    /// The label stands on the object, not on its pods.
    Level(&'w Workload<'a>),
    /// A label has another value, or is not there.
    Label(&'w Workload<'a>),
}

fn unmatched(case: &Case, mut each: impl FnMut(&Selecting, Cause)) {
    let workloads = case.workloads();
    for selecting in selecting(case) {
        let seen: Vec<Workload> =
            workloads.iter().filter(|it| selecting.sees(it.entry.namespace())).cloned().collect();
        let pods = case.of("", "Pod").filter(|pod| selecting.sees(pod.namespace()));
        let has_pod = pods
            .map(|pod| pod.strings("/metadata/labels"))
            .any(|labels| selector::selects(&selecting.selector, &labels));
        if selecting.is_empty() || has_pod || seen.iter().any(|workload| selecting.takes(workload)) {
            continue;
        }
        let away = workloads.iter().find(|workload| selecting.takes(workload));
        // Where the object's own labels are copied to its pods, it is not the level.
        let on_the_object = seen.iter().filter(|workload| workload.metadata.is_some()).find(|workload| {
            let mut labels = workload.labels.clone();
            labels.extend(workload.entry.strings("/metadata/labels"));
            selector::selects(&selecting.selector, &labels)
        });
        match (away, on_the_object, meant(&selecting, &seen)) {
            (Some(away), ..) => each(&selecting, Cause::Namespace(away)),
            (None, Some(workload), _) => each(&selecting, Cause::Level(workload)),
            (None, None, Some(workload)) => each(&selecting, Cause::Label(workload)),
            (None, None, None) => {}
        }
    }
}

/// A selector whose labels no pod carries.
pub fn match_nothing(case: &Case, found: &mut Found) {
    unmatched(case, |selecting, cause| {
        let Cause::Label(workload) = cause else { return };
        let Some(wrong) = selector::mismatch(&selecting.selector.match_labels, &workload.labels) else {
            return;
        };
        let name = &workload.entry.identity;
        let is_kserve_app = wrong.key == "app" && workload.is_inference_service();
        let finding = Finding::at(selecting.entry, format!("{}/{}", selecting.at, escaped(&wrong.key)))
            .found(format!("{}={}", wrong.key, wrong.wanted))
            .expected(match &wrong.found {
                Some(value) => format!("{}={value}, as the pods of {name} have it", wrong.key),
                None => {
                    format!("a label that the pods of {name} carry: {}", selector::query(&workload.labels))
                }
            })
            .why(match is_kserve_app {
                true => format!(
                    "{}. KServe itself sets the label app of its pods, whatever the service's labels say",
                    selecting.why
                ),
                false => selecting.why.to_owned(),
            })
            .remedy("select what the pods carry")
            .command(format!(
                "kubectl get pods -n {} -l {}={}",
                selecting.entry.namespace(),
                wrong.key,
                wrong.wanted
            ));
        found.push(match &wrong.found {
            Some(value) => finding.set(
                selecting.entry,
                format!("{}/{}", selecting.at, escaped(&wrong.key)),
                value.clone(),
            ),
            None => finding.set(selecting.entry, selecting.at, of_its_own(&workload.labels)),
        });
    });
}

/// A selector that finds only pods of another namespace.
pub fn namespaces(case: &Case, found: &mut Found) {
    unmatched(case, |selecting, cause| {
        let Cause::Namespace(workload) = cause else { return };
        found.push(
            Finding::at(selecting.entry, "/metadata/namespace")
                .found(format!("namespace {}", selecting.entry.namespace()))
                .expected(format!(
                    "namespace {}, where {} is",
                    workload.entry.namespace(),
                    workload.entry.identity
                ))
                .why(format!("it sees pods of its own namespace only: {}", selecting.why))
                .remedy("put both into one namespace")
                .set(selecting.entry, "/metadata/namespace", workload.entry.namespace()),
        );
    });
}

/// A selector whose label stands on the object that makes the pods, and does not reach them.
pub fn levels(case: &Case, found: &mut Found) {
    unmatched(case, |selecting, cause| {
        let Cause::Level(workload) = cause else { return };
        let Some(wrong) = selector::mismatch(&selecting.selector.match_labels, &workload.labels) else {
            return;
        };
        let template = workload.metadata.clone().unwrap_or_else(|| "/metadata".to_owned());
        let at = format!("{template}/labels/{}", escaped(&wrong.key));
        found.push(
            Finding::at(workload.entry, format!("/metadata/labels/{}", escaped(&wrong.key)))
                .found(format!("{}={} on {}", wrong.key, wrong.wanted, workload.entry.identity))
                .expected(format!("{} on its pods: {}", wrong.key, crate::doctor::field_path(&at)))
                .why(format!(
                    "{} selects it, but labels of the object itself do not reach its pods: {}",
                    selecting.entry.identity, selecting.why
                ))
                .remedy("put the label on the template of the pods")
                .set(workload.entry, at, wrong.wanted),
        );
    });
}

/// A selector that takes every pod of its namespace.
pub fn match_all(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for selecting in selecting(case).iter().filter(|selecting| selecting.is_empty()) {
        let seen = workloads.iter().find(|it| selecting.sees(it.entry.namespace()) && !it.labels.is_empty());
        let finding = Finding::at(selecting.entry, selecting.at)
            .found("an empty selector")
            .expected("labels of the pods that are meant")
            .why(format!("it takes all pods of the namespace {}", selecting.entry.namespace()))
            .remedy("name a label of the pods");
        found.push(match seen {
            Some(workload) => finding.set(selecting.entry, selecting.at, of_its_own(&workload.labels)),
            None => finding,
        });
    }
}

/// Two ResourcePolicies that take the same pods.
pub fn shared_pods(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    let all = selecting(case);
    let policies: Vec<&Selecting> =
        all.iter().filter(|it| it.entry.identity.kind == "ResourcePolicy" && !it.is_empty()).collect();
    for (index, second) in policies.iter().enumerate() {
        let both = |workload: &&Workload, first: &&&Selecting| {
            [second, **first]
                .iter()
                .all(|policy| policy.sees(workload.entry.namespace()) && policy.takes(workload))
        };
        let hit = policies[..index].iter().find_map(|first| {
            workloads.iter().find(|workload| both(workload, &first)).map(|workload| (first, workload))
        });
        if let Some((first, workload)) = hit {
            let (name, namespace) = (&second.entry.identity.name, second.entry.namespace());
            let finding = Finding::at(second.entry, second.at)
                .found(format!(
                    "the pods of {}, which {} selects too",
                    workload.entry.identity, first.entry.identity
                ))
                .expected("one ResourcePolicy for each pod")
                .why("the scheduler refuses a pod that two policies take, or follows either of them")
                .remedy(format!("delete {}, or narrow its selector", second.entry.identity))
                .command(format!("kubectl delete resourcepolicy -n {namespace} {name}"));
            // Of two that say the same one can go.
            let is_twice = second.entry.is_written() && first.entry.get("/spec") == second.entry.get("/spec");
            found.push(if is_twice { finding.without(second.entry) } else { finding });
        }
    }
}

/// The label that says most of which pods these are.
fn of_its_own(labels: &StringMap) -> Value {
    const TELLING: [&str; 6] =
        [labels::KSERVE, labels::KNATIVE, labels::GROUPS, labels::ROLES, labels::NAME, "app"];
    let telling = TELLING.iter().find_map(|key| labels.get_key_value(*key));
    telling.or(labels.iter().next()).map_or(json!({}), |(key, value)| json!({ key: value }))
}
