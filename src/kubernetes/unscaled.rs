//! Why an autoscaler cannot read the scale of its target, by what its condition says.

/// What is wrong with the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unscaled {
    /// No object has the name.
    Missing,
    /// The kind has no scale subresource, so that nothing can set its replicas.
    NoScale,
    /// The cluster does not serve the kind in this version.
    UnknownKind,
    /// The controller may not read it.
    Forbidden,
    /// It is none of these.
    Other,
}

impl Unscaled {
    /// By the words of the API server, which the condition repeats.
    pub fn of(message: &str) -> Self {
        let has = |words: &str| message.contains(words);
        match () {
            () if has("is forbidden") => Self::Forbidden,
            () if has("no matches for kind") => Self::UnknownKind,
            () if has("could not find the requested resource") => Self::NoScale,
            () if has("not found") => Self::Missing,
            () => Self::Other,
        }
    }

    /// What is wrong, in words.
    pub fn why(self, kind: &str, name: &str, namespace: &str) -> String {
        match self {
            Self::Missing => {
                format!("there is no {kind} {name:?} in namespace {namespace}, so it scales nothing")
            }
            Self::NoScale => {
                format!("a {kind} has no scale subresource: nothing can set replicas of {kind} {name:?}")
            }
            Self::UnknownKind => format!(
                "the cluster serves no {kind} in the apiVersion of the target, so it does not find {name:?}"
            ),
            Self::Forbidden => {
                format!("the autoscaler's controller may not read the scale of {kind} {name:?}")
            }
            Self::Other => format!("it cannot read or set the replicas of {kind} {name:?}"),
        }
    }

    /// What to do.
    pub fn remedy(self, kind: &str) -> String {
        match (self, kind) {
            (Self::Missing, _) => {
                "name in scaleTargetRef what runs the replicas; it must be in the autoscaler's namespace"
                    .into()
            }
            (Self::NoScale, "InferenceService") => {
                "aim at the Deployment that KServe makes, NAME-predictor".into()
            }
            (Self::NoScale, _) => {
                "aim at what has replicas of its own, as a Deployment or a StatefulSet".into()
            }
            (Self::UnknownKind, _) => "write the apiVersion and kind that the cluster serves".into(),
            (Self::Forbidden, _) => {
                format!("give the controller's role get and update on the scale of {kind}")
            }
            (Self::Other, _) => "look whether the target is there and may be scaled".into(),
        }
    }

    /// What to type next.
    pub fn command(self, kind: &str, name: &str, namespace: &str) -> String {
        let kind = kind.to_lowercase();
        match self {
            Self::Missing => format!("kubectl get {kind} -n {namespace}"),
            Self::NoScale => format!("kubectl get deployment,statefulset -n {namespace}"),
            Self::UnknownKind => format!("kubectl api-resources | grep -i {kind}"),
            Self::Forbidden => format!(
                "kubectl auth can-i get {kind} --subresource=scale -n {namespace} --as=system:serviceaccount:kube-system:horizontal-pod-autoscaler"
            ),
            Self::Other => format!("kubectl get {kind} -n {namespace} {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages as Kubernetes 1.36 writes them; the first three are seen on the real one too (`tests/cluster/doctor.rs`).
    #[test]
    fn the_words_of_the_controller_tell_what_is_wrong() {
        for (message, what) in [
            (
                "the HPA controller was unable to get the target's current scale: deployments.apps \"qwen\" not found",
                Unscaled::Missing,
            ),
            (
                "the HPA controller was unable to get the target's current scale: the server could not find the requested resource",
                Unscaled::NoScale,
            ),
            (
                "the HPA controller was unable to get the target's current scale: no matches for kind \"Deploy\" in group \"apps\"",
                Unscaled::UnknownKind,
            ),
            (
                "deployments.apps \"qwen\" is forbidden: User \"a\" cannot get resource \"deployments/scale\" in API group \"apps\"",
                Unscaled::Forbidden,
            ),
            ("etcdserver: request timed out", Unscaled::Other),
        ] {
            assert_eq!(Unscaled::of(message), what, "{message}");
            assert!(what.why("Deployment", "qwen", "a").contains("\"qwen\""), "{what:?}");
        }
    }
}
