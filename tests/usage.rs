//! What every verb shares: help, usage errors, exit codes.

use crate::support::{command, neap, outcome};

#[test]
fn an_unknown_verb_is_a_usage_error() {
    let outcome = neap(["sevre"]);
    assert_eq!(outcome.code, 2);
    assert_eq!(outcome.stdout, "");
    assert!(outcome.stderr.contains("serve"), "{}", outcome.stderr);
}

#[test]
fn help_lists_the_exit_codes() {
    let outcome = neap(["--help"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert!(outcome.stdout.contains("Exit codes: 0 done"), "{}", outcome.stdout);
}

#[test]
fn verbose_shows_the_requests_and_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("config");
    let config = r#"{"apiVersion": "v1", "kind": "Config", "current-context": "c",
        "clusters": [{"name": "k", "cluster": {"server": "http://127.0.0.1:1"}}],
        "users": [{"name": "u", "user": {"token": "very-secret"}}],
        "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}]}"#;
    std::fs::write(&kubeconfig, config).unwrap();
    for verbose in [["--verbose"].as_slice(), &["--verbose", "--verbose"]] {
        let outcome = outcome(command().env("KUBECONFIG", &kubeconfig).args(["serve", "list"]).args(verbose));
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
        assert!(
            outcome.stderr.contains("request method=GET uri=http://127.0.0.1:1/apis"),
            "{}",
            outcome.stderr
        );
        assert!(!outcome.stderr.contains("very-secret"), "{}", outcome.stderr);
    }
}
