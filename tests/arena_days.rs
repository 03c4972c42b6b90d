//! The tables of Arena's flags over `update`, `list`, `get`, `logs`, `delete` and `traffic-split`, against the command lines, and
//! against what the verbs do in a sandbox.

use std::collections::BTreeSet;

use clap::CommandFactory;
use serde_json::{Value, json};

use crate::life::in_sandbox_with;

const ARENA: &str = include_str!("../docs/arena.md");

/// The types of `arena serve update`, as neap calls them, and the flags of 0.15.5 that each has.
const COMMON: &str = "name version image gpus gpumemory gpucore cpu memory replicas env annotation label command selector toleration data";
const UPDATES: [(&str, &str); 5] = [
    (
        "kserve",
        "model-format runtime storage-uri runtime-version protocol-version port min-replicas max-replicas scale-target scale-metric \
         container-concurrency timeout canary-traffic-percent",
    ),
    ("deployment", ""),
    ("triton", "model-repository allow-metrics"),
    ("tensorflow", "model-name model-path model-config-file monitoring-config-file"),
    (
        "distributed",
        "worker-num leader-cpu worker-cpu leader-memory worker-memory leader-gpus worker-gpus leader-gpumemory worker-gpumemory \
         leader-gpucore worker-gpucore leader-command worker-command",
    ),
];
const OTHERS: [(&str, &str); 5] = [
    ("list", "all-namespaces allNamespaces output type"),
    ("get", "output type version"),
    ("logs", "type version follow since since-time tail timestamps instance container"),
    ("delete", "type version"),
    ("traffic-split", "name version-weight"),
];

/// The flag, and its cell of each column.
fn rows(title: &str) -> Vec<(&'static str, Vec<&'static str>)> {
    let section = ARENA.split("\n## ").find(|section| section.starts_with(title)).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `--"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0].trim_matches('`'), cells[1..cells.len() - 1].to_vec())
    })
    .collect()
}

/// All flags of a verb of `serve`, hidden and older names too.
fn flags(path: &[&str]) -> BTreeSet<String> {
    let mut cli = neap::cli::Cli::command();
    cli.build();
    let mut verb = cli.find_subcommand("serve").unwrap();
    for name in path {
        verb = verb.find_subcommand(name).unwrap();
    }
    let names = |arg: &clap::Arg| {
        let aliases = arg.get_all_aliases().unwrap_or_default();
        arg.get_long().into_iter().chain(aliases).map(|name| format!("--{name}")).collect::<Vec<_>>()
    };
    verb.get_arguments().flat_map(names).collect()
}

fn agree(title: &str, columns: &[(Vec<&str>, String)]) {
    let rows = rows(title);
    for (at, (path, arenas)) in columns.iter().enumerate() {
        let all = flags(path);
        let arenas: BTreeSet<String> = arenas.split_whitespace().map(|name| format!("--{name}")).collect();
        let listed: BTreeSet<String> = rows
            .iter()
            .filter(|(_, cells)| !cells[at].is_empty())
            .map(|(flag, _)| (*flag).to_owned())
            .collect();
        assert_eq!(listed, arenas, "{path:?}");
        for (flag, cells) in &rows {
            match cells[at] {
                "same" | "better" => assert!(all.contains(*flag), "{flag} is no flag of {path:?}"),
                cell => assert!(cell.is_empty(), "{flag} is {cell}"),
            }
        }
        for flag in ["--namespace", "--config"] {
            assert!(all.contains(flag), "{path:?} lacks {flag}");
        }
    }
}

#[test]
fn the_tables_have_every_flag_and_the_command_lines_agree() {
    agree(
        "`arena serve update`",
        &UPDATES.map(|(kind, own)| (vec!["update", kind], format!("{COMMON} {own}"))),
    );
    agree("`arena serve list`", &OTHERS.map(|(verb, own)| (vec![verb], own.to_owned())));
}

