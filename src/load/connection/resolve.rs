//! Names to addresses: one lookup at a time, its answer shared by the connections of a thread.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::load::fault::{Class, Fault};

/// Resolves names for the connections of one thread.
#[derive(Debug, Default)]
pub struct Resolver {
    names: RefCell<HashMap<String, Rc<tokio::sync::Mutex<Option<Known>>>>>,
}

#[derive(Debug, Clone)]
struct Known {
    addresses: Vec<IpAddr>,
    since: Instant,
}

impl Resolver {
    /// A service that is scaled out may get another address: an answer is not kept for a whole run.
    const FRESH: Duration = Duration::from_secs(5);

    /// The addresses of a host, in the system's order.
    ///
    /// # Errors
    /// A DNS fault.
    pub async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Fault> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let name = self.names.borrow_mut().entry(host.to_owned()).or_default().clone();
        let mut known = name.lock().await;
        let fresh = known.as_ref().filter(|known| known.since.elapsed() < Self::FRESH);
        let addresses = match fresh {
            Some(known) => known.addresses.clone(),
            None => {
                let addresses: Vec<IpAddr> = tokio::net::lookup_host((host, port))
                    .await
                    .map_err(|_| Fault::new(Class::Dns, format!("cannot resolve {host}")))?
                    .map(|address| address.ip())
                    .collect();
                *known = Some(Known { addresses: addresses.clone(), since: Instant::now() });
                addresses
            }
        };
        Ok(addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect())
    }
}
