//! What makes pods.

use serde_json::Value;

use super::Entry;
use crate::engines::{Detected, Engine, detect};
use crate::kubernetes::resources::StringMap;
use crate::kubernetes::{Object, Quantity, pod_templates};
use crate::manifest::verify::labels_of_pods;
use crate::platform::is_accelerator;

/// One sort of pods that an object makes.
#[derive(Debug, Clone)]
pub struct Workload<'a> {
    /// The object.
    pub entry: &'a Entry,
    /// JSON pointer to the pod's spec.
    pub spec: String,
    /// JSON pointer to the pod's labels; `None` where the object's own are copied.
    pub metadata: Option<String>,
    /// The labels that its pods will carry.
    pub labels: StringMap,
}

/// A container of a pod.
#[derive(Debug, Clone)]
pub struct Container<'a> {
    /// JSON pointer to it.
    pub at: String,
    /// As written.
    pub value: &'a Value,
}

impl<'a> Workload<'a> {
    /// Each sort of pods that an object makes.
    pub fn of(entry: &'a Entry) -> Vec<Self> {
        let Ok(object) = Object::new(entry.value.clone()) else { return Vec::new() };
        let labels = labels_of_pods(&object);
        let sorts = pod_templates::of(&object).into_iter().enumerate();
        sorts
            .map(|(index, template)| Self {
                entry,
                spec: template.spec,
                metadata: template.metadata,
                labels: labels.get(index).or(labels.last()).cloned().unwrap_or_default(),
            })
            .collect()
    }

    /// A field of the pod's spec.
    pub fn get(&self, pointer: &str) -> Option<&'a Value> {
        self.entry.get(&format!("{}{pointer}", self.spec))
    }

    /// Where a field of the pod's spec stands.
    pub fn at(&self, pointer: &str) -> String {
        format!("{}{pointer}", self.spec)
    }

    /// Its containers; the predictor's model counts as one.
    pub fn containers(&self) -> Vec<Container<'a>> {
        let list = self.get("/containers").and_then(Value::as_array);
        let mut containers: Vec<Container<'a>> = list
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(index, value)| Container { at: self.at(&format!("/containers/{index}")), value })
            .collect();
        if let Some(model) = self.get("/model").filter(|_| self.is_inference_service()) {
            containers.insert(0, Container { at: self.at("/model"), value: model });
        }
        containers
    }

    /// The container that serves: the one with an accelerator, else the first.
    pub fn server(&self) -> Option<Container<'a>> {
        let containers = self.containers();
        let with_gpu = containers.iter().find(|container| container.gpus() > 0).cloned();
        with_gpu.or_else(|| containers.into_iter().next())
    }

    /// What serves, as far as image and command show it.
    pub fn engine(&self) -> Option<Detected> {
        let server = self.server()?;
        detect::detect(server.text("/image"), Some(&server.command()))
    }

    /// Whether it is KServe's.
    pub fn is_inference_service(&self) -> bool {
        self.entry.is("serving.kserve.io", "InferenceService")
    }

    /// Whether it is a Knative Service.
    pub fn is_knative(&self) -> bool {
        self.entry.is("serving.knative.dev", "Service")
    }

    /// Whether it is the workers of a group whose leader has a template of its own.
    pub fn is_worker(&self) -> bool {
        let has_leader = self.entry.get("/spec/leaderWorkerTemplate/leaderTemplate").is_some();
        has_leader && self.spec.starts_with("/spec/leaderWorkerTemplate/workerTemplate")
    }

    /// Whether it is known to serve a model: an engine, an accelerator, or KServe.
    pub fn serves_a_model(&self) -> bool {
        let engines = [Engine::Vllm, Engine::Sglang, Engine::Tgi, Engine::TensorRtLlm, Engine::Triton];
        let is_job = self.entry.is("batch", "Job");
        !is_job
            && (self.engine().is_some_and(|it| engines.contains(&it.engine))
                || self.is_inference_service()
                || self.server().is_some_and(|server| server.gpus() > 0))
    }

    /// Kind and name of what an autoscaler names as its target; `None` where nothing can be named in advance.
    pub fn target(&self) -> (&str, String) {
        match self.entry.identity.kind.as_str() {
            "InferenceService" => ("Deployment", format!("{}-predictor", self.entry.identity.name)),
            kind => (kind, self.entry.identity.name.clone()),
        }
    }
}

impl<'a> Container<'a> {
    /// A text of the container.
    pub fn text(&self, pointer: &str) -> Option<&'a str> {
        self.value.pointer(pointer).and_then(Value::as_str)
    }

    /// A list of the container; empty where there is none.
    pub fn list(&self, pointer: &str) -> &'a [Value] {
        self.value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Where a field of it stands.
    pub fn at(&self, pointer: &str) -> String {
        format!("{}{pointer}", self.at)
    }

    /// Command and arguments as one text.
    pub fn command(&self) -> String {
        let words = self.list("/command").iter().chain(self.list("/args")).filter_map(Value::as_str);
        words.collect::<Vec<_>>().join(" ")
    }

    /// The value of one of these flags in its command line: `--flag 2`, `--flag=2`.
    pub fn flag(&self, names: &[&str]) -> Option<String> {
        let command = self.command();
        let mut words = command.split_whitespace();
        while let Some(word) = words.next() {
            match word.split_once('=') {
                Some((name, value)) if names.contains(&name) => return Some(value.to_owned()),
                None if names.contains(&word) => return words.next().map(str::to_owned),
                _ => {}
            }
        }
        None
    }

    /// The accelerators that it asks for.
    pub fn gpus(&self) -> i64 {
        self.accelerator().map_or(0, |(_, count)| count)
    }

    /// Resource and number of the accelerators that it asks for.
    pub fn accelerator(&self) -> Option<(String, i64)> {
        ["/resources/limits", "/resources/requests"].iter().find_map(|at| {
            let amounts = self.value.pointer(at)?.as_object()?;
            amounts.iter().filter(|(name, _)| is_accelerator(name)).find_map(|(name, amount)| {
                let text = amount.as_str().map_or_else(|| amount.to_string(), str::to_owned);
                let count = Quantity::parse(&text).ok()?.value();
                Some((name.clone(), i64::try_from(count).ok()?))
            })
        })
    }

    /// The ports that it names: name and number.
    pub fn ports(&self) -> Vec<(&'a str, i64)> {
        let port = |port: &'a Value| {
            let name = port.get("name").and_then(Value::as_str).unwrap_or_default();
            Some((name, port.get("containerPort")?.as_i64()?))
        };
        self.list("/ports").iter().filter_map(port).collect()
    }

    /// The port that its command line names.
    pub fn listens(&self) -> Option<i64> {
        detect::port_in(&self.command()).map(i64::from)
    }
}
