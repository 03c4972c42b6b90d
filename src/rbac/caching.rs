//! The rights of `neap cache`.

use super::Right;
use super::kinds::RUNTIMES;

const WRITE: &[&str] = &["create", "get", "patch"];

/// `neap cache list`, `neap cache status`, and how the other verbs find a cache.
pub const LOOK: &[Right] = &[
    Right::to(&["list"], &["datasets.data.fluid.io"], "the caches"),
    Right::to(&["list"], &RUNTIMES, "who caches").or_else("who caches is not shown"),
    Right::to(&["list"], &["dataloads.data.fluid.io"], "what loads them").or_else("loads are not shown"),
    Right::to(&["list"], &["pods"], "who mounts them").or_else("who mounts them is not shown"),
];

/// What is watched while somebody waits.
pub const FOLLOW: &[Right] = &[
    Right::to(
        &["watch"],
        &["dataloads.data.fluid.io", "datasets.data.fluid.io"],
        "to see changes as they come",
    )
    .with("--wait"),
    Right::to(&["watch"], &RUNTIMES, "to see changes as they come").with("--wait"),
];

/// `neap cache create`.
pub const CREATE: &[Right] = &[
    Right::to(WRITE, &["datasets.data.fluid.io"], "the cache"),
    Right::to(WRITE, &RUNTIMES, "who caches; and whether another runtime has the name").with("--runtime"),
    Right::to(WRITE, &["dataloads.data.fluid.io"], "to load it at once").with("--load"),
    Right::to(&["get"], &["persistentvolumeclaims", "secrets"], "whether what the flags name exists")
        .or_else("whether the claim and the Secret exist is not checked"),
];

/// `neap cache load`.
pub const LOAD: &[Right] = &[
    Right::to(WRITE, &["dataloads.data.fluid.io"], "what loads it"),
    Right::to(&["get"], &["datasets.data.fluid.io"], "the cache"),
    Right::to(&["delete"], &["dataloads.data.fluid.io"], "a load that has ended").with("--again"),
];

/// `neap cache volume`.
pub const VOLUME: &[Right] = &[
    Right::to(WRITE, &["persistentvolumeclaims"], "the claim"),
    Right::to(WRITE, &["secrets"], "the keys of the bucket").with("a volume in OSS"),
    Right::to(WRITE, &["persistentvolumes"], "the volume").everywhere().with("a volume in OSS or on a NAS"),
    Right::to(&["list", "watch"], &["persistentvolumeclaims"], "to see it bound").with("--wait"),
];

/// `neap cache delete`.
pub const DELETE: &[Right] = &[
    Right::to(&["delete", "get"], &["datasets.data.fluid.io"], "the cache"),
    Right::to(&["delete", "get"], &["dataloads.data.fluid.io"], "what loads it")
        .with("a cache that was loaded"),
    Right::to(&["delete", "get"], &RUNTIMES, "who caches, where nothing owns it")
        .with("a runtime of its own"),
    Right::to(&["delete", "list"], &["persistentvolumeclaims", "secrets"], "what `cache volume` made"),
    Right::to(&["delete", "list"], &["persistentvolumes"], "what `cache volume` made").everywhere(),
    Right::to(
        &["watch"],
        &["dataloads.data.fluid.io", "datasets.data.fluid.io", "persistentvolumeclaims", "secrets"],
        "to see it go",
    )
    .with("--wait"),
    Right::to(&["watch"], &RUNTIMES, "to see it go").with("--wait, a runtime of its own"),
    Right::to(&["watch"], &["persistentvolumes"], "to see it go").everywhere().with("--wait"),
    Right::to(&["get"], &["persistentvolumeclaims", "secrets"], "to see that they are gone").with("--wait"),
    Right::to(&["get"], &["persistentvolumes"], "to see that it is gone").everywhere().with("--wait"),
];
