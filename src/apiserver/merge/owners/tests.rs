use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Endpoint, Managed, OneVersion, apply, keep_times, reset_fields, scale, track_update};
use crate::apiserver::merge::fields::Set;
use crate::apiserver::merge::fixture::workload;
use crate::apiserver::schema::{Schema, Shape};
use crate::apiserver::status::Result;

/// One object and a clock.
struct Case {
    schema: Schema,
    reset: Set,
    second: i64,
    live: Option<Value>,
}

impl Case {
    fn new() -> Self {
        Self { schema: workload(), reset: reset_fields("Work", "", true, true), second: 0, live: None }
    }

    fn endpoint<'a>(&'a self, subresource: &'a str) -> Endpoint<'a> {
        Endpoint {
            schema: &self.schema,
            api_version: "apps/v1",
            kind: "Work",
            subresource,
            reset: &self.reset,
            versions: &OneVersion,
            now: Timestamp::from_second(self.second).unwrap(),
        }
    }

    fn live(&self) -> &Value {
        self.live.as_ref().unwrap()
    }

    fn keep(&mut self, mut object: Value) {
        object["metadata"]["uid"] = json!("u");
        without_nulls(&mut object);
        self.live = Some(object);
    }

    fn update(&mut self, manager: &str, spec: Value) {
        self.second += 1;
        let mut new = with(spec);
        if let Some(live) = &self.live {
            new["metadata"]["uid"] = live["metadata"]["uid"].clone();
        }
        track_update(&self.endpoint(""), self.live.as_ref(), &mut new, manager);
        self.keep(new);
    }

    fn apply(&mut self, manager: &str, spec: Value, force: bool) -> Result<()> {
        self.second += 1;
        let applied = apply(&self.endpoint(""), self.live.as_ref(), &with(spec), manager, force)?;
        self.keep(applied);
        Ok(())
    }

    fn owners(&self) -> Vec<String> {
        let entries = Managed::of(self.live()).as_array().cloned().unwrap_or_default();
        let words = entries.iter().map(|entry| {
            let paths: Vec<String> =
                Set::from_v1(&entry["fieldsV1"]).unwrap().paths().iter().map(ToString::to_string).collect();
            let (manager, operation) =
                (entry["manager"].as_str().unwrap(), entry["operation"].as_str().unwrap());
            format!("{manager} {operation}: {}", paths.join(" "))
        });
        words.collect()
    }
}

/// What decoding into a struct does.
fn without_nulls(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(without_nulls);
    }
}

fn with(spec: Value) -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Work", "metadata": {"name": "w"}, "spec": spec})
}

fn containers(items: Value) -> Value {
    json!({"template": {"spec": {"containers": items}}})
}

#[test]
fn a_create_and_an_update_own_what_they_change() {
    let mut case = Case::new();
    case.update("a", json!({"replicas": 1, "strategy": {"type": "x"}}));
    assert_eq!(case.owners(), ["a Update: .spec.replicas .spec.strategy.type"]);
    case.update("b", json!({"replicas": 2, "strategy": {"type": "x"}}));
    assert_eq!(case.owners(), ["a Update: .spec.strategy.type", "b Update: .spec.replicas"]);
    case.update("b", json!({"replicas": 2, "strategy": {}}));
    assert_eq!(case.owners(), ["b Update: .spec.replicas"]);
    let entry = &Managed::of(case.live())[0];
    assert_eq!(entry["time"], "1970-01-01T00:00:02Z");
    assert_eq!(entry["fieldsType"], "FieldsV1");
}

