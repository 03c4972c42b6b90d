//! What the container listens on.

use crate::engines::detect::port_in;
use crate::engines::probes::health_check;
use crate::engines::{Detected, Engine};
use crate::error::{Error, Result};
use crate::workload::value::refuse;

/// What the container listens on, by the name that the port gets.
///
/// Scrapers, probes and Services find a port by its name, and guides call the same one `restful` and `http`: here it is
/// `http` everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ports {
    /// `http`: where requests are answered.
    pub http: Option<u16>,
    /// `grpc`.
    pub grpc: Option<u16>,
    /// `metrics`; the same as `http` where there is none of its own.
    pub metrics: Option<u16>,
}

/// The ports as the flags give them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given {
    /// `--port`.
    pub port: Option<u16>,
    /// `--restful-port`.
    pub restful: Option<u16>,
    /// `--metrics-port`.
    pub metrics: Option<u16>,
}

impl Ports {
    /// The ports of any image: Arena's `--port` is gRPC's, but an engine that speaks HTTP only is meant by HTTP.
    ///
    /// # Errors
    /// A usage error: no port is known, or the same one twice.
    pub fn of_any(given: Given, engine: Option<Detected>, line: Option<&str>) -> Result<Self> {
        let http_only = engine.is_some_and(|found| found.engine != Engine::Triton);
        let (grpc, http) = match (given.port, given.restful) {
            (Some(port), None) if http_only => (None, Some(port)),
            (None, None) => {
                let said = line.and_then(port_in);
                let usual = engine.map(|found| health_check(found.engine).port);
                let Some(port) = said.or(usual) else {
                    return Err(Error::usage(
                        "no port is given, and none is seen in the command: nothing could reach the service",
                    )
                    .hint("for example `--restful-port=8000`"));
                };
                (None, Some(port))
            }
            (port, restful) => (port, restful),
        };
        Self { http, grpc, metrics: given.metrics }.checked("--restful-port", "--port")
    }

    /// Checks that no two are the same; metrics beside requests are no port of their own.
    ///
    /// # Errors
    /// A usage error.
    pub fn checked(mut self, http: &str, grpc: &str) -> Result<Self> {
        if let (Some(one), true) = (self.http, self.http == self.grpc) {
            let reason = format!("`{grpc}` is the same");
            return Err(refuse(
                http,
                &one.to_string(),
                reason,
                format!("{http}={}", one.wrapping_add(1).max(1)),
            ));
        }
        if let (Some(one), true) = (self.metrics, self.metrics == self.grpc) {
            let reason = format!("`{grpc}` is the same, and Prometheus does not speak gRPC");
            let example = format!("--metrics-port={}", one.wrapping_add(2).max(1));
            return Err(refuse("--metrics-port", &one.to_string(), reason, example));
        }
        self.metrics = self.metrics.filter(|metrics| Some(*metrics) != self.http);
        Ok(self)
    }

    /// Names and numbers, in the order in which Arena writes them.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, u16)> {
        let all = [("grpc", self.grpc), ("http", self.http), ("metrics", self.metrics)];
        all.into_iter().filter_map(|(name, port)| Some((name, port?)))
    }

    /// The port where requests are answered: HTTP's, else gRPC's.
    pub fn main(&self) -> Option<(&'static str, u16)> {
        self.named().find(|(name, _)| *name == "http").or_else(|| self.named().next())
    }

    /// The port that Prometheus reads.
    pub fn scraped(&self) -> Option<(&'static str, u16)> {
        self.named().find(|(name, _)| *name == "metrics").or_else(|| self.main())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::detect::detect;

    fn ports(port: Option<u16>, restful: Option<u16>, image: &str, line: Option<&str>) -> Result<Ports> {
        Ports::of_any(Given { port, restful, metrics: None }, detect(Some(image), line), line)
    }

    #[test]
    fn an_engine_that_speaks_http_is_meant_by_http() {
        let vllm = "vllm/vllm-openai:v0.9.1";
        assert_eq!(ports(Some(8000), None, vllm, None).unwrap().http, Some(8000));
        assert_eq!(ports(Some(8500), None, "mine", None).unwrap().grpc, Some(8500));
        let both = ports(Some(8500), Some(8501), "mine", None).unwrap();
        assert_eq!((both.grpc, both.http), (Some(8500), Some(8501)));
        assert_eq!(ports(None, None, vllm, Some("vllm serve m --port 9000")).unwrap().http, Some(9000));
        assert_eq!(ports(None, None, "lmsysorg/sglang:v0.4.9", None).unwrap().http, Some(30000));
        assert!(ports(None, None, "mine", None).is_err());
        assert!(ports(Some(1), Some(1), "mine", None).is_err());
    }

    #[test]
    fn metrics_beside_requests_are_no_port_of_their_own() {
        let ports = Ports { http: Some(8000), grpc: None, metrics: Some(8000) };
        let ports = ports.checked("--restful-port", "--port").unwrap();
        assert_eq!((ports.metrics, ports.scraped()), (None, Some(("http", 8000))));
        assert!(Ports { http: None, grpc: Some(1), metrics: Some(1) }.checked("--a", "--b").is_err());
    }
}
