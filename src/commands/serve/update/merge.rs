//! What a service has and what was named → what it shall have.

use serde_json::{Map, Value};

use crate::commands::serve::kinds::KindFlags;
use crate::error::{Error, Result};

/// Lists of `KEY=VALUE` of which a later entry replaces an earlier one.
const BY_KEY: [&str; 10] = [
    "roleCommand",
    "env",
    "envFromSecret",
    "label",
    "annotation",
    "selector",
    "device",
    "securityContext",
    "poolName",
    "tag",
];
/// Lists that are mounted at a path: what is named takes the place of what is there.
const BY_PATH: [&str; 3] = ["data", "dataDir", "tempDir"];
/// Lists that are one whole: their order is what they say.
const WHOLE: [&str; 5] = ["scaleMetric", "unit", "traffic", "schedule", "reserveInstanceSpec"];

/// What was said of the last deployment alone: a revision's name is taken once it is there.
const ONCE: [&str; 1] = ["revisionName"];

/// Flags that are there, with those that were named.
///
/// # Errors
/// None for flags that serialise, which all do.
pub fn merge<F: KindFlags>(there: &F, named: &F) -> Result<F> {
    let json = |flags: &F| serde_json::to_value(flags).map_err(|error| Error::failed(error.to_string()));
    let (mut all, named) = (json(there)?, json(named)?);
    for section in all.as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut)
    {
        section.retain(|name, _| !ONCE.contains(&name.as_str()));
    }
    for (section, fields) in named.as_object().into_iter().flatten() {
        let Some(fields) = fields.as_object() else { continue };
        let section = all
            .as_object_mut()
            .map(|all| all.entry(section.clone()).or_insert_with(|| Value::Object(Map::new())));
        if let Some(Value::Object(section)) = section {
            merge_section(section, fields);
        }
    }
    serde_json::from_value(all).map_err(|error| Error::failed(error.to_string()))
}

fn merge_section(there: &mut Map<String, Value>, named: &Map<String, Value>) {
    for (name, value) in named {
        forget(there, name, value);
        let in_place = match name.as_str() {
            "role" => Some(roles(there.get(name), value)),
            "clusterGroup" => Some(groups(there.get(name), value)),
            _ => None,
        };
        if let Some(all) = in_place {
            there.insert(name.clone(), all);
            continue;
        }
        match (there.get_mut(name), value) {
            (Some(Value::Array(entries)), Value::Array(more)) if !WHOLE.contains(&name.as_str()) => {
                let new: Vec<Value> = more.iter().filter(|entry| !entries.contains(entry)).cloned().collect();
                entries.extend(new);
            }
            _ => drop(there.insert(name.clone(), value.clone())),
        }
    }
}

/// Groups of clusters by their names, in the order in which they are filled.
fn groups(there: Option<&Value>, named: &Value) -> Value {
    let name =
        |group: &Value| group.as_str().and_then(|text| text.split_once('=')).map(|(name, _)| name.to_owned());
    let mut groups = there.and_then(Value::as_array).cloned().unwrap_or_default();
    for change in named.as_array().into_iter().flatten() {
        match groups.iter_mut().find(|group| name(group) == name(change)) {
            Some(group) => *group = change.clone(),
            None => groups.push(change.clone()),
        }
    }
    groups.into()
}

/// Roles by their names: what is named of one takes the place of what it has, key by key.
fn roles(there: Option<&Value>, named: &Value) -> Value {
    let texts = |list: &Value| -> Vec<String> {
        let texts = list.as_array().into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    };
    let name = |text: &str| text.split(',').next().unwrap_or_default().to_owned();
    let key = |part: &str| part.split_once('=').map_or(part, |(key, _)| key).to_owned();
    let mut roles = there.map(texts).unwrap_or_default();
    for change in texts(named) {
        match roles.iter_mut().find(|role| name(role) == name(&change)) {
            Some(role) => {
                let keys: Vec<String> = change.split(',').skip(1).map(key).collect();
                // Two words for one number.
                let same = |one: &str, other: &str| [one, other] == ["replicas", "min"] || one == other;
                let replaced = |part: &str| {
                    let part = key(part);
                    keys.iter().any(|key| same(key, &part) || same(&part, key))
                };
                let mut parts: Vec<&str> = role.split(',').skip(1).filter(|part| !replaced(part)).collect();
                parts.insert(0, change.as_str());
                *role = parts.join(",");
            }
            None => roles.push(change),
        }
    }
    roles.into()
}

