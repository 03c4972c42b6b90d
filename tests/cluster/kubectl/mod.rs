//! Stock kubectl against the real API server and the embedded one: what it prints is the same, names and ages aside.
//!
//! Neither has controllers: what they would write, the test writes, the same to both. So every line can be compared.

mod helm;
mod machines;
mod script;
mod side;
mod text;

use std::fmt::Write;

use similar::TextDiff;

use crate::plane::{Cluster, Options};
use crate::suite::{Need, Test};
use script::{Step, steps};
use side::Side;

pub fn tests() -> Vec<Test> {
    let helm = crate::suite::own(
        "cluster::kubectl::helm_does_the_same_on_both",
        Need::Helm,
        helm::helm_does_the_same_on_both,
    );
    let machines = crate::suite::own(
        "cluster::kubectl::kubectl_prints_the_same_of_running_pods",
        Need::Plane,
        machines::kubectl_prints_the_same_of_running_pods,
    );
    let both = crate::own![Need::ApiServer; kubectl_prints_the_same_against_both];
    both.into_iter().chain([helm, machines]).collect()
}

fn kubectl_prints_the_same_against_both() {
    let cluster = Cluster::private(&Options::default());
    let sides = [Side::real(&cluster), Side::embedded(&cluster.folder.join("embedded"))];
    let mut differences = Vec::new();
    let mut count = 0;
    for step in steps() {
        count += 1;
        let printed: Vec<String> = std::thread::scope(|scope| {
            let runs = sides.each_ref().map(|side| scope.spawn(|| side.take(&step)));
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        if printed[0] != printed[1] {
            differences.push(difference(&step, &printed[0], &printed[1]));
        }
    }
    assert!(
        differences.is_empty(),
        "{} of {count} steps print something else\n\n{}",
        differences.len(),
        differences.join("\n")
    );
}

fn difference(step: &Step, real: &str, embedded: &str) -> String {
    let mut text = format!("$ {}\n", step.title());
    let diff = TextDiff::from_lines(real, embedded);
    for line in diff.unified_diff().context_radius(1).header("real", "embedded").to_string().lines().take(30)
    {
        let _ = writeln!(text, "{line}");
    }
    text
}
