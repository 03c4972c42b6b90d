//! A container's log, from the kubelet of the pod's node.

use http::Request;
use hyper::body::Bytes;

use crate::apiserver::ApiServer;
use crate::apiserver::answer::{self, Answer};
use crate::apiserver::body;
use crate::apiserver::request::Call;
use crate::apiserver::status::{Cause, Result, Status};
use crate::apiserver::subresources::kubelet;

/// Passes a log on.
///
/// # Errors
/// 404, 400 where no container is meant, and what the kubelet says.
pub async fn read(server: &ApiServer, call: &Call) -> Result<Answer> {
    let name = call.target.name.as_deref().unwrap_or_default();
    let namespace = call.target.namespace.as_deref().unwrap_or_default();
    check(name, call)?;
    let pod = kubelet::pod(server, namespace, name)?;
    let container = kubelet::container(&pod, name, call.query.text("container"))?;
    let Some(kubelet) = kubelet::of(server, &pod)? else { return Ok(answer::text(200, Bytes::new())) };
    let mut path = format!("/containerLogs/{namespace}/{name}/{container}");
    let mut separator = '?';
    for option in ["follow", "limitBytes", "previous", "sinceSeconds", "sinceTime", "tailLines", "timestamps"]
    {
        if let Some(value) = call.query.text(option) {
            path.push(separator);
            separator = '&';
            path += &format!("{option}={value}");
        }
    }
    let request = Request::get(&path).header("host", kubelet.to_string()).body(Bytes::new());
    let request = request.map_err(|error| Status::bad_request(error.to_string()))?;
    let answer = server.network().request(&kubelet, request).await;
    let answer =
        answer.map_err(|error| Status::internal(&format!("Get \"https://{kubelet}{path}\": {error}")))?;
    if answer.status().is_success() {
        let mut passed = answer::text(200, Bytes::new());
        *passed.body_mut() = answer.into_body();
        return Ok(passed);
    }
    let code = answer.status().as_u16();
    let words = body::read_answer(answer.into_body()).await?;
    let words = String::from_utf8_lossy(&words).trim_end().to_owned();
    Err(match code {
        400 => Status::bad_request(words),
        500 => Status::internal(&words),
        404 => {
            let message = format!("the server could not find the requested resource ( pods/log {name})");
            Status::new(404, "NotFound", message)
        }
        code => Status::new(code, "", words),
    })
}

/// Whether the options can be meant.
fn check(name: &str, call: &Call) -> Result<()> {
    let least = [
        ("tailLines", 0, "must be greater than or equal to 0"),
        ("limitBytes", 1, "must be greater than 0"),
        ("sinceSeconds", 1, "must be greater than 0"),
    ];
    let mut causes = Vec::new();
    for (option, least, words) in least {
        if let Some(number) = call.query.number(option)?.filter(|number| *number < least) {
            let message = format!("Invalid value: {number}: {words}");
            causes.push(Cause { reason: "FieldValueInvalid", message, field: option.into() });
        }
    }
    if call.query.text("sinceSeconds").is_some() && call.query.text("sinceTime").is_some() {
        let message = "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified".into();
        causes.push(Cause { reason: "FieldValueForbidden", message, field: "<nil>".into() });
    }
    if causes.is_empty() { Ok(()) } else { Err(Status::invalid("", "PodLogOptions", name, causes)) }
}
