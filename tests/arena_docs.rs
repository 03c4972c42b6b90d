//! The table of Arena's flags over `custom`, `triton` and `tensorflow`, against the command lines and the objects.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::kserve_docs::flags;
use crate::support::rendering::{as_reviewed, changed_fields};

const ARENA: &str = include_str!("../docs/arena.md");

/// The verbs of the table's columns, with what a service of the kind must have.
const KINDS: [(&str, &[&str]); 3] = [
    ("deployment", &["--name=a", "--image=nginx", "--restful-port=80"]),
    ("triton", &["--name=a"]),
    ("tensorflow", &["--name=a", "--model-name=m", "--model-path=/m"]),
];

/// Every flag of `arena serve custom`, `triton` and `tensorflow` 0.15.5 besides the common ones.
const OWN: [&str; 3] = [
    "port restful-port metrics-port max-surge max-unavailable liveness-probe-action liveness-probe-action-option \
        liveness-probe-option readiness-probe-action readiness-probe-action-option readiness-probe-option startup-probe-action \
        startup-probe-action-option startup-probe-option",
    "backend model-repository http-port grpc-port metrics-port allow-metrics extend-command load-model",
    "port restful-port restfulPort model-path modelPath modelName model-config-file modelConfigFile monitoring-config-file \
        version-policy versionPolicy",
];
const COMMON: &str = "name servingName version servingVersion namespace image image-pull-policy imagePullPolicy image-pull-secret gpus \
    gpumemory gpucore device cpu memory share-memory replicas env env-from-secret data data-subpath-expr data-dir temp-dir \
    temp-dir-subpath-expr annotation label selector toleration config-file shell command model-name model-version enable-istio \
    enableIstio expose-service exposeService config loglevel pprof trace arena-namespace helm-binary";

/// The flag, its cell of each kind.
fn rows() -> Vec<(&'static str, [&'static str; 3])> {
    let section = ARENA.split("\n## ").find(|section| section.starts_with("`arena serve custom`")).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `--"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0].trim_matches('`'), [cells[1], cells[2], cells[3]])
    })
    .collect()
}

#[test]
fn the_table_has_every_flag_and_the_command_lines_agree() {
    let rows = rows();
    for (at, (verb, _)) in KINDS.iter().enumerate() {
        let (all, _) = flags(verb);
        let arenas: BTreeSet<String> = COMMON
            .split_whitespace()
            .chain(OWN[at].split_whitespace())
            .map(|name| format!("--{name}"))
            .collect();
        let listed: BTreeSet<String> = rows
            .iter()
            .filter(|(_, cells)| !cells[at].is_empty())
            .map(|(flag, _)| (*flag).to_owned())
            .collect();
        assert_eq!(listed, arenas, "{verb}");
        for (flag, cells) in &rows {
            match cells[at] {
                "same" | "better" => assert!(all.contains(*flag), "{flag} is no flag of {verb}"),
                "absent" => assert!(!all.contains(*flag), "{flag} is said to be absent from {verb}"),
                cell => assert!(cell.is_empty(), "{flag} is {cell}"),
            }
        }
    }
}

