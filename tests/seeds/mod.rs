//! The guides that the product makes true: for each, one test with every object that it shows, field by field. What a guide has
//! wrong is listed there with what stands in its place, and why.
//!
//! The first guide's volume is held in `tests/cache/seeds.rs`, the load generator's command lines in `tests/bench/seeds.rs`.

mod distributed;
mod edge;
mod fleet;
mod hybrid;
mod knative;

use neap::kubernetes::Quantity;
use serde_json::Value;

/// A field that a guide has wrong.
pub struct Mended {
    /// The object, as `ResourcePolicy/qwen`.
    pub object: &'static str,
    /// JSON pointer to the field.
    pub field: &'static str,
    /// What is rendered; null where the field is left out.
    pub ours: Value,
    /// Why the guide's value is none.
    pub why: &'static str,
}

/// Every field of the guide's objects is rendered and means the same, but for those that are mended; and each of these is needed.
pub fn holds(guide: &[Value], rendered: &[Value], mended: &[Mended]) {
    let mut used = vec![false; mended.len()];
    for object in guide {
        let name = format!("{}/{}", text(&object["kind"]), text(&object["metadata"]["name"]));
        let same = |found: &&Value| {
            ["/kind", "/metadata/name"].iter().all(|at| found.pointer(at) == object.pointer(at))
        };
        let found = rendered.iter().find(same);
        assert!(found.is_some(), "{name} is not rendered");
        let found = found.unwrap();
        walk(&name, "", object, found, mended, &mut used);
    }
    for (mended, used) in mended.iter().zip(used) {
        assert!(used, "{}{}: nothing to mend ({})", mended.object, mended.field, mended.why);
    }
}

fn walk(name: &str, at: &str, guide: &Value, found: &Value, mended: &[Mended], used: &mut [bool]) {
    let own = mended.iter().position(|mended| mended.object == name && mended.field == at);
    let here = found.pointer(at).unwrap_or(&Value::Null);
    if let Some(index) = own {
        let wanted = &mended[index];
        assert!(!means_the_same(guide, &wanted.ours), "{name}{at}: there is nothing wrong in the guide");
        assert_eq!(*here, wanted.ours, "{name}{at}: {}", wanted.why);
        used[index] = true;
        return;
    }
    match guide {
        Value::Object(fields) => {
            for (field, value) in fields {
                let at = format!("{at}/{}", field.replace('~', "~0").replace('/', "~1"));
                walk(name, &at, value, found, mended, used);
            }
        }
        Value::Array(items) => {
            assert_eq!(here.as_array().map(Vec::len), Some(items.len()), "{name}{at}");
            for (index, value) in items.iter().enumerate() {
                walk(name, &format!("{at}/{index}"), value, found, mended, used);
            }
        }
        value => assert!(means_the_same(value, here), "{name}{at}: {value} in the guide, {here} here"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether two values are one: `5` and `"5"` are the same amount.
fn means_the_same(one: &Value, other: &Value) -> bool {
    let amount = |value: &Value| {
        (value.is_string() || value.is_number()).then(|| text(value).parse::<Quantity>().ok()).flatten()
    };
    one == other || matches!((amount(one), amount(other)), (Some(one), Some(other)) if one == other)
}

#[test]
fn a_difference_is_found_and_a_needless_correction_too() {
    use serde_json::json;
    let guide = json!({"kind": "A", "metadata": {"name": "a"}, "spec": {"list": [{"n": 5}], "typo": "x"}});
    let good = json!({"kind": "A", "metadata": {"name": "a"}, "spec": {"list": [{"n": "5", "more": 1}], "typo": "y"}});
    let fix = |field, ours| Mended { object: "A/a", field, ours, why: "a typo" };
    let run = |rendered: &Value, mended: Vec<Mended>| {
        let (guide, rendered) = (vec![guide.clone()], vec![rendered.clone()]);
        std::panic::catch_unwind(move || holds(&guide, &rendered, &mended)).is_ok()
    };
    assert!(run(&good, vec![fix("/spec/typo", json!("y"))]));
    assert!(!run(&good, vec![]));
    assert!(!run(&good, vec![fix("/spec/typo", json!("x"))]));
    assert!(!run(&good, vec![fix("/spec/typo", json!("y")), fix("/spec/none", json!(1))]));
    let mut bad = good.clone();
    bad["spec"]["list"][0]["n"] = json!(6);
    assert!(!run(&bad, vec![fix("/spec/typo", json!("y"))]));
}
