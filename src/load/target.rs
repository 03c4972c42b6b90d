//! Where requests go: the parts of a URL that a load generator needs.

use std::fmt;

/// The scheme of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Plain TCP, port 80.
    Http,
    /// TLS, port 443.
    Https,
}

impl Scheme {
    /// The port that a URL without one means.
    pub fn default_port(self) -> u16 {
        match self {
            Scheme::Http => 80,
            Scheme::Https => 443,
        }
    }

    /// As in a URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }
}

/// What a connection is opened to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Plain or TLS.
    pub scheme: Scheme,
    /// A name, an IPv4 address, or an IPv6 address without brackets.
    pub host: String,
    /// The port, also when it is the default one.
    pub port: u16,
}

impl Origin {
    /// `host:port`, brackets around an IPv6 address.
    pub fn address(&self) -> String {
        join_port(&self.host, self.port)
    }

    /// As a URL's authority: without the port if that is the default one.
    pub fn authority(&self) -> String {
        let address = self.address();
        match self.port == self.scheme.default_port() {
            true => address[..address.len() - self.port.to_string().len() - 1].to_owned(),
            false => address,
        }
    }
}

/// A parsed URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What to connect to.
    pub origin: Origin,
    /// Path and query, ready for the request line: never empty, only visible ASCII.
    pub path: String,
    /// `user:password` of the URL, percent-decoded.
    pub userinfo: Option<String>,
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}{}", self.origin.scheme.as_str(), self.origin.authority(), self.path)
    }
}

impl Target {
    /// Parses an absolute `http://` or `https://` URL.
    ///
    /// # Errors
    /// What is allowed, as the second half of a sentence about the URL.
    pub fn parse(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url.split_once("://").ok_or_else(|| match url.is_empty() {
            true => "a URL is needed".to_owned(),
            false => without_scheme(url),
        })?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return Err("the scheme must be http or https".to_owned()),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let (userinfo, address) = match authority.rsplit_once('@') {
            Some((userinfo, address)) => (Some(percent_decoded(userinfo)), address),
            None => (None, authority),
        };
        let (host, port) = split_port(address)?;
        let origin = Origin { scheme, host, port: port.unwrap_or(scheme.default_port()) };
        Ok(Self { origin, path: normal_path(tail), userinfo })
    }

    /// Resolves the `Location` of a redirect against this URL.
    ///
    /// # Errors
    /// As [`Target::parse`].
    pub fn join(&self, location: &str) -> Result<Self, String> {
        let has_scheme = location.split_once("://").is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if has_scheme {
            return Self::parse(location);
        }
        if location.starts_with("//") {
            return Self::parse(&format!("{}:{location}", self.origin.scheme.as_str()));
        }
        let path = match location.as_bytes().first() {
            None | Some(b'#') => self.path.clone(),
            Some(b'/') => location.to_owned(),
            Some(b'?') => format!("{}{location}", self.path.split('?').next().unwrap_or("/")),
            Some(_) => {
                let base = self.path.split('?').next().unwrap_or("/");
                format!("{}/{location}", base.rsplit_once('/').map_or("", |(folder, _)| folder))
            }
        };
        Ok(Self { origin: self.origin.clone(), path: normal_path(&without_dots(&path)), userinfo: None })
    }
}

/// What is said of a URL without a scheme: hey's and curl's users leave it out.
fn without_scheme(url: &str) -> String {
    let plain = format!("http://{url}");
    let example = Target::parse(&plain).map_or_else(|_| String::new(), |_| format!(", as {plain}"));
    format!("a URL starts with http:// or https://{example}")
}

/// `host:port`, brackets around an IPv6 address.
pub fn join_port(host: &str, port: u16) -> String {
    match host.contains(':') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    }
}

