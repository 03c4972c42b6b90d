//! What stands below an object: its scale, a pod's binding, eviction, logs and proxy, a namespace's finalizers.

pub mod binding;
pub mod eviction;
pub mod finalize;
pub mod kubelet;
pub mod log;
pub mod proxy;
pub mod scale;