/// What a flag is given, and what must stand in the lines that the difference adds.
fn sample(flag: &str) -> (&'static str, &'static str) {
    match flag {
        "--name" | "--version" => ("", "name: NEW"),
        "--image" => ("nginx:2", "image: nginx:2"),
        "--gpus" | "--leader-gpus" | "--worker-gpus" => ("3", "nvidia.com/gpu: \"3\""),
        "--gpumemory" | "--leader-gpumemory" | "--worker-gpumemory" => ("5", "aliyun.com/gpu-mem: \"5\""),
        "--gpucore" | "--leader-gpucore" | "--worker-gpucore" => {
            ("50", "aliyun.com/gpu-core.percentage: \"50\"")
        }
        "--cpu" | "--leader-cpu" | "--worker-cpu" => ("7", "cpu: \"7\""),
        "--memory" | "--leader-memory" | "--worker-memory" => ("9Gi", "memory: 9Gi"),
        "--replicas" => ("2", "eplicas: 2"),
        "--env" => ("NEW=1", "name: NEW"),
        "--annotation" => ("new=yes", "new: \"yes\""),
        "--label" => ("new=yes", "new: \"yes\""),
        "--command" | "--leader-command" | "--worker-command" => ("serve anew", "serve anew"),
        "--selector" => ("gpu=A10", "gpu: A10"),
        "--toleration" => ("gpu=yes:NoSchedule,Equal", "key: gpu"),
        "--data" => ("other:/other", "mountPath: /other"),
        "--model-format" => ("sklearn", "name: sklearn"),
        "--runtime" => ("kserve-other", "runtime: kserve-other"),
        "--storage-uri" => ("pvc://other/m", "pvc://other/m"),
        "--runtime-version" => ("0.12.0", "runtimeVersion: \"0.12.0\""),
        "--protocol-version" => ("v2", "protocolVersion: v2"),
        "--port" => ("9000", "9000"),
        "--min-replicas" => ("2", "minReplicas: 2"),
        "--max-replicas" => ("7", "maxReplicas: 7"),
        "--scale-target" => ("9", "averageValue: \"9\""),
        "--scale-metric" => ("vllm-running=6", "num_requests_running"),
        "--container-concurrency" => ("8", "containerConcurrency: 8"),
        "--timeout" => ("77", "timeout: 77"),
        "--canary-traffic-percent" => ("20", "canaryTrafficPercent: 20"),
        "--model-repository" => ("/other", "/other"),
        "--allow-metrics" => ("true", "allow-metrics"),
        "--model-name" => ("other", "other"),
        "--model-path" => ("/other", "/other"),
        "--model-config-file" => ("/f.config", "/f.config"),
        "--monitoring-config-file" => ("/m.config", "/m.config"),
        "--worker-num" => ("3", "size: 4"),
        other => {
            assert!(other.is_empty(), "no sample of {other}");
            ("", "")
        }
    }
}

/// What flags name and must be there: a claim, and two runtimes.
fn there() -> [Value; 3] {
    let runtime = |name: &str| {
        json!({"apiVersion": "serving.kserve.io/v1alpha1", "kind": "ClusterServingRuntime", "metadata": {"name": name}, "spec": {
            "supportedModelFormats": [{"name": "huggingface", "version": "1"}, {"name": "sklearn"}], "protocolVersions": ["v1", "v2"],
            "containers": [{"name": "kserve-container", "image": "kserve/huggingfaceserver:v0.13.1"}]}})
    };
    [
        runtime("kserve-huggingfaceserver"),
        runtime("kserve-other"),
        json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "other", "namespace": "default"},
            "spec": {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "1Gi"}}}}),
    ]
}