/// Splits `host[:port]`; brackets of an IPv6 address are taken off.
///
/// # Errors
/// What is allowed.
pub fn split_port(address: &str) -> Result<(String, Option<u16>), String> {
    let (host, port) = match address.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']').ok_or("an IPv6 address ends with `]`")?;
            if host.parse::<std::net::Ipv6Addr>().is_err() {
                return Err("an IPv6 address is expected between the brackets".to_owned());
            }
            match rest.strip_prefix(':') {
                Some(port) => (host, Some(port)),
                None if rest.is_empty() => (host, None),
                None => return Err("after `]` only a port may follow".to_owned()),
            }
        }
        None => match address.split_once(':') {
            Some((_, port)) if port.contains(':') => {
                return Err("an IPv6 address stands in brackets, as in [::1]:8080".to_owned());
            }
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    if host.is_empty() {
        return Err("a host is needed".to_owned());
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte);
    if !host.bytes().all(plain) {
        return Err("a host has letters, digits, `-` and `.` (punycode for others)".to_owned());
    }
    let port = match port {
        None | Some("") => None,
        Some(port) => match port.parse::<u16>() {
            Ok(port) if port > 0 => Some(port),
            _ => return Err("a port is a number from 1 to 65535".to_owned()),
        },
    };
    Ok((host.to_owned(), port))
}

/// Path and query without fragment, starting with `/`, with everything encoded that a request line cannot carry.
fn normal_path(tail: &str) -> String {
    let tail = tail.split('#').next().unwrap_or("");
    let mut path = String::with_capacity(tail.len() + 1);
    if !tail.starts_with('/') {
        path.push('/');
    }
    for byte in tail.bytes() {
        match byte {
            b'!'..=b'~' if !b"\"<>\\^`{|}".contains(&byte) => path.push(char::from(byte)),
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path
}

/// Removes `.` and `..` segments (RFC 3986 §5.2.4) from a path; the query stays.
fn without_dots(path: &str) -> String {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    let path = format!("/{}", kept.join("/"));
    query.map_or(path.clone(), |query| format!("{path}?{query}"))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escape = rest.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &rest[3..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(url: &str) -> String {
        Target::parse(url).unwrap().to_string()
    }

    #[test]
    fn the_default_port_is_left_out_of_the_authority() {
        assert_eq!(parsed("http://a"), "http://a/");
        assert_eq!(parsed("http://a:80/x"), "http://a/x");
        assert_eq!(parsed("HTTPS://a:80/x?y#z"), "https://a:80/x?y");
        assert_eq!(parsed("http://[::1]:8080?q"), "http://[::1]:8080/?q");
        assert_eq!(parsed("http://[::1]"), "http://[::1]/");
    }

    #[test]
    fn what_a_request_line_cannot_carry_is_encoded_once() {
        assert_eq!(parsed("http://a/b c%20d/ü"), "http://a/b%20c%20d/%C3%BC");
    }

    #[test]
    fn userinfo_is_decoded() {
        let target = Target::parse("http://me:p%40ss@host/").unwrap();
        assert_eq!((target.userinfo.as_deref(), target.origin.host.as_str()), (Some("me:p@ss"), "host"));
    }

    #[test]
    fn what_is_no_url_is_refused_with_the_reason() {
        for url in [
            "",
            "a",
            "ftp://a",
            "http://",
            "http://:80",
            "http://a:0",
            "http://a:x",
            "http://a b/",
            "http://::1/",
        ] {
            assert!(Target::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_location_is_resolved_against_the_url() {
        let base = Target::parse("http://a:81/b/c?q").unwrap();
        let joined = |location: &str| base.join(location).unwrap().to_string();
        assert_eq!(joined("https://x/y"), "https://x/y");
        assert_eq!(joined("//x/y"), "http://x/y");
        assert_eq!(joined("/y"), "http://a:81/y");
        assert_eq!(joined("y?to=http://z"), "http://a:81/b/y?to=http://z");
        assert_eq!(joined("../y"), "http://a:81/y");
        assert_eq!(joined("./"), "http://a:81/b/");
        assert_eq!(joined("?r"), "http://a:81/b/c?r");
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_its_result_parses_to_itself(url in "(https?://)?[a-z0-9:@/?#%.\\[\\] é]{0,24}") {
            if let Ok(target) = Target::parse(&url) {
                let again = Target::parse(&target.to_string()).unwrap();
                prop_assert_eq!(again.to_string(), target.to_string());
                prop_assert!(target.path.starts_with('/') && target.path.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }

        #[test]
        fn joining_never_panics(location in "[a-z:/?#%. é]{0,24}") {
            let base = Target::parse("http://a/b/c").unwrap();
            if let Ok(target) = base.join(&location) {
                prop_assert!(target.path.starts_with('/'));
            }
        }
    }
}
