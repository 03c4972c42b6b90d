//! Probes: when they are due, what they find, and what follows, as kubelet's prober counts it.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::process::Health;
use crate::kubernetes::resources::Container;
use crate::sandbox::machines::span::later;

/// How a probe asks.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ask {
    Http { url: String },
    Tcp { port: u16 },
    Grpc { port: u16 },
    Exec,
}

/// A probe of a container, with the defaults of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    ask: Ask,
    initial_delay: Duration,
    period: Duration,
    successes: u32,
    failures: u32,
}

impl Probe {
    /// Reads a probe as it is written in the pod.
    pub fn read(written: &Value, container: &Container, address: &str) -> Self {
        let number = |field: &str, or: u64| written.get(field).and_then(Value::as_u64).unwrap_or(or);
        let small = |field: &str, or: u64| u32::try_from(number(field, or)).unwrap_or(u32::MAX).max(1);
        let port = |of: &Value| port(of.get("port"), container);
        let ask = if let Some(http) = written.get("httpGet") {
            let text = |field: &str| http.get(field).and_then(Value::as_str);
            let scheme = text("scheme").unwrap_or("HTTP").to_lowercase();
            let host = text("host").unwrap_or(address);
            let path = text("path").unwrap_or("/").trim_start_matches('/');
            Ask::Http { url: format!("{scheme}://{host}:{}/{path}", port(http)) }
        } else if let Some(tcp) = written.get("tcpSocket") {
            Ask::Tcp { port: port(tcp) }
        } else if let Some(grpc) = written.get("grpc") {
            Ask::Grpc { port: port(grpc) }
        } else {
            Ask::Exec
        };
        Self {
            ask,
            initial_delay: Duration::from_secs(number("initialDelaySeconds", 0)),
            period: Duration::from_secs(number("periodSeconds", 10).max(1)),
            successes: small("successThreshold", 1),
            failures: small("failureThreshold", 3),
        }
    }

    /// Whether it finds a container well.
    pub fn passes(&self, health: Health, address: &str) -> bool {
        self.find(health, address).is_ok()
    }

    /// What it finds; what it says if that is a failure.
    fn find(&self, health: Health, address: &str) -> Result<(), String> {
        let refused = |port: u16| format!("dial tcp {address}:{port}: connect: connection refused");
        match (&self.ask, health) {
            (Ask::Exec, Health::Ready) | (Ask::Tcp { .. }, Health::Busy | Health::Ready | Health::Hung) => {
                Ok(())
            }
            (Ask::Http { .. } | Ask::Grpc { .. }, Health::Ready) => Ok(()),
            (Ask::Tcp { port }, Health::Closed) => Err(refused(*port)),
            (Ask::Grpc { port }, Health::Closed) => Err(format!(
                "timeout: failed to connect service \"{address}:{port}\" within 1s: context deadline exceeded"
            )),
            (Ask::Grpc { .. }, Health::Hung) => Err("timeout: health rpc did not complete within 1s".into()),
            (Ask::Grpc { .. }, Health::Busy) => {
                Err("service unhealthy (responded with \"NOT_SERVING\")".into())
            }
            (Ask::Http { url }, Health::Closed) => {
                let host = url.split_once("://").map_or("", |(_, rest)| rest);
                let host = host.split_once('/').map_or(host, |(host, _)| host);
                Err(format!("Get {url:?}: dial tcp {host}: connect: connection refused"))
            }
            (Ask::Http { .. }, Health::Busy) => Err("HTTP probe failed with statuscode: 503".into()),
            (Ask::Http { url }, Health::Hung) => Err(format!(
                "Get {url:?}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
            )),
            (Ask::Exec, Health::Hung) => Err("command timed out".into()),
            (Ask::Exec, Health::Closed | Health::Busy) => Err(String::new()),
        }
    }
}

