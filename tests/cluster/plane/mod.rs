//! The real control plane: etcd, kube-apiserver, controller manager, scheduler, KWOK, KServe, Knative, and what a test does with them.

mod certificates;
mod cluster;
mod crds;
mod guard;
mod knative;
mod kserve;
mod metrics;
mod namespace;
mod node;
mod objects;
mod parts;
mod program;
mod proxy;
mod server;

pub use cluster::{Cluster, Options};
pub use guard::run_as_guard;
pub use namespace::{Namespace, secs};
pub use node::Node;
pub use parts::{Absent, Part, ensure, ensure_api_server};
pub use program::{Outcome, Running, kubectl_outcome};
pub use proxy::{Proxy, Rule, Seen};
