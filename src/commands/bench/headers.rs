//! The flags that become headers.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::cli::bench::Bench;
use crate::error::{Error, Result};
use crate::load::message::basic;
use crate::load::target::Target;

/// What the headers come to.
pub struct Fields {
    /// What is sent as it stands.
    pub map: HeaderMap,
    /// `Host`.
    pub host: Option<String>,
    /// `Connection: close`.
    pub close: bool,
}

/// Reads `-H` and the flags that stand for one header each.
///
/// # Errors
/// A usage error that names the flag.
pub fn headers(args: &Bench, target: &Target, warnings: &mut Vec<String>) -> Result<Fields> {
    let mut fields = Fields { map: HeaderMap::new(), host: None, close: false };
    let user_agent = concat!("neap/", env!("CARGO_PKG_VERSION"));
    fields.map.insert(header::USER_AGENT, HeaderValue::from_static(user_agent));
    set(&mut fields.map, header::CONTENT_TYPE, "-T", &args.content_type)?;
    for line in &args.header {
        let (name, value) = header_line(line)?;
        match name {
            header::HOST => fields.host = Some(String::from_utf8_lossy(value.as_bytes()).into_owned()),
            header::CONNECTION => {
                fields.close |= value.as_bytes().to_ascii_lowercase().windows(5).any(|word| word == b"close");
            }
            header::CONTENT_LENGTH | header::TRANSFER_ENCODING => {
                warnings.push(format!("-H {name} is left out: it follows from the body"));
            }
            name => {
                let again = args.header.iter().filter_map(|line| header_line(line).ok());
                if fields.map.contains_key(&name) && again.filter(|(other, _)| *other == name).count() > 1 {
                    warnings
                        .push(format!("-H {name} is given more than once: the last one counts, as in hey"));
                }
                fields.map.insert(name, value);
            }
        }
    }
    if let Some(accept) = &args.accept {
        set(&mut fields.map, header::ACCEPT, "-A", accept)?;
    }
    if let Some(user_agent) = &args.user_agent {
        set(&mut fields.map, header::USER_AGENT, "-U", user_agent)?;
    }
    if let Some(credentials) = args.auth.as_deref().or(target.userinfo.as_deref()) {
        let value = basic(credentials).filter(|_| args.auth.is_none() || credentials.contains(':'));
        let value = value.ok_or_else(|| {
            Error::flag("-a", credentials, "user:password is expected", "neap bench -a admin:secret URL")
        })?;
        fields.map.insert(header::AUTHORIZATION, value);
    }
    if !args.disable_compression && !fields.map.contains_key(header::ACCEPT_ENCODING) {
        fields.map.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(fields)
}

/// Sets a header to the value of a flag of its own; an empty value leaves it out.
fn set(map: &mut HeaderMap, name: HeaderName, flag: &str, text: &str) -> Result<()> {
    if text.is_empty() {
        map.remove(name);
        return Ok(());
    }
    let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| {
        Error::flag(
            flag,
            text,
            "a header value has no line break or other control character",
            format_args!("neap bench {flag} text/plain URL"),
        )
    })?;
    map.insert(name, value);
    Ok(())
}

fn header_line(line: &str) -> Result<(HeaderName, HeaderValue)> {
    let bad = |why: &str| {
        Error::flag(
            "-H",
            line,
            format!("a header `Name: value` is expected: {why}"),
            "neap bench -H 'Accept: text/plain' URL",
        )
    };
    let (name, value) = line.split_once(':').ok_or_else(|| bad("there is no colon"))?;
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| bad("the name has letters, digits and `-` only"))?;
    let value = HeaderValue::from_bytes(value.trim().as_bytes())
        .map_err(|_| bad("the value has no line break or other control character"))?;
    Ok((name, value))
}
