//! The same requests to the real API server and to the embedded one: the answers are equal, or `docs/sandbox-differences.md` says why not.
//!
//! What is asked stands in `scripts/*.http`, one file a subject; `script.rs` says how they are written.

mod differences;
mod normal;
mod openapi;
mod play;
mod script;

use crate::plane::{Cluster, Options};
use crate::suite::{Need, Test};

use differences::Differences;
use play::Server;
use script::Script;

pub fn tests() -> Vec<Test> {
    crate::own![Need::ApiServer; the_same_requests_have_the_same_answers, the_shapes_of_built_in_kinds_are_the_real_ones]
}

fn the_shapes_of_built_in_kinds_are_the_real_ones() {
    openapi::compare(&Cluster::private(&Options::default()));
}

/// `NEAP_TWIN=pods` plays only the scripts with this in their name, and leaves unused entries of the list alone.
fn the_same_requests_have_the_same_answers() {
    let only = std::env::var("NEAP_TWIN").unwrap_or_default();
    let scripts: Vec<Script> =
        Script::all().into_iter().filter(|script| script.name.contains(&only)).collect();
    let count: usize = scripts.iter().map(|script| script.steps.len()).sum();
    assert!(!only.is_empty() || count >= 300, "only {count} requests");
    let cluster = Cluster::private(&Options::default());
    let real = Server::real(&cluster);
    let ours = Server::embedded(&cluster.folder);
    let mut differences = Differences::read();
    let mut wrong = Vec::new();
    // The subjects do not touch each other's objects: the real server's waits overlap.
    std::thread::scope(|scope| {
        let play = |script: &Script| (real.play(script), ours.play(script));
        let played: Vec<_> = scripts.iter().map(|script| scope.spawn(move || play(script))).collect();
        for (script, played) in scripts.iter().zip(played) {
            let (real, ours) = played.join().unwrap();
            for ((step, real), ours) in script.steps.iter().zip(&real).zip(&ours) {
                let place = format!("{}: {}", script.name, step.title);
                wrong.extend(differences.between(&place, real, ours));
            }
        }
    });
    if only.is_empty() {
        wrong.extend(differences.unused());
    }
    eprintln!("{count} requests, {} places that differ for a reason", differences.used());
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
