//! The table of messages by which the embedded API server reads protobuf bodies says what the `.proto` files of Kubernetes say.

use std::collections::BTreeMap;
use std::path::PathBuf;

use neap::apiserver::protobuf::{Many, Message, Type, messages};
use neap::apiserver::schema::builtin::definitions;
use serde_json::Value;

use crate::plane::{Part, module_folder};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::ApiServer; the_table_of_messages_is_that_of_kubernetes]
}

/// Where a package's file lies: module, and folder in it.
fn file(package: &str) -> PathBuf {
    let (module, folder) = match package {
        "meta.v1" => ("k8s.io/apimachinery", "pkg/apis/meta/v1".to_owned()),
        "apiextensions.v1" => ("k8s.io/apiextensions-apiserver", "pkg/apis/apiextensions/v1".to_owned()),
        "apiregistration.v1" => ("k8s.io/kube-aggregator", "pkg/apis/apiregistration/v1".to_owned()),
        other => ("k8s.io/api", other.replace('.', "/")),
    };
    module_folder(Part::Kubernetes, module).join(folder).join("generated.proto")
}

/// A field as the file has it: name and type.
type Field = (String, String);

/// Messages of a file: fields by number.
fn read(text: &str) -> BTreeMap<String, BTreeMap<u32, Field>> {
    let mut found: BTreeMap<String, BTreeMap<u32, Field>> = BTreeMap::new();
    let mut message = None;
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        if let Some(name) = line.strip_prefix("message ") {
            message = Some(name.trim_end_matches([' ', '{']).to_owned());
            found.entry(message.clone().unwrap()).or_default();
            continue;
        }
        let (Some(message), Some((declared, number))) =
            (&message, line.trim_end_matches(';').split_once(" = "))
        else {
            continue;
        };
        let Ok(number) = number.parse() else { continue };
        let (of, name) = declared.rsplit_once(' ').unwrap();
        found.get_mut(message).unwrap().insert(number, (name.to_owned(), of.to_owned()));
    }
    found
}

/// The type as the file would write it.
fn written(package: &str, many: Many, of: &Type) -> Vec<String> {
    let types: Vec<String> = match of {
        Type::Text => vec!["string".into()],
        Type::Bytes => vec!["bytes".into()],
        Type::Integer => vec!["int32".into(), "int64".into()],
        Type::Number => vec!["double".into()],
        Type::Boolean => vec!["bool".into()],
        Type::Quantity => vec![".Quantity".into()],
        Type::IntOrString => vec![".IntOrString".into()],
        Type::Raw => vec![".RawExtension".into(), "JSON".into(), "FieldsV1".into()],
        Type::Time => vec!["Time".into(), ".Time".into()],
        Type::MicroTime => vec![".MicroTime".into()],
        Type::Message(name) => {
            let (of, short) = name.rsplit_once('.').unwrap();
            vec![if of == package { short.to_owned() } else { format!(".{name}") }]
        }
    };
    let prefix = match many {
        Many::One | Many::Inline => "optional ",
        Many::List => "repeated ",
        Many::Map => "map<string, ",
    };
    types.into_iter().map(|of| format!("{prefix}{of}")).collect()
}

/// Names differ only where Go's tags differ from the generator's names.
fn same_name(ours: &str, theirs: &str) -> bool {
    let plain = |name: &str| name.replace(['-', '$'], "").to_lowercase();
    plain(ours) == plain(theirs)
}

fn the_table_of_messages_is_that_of_kubernetes() {
    let mut files: BTreeMap<&str, BTreeMap<String, BTreeMap<u32, Field>>> = BTreeMap::new();
    let schemas = definitions();
    for (name, message) in messages() {
        let (package, short) = name.rsplit_once('.').unwrap();
        let declared = files
            .entry(package)
            .or_insert_with(|| read(&std::fs::read_to_string(file(package)).unwrap()))
            .get(short)
            .unwrap_or_else(|| panic!("{name} is no message"));
        assert_eq!(message.keys().collect::<Vec<_>>(), declared.keys().collect::<Vec<_>>(), "{name}");
        for (number, field) in message {
            let (theirs, of) = &declared[number];
            assert!(same_name(field.name, theirs), "{name}.{theirs} is called {}", field.name);
            let ours = written(package, field.many, &field.of);
            // Types of other packages are written in full.
            let of = of.trim_end_matches('>');
            let fits = ours.iter().any(|ours| match ours.split_once(" .") {
                Some((prefix, short)) => of.starts_with(prefix) && of.ends_with(&format!(".{short}")),
                None => of == ours,
            });
            assert!(fits, "{name}.{theirs} is {of}, not {ours:?}");
        }
        in_place(name, message, &schemas);
    }
}

/// The fields that stand in the object itself are those that the object has not.
fn in_place(name: &str, message: &Message, schemas: &serde_json::Map<String, Value>) {
    let suffix = format!(".{name}");
    let Some((_, schema)) = schemas.iter().find(|(schema, _)| schema.ends_with(&suffix)) else { return };
    let Some(properties) = schema["properties"].as_object() else { return };
    for field in message.values() {
        let there = properties.contains_key(field.name);
        assert_eq!(there, field.many != Many::Inline, "{name}.{}", field.name);
    }
}
