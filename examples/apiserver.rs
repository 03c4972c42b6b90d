//! The embedded API server alone: `cargo run --example apiserver -- KUBECONFIG`, until its standard input ends.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use http::{Request, Response};
use hyper::body::Bytes;
use neap::apiserver::body::Body;
use neap::apiserver::network::{Address, Later, Network, Stream};
use neap::apiserver::{ApiServer, Listening, Options};
use neap::clock::SystemClock;

/// A network in which every address is this machine; it carries streams only.
struct Loopback;

impl Network for Loopback {
    fn request<'a>(&'a self, _: &'a Address, _: Request<Bytes>) -> Later<'a, Response<Body>> {
        Box::pin(async { Err(io::ErrorKind::Unsupported.into()) })
    }

    fn connect<'a>(&'a self, to: &'a Address) -> Later<'a, Box<dyn Stream>> {
        Box::pin(async move {
            let stream = tokio::net::TcpStream::connect(("127.0.0.1", to.port)).await?;
            Ok(Box::new(stream) as Box<dyn Stream>)
        })
    }
}

fn main() -> io::Result<()> {
    let path = std::env::args().nth(1).ok_or_else(|| io::Error::other("usage: apiserver KUBECONFIG"))?;
    let options = Options {
        clock: Arc::new(SystemClock),
        network: Arc::new(Loopback),
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
