//! The files of `--config-file` as a ConfigMap.

use serde_json::{Value, json};

use crate::kubernetes::resources::StringMap;
use crate::workload::storage::ConfigFile;

/// Text as text, the rest as base64.
pub fn values(files: &[ConfigFile], name: &str) -> Value {
    let (mut text, mut binary) = (StringMap::new(), StringMap::new());
    for file in files {
        match std::str::from_utf8(&file.content) {
            Ok(content) => text.insert(file.key.clone(), content.to_owned()),
            Err(_) => binary.insert(file.key.clone(), base64(&file.content)),
        };
    }
    json!({ "name": name, "text": text, "binary": binary })
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// FNV-1a over keys and contents: enough to see that a file changed.
pub fn digest(files: &[ConfigFile]) -> String {
    let bytes = files
        .iter()
        .flat_map(|file| file.key.bytes().chain([0]).chain(file.content.iter().copied()).chain([0]));
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_base64() {
        for (bytes, text) in
            [(&b""[..], ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"\xff\x00", "/wA=")]
        {
            assert_eq!(base64(bytes), text);
        }
    }
}
