//! PriorityClasses, and policies that need them.

use serde_json::{Value, json};

use super::Found;
use crate::doctor::case::{Case, Workload};
use crate::doctor::finding::Finding;
use crate::kubernetes::{near, selector};

/// Words that names of priority classes are made of, where no class is known.
const WORDS: [&str; 8] =
    ["inference", "training", "priority", "critical", "serving", "default", "batch", "online"];

fn class_of<'a>(workload: &Workload<'a>) -> Option<&'a str> {
    workload.get("/priorityClassName").and_then(Value::as_str).filter(|name| !name.is_empty())
}

/// A class that is not there, or is written as none would be.
pub fn unknown(case: &Case, found: &mut Found) {
    let knows = case.knows("scheduling.k8s.io", "PriorityClass");
    let classes: Vec<&str> =
        case.of("scheduling.k8s.io", "PriorityClass").map(|entry| entry.identity.name.as_str()).collect();
    for workload in case.workloads() {
        let Some(class) = class_of(&workload).filter(|class| !class.starts_with("system-")) else { continue };
        let meant = match knows {
            true if classes.contains(&class) => continue,
            true => near::near(class, classes.iter().copied()).first().map(|name| (*name).to_owned()),
            false => match spelt(class) {
                Some(right) => Some(right),
                None => continue,
            },
        };
        let at = workload.at("/priorityClassName");
        let finding = Finding::at(workload.entry, &at)
            .found(class)
            .why("the API server refuses a pod whose class does not exist: no replica starts")
            .remedy("name a class that exists, or make it")
            .command("kubectl get priorityclass");
        found.push(match meant {
            Some(meant) => finding.expected(meant.clone()).set(workload.entry, at, meant),
            None => finding.expected("a PriorityClass of the cluster").remove(workload.entry, at),
        });
    }
}

/// The name with words written as they are usually, if one of them is not.
fn spelt(class: &str) -> Option<String> {
    let right: Vec<&str> = class
        .split('-')
        .map(|word| match WORDS.contains(&word) || word.len() < 6 {
            true => word,
            false => near::near(word, WORDS)
                .first()
                .copied()
                .filter(|near| near.len().abs_diff(word.len()) < 3)
                .unwrap_or(word),
        })
        .collect();
    let right = right.join("-");
    (right != class).then_some(right)
}

/// Preemption that has nobody to preempt.
pub fn preempt_without(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for policy in case.of("scheduling.alibabacloud.com", "ResourcePolicy") {
        let at = "/spec/preemptPolicy";
        let wanted = policy.text(at);
        let taken = workloads.iter().find(|workload| {
            workload.entry.namespace() == policy.namespace()
                && selector::matches(&policy.strings("/spec/selector"), &workload.labels)
        });
        let meant = policy.is_meant(at, &json!("AfterAllUnits"));
        let Some(workload) = taken.filter(|workload| meant && class_of(workload).is_none()) else {
            continue;
        };
        found.push(
            Finding::at(policy, at)
                .found(format!(
                    "preemptPolicy: {wanted}, and {} has no priorityClassName",
                    workload.entry.identity
                ))
                .expected("a priority above that of what shall make room")
                .why("pods of equal priority never make room for each other: the policy does nothing")
                .remedy("give the service a higher PriorityClass, or leave the field out")
                .remove(policy, at),
        );
    }
}
