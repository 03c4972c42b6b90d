//! A cluster on paper, for tests: objects as JSON, writes applied at once, time that a test moves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::kubernetes::Identity;
use crate::sandbox::world::resource;
use crate::sandbox::{Answer, Change, Controller, Key, Plan, Refusal, World, Write};

pub struct Paper {
    pub world: World,
    pub now: Timestamp,
    pub objects: BTreeMap<Identity, Value>,
    /// Reason and message of every event.
    pub events: Vec<(String, String)>,
    /// Creations of these kinds are refused with these words.
    pub refuses: BTreeMap<String, String>,
    /// What is answered to a question, by its path.
    pub answer: fn(&Paper, &str) -> Answer,
    controllers: Vec<Box<dyn Controller>>,
    queue: BTreeSet<(usize, Key)>,
    /// Where controllers say that one is to be woken.
    wakes: Arc<Mutex<Vec<(usize, Key)>>>,
    timers: BTreeMap<(usize, Key), Timestamp>,
    version: u64,
}

impl Paper {
    pub fn new(controllers: Vec<Box<dyn Controller>>) -> Self {
        Self::with_wakes(controllers, Arc::default())
    }

    /// With controllers that wake each other.
    pub fn with_wakes(controllers: Vec<Box<dyn Controller>>, wakes: Arc<Mutex<Vec<(usize, Key)>>>) -> Self {
        Self {
            world: World::default(),
            now: Timestamp::from_second(1_700_000_000).unwrap(),
            objects: BTreeMap::new(),
            events: Vec::new(),
            refuses: BTreeMap::new(),
            answer: |_, path| panic!("nobody answers {path}"),
            controllers,
            queue: BTreeSet::new(),
            wakes,
            timers: BTreeMap::new(),
            version: 0,
        }
    }

    /// Reconciles until nothing changes any more.
    pub fn settle(&mut self) {
        for _ in 0..20_000 {
            let woken: Vec<_> = self.wakes.lock().unwrap().drain(..).collect();
            self.queue.extend(woken);
            let Some((place, key)) = self.queue.pop_first() else { return };
            let plan = self.controllers[place].reconcile(&key, &self.world, self.now);
            self.carry_out(place, &key, plan);
        }
        panic!("the controllers never come to rest");
    }

    /// Lets time pass, timer by timer.
    pub fn pass(&mut self, seconds: i64) {
        let end = self.now + SignedDuration::from_secs(seconds);
        self.settle();
        while let Some((task, at)) =
            self.timers.iter().map(|(task, at)| (task.clone(), *at)).min_by_key(|it| it.1)
        {
            if at > end {
                break;
            }
            self.now = self.now.max(at);
            self.timers.remove(&task);
            self.queue.insert(task);
            self.settle();
        }
        self.now = end;
    }

    fn carry_out(&mut self, place: usize, key: &Key, mut plan: Plan) {
        while !plan.questions.is_empty() {
            let answers = plan.questions.iter().map(|path| (self.answer)(self, path)).collect();
            plan = self.controllers[place].answered(key, answers, &self.world, self.now);
        }
        let task = (place, key.clone());
        match plan.again {
            Some(at) => self.timers.insert(task.clone(), at.max(self.now + SignedDuration::from_millis(1))),
            None => self.timers.remove(&task),
        };
        for write in plan.writes {
            if let Err(refusal) = self.write(&write) {
                let more = self.controllers[place].refused(key, &write, &refusal, &self.world, self.now);
                more.iter().for_each(|write| self.write(write).unwrap());
                self.timers.insert(task, self.now + SignedDuration::from_secs(1));
                return;
            }
        }
    }

    pub fn write(&mut self, write: &Write) -> Result<(), Refusal> {
        match write {
            Write::Create(object) => {
                let kind = object["kind"].as_str().unwrap().to_owned();
                if let Some(message) = self.refuses.get(&kind) {
                    return Err(Refusal { code: 403, reason: "Forbidden".into(), message: message.clone() });
                }
                if !self.objects.contains_key(&identity(object)) {
                    self.put(object.clone());
                }
            }
            Write::Replace(object) => {
                let mut object = object.clone();
                let known = self.objects.get(&identity(&object));
                if known.is_some_and(|known| known.get("spec") != object.get("spec")) {
                    bump(&mut object);
                }
                self.put(object);
            }
            Write::Merge { target, patch } | Write::MergeStatus { target, patch } => {
                let Some(mut object) = self.objects.get(target).cloned() else { return Ok(()) };
                let spec = object.get("spec").cloned();
                merge(&mut object, patch);
                if object.get("spec") != spec.as_ref() {
                    bump(&mut object);
                }
                let finalizers = object["metadata"]["finalizers"].as_array().is_some_and(|it| !it.is_empty());
                match object["metadata"].get("deletionTimestamp").is_some()
                    && !finalizers
                    && target.kind != "Pod"
                {
                    true => self.take(target),
                    false => self.put(object),
                }
            }
            Write::Scale { target, replicas } => {
                let patch = json!({ "spec": { "replicas": replicas } });
                return self.write(&Write::Merge { target: target.clone(), patch });
            }
            Write::Bind { pod, node, .. } => {
                let patch = json!({ "spec": { "nodeName": node } });
                return self.write(&Write::Merge { target: pod.clone(), patch });
            }
            Write::Delete { target, grace, .. } => {
                let Some(mut object) = self.objects.get(target).cloned() else { return Ok(()) };
                let bound =
                    target.kind == "Pod" && object["spec"].get("nodeName").is_some() && *grace != Some(0);
                if bound && object["metadata"].get("deletionTimestamp").is_none() {
                    object["metadata"]["deletionTimestamp"] = self.now.to_string().into();
                    self.put(object);
                } else if !bound {
                    self.take(target);
                }
            }
            Write::Event(event) => self.events.push((event.reason.to_owned(), event.message.clone())),
        }
        Ok(())
    }

