//! A list in protobuf as it arrives: its items one by one. It is a third of the JSON, and the API server is done with it sooner.

use crate::kubernetes::wire::{Fields, Wire, varint};

/// What a body in protobuf begins with. JSON never does.
pub const MAGIC: &[u8] = b"k8s\0";

/// The field of the envelope that holds the list, as it stands on the wire: the second one, of bytes.
const LIST: u64 = 2 << 3 | 2;
/// The field of a list that holds its items.
const ITEMS: u32 = 2;

/// Finds the items of a list, however its bytes are cut into chunks.
#[derive(Debug, Default)]
pub struct Packed {
    /// Bytes whose field has not come as a whole.
    pending: Vec<u8>,
    begun: bool,
    /// How much of the list is to come; `None` before and behind it.
    left: Option<u64>,
    complete: bool,
}

impl Packed {
    /// Takes the next bytes, and hands out each item that ends in them.
    pub fn feed(&mut self, chunk: &[u8], mut each: impl FnMut(&[u8])) {
        let mut pending = std::mem::take(&mut self.pending);
        pending.extend_from_slice(chunk);
        let mut rest = pending.as_slice();
        while let Some(behind) = self.step(rest, &mut each) {
            rest = behind;
        }
        let read = pending.len() - rest.len();
        pending.drain(..read);
        self.pending = pending;
    }

    /// Reads one thing, and says what is behind it; `None` while it has not come as a whole.
    fn step<'a>(&mut self, bytes: &'a [u8], each: &mut impl FnMut(&[u8])) -> Option<&'a [u8]> {
        if !self.begun {
            let rest = bytes.strip_prefix(MAGIC)?;
            self.begun = true;
            return Some(rest);
        }
        if self.left == Some(0) {
            (self.left, self.complete) = (None, true);
        }
        let mut rest = bytes;
        if self.left.is_none() && varint(&mut rest)? == LIST {
            self.left = Some(varint(&mut rest)?);
            return Some(rest);
        }
        let mut fields = Fields(bytes);
        let field = fields.next()?.ok()?;
        if let Some(left) = &mut self.left {
            *left = left.checked_sub(u64::try_from(bytes.len() - fields.0.len()).ok()?)?;
            if let (ITEMS, Wire::Bytes(item)) = field {
                each(item);
            }
        }
        Some(fields.0)
    }

    /// Whether all of it has come.
    pub fn is_complete(&self) -> bool {
        self.pending.is_empty() && (self.complete || self.left == Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        let mut length = bytes.len();
        let mut all = vec![number << 3 | 2];
        while length > 0x7f {
            all.push((length & 0x7f) as u8 | 0x80);
            length >>= 7;
        }
        all.push(length as u8);
        [all, bytes.to_vec()].concat()
    }

    #[test]
    fn any_chunks_make_the_same_items() {
        let items: Vec<Vec<u8>> = [0_usize, 1, 130, 700].iter().map(|length| vec![7; *length]).collect();
        let listed: Vec<u8> = items.iter().flat_map(|item| field(2, item)).collect();
        let list = [field(1, b"of the list"), listed].concat();
        let body = [MAGIC.to_vec(), field(1, b"v1 PodList"), field(2, &list), field(4, b"")].concat();
        for size in [1, 2, 3, 7, 64, 100_000] {
            let (mut packed, mut found) = (Packed::default(), Vec::new());
            for chunk in body.chunks(size) {
                packed.feed(chunk, |item| found.push(item.to_vec()));
            }
            assert!(packed.is_complete(), "{size}");
            assert_eq!(found, items, "{size}");
        }
        // What is cut within the list is not whole.
        for length in 0..body.len() - 3 {
            let mut packed = Packed::default();
            packed.feed(&body[..length], |_| {});
            assert!(!packed.is_complete(), "{length}");
        }
    }
}
