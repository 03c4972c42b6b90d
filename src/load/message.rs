//! What every request carries: method, headers, body.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use hyper::body::Bytes;

use super::target::{Scheme, Target};

/// What every request carries, whatever it is sent over.
#[derive(Debug, Clone)]
pub struct Message {
    /// The method.
    pub method: Method,
    /// Everything but `Host`, `Content-Length` and connection management.
    pub headers: HeaderMap,
    /// The body: read once, shared by all connections.
    pub body: Bytes,
}

impl Message {
    /// The message that follows a redirect: 307 and 308 repeat it, others become a GET without body (a HEAD stays one).
    /// To another host no credentials are sent.
    #[must_use]
    pub fn redirected(&self, status: u16, same_host: bool) -> Self {
        let mut next = self.clone();
        if !matches!(status, 307 | 308) {
            if next.method != Method::HEAD {
                next.method = Method::GET;
            }
            next.body = Bytes::new();
        }
        if !same_host {
            for name in [header::AUTHORIZATION, header::COOKIE, header::WWW_AUTHENTICATE] {
                next.headers.remove(name);
            }
        }
        next
    }
}

/// A message to one target: what a connection is given.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where to connect to, and the path.
    pub target: Target,
    /// The `Host` header, or `:authority`.
    pub host: String,
    /// What to send.
    pub message: Message,
    /// Head and body as HTTP/1.1 sends them.
    pub encoded: Bytes,
}

/// How HTTP/1.1 is sent.
#[derive(Debug, Clone, Default)]
pub struct Manner {
    /// Whether the connection stays open for the next request.
    pub keep_alive: bool,
    /// Whether plain HTTP goes through a proxy, whose request line carries the whole URL; with its credentials.
    pub proxy: Option<Option<HeaderValue>>,
}

impl Request {
    /// Prepares a request once, so that sending it costs nothing but the write.
    pub fn new(target: Target, host: String, message: Message, manner: &Manner) -> Self {
        let encoded = encode(&target, &host, &message, manner);
        Self { target, host, message, encoded }
    }

    /// Changes the body, and headers that go with it. Head and body are one piece of memory.
    pub fn carry<'a>(
        &mut self,
        body: Bytes,
        headers: impl IntoIterator<Item = (&'a HeaderName, HeaderValue)>,
        manner: &Manner,
    ) {
        for (name, value) in headers {
            self.message.headers.insert(name, value);
        }
        self.message.body = body;
        self.encoded = encode(&self.target, &self.host, &self.message, manner);
        self.message.body = self.encoded.slice(self.encoded.len() - self.message.body.len()..);
    }

    /// The URI that HTTP/2 is given: scheme, `:authority`, path.
    ///
    /// # Errors
    /// If the host is no authority.
    pub fn uri(&self) -> Result<Uri, http::Error> {
        Uri::builder()
            .scheme(self.target.origin.scheme.as_str())
            .authority(self.host.as_str())
            .path_and_query(self.target.path.as_str())
            .build()
    }
}

fn encode(target: &Target, host: &str, message: &Message, manner: &Manner) -> Bytes {
    let mut out = Vec::with_capacity(512 + message.body.len());
    let mut line = |name: &[u8], value: &[u8]| {
        out.extend_from_slice(name);
        out.extend_from_slice(value);
        out.extend_from_slice(b"\r\n");
    };
    let proxy = manner.proxy.as_ref().filter(|_| target.origin.scheme == Scheme::Http);
    let path = match proxy {
        Some(_) => target.to_string(),
        None => target.path.clone(),
    };
    line(message.method.as_str().as_bytes(), format!(" {path} HTTP/1.1").as_bytes());
    line(b"Host: ", host.as_bytes());
    for (name, value) in &message.headers {
        line(&[title(name).as_bytes(), b": "].concat(), value.as_bytes());
    }
    if let Some(Some(credentials)) = proxy {
        line(b"Proxy-Authorization: ", credentials.as_bytes());
    }
    if expects_body(&message.method) || !message.body.is_empty() {
        line(b"Content-Length: ", message.body.len().to_string().as_bytes());
    }
    if !manner.keep_alive {
        line(b"Connection: ", b"close");
    }
    line(b"", b"");
    out.extend_from_slice(&message.body);
    out.into()
}

/// Whether a request without body says so (RFC 9110 §8.6).
pub fn expects_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// Whether a status asks for another request, if a `Location` stands beside it.
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Whether a request may be sent twice (RFC 9110 §9.2.2).
pub fn is_idempotent(method: &Method) -> bool {
    !matches!(*method, Method::POST | Method::PATCH | Method::CONNECT)
        && (method.is_idempotent() || method.is_safe())
}

/// A header name as servers are used to see it: `Content-Type`.
fn title(name: &HeaderName) -> String {
    let mut start = true;
    let letter = |letter: char| {
        let upper = std::mem::replace(&mut start, letter == '-');
        if upper { letter.to_ascii_uppercase() } else { letter }
    };
    name.as_str().chars().map(letter).collect()
}

/// The value of an `Authorization` header for `user:password` (RFC 7617).
pub fn basic(credentials: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Basic {}", base64(credentials.as_bytes()))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// RFC 4648 §4, with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| group.get(at).copied().map_or(0, u32::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            out.push(match digit <= group.len() {
                true => char::from(DIGITS[index as usize]),
                false => '=',
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(method: Method, body: &'static str) -> Message {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("x"));
        Message { method, headers, body: Bytes::from_static(body.as_bytes()) }
    }

    fn encoded(method: Method, body: &'static str, manner: &Manner) -> String {
        let target = Target::parse("http://a:81/p?q").unwrap();
        let request = Request::new(target, "h".to_owned(), message(method, body), manner);
        String::from_utf8(request.encoded.to_vec()).unwrap()
    }

    #[test]
    fn a_get_has_no_length_and_a_post_always() {
        let manner = Manner { keep_alive: true, proxy: None };
        assert_eq!(
            encoded(Method::GET, "", &manner),
            "GET /p?q HTTP/1.1\r\nHost: h\r\nContent-Type: text/html\r\nAuthorization: x\r\n\r\n"
        );
        assert!(encoded(Method::POST, "", &manner).contains("\r\nContent-Length: 0\r\n"));
        assert!(encoded(Method::GET, "body", &manner).ends_with("\r\nContent-Length: 4\r\n\r\nbody"));
    }

    #[test]
    fn a_proxy_is_given_the_whole_url_and_its_credentials() {
        let manner = Manner { keep_alive: false, proxy: Some(basic("a:b")) };
        let text = encoded(Method::GET, "", &manner);
        assert!(text.starts_with("GET http://a:81/p?q HTTP/1.1\r\nHost: h\r\n"), "{text}");
        assert!(text.contains("\r\nProxy-Authorization: Basic YTpi\r\n"), "{text}");
        assert!(text.contains("\r\nConnection: close\r\n"), "{text}");
    }

    #[test]
    fn a_redirect_keeps_the_body_only_if_it_says_so() {
        let post = message(Method::POST, "body");
        let see_other = post.redirected(303, true);
        assert_eq!((see_other.method, see_other.body.len()), (Method::GET, 0));
        let temporary = post.redirected(307, false);
        assert_eq!((temporary.method, temporary.body.len()), (Method::POST, 4));
        assert!(temporary.headers.get(header::AUTHORIZATION).is_none());
        assert!(see_other.headers.get(header::AUTHORIZATION).is_some());
    }

    #[test]
    fn base64_pads() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("a:\u{ff}", "YTrDvw==")];
        for (plain, coded) in cases {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
