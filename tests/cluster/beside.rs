//! A sandbox beside the real control plane: the same objects go to both, and what becomes of them is compared.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use neap::sandbox::scenario::Scenario;
use neap::sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use crate::plane::{Objects, block_on};

/// A sandbox, and its objects in one namespace.
pub struct Beside {
    /// The sandbox.
    pub sandbox: Sandbox,
    folder: tempfile::TempDir,
    /// Its objects in the namespace.
    pub objects: Objects,
}

impl Beside {
    /// A sandbox that has the namespace.
    pub fn start(scenario: &str, namespace: &str) -> Self {
        let options = Options {
            scenario: Scenario::parse(scenario).unwrap(),
            start: Timestamp::now(),
            port: 0,
            state: None,
        };
        let (sandbox, folder) = (block_on(Sandbox::start(options)).unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(folder.path().join("kubeconfig"), sandbox.kubeconfig()).unwrap();
        let objects = Objects { client: sandbox.client().clone(), namespace: Some(namespace.into()) };
        objects.apply(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}));
        Self { sandbox, folder, objects }
    }

    /// Its kubeconfig; the namespace there is `default`.
    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// Waits half a minute for an answer.
    pub fn until_some<T>(&self, what: &str, answer: impl Fn(&Objects) -> Option<T>) -> T {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(answer) = answer(&self.objects) {
                return answer;
            }
            assert!(Instant::now() < deadline, "the sandbox: waited in vain for {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it.
    pub fn stop(self) {
        block_on(self.sandbox.stop()).unwrap();
    }
}

/// Without uids: they differ from run to run.
pub fn without_uids(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, without_uids(value))).collect(),
        Value::Array(items) => items.into_iter().map(without_uids).collect(),
        Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => "UID".into(),
        other => other,
    }
}
