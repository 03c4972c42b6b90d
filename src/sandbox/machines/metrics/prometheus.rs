//! Prometheus' API, as far as one asks for values as they are now.

use http::{Method, Request, Response, StatusCode, header};
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::Metrics;
use super::series::seconds;
use crate::clock::Clock;
use crate::engines::promql::{self, Element};
use crate::sandbox::machines::query::parameter;
use crate::sandbox::model::server::body::{Body, whole};

/// Answers below `/api/v1`.
pub fn answer(metrics: &Metrics, request: &Request<Bytes>) -> Response<Body> {
    let form = String::from_utf8_lossy(request.body()).into_owned();
    let query = match *request.method() {
        Method::POST => form,
        _ => request.uri().query().unwrap_or_default().to_owned(),
    };
    match request.uri().path() {
        "/-/healthy" | "/-/ready" => {
            response(StatusCode::OK, "Prometheus Server is Ready.\n".into(), "text/plain")
        }
        "/api/v1/query" => match parameter(&query, "query") {
            Some(text) => instant(metrics, &text),
            None => refused(
                "invalid parameter \"query\": unknown position: parse error: no expression found in input",
            ),
        },
        _ => response(StatusCode::NOT_FOUND, "404 page not found\n".into(), "text/plain"),
    }
}

fn instant(metrics: &Metrics, text: &str) -> Response<Body> {
    let now = metrics.0.clock.now();
    let value = promql::parse(text)
        .and_then(|expr| promql::evaluate(&expr, seconds(now), &|selector| metrics.lines(selector, now)));
    match value {
        Ok(elements) => {
            let result: Vec<Value> = elements.iter().map(|element| vector(element, seconds(now))).collect();
            let body = json!({"status": "success", "data": {"resultType": "vector", "result": result}});
            response(StatusCode::OK, body.to_string(), "application/json")
        }
        Err(why) => refused(&format!("invalid parameter \"query\": parse error: {why}")),
    }
}

fn vector(element: &Element, at: f64) -> Value {
    let value = match element.value {
        value if value.is_nan() => "NaN".to_owned(),
        value if value.is_infinite() => if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned(),
        value => value.to_string(),
    };
    json!({"metric": element.labels, "value": [at, value]})
}

fn refused(why: &str) -> Response<Body> {
    let body = json!({"status": "error", "errorType": "bad_data", "error": why});
    response(StatusCode::BAD_REQUEST, body.to_string(), "application/json")
}

fn response(code: StatusCode, body: String, kind: &'static str) -> Response<Body> {
    let mut response = Response::new(whole(body));
    *response.status_mut() = code;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    response
}
