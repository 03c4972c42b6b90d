//! Header blocks: one zlib stream a direction, with a dictionary that both sides know.

use std::collections::HashMap;
use std::io;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// The dictionary's names, each with its length before it.
const NAMES: [&str; 64] = [
    "options",
    "head",
    "post",
    "put",
    "delete",
    "trace",
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "connection",
    "content-base",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-md5",
    "content-range",
    "content-type",
    "date",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "location",
    "max-forwards",
    "pragma",
    "proxy-authenticate",
    "proxy-authorization",
    "range",
    "referer",
    "retry-after",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "vary",
    "via",
    "warning",
    "www-authenticate",
    "method",
    "get",
    "status",
    "200 OK",
    "version",
    "HTTP/1.1",
    "url",
    "public",
    "set-cookie",
    "keep-alive",
];
/// The dictionary's end.
const END: &str = "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505\
203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden\
404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable\
Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT\
chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,\
publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

/// How far back a stream refers: bytes.
const WINDOW: usize = 32 << 10;
/// The most that one block may hold: bytes.
const LARGEST: usize = 64 << 10;

/// Reads the header blocks of one connection, one after the other.
pub struct Reader {
    inflater: Box<DecompressorOxide>,
    /// What the stream may refer to: at first the dictionary.
    window: Vec<u8>,
    begun: bool,
}

impl Reader {
    /// Before the first block.
    pub fn new() -> Self {
        let mut window = Vec::new();
        for name in NAMES.into_iter().chain(["origin"]) {
            window.extend_from_slice(&u32::try_from(name.len()).unwrap_or_default().to_be_bytes());
            window.extend_from_slice(name.as_bytes());
        }
        window.extend_from_slice(END.as_bytes());
        Self { inflater: Box::default(), window, begun: false }
    }

    /// The headers of the next block, by lower-case names.
    ///
    /// # Errors
    /// It is no such block, or too large.
    pub fn read(&mut self, block: &[u8]) -> io::Result<HashMap<String, String>> {
        let wrong = || io::Error::new(io::ErrorKind::InvalidData, "a header block cannot be read");
        let mut block = block;
        if !self.begun && !block.is_empty() {
            // Two bytes of head, and the dictionary's checksum where the stream says that it uses one.
            let head = if block.get(1).is_some_and(|flags| flags & 0x20 != 0) { 6 } else { 2 };
            block = block.get(head..).ok_or_else(wrong)?;
            self.begun = true;
        }
        let spare = self.window.len().saturating_sub(WINDOW);
        self.window.drain(..spare);
        let start = self.window.len();
        self.window.resize(start + LARGEST, 0);
        let flags = TINFL_FLAG_HAS_MORE_INPUT | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, _, written) = decompress(&mut self.inflater, block, &mut self.window, start, flags);
        self.window.truncate(start + written);
        match status {
            TINFLStatus::NeedsMoreInput | TINFLStatus::Done => pairs(&self.window[start..]).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

fn pairs(text: &[u8]) -> Option<HashMap<String, String>> {
    let mut rest = text;
    let count = number(&mut rest)?;
    let mut headers = HashMap::new();
    for _ in 0..count {
        let name = piece(&mut rest)?;
        headers.insert(name, piece(&mut rest)?);
    }
    Some(headers)
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (bytes, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    Some(u32::from_be_bytes(*bytes))
}

fn piece(rest: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(String::from_utf8_lossy(text).into_owned())
}

/// Writes header blocks without headers: that is all that is answered to a new stream.
#[derive(Default)]
pub struct Writer {
    begun: bool,
}

impl Writer {
    /// The next block: the number zero, in a stored block of the stream, which needs no dictionary.
    pub fn nothing(&mut self) -> Vec<u8> {
        let mut block = if self.begun { Vec::new() } else { vec![0x78, 0x01] };
        self.begun = true;
        block.extend_from_slice(&[0, 4, 0, 0xfb, 0xff, 0, 0, 0, 0]);
        // An empty block: readers hand out what they have only then.
        block.extend_from_slice(&[0, 0, 0, 0xff, 0xff]);
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_that_of_the_draft() {
        let window = Reader::new().window;
        assert_eq!(window.len(), 1423);
        // Adler-32, as RFC 1950 sends it: the identity of the dictionary.
        let (a, b) = window.iter().fold((1u32, 0u32), |(a, b), byte| {
            let a = (a + u32::from(*byte)) % 65_521;
            (a, (b + a) % 65_521)
        });
        assert_eq!((b << 16) | a, 0xe3c6_a7c2);
    }

    #[test]
    fn what_is_written_can_be_read() {
        let (mut writer, mut reader) = (Writer::default(), Reader::new());
        for _ in 0..3 {
            assert_eq!(reader.read(&writer.nothing()).unwrap(), HashMap::new());
        }
        assert!(Reader::new().read(&[1, 2, 3, 4, 5, 6, 7, 8]).is_err());
    }
}
