//! What every verb shares: help, usage errors, exit codes.

use crate::support::neap;

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
