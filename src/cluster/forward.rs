//! A port of a pod, reached through the API server as `kubectl port-forward` does.

use futures::FutureExt;
use futures::future::BoxFuture;
use kube::Api;
use tokio::io::DuplexStream;

use super::{Action, Cluster};
use crate::error::{Error, Result};
use crate::kubernetes::resources::Pod;

/// A forwarded port.
pub struct Forwarded {
    /// Both directions.
    pub stream: DuplexStream,
    /// What the node says if it cannot reach the port; nothing while all is well.
    pub trouble: BoxFuture<'static, Option<String>>,
}

impl Cluster {
    /// Opens a connection to a port of a pod; it reaches this one pod, past every load balancer.
    ///
    /// # Errors
    /// The pod is not there, or may not be reached.
    pub async fn forward(&self, pod: &str, port: u16) -> Result<Forwarded> {
        let api = Api::<Pod>::namespaced_with(self.upgradable()?, &self.namespace, &());
        let action = Action::new("create", "pods/portforward").within(&self.namespace).named(pod);
        let mut forwarder = self.call(&action, api.portforward(pod, &[port])).await?;
        match (forwarder.take_stream(port), forwarder.take_error(port)) {
            (Some(stream), Some(trouble)) => Ok(Forwarded { stream, trouble: trouble.boxed() }),
            _ => Err(Error::failed(format!("port {port} of pod {pod} was not forwarded"))),
        }
    }
}
