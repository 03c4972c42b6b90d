//! Why no node takes a pod: in the scheduler's words where they are still recorded, else by arithmetic.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Stage;
use super::events::{about, seen_at};
use super::scene::Scene;
use super::world::World;
use crate::elastic::fit::{self, Misfit};
use crate::elastic::requests::requests;
use crate::kubernetes::resources::Pod;

/// No node takes the pod.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoRoom {
    /// Where the reason comes from.
    pub source: Source,
    /// What is short or does not fit, by how many nodes it concerns, the most useful first.
    pub shortfalls: Vec<Shortfall>,
    /// How many nodes there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nodes: Option<u32>,
    /// The scheduler's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Where a reason comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// The pod's condition PodScheduled.
    Condition,
    /// A FailedScheduling event.
    Event,
    /// Nothing is recorded: nodes' allocatable less what pods ask for.
    Computed,
    /// Nothing is recorded, and the nodes cannot be read.
    Unknown,
}

/// One reason, and the nodes that it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shortfall {
    /// What is short, as `nvidia.com/gpu`; absent if it is not a resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// What the scheduler says where it is not a resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// On how many nodes.
    pub count: u32,
    /// Which nodes, where that could be computed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub on: Vec<String>,
    /// Their pools, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<String>,
}

/// The stage of a pod that has no node and no trouble with volumes.
pub(super) fn without_room(world: &World, scene: &Scene<'_>, pod: &Pod, condition: Option<String>) -> Stage {
    let name = pod.metadata.name.as_deref().unwrap_or_default();
    let recorded = condition.map(|message| (Source::Condition, message)).or_else(|| {
        let failed = about(&world.events, name, pod.metadata.uid.as_deref())
            .filter(|event| event.reason.as_deref() == Some("FailedScheduling"))
            .max_by_key(|event| seen_at(event))?;
        Some((Source::Event, failed.message.clone()?))
    });
    // The overview does not know what other pods take of a node.
    let nodes_known = world.scope.service.is_some() && world.knows_nodes();
    let computed = nodes_known.then(|| compute(world, scene, pod));
    match (recorded, computed) {
        (Some((source, message)), computed) => {
            let (nodes, mut shortfalls) = parse(&message);
            for shortfall in &mut shortfalls {
                let twin = computed
                    .iter()
                    .flatten()
                    .find(|it| it.resource.is_some() && it.resource == shortfall.resource);
                if let Some(twin) = twin {
                    shortfall.on.clone_from(&twin.on);
                    shortfall.pools.clone_from(&twin.pools);
                }
            }
            Stage::Unschedulable(NoRoom { source, shortfalls, nodes, message: Some(message) })
        }
        // It would fit, or it has only just been made: the scheduler has not spoken.
        (None, Some(shortfalls)) if shortfalls.iter().all(|it| it.count == 0) => Stage::Scheduling,
        (None, Some(shortfalls)) => Stage::Unschedulable(NoRoom {
            source: Source::Computed,
            nodes: u32::try_from(world.nodes.len()).ok(),
            shortfalls,
            message: None,
        }),
        (None, None) => Stage::Unschedulable(NoRoom {
            source: Source::Unknown,
            shortfalls: Vec::new(),
            nodes: None,
            message: None,
        }),
    }
}

/// What keeps the pod off each known node; empty if some node would take it.
fn compute(world: &World, scene: &Scene<'_>, pod: &Pod) -> Vec<Shortfall> {
    let wanted = requests(&pod.spec);
    let mut by_reason: BTreeMap<Misfit, Shortfall> = BTreeMap::new();
    for node in world.nodes.values() {
        let room = world.room(node);
        let Some(misfit) = fit::misfit(&pod.spec, &wanted, &room) else { return Vec::new() };
        let (resource, other) = match &misfit {
            Misfit::Short { resource } => (Some(resource.clone()), None),
            Misfit::Cordoned => (None, Some("cordoned".to_owned())),
            Misfit::Tainted { taint } => (None, Some(format!("taint {taint} is not tolerated"))),
            Misfit::OtherLabels => {
                (None, Some("labels do not match its node selector or affinity".to_owned()))
            }
        };
        let entry = by_reason.entry(misfit).or_insert(Shortfall {
            resource,
            other,
            count: 0,
            on: vec![],
            pools: vec![],
        });
        entry.count += 1;
        if let Some(pool) = world.pool_name(scene, &room.labels)
            && !entry.pools.contains(&pool)
        {
            entry.pools.push(pool);
        }
        entry.on.push(room.name);
    }
    sorted(by_reason.into_values().collect())
}

