//! Arena's name of a service, `--name` without version and type, finds it in every verb that takes a name.

use std::collections::BTreeSet;

use clap::CommandFactory;
use neap::manifest::yaml::parse_documents;
use serde_json::{Value, json};

use crate::life::in_sandbox_with;

/// What Arena calls it, and what its objects are called.
const OWN: &str = "style-alpha-custom-serving";

/// A verb, what is typed behind it, and whether it is refused: then the refusal is of the service that was found.
const VERBS: [(&str, &str, bool); 24] = [
    ("serve get", "style", false),
    ("serve test", "style --timeout=1s", true),
    ("serve logs", "style --tail=1", true),
    ("serve update", "style --env=NEW=1 --dry-run", false),
    ("serve update custom", "--name=style --env=NEW=1 --dry-run", false),
    ("serve history", "style --revision=1", false),
    ("serve rollback", "style --to-revision=1 --dry-run", false),
    ("serve scale", "style 3 --dry-run", false),
    ("serve restart", "style --dry-run", false),
    ("serve promote", "style", true),
    ("serve abort", "style", true),
    ("serve traffic-split", "style --revision=latest=100", true),
    ("serve traffic-split", "--name=style -v latest:100", true),
    ("serve exec", "style -- hostname", true),
    ("serve attach", "style -- hostname", true),
    ("serve delete", "style --dry-run", false),
    ("status", "style", false),
    ("status", "style --why", false),
    ("status", "style --timeline", false),
    ("doctor", "style -o json", false),
    ("import", "style --patch=$FOLDER/again.yaml", false),
    ("export", "style --kustomize=$FOLDER/base && cat $FOLDER/base/base/*.yaml", false),
    ("metrics check", "style --patience=0s -o json", true),
    ("bench", "-n 1 --service style", true),
];

/// Verbs of `serve` that take no name of a service that is there.
const OTHERS: [&str; 11] = [
    "kserve",
    "knative",
    "deployment",
    "statefulset",
    "triton",
    "tensorflow",
    "distributed",
    "list",
    "diff",
    "completions",
    "help",
];

/// Arena's objects, with a claim that nobody binds: the pods wait, and each verb finds them all the same.
fn objects() -> Vec<Value> {
    let mut objects = parse_documents(include_str!("fixtures/arena/custom.yaml")).unwrap();
    objects.push(json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "llm-model"},
        "spec": {"accessModes": ["ReadWriteMany"], "storageClassName": "", "resources": {"requests": {"storage": "1Gi"}}}}));
    for object in &mut objects {
        object["metadata"]["namespace"] = "default".into();
    }
    objects
}

#[test]
fn every_verb_that_takes_a_name_is_in_the_table() {
    let mut cli = neap::cli::Cli::command();
    cli.build();
    let serve = cli.find_subcommand("serve").unwrap();
    let all: BTreeSet<&str> = serve.get_subcommands().map(clap::Command::get_name).collect();
    let listed: BTreeSet<&str> =
        VERBS.iter().filter_map(|(verb, ..)| verb.strip_prefix("serve ")?.split(' ').next()).collect();
    let missing: Vec<&&str> =
        all.iter().filter(|verb| !listed.contains(**verb) && !OTHERS.contains(verb)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_verb_finds_a_service_by_arenas_name() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_str().unwrap();
    // Until its pods are there; what neap has adopted has a history.
    let mut script = format!(
        "until $NEAP serve get style 2>/dev/null | grep -q 'Pending'; do sleep 0.1; done; \
         $NEAP import style --adopt --patch={folder}/patch.yaml >/dev/null 2>&1 || exit 9; "
    );
    for (verb, typed, _) in VERBS {
        let typed = typed.replace("$FOLDER", folder);
        script += &format!("echo '=#='; {{ $NEAP {verb} {typed}; }} 2>&1; echo \"code $?\"; ");
    }
    let said = in_sandbox_with(&objects(), &script);
    assert_eq!(said.code, 0, "{}{}", said.stdout, said.stderr);
    let parts: Vec<&str> = said.stdout.split("=#=\n").skip(1).collect();
    assert_eq!(parts.len(), VERBS.len());
    let mut wrong = String::new();
    for ((verb, typed, refused), part) in VERBS.iter().zip(parts) {
        let (told, code) = part.trim_end().rsplit_once("code ").unwrap();
        let unknown = told.contains("there is no service") || told.contains("is gone");
        // A dry run and a finding end with 4.
        let fails = !["0", "4"].contains(&code) || told.contains("error: ");
        // The autoscaler that somebody made beside it has a name of its own; what was applied last changes nothing.
        let found = [OWN, "autoscaling/style ", "nothing to change"].iter().any(|word| told.contains(word));
        if !found || unknown || fails != *refused {
            wrong += &format!("--- {verb} {typed}: {code}\n{told}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
