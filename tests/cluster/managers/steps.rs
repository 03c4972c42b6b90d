//! Random requests.

use serde_json::{Value, json};

use super::dice::Dice;
use super::kinds::Kind;
use super::specs::{config, status};
use super::target::Request;

/// The managers. The last is the one for whom the server looks at the annotation of client-side apply.
const MANAGERS: [&str; 3] = ["alice", "bob", "kubectl"];

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What is asked next. Nothing in it depends on which server is asked, but for what that server's object says: [`Step::request`].
#[derive(Debug, Clone)]
pub struct Step {
    method: &'static str,
    subresource: &'static str,
    query: String,
    content_type: &'static str,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    Nothing,
    Given(Value),
    /// The object as the server has it, changed.
    Changed {
        seed: u64,
        subresource: &'static str,
    },
    /// Deletion, with the identity that the server gave.
    Options {
        uid: bool,
        version: bool,
    },
}

const JSON: &str = "application/json";

impl Step {
    /// Chooses a step; `exists` says whether the object is there.
    pub fn choose(kind: Kind, dice: &mut Dice, exists: bool) -> Self {
        let manager = dice.pick(&MANAGERS);
        let mut query = format!("fieldManager={manager}");
        if dice.chance(5) {
            query += "&dryRun=All";
        }
        let subresource = match () {
            // The real server would make a Service of its status, and finds it invalid.
            () if !exists && kind == Kind::Service => "",
            () if kind.has_status() && dice.chance(15) => "status",
            () if kind.has_scale() && dice.chance(8) => "scale",
            () => "",
        };
        // The real server cannot apply to the scale of a custom resource, and takes from it what is not there.
        let odd = kind == Kind::Widget && subresource == "scale";
        let (method, content_type, body) = match dice.below(if exists { 100 } else { 160 }) {
            0..5 => ("GET", JSON, Body::Nothing),
            5..45 if !odd => {
                if dice.chance(40) {
                    query += "&force=true";
                }
                (
                    "PATCH",
                    "application/apply-patch+yaml",
                    Body::Given(applied(kind, dice, subresource, !exists)),
                )
            }
            5..60 => ("PUT", JSON, Body::Changed { seed: dice.seed(), subresource }),
            60..72 => {
                ("PATCH", "application/merge-patch+json", Body::Given(merge_patch(kind, dice, subresource)))
            }
            72..95 if odd => ("GET", JSON, Body::Nothing),
            72..84 if kind.is_builtin() => {
                let patch = strategic_patch(kind, dice, subresource);
                ("PATCH", "application/strategic-merge-patch+json", Body::Given(patch))
            }
            72..95 => {
                ("PATCH", "application/json-patch+json", Body::Given(json_patch(kind, dice, subresource)))
            }
            95..100 => {
                let options = Body::Options { uid: dice.chance(20), version: dice.chance(20) };
                return Self {
                    method: "DELETE",
                    subresource: "",
                    query: String::new(),
                    content_type: JSON,
                    body: options,
                };
            }
            _ => {
                let mut object = identified(kind, config(kind, dice, true));
                if manager == "kubectl" && dice.chance(50) {
                    let text = object.to_string();
                    object["metadata"]["annotations"][LAST_APPLIED] = json!(text);
                }
                return Self {
                    method: "POST",
                    subresource: "",
                    query,
                    content_type: JSON,
                    body: Body::Given(object),
                };
            }
        };
        Self { method, subresource, query, content_type, body }
    }

    /// Whether it is a server-side apply.
    pub fn is_apply(&self) -> bool {
        self.content_type.starts_with("application/apply-patch")
    }

    /// The request for one server, with what it says the object is.
    pub fn request(&self, kind: Kind, namespace: &str, live: Option<&Value>) -> Option<Request> {
        let prefix =
            if kind.api_version() == "v1" { "/api/v1" } else { &format!("/apis/{}", kind.api_version()) };
        let mut path = format!("{prefix}/namespaces/{namespace}/{}", kind.plural());
        if self.method != "POST" {
            path += "/w";
        }
        if !self.subresource.is_empty() {
            path = format!("{path}/{}", self.subresource);
        }
        path = format!("{path}?{}", self.query);
        let body = match &self.body {
            Body::Nothing => None,
            Body::Given(body) => Some(body.clone()),
            Body::Changed { seed, subresource } => Some(changed(kind, live?, *seed, subresource)),
            Body::Options { uid, version } => {
                let mut preconditions = json!({});
                if *uid {
                    preconditions["uid"] = live?["metadata"]["uid"].clone();
                }
                if *version {
                    preconditions["resourceVersion"] = live?["metadata"]["resourceVersion"].clone();
                }
                Some(json!({"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": preconditions}))
            }
        };
        Some(Request { method: self.method, path, content_type: self.content_type, body })
    }
}

