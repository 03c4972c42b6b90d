//! The article on ACK Edge: the same service as the page's, with slips of its own.

use super::edge::{rendered, selector, shown};
use super::holds;
use crate::support::in_process::run;
use crate::support::matrix::SEED;
use crate::support::rendering::refused;

#[test]
fn every_object_and_slip_of_the_article() {
    holds(&shown(), &rendered(), &[selector()]);
    // Its prose calls the label `apps`.
    let said = refused("kserve", &[&["--label=apps=isvc.qwen-predictor"], SEED].concat());
    assert!(said.contains("no pod carries the label `apps`"), "{said}");
    // The copy has its own address before those of the requests, which are none either.
    let copied = "https://ptop.only.wip.la:443/http/xx.xx.xx.xx:80/v1/chat/completions";
    for (url, why) in [
        (
            copied,
            "ptop.only.wip.la was put before the address that is meant, http://xx.xx.xx.xx:80/v1/chat/completions",
        ),
        ("http://xx.xx.xx.xx:80/v1/chat/completions", "xx.xx.xx.xx stands for your gateway"),
    ] {
        let said = run(["bench", "-z", "2m", "-c", "5", "-m", "POST", url].map(str::to_owned));
        assert_eq!((said.code, said.stdout.as_str()), (2, ""), "{}", said.stderr);
        assert!(said.stderr.contains(why) && said.stderr.contains("--service NAME"), "{}", said.stderr);
    }
}
