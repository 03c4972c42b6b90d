//! How a pod is asked for its health: by the engine's own check, or as the user says in Arena's words.

use super::ports::Ports;
use crate::error::{Error, Result};
use crate::workload::value::{integer, one_of, pair, refuse, word_in};

/// The three probes of a container.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Probes {
    /// Until it has answered, nothing else is asked.
    pub startup: Option<Probe>,
    /// While it does not answer, no requests come.
    pub readiness: Option<Probe>,
    /// When it does not answer, the container starts anew.
    pub liveness: Option<Probe>,
}

/// A question, and how often it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The question.
    pub action: Action,
    /// Fields of the probe, as `periodSeconds`.
    pub options: Vec<(&'static str, i64)>,
}

/// A question to a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A path that answers with 2xx or 3xx.
    HttpGet {
        /// The path.
        path: String,
        /// The port.
        port: u16,
        /// `HTTPS`, where it is.
        https: bool,
    },
    /// A port that can be connected to.
    Tcp(u16),
    /// gRPC's health service.
    Grpc {
        /// The port.
        port: u16,
        /// Which service.
        service: Option<String>,
    },
    /// A command that ends with 0.
    Exec(Vec<String>),
}

/// What a probe is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Startup.
    Startup,
    /// Readiness.
    Readiness,
    /// Liveness.
    Liveness,
}

impl Purpose {
    /// The word in the flags.
    pub fn word(self) -> &'static str {
        match self {
            Self::Startup => "startup",
            Self::Readiness => "readiness",
            Self::Liveness => "liveness",
        }
    }
}

/// Who says how a probe asks, from `--readiness-probe` and `--liveness-probe`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The engine's health check.
    Engine,
    /// The port.
    Tcp,
    /// There is none.
    None,
}

impl Source {
    /// Reads the flag.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(flag: &str, text: &str) -> Result<Self> {
        one_of(flag, text, &[("auto", Self::Engine), ("tcp", Self::Tcp), ("none", Self::None)])
    }
}

/// A probe in Arena's words.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// `--X-probe-action`.
    pub action: Option<&'a str>,
    /// `--X-probe-action-option`.
    pub action_options: &'a [String],
    /// `--X-probe-option`.
    pub options: &'a [String],
}

impl Probe {
    /// A question with Kubernetes' own times.
    pub fn new(action: Action) -> Self {
        Self { action, options: Vec::new() }
    }