/// Updates a service by each row's flag in a sandbox, and looks at what would change.
fn each_row_changes(kind: &str, column: usize, deploy: &str, versioned: &str, others: &[(&str, &str, &str)]) {
    let rows = rows("`arena serve update`");
    let rows: Vec<&str> =
        rows.iter().filter(|(_, cells)| !cells[column].is_empty()).map(|(flag, _)| *flag).collect();
    let mut script = format!("{deploy} || exit 9; {versioned} || exit 8; ");
    for (_, _, deploy) in others {
        script += &format!("{deploy} || exit 7; ");
    }
    for flag in &rows {
        let service =
            others.iter().find(|(flags, ..)| flags.split(' ').any(|it| it == *flag)).map_or("a", |it| it.1);
        let value = sample(flag).0;
        // The command of a type that has words is an argument of its flag.
        let given = match *flag {
            "--name" => "--name=a --env=NEW=1".to_owned(),
            "--version" => "--name=a --version=v2 --env=NEW=1".to_owned(),
            flag => format!("--name={service} {flag}='{value}'"),
        };
        script += &format!("echo '=#={flag}'; $NEAP serve update {kind} {given} --dry-run 2>&1; ");
    }
    let said = in_sandbox_with(&there(), &script);
    assert_eq!(said.code, 0, "{}{}", said.stdout, said.stderr);
    let parts: Vec<&str> = said.stdout.split("=#=").skip(1).collect();
    assert_eq!(parts.len(), rows.len());
    let mut wrong = String::new();
    for part in parts {
        let (flag, shown) = part.split_once('\n').unwrap();
        let wanted = sample(flag).1;
        let added = shown.lines().any(|line| line.starts_with('+') && line.contains(wanted));
        if !added || flag == "--version" && !shown.contains("a-v2") {
            wrong += &format!("--- {kind} {flag}: no `{wanted}` in\n{shown}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

const QUIET: &str = ">/dev/null 2>&1";

#[test]
fn each_row_of_an_update_of_kserve_changes_the_objects() {
    let a = format!(
        "$NEAP serve kserve --name=a --image=nginx:1 --gpus=1 --scale-metric=vllm-waiting=5 --max-replicas=3 'serve it' {QUIET}"
    );
    let versioned = format!("$NEAP serve kserve --name=a --version=v2 --image=nginx:1 {QUIET}");
    let model = format!(
        "$NEAP serve kserve --name=m --model-format=huggingface --runtime=kserve-huggingfaceserver --storage-uri=pvc://other/l {QUIET}"
    );
    let mode = format!(
        "$NEAP serve kserve --name=k --image=nginx:1 --scale-metric=concurrency --scale-target=5 --max-replicas=2 {QUIET}"
    );
    let shares = format!("$NEAP serve kserve --name=s --image=nginx:1 {QUIET}");
    let others = [
        ("--model-format --runtime --storage-uri --runtime-version --protocol-version", "m", model.as_str()),
        ("--container-concurrency --canary-traffic-percent --timeout", "k", mode.as_str()),
        ("--gpumemory --gpucore", "s", shares.as_str()),
    ];
    each_row_changes("kserve", 0, &a, &versioned, &others);
}

#[test]
fn each_row_of_an_update_of_custom_changes_the_objects() {
    let deploy = |more: &str| {
        format!("$NEAP serve custom {more} --image=nginx:1 --restful-port=80 'serve it' {QUIET}")
    };
    let shares = deploy("--name=s");
    each_row_changes(
        "custom",
        1,
        &deploy("--name=a --gpus=1"),
        &deploy("--name=a --version=v2"),
        &[("--gpumemory --gpucore", "s", &shares)],
    );
}

#[test]
fn each_row_of_an_update_of_triton_changes_the_objects() {
    let deploy = |more: &str| format!("$NEAP serve triton {more} --model-repository=/m {QUIET}");
    let shares = deploy("--name=s");
    each_row_changes(
        "triton",
        2,
        &deploy("--name=a --gpus=1"),
        &deploy("--name=a --version=v2"),
        &[("--gpumemory --gpucore", "s", &shares)],
    );
}

#[test]
fn each_row_of_an_update_of_tensorflow_changes_the_objects() {
    let deploy = |more: &str| format!("$NEAP serve tensorflow {more} --model-name=m --model-path=/m {QUIET}");
    let shares = deploy("--name=s");
    each_row_changes(
        "tensorflow",
        3,
        &deploy("--name=a --gpus=1"),
        &deploy("--name=a --version=v2"),
        &[("--gpumemory --gpucore", "s", &shares)],
    );
}

#[test]
fn each_row_of_an_update_of_distributed_changes_the_objects() {
    let deploy = |more: &str| {
        format!(
            "$NEAP serve distributed {more} --image=nginx:1 --restful-port=80 --worker-num=1 --leader-command='lead it' --worker-command='work it' {QUIET}"
        )
    };
    let gpus = deploy("--name=g --gpus=1");
    let words = format!(
        "$NEAP serve distributed --name=w --image=nginx:1 --restful-port=80 --worker-num=1 'serve it' {QUIET}"
    );
    each_row_changes(
        "distributed",
        4,
        &deploy("--name=a"),
        &deploy("--name=a --version=v2"),
        &[("--gpus --leader-gpus --worker-gpus", "g", &gpus), ("--command", "w", &words)],
    );
}

/// The rows of the other verbs, each by what it does to what is printed or planned.
#[test]
fn each_row_of_the_other_verbs_does_what_it_says() {
    const DEPLOY: &str = "$NEAP serve kserve --name=q --image=vllm/vllm-openai:v0.11.0 --gpus=1 --wait -o name 'vllm serve /m --port 8080' >/dev/null 2>&1 || exit 9; \
        $NEAP serve custom --name=q --version=v2 --image=nginx --restful-port=80 >/dev/null 2>&1 || exit 8; \
        $NEAP serve knative --name=k --image=vllm/vllm-openai:v0.11.0 --gpus=1 --max-replicas=2 --wait -o name 'vllm serve /m --port 8080' >/dev/null 2>&1 || exit 7; ";
    // Verb, flag, what is typed, and what comes of it: on standard output, and not.
    let cases: &[(&str, &str, &str, &str, &str)] = &[
        ("list", "--all-namespaces", "list --all-namespaces", "NAMESPACE", ""),
        ("list", "--allNamespaces", "list --allNamespaces", "NAMESPACE", ""),
        ("list", "--output", "list --output=json", "\"desiredInstances\"", "DESIRED"),
        ("list", "--type", "list --type=custom", "q-v2", "knative"),
        ("get", "--output", "get q --output=yaml", "desiredInstances: 1", "Instances:\n"),
        ("get", "--version", "get q --version=v2", "q-v2", ""),
        ("get", "--type", "get q --type=knative", "is of another type: kserve, a InferenceService", "Name:"),
        ("logs", "--version", "logs q --version=v3", "there is no service \"q-v3\"", ""),
        ("logs", "--type", "logs q --type=custom", "is of another type", ""),
        ("logs", "--since", "logs q --since=1s", "@@", "vllm"),
        ("logs", "--since-time", "logs q --since-time=2099-01-01T00:00:00Z", "@@", "vllm"),
        ("logs", "--tail", "logs q --tail=1 | wc -l", "1\n", ""),
        ("logs", "--timestamps", "logs q --timestamps --tail=1", "Z ", ""),
        ("logs", "--instance", "logs q --instance=nope", "nope", ""),
        ("logs", "--container", "logs q --container=nope", "nope", ""),
        (
            "delete",
            "--version",
            "delete q --version=v2 --dry-run",
            "deployment.apps/q-v2",
            "inferenceservice",
        ),
        ("delete", "--type", "delete q --type=knative --dry-run", "is of another type", "OBJECT"),
        ("traffic-split", "--name", "traffic-split --name=k -v latest:100 --dry-run", "", "required"),
        (
            "traffic-split",
            "--version-weight",
            "traffic-split k --version-weight=k-00001:80 --version-weight=latest:20 --dry-run",
            "spec.traffic",
            "",
        ),
    ];
    let mut script = DEPLOY.to_owned();
    for (.., typed, _, _) in cases {
        script += &format!("echo '@@'; $NEAP serve {typed} 2>&1; ");
    }
    // A follower goes on: it is ended.
    script += "echo '@@'; timeout 2 $NEAP serve logs q --follow --tail=1 2>&1; echo code $?";
    let said = in_sandbox_with(&there(), &script);
    assert_eq!(said.code, 0, "{}{}", said.stdout, said.stderr);
    let parts: Vec<&str> = said.stdout.split("@@\n").skip(1).collect();
    let mut wrong = String::new();
    let mut tried: BTreeSet<(&str, &str)> = BTreeSet::from([("logs", "--follow")]);
    for ((verb, flag, typed, there, absent), part) in cases.iter().zip(&parts) {
        if *there != "@@" && !part.contains(there) {
            wrong += &format!("--- {typed}: no `{there}` in\n{part}");
        }
        if !absent.is_empty() && part.contains(absent) {
            wrong += &format!("--- {typed}: `{absent}` in\n{part}");
        }
        tried.insert((verb, flag));
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(parts.last().unwrap().trim_end().ends_with("code 124"), "{}", parts.last().unwrap());
    let rows = rows("`arena serve list`");
    for (flag, cells) in &rows {
        for ((verb, _), cell) in OTHERS.iter().zip(cells) {
            assert!(cell.is_empty() || tried.contains(&(*verb, *flag)), "{verb} {flag} is not tried");
        }
    }
}
