//! Completion indexes: which are done, as the status writes them, and how a pod carries its own.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{INDEX, template};
use crate::kubernetes::resources::Pod;
use crate::sandbox::Kept;

/// Indexes, written as `0,2-5`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Indexes(BTreeSet<i32>);

impl Indexes {
    /// Reads `0,2-5`; what is not that is left out.
    pub fn parse(text: &str) -> Self {
        let mut all = BTreeSet::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            if let (Ok(first), Ok(last)) = (first.parse::<i32>(), last.parse::<i32>()) {
                all.extend(first..=last);
            }
        }
        Self(all)
    }

    pub fn insert(&mut self, index: i32) {
        self.0.insert(index);
    }

    pub fn contains(&self, index: i32) -> bool {
        self.0.contains(&index)
    }

    pub fn total(&self) -> i32 {
        i32::try_from(self.0.len()).unwrap_or(i32::MAX)
    }

    /// As the status writes them: of two in a row both are named, of more the first and the last.
    pub fn text(&self) -> String {
        let mut runs: Vec<(i32, i32)> = Vec::new();
        for index in &self.0 {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == *index => *last = *index,
                _ => runs.push((*index, *index)),
            }
        }
        let run = |(first, last): (i32, i32)| match last - first {
            0 => first.to_string(),
            1 => format!("{first},{last}"),
            _ => format!("{first}-{last}"),
        };
        runs.into_iter().map(run).collect::<Vec<_>>().join(",")
    }
}

/// A pod's index.
pub fn of(pod: &Pod) -> Option<i32> {
    pod.annotations().get(INDEX)?.parse().ok()
}

/// Makes a pod that of an index.
pub fn mark(pod: &mut Value, job: &str, index: i32, seed: u64) {
    let prefix = format!("{job}-{index}-");
    pod["metadata"]["name"] = template::generated(&prefix, seed).into();
    pod["metadata"]["generateName"] = prefix.into();
    for field in ["annotations", "labels"] {
        pod["metadata"][field][INDEX] = index.to_string().into();
    }
    pod["spec"]["hostname"] = format!("{job}-{index}").into();
    let variable = json!({
        "name": "JOB_COMPLETION_INDEX",
        "valueFrom": { "fieldRef": { "fieldPath": format!("metadata.labels['{INDEX}']") } },
    });
    for kind in ["initContainers", "containers"] {
        for container in pod["spec"][kind].as_array_mut().into_iter().flatten() {
            let mut env = container["env"].as_array().cloned().unwrap_or_default();
            if !env.iter().any(|it| it["name"] == variable["name"]) {
                env.push(variable.clone());
            }
            container["env"] = env.into();
        }
    }
    if let Some(spec) = pod["spec"].as_object_mut()
        && spec.get("initContainers").is_some_and(Value::is_null)
    {
        spec.remove("initContainers");
    }
}
