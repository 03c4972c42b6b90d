//! Random sequences of requests by three managers, sent to the real API server and to the embedded one: the same answers,
//! objects, owners of fields, and events.
//!
//! `NEAP_SEED=7` makes another run than that of every day, `NEAP_LANE=3,5` some of its lanes; a failure prints both, and the requests that led to it.

mod dice;
mod kinds;
mod lane;
mod normal;
mod seconds;
mod specs;
mod steps;
mod target;

use std::sync::Arc;
use std::time::Instant;

use neap::apiserver::network::Nowhere;
use neap::apiserver::{ApiServer, Options as Embedded};
use neap::clock::{Clock, SystemClock};
use serde_json::Value;

use crate::plane::{Cluster, Options, block_on};
use crate::suite::{Need, Test};
use kinds::Kind;
pub use normal::Normal;
use target::Target;

pub fn tests() -> Vec<Test> {
    crate::own![Need::ApiServer; the_embedded_server_does_what_the_real_one_does]
}

/// Steps of all lanes together.
const STEPS: usize = 10_000;

/// Each lane has a namespace, one kind of objects, and sends one request after the other.
const LANES: usize = 40;

/// An API server as the sandbox has it.
pub fn embedded() -> ApiServer {
    embedded_by(Arc::new(SystemClock))
}

fn embedded_by(clock: Arc<dyn Clock>) -> ApiServer {
    ApiServer::new(Embedded { clock, network: Arc::new(Nowhere), seed: 1, version: "v1.36.3".to_owned() })
}

fn chosen_lanes() -> Vec<u64> {
    match std::env::var("NEAP_LANE") {
        Ok(lanes) => lanes.split(',').map(|lane| lane.parse().unwrap()).collect(),
        Err(_) => (0..LANES as u64).collect(),
    }
}

fn kind_of(lane: u64) -> Kind {
    Kind::ALL[usize::try_from(lane).unwrap() % Kind::ALL.len()]
}

fn the_embedded_server_does_what_the_real_one_does() {
    let cluster = Cluster::private(&Options::default());
    let real = Target::new(cluster.client.clone());
    let seed = std::env::var("NEAP_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or(1);
    let chosen = chosen_lanes();
    let custom = chosen.iter().any(|lane| !kind_of(*lane).is_builtin());
    let begun = Instant::now();
    let failures = block_on(async {
        for crd in kinds::definitions().into_iter().filter(|_| custom) {
            real.create_definition(&crd).await;
        }
        let lanes = chosen.iter().map(|lane| lane::run(&real, seed, *lane, kind_of(*lane), STEPS / LANES));
        futures::future::join_all(lanes).await
    });
    let failures: Vec<String> = failures.into_iter().flatten().collect();
    let steps = chosen.len() * (STEPS / LANES);
    eprintln!("managers: seed {seed}, {steps} steps in {:.1?}", begun.elapsed());
    assert!(failures.is_empty(), "{} lanes differ\n\n{}", failures.len(), failures.join("\n\n"));
}

/// A value in lines, for a difference.
fn lines(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    serde_json::to_string_pretty(&value).unwrap()
}
