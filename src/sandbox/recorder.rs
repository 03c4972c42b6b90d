//! Events as Kubernetes' recorders keep them: equal ones are counted, floods are cut off.
//!
//! Two forms, as in client-go: the older one (`tools/record`, most controllers and the kubelet) counts equal events, merges
//! those that differ only in their message once ten of them came within ten minutes, and lets 25 events about one object
//! through, then one every five minutes. The newer one (`tools/events`, the scheduler) makes a series of them.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::plan::Event;
use crate::kubernetes::Identity;

/// So many different messages within [`SIMILAR_FOR`] are merged.
const SIMILAR: usize = 10;
const SIMILAR_FOR: SignedDuration = SignedDuration::from_mins(10);
/// So many events about one object at once, then one each [`REFILL`].
const BURST: f64 = 25.0;
const REFILL: SignedDuration = SignedDuration::from_mins(5);
/// A series ends when nothing came for so long.
const SERIES_ENDS: SignedDuration = SignedDuration::from_mins(6);
/// A running series is written again so often.
const SERIES_REFRESH: SignedDuration = SignedDuration::from_mins(30);
/// When so many are remembered, all are forgotten; client-go forgets the oldest of as many.
const REMEMBERED: usize = 4096;

/// What is to be sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Record {
    /// A new event.
    New(Value),
    /// A merge patch of one that was sent before; if it has expired, the whole event.
    Again {
        /// Which.
        event: Identity,
        /// The patch.
        patch: Value,
        /// What to create if it is there no longer.
        whole: Value,
    },
}

/// Remembers what was sent.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    counted: HashMap<String, Counted>,
    similar: HashMap<String, Similar>,
    budgets: HashMap<String, (f64, Timestamp)>,
    series: HashMap<String, Counted>,
    last_stamp: i128,
}

/// What an event that was sent has, and one like it has not.
#[derive(Debug, Clone)]
struct Counted {
    name: String,
    count: u64,
    first: Timestamp,
    last: Timestamp,
    written: Timestamp,
}

#[derive(Debug)]
struct Similar {
    messages: BTreeSet<String>,
    last: Timestamp,
}

impl Recorder {
    /// What is to be sent for an event of a component; `None` if it is only counted, or one too many.
    pub fn record(&mut self, component: &str, event: &Event, now: Timestamp) -> Option<Record> {
        for full in [&mut self.counted, &mut self.series] {
            forget(full);
        }
        forget(&mut self.similar);
        forget(&mut self.budgets);
        match event.action {
            Some(action) => self.in_series(component, event, action, now),
            None => self.counted(component, event, now),
        }
    }

    fn counted(&mut self, component: &str, event: &Event, now: Timestamp) -> Option<Record> {
        let about = about(component, event);
        let group = joined(&[&about, event.reason]);
        let (mut key, mut message) = (joined(&[&group, &event.message]), event.message.clone());
        let similar =
            self.similar.entry(group.clone()).or_insert(Similar { messages: BTreeSet::new(), last: now });
        if now.duration_since(similar.last) > SIMILAR_FOR {
            similar.messages.clear();
        }
        similar.messages.insert(event.message.clone());
        similar.last = now;
        if similar.messages.len() >= SIMILAR {
            similar.messages.pop_first();
            message = format!("(combined from similar events): {message}");
            key = group;
        }
        if !self.affords(about, now) {
            return None;
        }
        let known = match self.counted.get_mut(&key) {
            Some(known) => {
                known.count += 1;
                known.clone()
            }
            None => Counted::new(self.name(event, now), now),
        };
        let time = second(now);
        let whole = json!({
            "apiVersion": "v1", "kind": "Event", "metadata": metadata(&known.name, event),
            "involvedObject": reference(event), "reason": event.reason, "message": message,
            "source": { "component": component }, "firstTimestamp": second(known.first), "lastTimestamp": time,
            "count": known.count, "type": kind(event), "reportingComponent": component,
        });
        if known.count == 1 {
            self.counted.insert(key, known);
            return Some(Record::New(whole));
        }
        let patch = json!({ "count": known.count, "lastTimestamp": time, "message": message });
        Some(Record::Again { event: identity(&whole), patch, whole })
    }

    fn in_series(&mut self, component: &str, event: &Event, action: &str, now: Timestamp) -> Option<Record> {
        let key = joined(&[&about(component, event), event.reason, action]);
        let running = self.series.get_mut(&key).filter(|known| now.duration_since(known.last) < SERIES_ENDS);
        let known = match running {
            Some(known) => {
                known.count += 1;
                known.last = now;
                if known.count > 2 && now.duration_since(known.written) < SERIES_REFRESH {
                    return None;
                }
                known.written = now;
                known.clone()
            }
            None => Counted::new(self.name(event, now), now),
        };
        let mut whole = json!({
            "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": metadata(&known.name, event),
            "regarding": reference(event), "reason": event.reason, "note": event.message, "action": action,
            "eventTime": micros(known.first), "type": kind(event), "reportingController": component,
            "reportingInstance": format!("{component}-neap"),
        });
        if known.count == 1 {
            self.series.insert(key, known);
            return Some(Record::New(whole));
        }
        let series = json!({ "count": known.count, "lastObservedTime": micros(now) });
        whole["series"] = series.clone();
        Some(Record::Again { event: identity(&whole), patch: json!({ "series": series }), whole })
    }

