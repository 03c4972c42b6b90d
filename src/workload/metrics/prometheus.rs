//! Where Prometheus is asked.

use crate::error::Result;
use crate::workload::value::{pair, refuse};

const URL: &str = "http://prometheus.monitoring.svc:9090";

/// Prometheus' address, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// `http` or `https`.
    pub scheme: String,
    /// The host, as it stands in the URL.
    pub host: String,
    /// The port, if one is given.
    pub port: Option<u16>,
    /// The path; empty, or with a slash at its beginning.
    pub path: String,
}

impl std::fmt::Display for Url {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}://{}", self.scheme, self.host)?;
        if let Some(port) = self.port {
            write!(formatter, ":{port}")?;
        }
        formatter.write_str(&self.path)
    }
}

/// Reads the URL under which Prometheus' API begins. What pasting does to URLs is found out here and not by an adapter that
/// silently has no metrics.
///
/// # Errors
/// A usage error.
pub fn url(flag: &str, text: &str) -> Result<Url> {
    let say = |reason: &str| refuse(flag, text, reason, format!("{flag}={URL}"));
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(say("it begins with http:// or https://"));
    };
    let reason = match text {
        _ if !matches!(scheme, "http" | "https") => "it begins with http:// or https://",
        _ if text.len() > 2048 => "it is longer than 2048 bytes",
        _ if !text.bytes().all(|b| b.is_ascii_graphic()) => "it has no spaces and only ASCII",
        _ if rest.contains("://") => "it is two URLs in one",
        _ if text.contains([
            '<', '>', '{', '}', '$', '"', '\'', '`', '\\', '|', '^', '[', ']', ',', ';', '(', ')',
        ]) =>
        {
            "it has characters of a placeholder or of a text around it"
        }
        _ if text.contains("&amp") || text.contains(['?', '#', '&']) => {
            "it has no query: the adapter adds its own"
        }
        _ => "",
    };
    if !reason.is_empty() {
        return Err(say(reason));
    }
    if rest
        .split(['/', '.'])
        .any(|part| part.len() > 1 && part.bytes().all(|b| b.eq_ignore_ascii_case(&b'x')))
    {
        return Err(say("it has the x's of a sample in it: put in your instance's own"));
    }
    let uri: http::Uri = text.parse().map_err(|_| say("it is no URL"))?;
    let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
    let authority = authority.ok_or_else(|| say("it has a host, and no user in front of it"))?;
    let host = authority.host();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let labels =
        host.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
    if !host.chars().all(plain) || !labels {
        return Err(say("its host is no host name"));
    }
    let after = authority.as_str().strip_prefix(host).unwrap_or_default();
    let port = match after.strip_prefix(':') {
        None => None,
        Some(digits) => match digits.parse::<u16>() {
            Ok(port) if port > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => Some(port),
            _ => return Err(say("its port is a number up to 65535")),
        },
    };
    let path = uri.path().trim_end_matches('/').to_owned();
    if path.contains("//") {
        return Err(say("it has an empty part in its path"));
    }
    if let Some(begin) = ["/query", "/query_range", "/series", "/labels"]
        .into_iter()
        .find_map(|end| path.strip_suffix(end).filter(|begin| begin.ends_with("/api/v1")))
    {
        let begin = begin.trim_end_matches("/api/v1");
        let origin = format!("{scheme}://{}{begin}", authority.as_str());
        return Err(say(&format!("the adapter adds /api/v1/query itself: {origin}")));
    }
    Ok(Url { scheme: scheme.to_owned(), host: host.to_owned(), port, path })
}

/// A header that each question to Prometheus carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value, which may be a secret.
    pub value: String,
}

/// Reads `NAME: VALUE`.
///
/// # Errors
/// A usage error. It does not show the value if the name is sound.
pub fn header(flag: &str, text: &str) -> Result<Header> {
    let example = format!("{flag}='Authorization: Bearer TOKEN'");
    let (name, value) = pair(flag, text, ':', &example)?;
    if name.is_empty() || http::HeaderName::try_from(name).is_err() {
        return Err(refuse(flag, name, "it is no name of a header", example));
    }
    let value = value.trim_matches(' ');
    if value.is_empty() || !value.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) {
        return Err(refuse(flag, name, "the value of a header is printable ASCII, and not empty", example));
    }
    Ok(Header { name: name.to_owned(), value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_what_pasting_does_is_refused() {
        for (text, port, path) in [
            ("http://prometheus.monitoring.svc:9090", Some(9090), ""),
            ("https://p/", None, ""),
            (
                "http://cn-beijing.arms.aliyuncs.com:9090/api/v1/prometheus/0a1/12/c3/cn-beijing/",
                Some(9090),
                "/api/v1/prometheus/0a1/12/c3/cn-beijing",
            ),
        ] {
            let read = url("--prometheus", text).unwrap();
            assert_eq!((read.port, read.path.as_str()), (port, path), "{text}");
            assert_eq!(read.to_string(), text.trim_end_matches('/'));
        }
        for (text, why) in [
            (
                "http://cn-beijing.arms.aliyuncs.com:9090/api/v1/prometheus/xxxx/xxxx/xxx/cn-beijing",
                "x's of a sample",
            ),
            ("prometheus:9090", "begins with http"),
            ("http:/p:9090", "begins with http"),
            ("http://http://p", "two URLs"),
            ("[http://p](http://p)", "begins with http"),
            ("http://p:9090/api/v1/query", "adds /api/v1/query itself: http://p:9090"),
            ("http://p?x=1", "no query"),
            ("http://<host>:9090", "placeholder"),
            ("http://${HOST}", "placeholder"),
            ("http://p :9090", "no spaces"),
            ("http://p:99999", "port"),
            ("http://p.:9090", "host name"),
            ("http://", "no URL"),
            ("http://user:pw@p", "no user"),
        ] {
            let said = url("--prometheus", text).unwrap_err().message;
            assert!(said.contains(why), "{text}: {said}");
        }
    }

    #[test]
    fn a_header_keeps_its_secret() {
        assert_eq!(header("--header", "Authorization: Bearer a").unwrap().value, "Bearer a");
        let said = header("--header", "Authorization: se\u{7f}cret").unwrap_err();
        assert!(!said.message.contains("cret"), "{}", said.message);
        for text in ["", "x", ": y", "a b: c", "a:"] {
            assert!(header("--header", text).is_err(), "{text}");
        }
    }
}