#[test]
fn a_status_sent_through_the_object_is_not_owned() {
    let mut case = Case::new();
    let mut new = with(json!({"replicas": 1}));
    new["status"] = json!({"replicas": 3});
    track_update(&case.endpoint(""), None, &mut new, "a");
    case.keep(new.clone());
    assert_eq!(case.owners(), ["a Update: .spec.replicas"]);
    let reset = reset_fields("Work", "status", true, true);
    new["status"] = json!({"replicas": 4});
    new["spec"]["replicas"] = json!(9);
    let endpoint = Endpoint { reset: &reset, ..case.endpoint("status") };
    track_update(&endpoint, case.live.as_ref(), &mut new, "a");
    assert_eq!(Managed::of(&new)[1]["subresource"], "status");
    assert_eq!(Managed::of(&new)[1]["fieldsV1"], json!({"f:status": {"f:replicas": {}}}));
}

#[test]
fn managed_fields_can_be_reset_and_are_not_lost_by_accident() {
    let mut case = Case::new();
    case.update("a", json!({"replicas": 1}));
    let sent = |case: &Case, entries: Value| {
        let mut new = case.live().clone();
        new["metadata"]["managedFields"] = entries;
        track_update(&case.endpoint(""), case.live.as_ref(), &mut new, "b");
        Managed::of(&new).as_array().map(Vec::len)
    };
    assert_eq!(sent(&case, json!([])), Some(1), "the metadata of a custom resource loses an empty list");
    assert_eq!(sent(&case, json!([{}])), None);
    assert_eq!(sent(&case, Value::Null), Some(1));
    assert_eq!(sent(&case, json!([{"manager": "x", "operation": "Explode"}])), Some(1));
    let own = json!([{"manager": "x", "operation": "Apply", "apiVersion": "apps/v1", "fieldsType": "FieldsV1",
        "fieldsV1": {"f:spec": {"f:replicas": {}}}}]);
    assert_eq!(sent(&case, own), Some(1));
    if let Shape::Object(object) = &mut case.schema.shape {
        object.name = Some("Work".into());
    }
    assert_eq!(sent(&case, json!([])), None, "a kind that is a type of Go keeps it");
}

#[test]
fn what_is_given_up_goes_unless_another_owns_it() {
    let mut case = Case::new();
    case.apply("a", json!({"replicas": 1, "strategy": {"type": "x"}}), false).unwrap();
    case.apply("b", json!({"replicas": 1}), false).unwrap();
    assert_eq!(case.owners()[0], "b Apply: .spec.replicas");
    assert_eq!(Managed::of(case.live())[0].get("time"), None, "what changes nothing has no time");
    case.apply("a", json!({"anything": 1}), false).unwrap();
    let spec = &case.live()["spec"];
    assert_eq!((&spec["replicas"], &spec["anything"]), (&json!(1), &json!(1)));
    assert_eq!(spec.get("strategy"), None);
    case.apply("b", json!({}), false).unwrap();
    assert_eq!(case.live()["spec"].get("replicas"), None);
}

#[test]
fn a_list_item_that_is_no_longer_named_goes() {
    let mut case = Case::new();
    case.apply("a", containers(json!([{"name": "x", "image": "1"}, {"name": "y", "image": "1"}])), false)
        .unwrap();
    case.apply("b", containers(json!([{"name": "y", "env": [{"name": "E", "value": "1"}]}])), false).unwrap();
    case.apply("a", containers(json!([{"name": "x", "image": "1"}])), false).unwrap();
    let left = case.live()["spec"]["template"]["spec"]["containers"].clone();
    assert_eq!(
        left,
        json!([{"name": "x", "image": "1"}, {"name": "y", "env": [{"name": "E", "value": "1"}]}])
    );
}

