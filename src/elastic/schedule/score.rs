//! Which of the nodes that would take a pod is best: the default profile's scores and weights.

use super::{NodeState, PodState, Question, View, affinity, spread};
use crate::elastic::placement::{term_holds, untolerated_wishes};

const MIB: i64 = 1024 * 1024;
/// Images below this, and above this for each container, make no difference.
const IMAGES: (i64, i64) = (23 * MIB, 1000 * MIB);

/// The best node; of equal ones the first by name.
pub(super) fn best(view: &View, pod: &PodState, question: &Question<'_>, nodes: &[&NodeState]) -> String {
    if let [only] = nodes {
        return only.name().to_owned();
    }
    let totals = totals(view, pod, question, nodes);
    let mut best = ("", i64::MIN);
    for (node, total) in nodes.iter().zip(totals) {
        if total > best.1 {
            best = (node.name(), total);
        }
    }
    best.0.to_owned()
}

/// The weighted sum of all scores of each node.
pub(super) fn totals(view: &View, pod: &PodState, question: &Question<'_>, nodes: &[&NodeState]) -> Vec<i64> {
    let mut totals = vec![0; nodes.len()];
    let mut add = |weight: i64, scores: Option<Vec<i64>>| {
        for (total, score) in totals.iter_mut().zip(scores.into_iter().flatten()) {
            *total += weight * score;
        }
    };
    let tolerations = &pod.pod.spec.tolerations;
    let taints = |node: &&NodeState| untolerated_wishes(&node.node.spec.taints, tolerations);
    add(3, Some(normalised(nodes.iter().map(taints).collect(), true)));
    let wishes =
        pod.pod.spec.affinity.as_ref().and_then(|it| it.node_affinity.as_ref()).map(|it| &it.preferred);
    if let Some(wishes) = wishes.filter(|wishes| !wishes.is_empty()) {
        let met = |node: &&NodeState| {
            let met = wishes.iter().filter(|wish| term_holds(&wish.preference, node.name(), node.labels()));
            met.map(|wish| i64::from(wish.weight)).sum()
        };
        add(2, Some(normalised(nodes.iter().map(met).collect(), false)));
    }
    add(1, Some(nodes.iter().map(|node| least_allocated(pod, node)).collect()));
    add(2, spread::scores(view, pod, question, nodes));
    add(2, affinity::scores(view, pod, &question.namespaces, nodes));
    if pod.requests.cpu != 0 || pod.requests.memory != 0 {
        add(1, Some(nodes.iter().map(|node| balanced(pod, node)).collect()));
    }
    add(1, Some(image_locality(view, pod, nodes)));
    totals
}

/// As shares of the largest, in hundredths; reversed where less is better.
fn normalised(scores: Vec<i64>, reverse: bool) -> Vec<i64> {
    let most = scores.iter().max().copied().unwrap_or(0);
    let share = |score: i64| match most {
        0 if reverse => 100,
        0 => score,
        _ if reverse => 100 - 100 * score / most,
        _ => 100 * score / most,
    };
    scores.into_iter().map(share).collect()
}

/// The free share of CPU and memory after the pod.
fn least_allocated(pod: &PodState, node: &NodeState) -> i64 {
    let free =
        |wanted: i64, has: i64| (has != 0).then(|| if wanted > has { 0 } else { (has - wanted) * 100 / has });
    let shares = [
        free(node.nonzero.0 + pod.nonzero.0, node.allocatable.cpu),
        free(node.nonzero.1 + pod.nonzero.1, node.allocatable.memory),
    ];
    match shares {
        [Some(cpu), Some(memory)] => (cpu + memory) / 2,
        [Some(share), None] | [None, Some(share)] => share,
        [None, None] => 0,
    }
}

/// How evenly CPU and memory are used with the pod, against without it.
fn balanced(pod: &PodState, node: &NodeState) -> i64 {
    let (used, has) = (&node.requested, &node.allocatable);
    let with =
        evenness([(used.cpu + pod.requests.cpu, has.cpu), (used.memory + pod.requests.memory, has.memory)]);
    let without = evenness([(used.cpu, has.cpu), (used.memory, has.memory)]);
    50 + (50 + with - without) / 2
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "as the real scheduler rounds"
)]
fn evenness(resources: [(i64, i64); 2]) -> i64 {
    let share = |(used, has): (i64, i64)| (used as f64 / has as f64).min(1.0);
    let deviation = match resources {
        [one, other] if one.1 != 0 && other.1 != 0 => ((share(one) - share(other)) / 2.0).abs(),
        _ => 0.0,
    };
    ((1.0 - deviation) * 100.0) as i64
}

/// How much of the pod's images is there already, less for those that few nodes have.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "as the real scheduler rounds"
)]
fn image_locality(view: &View, pod: &PodState, nodes: &[&NodeState]) -> Vec<i64> {
    let spec = &pod.pod.spec;
    let containers = || spec.init_containers.iter().chain(&spec.containers);
    let images: Vec<(String, f64)> = containers()
        .filter_map(|container| container.image.as_deref())
        .map(|image| match image.rfind(':') > image.rfind('/') {
            true => image.to_owned(),
            false => format!("{image}:latest"),
        })
        .map(|image| {
            let spread = view.image_nodes(&image) as f64 / view.nodes().len() as f64;
            (image, spread)
        })
        .filter(|(_, spread)| *spread > 0.0)
        .collect();
    let most = IMAGES.1 * i64::try_from(containers().count().max(1)).unwrap_or(1);
    let score = |node: &&NodeState| {
        let there = |(image, spread): &(String, f64)| Some((*node.images.get(image)? as f64 * spread) as i64);
        let sum: i64 = images.iter().filter_map(there).sum();
        100 * (sum.clamp(IMAGES.0, most) - IMAGES.0) / (most - IMAGES.0)
    };
    nodes.iter().map(score).collect()
}