    /// Puts an object there, as a user or another component does.
    pub fn put(&mut self, mut object: Value) {
        self.version += 1;
        let identity = identity(&object);
        let known = self.objects.get(&identity);
        let metadata = object["metadata"].as_object_mut().unwrap();
        metadata.insert("resourceVersion".into(), self.version.to_string().into());
        let uid = format!("uid-{:05}", self.version);
        metadata.entry("uid").or_insert(uid.into());
        metadata.entry("creationTimestamp").or_insert(self.now.to_string().into());
        metadata.entry("generation").or_insert(1.into());
        if known.is_none() && identity.kind == "Pod" && object.get("status").is_none() {
            object["status"] = json!({ "phase": "Pending" });
        }
        self.objects.insert(identity.clone(), object.clone());
        // Kinds that are only written have no table.
        if let Some(news) = World::answer(resource(&identity).unwrap(), &object.to_string()) {
            self.told(news);
        }
    }

    /// Takes an object away, and what it owns.
    pub fn take(&mut self, target: &Identity) {
        let Some(object) = self.objects.remove(target) else { return };
        let key = Key::new(target.namespace.clone().unwrap_or_default(), &target.name);
        self.told(World::answer_gone(resource(target).unwrap(), key, None));
        let uid = object["metadata"]["uid"].clone();
        let owned = |object: &Value| {
            object["metadata"]["ownerReferences"]
                .as_array()
                .is_some_and(|it| it.iter().any(|it| it["uid"] == uid))
        };
        let owned: Vec<Identity> = self
            .objects
            .iter()
            .filter(|(_, object)| owned(object))
            .map(|(identity, _)| identity.clone())
            .collect();
        owned.iter().for_each(|identity| self.take(identity));
    }

    fn told(&mut self, news: crate::sandbox::feed::News) {
        let mut changes: Vec<Change> = Vec::new();
        news(&mut self.world, &mut changes);
        for change in &changes {
            for (place, controller) in self.controllers.iter().enumerate() {
                self.queue
                    .extend(controller.concerns(change, &self.world).into_iter().map(|key| (place, key)));
            }
        }
    }

    /// Changes an object, as a user or another component does.
    pub fn patch(&mut self, kind: &str, name: &str, patch: Value) {
        let target = self.find(kind, name);
        self.write(&Write::Merge { target, patch }).unwrap();
    }

    fn find(&self, kind: &str, name: &str) -> Identity {
        let found = self.objects.keys().find(|it| it.kind == kind && it.name == name);
        found.unwrap_or_else(|| panic!("no {kind} {name}")).clone()
    }

    pub fn get(&self, kind: &str, name: &str) -> &Value {
        &self.objects[&self.find(kind, name)]
    }

    pub fn delete(&mut self, kind: &str, name: &str) {
        let target = self.find(kind, name);
        self.take(&target);
    }

    pub fn of(&self, kind: &str) -> Vec<&Value> {
        self.objects.iter().filter(|(identity, _)| identity.kind == kind).map(|(_, object)| object).collect()
    }

    pub fn names(&self, kind: &str) -> Vec<String> {
        self.objects.keys().filter(|it| it.kind == kind).map(|it| it.name.clone()).collect()
    }

    /// What a kubelet does with a pod: it runs, and is ready or not.
    pub fn run(&mut self, pod: &str, ready: bool) {
        let time = self.now.to_string();
        let status = if ready { "True" } else { "False" };
        let patch = json!({ "spec": {"nodeName": "node"}, "status": { "phase": "Running", "podIP": "10.0.0.1", "conditions": [
            { "type": "Ready", "status": status, "lastTransitionTime": time }] } });
        self.patch("Pod", pod, patch);
    }

    /// Every pod that is there runs and is ready, and those that are going are gone.
    pub fn run_all(&mut self) {
        for name in self.names("Pod") {
            // One that is owned by another is gone with it.
            let Some(pod) = self.of("Pod").into_iter().find(|pod| pod["metadata"]["name"] == name.as_str())
            else {
                continue;
            };
            if pod["metadata"].get("deletionTimestamp").is_some() {
                self.delete("Pod", &name);
            } else if pod["status"]["phase"] == "Pending" {
                self.run(&name, true);
            }
        }
    }
}

fn bump(object: &mut Value) {
    let generation = object["metadata"]["generation"].as_i64().unwrap_or(1) + 1;
    object["metadata"]["generation"] = generation.into();
}

fn identity(object: &Value) -> Identity {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Identity {
        api_version: text("/apiVersion").unwrap(),
        kind: text("/kind").unwrap(),
        namespace: text("/metadata/namespace"),
        name: text("/metadata/name").unwrap(),
    }
}

/// A merge patch, RFC 7396.
fn merge(into: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else { return *into = patch.clone() };
    if !into.is_object() {
        *into = json!({});
    }
    for (name, value) in fields {
        match value {
            Value::Null => drop(into.as_object_mut().unwrap().remove(name)),
            value => merge(&mut into[name], value),
        }
    }
}
