//! What is generated from the command line: completions and manual pages.

use std::path::Path;
use std::process::Command;

use crate::support::{neap, outcome};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn the_committed_files_are_up_to_date() {
    let outcome = neap(["generate", ROOT, "--check"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
}

#[test]
fn a_check_names_the_file_and_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let first = neap(["generate", path]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert_eq!(neap(["generate", path, "--check"]).code, 0);
    assert!(neap(["generate", path]).stderr.starts_with("0 files written, 0 removed"));

    let page = folder.path().join("man/neap-serve-list.1");
    std::fs::write(&page, std::fs::read_to_string(&page).unwrap().replace("SYNOPSIS", "SYNOPSYS")).unwrap();
    std::fs::remove_file(folder.path().join("completions/neap.fish")).unwrap();
    std::fs::write(folder.path().join("man/neap-gone.1"), "").unwrap();
    let check = neap(["generate", path, "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (1, ""));
    for wanted in [
        "man/neap-serve-list.1 differs from line",
        "completions/neap.fish is missing",
        "man/neap-gone.1 belongs to no verb",
        "cargo run -- generate",
    ] {
        assert!(check.stderr.contains(wanted), "{wanted}: {}", check.stderr);
    }
    assert!(neap(["generate", path]).stderr.starts_with("2 files written, 1 removed"));
    assert_eq!(neap(["generate", path, "--check"]).code, 0);
}

#[test]
fn a_page_is_printed_by_its_verb() {
    let page = neap(["man", "serve", "list"]);
    assert_eq!((page.code, page.stderr.as_str()), (0, ""));
    for section in ["NAME", "SYNOPSIS", "OPTIONS", "ENVIRONMENT", "EXIT STATUS", "SEE ALSO"] {
        assert!(
            page.stdout
                .lines()
                .any(|line| line.strip_prefix(".SH ").is_some_and(|name| name.trim_matches('"') == section)),
            "{section}"
        );
    }
    let wrong = neap(["man", "serve", "lst"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""));
    assert!(wrong.stderr.contains("did you mean `list`?"), "{}", wrong.stderr);
    assert_eq!(neap(["man", "generate"]).code, 2);
}

/// Each page goes through the formatters that are installed; a warning of theirs is a failure.
#[test]
fn the_pages_render_without_a_warning() {
    let mut formatters: Vec<(&str, Vec<&str>)> = Vec::new();
    if Command::new("groff").arg("--version").output().is_ok() {
        formatters.push(("groff", vec!["-man", "-ww", "-Tutf8"]));
    }
    if Command::new("mandoc").arg("-Tlint").arg("/dev/null").output().is_ok() {
        formatters.push(("mandoc", vec!["-Tlint", "-Wwarning"]));
    }
    if formatters.is_empty() {
        use std::io::Write as _;
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: rendering of manual pages: neither groff nor mandoc is installed"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(neap(["generate", folder.path().to_str().unwrap()]).code, 0);
    let pages = std::fs::read_dir(folder.path().join("man")).unwrap();
    for page in pages.map(|entry| entry.unwrap().path()) {
        for (program, arguments) in &formatters {
            let rendered = outcome(Command::new(program).args(arguments).arg(&page));
            let said = format!(
                "{}{}",
                if *program == "mandoc" { rendered.stdout.as_str() } else { "" },
                rendered.stderr
            );
            // The pages have no date on purpose.
            let warnings: Vec<_> = said.lines().filter(|line| !line.contains("missing date")).collect();
            assert!(warnings.is_empty(), "{program}: {warnings:#?}");
        }
    }
}

/// The manual lists what the code reads, and nothing else.
#[test]
fn every_variable_that_is_read_is_in_the_manual() {
    fn sources(folder: &Path, texts: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, texts);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                texts.push_str(text.split("#[cfg(test)]").next().unwrap());
            }
        }
    }
    let mut text = String::new();
    sources(&Path::new(ROOT).join("src"), &mut text);
    let page = neap(["man"]).stdout;
    // Set by the kubelet in every pod, not by a person.
    let internal = ["KUBERNETES_SERVICE_HOST"];
    for call in text
        .split("env.get(\"")
        .chain(text.split("get(\"").filter(|rest| rest.starts_with(char::is_uppercase)))
        .skip(1)
    {
        let name = call.split('"').next().unwrap();
        let is_variable =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        if is_variable && !internal.contains(&name) {
            assert!(page.contains(name), "{name} is read, but not in `VARIABLES` of src/environment.rs");
        }
    }
}
