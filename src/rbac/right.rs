//! One right: verbs on resources, where, how much depends on it, and why.

/// Where a right holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the namespace of the services.
    Namespace,
    /// In another namespace, by its name.
    Within(&'static str),
    /// In the whole cluster: for what has no namespace, or is in all of them.
    Cluster,
}

/// How much depends on a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The verb fails without it.
    Must,
    /// Asked for where these flags are given, or this comes about.
    With(&'static str),
    /// The verb does without it; this is then missing.
    May(&'static str),
}

/// Verbs on resources, for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Right {
    /// As RBAC calls them, sorted.
    pub verbs: &'static [&'static str],
    /// Plurals with their group, as `deployments.apps`, `pods` or `pods/log`.
    pub resources: &'static [&'static str],
    /// Where.
    pub place: Place,
    /// How much depends on it.
    pub need: Need,
    /// What is done with it.
    pub why: &'static str,
}

impl Right {
    /// A right that a verb cannot do without, in the namespace of the services.
    pub const fn to(
        verbs: &'static [&'static str],
        resources: &'static [&'static str],
        why: &'static str,
    ) -> Self {
        Self { verbs, resources, place: Place::Namespace, need: Need::Must, why }
    }

    /// The same on these resources.
    #[must_use]
    pub const fn on(self, resources: &'static [&'static str]) -> Self {
        Self { resources, ..self }
    }

    /// The verb does without it, and this is missing then.
    #[must_use]
    pub const fn or_else(self, without: &'static str) -> Self {
        Self { need: Need::May(without), ..self }
    }

    /// Only where this is given, or comes about.
    #[must_use]
    pub const fn with(self, what: &'static str) -> Self {
        Self { need: Need::With(what), ..self }
    }

    /// In the whole cluster.
    #[must_use]
    pub const fn everywhere(self) -> Self {
        Self { place: Place::Cluster, ..self }
    }

    /// In this namespace.
    #[must_use]
    pub const fn within(self, namespace: &'static str) -> Self {
        Self { place: Place::Within(namespace), ..self }
    }
}

/// Both lists after one another.
pub const fn join<T: Copy, const A: usize, const B: usize, const N: usize>(
    first: &[T; A],
    second: &[T; B],
) -> [T; N] {
    assert!(A + B == N && A > 0);
    let mut both = [first[0]; N];
    let mut at = 0;
    while at < N {
        both[at] = if at < A { first[at] } else { second[at - A] };
        at += 1;
    }
    both
}

/// The same resources in the same places, with other verbs and for another reason.
pub const fn again<const N: usize>(
    mut rights: [Right; N],
    verbs: Option<&'static [&'static str]>,
    why: &'static str,
    need: Need,
) -> [Right; N] {
    let mut at = 0;
    while at < N {
        let verbs = match verbs {
            Some(verbs) => verbs,
            None => rights[at].verbs,
        };
        rights[at] = Right { verbs, why, need, ..rights[at] };
        at += 1;
    }
    rights
}

/// The API group of a resource that is written `plural.group`, and the resource as RBAC has it: `deployments.apps/scale` is
/// `deployments/scale` of `apps`.
pub fn split(resource: &str) -> (&str, String) {
    let (object, subresource) = match resource.split_once('/') {
        Some((object, subresource)) => (object, Some(subresource)),
        None => (resource, None),
    };
    let (plural, group) = object.split_once('.').unwrap_or((object, ""));
    let named =
        subresource.map_or_else(|| plural.to_owned(), |subresource| format!("{plural}/{subresource}"));
    (group, named)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_subresource_belongs_to_the_plural() {
        assert_eq!(split("pods/log"), ("", "pods/log".to_owned()));
        assert_eq!(split("deployments.apps/scale"), ("apps", "deployments/scale".to_owned()));
        assert_eq!(split("*.custom.metrics.k8s.io"), ("custom.metrics.k8s.io", "*".to_owned()));
    }
}
