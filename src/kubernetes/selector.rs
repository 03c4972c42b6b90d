//! Does a selector match labels?

use super::resources::{LabelSelector, Requirement, StringMap};

/// The first pair of an equality selector that the labels do not satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The label's key.
    pub key: String,
    /// The value that the selector wants.
    pub wanted: String,
    /// The value that the labels have; `None` if the key is missing.
    pub found: Option<String>,
}

/// Whether labels satisfy an equality selector; an empty one matches everything.
pub fn matches(selector: &StringMap, labels: &StringMap) -> bool {
    mismatch(selector, labels).is_none()
}

/// The first pair that the labels do not satisfy.
pub fn mismatch(selector: &StringMap, labels: &StringMap) -> Option<Mismatch> {
    selector.iter().find(|(key, wanted)| labels.get(*key) != Some(wanted)).map(|(key, wanted)| Mismatch {
        key: key.clone(),
        wanted: wanted.clone(),
        found: labels.get(key).cloned(),
    })
}

/// Whether labels satisfy a label selector; an empty one matches everything.
pub fn selects(selector: &LabelSelector, labels: &StringMap) -> bool {
    matches(&selector.match_labels, labels)
        && selector.match_expressions.iter().all(|requirement| holds(requirement, labels))
}

/// Whether labels satisfy one requirement of a label selector; an unknown operator holds for nothing.
pub fn holds(requirement: &Requirement, labels: &StringMap) -> bool {
    let value = labels.get(&requirement.key);
    match requirement.operator.as_str() {
        "In" => value.is_some_and(|value| requirement.values.contains(value)),
        "NotIn" => value.is_none_or(|value| !requirement.values.contains(value)),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => false,
    }
}

/// As the API's `labelSelector` parameter and `kubectl -l` take it: `a=b,c=d`.
pub fn query(selector: &StringMap) -> String {
    selector.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

/// Reads the text of a selector that is made of equalities only, as the scale of most custom kinds has; `None` for any other.
pub fn equalities(text: &str) -> Option<LabelSelector> {
    let pair = |part: &str| part.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    let match_labels: StringMap = text.split(',').map(pair).collect::<Option<_>>()?;
    Some(LabelSelector { match_labels, ..LabelSelector::default() })
}

/// A whole label selector in the same form, ordered by key: `a=b,!c,d in (e,f)`.
pub fn text(selector: &LabelSelector) -> String {
    let mut parts: Vec<(&str, String)> =
        selector.match_labels.iter().map(|(key, value)| (key.as_str(), format!("{key}={value}"))).collect();
    for requirement in &selector.match_expressions {
        let key = requirement.key.as_str();
        let mut values = requirement.values.clone();
        values.sort();
        let values = values.join(",");
        parts.push(match requirement.operator.as_str() {
            "NotIn" => (key, format!("{key} notin ({values})")),
            "Exists" => (key, key.to_owned()),
            "DoesNotExist" => (key, format!("!{key}")),
            _ => (key, format!("{key} in ({values})")),
        });
    }
    parts.sort_by_key(|(key, _)| *key);
    parts.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> StringMap {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_selector_matches_if_every_pair_is_there() {
        let labels = map(&[("app", "isvc.qwen-chat-predictor"), ("component", "predictor")]);
        assert!(matches(&map(&[]), &labels));
        assert!(matches(&map(&[("component", "predictor")]), &labels));
        let wrong = mismatch(&map(&[("app", "isvc.qwen-predictor")]), &labels).unwrap();
        assert_eq!(wrong.found.as_deref(), Some("isvc.qwen-chat-predictor"));
        assert_eq!(mismatch(&map(&[("apps", "x")]), &labels).unwrap().found, None);
        assert_eq!(query(&labels), "app=isvc.qwen-chat-predictor,component=predictor");
    }

    #[test]
    fn a_label_selector_is_written_as_the_api_takes_it() {
        let requirement = |key: &str, operator: &str, values: &[&str]| Requirement {
            key: key.into(),
            operator: operator.into(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let selector = LabelSelector {
            match_labels: map(&[("m", "1")]),
            match_expressions: vec![
                requirement("z", "NotIn", &["b", "a"]),
                requirement("a", "DoesNotExist", &[]),
                requirement("e", "Exists", &[]),
                requirement("n", "In", &["x"]),
            ],
        };
        assert_eq!(text(&selector), "!a,e,m=1,n in (x),z notin (a,b)");
    }
}
