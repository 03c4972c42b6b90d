//! A list as it arrives: its items one by one, without the whole ever lying in memory.
//!
//! 8,000 pods are 59 MB of JSON. Only where an item begins and ends is found out here; what it says is the decoder's to read.

use memchr::memchr2;

/// Finds the items of a list in the bytes of its JSON, however they are cut into chunks.
#[derive(Debug, Default)]
pub struct Items {
    /// How many objects and lists are open.
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// The last string at the depth of the list's own fields.
    field: Vec<u8>,
    /// Whether the bytes are those of the field `items`.
    within: bool,
    /// The beginning of an item whose end is still to come.
    item: Vec<u8>,
    rest: Vec<u8>,
}

/// The depth of the fields of the list itself.
const FIELDS: usize = 1;
/// The depth between two items.
const BETWEEN: usize = 2;

impl Items {
    /// Takes the next bytes, and hands out each item that ends in them.
    ///
    /// # Errors
    /// The first of `each`.
    pub fn feed<E>(&mut self, chunk: &[u8], mut each: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        // Where the part of the chunk begins that belongs to the item that is open.
        let mut begin = 0;
        let mut at = 0;
        while at < chunk.len() {
            if self.in_string {
                at = self.string(chunk, at);
                continue;
            }
            let byte = chunk[at];
            let inside = self.within && self.depth > BETWEEN;
            match byte {
                b'"' => {
                    self.in_string = true;
                    if self.depth == FIELDS {
                        self.field.clear();
                    }
                }
                b'{' | b'[' => {
                    if self.within && self.depth == BETWEEN {
                        begin = at;
                    }
                    self.within |= byte == b'[' && self.depth == FIELDS && self.field == b"items";
                    self.depth += 1;
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if inside && self.depth == BETWEEN {
                        if self.item.is_empty() {
                            each(&chunk[begin..=at])?;
                        } else {
                            self.item.extend_from_slice(&chunk[begin..=at]);
                            each(&self.item)?;
                            self.item.clear();
                        }
                    } else if self.within && self.depth == FIELDS {
                        self.within = false;
                    }
                }
                _ => {}
            }
            // What is not of an item: the list's own fields, and the brackets of the items.
            let between = byte == b',' || byte.is_ascii_whitespace();
            if !inside && !(self.within && (self.depth > BETWEEN || between)) {
                self.rest.push(byte);
            }
            at += 1;
        }
        if self.within && self.depth > BETWEEN {
            self.item.extend_from_slice(&chunk[begin..]);
        }
        Ok(())
    }

    /// Passes over a string, or what has come of it. Returns where to go on.
    fn string(&mut self, chunk: &[u8], at: usize) -> usize {
        if self.escaped {
            self.escaped = false;
            self.keep(&chunk[at..=at]);
            return at + 1;
        }
        match memchr2(b'"', b'\\', &chunk[at..]) {
            None => {
                self.keep(&chunk[at..]);
                chunk.len()
            }
            Some(length) => {
                let end = at + length;
                self.keep(&chunk[at..=end]);
                match chunk[end] {
                    b'"' => {
                        self.in_string = false;
                        if self.depth == FIELDS {
                            // The closing quote is no part of the name.
                            self.field.pop();
                        }
                    }
                    _ => self.escaped = true,
                }
                end + 1
            }
        }
    }

    /// Keeps bytes of a string outside the items.
    fn keep(&mut self, bytes: &[u8]) {
        if !self.within {
            self.rest.extend_from_slice(bytes);
        }
        if self.depth == FIELDS {
            self.field.extend_from_slice(bytes);
        }
    }

    /// The list without its items; `None` if its end has not come.
    pub fn end(self) -> Option<Vec<u8>> {
        (self.depth == 0 && !self.rest.is_empty()).then_some(self.rest)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// The items and the rest of a text that comes in chunks of this size.
    fn read(text: &str, size: usize) -> (Vec<Value>, Option<Value>) {
        let (mut items, mut found) = (Items::default(), Vec::new());
        for chunk in text.as_bytes().chunks(size.max(1)) {
            let Ok(()) = items.feed(chunk, |item| {
                found.push(serde_json::from_slice(item).unwrap());
                Ok::<(), Infallible>(())
            });
        }
        (found, items.end().map(|rest| serde_json::from_slice(&rest).unwrap()))
    }

    fn anything() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[\\PC\"\\\\{}\\[\\],]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            let names = prop_oneof![Just("items".to_owned()), "[\\PC\"\\\\{}]{0,8}"];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(names, inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn object() -> impl Strategy<Value = Value> {
        prop::collection::btree_map("[a-z\"\\\\{}]{0,8}", anything(), 0..5)
            .prop_map(|map| Value::Object(map.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn any_list_in_any_chunks_is_its_items(
            before in anything(), items in prop::collection::vec(object(), 0..6), after in anything(),
            size in 1..200_usize, pretty in any::<bool>(),
        ) {
            let list = json!({"kind": "items", "before": before, "items": items, "metadata": after});
            let text = if pretty { format!("{list:#}\n") } else { list.to_string() };
            let (found, rest) = read(&text, size);
            prop_assert_eq!(found, items);
            let mut empty = list;
            empty["items"] = json!([]);
            prop_assert_eq!(rest, Some(empty));
        }
    }

    #[test]
    fn a_list_that_is_cut_has_no_end() {
        let text = json!({"items": [{"a": "}"}, {"b": [1]}], "metadata": {}}).to_string();
        for length in 0..text.len() {
            assert_eq!(read(&text[..length], 7).1, None, "{length}");
        }
        assert_eq!(read(&text, 7).0.len(), 2);
        assert_eq!(
            read(r#"{"items":null,"metadata":{}}"#, 3),
            (vec![], Some(json!({"items": null, "metadata": {}})))
        );
    }
}
