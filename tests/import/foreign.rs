//! What others made: Arena's other verbs, and objects that somebody wrote by hand.

use neap::kubernetes::{Object, pod_templates};
use neap::manifest::import::leftover;
use neap::manifest::yaml::parse_documents;
use serde_json::Value;

use super::{import, run_line};

/// The objects of Arena's other verbs, and a StatefulSet as one writes it by hand.
const FOREIGN: [(&str, &str, &str, &[&str]); 5] = [
    (
        include_str!("../fixtures/arena/custom.yaml"),
        "neap serve deployment --name=style-alpha-custom-serving",
        "patch written: patch.yaml",
        &[
            "--service-name=style-alpha",
            "--restful-port=5000",
            "--port=8500",
            "--env=MODEL=neural",
            "--hpa-name=style",
            "--min-replicas=2",
            "--label=chart=custom-serving-0.1.0",
        ],
    ),
    (
        include_str!("../fixtures/arena/triton.yaml"),
        "neap serve triton --name=bert-v1-tritoninferenceserver",
        "patch written: patch.yaml",
        &["--service-name=bert-v1", "--gpus=1", "--data=llm-model:/models"],
    ),
    (
        include_str!("../fixtures/arena/tensorflow.yaml"),
        "neap serve tensorflow --name=mnist-v1-tensorflow-serving",
        "patch written: patch.yaml",
        &["--service-name=mnist-v1", "--cpu=1", "--data=llm-model:/models"],
    ),
    (
        include_str!("../fixtures/arena/distributed.yaml"),
        "neap serve distributed --name=vllm-alpha-distributed-serving",
        "patch written: patch.yaml",
        &[
            "--service-name=vllm-alpha",
            "--group-size=2",
            "--worker-cpu=2",
            "--worker-memory=8Gi",
            "--share-memory=30Gi",
        ],
    ),
    (
        include_str!("../fixtures/statefulset.yaml"),
        "neap serve statefulset --name=inference",
        "service/inference-headless stays as it is",
        &[
            "--replicas=2",
            "--cpu-limit=2",
            "--pdb=min-available=1",
            "--scrape=annotations",
            "--label=team=chat",
            "--termination-grace=60s",
        ],
    ),
];

#[test]
fn what_others_made_is_rendered_as_it_is() {
    for (objects, line, note, flags) in FOREIGN {
        let folder = tempfile::tempdir().unwrap();
        let imported = import(folder.path(), objects, &["--patch=patch.yaml"]);
        assert_eq!(imported.code, 0, "{}", imported.stderr);
        assert!(imported.stdout.starts_with(line), "{}", imported.stdout);
        assert!(imported.stderr.contains(note), "{}", imported.stderr);
        for flag in flags {
            assert!(imported.stdout.contains(flag), "{flag}: {}", imported.stdout);
        }
        let again = run_line(&imported.stdout, "--dry-run", folder.path());
        assert_eq!(again.code, 0, "{}", again.stderr);
        let there: Vec<Object> =
            parse_documents(objects).unwrap().into_iter().map(|it| Object::new(it).unwrap()).collect();
        for document in parse_documents(&again.stdout).unwrap() {
            let object = Object::new(document).unwrap();
            let live = there.iter().find(|live| live.identity() == object.identity());
            let live = live.unwrap_or_else(|| panic!("{} was not there", object.identity()));
            assert_eq!(leftover::patch(&object, live), None, "{}", object.identity());
            for template in pod_templates::of(live) {
                let (mine, theirs) = (object.get(&template.spec), live.get(&template.spec));
                let names = |spec: Option<&Value>| {
                    spec.unwrap()["containers"][0]["env"]
                        .as_array()
                        .map(|env| env.iter().map(|it| it["name"].clone()).collect::<Vec<_>>())
                };
                assert_eq!(names(mine), names(theirs), "the order of variables is part of the pod");
            }
        }
        // A change by flags still changes what it says.
        let other = run_line(&imported.stdout, "--env=NEW=1 --dry-run", folder.path());
        assert_ne!(other.stdout, again.stdout, "{}", other.stderr);
    }
}
