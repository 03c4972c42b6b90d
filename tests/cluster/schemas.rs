//! Our reduced CRDs accept and refuse the same objects as the projects' own.

use serde_json::{Value, json};

use crate::plane::{Cluster, Options, crds};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::ApiServer; reduced_and_original_schemas_agree]
}

/// An object, and what was done to it.
struct Case {
    what: String,
    object: Value,
}

/// The valid objects, and each of them with one thing wrong, in every place.
fn cases() -> Vec<Case> {
    let objects: Vec<Value> = serde_yaml::from_multiple(include_str!("schemas.yaml")).unwrap();
    let mut cases = Vec::new();
    for object in objects {
        let name = format!("{} {}", object["apiVersion"], object["kind"]);
        let mut places = Vec::new();
        collect("/spec", &object["spec"], &mut places);
        for place in places {
            for (how, value) in slips(object.pointer(&place).unwrap()) {
                let mut wrong = object.clone();
                *wrong.pointer_mut(&place).unwrap() = value;
                cases.push(Case { what: format!("{name} with {how} at {place}"), object: wrong });
            }
        }
        cases.push(Case { what: name, object });
    }
    cases
}

/// The pointers to every value below, this one included. What a pod may hold is left out:
/// the reduced schemas do not repeat it.
fn collect(place: &str, value: &Value, places: &mut Vec<String>) {
    if place.ends_with("emplate") || place.ends_with("patchLeaderTemplate") {
        return;
    }
    places.push(place.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect(&format!("{place}/{name}"), value, places);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(&format!("{place}/{index}"), value, places);
            }
        }
        _ => {}
    }
}

/// What is put in the place of a value.
fn slips(value: &Value) -> Vec<(&'static str, Value)> {
    match value {
        Value::String(_) => {
            vec![("a number", json!(7)), ("another word", json!("neap-bogus")), ("nothing", json!(""))]
        }
        Value::Number(_) => vec![
            ("a word", json!("neap-bogus")),
            ("a negative number", json!(-1)),
            ("a fraction", json!(1.5)),
        ],
        Value::Bool(_) => vec![("a word", json!("true"))],
        Value::Array(_) => vec![("a word", json!("neap-bogus")), ("an empty list", json!([]))],
        Value::Object(fields) => {
            let mut slips = vec![("a word", json!("neap-bogus")), ("an empty object", json!({}))];
            let mut more = fields.clone();
            more.insert("neapUnknown".into(), json!(1));
            slips.push(("an unknown field", Value::Object(more)));
            let without = |name: &String| {
                let mut fewer = fields.clone();
                fewer.remove(name);
                ("a field less", Value::Object(fewer))
            };
            slips.extend(fields.keys().map(without));
            slips
        }
        Value::Null => Vec::new(),
    }
}

/// Whether an API server with these CRDs accepts each case, under strict field validation.
fn verdicts(files: &[std::path::PathBuf], cases: &[Case]) -> Vec<Result<(), String>> {
    let cluster = Cluster::private(&Options::default());
    crds::install_files(&cluster, files);
    let mut objects = cluster.objects();
    objects.namespace = Some("default".into());
    let share = cases.len().div_ceil(8);
    std::thread::scope(|scope| {
        let judge = |case: &Case| objects.dry_run(&case.object);
        let parts: Vec<_> = cases
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(judge).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

fn reduced_and_original_schemas_agree() {
    let cases = cases();
    let mut files: Vec<_> = std::fs::read_dir(crds::reduced())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    // Some projects' own files are not there; of those kinds there is no case.
    let originals = crds::originals().map(|folder| {
        let own = files.iter().map(|file| folder.join(file.file_name().unwrap()));
        own.filter(|file| file.exists()).collect::<Vec<_>>()
    });
    let (reduced, original) = std::thread::scope(|scope| {
        let reduced = scope.spawn(|| verdicts(&files, &cases));
        let original = originals.map(|files| verdicts(&files, &cases));
        (reduced.join().unwrap(), original)
    });
    let mut wrong = Vec::new();
    for (case, verdict) in cases.iter().zip(&reduced) {
        let valid = !case.what.contains(" with ");
        if valid && let Err(message) = verdict {
            wrong.push(format!("{} is refused: {message}", case.what));
        }
        if case.what.ends_with("an unknown field at /spec") && verdict.is_ok() {
            wrong.push(format!("{} is accepted", case.what));
        }
    }
    match original {
        Some(original) => {
            for ((case, reduced), original) in cases.iter().zip(&reduced).zip(&original) {
                if reduced.is_ok() != original.is_ok() {
                    wrong.push(format!("{}: reduced says {reduced:?}, original {original:?}", case.what));
                }
            }
        }
        None => {
            eprintln!("the projects' own CRDs are not here: the reduced ones were not compared with them")
        }
    }
    let refused = reduced.iter().filter(|verdict| verdict.is_err()).count();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(
        cases.len() > 500 && refused > 300,
        "{refused} of {} were refused: too few to say anything",
        cases.len()
    );
}
