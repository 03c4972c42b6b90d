use serde_json::{Value, json};

use super::{Duplicates, compare, ensure_named, fits, merge, reconcile, remove, to_set, validate};
use crate::apiserver::merge::fields::Set;
use crate::apiserver::merge::fixture::{atomic, map, object, text, workload};

fn containers(items: Value) -> Value {
    json!({"spec": {"template": {"spec": {"containers": items}}}})
}

fn paths(set: &Set) -> Vec<String> {
    set.paths().iter().map(ToString::to_string).collect()
}

#[test]
fn what_an_object_holds_is_said_in_paths() {
    let object = json!({
        "metadata": {"labels": {"app": "a"}, "finalizers": ["x/y"], "annotations": {}},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": {"app": "a"}},
            "anything": {"a": {"b": [1]}, "c": {}},
            "template": {"spec": {"containers": [
                {"name": "a", "ports": [{"containerPort": 80}], "resources": {}, "args": ["x"]},
            ]}},
        },
    });
    let set = to_set(&workload(), &object);
    let expected = json!({
        "f:metadata": {"f:annotations": {}, "f:finalizers": {"v:\"x/y\"": {}}, "f:labels": {"f:app": {}}},
        "f:spec": {
            "f:anything": {"f:a": {".": {}, "f:b": {}}, "f:c": {}},
            "f:replicas": {},
            "f:selector": {},
            "f:template": {"f:spec": {"f:containers": {"k:{\"name\":\"a\"}": {
                ".": {},
                "f:args": {},
                "f:name": {},
                "f:ports": {"k:{\"containerPort\":80,\"protocol\":\"TCP\"}": {".": {}, "f:containerPort": {}}},
                "f:resources": {},
            }}}},
        },
    });
    assert_eq!(set.to_v1(), expected);
}

#[test]
fn elements_with_the_same_name_are_one_path() {
    let twice = json!([{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]);
    let set = to_set(&workload(), &containers(json!([{"name": "c", "env": twice}])));
    let env = ".spec.template.spec.containers[name=\"c\"].env";
    assert!(paths(&set).contains(&format!("{env}[name=\"a\"]")));
    assert!(!paths(&set).contains(&format!("{env}[name=\"a\"].value")));
}

#[test]
fn differences_are_gone_changed_or_new() {
    let old = json!({"metadata": {"labels": {"a": "1", "b": "1"}}, "spec": {"replicas": 1}});
    let new = json!({"metadata": {"labels": {"a": "2", "c": "1"}}, "spec": {"replicas": 1, "strategy": {"type": "x"}}});
    let change = compare(&workload(), &old, &new);
    assert_eq!(paths(&change.removed), [".metadata.labels.b"]);
    assert_eq!(paths(&change.modified), [".metadata.labels.a"]);
    // A struct is there even when it was left out.
    assert_eq!(paths(&change.added), [".metadata.labels.c", ".spec.strategy.type"]);
}

#[test]
fn what_may_be_anything_may_change_its_shape() {
    let spec = |value: Value| json!({"spec": {"anything": value}});
    let change = compare(&workload(), &spec(json!({"a": 1})), &spec(json!([1])));
    assert_eq!(paths(&change.removed), [".spec.anything.a"]);
    assert_eq!(paths(&change.modified), [".spec.anything"]);
}

#[test]
fn lists_merge_by_their_keys_and_keep_an_order() {
    let names = |order: &str| -> Value {
        containers(order.chars().map(|name| json!({"name": name.to_string()})).collect())
    };
    for (live, applied, merged) in [
        ("abc", "b", "abc"),
        ("abc", "cb", "acb"),
        ("abc", "xb", "axbc"),
        ("ab", "cd", "abcd"),
        ("abcd", "dxa", "bcdxa"),
        ("", "ab", "ab"),
    ] {
        assert_eq!(merge(&workload(), &names(live), &names(applied)), names(merged), "{live} {applied}");
    }
    let live = json!([{"name": "a", "image": "1", "env": [{"name": "X", "value": "1"}]}]);
    let applied = json!([{"name": "a", "env": [{"name": "Y", "value": "2"}]}]);
    let merged = json!([
        {"name": "a", "image": "1", "env": [{"name": "X", "value": "1"}, {"name": "Y", "value": "2"}]},
    ]);
    assert_eq!(merge(&workload(), &containers(live), &containers(applied)), containers(merged));
}

#[test]
fn what_is_atomic_is_replaced() {
    let spec = |app: &str| json!({"spec": {"selector": {"matchLabels": {app: "x"}}}});
    assert_eq!(merge(&workload(), &spec("a"), &spec("b")), spec("b"));
}

#[test]
fn what_is_removed_leaves_null_where_nothing_is_left() {
    let object = json!({"metadata": {"labels": {"a": "1"}}, "spec": {"replicas": 1}});
    let labels = Set::of_fields([&["metadata", "labels", "a"] as &[&str]]);
    assert_eq!(
        remove(&workload(), &object, &labels),
        json!({"metadata": {"labels": null}, "spec": {"replicas": 1}})
    );
    let whole = Set::of_fields([&["metadata"] as &[&str]]);
    assert_eq!(remove(&workload(), &object, &whole), json!({"spec": {"replicas": 1}}));
}

#[test]
fn named_fields_above_a_path_count_entries_of_maps_do_not() {
    let schema = object([("spec", object([("labels", map(object([("x", text())])))]))]);
    let set = Set::of_fields([&["spec", "labels", "a", "x"] as &[&str]]);
    assert_eq!(paths(&ensure_named(&schema, &set)), [".spec", ".spec.labels", ".spec.labels.a.x"]);
}

#[test]
fn who_owned_parts_of_what_became_atomic_owns_all_of_it() {
    let schema = object([("selector", atomic(map(text()))), ("labels", map(text()))]);
    let set = Set::of_fields([&["selector", "a"] as &[&str], &["labels", "a"]]);
    assert_eq!(paths(&reconcile(&schema, &set)), [".selector", ".labels.a"]);
}

#[test]
fn what_does_not_fit_is_said_as_the_real_server_says_it() {
    let wrong = |object: Value| {
        let stored = validate(&workload(), &object, Duplicates::Allowed);
        assert_eq!(fits(&workload(), &object), stored.is_ok(), "{object}");
        validate(&workload(), &object, Duplicates::Refused).unwrap_err()
    };
    assert_eq!(wrong(json!({"spec": {"foo": 1}})), ".spec.foo: field not declared in schema");
    assert_eq!(
        wrong(json!({"spec": {"replicas": "x"}})),
        ".spec.replicas: expected numeric (int or float), got string"
    );
    assert_eq!(
        wrong(json!({"spec": {"template": {"spec": {"hostname": 1}}}})),
        ".spec.template.spec.hostname: expected string, got &value.valueUnstructured{Value:1}"
    );
    assert_eq!(wrong(json!({"spec": []})), ".spec: expected map, got &{[]}");
    let twice = containers(json!([{"name": "a"}, {"name": "a"}]));
    assert_eq!(
        wrong(twice.clone()),
        r#".spec.template.spec.containers: duplicate entries for key [name="a"]"#
    );
    validate(&workload(), &twice, Duplicates::Allowed).unwrap();
    assert_eq!(
        wrong(containers(json!([{"image": "a"}]))),
        ".spec.template.spec.containers: element 0: associative list with keys has an element that omits all key \
         fields [\"name\"] (and doesn't have default values for any key fields)"
    );
    assert_eq!(wrong(json!({"x": 1, "spec": {"replicas": "x"}})).lines().count(), 3);
}
