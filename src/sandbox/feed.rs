//! Lists and watches one kind after the other's manner: first a whole list, then what changes, again and again.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::{AsyncBufReadExt, StreamExt};
use http::{HeaderValue, Request, header};
use kube::Client;
use kube::core::WatchEvent;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::sync::{mpsc, watch};

use super::Key;
use super::world::{Change, Kept, World};

/// Something that is to be taken into the world. It says what has changed by that.
pub(super) type News = Box<dyn FnOnce(&mut World, &mut Vec<Change>) + Send>;

/// What the feeds and the writes tell the runtime.
pub(super) enum Message {
    /// To be taken in.
    News(News),
    /// A kind's first list has come.
    Listed,
    /// A plan's questions are answered.
    Answered(super::queue::Task, Vec<super::Answer>),
    /// A plan's writes are done: whose it was, and how it ended.
    Done(super::queue::Task, super::runtime::Outcome),
}

/// How long a watch lasts before it is asked for anew, so that a dead connection is found out.
const WATCH: Duration = Duration::from_secs(290);
/// Between two tries of what is not served or not allowed, if nothing says that it is by now.
const ABSENT: Duration = Duration::from_secs(30);
/// The first and the longest wait after a failure.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// Why a list or a watch ended.
enum End {
    /// The kind is not served, or not to us.
    Absent,
    /// The version is too old: list again.
    Expired,
    /// The connection broke, or the server failed.
    Lost,
}

/// Follows one kind for ever. `served` ticks when a custom resource definition changes.
pub(super) async fn follow<K: Kept>(
    client: Client,
    messages: mpsc::UnboundedSender<Message>,
    mut served: watch::Receiver<()>,
) {
    let (mut backoff, mut unread) = (BACKOFF.0, Unread::default());
    let mut listed = false;
    let mut tell_listed = || {
        if !std::mem::replace(&mut listed, true) {
            let _ = messages.send(Message::Listed);
        }
    };
    loop {
        served.mark_unchanged();
        match list::<K>(&client, &mut unread).await {
            Ok((objects, version)) => {
                backoff = BACKOFF.0;
                let as_of = number(&version);
                let news: News = Box::new(move |world, changes| {
                    changes.extend(K::table_mut(world).told_all(objects, as_of).into_iter().map(K::change));
                });
                if messages.send(Message::News(news)).is_err() {
                    return;
                }
                tell_listed();
                watch_from::<K>(&client, &messages, &mut unread, version).await;
            }
            Err(End::Absent) => {
                tell_listed();
                let _ = tokio::time::timeout(ABSENT, served.changed()).await;
            }
            Err(_) => {
                tokio::time::sleep(backoff).await;
                backoff = (backoff * 2).min(BACKOFF.1);
            }
        }
    }
}

/// Tells of every change after a version, until only a new list helps.
async fn watch_from<K: Kept>(
    client: &Client,
    messages: &mpsc::UnboundedSender<Message>,
    unread: &mut Unread,
    mut version: String,
) {
    let mut backoff = BACKOFF.0;
    loop {
        match watch_once::<K>(client, messages, unread, &mut version).await {
            Ok(()) => backoff = BACKOFF.0,
            Err(End::Lost) => {
                tokio::time::sleep(backoff).await;
                backoff = (backoff * 2).min(BACKOFF.1);
            }
            Err(End::Expired | End::Absent) => return,
        }
        if messages.is_closed() {
            return;
        }
    }
}

