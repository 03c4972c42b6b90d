use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Element, Literal, Set};

fn element() -> impl Strategy<Value = Element> {
    prop_oneof![
        "[a-c]{1,2}".prop_map(Element::Field),
        "[a-c]".prop_map(|name| Element::Key(vec![("name".to_owned(), Literal(json!(name)))])),
        (80_i64..83).prop_map(|port| {
            Element::Key(vec![
                ("port".to_owned(), Literal(json!(port))),
                ("protocol".to_owned(), Literal(json!("TCP"))),
            ])
        }),
        "[a-c]".prop_map(|value| Element::Value(Literal(json!(value)))),
        (0_i64..3).prop_map(Element::Index),
    ]
}

fn set() -> impl Strategy<Value = Set> {
    prop::collection::vec(prop::collection::vec(element(), 1..4), 0..12).prop_map(|paths| {
        let mut set = Set::default();
        paths.iter().for_each(|path| set.insert(path));
        set
    })
}

proptest! {
    #[test]
    fn sets_keep_the_laws_of_sets(a in set(), b in set(), c in set()) {
        prop_assert_eq!(a.clone().union(b.clone()), b.clone().union(a.clone()));
        prop_assert_eq!(
            a.clone().union(b.clone()).union(c.clone()),
            a.clone().union(b.clone().union(c.clone()))
        );
        prop_assert_eq!(a.intersection(&b), b.intersection(&a));
        prop_assert_eq!(a.difference(&b).intersection(&b), Set::default());
        prop_assert_eq!(a.difference(&b).union(a.intersection(&b)), a.clone());
        prop_assert_eq!(a.difference(&a), Set::default());
        prop_assert_eq!(a.clone().union(b.clone()).difference(&c), a.difference(&c).union(b.difference(&c)));
        prop_assert_eq!(a.recursive_difference(&b).difference(&b), a.recursive_difference(&b));
    }

    #[test]
    fn membership_is_what_the_operations_say(a in set(), b in set()) {
        for path in a.clone().union(b.clone()).paths() {
            let (in_a, in_b) = (a.has(&path.0), b.has(&path.0));
            prop_assert!(in_a || in_b);
            prop_assert_eq!(a.intersection(&b).has(&path.0), in_a && in_b);
            prop_assert_eq!(a.difference(&b).has(&path.0), in_a && !in_b);
            let above = (1..=path.0.len()).any(|length| b.has(&path.0[..length]));
            prop_assert_eq!(a.recursive_difference(&b).has(&path.0), in_a && !above);
        }
    }

    #[test]
    fn the_json_form_comes_back(a in set()) {
        prop_assert_eq!(Set::from_v1(&a.to_v1()).unwrap(), a);
    }

    #[test]
    fn no_text_breaks_the_reader(text in "([fkvi]:)?[\"a-c{}0-9:.]{0,8}") {
        let _ = Set::from_v1(&json!({ text: {} }));
    }
}

#[test]
fn a_set_is_written_as_the_real_server_writes_it() {
    let real = r#"{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:image":{},"f:ports":{".":{},"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}},"f:finalizers":{"v:\"x/y\"":{}}}}}}"#;
    let value: Value = serde_json::from_str(real).unwrap();
    assert_eq!(Set::from_v1(&value).unwrap().to_v1().to_string(), real);
}

#[test]
fn paths_are_written_as_messages_write_them() {
    let key = Element::Key(vec![
        ("containerPort".to_owned(), Literal(json!(80.0))),
        ("protocol".to_owned(), Literal(json!("TCP"))),
    ]);
    let mut set = Set::default();
    set.insert(&[Element::field("spec"), key, Element::Value(Literal(json!("a"))), Element::Index(3)]);
    assert_eq!(set.paths()[0].to_string(), r#".spec[containerPort=80,protocol="TCP"][="a"][3]"#);
}

#[test]
fn what_is_no_set_is_not_read() {
    for wrong in [json!([]), json!({"x": {}}), json!({"f:a": 1}), json!({"k:": {}}), json!({"v:{": {}})] {
        assert_eq!(Set::from_v1(&wrong), None, "{wrong}");
    }
    assert_eq!(Set::from_v1(&json!({"z:new": {}})), Some(Set::default()));
}
