//! What the kubelet streams: commands in containers, their output as it comes, and forwarded ports.
//!
//! [`upgrade`] takes a connection over, [`remote`] speaks the channels of `exec` and `attach`, [`commands`] is what simulated
//! containers know, [`forward`] leads to ports. Who is asked is a kubelet; whether the API server is the embedded one or a real one
//! makes no difference to it.

mod channels;
pub mod commands;
mod forward;
mod remote;
mod spdy;
mod tunnel;
mod upgrade;

use std::sync::Arc;

use http::{Request, Response, StatusCode};
use hyper::body::Bytes;

use super::endpoint::text;
use super::logs::LogKey;
use crate::kubernetes::resources::{Container, Pod};
use crate::platform::accelerator_model;
use crate::sandbox::Kept;
use crate::sandbox::machines::fabric::Fabric;
use crate::sandbox::machines::query::pairs;
use crate::sandbox::machines::serving::Server;
use crate::sandbox::model::server::body::Body;
use commands::Outcome;

/// Whether a path is for a stream.
pub fn are_meant(path: &str) -> bool {
    ["/exec/", "/attach/", "/portForward/"].iter().any(|start| path.starts_with(start))
}

/// Answers a request for a stream, and serves it once the connection is handed over.
pub fn answer(fabric: &Fabric, request: Request<Bytes>) -> Response<Body> {
    let path = request.uri().path().trim_matches('/').to_owned();
    let names: Vec<&str> = path.split('/').collect();
    let answer = match names.as_slice() {
        ["portForward", namespace, name] => pod(fabric, namespace, name).and_then(|pod| {
            let target = forward::Target::new(fabric.clone(), &pod);
            forward::answer(target, request)
        }),
        [verb @ ("exec" | "attach"), namespace, name, container] => {
            container_of(fabric, namespace, name, container)
                .and_then(|(pod, index)| remote_answer(fabric, verb, &pod, index, request))
        }
        _ => Err(Refusal(StatusCode::NOT_FOUND, "404 page not found\n".into())),
    };
    answer.unwrap_or_else(|Refusal(code, words)| text(code, words))
}

/// What is answered instead of a stream.
struct Refusal(StatusCode, String);

fn pod(fabric: &Fabric, namespace: &str, name: &str) -> Result<Arc<Pod>, Refusal> {
    let world = fabric.world().read();
    let pod = world.pods.get(namespace, name).cloned();
    pod.ok_or_else(|| Refusal(StatusCode::NOT_FOUND, "pod does not exist".into()))
}

/// A container that runs, by its place among the pod's containers.
fn container_of(
    fabric: &Fabric,
    namespace: &str,
    name: &str,
    container: &str,
) -> Result<(Arc<Pod>, usize), Refusal> {
    let pod = pod(fabric, namespace, name)?;
    let status = pod.status.container_statuses.iter().find(|status| status.name == container);
    let runs = status.is_some_and(|status| status.state.running.is_some());
    let index = pod.spec.containers.iter().position(|it| it.name == container).filter(|_| runs);
    let missing =
        || Refusal(StatusCode::INTERNAL_SERVER_ERROR, format!("container not found ({container:?})"));
    index.map(|index| (pod.clone(), index)).ok_or_else(missing)
}

fn remote_answer(
    fabric: &Fabric,
    verb: &str,
    pod: &Arc<Pod>,
    index: usize,
    request: Request<Bytes>,
) -> Result<Response<Body>, Refusal> {
    let query: Vec<(String, String)> = pairs(request.uri().query().unwrap_or_default()).collect();
    let wanted = remote::Wanted::read(&query);
    let (fabric, pod) = (fabric.clone(), pod.clone());
    match verb {
        "exec" => {
            let words: Vec<String> =
                query.into_iter().filter(|(name, _)| name == "command").map(|(_, word)| word).collect();
            let outcome = run(&fabric, &pod, &pod.spec.containers[index], &words);
            remote::answer(request, async move |session| session.finish(wanted, &outcome).await)
        }
        _ => {
            let key: LogKey =
                (pod.namespace().into(), pod.name().into(), pod.spec.containers[index].name.clone());
            remote::answer(request, async move |session| session.follow(wanted, fabric.logs(), &key).await)
        }
    }
}

fn run(fabric: &Fabric, pod: &Pod, container: &Container, words: &[String]) -> Outcome {
    let address = pod.status.pod_ip.as_deref().unwrap_or_default();
    let engine = match fabric.listeners().of(address, &container.name).map(|listener| listener.server) {
        Some(Server::Engine(server)) => Some(commands::Engine {
            model_path: server.settings().model_path.clone(),
            busy: server.busy(commands::WINDOW),
        }),
        _ => None,
    };
    let node =
        fabric.world().read().nodes.get("", pod.spec.node_name.as_deref().unwrap_or_default()).cloned();
    let accelerator = node.as_ref().and_then(|node| accelerator_model(node.labels()));
    commands::run(words, &commands::Place { pod, container, accelerator, engine })
}
