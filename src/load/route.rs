//! Where connections go, whatever the URL says, and how long they are kept.

use std::path::PathBuf;
use std::time::Duration;

use http::HeaderName;

use super::misread::{Misread, Part};

/// Where connections go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    /// Connect somewhere else; the first that fits.
    pub detours: Vec<Detour>,
    /// Connect to this Unix socket and nowhere else.
    pub unix_socket: Option<PathBuf>,
    /// How long a connection is kept.
    pub lifetime: Lifetime,
    /// The header in which an answer names the pod that gave it.
    pub pod_header: Option<HeaderName>,
    /// Whether anyone asks whose address a connection leads to.
    pub peers: bool,
}

/// How long a connection is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lifetime {
    /// For so many requests; `None`: any number.
    pub requests: Option<u64>,
    /// For so long; `None`: any time. The request under way is not cut.
    pub age: Option<Duration>,
}

impl Lifetime {
    /// Whether a connection that has carried so many requests may carry one more.
    pub fn allows(&self, carried: u64, age: impl Fn() -> Duration) -> bool {
        self.requests.is_none_or(|most| carried < most) && self.age.is_none_or(|oldest| age() < oldest)
    }
}

/// curl's `--connect-to HOST1:PORT1:HOST2:PORT2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detour {
    /// Of this host; `None`: of any.
    pub host: Option<String>,
    /// Of this port; `None`: of any.
    pub port: Option<u16>,
    /// To this host; `None`: to the same.
    pub to_host: Option<String>,
    /// To this port; `None`: to the same.
    pub to_port: Option<u16>,
}

impl Detour {
    /// Reads `HOST1:PORT1:HOST2:PORT2`; each may be empty, and an IPv6 address stands in brackets.
    ///
    /// # Errors
    /// Which place is wrong.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        const WHY: &str = "HOST1:PORT1:HOST2:PORT2 is expected; each may be empty";
        let whole = Part::whole(text);
        let mut parts = Vec::new();
        let mut rest = whole;
        loop {
            let bracket = if rest.text.starts_with('[') { rest.text.find(']').unwrap_or(0) } else { 0 };
            match rest.text[bracket..].find(':') {
                Some(colon) => {
                    let (part, after) = rest.split_at(bracket + colon);
                    parts.push(part);
                    rest = after.split_at(1).1;
                }
                None => {
                    parts.push(rest);
                    break;
                }
            }
        }
        let [host, port, to_host, to_port] = parts.as_slice() else { return Err(whole.misread(WHY)) };
        let name = |part: &Part<'_>| {
            let name = part.text.trim_start_matches('[').trim_end_matches(']');
            (!name.is_empty()).then(|| name.to_owned())
        };
        let number = |part: &Part<'_>| match part.text {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| part.misread("a port is expected")),
        };
        Ok(Self { host: name(host), port: number(port)?, to_host: name(to_host), to_port: number(to_port)? })
    }
}

impl Route {
    /// Where a connection to this host and port goes.
    pub fn of<'a>(&'a self, host: &'a str, port: u16) -> (&'a str, u16) {
        let fits = |detour: &&Detour| {
            detour.host.as_ref().is_none_or(|of| of.eq_ignore_ascii_case(host))
                && detour.port.is_none_or(|of| of == port)
        };
        match self.detours.iter().find(fits) {
            Some(detour) => (detour.to_host.as_deref().unwrap_or(host), detour.to_port.unwrap_or(port)),
            None => (host, port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_detour_that_fits_is_taken() {
        let detours = ["a:80:b:81", "a::[::1]:", "::c:"].map(|text| Detour::parse(text).unwrap());
        let route = Route { detours: detours.into(), ..Route::default() };
        assert_eq!(route.of("A", 80), ("b", 81));
        assert_eq!(route.of("a", 443), ("::1", 443));
        assert_eq!(route.of("x", 5), ("c", 5));
        assert_eq!(Route::default().of("x", 5), ("x", 5));
    }

    #[test]
    fn the_wrong_place_is_marked() {
        for (text, marks) in
            [("a:b:c:80", "  ^"), ("a:80:c:99999", "       ^^^^^"), ("a:80", "^^^^"), ("", "^")]
        {
            assert_eq!(Detour::parse(text).unwrap_err().marked(text), format!("  {text}\n  {marks}"));
        }
    }

    #[test]
    fn a_connection_lives_for_its_requests_and_its_time() {
        let second = Duration::from_secs(1);
        let lifetime = Lifetime { requests: Some(2), age: Some(second) };
        assert!(lifetime.allows(1, || second / 2));
        assert!(!lifetime.allows(2, || second / 2));
        assert!(!lifetime.allows(1, || second));
        assert!(Lifetime::default().allows(u64::MAX, || unreachable!()));
    }

    proptest! {
        #[test]
        fn anything_typed_is_read_or_refused_at_a_place_in_it(text in r"[a\[\]:0-9é ]{0,16}") {
            if let Err(misread) = Detour::parse(&text) {
                misread.marked(&text);
            }
        }
    }
}
