//! The real control plane: etcd, kube-apiserver, controller manager, scheduler, KWOK, KServe, Knative, and what a test does with them.

mod audit;
mod certificates;
mod cluster;
pub mod crds;
mod guard;
mod knative;
mod kserve;
mod kubeconfig;
pub mod lws;
mod metrics;
mod namespace;
mod node;
mod objects;
mod parts;
mod process;
mod proxy;
pub mod rbg;
mod rule;
mod server;
mod servers;

pub use audit::Write;
pub use cluster::{Cluster, Options};
pub use guard::run_as_guard;
pub use kubeconfig::client;
pub use namespace::{Namespace, secs};
pub use node::Node;
pub use objects::{Objects, RUNTIME, block_on, resource, spawn};
pub use parts::{Absent, Part, ensure, module_folder, of_api_server, program};
pub use process::{Outcome, Running, kubectl, kubectl_outcome, neap, outcome};
pub use proxy::Proxy;
pub use rule::Rule;