fn identified(kind: Kind, mut object: Value) -> Value {
    object["apiVersion"] = json!(kind.api_version());
    object["kind"] = json!(kind.name());
    object["metadata"]["name"] = json!("w");
    object
}

fn scale(replicas: u64) -> Value {
    json!({
        "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "w"}, "spec": {"replicas": replicas},
    })
}

fn applied(kind: Kind, dice: &mut Dice, subresource: &str, whole: bool) -> Value {
    match subresource {
        "scale" => scale(dice.below(4)),
        "status" => identified(kind, json!({"status": status(kind, dice)})),
        _ => {
            let whole = whole || dice.chance(50);
            let mut config = identified(kind, config(kind, dice, whole));
            if !kind.is_builtin() {
                never_empty(&mut config["metadata"]);
            }
            if dice.chance(2) {
                config["metadata"]["managedFields"] = json!([]);
            }
            // Of two unknown fields the real server names whichever Go's map gives first.
            if dice.chance(2) && config["spec"].get("unknown").is_none() {
                config["spec"]["foo"] = json!(1);
            }
            config
        }
    }
}

/// What an apply leaves empty in the metadata of a custom resource is stored by the real server and dropped by its
/// reader. So the next write, though it changes nothing, is one there: docs/sandbox.md, "Left out of the random comparison".
/// So here an apply always has a label, and nothing else that could become empty.
fn never_empty(metadata: &mut Value) {
    if let Some(fields) = metadata.as_object_mut() {
        fields.retain(|name, _| name == "name" || name == "labels");
    }
    metadata["labels"]["d"] = json!("1");
}

/// The live object with something else in it.
fn changed(kind: Kind, live: &Value, seed: u64, subresource: &str) -> Value {
    let mut dice = Dice::new(seed);
    if subresource == "scale" {
        let mut scale = scale(dice.below(4));
        if dice.chance(50) {
            scale["metadata"]["resourceVersion"] = live["metadata"]["resourceVersion"].clone();
        }
        return scale;
    }
    let mut object = match dice.below(3) {
        0 => {
            let mut object = identified(kind, config(kind, &mut dice, true));
            object["metadata"]["resourceVersion"] = live["metadata"]["resourceVersion"].clone();
            object
        }
        _ => {
            let mut object = live.clone();
            merge(&mut object, config(kind, &mut dice, false));
            object
        }
    };
    if subresource == "status" || dice.chance(5) {
        object["status"] = status(kind, &mut dice);
    }
    match dice.below(20) {
        0 => object["metadata"]["managedFields"] = json!([]),
        1 => object["metadata"]["managedFields"] = json!([{}]),
        2..6 => {
            object["metadata"].as_object_mut().unwrap().shift_remove("managedFields");
        }
        6 => object["metadata"]["resourceVersion"] = json!("1"),
        7 => object["metadata"]["uid"] = json!("00000000-0000-0000-0000-000000000000"),
        8 if kind.is_builtin() => {
            object["metadata"].as_object_mut().unwrap().shift_remove("resourceVersion");
        }
        _ => {}
    }
    object
}

fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(fields), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(fields.entry(name).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}

fn merge_patch(kind: Kind, dice: &mut Dice, subresource: &str) -> Value {
    match subresource {
        "scale" => return json!({"spec": {"replicas": dice.below(4)}}),
        "status" => return json!({"status": status(kind, dice)}),
        _ => {}
    }
    let mut patch = config(kind, dice, false);
    for (pointer, names) in [
        ("/metadata/labels", ["a", "b"]),
        ("/spec", ["replicas", "strategy"]),
        ("/spec", ["map", "items"]),
        ("/data", ["k", "l"]),
    ] {
        if let Some(Value::Object(fields)) = patch.pointer_mut(pointer)
            && dice.chance(25)
        {
            fields.insert(dice.pick(&[names[0], names[1]]).to_owned(), Value::Null);
        }
    }
    if dice.chance(3) {
        patch["metadata"]["managedFields"] = json!([{}]);
    }
    patch
}

