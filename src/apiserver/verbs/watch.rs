//! Watch: changes as they come, one JSON document a line.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures::stream;
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::watch::Receiver;
use tokio::time::{Instant, sleep_until};

use crate::apiserver::ApiServer;
use crate::apiserver::answer::{Answer, api_version, metadata_only, table_of, with_type};
use crate::apiserver::body;
use crate::apiserver::cluster::key;
use crate::apiserver::meta;
use crate::apiserver::registry::Resource;
use crate::apiserver::request::{Call, Shape};
use crate::apiserver::select::Selection;
use crate::apiserver::status::{Cause, Result, Status};
use crate::apiserver::store::{Change, Event, TableId};

/// How long a watch goes on where the client does not say: half an hour, the least of the real server's.
const LONGEST: Duration = Duration::from_secs(1800);
/// How often a bookmark tells a quiet watch where it is.
const BOOKMARKS: Duration = Duration::from_secs(60);
/// How long before its end a watch is told where it is for the last time, so that the next one begins there.
const LAST_BOOKMARK: Duration = Duration::from_secs(2);

/// One open watch.
struct Watch {
    server: ApiServer,
    call: Call,
    resource: Arc<Resource>,
    table: TableId,
    prefix: String,
    selection: Selection,
    shape: Shape,
    bookmarks: bool,
    /// All changes up to this revision have been told.
    told: u64,
    changed: Receiver<u64>,
    ends: Instant,
    next_bookmark: Instant,
    ready: VecDeque<Bytes>,
    over: bool,
}

/// Opens a watch.
///
/// # Errors
/// 400 and 422 for parameters that do not fit, 410 where the resource version is forgotten.
pub fn answer(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    check_parameters(call)?;
    let selection = Selection::of(&call.query, resource, call.target.name.as_deref())?;
    let shape = super::read::shape(call)?;
    let seconds = call.query.number("timeoutSeconds")?.and_then(|seconds| u64::try_from(seconds).ok());
    let limit = seconds.filter(|seconds| *seconds > 0).map_or(LONGEST, Duration::from_secs);
    let version = call.query.text("resourceVersion");
    // The real server takes this for a failure of its own.
    let from = version
        .map(super::read::parse_version)
        .transpose()
        .map_err(|refusal| Status::new(500, "", refusal.message));
    let from = from?.unwrap_or_default();
    let initial = call.query.get("sendInitialEvents").map(|_| call.query.flag("sendInitialEvents"));
    let bookmarks = call.query.flag("allowWatchBookmarks");
    let begin = Instant::now();

    let mut cluster = server.cluster();
    let table = cluster.table(resource);
    let prefix = call.target.namespace.as_ref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    let now = cluster.store.revision();
    let objects = cluster.store.table(table);
    let mut watch = Watch {
        server: server.clone(),
        call: call.clone(),
        resource: resource.clone(),
        table,
        prefix,
        selection,
        shape,
        bookmarks,
        told: if from == 0 || initial == Some(true) { now } else { from },
        changed: objects.subscribe(),
        ends: begin + limit,
        next_bookmark: next_bookmark(begin, begin + limit),
        ready: VecDeque::new(),
        over: false,
    };
    watch.changed.mark_unchanged();
    if watch.told < objects.compacted() {
        let message = format!("too old resource version: {from} ({})", objects.compacted());
        watch.fail(&Status::expired(message));
    } else if initial.unwrap_or(from == 0) {
        let prefix = watch.prefix.clone();
        for (_, object) in objects.range(&prefix) {
            if watch.selection.takes(&object.bytes) {
                watch.tell("ADDED", &object.bytes);
            }
        }
        if initial == Some(true) && bookmarks {
            watch.bookmark(now, true);
        }
    }
    drop(cluster);
    watch.catch_up();
    let lines = stream::unfold(watch, |mut watch| async move {
        let line = watch.next().await?;
        Some((Ok(line), watch))
    });
    let mut answer = with_type(200, "application/json", Bytes::new());
    *answer.body_mut() = body::stream(Box::pin(lines));
    Ok(answer)
}

/// When a watch that ends at `ends` is told where it is, after `now`: each minute, and shortly before its end.
fn next_bookmark(now: Instant, ends: Instant) -> Instant {
    let last = ends.checked_sub(LAST_BOOKMARK).filter(|last| *last > now);
    last.map_or(now + BOOKMARKS, |last| last.min(now + BOOKMARKS))
}

