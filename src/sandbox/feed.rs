//! Lists and watches one kind after the other's manner: first a whole list, then what changes, again and again.

use std::time::Duration;

use futures::StreamExt;
use http::Request;
use kube::Client;
use kube::core::WatchEvent;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::{mpsc, watch};

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
    let mut backoff = BACKOFF.0;
    let mut listed = false;
    let mut tell_listed = || {
        if !std::mem::replace(&mut listed, true) {
            let _ = messages.send(Message::Listed);
        }
    };
    loop {
        served.mark_unchanged();
        match list::<K>(&client).await {
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
                watch_from::<K>(&client, &messages, version).await;
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
    mut version: String,
) {
    let mut backoff = BACKOFF.0;
    loop {
        match watch_once::<K>(client, messages, &mut version).await {
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
    version: &mut String,
) -> Result<(), End> {
    let seconds = WATCH.as_secs();
    let query = format!(
        "{}?watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={version}",
        K::RESOURCE.path(None)
    );
    let events = client.request_events::<K>(get(&query)?).await.map_err(|error| end(&error))?;
    let mut events = std::pin::pin!(events);
    while let Some(event) = events.next().await {
        let event = match event {
            Ok(event) => event,
            // One object that cannot be read keeps nobody from the others.
            Err(kube::Error::SerdeError(error)) => {
                tracing::warn!("a {} cannot be read: {error}", K::RESOURCE.kind);
                continue;
            }
            Err(error) => return Err(end(&error)),
        };
        let (mut object, gone) = match event {
            WatchEvent::Added(object) | WatchEvent::Modified(object) => (object, false),
            WatchEvent::Deleted(object) => (object, true),
            WatchEvent::Bookmark(bookmark) => {
                *version = bookmark.metadata.resource_version;
                continue;
            }
            WatchEvent::Error(status) => {
                return Err(if status.code == 410 { End::Expired } else { End::Lost });
            }
        };
        object.meta_mut().managed_fields = None;
        if let Some(newest) = &object.meta().resource_version {
            version.clone_from(newest);
        }
        let news: News = Box::new(move |world, changes| {
            let table = K::table_mut(world);
            let diff = if gone { table.told_gone(&object) } else { table.told(object) };
            changes.extend(diff.map(K::change));
        });
        if messages.send(Message::News(news)).is_err() {
            return Ok(());
        }
    }
    Ok(())
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
async fn list<K: Kept>(client: &Client) -> Result<(Vec<K>, String), End> {
    let text = client.request_text(get(&K::RESOURCE.path(None))?).await.map_err(|error| end(&error))?;
    let list = read::<List<K>>(&text).or_else(|_| {
        let list = read::<List<Value>>(&text)?;
        Ok(List { metadata: list.metadata, items: list.items.into_iter().filter_map(readable).collect() })
    });
    let list = list.map_err(|error: serde_json::Error| {
        tracing::warn!("the list of {} cannot be read: {error}", K::RESOURCE.plural);
        End::Lost
    })?;
    let objects = list.items.into_iter().map(|mut object| {
        object.meta_mut().managed_fields = None;
        object
    });
    Ok((objects.collect(), list.metadata.resource_version))
}

fn read<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text)
}

/// The object; `None`, with a warning, if it cannot be read.
fn readable<K: Kept>(object: Value) -> Option<K> {
    serde_json::from_value(object)
        .inspect_err(|error| tracing::warn!("a {} cannot be read: {error}", K::RESOURCE.kind))
        .ok()
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
