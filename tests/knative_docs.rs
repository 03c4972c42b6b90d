//! The page about `neap serve knative` against the command line.

use crate::support::in_process::knative;

const PAGE: &str = include_str!("../docs/serve-knative.md");

#[test]
fn the_page_names_every_flag() {
    crate::kserve_docs::names_every_flag("knative", PAGE);
}

/// The service file of the page works, and the command line above it says the same.
#[test]
fn the_examples_of_the_page_work() {
    let yaml = PAGE.split("```yaml\n").find(|block| block.starts_with("apiVersion: neap")).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, yaml.split("```").next().unwrap()).unwrap();
    let from_file = knative(["--dry-run", "-f", file.path().to_str().unwrap(), "--namespace=serving"]);
    assert_eq!(from_file.code, 0, "{}", from_file.stderr);
    let binary = env!("CARGO_BIN_EXE_neap");
    let mut lines = 0;
    for block in PAGE.split("```\n").filter(|block| block.starts_with("neap serve knative")) {
        let line = block.replace("neap serve", &format!("{binary} serve"));
        let line = format!("{} --dry-run -n serving", line.trim());
        let mut shell = std::process::Command::new("sh");
        let outcome =
            crate::support::outcome(shell.args(["-c", &line]).env_clear().env("HOME", "/nonexistent"));
        assert_eq!(outcome.code, 0, "{line}\n{}", outcome.stderr);
        if lines == 0 {
            assert_eq!(outcome.stdout, from_file.stdout);
        }
        lines += 1;
    }
    assert!(lines > 3, "{lines}");
}
