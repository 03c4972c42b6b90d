//! The page about `neap serve deployment` and its presets against the command line.

use std::collections::BTreeSet;

use crate::kserve_docs::flags;
use crate::support::in_process::serve;

const PAGE: &str = include_str!("../docs/serve-deployment.md");
const VERBS: [&str; 4] = ["deployment", "statefulset", "triton", "tensorflow"];

#[test]
fn the_page_names_every_flag_of_all_four() {
    let mut known = BTreeSet::new();
    for verb in VERBS {
        let (all, shown) = flags(verb);
        known.extend(all);
        for flag in shown {
            let named = PAGE.match_indices(flag.as_str()).any(|(at, _)| {
                !PAGE[at + flag.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
            });
            assert!(named, "{flag} of {verb} is not in docs/serve-deployment.md");
        }
    }
    for word in PAGE
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(|word| word.starts_with("--") && word.contains(char::is_alphanumeric))
    {
        assert!(known.contains(word), "{word} is in docs/serve-deployment.md, but not on a command line");
    }
}

/// The service file of the page says what the command line above it says.
#[test]
fn the_examples_of_the_page_work() {
    let yaml = PAGE.split("```yaml\n").nth(1).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, yaml.split("```").next().unwrap()).unwrap();
    let from_file = serve("deployment", ["--dry-run", "-f", file.path().to_str().unwrap()]);
    assert_eq!(from_file.code, 0, "{}", from_file.stderr);
    let line = PAGE.split("```\n").find(|block| block.starts_with("neap serve deployment")).unwrap();
    let line = line.replace("neap serve", &format!("{} serve", env!("CARGO_BIN_EXE_neap")));
    let line = format!("{} --dry-run", line.trim());
    let mut shell = std::process::Command::new("sh");
    let from_line =
        crate::support::outcome(shell.args(["-c", &line]).env_clear().env("HOME", "/nonexistent"));
    assert_eq!(from_line.code, 0, "{}", from_line.stderr);
    assert_eq!(from_line.stdout, from_file.stdout);
}

/// What the helps end with runs as it stands.
#[test]
fn the_examples_of_the_helps_work() {
    for verb in VERBS {
        let help = serve(verb, ["--help"]).stdout;
        let example = help.split("Example:\n").nth(1).unwrap();
        let line = example.replace("neap serve", &format!("{} serve", env!("CARGO_BIN_EXE_neap")));
        let line = format!("{} --dry-run", line.trim());
        let mut shell = std::process::Command::new("sh");
        let outcome =
            crate::support::outcome(shell.args(["-c", &line]).env_clear().env("HOME", "/nonexistent"));
        assert_eq!(outcome.code, 0, "{line}: {}", outcome.stderr);
    }
}
