//! Deployment, ReplicaSet, StatefulSet, DaemonSet, ControllerRevision.

use serde_json::{Value, json};

use super::field::{Causes, forbidden, immutable, invalid, not_negative, one_of, required, unsupported};
use super::fill::Table;
use super::metadata::selector;
use super::pods;
use super::strategy::{Behaviour, PLAIN, at, each};

const POD: &[&str] = &["spec", "template", "spec"];

static DEPLOYMENT_DEFAULTS: Table = Table::new(
    r#"
    replicas 1
    revisionHistoryLimit 10
    progressDeadlineSeconds 600
    strategy.type "RollingUpdate"
    "#,
);

/// Deployment.
pub const DEPLOYMENT: Behaviour = Behaviour {
    defaults: &[(&["spec"], &DEPLOYMENT_DEFAULTS), (POD, &pods::SPEC)],
    also: |deployment| {
        template(deployment);
        static ROLLING: Table = Table::new("maxUnavailable \"25%\"\nmaxSurge \"25%\"");
        rolling(deployment, "strategy", &ROLLING);
    },
    generation: true,
    // Its annotations are for its replica sets too, so they count.
    update: |deployment, old, _cluster| {
        if deployment["metadata"].get("annotations") != old["metadata"].get("annotations") {
            let generation = old["metadata"]["generation"].as_i64().unwrap_or_default();
            deployment["metadata"]["generation"] = json!(generation + 1);
        }
    },
    validate: |deployment, old, causes| {
        let spec = &deployment["spec"];
        scaled(deployment, old, "deployment", causes);
        strategy(&spec["strategy"], causes);
        not_negative("spec.minReadySeconds", &spec["minReadySeconds"], causes);
        not_negative("spec.revisionHistoryLimit", &spec["revisionHistoryLimit"], causes);
        not_negative("spec.progressDeadlineSeconds", &spec["progressDeadlineSeconds"], causes);
        let deadline = spec["progressDeadlineSeconds"].as_i64();
        if deadline.is_some_and(|deadline| deadline <= spec["minReadySeconds"].as_i64().unwrap_or_default()) {
            let why = "must be greater than minReadySeconds";
            causes.push(invalid("spec.progressDeadlineSeconds", &spec["progressDeadlineSeconds"], why));
        }
        selector_stays(deployment, old, causes);
    },
    ..PLAIN
};

static REPLICA_SET_DEFAULTS: Table = Table::new("replicas 1");

/// ReplicaSet.
pub const REPLICA_SET: Behaviour = Behaviour {
    defaults: &[(&["spec"], &REPLICA_SET_DEFAULTS), (POD, &pods::SPEC)],
    also: template,
    generation: true,
    create: |set, _| {
        set["status"] = json!({"replicas": 0});
        Ok(())
    },
    validate: |set, old, causes| {
        scaled(set, old, "replica set", causes);
        not_negative("spec.minReadySeconds", &set["spec"]["minReadySeconds"], causes);
        selector_stays(set, old, causes);
    },
    ..PLAIN
};

static STATEFUL_SET_DEFAULTS: Table = Table::new(
    r#"
    podManagementPolicy "OrderedReady"
    persistentVolumeClaimRetentionPolicy {}
    persistentVolumeClaimRetentionPolicy.whenDeleted "Retain"
    persistentVolumeClaimRetentionPolicy.whenScaled "Retain"
    replicas 1
    revisionHistoryLimit 10
    volumeClaimTemplates[].spec.volumeMode "Filesystem"
    volumeClaimTemplates[].status.phase "Pending"
    "#,
);

