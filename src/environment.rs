//! The environment variables: which are read, and what they were at the start.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The environment variables that are read, and what each means; the manual's ENVIRONMENT section.
pub const VARIABLES: [(&str, &str); 15] = [
    ("KUBECONFIG", "Paths of kubeconfig files, parted as in PATH; without it ~/.kube/config."),
    ("HOME, USERPROFILE", "Where ~/.kube/config and ~/.arena/config are looked for."),
    (
        "ARENA_CONFIG",
        "Path of Arena's configuration file; without it ~/.arena/config. Its namespace and imagePullSecrets count where no flag names them.",
    ),
    (
        "OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET",
        "The access key of which cache volume --access-key-from=env makes a Secret.",
    ),
    ("COLUMNS", "The width of the screen, where it cannot be asked for."),
    ("NO_COLOR", "If set, nothing is coloured unless --color=always says so."),
    ("TERM", "With dumb, nothing is coloured and a watch is lines; with linux, the live screen is ASCII."),
    ("LC_ALL, LC_CTYPE, LANG", "Where the first of them that is set is not UTF-8, the live screen is ASCII."),
    (
        "HTTPS_PROXY, HTTP_PROXY, NO_PROXY",
        "The proxy to the API server, unless the kubeconfig names one, and the hosts that it is not for.",
    ),
    (
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "The authorities that bench and serve test trust, instead of the system's.",
    ),
    (
        "NEAP_BENCH_TOKEN",
        "The word by which the workers of bench --workers know each other; without it one is made up and shown.",
    ),
    (
        "NEAP_BENCH_LEADER, NEAP_BENCH_LISTEN, NEAP_BENCH_ORDERS, NEAP_BENCH_WORKERS, JOB_COMPLETION_INDEX",
        "Set in the pods of bench --in-cluster: where worker 0 is, where it listens, what to do, how many workers there are, which one this is. Not for people.",
    ),
    (
        "XDG_RUNTIME_DIR",
        "Where sandboxes that run keep their kubeconfig; without it XDG_CACHE_HOME or ~/.cache.",
    ),
    ("XDG_CACHE_HOME", "Where names for completion are kept for half a minute; without it ~/.cache."),
    ("NEAP_COMPLETE", "Set by the completion scripts: the shell that asks. Not for people."),
];

/// The environment variables as they were at the start; values that are not UTF-8 are left out.
#[derive(Debug, Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The environment of this process.
    pub fn from_process() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
        )
    }

    /// The value of a variable; an empty one counts as unset.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The same with one variable set.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut variables = self.0.clone();
        variables.insert(name.to_owned(), value.to_owned());
        Self(variables)
    }

    /// The user's home directory.
    pub fn home(&self) -> Option<PathBuf> {
        self.get("HOME").or_else(|| self.get("USERPROFILE")).map(PathBuf::from)
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