#[test]
fn conflicts_are_said_in_the_words_of_the_real_server() {
    let mut case = Case::new();
    case.update("kubectl-create", json!({"replicas": 1, "strategy": {"type": "x"}}));
    let refused = case.apply("a", json!({"replicas": 2}), false).unwrap_err();
    assert_eq!(
        refused.message,
        "Apply failed with 1 conflict: conflict with \"kubectl-create\" using apps/v1: .spec.replicas"
    );
    assert_eq!((refused.code, refused.reason), (409, "Conflict"));
    assert_eq!(refused.causes[0].message, "conflict with \"kubectl-create\" using apps/v1");
    assert_eq!(
        (refused.causes[0].reason, refused.causes[0].field.as_str()),
        ("FieldManagerConflict", ".spec.replicas")
    );
    let refused = case.apply("a", json!({"replicas": 2, "strategy": {"type": "y"}}), false).unwrap_err();
    assert_eq!(
        refused.message,
        "Apply failed with 2 conflicts: conflicts with \"kubectl-create\" using apps/v1:\n- .spec.replicas\n\
         - .spec.strategy.type"
    );
    case.apply("a", json!({"replicas": 2, "strategy": {"type": "y"}}), true).unwrap();
    let refused = case.apply("b", json!({"replicas": 3}), false).unwrap_err();
    assert_eq!(refused.message, "Apply failed with 1 conflict: conflict with \"a\": .spec.replicas");
}

#[test]
fn what_client_side_apply_wrote_kubectl_may_have_without_force() {
    let mut case = Case::new();
    let last = with(json!({"replicas": 1})).to_string();
    let mut new = with(json!({"replicas": 1}));
    new["metadata"]["annotations"] = json!({"kubectl.kubernetes.io/last-applied-configuration": last});
    track_update(&case.endpoint(""), None, &mut new, "kubectl-client-side-apply");
    case.keep(new);
    assert_eq!(case.apply("other", json!({"replicas": 2}), false).unwrap_err().code, 409);
    case.apply("kubectl", json!({"replicas": 2}), false).unwrap();
    let annotation =
        &case.live()["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"];
    assert_eq!(
        annotation,
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Work\",\"metadata\":{\"name\":\"w\"},\"spec\":{\"replicas\":2}}\n"
    );
}

#[test]
fn what_is_applied_must_fit() {
    let mut case = Case::new();
    let refused = case.apply("a", json!({"foo": 1}), false).unwrap_err();
    assert_eq!(
        (refused.code, refused.message.as_str()),
        (
            500,
            "failed to create typed patch object (/w; apps/v1, Kind=Work): .spec.foo: field not declared in schema"
        )
    );
    let mut config = with(json!({}));
    config["metadata"]["managedFields"] = json!([]);
    let refused = |config: &Value| apply(&case.endpoint(""), None, config, "a", false).unwrap_err().message;
    assert_eq!(refused(&config), "metadata.managedFields must be nil");
    config["kind"] = json!("Other");
    assert_eq!(refused(&config), "invalid object type: apps/v1, Kind=Other");
}