/// Reads `0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) didn't match … . preemption: …`.
///
/// Text of another form is one shortfall in its own words.
pub(super) fn parse(message: &str) -> (Option<u32>, Vec<Shortfall>) {
    let whole = |text: &str| Shortfall {
        resource: None,
        other: Some(text.trim().trim_end_matches('.').to_owned()),
        count: 0,
        on: Vec::new(),
        pools: Vec::new(),
    };
    let Some((head, reasons)) = message.split_once(" nodes are available: ") else {
        return (None, vec![whole(message)]);
    };
    let nodes = head.rsplit('/').next().and_then(|total| total.trim().parse().ok());
    // What follows is about preemption and claims; it never helps.
    let end = reasons.find(". ").unwrap_or(reasons.len());
    let reasons = reasons[..end].trim_end_matches('.');
    let mut found: Vec<Shortfall> = Vec::new();
    for part in reasons.split(", ") {
        let (count, text) = match part.split_once(' ') {
            Some((count, text)) if count.chars().all(|c| c.is_ascii_digit()) && !count.is_empty() => {
                (count.parse().unwrap_or(u32::MAX), text)
            }
            // A comma within a reason: it belongs to the one before.
            _ => match found.last_mut().and_then(|last| last.other.as_mut()) {
                Some(other) => {
                    other.push_str(", ");
                    other.push_str(part);
                    continue;
                }
                None => (0, part),
            },
        };
        let resource = text.strip_prefix("Insufficient ").map(|name| name.trim().to_owned());
        let other = resource.is_none().then(|| text.trim_start_matches("node(s) ").to_owned());
        found.push(Shortfall { resource, other, count, on: Vec::new(), pools: Vec::new() });
    }
    (nodes, sorted(found))
}

/// Accelerators first, then other resources, then the rest.
fn sorted(mut shortfalls: Vec<Shortfall>) -> Vec<Shortfall> {
    shortfalls.sort_by_key(|it| match &it.resource {
        Some(name) if name.contains('/') => 0,
        Some(_) => 1,
        None => 2,
    });
    shortfalls
}

#[cfg(test)]
mod tests {
    use super::*;

    type Reason = (Option<String>, Option<String>, u32);

    fn read(message: &str) -> (Option<u32>, Vec<Reason>) {
        let (nodes, shortfalls) = parse(message);
        (nodes, shortfalls.into_iter().map(|it| (it.resource, it.other, it.count)).collect())
    }

    #[test]
    fn the_schedulers_message_is_taken_apart() {
        let message = "0/3 nodes are available: 2 node(s) didn't match Pod's node affinity/selector, 1 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.";
        let (nodes, shortfalls) = read(message);
        assert_eq!(nodes, Some(3));
        assert_eq!(
            shortfalls,
            [
                (Some("nvidia.com/gpu".into()), None, 1),
                (None, Some("didn't match Pod's node affinity/selector".into()), 2)
            ]
        );
    }

    #[test]
    fn a_taint_with_commas_and_braces_stays_whole() {
        let (_, shortfalls) =
            read("0/2 nodes are available: 1 node(s) had untolerated taint {gpu: a, b}, 1 Insufficient cpu.");
        assert_eq!(shortfalls[0], (Some("cpu".into()), None, 1));
        assert_eq!(shortfalls[1].1.as_deref(), Some("had untolerated taint {gpu: a, b}"));
    }

    #[test]
    fn other_words_are_kept() {
        assert_eq!(
            read("no nodes available to schedule pods").1[0].1.as_deref(),
            Some("no nodes available to schedule pods")
        );
        for odd in [
            "",
            "0/ nodes are available: ",
            " nodes are available: x, ,",
            "0/1 nodes are available: 99999999999 Insufficient x",
        ] {
            let _ = parse(odd);
        }
    }
}
