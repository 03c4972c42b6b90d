//! Which pool grows, and by how much: cluster-autoscaler's scale-up orchestrator, estimator and expanders.

use std::collections::BTreeMap;

use crate::elastic::fit::{Misfit, Room, misfit};
use crate::sandbox::machines::chance::Chance;
use crate::sandbox::scenario::{Expander, NodeAutoscaler, Pool};

use super::view::{PodView, place};

/// A pool that could grow.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// By place.
    pub pool: usize,
    /// A node of it.
    pub template: Room,
}

/// What growing one pool would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// By place.
    pub pool: usize,
    /// How many nodes.
    pub nodes: u32,
    /// The pods that find room then, by place.
    pub pods: Vec<usize>,
    /// Shares of processors and memory that are left, added.
    waste: f64,
}

/// Puts pods on nodes that are there or come; which find no room.
pub fn without_room(mut pods: Vec<PodView>, rooms: &mut [Room]) -> Vec<PodView> {
    // Cheap ones would hide in the gaps: the autoscaler tries the pods of highest priority first, then the oldest.
    pods.sort_by_key(|pod| (std::cmp::Reverse(pod.priority), pod.created));
    pods.retain(|pod| match rooms.iter_mut().find(|room| pod.fits(room)) {
        Some(room) => {
            place(pod, room);
            false
        }
        None => true,
    });
    pods
}

/// How many new nodes of a pool the pods need, and which of them fit: first fit, the largest first.
pub fn estimate(pods: &[PodView], candidate: &Candidate) -> Choice {
    let template = &candidate.template;
    let size = |pod: &PodView| -> f64 {
        ["cpu", "memory"].iter().map(|resource| share(&pod.requests, &template.allocatable, resource)).sum()
    };
    let mut order: Vec<usize> = (0..pods.len()).filter(|at| pods[*at].fits(template)).collect();
    order.sort_by(|a, b| size(&pods[*b]).total_cmp(&size(&pods[*a])));
    let mut nodes: Vec<Room> = Vec::new();
    for at in &order {
        let pod = &pods[*at];
        match nodes.iter_mut().find(|room| pod.fits(room)) {
            Some(room) => place(pod, room),
            None => {
                let mut room = template.clone();
                place(pod, &mut room);
                nodes.push(room);
            }
        }
    }
    let wasted = |resource: &str| -> f64 {
        let used: f64 = nodes.iter().map(|room| share(&room.used, &room.allocatable, resource)).sum();
        match nodes.len() {
            0 => 0.0,
            #[expect(clippy::cast_precision_loss, reason = "counts are small")]
            count => 1.0 - used / count as f64,
        }
    };
    Choice {
        pool: candidate.pool,
        nodes: u32::try_from(nodes.len()).unwrap_or(u32::MAX),
        pods: order,
        waste: wasted("cpu") + wasted("memory"),
    }
}

/// The best of several choices; of equal ones the first pool.
pub fn best(
    choices: Vec<Choice>,
    pools: &[Pool],
    settings: &NodeAutoscaler,
    chance: &mut Chance,
) -> Option<Choice> {
    let rank = |choice: &Choice| {
        let name = &pools[choice.pool].name;
        settings.priorities.iter().position(|wanted| wanted == name).unwrap_or(usize::MAX)
    };
    match settings.expander {
        Expander::LeastWaste => choices.into_iter().min_by(|a, b| a.waste.total_cmp(&b.waste)),
        Expander::MostPods => choices.into_iter().min_by_key(|choice| std::cmp::Reverse(choice.pods.len())),
        Expander::LeastNodes => choices.into_iter().min_by_key(|choice| choice.nodes),
        Expander::Priority => choices.into_iter().min_by_key(rank),
        Expander::Random => {
            let place = chance.place(choices.len());
            choices.into_iter().nth(place)
        }
    }
}

/// Why a pod triggers nothing: reasons with their counts, one for each pool that could grow.
pub fn reasons(pod: &PodView, candidates: &[Candidate], skipped: &BTreeMap<usize, &'static str>) -> String {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for candidate in candidates {
        if let Some(reason) = misfit(&pod.pod.spec, &pod.requests, &candidate.template) {
            *counts.entry(words(&reason, &candidate.template)).or_default() += 1;
        }
    }
    for reason in skipped.values() {
        *counts.entry((*reason).to_owned()).or_default() += 1;
    }
    let parts: Vec<String> = counts.into_iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    parts.join(", ")
}

/// As the scheduler's plugins word it.
fn words(reason: &Misfit, room: &Room) -> String {
    match reason {
        Misfit::Short { resource } => format!("Insufficient {resource}"),
        Misfit::Cordoned => "node(s) were unschedulable".into(),
        Misfit::OtherLabels => "node(s) didn't match Pod's node affinity/selector".into(),
        Misfit::Tainted { taint } => {
            let value =
                room.taints.iter().find(|known| known.key == *taint).and_then(|known| known.value.as_deref());
            format!("node(s) had untolerated taint {{{taint}: {}}}", value.unwrap_or_default())
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "shares are not exact")]
fn share(used: &crate::elastic::fit::Amounts, of: &crate::elastic::fit::Amounts, resource: &str) -> f64 {
    match of.get(resource) {
        Some(all) if *all > 0 => used.get(resource).copied().unwrap_or(0) as f64 / *all as f64,
        _ => 0.0,
    }
}