#[test]
fn the_owner_of_the_replicas_is_the_same_through_scale() {
    let mut case = Case::new();
    case.update("a", json!({"replicas": 1, "strategy": {"type": "x"}}));
    let owners = scale(case.live(), "apps/v1", [("apps/v1", ".spec.replicas")]);
    let mut small =
        json!({"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {}, "spec": {"replicas": 1}});
    owners.write_to_scale(&mut small);
    assert_eq!(Managed::of(&small)[0]["apiVersion"], "autoscaling/v1");
    let mut new = small.clone();
    new["spec"]["replicas"] = json!(5);
    small["metadata"]["uid"] = json!("u");
    let schema = workload();
    let none = Set::default();
    let endpoint = Endpoint {
        schema: &schema,
        api_version: "autoscaling/v1",
        kind: "Scale",
        reset: &none,
        ..case.endpoint("scale")
    };
    track_update(&endpoint, Some(&small), &mut new, "hpa");
    let mut object = case.live().clone();
    owners.write_to_object(&new, &mut object);
    case.keep(object);
    assert_eq!(case.owners(), ["hpa Update: .spec.replicas", "a Update: .spec.strategy.type"]);
    assert_eq!(Managed::of(case.live())[0]["subresource"], "scale");
    assert_eq!(Managed::of(case.live())[0]["apiVersion"], "apps/v1");
}

#[test]
fn a_write_that_changes_only_times_is_none() {
    let mut case = Case::new();
    case.apply("a", json!({"replicas": 1}), false).unwrap();
    let mut new = case.live().clone();
    new["metadata"]["managedFields"][0]["time"] = json!("2000-01-01T00:00:00Z");
    let mut other = new.clone();
    other["spec"]["replicas"] = json!(2);
    keep_times(case.live(), &mut new);
    assert_eq!(&new, case.live());
    keep_times(case.live(), &mut other);
    assert_eq!(other["metadata"]["managedFields"][0]["time"], "2000-01-01T00:00:00Z");
}

#[test]
fn the_oldest_of_many_writers_become_one() {
    let mut case = Case::new();
    for writer in 0..14 {
        let fields: serde_json::Map<String, Value> =
            (0..=writer).map(|n| (format!("f{n}"), json!(n))).collect();
        case.update(&format!("m{writer}"), json!({"anything": fields}));
    }
    let owners = case.owners();
    assert_eq!(owners.len(), 10);
    assert!(owners[0].starts_with("ancient-changes Update: "), "{owners:?}");
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    fn spec() -> impl Strategy<Value = Value> {
        let replicas = prop::option::of(0..3_i64);
        let item = ("[a-c]", prop::option::of("[12]"), prop::collection::btree_map("[XY]", "[12]", 0..2));
        let item = item.prop_map(|(name, image, env)| {
            let env: Vec<Value> =
                env.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
            (name, image, env)
        });
        (replicas, prop::collection::vec(item, 0..3), prop::collection::btree_map("[k-m]", "[12]", 0..3))
            .prop_map(|(replicas, items, selector)| {
                let mut spec = json!({});
                if let Some(replicas) = replicas {
                    spec["replicas"] = json!(replicas);
                }
                let mut containers: Vec<Value> = Vec::new();
                for (name, image, env) in items {
                    if containers.iter().any(|other| other["name"] == name) {
                        continue;
                    }
                    let mut item = json!({"name": name});
                    if let Some(image) = image {
                        item["image"] = json!(image);
                    }
                    if !env.is_empty() {
                        item["env"] = json!(env);
                    }
                    containers.push(item);
                }
                if !containers.is_empty() {
                    spec["template"]["spec"]["containers"] = json!(containers);
                }
                if !selector.is_empty() {
                    spec["selector"]["matchLabels"] = json!(selector);
                }
                spec
            })
    }

    /// What was applied stands in the object.
    fn holds(object: &Value, config: &Value) -> bool {
        match (object, config) {
            (Value::Object(object), Value::Object(config)) => {
                config.iter().all(|(name, value)| object.get(name).is_some_and(|object| holds(object, value)))
            }
            (Value::Array(object), Value::Array(config)) => config.iter().all(|item| {
                object.iter().any(|other| other.get("name") == item.get("name") && holds(other, item))
            }),
            (object, config) => object == config,
        }
    }

    proptest! {
        #[test]
        fn the_same_apply_twice_changes_nothing(first in spec(), second in spec(), third in spec()) {
            let mut case = Case::new();
            case.update("u", first);
            let _ = case.apply("a", second, true);
            case.apply("b", third.clone(), true).unwrap();
            let before = case.live().clone();
            case.apply("b", third, false).unwrap();
            prop_assert_eq!(case.live(), &before);
        }

        #[test]
        fn force_always_wins(first in spec(), second in spec(), third in spec()) {
            let mut case = Case::new();
            case.apply("a", first, true).unwrap();
            case.update("u", second);
            case.apply("b", third.clone(), true).unwrap();
            prop_assert!(holds(&case.live()["spec"], &third), "{} {third}", case.live()["spec"]);
        }

        #[test]
        fn giving_everything_up_undoes_an_apply(first in spec(), second in spec()) {
            let mut case = Case::new();
            case.update("u", first.clone());
            // What both set to the same is owned by both, and stays.
            if case.apply("a", second, false).is_ok() {
                case.apply("a", json!({}), false).unwrap();
                let spec = case.live().get("spec").cloned().unwrap_or(json!({}));
                prop_assert!(holds(&spec, &first), "{spec} {first}");
            }
        }
    }
}
