//! What a worker has to know to make the same plan: the command line, and the files that it names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of neap; workers of different versions do not work together.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The version of the protocol; it grows with each change to a message.
pub const PROTOCOL: u32 = 2;

/// What is to be done, as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Orders {
    /// The version of neap that wrote them.
    pub neap: String,
    /// The command line behind the program's name.
    pub words: Vec<String>,
    /// What the files have that it names.
    #[serde(with = "files")]
    pub files: BTreeMap<String, Vec<u8>>,
    /// Where to send, if the command line names a service instead of a URL.
    pub destination: Option<Place>,
    /// What of a load of prompts only the first one knows.
    pub prompts: Option<Prompts>,
}

/// What makes the prompts of all workers those of one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Prompts {
    /// What decides made-up text.
    pub nonce: u64,
    /// The model that each request names.
    pub model: Option<String>,
}

/// A URL, and the Host that leads to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The URL.
    pub url: String,
    /// The Host header, if it is not the URL's own.
    pub host: Option<String>,
}

impl Orders {
    /// An error if they were written by another version.
    ///
    /// # Errors
    /// Names both versions.
    pub fn check(&self) -> Result<(), String> {
        match self.neap == VERSION {
            true => Ok(()),
            false => Err(format!(
                "the load was asked for by neap {}, and this worker is neap {VERSION}",
                self.neap
            )),
        }
    }
}

/// Contents as base64.
mod files {
    use std::collections::BTreeMap;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    type Files = BTreeMap<String, Vec<u8>>;

    pub fn serialize<S: Serializer>(files: &Files, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(files.iter().map(|(name, bytes)| (name, STANDARD.encode(bytes))))
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Files, D::Error> {
        let texts = BTreeMap::<String, String>::deserialize(from)?.into_iter();
        let decoded = texts.map(|(name, text)| Ok((name, STANDARD.decode(text).map_err(D::Error::custom)?)));
        decoded.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_arrive_as_they_were_given_and_another_version_is_named() {
        let files = BTreeMap::from([("a/b".to_owned(), vec![0, 255, 10])]);
        let words = vec!["bench".to_owned(), "-D=a/b".to_owned()];
        let mut orders = Orders { neap: VERSION.to_owned(), words, files, destination: None, prompts: None };
        let text = serde_json::to_string(&orders).unwrap();
        assert_eq!(serde_json::from_str::<Orders>(&text).unwrap(), orders);
        assert_eq!(orders.check(), Ok(()));
        orders.neap = "9.9.9".to_owned();
        let why = orders.check().unwrap_err();
        assert!(why.contains("neap 9.9.9") && why.contains(&format!("neap {VERSION}")), "{why}");
    }
}