/// The port of a probe: a number, or the name of one of the container's.
fn port(written: Option<&Value>, container: &Container) -> u16 {
    let number = |number: u64| u16::try_from(number).unwrap_or(0);
    match written {
        Some(Value::Number(port)) => port.as_u64().map_or(0, number),
        Some(Value::String(name)) => {
            let named = container.ports.iter().find(|port| port.name.as_deref() == Some(name));
            named.map_or_else(|| name.parse().unwrap_or(0), |port| port.container_port)
        }
        _ => 0,
    }
}

/// A probe at work on a running container.
#[derive(Debug, Clone)]
pub struct Prober {
    probe: Probe,
    next: Timestamp,
    /// How often in a row the same was found: positive for success.
    run: i64,
    /// What counts at present.
    pub passes: bool,
}

/// What a look at a container came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What was said if it failed.
    pub failure: Option<String>,
    /// The failure threshold was reached with this look, or before.
    pub broken: bool,
}

impl Prober {
    /// Begins when the container does; `passes` is what counts until enough has been seen.
    pub fn begin(probe: Probe, started: Timestamp, passes: bool) -> Self {
        let mut next = started;
        // The worker ticks from the start on, and skips what lies before the initial delay.
        while next < later(started, probe.initial_delay) {
            next = later(next, probe.period);
        }
        Self { probe, next, run: 0, passes }
    }

    /// When it looks next.
    pub fn next(&self) -> Timestamp {
        self.next
    }

    /// Looks at once: the startup probe has just passed.
    pub fn trigger(&mut self, now: Timestamp) {
        self.next = self.next.min(now);
    }

    /// Looks, if it is time.
    pub fn look(&mut self, health: Health, address: &str, now: Timestamp) -> Option<Look> {
        if now < self.next {
            return None;
        }
        while self.next <= now {
            self.next = later(self.next, self.probe.period);
        }
        let found = self.probe.find(health, address);
        self.run = match found {
            Ok(()) => self.run.max(0) + 1,
            Err(_) => self.run.min(0) - 1,
        };
        let broken = self.run <= -i64::from(self.probe.failures);
        if broken {
            self.passes = false;
        } else if self.run >= i64::from(self.probe.successes) {
            self.passes = true;
        }
        Some(Look { failure: found.err(), broken })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(seconds: u64) -> Timestamp {
        later(Timestamp::UNIX_EPOCH, Duration::from_secs(seconds))
    }

    #[test]
    fn a_probe_waits_and_counts() {
        let container: Container =
            serde_json::from_value(json!({"ports": [{"name": "http", "containerPort": 8080}]})).unwrap();
        let written = json!({"httpGet": {"path": "/health", "port": "http"}, "initialDelaySeconds": 12, "periodSeconds": 5, "failureThreshold": 2});
        let probe = Probe::read(&written, &container, "10.0.0.1");
        let mut prober = Prober::begin(probe, at(0), false);
        assert_eq!(prober.next(), at(15));
        assert_eq!(prober.look(Health::Closed, "10.0.0.1", at(14)), None);
        let refused =
            "Get \"http://10.0.0.1:8080/health\": dial tcp 10.0.0.1:8080: connect: connection refused";
        let look = prober.look(Health::Closed, "10.0.0.1", at(15)).unwrap();
        assert_eq!((look.failure.as_deref(), look.broken), (Some(refused), false));
        assert_eq!(
            prober.look(Health::Busy, "10.0.0.1", at(20)),
            Some(Look { failure: Some("HTTP probe failed with statuscode: 503".into()), broken: true })
        );
        assert_eq!(
            prober.look(Health::Ready, "10.0.0.1", at(25)),
            Some(Look { failure: None, broken: false })
        );
        assert!(prober.passes);
        prober.look(Health::Hung, "10.0.0.1", at(30));
        assert!(prober.passes);
        prober.look(Health::Hung, "10.0.0.1", at(35));
        assert!(!prober.passes);
    }

    #[test]
    fn an_open_port_is_enough_for_tcp() {
        let probe = Probe::read(&json!({"tcpSocket": {"port": 80}}), &Container::default(), "10.0.0.1");
        let mut prober = Prober::begin(probe, at(0), false);
        assert_eq!(prober.look(Health::Busy, "10.0.0.1", at(0)), Some(Look { failure: None, broken: false }));
    }
}
