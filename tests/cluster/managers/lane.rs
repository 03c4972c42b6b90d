//! One sequence of requests, to both servers.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};
use similar::TextDiff;

use super::dice::Dice;
use super::kinds::{self, Kind};
use super::normal::Normal;
use super::seconds::Seconds;
use super::steps::Step;
use super::target::{Request, Target};
use super::{embedded_by, lines};

/// One server, as the lane knows it.
struct Side<'a> {
    target: &'a Target,
    normal: Normal,
    live: Option<Value>,
}

impl Side<'_> {
    /// The answer, and the object afterwards; tells the clock which times were seen.
    async fn take(
        &mut self,
        step: &Step,
        kind: Kind,
        namespace: &str,
        clock: Option<&Seconds>,
    ) -> Option<(Request, String, Value)> {
        let request = step.request(kind, namespace, self.live.as_ref())?;
        if let Some(clock) = clock {
            clock.begin(step.is_apply()).await;
        }
        let (code, answer) = self.target.send(&request).await;
        let said = if code < 400 { code.to_string() } else { format!("{code} {}", answer["message"]) };
        let read = Request {
            method: "GET",
            path: object_path(kind, namespace),
            content_type: "application/json",
            body: None,
        };
        let (found, object) = self.target.send(&read).await;
        if let Some(clock) = clock {
            clock.saw(&answer);
            clock.saw(&object);
        }
        self.live = (found == 200).then_some(object);
        let answer = self.normal.of(&answer);
        let object = self.live.as_ref().map(|object| self.normal.of(object));
        Some((request, said, json!({"code": code, "answer": answer, "object": object})))
    }
}

fn object_path(kind: Kind, namespace: &str) -> String {
    format!("{}/w", list_path(kind, namespace))
}

fn list_path(kind: Kind, namespace: &str) -> String {
    let prefix = if kind.api_version() == "v1" {
        "/api/v1".to_owned()
    } else {
        format!("/apis/{}", kind.api_version())
    };
    format!("{prefix}/namespaces/{namespace}/{}", kind.plural())
}

/// Runs a lane; says what differed first.
pub async fn run(real: &Target, seed: u64, lane: u64, kind: Kind, steps: usize) -> Option<String> {
    let clock = Seconds::default();
    let ours = embedded_by(Arc::new(clock.clone()));
    let ours = &Target::new(kube::Client::new(ours.service(), "default"));
    for crd in kinds::definitions().into_iter().filter(|_| !kind.is_builtin()) {
        ours.create_definition(&crd).await;
    }
    let namespace = format!("lane-{lane}");
    let space = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}});
    for target in [real, ours] {
        let (code, answer) = target.post("/api/v1/namespaces", space.clone()).await;
        assert_eq!(code, 201, "{answer}");
    }
    let watch = format!("{}?watch=true&resourceVersion=0", list_path(kind, &namespace));
    let mut watches = Vec::new();
    for target in [real, ours] {
        watches.push(tokio::spawn(target.watch(&watch, "last").await));
    }
    let sides = [real, ours];
    let mut sides = sides.map(|target| Side { target, normal: Normal::default(), live: None });
    let mut dice = Dice::new(seed.wrapping_mul(1_000_003).wrapping_add(lane));
    let mut told = Vec::new();
    for number in 0..steps {
        let step = Step::choose(kind, &mut dice, sides[0].live.is_some());
        let [real, ours] = &mut sides;
        let theirs = real.take(&step, kind, &namespace, Some(&clock)).await;
        let ours = ours.take(&step, kind, &namespace, None).await;
        let (Some((request, said, theirs)), Some((_, ours_said, ours))) = (theirs, ours) else { continue };
        let body = request.body.map(|body| body.to_string()).unwrap_or_default();
        told.push(format!("{} {} {} {body} → {said}", request.method, request.path, request.content_type));
        if theirs != ours {
            let which = format!("NEAP_SEED={seed} NEAP_LANE={lane}, {kind:?}, step {number}");
            told.push(format!("embedded: {ours_said}"));
            return Some(difference(&which, &told, &theirs, &ours));
        }
    }
    finish(&sides, kind, &namespace).await;
    let mut events = Vec::new();
    for (watch, side) in watches.into_iter().zip(&mut sides) {
        let found = watch.await.unwrap();
        let found: Vec<Value> = found.iter().map(|event| side.normal.of(event)).collect();
        events.push(Value::Array(found));
    }
    let which = format!("NEAP_SEED={seed} NEAP_LANE={lane}, {kind:?}, events");
    (events[0] != events[1]).then(|| difference(&which, &[], &events[0], &events[1]))
}

/// Makes the object at which the watches end.
async fn finish(sides: &[Side<'_>; 2], kind: Kind, namespace: &str) {
    let mut dice = Dice::new(1);
    let mut object = super::specs::config(kind, &mut dice, true);
    object["metadata"] = json!({"name": "last"});
    object["apiVersion"] = json!(kind.api_version());
    object["kind"] = json!(kind.name());
    for side in sides {
        let (code, answer) = side.target.post(&list_path(kind, namespace), object.clone()).await;
        assert_eq!(code, 201, "{answer}");
    }
}

fn difference(which: &str, told: &[String], theirs: &Value, ours: &Value) -> String {
    let (theirs, ours) = (lines(theirs), lines(ours));
    let diff = TextDiff::from_lines(&theirs, &ours);
    let diff = diff.unified_diff().context_radius(4).header("real", "embedded").to_string();
    let mut text = format!("{which}\n");
    for line in told.iter().rev().take(6).rev() {
        let _ = writeln!(text, "  {line}");
    }
    text + &diff.lines().take(60).collect::<Vec<_>>().join("\n")
}
