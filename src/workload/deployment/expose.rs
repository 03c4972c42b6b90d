//! How the outside reaches a service.

use crate::error::{Error, Result};
use crate::kubernetes::names;
use crate::workload::value::{checked, one_of, refuse};

/// How the outside reaches a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expose {
    /// An Ingress.
    Ingress {
        /// The host; all where none is given.
        host: Option<String>,
        /// The class; the cluster's default where none is given.
        class: Option<String>,
        /// The Secret with the certificate.
        certificate: Option<String>,
    },
    /// The Service itself, with an address of its own.
    LoadBalancer,
    /// A route of the Gateway API.
    HttpRoute {
        /// The host; the gateway's where none is given.
        host: Option<String>,
        /// The gateway's namespace; the service's own where none is given.
        namespace: Option<String>,
        /// The gateway.
        gateway: String,
    },
}

/// The flags as given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// `--expose`.
    pub expose: Option<&'a str>,
    /// `--host`.
    pub host: Option<&'a str>,
    /// `--ingress-class`.
    pub class: Option<&'a str>,
    /// `--tls-secret`.
    pub certificate: Option<&'a str>,
    /// `--gateway`.
    pub gateway: Option<&'a str>,
}

impl Expose {
    /// Reads the flags.
    ///
    /// # Errors
    /// A usage error; for a flag that another way of exposing would need too.
    pub fn parse(given: Given) -> Result<Option<Self>> {
        let ways = [("ingress", "ingress"), ("loadbalancer", "loadbalancer"), ("httproute", "httproute")];
        let way = given.expose.map(|text| one_of("--expose", text, &ways)).transpose()?;
        let needs: [(&str, Option<&str>, &[&str], &str); 4] = [
            ("--host", given.host, &["ingress", "httproute"], "qwen.example.com"),
            ("--ingress-class", given.class, &["ingress"], "nginx"),
            ("--tls-secret", given.certificate, &["ingress"], "qwen-tls"),
            ("--gateway", given.gateway, &["httproute"], "istio-system/public"),
        ];
        for (flag, text, ways, example) in needs {
            let Some(text) = text else { continue };
            let example = format!("{flag}={example}");
            match flag {
                "--host" => checked(flag, text, hostname(text), &example)?,
                "--gateway" => gateway(text, &example)?,
                _ => checked(flag, text, names::dns_subdomain(text), &example)?,
            }
            if way.is_none_or(|way| !ways.contains(&way)) {
                let reason = format!("it belongs to `--expose={}`", ways.join("` or `--expose="));
                return Err(refuse(flag, text, reason, format!("--expose={} {example}", ways[0])));
            }
        }
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Ok(match way {
            None => None,
            Some("ingress") => Some(Self::Ingress {
                host: owned(given.host),
                class: owned(given.class),
                certificate: owned(given.certificate),
            }),
            Some("httproute") => {
                let Some(gateway) = given.gateway else {
                    return Err(Error::usage("`--expose=httproute` needs the gateway that it belongs to")
                        .hint("for example `--gateway=istio-system/public`"));
                };
                let (namespace, name) = match gateway.split_once('/') {
                    Some((namespace, name)) => (Some(namespace.to_owned()), name),
                    None => (None, gateway),
                };
                Some(Self::HttpRoute { host: owned(given.host), namespace, gateway: name.to_owned() })
            }
            Some(_) => Some(Self::LoadBalancer),
        })
    }
}

/// A host name; `*.` may stand before it.
fn hostname(text: &str) -> names::Checked {
    names::dns_subdomain(text.strip_prefix("*.").unwrap_or(text))
}

fn gateway(text: &str, example: &str) -> Result<()> {
    let (namespace, name) = text.split_once('/').unwrap_or(("default", text));
    checked("--gateway", text, names::dns_label(namespace), example)?;
    checked("--gateway", text, names::dns_subdomain(name), example)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_takes_its_own_flags_only() {
        let read = |expose, host, gateway| Expose::parse(Given { expose, host, gateway, ..Given::default() });
        assert_eq!(read(None, None, None).unwrap(), None);
        assert_eq!(read(Some("loadbalancer"), None, None).unwrap(), Some(Expose::LoadBalancer));
        let route = read(Some("httproute"), Some("*.example.com"), Some("istio/public")).unwrap().unwrap();
        let Expose::HttpRoute { namespace, gateway, .. } = route else { panic!("{route:?}") };
        assert_eq!((namespace.as_deref(), gateway.as_str()), (Some("istio"), "public"));
        for (expose, host, gateway) in [
            (Some("ingres"), None, None),
            (None, Some("a.b"), None),
            (Some("loadbalancer"), Some("a.b"), None),
            (Some("ingress"), Some("a b"), None),
            (Some("ingress"), Some("http://a"), None),
            (Some("httproute"), None, None),
            (Some("httproute"), None, Some("a/b/c")),
            (Some("ingress"), None, Some("a")),
        ] {
            assert!(read(expose, host, gateway).is_err(), "{expose:?} {host:?} {gateway:?}");
        }
    }
}