/// StatefulSet.
pub const STATEFUL_SET: Behaviour = Behaviour {
    defaults: &[(&["spec"], &STATEFUL_SET_DEFAULTS), (POD, &pods::SPEC)],
    also: |set| {
        template(set);
        static ROLLING: Table = Table::new("partition 0");
        let Some(update) = at(set, &["spec", "updateStrategy"]) else { return };
        if update.get("type").is_none() {
            update["type"] = "RollingUpdate".into();
            rolling(set, "updateStrategy", &ROLLING);
        } else if update.get("rollingUpdate").is_some() {
            rolling(set, "updateStrategy", &ROLLING);
        }
        for claim in at(set, &["spec"]).into_iter().flat_map(|spec| each(spec, "volumeClaimTemplates")) {
            claim["apiVersion"] = "v1".into();
            claim["kind"] = "PersistentVolumeClaim".into();
        }
    },
    generation: true,
    validate: |set, old, causes| {
        scaled(set, old, "statefulset", causes);
        let spec = &set["spec"];
        one_of(
            "spec.podManagementPolicy",
            &spec["podManagementPolicy"],
            &["OrderedReady", "Parallel"],
            causes,
        );
        let update = &spec["updateStrategy"];
        if update["type"] == "OnDelete" && update["rollingUpdate"].is_object() {
            let why = "only allowed for updateStrategy 'RollingUpdate'";
            causes.push(invalid("spec.updateStrategy.rollingUpdate", &update["rollingUpdate"], why));
        }
        let Some(old) = old else { return };
        let allowed = [
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds",
        ];
        let rest = |set: &Value| {
            let mut rest = set["spec"].clone();
            allowed.iter().for_each(|name| rest[*name] = Value::Null);
            rest
        };
        if rest(set) != rest(old) {
            let listed = "'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'";
            causes.push(forbidden(
                "spec",
                &format!("updates to statefulset spec for fields other than {listed} are forbidden"),
            ));
        }
    },
    ..PLAIN
};

static DAEMON_SET_DEFAULTS: Table = Table::new(
    r#"
    revisionHistoryLimit 10
    updateStrategy.type "RollingUpdate"
    "#,
);

/// DaemonSet.
pub const DAEMON_SET: Behaviour = Behaviour {
    defaults: &[(&["spec"], &DAEMON_SET_DEFAULTS), (POD, &pods::SPEC)],
    also: |set| {
        template(set);
        const GENERATION: &str = "deprecated.daemonset.template.generation";
        if set["metadata"].get("annotations").is_none_or(|annotations| annotations.get(GENERATION).is_none())
        {
            set["metadata"]["annotations"][GENERATION] = "1".into();
        }
        static ROLLING: Table = Table::new("maxUnavailable 1\nmaxSurge 0");
        rolling(set, "updateStrategy", &ROLLING);
    },
    generation: true,
    validate: |set, old, causes| {
        selected(set, "spec", "daemon set", true, causes);
        selector_stays(set, old, causes);
    },
    ..PLAIN
};

/// ControllerRevision.
pub const CONTROLLER_REVISION: Behaviour = Behaviour {
    validate: |revision, old, causes| {
        if revision["data"].is_null() {
            causes.push(required("data", "data is mandatory"));
        }
        not_negative("revision", &revision["revision"], causes);
        if let Some(old) = old {
            immutable("data", &revision["data"], &old["data"], causes);
        }
    },
    ..PLAIN
};

fn template(object: &mut Value) {
    if let Some(spec) = at(object, POD) {
        pods::template(spec);
    }
}

/// Parameters of a rolling update are there if it is one.
fn rolling(object: &mut Value, strategy: &str, defaults: &Table) {
    let Some(strategy) = at(object, &["spec", strategy]) else { return };
    if strategy["type"] == "RollingUpdate" {
        let Some(fields) = strategy.as_object_mut() else { return };
        defaults.fill(fields.entry("rollingUpdate").or_insert_with(|| json!({})));
    }
}

/// What all that count replicas have in common.
fn scaled(object: &Value, _old: Option<&Value>, what: &str, causes: &mut Causes) {
    not_negative("spec.replicas", &object["spec"]["replicas"], causes);
    selected(object, "spec", what, true, causes);
}

