//! Carries out writes through a client, and tells the world what came of them.

use std::sync::{Arc, Mutex, PoisonError};

use http::header::CONTENT_TYPE;
use http::{Method, Request};
use kube::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::feed::{Message, News};
use super::plan::Event;
use super::recorder::{Record, Recorder};
use super::world::{Change, Kept, Resource, World, binding, resource, version};
use super::{Answer, Key, Refusal, Write};
use crate::clock::{Clock, ClusterClock};
use crate::kubernetes::Identity;
use crate::kubernetes::resources::Pod;

/// Sends writes. Clones share the memory of events.
#[derive(Clone)]
pub(super) struct Writer {
    client: Client,
    clock: ClusterClock,
    messages: mpsc::UnboundedSender<Message>,
    recorder: Arc<Mutex<Recorder>>,
}

impl Writer {
    /// A writer that tells what came of its writes.
    pub fn new(client: Client, clock: ClusterClock, messages: mpsc::UnboundedSender<Message>) -> Self {
        Self { client, clock, messages, recorder: Arc::default() }
    }

    /// Carries out one write as a field manager.
    ///
    /// # Errors
    /// The server refused, or did not answer.
    pub async fn write(&self, manager: &str, write: &Write) -> Result<(), Refusal> {
        match write {
            Write::Create(object) => {
                let identity = identity(object);
                match self.create(manager, &identity, object).await {
                    Err(refusal) if refusal.reason == "AlreadyExists" => Ok(()),
                    answer => answer.map(|text| self.tell(&identity, text)),
                }
            }
            Write::Replace(object) => {
                let identity = identity(object);
                let path = path(&identity, "", manager)?;
                let text = self.send(Method::PUT, &path, "application/json", Some(object)).await?;
                self.tell(&identity, text);
                Ok(())
            }
            Write::Merge { target, patch } => self.patch(manager, target, "", patch).await,
            Write::MergeStatus { target, patch } => self.patch(manager, target, "/status", patch).await,
            Write::Scale { target, replicas } => self.scale(manager, target, *replicas).await,
            Write::Bind { pod, uid, node } => self.bind(manager, pod, uid, node).await,
            Write::Delete { target, uid, grace } => self.delete(target, uid.as_deref(), *grace).await,
            Write::Event(event) => {
                if let Some(record) = self.record(manager, event) {
                    self.note(manager, record).await;
                }
                Ok(())
            }
        }
    }

    async fn create(&self, manager: &str, identity: &Identity, object: &Value) -> Result<String, Refusal> {
        let path = served(identity)?.path(identity.namespace.as_deref());
        let path = format!("{path}?{}", options(manager));
        self.send(Method::POST, &path, "application/json", Some(object)).await
    }

    async fn patch(
        &self,
        manager: &str,
        target: &Identity,
        subresource: &str,
        patch: &Value,
    ) -> Result<(), Refusal> {
        let path = path(target, subresource, manager)?;
        let text = self.send(Method::PATCH, &path, "application/merge-patch+json", Some(patch)).await?;
        self.tell(target, text);
        Ok(())
    }

    async fn scale(&self, manager: &str, target: &Identity, replicas: u32) -> Result<(), Refusal> {
        let path = path(target, "/scale", manager)?;
        let patch = json!({ "spec": { "replicas": replicas } });
        let text = self.send(Method::PATCH, &path, "application/merge-patch+json", Some(&patch)).await?;
        let (key, count) = (key(target), i32::try_from(replicas).ok());
        // The answer is a Scale and not the object itself, with the object's version.
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let as_of = version(answer["metadata"]["resourceVersion"].as_str());
        let scaled = move |known: u64, spec: &mut Option<i32>| {
            let news = known < as_of;
            if news {
                *spec = count;
            }
            news
        };
        match target.kind.as_str() {
            "Deployment" => self.assume(move |world| {
                world.deployments.assume(&key, |it| scaled(it.version(), &mut it.spec.replicas))
            }),
            "ReplicaSet" => self.assume(move |world| {
                world.replica_sets.assume(&key, |it| scaled(it.version(), &mut it.spec.replicas))
            }),
            "StatefulSet" => self.assume(move |world| {
                world.stateful_sets.assume(&key, |it| scaled(it.version(), &mut it.spec.replicas))
            }),
            _ => {}
        }
        Ok(())
    }

    async fn bind(&self, manager: &str, pod: &Identity, uid: &str, node: &str) -> Result<(), Refusal> {
        let path = path(pod, "/binding", manager)?;
        let body = json!({
            "apiVersion": "v1", "kind": "Binding", "metadata": { "name": pod.name, "namespace": pod.namespace, "uid": uid },
            "target": { "kind": "Node", "name": node },
        });
        self.send(Method::POST, &path, "application/json", Some(&body)).await?;
        let (key, uid, node) = (key(pod), uid.to_owned(), node.to_owned());
        self.assume(move |world| world.pods.assume(&key, |pod: &mut Pod| binding::assume(pod, &uid, node)));
        Ok(())
    }

