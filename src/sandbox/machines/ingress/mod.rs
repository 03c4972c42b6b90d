//! The way in: an ingress that knows services by the header `Host`, and pods by their endpoints.
//!
//! It acts on a change of endpoints after a delay, as proxies do that are told of it by others. What is queued in a pod stays there.

mod fleet;
mod listen;
mod router;
pub mod routes;
#[cfg(test)]
mod tests;
pub mod traffic;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Bytes, Frame};
use tokio::sync::watch;

use super::chance::Chance;
use super::serving::{Listeners, refused};
use crate::clock::{Clock, ClusterClock};
use crate::sandbox::Key;
use crate::sandbox::actors::{Connection, Front};
use crate::sandbox::model::server::body::{Body, whole};
use crate::sandbox::scenario::{self, Balance};
pub use router::{Router, gateway};
use routes::{Backend, Routes, Target};
use traffic::Meters;

/// So many pods are tried before a client is told.
const TRIES: usize = 3;

/// The ingress. Clones are the same one.
#[derive(Clone)]
pub struct Ingress(Arc<Inner>);

struct Inner {
    settings: scenario::Ingress,
    clock: ClusterClock,
    listeners: Listeners,
    meters: Meters,
    routes: watch::Sender<Arc<Routes>>,
    state: Mutex<State>,
    /// Those of a fleet's clusters, if this is the fleet's.
    clusters: OnceLock<Vec<Ingress>>,
    /// Where it listens on loopback, once it does.
    port: OnceLock<u16>,
}

struct State {
    chance: Chance,
    /// How many requests have gone to a backend, for turns.
    turns: BTreeMap<Key, usize>,
    /// Requests under way, by pod.
    under_way: HashMap<Target, usize>,
    /// The pod that a connection keeps to, by backend.
    pins: HashMap<Connection, BTreeMap<Key, Target>>,
}

impl Ingress {
    /// Before pods that listen there.
    pub fn new(settings: scenario::Ingress, seed: u64, clock: ClusterClock, listeners: Listeners) -> Self {
        let state = State {
            chance: Chance::new(seed, "ingress"),
            turns: BTreeMap::new(),
            under_way: HashMap::new(),
            pins: HashMap::new(),
        };
        Self(Arc::new(Inner {
            settings,
            clock,
            listeners,
            meters: Meters::default(),
            routes: watch::channel(Arc::default()).0,
            state: Mutex::new(state),
            clusters: OnceLock::new(),
            port: OnceLock::new(),
        }))
    }

    /// What keeps its routes.
    pub fn router(&self) -> Router {
        Router::new(self.clone())
    }