/// A value of a flag, and what must stand beside it.
fn sample(flag: &str) -> Vec<&'static str> {
    match flag {
        "--version" => vec!["--version=v1"],
        "--servingVersion" => vec!["--servingVersion=v1"],
        "--namespace" => vec!["--namespace=other"],
        "--image-pull-policy" => vec!["--image-pull-policy=Always"],
        "--imagePullPolicy" => vec!["--imagePullPolicy=Always"],
        "--image-pull-secret" => vec!["--image-pull-secret=key"],
        "--gpus" => vec!["--gpus=1"],
        "--gpumemory" => vec!["--gpumemory=4"],
        "--gpucore" => vec!["--gpucore=50"],
        "--device" => vec!["--device=amd.com/gpu=1"],
        "--cpu" => vec!["--cpu=4"],
        "--memory" => vec!["--memory=4Gi"],
        "--share-memory" => vec!["--share-memory=4Gi"],
        "--replicas" => vec!["--replicas=2"],
        "--env" => vec!["--env=A=1"],
        "--env-from-secret" => vec!["--env-from-secret=A=key"],
        "--data" => vec!["--data=claim:/c"],
        "--data-subpath-expr" => vec!["--data=claim:/c", "--data-subpath-expr=claim:$(ARENA_POD_NAME)"],
        "--data-dir" => vec!["--data-dir=/d"],
        "--temp-dir" => vec!["--temp-dir=t:/t"],
        "--temp-dir-subpath-expr" => vec!["--temp-dir=t:/t", "--temp-dir-subpath-expr=t:$(ARENA_POD_NAME)"],
        "--annotation" => vec!["--annotation=a=b"],
        "--label" => vec!["--label=a=b"],
        "--selector" => vec!["--selector=a=b"],
        "--toleration" => vec!["--toleration=all"],
        "--config-file" => vec!["--config-file=.dockerignore:/c"],
        "--shell" => vec!["--command=x", "--shell=bash"],
        "--command" => vec!["--command=x"],
        "--model-version" => vec!["--model-version=1"],
        "--enable-istio" => vec!["--enable-istio"],
        "--enableIstio" => vec!["--enableIstio"],
        "--metrics-port" => vec!["--allow-metrics", "--metrics-port=9999"],
        "--max-surge" => vec!["--max-surge=1"],
        "--max-unavailable" => vec!["--max-unavailable=1"],
        "--liveness-probe-action" => vec!["--liveness-probe-action=httpGet"],
        "--readiness-probe-action" => vec!["--readiness-probe-action=httpGet"],
        "--startup-probe-action" => vec!["--startup-probe-action=httpGet"],
        "--liveness-probe-action-option" => {
            vec!["--liveness-probe-action=httpGet", "--liveness-probe-action-option=path: /x"]
        }
        "--readiness-probe-action-option" => {
            vec!["--readiness-probe-action=httpGet", "--readiness-probe-action-option=path: /x"]
        }
        "--startup-probe-action-option" => {
            vec!["--startup-probe-action=httpGet", "--startup-probe-action-option=path: /x"]
        }
        "--liveness-probe-option" => {
            vec!["--liveness-probe-action=httpGet", "--liveness-probe-option=periodSeconds: 3"]
        }
        "--readiness-probe-option" => {
            vec!["--readiness-probe-action=httpGet", "--readiness-probe-option=periodSeconds: 3"]
        }
        "--startup-probe-option" => {
            vec!["--startup-probe-action=httpGet", "--startup-probe-option=periodSeconds: 3"]
        }
        "--backend" => vec!["--gpus=1", "--backend=vllm"],
        "--model-repository" => vec!["--model-repository=/r"],
        "--http-port" => vec!["--http-port=9999"],
        "--grpc-port" => vec!["--grpc-port=9999"],
        "--allow-metrics" => vec!["--allow-metrics"],
        "--extend-command" => vec!["--extend-command=--x"],
        "--load-model" => vec!["--load-model=m"],
        "--restfulPort" => vec!["--restfulPort=9999"],
        "--model-config-file" => vec!["--model-config-file=/f"],
        "--modelConfigFile" => vec!["--modelConfigFile=/f"],
        "--monitoring-config-file" => vec!["--monitoring-config-file=/f"],
        "--port" => vec!["--port=9999"],
        _ => Vec::new(),
    }
}

/// Flags that take the place of one of the base, and those that say something and change nothing.
fn in_place_of(flag: &str) -> Option<(&'static str, &'static str)> {
    Some(match flag {
        "--name" => ("--name=", "--name=b"),
        "--servingName" => ("--name=", "--servingName=b"),
        "--image" => ("--image=", "--image=other"),
        "--restful-port" => ("--restful-port=", "--restful-port=81"),
        "--model-name" => ("--model-name=", "--model-name=n"),
        "--modelName" => ("--model-name=", "--modelName=n"),
        "--model-path" => ("--model-path=", "--model-path=/n"),
        "--modelPath" => ("--model-path=", "--modelPath=/n"),
        _ => return None,
    })
}

/// Each row with the fields that its sample changes: the snapshot is what was reviewed.
#[test]
fn each_row_changes_the_fields_that_it_should() {
    let says_only =
        ["--expose-service", "--exposeService", "--version-policy", "--versionPolicy", "--config"];
    let mut changes = String::new();
    for (flag, cells) in rows() {
        for ((verb, base), cell) in KINDS.iter().zip(cells) {
            if !["same", "better"].contains(&cell) || says_only.contains(&flag) {
                continue;
            }
            let (before, after) = match in_place_of(flag) {
                Some((prefix, new)) => {
                    let others = base.iter().copied().filter(|arg| !arg.starts_with(prefix));
                    (base.to_vec(), others.chain([new]).collect::<Vec<_>>())
                }
                None => {
                    let mut sample = sample(flag);
                    if *verb != "triton" {
                        sample.retain(|arg| *arg != "--allow-metrics");
                    }
                    assert!(!sample.is_empty(), "no sample of {flag}");
                    let last = sample.pop().unwrap();
                    let before = [base.to_vec(), sample.clone()].concat();
                    (before.clone(), [before, vec![last]].concat())
                }
            };
            let changed = changed_fields(verb, &before, &after);
            assert!(!changed.is_empty(), "{flag} changes nothing of {verb}");
            write!(changes, "{verb} {}\n{changed}", after.last().unwrap()).unwrap();
        }
    }
    as_reviewed("arena", "presets", &changes);
}