/// A selector that selects something, and a template that it selects.
fn selected(object: &Value, field: &str, what: &str, always: bool, causes: &mut Causes) {
    let (rules, template) = (&object["spec"]["selector"], &object["spec"]["template"]);
    let at = |name: &str| format!("{field}.{name}");
    if rules.is_null() {
        causes.push(required(at("selector"), ""));
    } else {
        selector(rules, &at("selector"), causes);
        if rules.as_object().is_some_and(serde_json::Map::is_empty) {
            causes.push(invalid(at("selector"), rules, format!("empty selector is invalid for {what}")));
        }
    }
    let labels = &template["metadata"]["labels"];
    let empty = rules.as_object().is_some_and(serde_json::Map::is_empty);
    if !empty && (rules.is_null() || !matches(rules, labels)) {
        let why = "`selector` does not match template `labels`";
        causes.push(invalid(at("template.metadata.labels"), labels, why));
    }
    pods::validate_template(template, &at("template"), causes);
    let policy = &template["spec"]["restartPolicy"];
    if always && policy != "Always" {
        causes.push(unsupported(at("template.spec.restartPolicy"), policy, &["Always"]));
    }
}

/// Whether labels satisfy a selector.
pub fn matches(rules: &Value, labels: &Value) -> bool {
    let equal =
        rules["matchLabels"].as_object().into_iter().flatten().all(|(key, value)| &labels[key] == value);
    equal
        && rules["matchExpressions"].as_array().into_iter().flatten().all(|rule| {
            let found = labels.get(rule["key"].as_str().unwrap_or_default());
            let among = found
                .is_some_and(|found| rule["values"].as_array().is_some_and(|values| values.contains(found)));
            match rule["operator"].as_str().unwrap_or_default() {
                "In" => among,
                "NotIn" => !among,
                "Exists" => found.is_some(),
                _ => found.is_none(),
            }
        })
}

fn selector_stays(object: &Value, old: Option<&Value>, causes: &mut Causes) {
    if let Some(old) = old {
        immutable("spec.selector", &object["spec"]["selector"], &old["spec"]["selector"], causes);
    }
}

fn strategy(strategy: &Value, causes: &mut Causes) {
    match strategy["type"].as_str().unwrap_or_default() {
        "Recreate" if strategy["rollingUpdate"].is_object() => causes.push(forbidden(
            "spec.strategy.rollingUpdate",
            "may not be specified when strategy `type` is 'Recreate'",
        )),
        "Recreate" => {}
        "RollingUpdate" => {
            let rolling = &strategy["rollingUpdate"];
            for name in ["maxUnavailable", "maxSurge"] {
                share(&rolling[name], &format!("spec.strategy.rollingUpdate.{name}"), causes);
            }
            if amount(&rolling["maxUnavailable"]) == 0 && amount(&rolling["maxSurge"]) == 0 {
                let why = "may not be 0 when `maxSurge` is 0";
                causes.push(invalid(
                    "spec.strategy.rollingUpdate.maxUnavailable",
                    &rolling["maxUnavailable"],
                    why,
                ));
            }
            if rolling["maxUnavailable"].is_string() && amount(&rolling["maxUnavailable"]) > 100 {
                let why = "must not be greater than 100%";
                causes.push(invalid(
                    "spec.strategy.rollingUpdate.maxUnavailable",
                    &rolling["maxUnavailable"],
                    why,
                ));
            }
        }
        _ => {
            let shown = json!({"Type": strategy["type"], "RollingUpdate": strategy["rollingUpdate"]});
            causes.push(unsupported("spec.strategy", &shown, &["Recreate", "RollingUpdate"]));
        }
    }
}

/// A whole number, or a percentage.
pub fn share(value: &Value, field: &str, causes: &mut Causes) {
    match value {
        Value::String(text) => {
            let digits = text
                .strip_suffix('%')
                .filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
            if digits.is_none() {
                let why = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
                causes.push(invalid(field, value, why));
            }
        }
        _ => not_negative(field, value, causes),
    }
}

fn amount(value: &Value) -> i64 {
    value.as_str().map_or(value.as_i64(), |text| text.trim_end_matches('%').parse().ok()).unwrap_or_default()
}
