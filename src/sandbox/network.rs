//! The cluster's network, as the embedded API server reaches it.

use std::io;
use std::sync::{Arc, OnceLock};

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Bytes;

use super::machines::fabric::Fabric;
use crate::apiserver::body::Body;
use crate::apiserver::network::{Address, Later, Network, Stream};

/// The network of machines that come after the API server. Clones are the same.
#[derive(Clone, Default)]
pub struct MachineNetwork(Arc<OnceLock<Fabric>>);

impl MachineNetwork {
    /// From now on it leads to these machines.
    pub fn lead_to(&self, fabric: Fabric) {
        // There is one set of machines.
        let _known = self.0.set(fabric);
    }

    fn fabric(&self, to: &Address) -> io::Result<&Fabric> {
        let nobody = || {
            let text = format!("dial tcp {to}: connect: connection refused");
            io::Error::new(io::ErrorKind::ConnectionRefused, text)
        };
        self.0.get().ok_or_else(nobody)
    }
}

impl Network for MachineNetwork {
    fn request<'a>(&'a self, to: &'a Address, request: Request<Bytes>) -> Later<'a, Response<Body>> {
        Box::pin(async move {
            let answer = self.fabric(to)?.request(&to.host, to.port, request).await?;
            Ok(answer.map(|body| body.map_err(Into::into).boxed_unsync()))
        })
    }

    fn connect<'a>(&'a self, to: &'a Address) -> Later<'a, Box<dyn Stream>> {
        Box::pin(async move { Ok(Box::new(self.fabric(to)?.connect(&to.host, to.port)?) as Box<dyn Stream>) })
    }
}
