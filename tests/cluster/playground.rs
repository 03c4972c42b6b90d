//! `cargo test --test cluster -- --playground`: the real control plane to play with, until standard input ends.
//!
//! One namespace `playground` with an edge pool of one GPU and a bound claim `llm-model`. A line on standard input changes the world:
//!
//! ```text
//! metric DCGM_CUSTOM_PROCESS_SM_UTIL 100     what each ready pod reports
//! node cloud-1 np-cloud 1                    a node that boots in 5 s: name, pool, GPUs
//! gone cloud-1                               drained and removed
//! pods 2 3                                   seconds that pods take to pull and to load, from now on
//! ```

use std::io::BufRead;
use std::process::ExitCode;

use crate::plane::{self, Cluster, Namespace, Node, Part, secs};

/// Runs the playground if it was asked for.
pub fn run_if_asked() -> Option<ExitCode> {
    if !std::env::args().any(|argument| argument == "--playground") {
        return None;
    }
    if let Err(absent) = plane::ensure(&[Part::Kubernetes, Part::Kserve, Part::Kwok, Part::Etcd]) {
        eprintln!("no playground: {absent}");
        return Some(ExitCode::FAILURE);
    }
    let world = Cluster::shared().namespace("playground");
    world.add_node(Node::new("edge").pool("np-edge").gpus(1));
    world.bound_pvc("llm-model");
    world.pods_take(secs(2), secs(3));
    eprintln!("export KUBECONFIG={}", world.kubeconfig.display());
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        if let Err(usage) = change(&world, &line) {
            eprintln!("{usage}");
        }
    }
    drop(world);
    Cluster::end_shared(false);
    Some(ExitCode::SUCCESS)
}

fn change(world: &Namespace, line: &str) -> Result<(), String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |word: &str| word.parse::<u32>().map_err(|error| format!("{word}: {error}"));
    match words.as_slice() {
        ["metric", name, value] => world.metric(name).set(value),
        ["node", name, pool, gpus] => {
            world.add_node(Node::new(name).pool(pool).gpus(number(gpus)?).boots_in(secs(5)));
        }
        ["gone", name] => world.remove_node(name),
        ["pods", pull, load] => world.pods_take(secs(number(pull)?.into()), secs(number(load)?.into())),
        [] => {}
        _ => return Err("metric NAME VALUE | node NAME POOL GPUS | gone NAME | pods PULL LOAD".to_owned()),
    }
    Ok(())
}
