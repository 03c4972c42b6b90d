//! The three kinds of runtimes as one.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value;

use crate::kubernetes::resources::{CacheRuntimeSpec, CacheRuntimeStatus};
use crate::kubernetes::{Identity, Quantity};
use crate::sandbox::{Kept, Key, World};

/// Who caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Jindo,
    Alluxio,
    Juicefs,
}

impl Kind {
    /// By the kind of its object.
    pub fn of(kind: &str) -> Option<Self> {
        match kind {
            "JindoRuntime" => Some(Self::Jindo),
            "AlluxioRuntime" => Some(Self::Alluxio),
            "JuiceFSRuntime" => Some(Self::Juicefs),
            _ => None,
        }
    }

    /// As a Dataset's status calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jindo => "jindo",
            Self::Alluxio => "alluxio",
            Self::Juicefs => "juicefs",
        }
    }

    /// Between the dataset's name and the part's.
    fn infix(self) -> &'static str {
        if self == Self::Jindo { "-jindofs" } else { "" }
    }

    /// The name of the master's StatefulSet; JuiceFS has none.
    pub fn master(self, dataset: &str) -> Option<String> {
        (self != Self::Juicefs).then(|| format!("{dataset}{}-master", self.infix()))
    }

    /// The name of the workers' StatefulSet.
    pub fn workers(self, dataset: &str) -> String {
        format!("{dataset}{}-worker", self.infix())
    }

    /// What its parts run.
    pub fn image(self) -> &'static str {
        match self {
            Self::Jindo => "jindofs/smartdata:6.2.0",
            Self::Alluxio => "alluxio/alluxio-dev:2.9.0",
            Self::Juicefs => "juicedata/juicefs-fuse:v1.2.0",
        }
    }

    /// Whether it tells how many reads the cache answered.
    pub fn tells_hits(self) -> bool {
        self != Self::Jindo
    }
}

/// A runtime.
pub struct Runtime<'a> {
    pub kind: Kind,
    pub identity: Identity,
    pub meta: &'a ObjectMeta,
    pub spec: &'a CacheRuntimeSpec,
    pub status: &'a CacheRuntimeStatus,
    /// A reference that says that it controls another object.
    pub controls: Value,
}

impl<'a> Runtime<'a> {
    /// The runtime of a dataset: the one with its name.
    pub fn of(key: &Key, world: &'a World) -> Option<Self> {
        if let Some(it) = world.jindo_runtimes.at(key) {
            return Some(Self::new(Kind::Jindo, &**it, &it.spec, &it.status));
        }
        if let Some(it) = world.alluxio_runtimes.at(key) {
            return Some(Self::new(Kind::Alluxio, &**it, &it.spec, &it.status));
        }
        let it = world.juicefs_runtimes.at(key)?;
        Some(Self::new(Kind::Juicefs, &**it, &it.spec, &it.status))
    }

    fn new<K: Kept>(
        kind: Kind,
        object: &'a K,
        spec: &'a CacheRuntimeSpec,
        status: &'a CacheRuntimeStatus,
    ) -> Self {
        let (identity, controls) = (object.identity(), object.controls());
        Self { kind, identity, meta: object.meta(), spec, status, controls }
    }

    /// How many workers it wants.
    pub fn replicas(&self) -> i32 {
        self.spec.replicas.unwrap_or(1).max(0)
    }

    /// How much each worker holds, in bytes.
    pub fn quota(&self) -> f64 {
        self.quotas(|_| true)
    }

    /// How much of that is memory, in bytes.
    pub fn memory(&self) -> f64 {
        self.quotas(|medium| medium == "MEM")
    }

    fn quotas(&self, counts: impl Fn(&str) -> bool) -> f64 {
        let levels = self.spec.tieredstore.levels.iter().filter(|level| counts(&level.mediumtype));
        let quotas = levels.filter_map(|level| {
            let quota = level.quota.as_ref()?;
            let text = quota.as_str().map_or_else(|| quota.to_string(), str::to_owned);
            Quantity::parse(&text).ok()
        });
        quotas.map(|quota| quota.as_f64()).sum()
    }
}
