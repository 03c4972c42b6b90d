//! JSON of the metrics APIs.

use http::{Response, StatusCode, header};
use serde_json::{Value, json};

use super::series::Sample;
use crate::kubernetes::quantity::Quantity;
use crate::sandbox::machines::span::second;
use crate::sandbox::model::server::body::{Body, whole};

/// The groups and versions that are served.
pub const SERVED: [(&str, &str); 4] = [
    ("custom.metrics.k8s.io", "v1beta1"),
    ("custom.metrics.k8s.io", "v1beta2"),
    ("external.metrics.k8s.io", "v1beta1"),
    ("metrics.k8s.io", "v1beta1"),
];

/// A number as a quantity, exact to a thousandth.
#[expect(clippy::cast_possible_truncation, reason = "bounded")]
pub fn quantity(value: f64) -> String {
    Quantity::milli((value * 1000.0).round().clamp(-9e15, 9e15) as i64).text().to_owned()
}

/// A list of values.
pub fn list(group: &str, version: &str, kind: &str, items: Vec<Value>) -> Value {
    json!({"kind": kind, "apiVersion": format!("{group}/{version}"), "metadata": {}, "items": items})
}

/// One value of an object; the two versions name the metric differently.
pub fn value(
    version: &str,
    metric: &str,
    (kind, namespace, name): (&str, &str, &str),
    sample: Sample,
) -> Value {
    let api_version = if kind == "Deployment" { "apps/v1" } else { "/v1" };
    let mut item = json!({
        "describedObject": {"kind": kind, "namespace": namespace, "name": name, "apiVersion": api_version},
        "timestamp": second(sample.at), "value": quantity(sample.value),
    });
    match version {
        "v1beta1" => item["metricName"] = json!(metric),
        _ => item["metric"] = json!({"name": metric, "selector": null}),
    }
    item
}

/// A value of an external metric.
pub fn external(metric: &str, sample: Sample) -> Value {
    json!({"metricName": metric, "metricLabels": {}, "timestamp": second(sample.at), "value": quantity(sample.value)})
}

/// An answer.
pub fn ok(body: &Value) -> Response<Body> {
    response(StatusCode::OK, body)
}

/// Nobody has it; worded as the custom metrics server's library does.
pub fn not_found(message: String) -> Response<Body> {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": message, "reason": "NotFound", "code": 404,
    });
    response(StatusCode::NOT_FOUND, &body)
}

fn response(code: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(whole(body.to_string()));
    *response.status_mut() = code;
    let kind = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
