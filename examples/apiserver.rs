//! The embedded API server alone: `cargo run --example apiserver -- KUBECONFIG`, until its standard input ends.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use neap::apiserver::network::Nowhere;
use neap::apiserver::{ApiServer, Listening, Options};
use neap::clock::SystemClock;

fn main() -> io::Result<()> {
    let path = std::env::args().nth(1).ok_or_else(|| io::Error::other("usage: apiserver KUBECONFIG"))?;
    let options = Options {
        clock: Arc::new(SystemClock),
        network: Arc::new(Nowhere),
        seed: 1,
        version: "v1.36.3".to_owned(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listening = Listening::bind(ApiServer::new(options), 0).await?;
        listening.write_kubeconfig("sandbox", Path::new(&path))?;
        writeln!(io::stdout(), "https://{}", listening.address())?;
        let end = tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink()));
        tokio::select! {
            () = listening.run() => Ok(()),
            _ = end => Ok(()),
        }
    })
}