impl Watch {
    /// What is to be sent next; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if !self.ready.is_empty() {
                return Some(self.take());
            }
            if self.over {
                return None;
            }
            tokio::select! {
                changed = self.changed.changed() => match changed {
                    Ok(()) => self.catch_up(),
                    Err(_) => self.over = true,
                },
                () = sleep_until(self.ends) => self.over = true,
                () = sleep_until(self.next_bookmark), if self.bookmarks => {
                    self.next_bookmark = next_bookmark(self.next_bookmark, self.ends);
                    let now = self.server.cluster().store.revision();
                    self.catch_up();
                    if !self.over {
                        self.told = now.max(self.told);
                        self.bookmark(self.told, false);
                    }
                }
            }
        }
    }

    /// All that is ready, as one piece.
    fn take(&mut self) -> Bytes {
        if self.ready.len() == 1 {
            return self.ready.pop_front().unwrap_or_default();
        }
        let mut all = Vec::with_capacity(self.ready.iter().map(Bytes::len).sum());
        for line in self.ready.drain(..) {
            all.extend_from_slice(&line);
        }
        all.into()
    }

    /// Reads what has changed since it was last told.
    fn catch_up(&mut self) {
        let events = self.server.cluster().store.table(self.table).since(self.told);
        let Some(events) = events else {
            let message = format!("too old resource version: {}", self.told);
            return self.fail(&Status::expired(message));
        };
        for event in &events {
            self.told = event.revision;
            if event.key.starts_with(&self.prefix) && self.may_concern(&event.key) {
                self.event(event);
            }
        }
    }

    fn may_concern(&self, key_of_event: &str) -> bool {
        match self.selection.name() {
            None => true,
            Some(name) => match self.call.target.namespace.as_deref() {
                Some(namespace) => *key(Some(namespace), name) == *key_of_event,
                None => key_of_event.rsplit('/').next() == Some(name),
            },
        }
    }

    /// An object that enters the selection is added, one that leaves it is deleted.
    fn event(&mut self, event: &Event) {
        let now = event.change != Change::Deleted && self.selection.takes(&event.object);
        let before = event.before.as_ref().map(|(bytes, _)| bytes);
        let before = before.filter(|bytes| self.selection.takes(bytes));
        match (before, now) {
            (None, true) => self.tell("ADDED", &event.object),
            (Some(_), true) => self.tell("MODIFIED", &event.object),
            (Some(_), false) if event.change == Change::Deleted => self.tell("DELETED", &event.object),
            (Some(before), false) => {
                let Ok(mut last) = serde_json::from_slice::<Value>(before) else { return };
                meta::set(&mut last, "resourceVersion", Some(event.revision.to_string().into()));
                self.tell("DELETED", last.to_string().as_bytes());
            }
            (None, false) => {}
        }
    }

    fn tell(&mut self, kind: &str, object: &[u8]) {
        if self.shape == Shape::Object && self.resource.stored_as.is_none() {
            return self.line(kind, object);
        }
        let Ok(mut value) = serde_json::from_slice::<Value>(object) else { return };
        self.resource.to_version(&mut value);
        let value = match self.shape {
            Shape::Object => value,
            Shape::Metadata => metadata_only(&value),
            Shape::Table => match table_of(&self.call, &self.resource, &value, self.server.now()) {
                Ok(table) => table,
                Err(_) => return,
            },
        };
        self.line(kind, value.to_string().as_bytes());
    }

    fn line(&mut self, kind: &str, object: &[u8]) {
        let mut line = Vec::with_capacity(object.len() + 40);
        line.extend_from_slice(b"{\"type\":\"");
        line.extend_from_slice(kind.as_bytes());
        line.extend_from_slice(b"\",\"object\":");
        line.extend_from_slice(object);
        line.extend_from_slice(b"}\n");
        self.ready.push_back(line.into());
    }

    fn bookmark(&mut self, revision: u64, initial: bool) {
        let mut metadata = json!({"resourceVersion": revision.to_string()});
        if initial {
            metadata["annotations"] = json!({"k8s.io/initial-events-end": "true"});
        }
        let object = match self.shape {
            Shape::Metadata => {
                json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata})
            }
            Shape::Object | Shape::Table => {
                json!({"kind": self.resource.kind, "apiVersion": api_version(&self.resource), "metadata": metadata})
            }
        };
        let object = match self.shape {
            Shape::Table => json!({
                "kind": "Table", "apiVersion": "meta.k8s.io/v1",
                "metadata": {"resourceVersion": revision.to_string()}, "columnDefinitions": [],
                "rows": [{"cells": [], "object": object}],
            }),
            Shape::Object | Shape::Metadata => object,
        };
        self.line("BOOKMARK", object.to_string().as_bytes());
    }

    fn fail(&mut self, status: &Status) {
        self.line("ERROR", status.to_value().to_string().as_bytes());
        self.over = true;
    }
}

/// Parameters of a watch that exclude each other.
fn check_parameters(call: &Call) -> Result<()> {
    let query = &call.query;
    let mut causes = Vec::new();
    let mut forbid = |field: &str, why: &str| {
        causes.push(Cause {
            reason: "FieldValueForbidden",
            message: format!("Forbidden: {why}"),
            field: field.to_owned(),
        });
    };
    let found = query.text("resourceVersionMatch");
    let initial = query.get("sendInitialEvents").is_some();
    if initial && found != Some("NotOlderThan") {
        forbid(
            "resourceVersionMatch",
            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
        );
    }
    if let Some(found) = found {
        if !initial {
            forbid(
                "resourceVersionMatch",
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
            );
        }
        if query.text("continue").is_some() {
            forbid("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        }
        if found != "NotOlderThan" {
            causes.push(Cause {
                reason: "FieldValueNotSupported",
                message: format!("Unsupported value: {found:?}: supported values: \"NotOlderThan\""),
                field: "resourceVersionMatch".to_owned(),
            });
        }
    }
    match causes.is_empty() {
        true => Ok(()),
        false => Err(Status::invalid("meta.k8s.io", "ListOptions", "", causes)),
    }
}
