//! Paths: which object, or which objects, a request is about.

use percent_encoding::percent_decode_str;

/// What a path names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Empty for the core group.
    pub group: String,
    /// As `v1`.
    pub version: String,
    /// The plural, as `pods`.
    pub resource: String,
    /// The namespace that the path names.
    pub namespace: Option<String>,
    /// One object.
    pub name: Option<String>,
    /// As `status`; empty without one.
    pub subresource: String,
    /// What follows the subresource, as `/metrics` of a proxied path.
    pub rest: String,
    /// The old form of a watch, `/api/v1/watch/…`.
    pub watch: bool,
}

impl Target {
    /// Reads a path below `/api/VERSION/` or `/apis/GROUP/VERSION/`; `None` where it has another form.
    pub fn parse(path: &str) -> Option<Self> {
        let mut parts = path.strip_prefix('/')?.split('/');
        let group = match parts.next()? {
            "api" => "",
            "apis" => parts.next().filter(|group| !group.is_empty())?,
            _ => return None,
        };
        let version = parts.next().filter(|version| !version.is_empty())?;
        let parts: Vec<&str> = parts.collect();
        let (watch, parts) = match parts.as_slice() {
            ["watch", rest @ ..] if !rest.is_empty() => (true, rest),
            parts => (false, parts),
        };
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let mut target =
            Self { group: group.to_owned(), version: version.to_owned(), watch, ..Self::default() };
        let parts = match parts {
            ["namespaces", namespace, inner, ..]
                if !namespace.is_empty() && !matches!(*inner, "" | "status" | "finalize") =>
            {
                target.namespace = Some(decode(namespace));
                &parts[2..]
            }
            parts => parts,
        };
        let (resource, parts) = parts.split_first()?;
        if resource.is_empty() {
            return None;
        }
        target.resource = decode(resource);
        match parts {
            [] | [""] => {}
            [name] | [name, ""] => target.name = Some(decode(name)),
            [name, subresource, rest @ ..] => {
                target.name = Some(decode(name));
                target.subresource = decode(subresource);
                target.rest = rest.iter().map(|part| format!("/{part}")).collect();
            }
        }
        Some(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_apart() {
        let target = |path: &str| Target::parse(path).unwrap();
        let pods = target("/api/v1/namespaces/a/pods");
        assert_eq!((pods.namespace.as_deref(), pods.resource.as_str(), pods.name), (Some("a"), "pods", None));
        let status = target("/apis/apps/v1/namespaces/a/deployments/web/status");
        assert_eq!((status.name.as_deref(), status.subresource.as_str()), (Some("web"), "status"));
        let space = target("/api/v1/namespaces/a");
        assert_eq!((space.resource.as_str(), space.name.as_deref()), ("namespaces", Some("a")));
        let finalize = target("/api/v1/namespaces/a/finalize");
        assert_eq!((finalize.resource.as_str(), finalize.subresource.as_str()), ("namespaces", "finalize"));
        let proxy = target("/api/v1/namespaces/a/pods/web:80/proxy/v1/models/");
        assert_eq!((proxy.subresource.as_str(), proxy.rest.as_str()), ("proxy", "/v1/models/"));
        assert!(target("/api/v1/watch/pods").watch);
        for path in ["/", "/api", "/api/v1", "/api/v1/", "/apis/apps", "/apis/apps/v1", "/version"] {
            assert_eq!(Target::parse(path), None, "{path}");
        }
    }
}
