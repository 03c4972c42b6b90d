//! A process in a pod, reached through the API server as `kubectl exec` and `kubectl attach` do.

use kube::Api;
use kube::api::{AttachParams, AttachedProcess};

use super::{Action, Cluster};
use crate::error::Result;
use crate::kubernetes::resources::Pod;

/// What is joined with the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    /// Standard input is passed on.
    pub stdin: bool,
    /// The process has a terminal; both outputs are one then.
    pub tty: bool,
}

impl Cluster {
    /// Runs a command in a container of a pod; without one, attaches to the container's own process.
    ///
    /// # Errors
    /// The pod is not there, or its node does not do it.
    pub async fn run_in(
        &self,
        pod: &str,
        container: Option<String>,
        command: &[String],
        streams: Streams,
    ) -> Result<AttachedProcess> {
        let api = Api::<Pod>::namespaced_with(self.upgradable()?, &self.namespace, &());
        let params = AttachParams {
            container,
            stdin: streams.stdin,
            stdout: true,
            stderr: !streams.tty,
            tty: streams.tty,
            ..AttachParams::default()
        };
        match command {
            [] => {
                let action = Action::new("create", "pods/attach").within(&self.namespace).named(pod);
                self.call(&action, api.attach(pod, &params)).await
            }
            command => {
                let action = Action::new("create", "pods/exec").within(&self.namespace).named(pod);
                self.call(&action, api.exec(pod, command, &params)).await
            }
        }
    }
}