/// Takes out what a named flag takes the place of.
fn forget(there: &mut Map<String, Value>, name: &str, value: &Value) {
    let named: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut without = |list: &str, key: fn(&str) -> &str| {
        if let Some(Value::Array(entries)) = there.get_mut(list) {
            entries.retain(|entry| {
                entry.as_str().is_none_or(|entry| !named.iter().any(|named| key(named) == key(entry)))
            });
        }
    };
    let variable: fn(&str) -> &str = |entry| entry.split_once('=').map_or(entry, |(key, _)| key);
    let path: fn(&str) -> &str = |entry| entry.split(':').nth(1).unwrap_or(entry);
    match name {
        "env" | "envFromSecret" => {
            ["env", "envFromSecret"].into_iter().for_each(|list| without(list, variable))
        }
        name if BY_KEY.contains(&name) => without(name, variable),
        name if BY_PATH.contains(&name) => without(name, path),
        // A target belongs to its metric.
        "scaleMetric" => drop(there.shift_remove("scaleTarget")),
        // Who gets the requests is said in one of two ways.
        "canary" => drop(there.shift_remove("traffic")),
        "replicas" => drop(there.shift_remove("minReplicas")),
        "minReplicas" => drop(there.shift_remove("replicas")),
        "workerNum" => drop(there.shift_remove("groupSize")),
        "groupSize" => drop(there.shift_remove("workerNum")),
        "modelName" | "modelVersion" => without("label", variable),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn merged(mut there: Value, named: Value) -> Value {
        merge_section(there.as_object_mut().unwrap(), named.as_object().unwrap());
        there
    }

    #[test]
    fn a_named_flag_takes_the_place_of_its_own_kind() {
        let there = json!({"image": "a", "env": ["A=1", "B=2"], "envFromSecret": ["C=s"]});
        let expected = json!({"image": "b", "env": ["A=1", "C=3", "B=4"], "envFromSecret": []});
        assert_eq!(merged(there, json!({"image": "b", "env": ["C=3", "B=4"]})), expected);
    }

    #[test]
    fn a_role_is_changed_key_by_key() {
        let there =
            json!({"role": ["prefill,replicas=2,gpus=1", "decode,min=1,max=3,metric=a=5,metric=b=6"]});
        let named = json!({"role": ["decode,replicas=2,metric=c=7", "router,port=8000"]});
        assert_eq!(
            merged(there, named),
            json!({"role": ["prefill,replicas=2,gpus=1", "decode,replicas=2,metric=c=7,max=3", "router,port=8000"]})
        );
    }

    #[test]
    fn a_group_of_clusters_keeps_its_rank() {
        let there = json!({"clusterGroup": ["idc=c1,c2", "cloud=c3"]});
        let named = json!({"clusterGroup": ["idc=c1", "far=c4"]});
        assert_eq!(merged(there, named), json!({"clusterGroup": ["idc=c1", "cloud=c3", "far=c4"]}));
    }

    #[test]
    fn a_path_is_mounted_once_and_a_metric_brings_its_target() {
        let there = json!({"data": ["a:/m", "b:/n:ro"]});
        assert_eq!(merged(there, json!({"data": ["c:/m"]})), json!({"data": ["b:/n:ro", "c:/m"]}));
        let there = json!({"scaleMetric": ["x"], "scaleTarget": "5", "minReplicas": "1"});
        assert_eq!(
            merged(there, json!({"scaleMetric": ["y=6"], "replicas": "2"})),
            json!({"scaleMetric": ["y=6"], "replicas": "2"})
        );
    }
}