    /// How many requests are under way to each service and revision.
    pub fn meters(&self) -> &Meters {
        &self.0.meters
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn route(&self, connection: Connection, request: Request<Bytes>) -> io::Result<Response<Body>> {
        let host =
            request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let host = request.uri().host().map_or(host.to_owned(), str::to_owned);
        if let Some(cluster) = self.cluster(&host, request.uri().path()) {
            return Box::pin(cluster.route(connection, request)).await;
        }
        let dice = self.state().chance.number();
        let find = |routes: &Routes| routes.find(&host, request.uri().path(), dice).cloned();
        let Some(backend) = find(&self.0.routes.borrow()) else {
            return Ok(page(StatusCode::NOT_FOUND, "default backend - 404"));
        };
        let counted = Counted::come(self, backend.name.clone());
        let Some(backend) = self.with_targets(backend, &host, request.uri().path(), dice).await else {
            return Ok(error_page(StatusCode::SERVICE_UNAVAILABLE));
        };
        let mut tried = Vec::new();
        while let Some(target) = self.choose(connection, &backend, &tried) {
            let Some(listener) = self.0.listeners.at(&target.address, target.port) else {
                if self.0.settings.policy == Balance::L4 {
                    self.close(connection);
                    return Err(refused(&target.address, target.port));
                }
                tried.push(target);
                continue;
            };
            let guard = UnderWay::begin(self, target.clone());
            let answer = listener.server.answer(request.clone()).await;
            return match answer {
                Ok(response) => {
                    Ok(response.map(|body| Kept { body, guards: Some((guard, counted)) }.boxed()))
                }
                Err(error) if self.0.settings.policy == Balance::L4 => {
                    self.close(connection);
                    Err(error)
                }
                Err(_) => Ok(error_page(StatusCode::BAD_GATEWAY)),
            };
        }
        Ok(error_page(match tried.is_empty() {
            true => StatusCode::SERVICE_UNAVAILABLE,
            false => StatusCode::BAD_GATEWAY,
        }))
    }

    /// The backend with at least one pod: where an activator stands before it, the request waits for that.
    async fn with_targets(
        &self,
        backend: Arc<Backend>,
        host: &str,
        path: &str,
        dice: u64,
    ) -> Option<Arc<Backend>> {
        if !backend.targets.is_empty() {
            return Some(backend);
        }
        if !backend.holds {
            return None;
        }
        let _waiting = Waiting::begin(self, backend.name.clone());
        let mut routes = self.0.routes.subscribe();
        loop {
            let now = routes.borrow_and_update().find(host, path, dice).cloned();
            match now {
                Some(found) if !found.targets.is_empty() => return Some(found),
                None => return None,
                Some(_) => {}
            }
            if routes.changed().await.is_err() {
                return None;
            }
        }
    }

    /// The pod for a request.
    fn choose(&self, connection: Connection, backend: &Backend, tried: &[Target]) -> Option<Target> {
        if tried.len() >= TRIES {
            return None;
        }
        let mut state = self.state();
        let State { turns, under_way, pins, .. } = &mut *state;
        if self.0.settings.policy == Balance::L4
            && let Some(pinned) = pins.get(&connection).and_then(|pins| pins.get(&backend.name))
        {
            return Some(pinned.clone());
        }
        let left: Vec<&Target> = backend.targets.iter().filter(|target| !tried.contains(target)).collect();
        let turn = turns.entry(backend.name.clone()).or_default();
        let place = turn.checked_rem(left.len())?;
        *turn = turn.wrapping_add(1);
        let chosen = match self.0.settings.policy {
            Balance::RoundRobin | Balance::L4 => left.get(place),
            // Of equals, the one whose turn it is.
            Balance::LeastRequest => (0..left.len())
                .map(|step| &left[(place + step) % left.len()])
                .min_by_key(|target| under_way.get(**target).copied().unwrap_or(0)),
        };
        let chosen = (*chosen?).clone();
        if self.0.settings.policy == Balance::L4 {
            pins.entry(connection).or_default().insert(backend.name.clone(), chosen.clone());
        }
        Some(chosen)
    }
}

impl Front for Ingress {
    fn send(
        &self,
        connection: Connection,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, io::Result<Response<Body>>> {
        Box::pin(async move {
            let limit = self.0.settings.timeout.0;
            tokio::select! {
                answer = self.route(connection, request) => answer,
                () = self.0.clock.sleep(limit) => Ok(error_page(StatusCode::GATEWAY_TIMEOUT)),
            }
        })
    }

    fn close(&self, connection: Connection) {
        self.state().pins.remove(&connection);
    }
}

/// A request that is counted until it is dropped.
struct Counted(Ingress, Key);

impl Counted {
    fn come(ingress: &Ingress, backend: Key) -> Self {
        ingress.0.meters.come(&backend, ingress.0.clock.now());
        Self(ingress.clone(), backend)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.meters.go(&self.1, self.0.0.clock.now());
    }
}

/// A request that waits for a pod until this is dropped.
struct Waiting(Ingress, Key);

impl Waiting {
    fn begin(ingress: &Ingress, backend: Key) -> Self {
        ingress.0.meters.wait(&backend, true, ingress.0.clock.now());
        Self(ingress.clone(), backend)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.0.meters.wait(&self.1, false, self.0.0.clock.now());
    }
}

/// A request that a pod has until this is dropped.
struct UnderWay(Ingress, Target);

impl UnderWay {
    fn begin(ingress: &Ingress, target: Target) -> Self {
        *ingress.state().under_way.entry(target.clone()).or_default() += 1;
        Self(ingress.clone(), target)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if let Some(count) = state.under_way.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                state.under_way.remove(&self.1);
            }
        }
    }
}

/// A body whose request is under way until its end.
struct Kept {
    body: Body,
    guards: Option<(UnderWay, Counted)>,
}

impl HttpBody for Kept {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(None | Some(Err(_))) = frame {
            self.guards = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.body.size_hint()
    }
}

fn page(code: StatusCode, text: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(whole(text));
    *response.status_mut() = code;
    response
}

/// As nginx words it.
fn error_page(code: StatusCode) -> Response<Body> {
    let title = match code {
        StatusCode::SERVICE_UNAVAILABLE => "503 Service Temporarily Unavailable",
        StatusCode::GATEWAY_TIMEOUT => "504 Gateway Time-out",
        _ => "502 Bad Gateway",
    };
    let body = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    let mut response = page(code, body);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html"));
    response
}
