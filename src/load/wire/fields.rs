//! The header fields of an answer that decide how it is read.

use crate::load::fault::{Class, Fault};

/// The header fields that decide about framing.
#[derive(Debug, Default)]
pub struct Fields<'a> {
    /// Of the body, in bytes.
    pub length: Option<u64>,
    /// How the body is coded.
    pub coding: Coding,
    /// The connection ends with the answer.
    pub close: bool,
    /// The connection stays, as HTTP/1.0 must say.
    pub keep_alive: bool,
    /// Where a redirect leads.
    pub location: Option<&'a [u8]>,
}

/// How a body is coded for its way.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Not at all.
    #[default]
    None,
    /// In chunks, the last of which is empty.
    Chunked,
    /// A coding without chunks: the body ends with the connection.
    Other,
}

impl<'a> Fields<'a> {
    /// Reads them.
    ///
    /// # Errors
    /// A length that is none, or two that differ.
    pub fn read(headers: &[httparse::Header<'a>]) -> Result<Self, Fault> {
        let mut fields = Self::default();
        for header in headers {
            let is = |name: &str| header.name.eq_ignore_ascii_case(name);
            match header.name.len() {
                14 if is("content-length") => {
                    let length = std::str::from_utf8(header.value)
                        .ok()
                        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
                        .and_then(|digits| digits.parse().ok());
                    if length.is_none() || (fields.length.is_some() && fields.length != length) {
                        return Err(Fault::new(
                            Class::Protocol,
                            "malformed HTTP answer: invalid Content-Length",
                        ));
                    }
                    fields.length = length;
                }
                17 if is("transfer-encoding") => {
                    fields.coding = match tokens(header.value).last() {
                        Some(last) if last.eq_ignore_ascii_case(b"chunked") => Coding::Chunked,
                        _ => Coding::Other,
                    };
                }
                10 if is("connection") => {
                    for token in tokens(header.value) {
                        fields.close |= token.eq_ignore_ascii_case(b"close");
                        fields.keep_alive |= token.eq_ignore_ascii_case(b"keep-alive");
                    }
                }
                8 if is("location") => fields.location = Some(header.value),
                _ => {}
            }
        }
        Ok(fields)
    }
}

fn tokens(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii)
}
