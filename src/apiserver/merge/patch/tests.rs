use serde_json::{Value, json};

use super::strategic_patch;
use crate::apiserver::merge::fixture::workload;

fn pod(spec: Value) -> Value {
    json!({"spec": {"template": {"spec": spec}}})
}

fn patched(live: Value, patch: Value) -> Value {
    let merged = strategic_patch(&pod(live), &pod(patch), &workload()).unwrap();
    merged["spec"]["template"]["spec"].clone()
}

#[test]
fn lists_merge_by_their_key_new_elements_come_first() {
    let live = json!({"containers": [{"name": "a", "image": "1"}, {"name": "b"}]});
    let patch = json!({"containers": [{"name": "b", "image": "2"}, {"name": "c"}]});
    let merged =
        json!({"containers": [{"name": "a", "image": "1"}, {"name": "b", "image": "2"}, {"name": "c"}]});
    assert_eq!(patched(live, patch), merged);
    let live = json!({"containers": [{"name": "a"}]});
    let patch = json!({"containers": [{"name": "b"}]});
    assert_eq!(patched(live, patch), json!({"containers": [{"name": "b"}, {"name": "a"}]}));
}

#[test]
fn directives_delete_and_replace() {
    let live = json!({"containers": [{"name": "a"}, {"name": "b"}], "hostname": "h"});
    for (patch, containers) in [
        (json!({"containers": [{"name": "a", "$patch": "delete"}]}), json!([{"name": "b"}])),
        (json!({"containers": [{"name": "x"}, {"$patch": "replace"}]}), json!([{"name": "x"}])),
        (json!({"containers": null}), Value::Null),
        (
            json!({"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}]}),
            json!([{"name": "b"}, {"name": "a"}]),
        ),
        (
            json!({
                "$setElementOrder/containers": [{"name": "c"}, {"name": "a"}],
                "containers": [{"name": "c", "image": "3"}, {"name": "b", "$patch": "delete"}],
            }),
            json!([{"name": "c", "image": "3"}, {"name": "a"}]),
        ),
    ] {
        assert_eq!(patched(live.clone(), patch.clone())["containers"], containers, "{patch}");
    }
    assert_eq!(patched(live.clone(), json!({"$patch": "delete"})), json!({}));
    assert_eq!(patched(live, json!({"$patch": "replace", "hostname": "i"})), json!({"hostname": "i"}));
}

#[test]
fn keys_that_are_not_retained_go() {
    let live = json!({"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "1"}}}});
    let patch = json!({"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}});
    let merged = strategic_patch(&live, &patch, &workload()).unwrap();
    assert_eq!(merged, json!({"spec": {"strategy": {"type": "Recreate"}}}));
    let live = json!({"volumes": [{"name": "v", "emptyDir": {}}]});
    let patch = json!({"volumes": [{"name": "v", "hostPath": "/x", "$retainKeys": ["name", "hostPath"]}]});
    assert_eq!(patched(live, patch), json!({"volumes": [{"name": "v", "hostPath": "/x"}]}));
}

#[test]
fn scalars_merge_as_a_set() {
    let live = json!({"metadata": {"finalizers": ["a", "b", "c"]}});
    let merged = |patch: Value| {
        let merged = strategic_patch(&live, &json!({"metadata": patch}), &workload()).unwrap();
        merged["metadata"]["finalizers"].clone()
    };
    assert_eq!(merged(json!({"finalizers": ["d", "b"]})), json!(["d", "a", "b", "c"]));
    assert_eq!(merged(json!({"$deleteFromPrimitiveList/finalizers": ["a", "c"]})), json!(["b"]));
    let order = json!({"$setElementOrder/finalizers": ["c", "x"], "finalizers": ["x"]});
    assert_eq!(merged(order), json!(["a", "b", "c", "x"]));
}

#[test]
fn nulls_of_new_objects_are_dropped() {
    let patch = json!({"containers": [], "volumes": [{"name": "v", "hostPath": null}], "hostname": null});
    assert_eq!(patched(json!({}), patch), json!({"containers": [], "volumes": [{"name": "v"}]}));
}

#[test]
fn malformed_directives_are_refused_with_their_code() {
    let live = json!({"metadata": {"finalizers": ["a"]}, "spec": {"strategy": {}, "template": {"spec": {
        "containers": [{"name": "a"}],
    }}}});
    let refused = |patch: Value| {
        let refused = strategic_patch(&live, &patch, &workload()).unwrap_err();
        (refused.code, refused.message)
    };
    let (code, message) = refused(json!({"spec": {"strategy": {"$retainKeys": "x"}}}));
    assert_eq!((code, message.as_str()), (400, "invalid patch format of retainKeys"));
    let (code, message) = refused(json!({"spec": {"strategy": {"$retainKeys": ["a"], "type": "x"}}}));
    assert_eq!((code, message.as_str()), (400, "invalid patch format of retainKeys"));
    let (code, message) = refused(json!({"$patch": "explode"}));
    assert_eq!((code, message.as_str()), (500, "unknown patch type: explode in map: map[$patch:explode]"));
    let (code, message) = refused(pod(json!({"containers": [{"image": "x"}]})));
    assert_eq!(
        (code, message.as_str()),
        (500, "map: map[image:x] does not contain declared merge key: name")
    );
    assert_eq!(refused(json!([])).0, 400);
    assert_eq!(refused(json!({"metadata": {"finalizers": [["a"]]}})).0, 500);
}
