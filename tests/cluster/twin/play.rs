//! Plays a script against a server.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::BodyExt;
use kube::client::Body;
use neap::apiserver::network::Nowhere;
use neap::apiserver::{ApiServer, Listening, Options};
use neap::clock::SystemClock;
use serde_json::{Value, json};

use super::normal;
use super::script::{Script, Step};
use crate::plane::{Cluster, RUNTIME, block_on, client};

/// One of the two servers.
pub struct Server {
    kubeconfig: PathBuf,
}

/// What a request came to, made comparable.
pub struct Played {
    pub answer: Value,
    /// As it came, for people.
    pub raw: String,
}

/// How long a step may wait for what it waits for.
const PATIENCE: Duration = Duration::from_secs(60);

impl Server {
    /// The real one.
    pub fn real(cluster: &Cluster) -> Self {
        Self { kubeconfig: cluster.kubeconfig.clone() }
    }

    /// The embedded one, behind TLS on a port of its own.
    pub fn embedded(folder: &Path) -> Self {
        let server = ApiServer::new(Options {
            clock: Arc::new(SystemClock),
            network: Arc::new(Nowhere),
            seed: 1,
            version: "v1.36.3".into(),
        });
        let listening = block_on(Listening::bind(server, 0)).unwrap();
        let kubeconfig = folder.join("embedded.kubeconfig");
        listening.write_kubeconfig("embedded", &kubeconfig).unwrap();
        RUNTIME.spawn(listening.run());
        Self { kubeconfig }
    }

    /// The answers to all steps, one after the other.
    pub fn play(&self, script: &Script) -> Vec<Played> {
        let client = client(&self.kubeconfig);
        let mut known = BTreeMap::from([("ns".to_owned(), format!("twin-{}", script.name))]);
        let space = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": known["ns"]}});
        let first = Step {
            title: "namespace".into(),
            method: "POST".into(),
            path: "/api/v1/namespaces".into(),
            headers: Vec::new(),
            body: Some(space.to_string()),
        };
        let _ = ask(&client, &first, &known);
        script.steps.iter().map(|step| self.step(&client, step, &mut known)).collect()
    }

    fn step(&self, client: &kube::Client, step: &Step, known: &mut BTreeMap<String, String>) -> Played {
        let other = step.header("token").map(|token| self.with_token(token));
        let client = other.as_ref().unwrap_or(client);
        let began = Instant::now();
        loop {
            let (code, headers, body) = ask(client, step, known);
            let parsed = serde_json::from_str::<Value>(&body).ok();
            let done = match step.header("until").map(|until| until.split_once(' ').unwrap_or((until, ""))) {
                None => true,
                Some((wanted, "")) => code.to_string() == wanted,
                Some((pointer, wanted)) => {
                    let found = parsed.as_ref().and_then(|parsed| parsed.pointer(pointer));
                    found.is_some_and(|found| {
                        found.as_str().map_or(found.to_string(), str::to_owned) == wanted
                    })
                }
            };
            if !done && began.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(50));
                continue;
            }
            for save in step.all("save") {
                let (name, pointer) = save.split_once(' ').unwrap();
                let value =
                    parsed.as_ref().and_then(|parsed| parsed.pointer(pointer)).cloned().unwrap_or_default();
                known.insert(name.to_owned(), value.as_str().map_or(value.to_string(), str::to_owned));
            }
            let mut answer = normal::answer(code, &headers, &body);
            for pointer in step.all("ignore") {
                let (above, name) = pointer.rsplit_once('/').unwrap();
                match answer.pointer_mut(above) {
                    Some(Value::Object(fields)) => drop(fields.shift_remove(name)),
                    Some(Value::Array(items)) => items[name.parse::<usize>().unwrap()] = "<ignored>".into(),
                    _ => {}
                }
            }
            return Played { answer, raw: body };
        }
    }

    /// A client of somebody else.
    fn with_token(&self, token: &str) -> kube::Client {
        let text = std::fs::read_to_string(&self.kubeconfig).unwrap();
        let mut config: Value = serde_yaml::from_str(&text).unwrap();
        config["users"][0]["user"]["token"] = token.into();
        let path = self.kubeconfig.with_extension(format!("{token}.other"));
        std::fs::write(&path, config.to_string()).unwrap();
        client(&path)
    }
}

/// Directives of scripts, which are no headers.
const DIRECTIVES: [&str; 5] = ["save", "until", "token", "raw", "ignore"];

/// One request: the status, the headers that matter, the body.
fn ask(
    client: &kube::Client,
    step: &Step,
    known: &BTreeMap<String, String>,
) -> (u16, Vec<(String, String)>, String) {
    let fill = |text: &str| {
        known.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    };
    let content = step.header("content-type");
    let raw = step.header("raw").is_some() || content.is_some_and(|kind| !kind.contains("json"));
    let body = step.body.as_deref().map(fill).map(|text| match raw {
        true => text.trim_end_matches('\n').to_owned(),
        false => {
            let value: Value =
                serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", step.title));
            value.to_string()
        }
    });
    let body = body.map(|body| match body.strip_prefix("REPEAT ") {
        // Large bodies are not written out.
        Some(count) => format!("{{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{{\"name\":\"large\"}},\"data\":{{\"a\":\"{}\"}}}}", "x".repeat(count.trim().parse().unwrap())),
        None => body,
    });
    let mut request = http::Request::builder()
        .method(step.method.as_str())
        .uri(fill(&step.path))
        .header("user-agent", "twin/1.0");
    if body.is_some() && content.is_none() {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in step.headers.iter().filter(|(name, _)| !DIRECTIVES.contains(&name.as_str())) {
        request = request.header(name, fill(value));
    }
    let request = request.body(Body::from(body.unwrap_or_default().into_bytes())).unwrap();
    block_on(async {
        let answer = match client.send(request).await {
            Ok(answer) => answer,
            Err(error) => return (0, Vec::new(), error.to_string()),
        };
        let code = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let headers = headers.collect();
        // A watch ends at its own time; what broke off is compared as far as it came.
        let mut body = answer.into_body();
        let mut bytes = Vec::new();
        while let Some(Ok(frame)) = body.frame().await {
            bytes.extend(frame.into_data().unwrap_or_default());
        }
        (code, headers, String::from_utf8_lossy(&bytes).into_owned())
    })
}