    /// Takes one from the object's budget.
    fn affords(&mut self, about: String, now: Timestamp) -> bool {
        let (left, since) = self.budgets.entry(about).or_insert((BURST, now));
        let refilled = now.duration_since(*since).as_secs_f64() / REFILL.as_secs_f64();
        (*left, *since) = ((*left + refilled).min(BURST), now);
        let affords = *left >= 1.0;
        if affords {
            *left -= 1.0;
        }
        affords
    }

    /// The object's name and the time in nanoseconds; two at the same time differ by one.
    fn name(&mut self, event: &Event, now: Timestamp) -> String {
        self.last_stamp = now.as_nanosecond().max(self.last_stamp + 1);
        format!("{}.{:x}", event.about.name, self.last_stamp)
    }
}

impl Counted {
    fn new(name: String, now: Timestamp) -> Self {
        Self { name, count: 1, first: now, last: now, written: now }
    }
}

fn metadata(name: &str, event: &Event) -> Value {
    json!({ "name": name, "namespace": event.about.namespace.as_deref().unwrap_or("default") })
}

fn forget<T>(remembered: &mut HashMap<String, T>) {
    if remembered.len() > REMEMBERED {
        remembered.clear();
    }
}

/// Parts as one text. Only the last one, a message, may have line breaks in it.
fn joined(parts: &[&str]) -> String {
    parts.join("\n")
}

fn about(component: &str, event: &Event) -> String {
    let about = &event.about;
    let namespace = about.namespace.as_deref().unwrap_or_default();
    joined(&[component, &about.api_version, &about.kind, namespace, &about.name, &event.uid, kind(event)])
}

fn reference(event: &Event) -> Value {
    let about = &event.about;
    let mut reference =
        json!({ "kind": about.kind, "name": about.name, "uid": event.uid, "apiVersion": about.api_version });
    if let Some(namespace) = &about.namespace {
        reference["namespace"] = namespace.clone().into();
    }
    reference
}

fn kind(event: &Event) -> &'static str {
    if event.warning { "Warning" } else { "Normal" }
}

fn identity(event: &Value) -> Identity {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    Identity {
        api_version: text("/apiVersion"),
        kind: text("/kind"),
        namespace: Some(text("/metadata/namespace")),
        name: text("/metadata/name"),
    }
}

/// A time as the API writes it: whole seconds.
pub(super) fn second(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A time as the API writes a MicroTime.
fn micros(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);

    fn event(message: &str, action: Option<&'static str>) -> Event {
        let about = Identity {
            api_version: "v1".into(),
            kind: "Pod".into(),
            namespace: Some("ns".into()),
            name: "pod".into(),
        };
        Event { about, uid: "u".into(), warning: false, reason: "Pulled", message: message.into(), action }
    }

    #[test]
    fn equal_events_are_counted() {
        let mut recorder = Recorder::default();
        let Some(Record::New(first)) = recorder.record("kubelet", &event("a", None), NOW) else { panic!() };
        let later = NOW + SignedDuration::from_secs(5);
        let Some(Record::Again { event: again, patch, .. }) =
            recorder.record("kubelet", &event("a", None), later)
        else {
            panic!()
        };
        assert_eq!(first["metadata"]["name"], again.name.as_str());
        assert_eq!(patch, json!({"count": 2, "lastTimestamp": "2023-11-14T22:13:25Z", "message": "a"}));
        let other = recorder.record("kubelet", &event("b", None), later);
        assert!(matches!(other, Some(Record::New(_))));
    }

    #[test]
    fn the_tenth_message_of_a_kind_is_combined() {
        let mut recorder = Recorder::default();
        let records: Vec<_> = (0..12)
            .filter_map(|count| recorder.record("kubelet", &event(&format!("m{count}"), None), NOW))
            .collect();
        let Record::New(tenth) = &records[9] else { panic!() };
        assert_eq!(tenth["message"], "(combined from similar events): m9");
        assert!(matches!(&records[10], Record::Again { patch, .. } if patch["count"] == 2));
    }

    #[test]
    fn a_flood_about_one_object_is_cut_off() {
        let mut recorder = Recorder::default();
        let sent = |recorder: &mut Recorder, now| {
            (0..40).filter(|_| recorder.record("kubelet", &event("a", None), now).is_some()).count()
        };
        assert_eq!(sent(&mut recorder, NOW), 25);
        assert_eq!(sent(&mut recorder, NOW + SignedDuration::from_mins(11)), 2);
    }

    #[test]
    fn the_newer_form_makes_a_series_and_ends_it() {
        let mut recorder = Recorder::default();
        let mut at = |seconds| {
            let now = NOW + SignedDuration::from_secs(seconds);
            recorder.record("default-scheduler", &event(&format!("{seconds}"), Some("Scheduling")), now)
        };
        assert!(
            matches!(at(0), Some(Record::New(event)) if event["eventTime"] == "2023-11-14T22:13:20.000000Z")
        );
        assert!(matches!(at(10), Some(Record::Again { patch, .. }) if patch["series"]["count"] == 2));
        assert_eq!(at(20), None);
        assert!(matches!(at(20 + 361), Some(Record::New(_))));
    }
}