    async fn delete(&self, target: &Identity, uid: Option<&str>, grace: Option<u32>) -> Result<(), Refusal> {
        let mut body =
            json!({ "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Background" });
        if let Some(uid) = uid {
            body["preconditions"] = json!({ "uid": uid });
        }
        if let Some(grace) = grace {
            body["gracePeriodSeconds"] = grace.into();
        }
        let path = path(target, "", "")?;
        match self.send(Method::DELETE, &path, "application/json", Some(&body)).await {
            Ok(text) if !is_gone(&text) => self.tell(target, text),
            Ok(_) => self.tell_gone(target, uid),
            Err(refusal) if refusal.code == 404 => self.tell_gone(target, uid),
            // Another object has its name by now.
            Err(refusal) if refusal.code == 409 && uid.is_some() => self.tell_gone(target, uid),
            Err(refusal) => return Err(refusal),
        }
        Ok(())
    }

    /// What is to be sent for an event, if anything.
    pub fn record(&self, component: &str, event: &Event) -> Option<Record> {
        let mut recorder = self.recorder.lock().unwrap_or_else(PoisonError::into_inner);
        recorder.record(component, event, self.clock.now())
    }

    /// Writes an event. One that is lost is no reason to stop.
    pub async fn note(&self, component: &str, record: Record) {
        let written = match record {
            Record::New(whole) => self.create(component, &identity(&whole), &whole).await.map(drop),
            Record::Again { event, patch, whole } => match self.patch(component, &event, "", &patch).await {
                Err(refusal) if refusal.code == 404 => self.create(component, &event, &whole).await.map(drop),
                answer => answer,
            },
        };
        if let Err(refusal) = written {
            tracing::debug!("{component}: an event: {}", refusal.message);
        }
    }

    /// Reads a path.
    ///
    /// # Errors
    /// The server refused, did not answer, or answered something that is no JSON.
    pub async fn read(&self, path: &str) -> Answer {
        let text = self.send(Method::GET, path, "application/json", None).await?;
        serde_json::from_str(&text).map_err(|error| unanswered(error.to_string()))
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        content: &str,
        body: Option<&Value>,
    ) -> Result<String, Refusal> {
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let request = Request::builder().method(method).uri(path).header(CONTENT_TYPE, content).body(body);
        let request = request.map_err(|error| unanswered(error.to_string()))?;
        self.client.request_text(request).await.map_err(|error| match error {
            kube::Error::Api(status) => {
                Refusal { code: status.code, reason: status.reason, message: status.message }
            }
            other => unanswered(other.to_string()),
        })
    }

    fn tell(&self, identity: &Identity, text: String) {
        if let Some(news) = resource(identity).and_then(|resource| World::answer(resource, &text)) {
            let _ = self.messages.send(Message::News(news));
        }
    }

    fn tell_gone(&self, target: &Identity, uid: Option<&str>) {
        if let Some(resource) = resource(target) {
            let news = World::answer_gone(resource, key(target), uid.map(str::to_owned));
            let _ = self.messages.send(Message::News(news));
        }
    }

    fn assume<K: Kept>(
        &self,
        change: impl FnOnce(&mut World) -> Option<super::world::Diff<K>> + Send + 'static,
    ) {
        let news: News = Box::new(move |world: &mut World, changes: &mut Vec<Change>| {
            changes.extend(change(world).map(K::change));
        });
        let _ = self.messages.send(Message::News(news));
    }
}

fn served(identity: &Identity) -> Result<Resource, Refusal> {
    resource(identity).ok_or_else(|| unanswered(format!("unknown kind {}", identity.kind)))
}

fn path(identity: &Identity, subresource: &str, manager: &str) -> Result<String, Refusal> {
    let collection = served(identity)?.path(identity.namespace.as_deref());
    let query = if manager.is_empty() { String::new() } else { format!("?{}", options(manager)) };
    Ok(format!("{collection}/{}{subresource}{query}", identity.name))
}

/// Who writes, and that nobody reads warnings of unknown fields, which the server would have to look for.
fn options(manager: &str) -> String {
    format!("fieldManager={manager}&fieldValidation=Ignore")
}

fn unanswered(message: String) -> Refusal {
    Refusal { code: 0, reason: String::new(), message }
}

fn key(identity: &Identity) -> Key {
    Key::new(identity.namespace.clone().unwrap_or_default(), &identity.name)
}

fn identity(object: &Value) -> Identity {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Identity {
        api_version: text("/apiVersion").unwrap_or_default(),
        kind: text("/kind").unwrap_or_default(),
        namespace: text("/metadata/namespace"),
        name: text("/metadata/name").unwrap_or_default(),
    }
}

/// Whether the answer of a deletion says that it took effect at once.
fn is_gone(answer: &str) -> bool {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Answer {
        kind: String,
        metadata: Meta,
    }
    #[derive(Deserialize, Default)]
    #[serde(default, rename_all = "camelCase")]
    struct Meta {
        finalizers: Vec<String>,
        deletion_grace_period_seconds: Option<i64>,
    }
    let answer: Answer = serde_json::from_str(answer).unwrap_or_default();
    answer.kind == "Status"
        || (answer.metadata.finalizers.is_empty()
            && answer.metadata.deletion_grace_period_seconds.unwrap_or(0) == 0)
}
