//! What is asked of the API server, in the words of RBAC: so that an error can say what was not allowed.

use std::fmt;

/// A verb on a resource, as RBAC names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// `get`, `list`, `watch`, `create`, `patch`, `delete` …
    pub verb: &'static str,
    /// The plural with its group, as `inferenceservices.serving.kserve.io`, or a path as `/version`.
    pub resource: String,
    /// `None` for all namespaces, or where there are none.
    pub namespace: Option<String>,
    /// `None` for a list.
    pub name: Option<String>,
}

impl Action {
    /// A verb on a resource that is named by its plural and group.
    pub fn new(verb: &'static str, resource: impl Into<String>) -> Self {
        Self { verb, resource: resource.into(), namespace: None, name: None }
    }

    /// A verb on a kind of [`crate::kubernetes::resources`].
    pub fn on<K: kube::Resource<DynamicType = ()>>(verb: &'static str) -> Self {
        let (plural, group) = (K::plural(&()), K::group(&()));
        let resource = if group.is_empty() { plural.into_owned() } else { format!("{plural}.{group}") };
        Self::new(verb, resource)
    }

    /// In this namespace.
    #[must_use]
    pub fn within(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// On the object of this name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The resource without its group.
    pub fn plural(&self) -> &str {
        self.resource.split_once('.').map_or(self.resource.as_str(), |(plural, _)| plural)
    }

    /// The group of the resource; empty for the core group.
    pub fn group(&self) -> &str {
        self.resource.split_once('.').map_or("", |(_, group)| group)
    }
}

/// As in `get pods/qwen in namespace default`.
impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.verb, self.resource)?;
        if let Some(name) = &self.name {
            write!(formatter, "/{name}")?;
        }
        match &self.namespace {
            Some(namespace) => write!(formatter, " in namespace {namespace}"),
            None => Ok(()),
        }
    }
}
