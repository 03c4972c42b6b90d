//! The metrics of a fleet: what the adapters of its clusters say, put together.

use futures::FutureExt;
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use serde_json::Value;

use super::Metrics;
use super::answer::ok;
use crate::sandbox::model::server::body::Body;

/// Asks all clusters. Lists are joined; a cluster that has nothing to say keeps no other from answering.
pub fn answer(clusters: &[Metrics], request: &Request<Bytes>) -> Response<Body> {
    let mut whole: Option<Value> = None;
    let mut refused = None;
    for cluster in clusters {
        let answer = cluster.answer(request);
        let (head, body) = answer.into_parts();
        // It is there already: an adapter answers from memory.
        let text = body
            .collect()
            .now_or_never()
            .and_then(Result::ok)
            .map(|body| body.to_bytes())
            .unwrap_or_default();
        if !head.status.is_success() {
            refused.get_or_insert_with(|| {
                Response::from_parts(head, crate::sandbox::model::server::body::whole(text))
            });
            continue;
        }
        let Ok(part) = serde_json::from_slice::<Value>(&text) else { continue };
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => join(whole, part),
        }
    }
    match (whole, refused) {
        (Some(whole), _) => ok(&whole),
        (None, Some(refused)) => refused,
        (None, None) => super::answer::not_found("the fleet has no clusters".into()),
    }
}

/// Joins lists of values, and of what there is.
fn join(whole: &mut Value, part: Value) {
    for list in ["items", "resources"] {
        let more = part[list].as_array().cloned().unwrap_or_default();
        if let Some(known) = whole.get_mut(list).and_then(Value::as_array_mut) {
            let new: Vec<Value> =
                more.into_iter().filter(|it| list == "items" || !known.contains(it)).collect();
            known.extend(new);
        }
    }
}
