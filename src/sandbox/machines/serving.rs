//! Who answers at which address: the processes of simulated pods as in-process services.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use http::{Request, Response};
use hyper::body::Bytes;

use crate::sandbox::Key;
use crate::sandbox::model::server::ModelServer;
use crate::sandbox::model::server::body::{Body, whole};

/// A process that answers.
#[derive(Clone)]
pub enum Server {
    /// A model server.
    Engine(ModelServer),
    /// Anything else.
    Web {
        /// The pod's name.
        pod: String,
    },
    /// Its port is open, and nothing answers.
    Hung,
}

/// A container that listens.
#[derive(Clone)]
pub struct Listener {
    /// The pod.
    pub pod: Key,
    /// The container's name.
    pub container: String,
    /// The port; any for a process of which it is not known.
    pub port: Option<u16>,
    /// What answers.
    pub server: Server,
}

/// All listeners, by address. Clones share them.
#[derive(Clone, Default)]
pub struct Listeners(Arc<RwLock<HashMap<String, Vec<Listener>>>>);

impl Listeners {
    /// A container begins to listen, in place of what it was before.
    pub fn open(&self, address: &str, listener: Listener) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let here = all.entry(address.to_owned()).or_default();
        here.retain(|known| known.container != listener.container);
        here.push(listener);
    }

    /// A container listens no more.
    pub fn close(&self, address: &str, container: &str) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = all.get_mut(address) {
            here.retain(|known| known.container != container);
            if here.is_empty() {
                all.remove(address);
            }
        }
    }

    /// Who listens at an address and port.
    pub fn at(&self, address: &str, port: u16) -> Option<Listener> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let here = all.get(address)?;
        let exact = here.iter().find(|listener| listener.port == Some(port));
        exact.or_else(|| here.iter().find(|listener| listener.port.is_none())).cloned()
    }

    /// A container's own listener.
    pub fn of(&self, address: &str, container: &str) -> Option<Listener> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(address)?.iter().find(|listener| listener.container == container).cloned()
    }

    /// All model servers, with their addresses.
    pub fn engines(&self) -> Vec<(String, Listener, ModelServer)> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let engine = |(address, listener): (&String, &Listener)| match &listener.server {
            Server::Engine(engine) => Some((address.clone(), listener.clone(), engine.clone())),
            _ => None,
        };
        let each =
            all.iter().flat_map(|(address, here)| here.iter().map(move |listener| (address, listener)));
        each.filter_map(engine).collect()
    }
}

impl Server {
    /// Answers a request.
    ///
    /// # Errors
    /// The process ends before there is an answer.
    pub async fn answer(&self, request: Request<Bytes>) -> io::Result<Response<Body>> {
        match self {
            Self::Engine(engine) => engine.answer(request).await,
            Self::Web { pod } => {
                let line = format!("{} {} from {pod}\n", request.method(), request.uri().path());
                Ok(Response::new(whole(line)))
            }
            Self::Hung => std::future::pending().await,
        }
    }
}

/// What a client sees who finds nobody.
pub fn refused(address: &str, port: u16) -> io::Error {
    let text = format!("dial tcp {address}:{port}: connect: connection refused");
    io::Error::new(io::ErrorKind::ConnectionRefused, text)
}