    /// The same question at other times.
    #[must_use]
    pub fn every(mut self, options: &[(&'static str, i64)]) -> Self {
        self.options.extend_from_slice(options);
        self
    }

    /// The same question, with patience for so many failures.
    #[must_use]
    pub fn patient(mut self, failures: i64) -> Self {
        self.options.retain(|(key, _)| *key != "failureThreshold");
        self.options.push(("failureThreshold", failures));
        self
    }

    /// Reads a probe in Arena's words; `None` if no action is given.
    ///
    /// # Errors
    /// A usage error; for options without an action too, which Arena drops.
    pub fn parse(purpose: Purpose, given: Given, ports: &Ports) -> Result<Option<Self>> {
        let flag = |end: &str| format!("--{}-probe-{end}", purpose.word());
        let Some(word) = given.action else {
            let lost = [("action-option", given.action_options), ("option", given.options)];
            return match lost.into_iter().find_map(|(end, entries)| Some((end, entries.first()?))) {
                Some((end, entry)) => {
                    let reason = format!("there is no `{}` that it belongs to", flag("action"));
                    let example = format!("{}=httpGet", flag("action"));
                    Err(refuse(&flag(end), entry, reason, example))
                }
                None => Ok(None),
            };
        };
        let actions = ["httpGet", "exec", "grpc", "tcpSocket"].map(|word| (word, word));
        let action = match one_of(&flag("action"), word, &actions)? {
            "exec" => exec(&flag("action-option"), given.action_options)?,
            word => asked(&flag("action-option"), word, given.action_options, ports)?,
        };
        let mut probe = Self::new(action);
        for entry in given.options {
            let (key, number) = option(purpose, &flag("option"), entry)?;
            probe.options.retain(|(earlier, _)| *earlier != key);
            probe.options.push((key, number));
        }
        Ok(Some(probe))
    }
}

/// A field of a probe: `periodSeconds: 3`.
fn option(purpose: Purpose, flag: &str, entry: &str) -> Result<(&'static str, i64)> {
    let example = format!("{flag}='periodSeconds: 3'");
    let (key, value) = pair(flag, entry, ':', &example)?;
    const KEYS: [&str; 6] = [
        "initialDelaySeconds",
        "periodSeconds",
        "timeoutSeconds",
        "failureThreshold",
        "successThreshold",
        "terminationGracePeriodSeconds",
    ];
    let key = word_in(flag, entry, key.trim(), &KEYS.map(|key| (key, key)), &example)?;
    let least = if key == "initialDelaySeconds" { 0 } else { 1 };
    let number = integer(&format!("{flag}={key}"), value.trim(), least..=86_400)
        .map_err(|_| refuse(flag, entry, format!("{key} is a whole number, {least} or more"), &example))?;
    if key == "successThreshold" && number != 1 && purpose != Purpose::Readiness {
        let reason = format!("Kubernetes takes 1 only for a {} probe", purpose.word());
        return Err(refuse(flag, entry, reason, &example));
    }
    if key == "terminationGracePeriodSeconds" && purpose == Purpose::Readiness {
        return Err(refuse(flag, entry, "a readiness probe ends nothing", &example));
    }
    Ok((key, number))
}

/// A command: `command=cat /tmp/healthy`, parted at spaces as Arena does.
fn exec(flag: &str, options: &[String]) -> Result<Action> {
    let example = format!("{flag}='command=cat /tmp/healthy'");
    let [entry] = options else {
        let given = options.get(1).map_or("", String::as_str);
        return Err(refuse(flag, given, "exec takes one command", example));
    };
    let words = entry.strip_prefix("command=").unwrap_or_default();
    match words.split_whitespace().next() {
        Some(_) if !words.contains('\0') => {
            Ok(Action::Exec(words.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()))
        }
        _ => Err(refuse(flag, entry, "must be command=LINE", example)),
    }
}

/// A question to a port.
fn asked(flag: &str, word: &str, options: &[String], ports: &Ports) -> Result<Action> {
    let keys: &[(&str, &str)] = match word {
        "httpGet" => &[("path", "path"), ("port", "port"), ("scheme", "scheme")],
        "grpc" => &[("port", "port"), ("service", "service")],
        _ => &[("port", "port")],
    };
    let example = match word {
        "httpGet" => format!("{flag}='path: /healthz'"),
        _ => format!("{flag}='port: 8000'"),
    };
    let usual = if word == "grpc" { ports.grpc } else { None };
    let mut port = usual.or_else(|| ports.main().map(|(_, port)| port));
    let (mut path, mut https, mut service) = ("/".to_owned(), false, None);
    for entry in options {
        let (key, value) = pair(flag, entry, ':', &example)?;
        let value = value.trim();
        let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
        match word_in(flag, entry, key.trim(), keys, &example)? {
            "path"
                if value.starts_with('/')
                    && !value.contains(|c: char| c.is_whitespace() || c.is_control()) =>
            {
                value.clone_into(&mut path);
            }
            "port" => port = Some(numbered(flag, entry, value, ports, &example)?),
            "scheme" if matches!(value, "HTTP" | "HTTPS") => https = value == "HTTPS",
            "service" if !value.is_empty() => service = Some(value.to_owned()),
            key => {
                let reason = match key {
                    "path" => "a path begins with / and has no space in it",
                    "scheme" => "a scheme is HTTP or HTTPS",
                    _ => "there is nothing behind the `:`",
                };
                return Err(refuse(flag, entry, reason, example));
            }
        }
    }
    let Some(port) = port else {
        return Err(Error::usage(format!("`{flag}` names no port, and the service has none"))
            .hint(format!("for example `{example}`")));
    };
    Ok(match word {
        "httpGet" => Action::HttpGet { path, port, https },
        "grpc" => Action::Grpc { port, service },
        _ => Action::Tcp(port),
    })
}

/// A port by number, or by the name that the container's port has.
fn numbered(flag: &str, entry: &str, text: &str, ports: &Ports, example: &str) -> Result<u16> {
    // Arena calls it so; here it has one name everywhere.
    let name = if text == "restful" { "http" } else { text };
    let by_name = ports.named().find(|(known, _)| *known == name).map(|(_, port)| port);
    by_name
        .or_else(|| integer(flag, text, 1..=65_535).ok().and_then(|port| u16::try_from(port).ok()))
        .ok_or_else(|| {
            let names: Vec<&str> = ports.named().map(|(name, _)| name).collect();
            refuse(flag, entry, format!("a port is a number, or one of {}", names.join(", ")), example)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORTS: Ports = Ports { http: Some(8000), grpc: Some(9000), metrics: None };

    fn read(
        purpose: Purpose,
        action: &str,
        action_options: &[&str],
        options: &[&str],
    ) -> Result<Option<Probe>> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (action_options, options) = (owned(action_options), owned(options));
        let given = Given { action: Some(action), action_options: &action_options, options: &options };
        Probe::parse(purpose, given, &PORTS)
    }

    #[test]
    fn arenas_words_make_a_probe() {
        let probe =
            read(Purpose::Liveness, "httpGet", &["path: /healthz", "port: restful"], &["periodSeconds: 3"]);
        let action = Action::HttpGet { path: "/healthz".into(), port: 8000, https: false };
        assert_eq!(probe.unwrap().unwrap(), Probe { action, options: vec![("periodSeconds", 3)] });
        let tcp = read(Purpose::Readiness, "tcpSocket", &["port: 8000"], &["initialDelaySeconds: 30"]);
        assert_eq!(tcp.unwrap().unwrap().action, Action::Tcp(8000));
        let grpc = read(Purpose::Startup, "grpc", &[], &[]).unwrap().unwrap();
        assert_eq!(grpc.action, Action::Grpc { port: 9000, service: None });
        let exec = read(Purpose::Startup, "exec", &["command=cat /tmp/healthy"], &[]).unwrap().unwrap();
        assert_eq!(exec.action, Action::Exec(vec!["cat".into(), "/tmp/healthy".into()]));
    }

    #[test]
    fn what_is_no_probe_is_refused() {
        for (action, action_options, options) in [
            ("http", &[][..], &[][..]),
            ("httpGet", &["path"], &[]),
            ("httpGet", &["path: x"], &[]),
            ("httpGet", &["port: web"], &[]),
            ("httpGet", &["port: 0"], &[]),
            ("httpGet", &["httpHeaders: x"], &[]),
            ("tcpSocket", &["path: /"], &[]),
            ("exec", &[], &[]),
            ("exec", &["command="], &[]),
            ("exec", &["cat /tmp"], &[]),
            ("tcpSocket", &[], &["periodSeconds"]),
            ("tcpSocket", &[], &["periodSeconds: 0"]),
            ("tcpSocket", &[], &["period: 1"]),
            ("tcpSocket", &[], &["successThreshold: 2"]),
        ] {
            assert!(
                read(Purpose::Liveness, action, action_options, options).is_err(),
                "{action} {action_options:?} {options:?}"
            );
        }
        let lost = Given { action: None, action_options: &["path: /".to_owned()], options: &[] };
        assert!(Probe::parse(Purpose::Liveness, lost, &PORTS).is_err());
    }
}
