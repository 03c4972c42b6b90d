//! Prometheus' API, as far as one asks for values as they are now, or for the samples of a time until now.

use http::{Method, Request, Response, StatusCode, header};
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::Metrics;
use super::series::seconds;
use crate::clock::Clock;
use crate::engines::promql::{self, Element, Expr, Line};
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
    let answered = promql::parse(text).and_then(|expr| match expr {
        Expr::Selector(selector) if selector.range.is_some() => {
            let lines = metrics.series().ranges(&selector, now);
            Ok(("matrix", lines.iter().map(matrix).collect::<Vec<Value>>()))
        }
        expr => {
            let elements = promql::evaluate(&expr, seconds(now), &|selector| metrics.lines(selector, now))?;
            Ok(("vector", elements.iter().map(|element| vector(element, seconds(now))).collect()))
        }
    });
    match answered {
        Ok((kind, result)) => {
            let body = json!({"status": "success", "data": {"resultType": kind, "result": result}});
            response(StatusCode::OK, body.to_string(), "application/json")
        }
        Err(why) => refused(&format!("invalid parameter \"query\": parse error: {why}")),
    }
}

fn matrix(line: &Line) -> Value {
    let values: Vec<Value> = line.points.iter().map(|point| pair(point.at, point.value)).collect();
    json!({"metric": line.labels, "values": values})
}

fn vector(element: &Element, at: f64) -> Value {
    json!({"metric": element.labels, "value": pair(at, element.value)})
}

/// A time in seconds and the value as text.
fn pair(at: f64, value: f64) -> Value {
    let text = match value {
        value if value.is_nan() => "NaN".to_owned(),
        value if value.is_infinite() => if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned(),
        value => value.to_string(),
    };
    json!([at, text])
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
