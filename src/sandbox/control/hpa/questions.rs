//! What the autoscaler asks: the scale of its target, and the metrics APIs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::elastic::hpa::{Identifier, Metric};
use crate::kubernetes::Identity;
use crate::kubernetes::resources::{LabelSelector, TargetRef};
use crate::kubernetes::selector;
use crate::sandbox::World;
use crate::sandbox::world::{Resource, resource};

/// Where the custom metrics API says which versions it has.
pub const CUSTOM_METRICS: &str = "/apis/custom.metrics.k8s.io";

/// What stands for itself in a path or a query.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// Where the kind that an autoscaler scales is served. Versions of one group are one kind.
///
/// # Errors
/// No such kind is known, in the words of Kubernetes.
pub fn mapped(api_version: &str, kind: &str) -> Result<Resource, String> {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let same = |resource: &&Resource| resource.kind == kind && resource.group() == group;
    World::RESOURCES.iter().find(same).copied().ok_or_else(|| match group {
        "" => format!("no matches for kind \"{kind}\" in group \"\""),
        group => format!("no matches for kind \"{kind}\" in group \"{group}\""),
    })
}

/// What an autoscaler scales.
///
/// # Errors
/// As [`mapped`].
pub fn target(namespace: &str, reference: &TargetRef) -> Result<Identity, String> {
    let resource = mapped(reference.api_version.as_deref().unwrap_or_default(), &reference.kind)?;
    Ok(Identity {
        api_version: resource.api_version.to_owned(),
        kind: resource.kind.to_owned(),
        namespace: Some(namespace.to_owned()),
        name: reference.name.clone(),
    })
}

/// The path of a scale subresource.
pub fn scale(target: &Identity) -> Option<String> {
    let path = resource(target)?.path(target.namespace.as_deref());
    Some(format!("{path}/{}/scale", encoded(&target.name)))
}

/// Asks one metric of the pods that `pods` selects. `custom` is the version of the custom metrics API.
///
/// # Errors
/// It cannot even be asked, in the controller's words.
pub fn metric(
    metric: &Metric,
    namespace: &str,
    pods: &str,
    custom: &Result<String, String>,
) -> Result<String, String> {
    let own = match metric {
        Metric::Pods { metric, .. } | Metric::Object { metric, .. } | Metric::External { metric, .. } => {
            selected(metric)
        }
        _ => String::new(),
    };
    let custom_path = || custom.as_ref().map(|version| format!("/apis/{version}")).map_err(Clone::clone);
    match metric {
        Metric::Resource { .. } => {
            let pods = encoded(pods);
            Ok(format!("/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods?labelSelector={pods}"))
        }
        Metric::Pods { metric, .. } => {
            let (api, name) = (custom_path()?, encoded(&metric.name));
            let query = query(&[("labelSelector", pods), ("metricLabelSelector", &own)]);
            Ok(format!("{api}/namespaces/{namespace}/pods/%2A/{name}{query}"))
        }
        Metric::Object { metric, object, .. } => {
            let (api, metric) = (custom_path()?, encoded(&metric.name));
            let word = |key| object.get(key).and_then(Value::as_str).unwrap_or_default();
            let (version, kind, name) = (word("apiVersion"), word("kind"), encoded(word("name")));
            let query = query(&[("metricLabelSelector", &own)]);
            if kind == "Namespace" && !version.contains('/') {
                // The one object without a namespace that an autoscaler may name is its own.
                return Ok(format!("{api}/namespaces/{namespace}/metrics/{metric}{query}"));
            }
            let resource = mapped(version, kind)
                .map_err(|error| format!("unable to map kind {kind} to resource: {error}"))?;
            let plural = match resource.group() {
                "" => resource.plural.to_owned(),
                group => format!("{}.{group}", resource.plural),
            };
            Ok(format!("{api}/namespaces/{namespace}/{plural}/{name}/{metric}{query}"))
        }
        Metric::External { metric, .. } => {
            let (name, query) = (encoded(&metric.name), query(&[("labelSelector", &own)]));
            Ok(format!("/apis/external.metrics.k8s.io/v1beta1/namespaces/{namespace}/{name}{query}"))
        }
        // The rules say what is wrong with it.
        Metric::Unknown(_) => Err(String::new()),
    }
}

fn query(parameters: &[(&str, &str)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let given: Vec<String> = given.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if given.is_empty() { String::new() } else { format!("?{}", given.join("&")) }
}

/// The label selector of a metric as the API takes it.
fn selected(metric: &Identifier) -> String {
    let selector = metric.selector.clone().and_then(|it| serde_json::from_value::<LabelSelector>(it).ok());
    selector.map(|it| selector::text(&it)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(written: Value) -> Result<String, String> {
        let custom = Ok("custom.metrics.k8s.io/v1beta2".to_owned());
        metric(&Metric::parse(&written), "ns", "app=x", &custom)
    }

    #[test]
    fn each_metric_is_asked_where_the_controller_asks() {
        let selector = json!({"matchLabels": {"queue": "a b"}});
        for (written, path) in [
            (
                json!({"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_waiting"}}}),
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/ns/pods/%2A/vllm%3Anum_requests_waiting?labelSelector=app%3Dx",
            ),
            (
                json!({"type": "Object", "object": {"metric": {"name": "m"},
                    "describedObject": {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "name": "web"}}}),
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/ns/ingresses.networking.k8s.io/web/m",
            ),
            (
                json!({"type": "Object", "object": {"metric": {"name": "m"}, "describedObject": {"kind": "Namespace", "name": "other"}}}),
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/ns/metrics/m",
            ),
            (
                json!({"type": "External", "external": {"metric": {"name": "m", "selector": selector}}}),
                "/apis/external.metrics.k8s.io/v1beta1/namespaces/ns/m?labelSelector=queue%3Da%20b",
            ),
            (
                json!({"type": "Resource", "resource": {"name": "cpu"}}),
                "/apis/metrics.k8s.io/v1beta1/namespaces/ns/pods?labelSelector=app%3Dx",
            ),
        ] {
            assert_eq!(asked(written).unwrap(), path);
        }
    }

    #[test]
    fn what_is_not_known_is_said() {
        let unknown = json!({"type": "Object", "object": {"metric": {"name": "m"}, "describedObject": {"apiVersion": "a/v1", "kind": "B"}}});
        assert_eq!(
            asked(unknown).unwrap_err(),
            "unable to map kind B to resource: no matches for kind \"B\" in group \"a\""
        );
        let reference =
            TargetRef { api_version: Some("apps/v1".into()), kind: "Deployment".into(), name: "x".into() };
        assert_eq!(
            scale(&target("ns", &reference).unwrap()).unwrap(),
            "/apis/apps/v1/namespaces/ns/deployments/x/scale"
        );
    }
}
