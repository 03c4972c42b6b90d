//! The kubelet's HTTP server, as the API server asks it: logs of containers.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;

use futures::stream;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Bytes, Frame};
use jiff::{SignedDuration, Timestamp};

use super::logs::{LogKey, Logs, Run};
use crate::sandbox::machines::query::pairs;
use crate::sandbox::model::server::body::{Body, whole};
use crate::sandbox::world;

/// What is asked of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    follow: bool,
    timestamps: bool,
    previous: bool,
    tail: Option<usize>,
    since: Option<Timestamp>,
    bytes: Option<usize>,
}

impl Asked {
    fn read(query: &str, now: Timestamp) -> Result<Self, String> {
        let mut asked = Self::default();
        for (name, value) in pairs(query) {
            let truth = || value.parse::<bool>().map_err(|_| format!("invalid value {value:?} for {name}"));
            let number = || value.parse::<u64>().map_err(|_| format!("invalid value {value:?} for {name}"));
            match name.as_str() {
                "follow" => asked.follow = truth()?,
                "timestamps" => asked.timestamps = truth()?,
                "previous" => asked.previous = truth()?,
                "tailLines" => asked.tail = Some(usize::try_from(number()?).unwrap_or(usize::MAX)),
                "limitBytes" => asked.bytes = Some(usize::try_from(number()?).unwrap_or(usize::MAX)),
                "sinceSeconds" => {
                    let seconds = SignedDuration::from_secs(i64::try_from(number()?).unwrap_or(i64::MAX));
                    asked.since = Some(now.checked_sub(seconds).unwrap_or(Timestamp::MIN));
                }
                "sinceTime" => {
                    let time = value.parse().map_err(|_| format!("invalid value {value:?} for {name}"))?;
                    asked.since = Some(time);
                }
                _ => {}
            }
        }
        Ok(asked)
    }

    fn line(&self, time: Timestamp, line: &str) -> Option<String> {
        if self.since.is_some_and(|since| time < since) {
            return None;
        }
        Some(match self.timestamps {
            true => format!("{} {line}\n", time.strftime("%Y-%m-%dT%H:%M:%S.%9fZ")),
            false => format!("{line}\n"),
        })
    }
}

/// Answers a request to a kubelet.
pub fn answer(
    logs: &Logs,
    world: &world::Shared,
    request: &Request<Bytes>,
    now: Timestamp,
) -> Response<Body> {
    let path: Vec<&str> = request.uri().path().trim_matches('/').split('/').collect();
    match path.as_slice() {
        ["healthz"] => text(StatusCode::OK, "ok".into()),
        ["containerLogs", namespace, pod, container] => {
            let key = ((*namespace).to_owned(), (*pod).to_owned(), (*container).to_owned());
            match Asked::read(request.uri().query().unwrap_or_default(), now) {
                Ok(asked) => log(logs, world, key, asked),
                Err(wrong) => text(StatusCode::BAD_REQUEST, wrong),
            }
        }
        _ => text(StatusCode::NOT_FOUND, "404 page not found\n".into()),
    }
}

fn log(logs: &Logs, world: &world::Shared, key: LogKey, asked: Asked) -> Response<Body> {
    let (_, pod, container) = &key;
    if asked.previous {
        return match logs.previous(&key) {
            Some(run) => text(StatusCode::OK, written(&run, &asked)),
            None => {
                let words = format!("previous terminated container {container:?} in pod {pod:?} not found");
                text(StatusCode::BAD_REQUEST, words)
            }
        };
    }
    let Some((run, changed)) = logs.now(&key) else {
        let reason = waiting(world, &key).unwrap_or_else(|| "ContainerCreating".into());
        let words = format!("container {container:?} in pod {pod:?} is waiting to start: {reason}");
        return text(StatusCode::BAD_REQUEST, words);
    };
    if !asked.follow || run.ended() {
        return text(StatusCode::OK, written(&run, &asked));
    }
    let (_, next) = run.from(0);
    let first = VecDeque::from([written(&run, &asked)]);
    let state = Following { logs: logs.clone(), key, asked, next, ready: first, changed, over: false };
    let frames = stream::unfold(state, |mut state| async move {
        let text = state.more().await?;
        Some((Ok::<_, Infallible>(Frame::data(Bytes::from(text))), state))
    });
    let mut response = Response::new(to_body(StreamBody::new(frames)));
    plain(&mut response);
    response
}

struct Following {
    logs: Logs,
    key: LogKey,
    asked: Asked,
    next: usize,
    ready: VecDeque<String>,
    changed: tokio::sync::watch::Receiver<()>,
    over: bool,
}

impl Following {
    async fn more(&mut self) -> Option<String> {
        loop {
            if let Some(text) = self.ready.pop_front() {
                if !text.is_empty() {
                    return Some(text);
                }
                continue;
            }
            // The pod is gone when nobody can say any more that something changed.
            if self.over || self.changed.changed().await.is_err() {
                return None;
            }
            let (run, _) = self.logs.now(&self.key)?;
            let (lines, next) = run.from(self.next);
            // Fewer lines than before: the container runs anew, and what is followed has ended.
            self.over = run.ended() || next < self.next;
            if next > self.next {
                self.next = next;
                let texts = lines.iter().filter_map(|(time, line)| self.asked.line(*time, line));
                self.ready.push_back(texts.collect());
            }
        }
    }
}

fn written(run: &Run, asked: &Asked) -> String {
    let (lines, _) = run.from(0);
    let texts: Vec<String> = lines.iter().filter_map(|(time, line)| asked.line(*time, line)).collect();
    let skipped = asked.tail.map_or(0, |tail| texts.len().saturating_sub(tail));
    let mut text = texts[skipped..].concat();
    if let Some(bytes) = asked.bytes
        && text.len() > bytes
    {
        let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
    }
    text
}

/// Why a container has not started.
fn waiting(world: &world::Shared, (namespace, pod, container): &LogKey) -> Option<String> {
    let world = world.read();
    let pod = world.pods.get(namespace, pod)?;
    let statuses = pod.status.container_statuses.iter().chain(&pod.status.init_container_statuses);
    let status = statuses.into_iter().find(|status| status.name == *container)?;
    status.state.waiting.as_ref()?.reason.clone()
}

/// A stream without errors as a body.
fn to_body(body: impl hyper::body::Body<Data = Bytes, Error = Infallible> + Send + Sync + 'static) -> Body {
    body.map_err(|never| -> io::Error { match never {} }).boxed()
}

/// An answer for people.
pub fn text(code: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(whole(text));
    *response.status_mut() = code;
    plain(&mut response);
    response
}

fn plain<T>(response: &mut Response<T>) {
    let kind = http::HeaderValue::from_static("text/plain");
    response.headers_mut().insert(http::header::CONTENT_TYPE, kind);
}
