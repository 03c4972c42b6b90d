//! A port of a pod, reached through the API server as `kubectl port-forward` does.

use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use tokio::io::DuplexStream;

use super::{Action, Cluster};
use crate::error::{Error, Result};

impl Cluster {
    /// Opens a connection to a port of a pod; it reaches this one pod, past every load balancer.
    ///
    /// # Errors
    /// The pod is not there, or may not be reached.
    pub async fn forward(&self, pod: &str, port: u16) -> Result<DuplexStream> {
        let api: Api<Pod> = Api::namespaced(self.upgradable()?, &self.namespace);
        let action = Action::new("create", "pods/portforward").within(&self.namespace).named(pod);
        let mut forwarder = self.call(&action, api.portforward(pod, &[port])).await?;
        let nothing = || Error::failed(format!("port {port} of pod {pod} was not forwarded"));
        forwarder.take_stream(port).ok_or_else(nothing)
    }
}