fn strategic_patch(kind: Kind, dice: &mut Dice, subresource: &str) -> Value {
    let mut patch = merge_patch(kind, dice, subresource);
    if !subresource.is_empty() {
        return patch;
    }
    // What is both added and deleted comes out one way or the other.
    if dice.chance(15) && patch["metadata"].get("finalizers").is_none() {
        patch["metadata"]["$deleteFromPrimitiveList/finalizers"] = json!(["test.dev/a", "test.dev/b"]);
    }
    let pod = match kind {
        Kind::Pod => patch.get_mut("spec"),
        Kind::Deployment | Kind::StatefulSet => patch.pointer_mut("/spec/template/spec"),
        _ => None,
    };
    if let Some(pod) = pod {
        match dice.below(8) {
            0 => pod["containers"] = json!([{"name": "y", "$patch": "delete"}]),
            1 => pod["containers"] = json!([{"name": "x", "image": "i:9"}, {"$patch": "replace"}]),
            2 => pod["$setElementOrder/containers"] = json!([{"name": "z"}, {"name": "y"}, {"name": "x"}]),
            3 => pod["volumes"] = json!([{"name": "u", "$patch": "delete"}]),
            4 => pod["volumes"] = json!([{"name": "u", "$retainKeys": ["name", "emptyDir"], "emptyDir": {}}]),
            5 => pod["nodeSelector"] = json!({"p": null, "r": "1"}),
            6 => pod["containers"] = json!([{"image": "no name"}]),
            _ => {}
        }
    }
    if kind == Kind::Deployment && dice.chance(20) {
        patch["spec"]["strategy"] = json!({"$retainKeys": ["type"], "type": "Recreate"});
    }
    patch
}

fn json_patch(kind: Kind, dice: &mut Dice, subresource: &str) -> Value {
    let paths: &[&str] = match (kind, subresource) {
        (_, "scale") => &["/spec/replicas"],
        (_, "status") => &["/status/replicas", "/status/conditions/0", "/status/phase"],
        (Kind::ConfigMap, _) => &["/data/k", "/data/l", "/metadata/labels/a", "/data"],
        (Kind::Widget, _) => &[
            "/spec/items/0",
            "/spec/items/-",
            "/spec/set/0",
            "/spec/map/k",
            "/spec/any/f",
            "/spec/whole",
            "/spec/nullable",
        ],
        (Kind::Loose, _) => &["/spec/f", "/spec/g", "/spec", "/other"],
        (Kind::Service, _) => {
            &["/spec/ports/0", "/spec/ports/0/port", "/spec/selector/p", "/metadata/labels/a"]
        }
        (Kind::Autoscaler, _) => {
            &["/spec/metrics/0", "/spec/maxReplicas", "/spec/behavior", "/metadata/labels/a"]
        }
        (Kind::Pod, _) => &["/spec/containers/0/image", "/metadata/labels/a", "/metadata/finalizers"],
        _ => &[
            "/spec/template/spec/containers/0",
            "/spec/template/spec/containers/0/image",
            "/spec/template/spec/containers/0/env/0",
            "/spec/template/spec/volumes",
            "/spec/replicas",
            "/metadata/labels/a",
            "/metadata/labels",
        ],
    };
    let operations = (0..dice.below(3) + 1).map(|_| {
        let path = dice.pick(paths);
        let value = match path.rsplit('/').next().unwrap() {
            "replicas" | "maxReplicas" | "port" => json!(dice.below(4) + 1),
            "0" | "-" if path.contains("containers/") && !path.contains("env") => {
                json!({"name": "n", "image": "i:1"})
            }
            "0" if path.contains("conditions/") => json!({"type": "New", "status": "True"}),
            "0" | "-" if path.contains("set/") => json!("d"),
            "0" | "-" if path.contains("ports/") => json!({"name": "n", "port": 70}),
            "0" | "-" => json!({"name": "n", "value": "1"}),
            "labels" | "data" | "spec" | "other" | "whole" | "behavior" => json!({}),
            "volumes" | "finalizers" => json!([]),
            "nullable" => Value::Null,
            _ => json!(dice.pick(&["1", "2"])),
        };
        match dice.below(5) {
            0 | 1 => json!({"op": "add", "path": path, "value": value}),
            2 => json!({"op": "replace", "path": path, "value": value}),
            3 => json!({"op": "remove", "path": path}),
            _ => json!({"op": "test", "path": path, "value": value}),
        }
    });
    operations.collect()
}
