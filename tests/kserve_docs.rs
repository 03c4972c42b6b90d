//! The pages about `neap serve kserve`, and those of the other kinds, against the command line.

use std::collections::BTreeSet;

use clap::CommandFactory;

const ARENA: &str = include_str!("../docs/arena.md");
const PAGE: &str = include_str!("../docs/serve-kserve.md");

/// The long flags of `neap serve VERB`, with aliases; without those of every command.
pub fn flags(verb: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut cli = neap::cli::Cli::command();
    cli.build();
    let kind = cli.find_subcommand("serve").unwrap().find_subcommand(verb).unwrap();
    let (mut all, mut shown) = (BTreeSet::new(), BTreeSet::new());
    for arg in kind.get_arguments() {
        let aliases = arg.get_all_aliases().unwrap_or_default();
        for name in arg.get_long().into_iter().chain(aliases) {
            all.insert(format!("--{name}"));
        }
        let of_all = ["help", "color", "verbose"].contains(&arg.get_id().as_str());
        if let (Some(name), false) = (arg.get_long(), arg.is_hide_set() || of_all) {
            shown.insert(format!("--{name}"));
        }
    }
    (all, shown)
}

/// Every flag of `arena serve kserve` 0.15.5, its own, the common ones and the global ones.
const ARENAS: &str = "name servingName version servingVersion namespace config image image-pull-policy imagePullPolicy \
    image-pull-secret gpus gpumemory gpucore device cpu memory share-memory replicas env env-from-secret data data-subpath-expr \
    data-dir temp-dir temp-dir-subpath-expr annotation label selector toleration config-file shell command model-name \
    model-version enable-istio enableIstio expose-service exposeService model-format runtime storage-uri runtime-version \
    protocol-version port min-replicas max-replicas scale-target scale-metric container-concurrency timeout \
    canary-traffic-percent security-context affinity-policy affinity-constraint enable-prometheus metrics-port loglevel pprof \
    trace arena-namespace helm-binary";

#[test]
fn the_table_of_arenas_flags_is_true() {
    let (all, _) = flags("kserve");
    // The other kinds have sections of their own.
    let rows: Vec<(&str, &str)> = ARENA
        .split("\n## ")
        .next()
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("| `--"))
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            (cells.next().unwrap().trim_matches('`'), cells.next().unwrap())
        })
        .collect();
    let arenas: Vec<String> = ARENAS.split_whitespace().map(|name| format!("--{name}")).collect();
    let listed: Vec<&str> = rows.iter().map(|(flag, _)| *flag).collect();
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len(), "a flag comes twice");
    for flag in &arenas {
        assert!(listed.contains(&flag.as_str()), "{flag} is not in docs/arena.md");
    }
    assert_eq!(listed.len(), arenas.len());
    for (flag, is) in rows {
        match is {
            "same" | "better" => {
                assert!(all.contains(flag), "{flag} is in docs/arena.md, but not on the command line")
            }
            "absent" => assert!(!all.contains(flag), "{flag} is said to be absent"),
            other => assert!(other.is_empty(), "{flag} is {other}"),
        }
    }
}

#[test]
fn the_page_names_every_flag() {
    names_every_flag("kserve", PAGE);
}

/// Checks that a kind's page names all of its flags, and none that is not there.
pub fn names_every_flag(verb: &str, page: &str) {
    let (all, shown) = flags(verb);
    for flag in &shown {
        let named = page.match_indices(flag.as_str()).any(|(at, _)| {
            !page[at + flag.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        });
        assert!(named, "{flag} is not in docs/serve-{verb}.md");
    }
    for word in page
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(|word| word.starts_with("--") && word.contains(char::is_alphanumeric))
    {
        assert!(all.contains(word), "{word} is in docs/serve-{verb}.md, but not on the command line");
    }
}

/// The service file of the page works, and the command line above it.
#[test]
fn the_examples_of_the_page_work() {
    let yaml = PAGE.split("```yaml\n").find(|block| block.starts_with("apiVersion: neap")).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, yaml.split("```").next().unwrap()).unwrap();
    let from_file = crate::support::in_process::kserve([
        "--dry-run",
        "-f",
        file.path().to_str().unwrap(),
        "--namespace=serving",
    ]);
    assert_eq!(from_file.code, 0, "{}", from_file.stderr);
    let line = PAGE.split("```\n").find(|block| block.starts_with("neap serve kserve")).unwrap();
    let line = line.replace("neap serve", &format!("{} serve", env!("CARGO_BIN_EXE_neap")));
    let line = format!("{} --dry-run --env=HF_HUB_OFFLINE=1 -n serving", line.trim());
    let mut shell = std::process::Command::new("sh");
    let from_line =
        crate::support::outcome(shell.args(["-c", &line]).env_clear().env("HOME", "/nonexistent"));
    assert_eq!(from_line.code, 0, "{}", from_line.stderr);
    assert_eq!(from_line.stdout, from_file.stdout);
}
