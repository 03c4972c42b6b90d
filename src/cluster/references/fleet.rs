//! What a fleet's policy names but does not bring: clusters.

use serde_json::Value;

use super::{Found, list, text};
use crate::kubernetes::{Identity, Object};

impl Found {
    /// The clusters of all groups.
    pub(super) fn clusters(&mut self, object: &Object) {
        let Some(placement) = object.get("/spec/placement") else { return };
        for (at, group) in list(placement, "clusterAffinities").enumerate() {
            let at = format!("spec.placement.clusterAffinities[{at}]");
            self.group(group, &at);
            for (next, group) in list(group, "overflowAffinities").enumerate() {
                self.group(group, &format!("{at}.overflowAffinities[{next}]"));
            }
        }
    }

    fn group(&mut self, group: &Value, at: &str) {
        for (place, name) in list(group, "clusterNames").enumerate() {
            let Some(name) = text(Some(name)) else { continue };
            // Karmada's, and that of Open Cluster Management, which ACK One has.
            let kinds = [
                ("cluster.karmada.io/v1alpha1", "Cluster"),
                ("cluster.open-cluster-management.io/v1", "ManagedCluster"),
            ];
            let any_of = kinds.map(|(api_version, kind)| Identity {
                namespace: None,
                ..self.identity(api_version, kind, name)
            });
            self.add(any_of.to_vec(), format!("{at}.clusterNames[{place}]"), "--cluster-group", None);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::of;
    use crate::kubernetes::Object;

    #[test]
    fn clusters_of_all_groups_are_named() {
        let policy = json!({
            "apiVersion": "policy.karmada.io/v1alpha1", "kind": "PropagationPolicy", "metadata": {"name": "qwen"},
            "spec": {"placement": {"clusterAffinities": [{
                "affinityName": "idc", "clusterNames": ["c1", "c2"],
                "overflowAffinities": [{"affinityName": "cloud", "clusterNames": ["c3"]}],
            }]}},
        });
        let found = of(&Object::new(policy).unwrap());
        let told: Vec<String> = found.iter().map(|it| format!("{} at {}", it.any_of[0], it.field)).collect();
        assert_eq!(
            told,
            [
                "cluster.cluster.karmada.io/c1 at spec.placement.clusterAffinities[0].clusterNames[0]",
                "cluster.cluster.karmada.io/c2 at spec.placement.clusterAffinities[0].clusterNames[1]",
                "cluster.cluster.karmada.io/c3 at spec.placement.clusterAffinities[0].overflowAffinities[0].clusterNames[0]",
            ]
        );
    }
}
