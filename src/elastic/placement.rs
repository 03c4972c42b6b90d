//! Which pod may run on which node, by labels and taints, as the scheduler reads them.

use crate::kubernetes::resources::{NodeSelectorTerm, PodSpec, Requirement, StringMap, Taint, Toleration};
use crate::kubernetes::selector;

/// Whether a node's labels satisfy one requirement.
pub fn requirement_holds(requirement: &Requirement, labels: &StringMap) -> bool {
    let number = |text: Option<&String>| text.and_then(|text| text.parse::<i64>().ok());
    let numbers = || number(labels.get(&requirement.key)).zip(number(requirement.values.first()));
    match requirement.operator.as_str() {
        "Gt" => numbers().is_some_and(|(has, wants)| has > wants),
        "Lt" => numbers().is_some_and(|(has, wants)| has < wants),
        _ => selector::holds(requirement, labels),
    }
}

/// Whether a node satisfies all requirements of a term; an empty term holds for no node.
pub fn term_holds(term: &NodeSelectorTerm, name: &str, labels: &StringMap) -> bool {
    let field = |requirement: &Requirement| {
        let fields = StringMap::from([("metadata.name".to_owned(), name.to_owned())]);
        requirement_holds(requirement, &fields)
    };
    (!term.match_expressions.is_empty() || !term.match_fields.is_empty())
        && term.match_expressions.iter().all(|requirement| requirement_holds(requirement, labels))
        && term.match_fields.iter().all(field)
}

/// Whether a pod may run on a node by node selector and required node affinity.
pub fn labels_admit(pod: &PodSpec, name: &str, labels: &StringMap) -> bool {
    let affinity = pod.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let required = affinity.and_then(|affinity| affinity.required.as_ref());
    selector::matches(&pod.node_selector, labels)
        && required.is_none_or(|required| {
            required.node_selector_terms.iter().any(|term| term_holds(term, name, labels))
        })
}

/// The first taint that keeps a pod away.
pub fn untolerated<'a>(taints: &'a [Taint], tolerations: &[Toleration]) -> Option<&'a Taint> {
    taints
        .iter()
        .filter(|taint| taint.effect != "PreferNoSchedule")
        .find(|taint| !tolerations.iter().any(|toleration| tolerates(toleration, taint)))
}

/// How many taints that only ask to stay away are not tolerated.
pub fn untolerated_wishes(taints: &[Taint], tolerations: &[Toleration]) -> i64 {
    let wishes = taints.iter().filter(|taint| taint.effect == "PreferNoSchedule");
    let refused = wishes.filter(|taint| !tolerations.iter().any(|toleration| tolerates(toleration, taint)));
    i64::try_from(refused.count()).unwrap_or(i64::MAX)
}

fn tolerates(toleration: &Toleration, taint: &Taint) -> bool {
    let exists = toleration.operator.as_deref() == Some("Exists");
    let key = match toleration.key.as_deref().unwrap_or_default() {
        "" => exists,
        key => key == taint.key,
    };
    key && toleration.effect.as_deref().is_none_or(|effect| effect.is_empty() || effect == taint.effect)
        && (exists
            || toleration.value.as_deref().unwrap_or_default() == taint.value.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> StringMap {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn requirement(key: &str, operator: &str, values: &[&str]) -> Requirement {
        Requirement {
            key: key.to_owned(),
            operator: operator.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        }
    }

    #[test]
    fn operators_mean_what_the_scheduler_means() {
        let node = labels(&[("pool", "edge"), ("gpus", "8")]);
        let holds =
            |key, operator, values: &[&str]| requirement_holds(&requirement(key, operator, values), &node);
        assert!(holds("pool", "In", &["edge", "cloud"]) && !holds("pool", "In", &["cloud"]));
        assert!(
            !holds("none", "In", &[""])
                && holds("none", "NotIn", &["x"])
                && !holds("pool", "NotIn", &["edge"])
        );
        assert!(holds("pool", "Exists", &[]) && holds("none", "DoesNotExist", &[]));
        assert!(holds("gpus", "Gt", &["4"]) && !holds("gpus", "Gt", &["8"]) && holds("gpus", "Lt", &["9"]));
        assert!(!holds("pool", "Gt", &["1"]) && !holds("pool", "Like", &["edge"]));
    }

    #[test]
    fn an_empty_term_holds_for_no_node() {
        assert!(!term_holds(&NodeSelectorTerm::default(), "n", &labels(&[])));
        let by_name = NodeSelectorTerm {
            match_fields: vec![requirement("metadata.name", "In", &["n"])],
            ..NodeSelectorTerm::default()
        };
        assert!(term_holds(&by_name, "n", &labels(&[])) && !term_holds(&by_name, "m", &labels(&[])));
    }

    #[test]
    fn a_taint_keeps_away_what_does_not_tolerate_it() {
        let taint = |effect: &str| Taint {
            key: "gpu".into(),
            value: Some("a10".into()),
            effect: effect.into(),
            ..Taint::default()
        };
        let toleration = |key: &str, operator: &str, value: &str| Toleration {
            key: Some(key.into()),
            operator: Some(operator.into()),
            value: Some(value.into()),
            ..Toleration::default()
        };
        let hard = [taint("NoSchedule")];
        assert!(untolerated(&hard, &[]).is_some());
        assert!(untolerated(&[taint("PreferNoSchedule")], &[]).is_none());
        assert!(untolerated(&hard, &[toleration("gpu", "Equal", "a10")]).is_none());
        assert!(untolerated(&hard, &[toleration("gpu", "Equal", "v100")]).is_some());
        assert!(untolerated(&hard, &[toleration("gpu", "Exists", "")]).is_none());
        assert!(untolerated(&hard, &[toleration("", "Exists", "")]).is_none());
    }
}
