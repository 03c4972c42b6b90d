//! Who may ask: whoever has the token may do all, nobody else anything but look whether the server is well.

use std::io;
use std::sync::Arc;

use http::Request;
use http::header::AUTHORIZATION;
use serde_json::json;

use super::status::Status;

/// The one bearer token.
#[derive(Clone)]
pub struct Token(Arc<str>);

impl Token {
    /// 256 bits of the machine's own randomness.
    ///
    /// # Errors
    /// The machine has none.
    pub fn random() -> io::Result<Self> {
        let mut bytes = [0; 32];
        let random = rustls::crypto::ring::default_provider().secure_random;
        random.fill(&mut bytes).map_err(|_| io::Error::other("the system gives no random numbers"))?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()))
    }

    /// As the header carries it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is this one; compared without telling by the time it takes how much agrees.
    pub fn is(&self, given: &str) -> bool {
        let differences = given.bytes().zip(self.0.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
        given.len() == self.0.len() && differences == 0
    }

    /// Lets a request in.
    ///
    /// # Errors
    /// 401 with another token, 403 without one.
    pub fn admits<B>(&self, request: &Request<B>) -> Result<(), Box<Status>> {
        let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let open = matches!(request.uri().path(), "/healthz" | "/livez" | "/readyz" | "/version");
        match header.and_then(|header| header.strip_prefix("Bearer ")) {
            Some(token) if self.is(token.trim()) => Ok(()),
            None if open => Ok(()),
            None if header.is_none() => Err(anonymous(request)),
            _ => Err(Status::new(401, "Unauthorized", "Unauthorized")),
        }
    }
}

/// 403 for who says nothing of himself.
fn anonymous<B>(request: &Request<B>) -> Box<Status> {
    let path = request.uri().path();
    let verb = request.method().as_str().to_lowercase();
    let Some(target) = super::request::Target::parse(path) else {
        let why = format!("User \"system:anonymous\" cannot {verb} path {path:?}");
        let mut status = Status::forbidden("", "", "", &why);
        status.details = json!({});
        return status;
    };
    let verb = match (verb.as_str(), target.name.is_some()) {
        ("get" | "head", true) => "get",
        ("get" | "head", false) => "list",
        ("post", _) => "create",
        ("put", _) => "update",
        ("patch", _) => "patch",
        ("delete", true) => "delete",
        ("delete", false) => "deletecollection",
        (other, _) => other,
    };
    let resource = match target.subresource.as_str() {
        "" => target.resource.clone(),
        sub => format!("{}/{sub}", target.resource),
    };
    let scope = match &target.namespace {
        Some(namespace) => format!("in the namespace {namespace:?}"),
        None => "at the cluster scope".to_owned(),
    };
    let why = format!(
        "User \"system:anonymous\" cannot {verb} resource {resource:?} in API group {:?} {scope}",
        target.group
    );
    Status::forbidden(&target.group, &target.resource, target.name.as_deref().unwrap_or_default(), &why)
}