async fn watch_once<K: Kept>(
    client: &Client,
    messages: &mpsc::UnboundedSender<Message>,
    unread: &mut Unread,
    version: &mut String,
) -> Result<(), End> {
    let seconds = WATCH.as_secs();
    let query = format!(
        "{}?watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={version}",
        K::RESOURCE.path(None)
    );
    let mut request = get(&query)?;
    request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let mut lines = client.request_stream(request).await.map_err(|error| end(&error))?.lines();
    while let Some(line) = lines.next().await {
        let line = line.map_err(|_| End::Lost)?;
        let event = match serde_json::from_str::<WatchEvent<Box<RawValue>>>(&line) {
            Ok(event) => event,
            // One object that cannot be read keeps nobody from the others.
            Err(error) => {
                let event: Unreadable = serde_json::from_str(&line).map_err(|_| End::Lost)?;
                unread.tell::<K>(&event.object, &error);
                if event.kind == "DELETED" {
                    // What was known of it before goes by a new list.
                    return Err(End::Expired);
                }
                if let Some(newest) =
                    event.object.pointer("/metadata/resourceVersion").and_then(Value::as_str)
                {
                    newest.clone_into(version);
                }
                continue;
            }
        };
        let (text, gone) = match event {
            WatchEvent::Added(text) | WatchEvent::Modified(text) => (text, false),
            WatchEvent::Deleted(text) => (text, true),
            WatchEvent::Bookmark(bookmark) => {
                *version = bookmark.metadata.resource_version;
                continue;
            }
            WatchEvent::Error(status) => {
                return Err(if status.code == 410 { End::Expired } else { End::Lost });
            }
        };
        let Some(mark) = Mark::of::<K>(text.get()) else { continue };
        version.clone_from(&mark.metadata.resource_version);
        let unread = unread.clone();
        let news: News = Box::new(move |world, changes| {
            let table = K::table_mut(world);
            let diff = match gone {
                true => table.told_gone(&mark.key(), &mark.metadata.uid, mark.version()),
                false => match table.would_take(&mark.key(), &mark.metadata.uid, mark.version()) {
                    true => unread.decode::<K>(text.get()).and_then(|object| table.told(object)),
                    false => None,
                },
            };
            changes.extend(diff.map(K::change));
        });
        if messages.send(Message::News(news)).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// The answer of an own write, to be taken in. It is read here, by who wrote, and not by the loop that all wait for.
pub(super) fn answer<K: Kept>(text: &str) -> Option<News> {
    let object = decode::<K>(text)?;
    Some(Box::new(move |world, changes| {
        changes.extend(K::table_mut(world).answered(object).map(K::change));
    }))
}

/// Which object a text is of, and which version: of most texts no more is needed, since the answers of own writes come back
/// by the watch.
#[derive(Deserialize)]
struct Mark {
    metadata: MarkMeta,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct MarkMeta {
    namespace: String,
    name: String,
    uid: String,
    resource_version: String,
}

impl Mark {
    fn of<K: Kept>(text: &str) -> Option<Self> {
        said::<K, _>(serde_json::from_str(text))
    }

    fn key(&self) -> Key {
        Key::new(self.metadata.namespace.clone(), self.metadata.name.clone())
    }

    fn version(&self) -> u64 {
        number(&self.metadata.resource_version)
    }
}

fn decode<K: Kept>(text: &str) -> Option<K> {
    said::<K, _>(serde_json::from_str(text))
}

fn said<K: Kept, T>(read: serde_json::Result<T>) -> Option<T> {
    read.inspect_err(|error| tracing::warn!("a {} cannot be read: {error}", K::RESOURCE.kind)).ok()
}

#[derive(Deserialize)]
struct List<K> {
    metadata: ListMeta,
    #[serde(default = "Vec::new")]
    items: Vec<K>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListMeta {
    resource_version: String,
}

/// All objects of a kind, and the version as of which that is true.
async fn list<K: Kept>(client: &Client, unread: &mut Unread) -> Result<(Vec<K>, String), End> {
    let text = client.request_text(get(&K::RESOURCE.path(None))?).await.map_err(|error| end(&error))?;
    let list = serde_json::from_str::<List<K>>(&text).or_else(|_| {
        let list = serde_json::from_str::<List<Value>>(&text)?;
        let items = list.items.into_iter().filter_map(|object| unread.read(object)).collect();
        Ok(List { metadata: list.metadata, items })
    });
    let list = list.map_err(|error: serde_json::Error| {
        tracing::warn!("the list of {} cannot be read: {error}", K::RESOURCE.plural);
        End::Lost
    })?;
    Ok((list.items, list.metadata.resource_version))
}

/// An event whose object is of no form that is known.
#[derive(Deserialize)]
struct Unreadable {
    #[serde(rename = "type")]
    kind: String,
    object: Value,
}

/// The objects of which it was said that they cannot be read: that is said once of each.
#[derive(Clone, Default)]
struct Unread(Arc<Mutex<BTreeSet<(String, String)>>>);

impl Unread {
    fn tell<K: Kept>(&self, object: &Value, error: &serde_json::Error) {
        let text = |path| object.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert((namespace.clone(), name.clone())) {
            tracing::warn!("the {} {namespace}/{name} cannot be read: {error}", K::RESOURCE.kind);
        }
    }

    /// The object of a text.
    fn decode<K: Kept>(&self, text: &str) -> Option<K> {
        let tell = |error: &serde_json::Error| {
            self.tell::<K>(&serde_json::from_str(text).unwrap_or_default(), error)
        };
        serde_json::from_str(text).inspect_err(tell).ok()
    }

    /// The object; `None`, with a warning, if it cannot be read.
    fn read<K: Kept>(&self, object: Value) -> Option<K> {
        serde_json::from_value(object.clone()).inspect_err(|error| self.tell::<K>(&object, error)).ok()
    }
}

fn get(path: &str) -> Result<Request<Vec<u8>>, End> {
    Request::get(path).body(Vec::new()).map_err(|_| End::Lost)
}

fn number(version: &str) -> u64 {
    version.parse().unwrap_or(0)
}

fn end(error: &kube::Error) -> End {
    match error {
        kube::Error::Api(status) => match status.code {
            401 | 403 | 404 | 405 => End::Absent,
            410 => End::Expired,
            _ => End::Lost,
        },
        _ => End::Lost,
    }
}

#[cfg(test)]
mod tests {
    use kube::client::Body;
    use serde_json::json;

    use super::*;
    use crate::sandbox::world::workloads::Deployment;

    /// A server whose watch tells these events once, and then nothing for ever.
    fn telling(events: Vec<Value>) -> Client {
        let lines: String = events.iter().map(|event| format!("{event}\n")).collect();
        let service = tower::service_fn(move |request: Request<Body>| {
            let query = request.uri().query().unwrap_or_default().to_owned();
            let answer = match query.contains("watch=true") {
                false => json!({"metadata": {"resourceVersion": "1"}, "items": []}).to_string(),
                true if query.ends_with("resourceVersion=1") => lines.clone(),
                true => String::new(),
            };
            async move { Ok::<_, std::io::Error>(http::Response::new(answer)) }
        });
        Client::new(service, "default")
    }

    #[tokio::test(start_paused = true)]
    async fn an_event_that_cannot_be_read_is_passed_over() {
        let deployment = |name: &str, version: &str, replicas: Value| {
            json!({"type": "ADDED", "object": {"apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": {"name": name, "namespace": "a", "resourceVersion": version},
                "spec": {"replicas": replicas}}})
        };
        let events = vec![
            deployment("a", "2", json!(1)),
            deployment("b", "3", json!("many")),
            deployment("c", "4", json!(1)),
        ];
        let (messages, mut inbox) = mpsc::unbounded_channel();
        let (_served, served) = watch::channel(());
        let following = tokio::spawn(follow::<Deployment>(telling(events), messages, served));
        let (mut world, mut changes) = (World::default(), Vec::new());
        while changes.len() < 2 {
            if let Some(Message::News(news)) = inbox.recv().await {
                news(&mut world, &mut changes);
            }
        }
        following.abort();
        let names: Vec<_> = changes.iter().map(|change| change.key().name).collect();
        assert_eq!(names, ["a", "c"]);
    }

    #[test]
    fn it_is_said_once_of_each() {
        let unread = Unread::default();
        for name in ["a", "b", "a"] {
            let object = json!({"metadata": {"name": name}, "spec": {"replicas": "many"}});
            assert!(unread.read::<Deployment>(object).is_none());
        }
        assert_eq!(unread.0.lock().unwrap().len(), 2);
    }
}
