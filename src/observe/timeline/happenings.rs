//! Events, reduced to what a timeline asks of them.

use jiff::Timestamp;

use super::clocks::Clock;
use super::interval::Interval;
use crate::clock::parse_duration;
use crate::kubernetes::resources::Event;

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The kind of what it is about.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its uid; empty where the event does not say it.
    pub uid: String,
    /// The part of it, as `spec.containers{main}`.
    pub part: String,
    /// One word.
    pub reason: String,
    /// In words.
    pub message: String,
    /// When it happened first.
    pub first: Interval,
    /// When it happened last; equal events are counted, and those in between leave no time.
    pub last: Interval,
    /// How often.
    pub count: i32,
    /// Who says so.
    pub component: String,
}

impl Happening {
    /// An event with a time; others say nothing here.
    pub fn of(event: &Event) -> Option<Self> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let created = event.metadata.creation_timestamp.as_ref().map(|time| Interval::stamp(time.0));
        // The newer form stamps in microseconds; the older one in seconds.
        let newer = event.event_time.map(Interval::exact);
        let first = newer.or(event.first_timestamp.map(Interval::stamp)).or(created)?;
        let last = event.last_timestamp.map(Interval::stamp).filter(|last| last.latest >= first.latest);
        let about = &event.involved_object;
        let source = event.source.as_ref().and_then(|source| source.component.clone());
        Some(Self {
            kind: text(&about.kind),
            name: text(&about.name),
            uid: text(&about.uid),
            part: text(&about.field_path),
            reason: text(&event.reason),
            message: text(&event.message),
            first,
            last: last.unwrap_or(first),
            count: event.count.unwrap_or(1),
            component: source.filter(|it| !it.is_empty()).unwrap_or_else(|| text(&event.reporting_component)),
        })
    }

    /// Whose clock stamped it. `node` is the one that the pod of it is on.
    pub fn clock(&self, node: Option<&str>) -> Clock {
        match self.component.to_ascii_lowercase().as_str() {
            "kubelet" => Clock::Node(node.unwrap_or(&self.name).to_owned()),
            "default-scheduler" => Clock::Scheduler,
            "cluster-autoscaler" | "goatscaler" | "karpenter" => Clock::NodeAutoscaler,
            _ if self.reason == "FailedScheduling" || self.reason == "Scheduled" => Clock::Scheduler,
            // Simulated kubelets have names of their own.
            _ if matches!(self.reason.as_str(), "Pulling" | "Pulled" | "Created" | "Started") => {
                Clock::Node(node.unwrap_or(&self.name).to_owned())
            }
            _ => Clock::Controllers,
        }
    }

    /// Whether it is about this container of a pod; true where it does not say which.
    pub fn is_of_container(&self, container: &str) -> bool {
        self.part.is_empty() || self.part == format!("spec.containers{{{container}}}")
    }
}

/// What a `Pulled` event says of a pull.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pull {
    /// How long the transfer took, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// The same with the wait for other pulls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_waiting: Option<f64>,
    /// The image's size in bytes, compressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// It was on the node already.
    pub cached: bool,
}

/// Reads `Successfully pulled image "x" in 1m2.5s (1m3s including waiting). Image size: 123 bytes.`
pub fn pull(message: &str) -> Pull {
    let word = |after: &str| -> Option<&str> {
        let (_, rest) = message.rsplit_once(after)?;
        rest.split([' ', ')', '.']).next().filter(|word| !word.is_empty())
    };
    let took = message.rsplit_once("\" in ").map(|(_, rest)| rest);
    let waited = took.and_then(|rest| rest.split_once('(')).map(|(_, rest)| rest);
    let first = |text: Option<&str>| {
        let word = text.and_then(|text| text.split(' ').next())?;
        parse_duration(word).ok().map(|took| took.as_secs_f64())
    };
    Pull {
        seconds: first(took),
        with_waiting: first(waited),
        bytes: word("Image size: ").and_then(|bytes| bytes.parse().ok()),
        cached: message.contains("already present on machine"),
    }
}

/// `New size: 3; reason: pods metric x above target`: the size and the reason.
pub fn rescale(message: &str) -> Option<(u32, &str)> {
    let (size, reason) = message.strip_prefix("New size: ")?.split_once("; reason: ")?;
    Some((size.trim().parse().ok()?, reason))
}

/// What a Deployment did with one of its ReplicaSets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetScaled {
    /// The ReplicaSet.
    pub set: String,
    /// How many it had; `None` where that is left out.
    pub from: Option<u32>,
    /// How many it shall have.
    pub to: u32,
}

/// `Scaled up replica set web-1 from 1 to 3`, `Scaled down replica set web-1 to 1 from 3`.
pub fn scaled(message: &str) -> Option<SetScaled> {
    let mut words = message.strip_prefix("Scaled ")?.split_whitespace().skip_while(|it| *it != "set").skip(1);
    let set = words.next()?.to_owned();
    let rest: Vec<&str> = words.collect();
    let after = |word: &str| {
        let place = rest.iter().position(|it| *it == word)?;
        rest.get(place + 1)?.parse().ok()
    };
    Some(SetScaled { set, from: after("from"), to: after("to")? })
}

/// When, of several.
pub(super) fn earliest(times: impl Iterator<Item = Interval>) -> Option<Timestamp> {
    times.map(|at| at.earliest).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pull_says_how_long_and_how_much() {
        let text = "Successfully pulled image \"r.invalid/vllm:2\" in 1m2.5s (1m3s including waiting). Image size: 5368709120 bytes.";
        assert_eq!(
            pull(text),
            Pull { seconds: Some(62.5), with_waiting: Some(63.0), bytes: Some(5_368_709_120), cached: false }
        );
        let present = "Container image \"x\" already present on machine and can be accessed by the pod";
        assert_eq!(pull(present), Pull { cached: true, ..Pull::default() });
        assert_eq!(pull("Successfully pulled image \"x\" in 850ms").seconds, Some(0.85));
        assert_eq!(pull("odd"), Pull::default());
        for odd in ["", "s", "1x"] {
            assert_eq!(pull(&format!("Successfully pulled image \"x\" in {odd} (waited)")).seconds, None);
        }
    }

    #[test]
    fn sizes_are_read_from_the_words_of_both_controllers() {
        assert_eq!(
            rescale("New size: 3; reason: pods metric x above target"),
            Some((3, "pods metric x above target"))
        );
        assert_eq!(rescale("New size: ; reason: x"), None);
        let web = |from, to| Some(SetScaled { set: "web-7d".to_owned(), from, to });
        assert_eq!(scaled("Scaled up replica set web-7d from 1 to 3"), web(Some(1), 3));
        assert_eq!(scaled("Scaled down replica set web-7d to 1 from 3"), web(Some(3), 1));
        assert_eq!(scaled("Scaled up replica set web-7d to 1"), web(None, 1));
        assert_eq!(scaled("odd"), None);
    }
}
