//! A model that a serving runtime runs, instead of an image and a command.

use super::value::{checked, one_of, refuse, word_in};
use crate::error::{Error, Result};
use crate::kubernetes::names;

/// A model for a serving runtime.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Model {
    /// The format's name, as `huggingface`.
    pub format: String,
    /// The format's version.
    pub format_version: Option<String>,
    /// The runtime by name; absent lets KServe choose.
    pub runtime: Option<String>,
    /// The runtime's version.
    pub runtime_version: Option<String>,
    /// Where the model is fetched from.
    pub storage_uri: Option<String>,
    /// The protocol that it speaks.
    pub protocol: Option<&'static str>,
}

/// The flags that only a runtime knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// `--model-format`.
    pub format: Option<&'a str>,
    /// `--runtime`.
    pub runtime: Option<&'a str>,
    /// `--runtime-version`.
    pub runtime_version: Option<&'a str>,
    /// `--storage-uri`.
    pub storage_uri: Option<&'a str>,
    /// `--protocol-version`.
    pub protocol: Option<&'a str>,
}

impl Model {
    /// Reads the flags; `None` if a container is wanted instead.
    ///
    /// # Errors
    /// A usage error; also when a flag would be dropped because `--model-format` is not given.
    pub fn parse(given: Given) -> Result<Option<Self>> {
        let Some(format) = given.format else {
            let dropped = [
                ("--runtime", given.runtime),
                ("--runtime-version", given.runtime_version),
                ("--storage-uri", given.storage_uri),
                ("--protocol-version", given.protocol),
            ];
            return match dropped.into_iter().find_map(|(flag, value)| value.map(|_| flag)) {
                Some(flag) => Err(Error::usage(format!(
                    "`{flag}` needs a `--model-format`: only a serving runtime knows it"
                ))
                .hint("for example `--model-format=huggingface --storage-uri=pvc://llm-model/Qwen`")),
                None => Ok(None),
            };
        };
        const EXAMPLE: &str = "--model-format=huggingface";
        let (name, version) = match format.split_once(':') {
            Some((name, version)) => (name, Some(version)),
            None => (format, None),
        };
        for part in [Some(name), version].into_iter().flatten() {
            if part.is_empty() || names::label_value(part).is_err() {
                return Err(refuse("--model-format", format, "must be NAME or NAME:VERSION", EXAMPLE));
            }
        }
        let word = |flag: &str, text: Option<&str>, example: &str| match text {
            Some(text) if text.is_empty() || names::label_value(text).is_err() => {
                Err(refuse(flag, text, "must be a version such as 0.11.0", format!("{flag}={example}")))
            }
            text => Ok(text.map(str::to_owned)),
        };
        if let Some(runtime) = given.runtime {
            checked(
                "--runtime",
                runtime,
                names::dns_subdomain(runtime),
                "--runtime=kserve-huggingfaceserver",
            )?;
        }
        if let Some(uri) = given.storage_uri {
            storage_uri(uri)?;
        }
        let protocols = [("v1", "v1"), ("v2", "v2"), ("grpc-v1", "grpc-v1"), ("grpc-v2", "grpc-v2")];
        Ok(Some(Self {
            format: name.to_owned(),
            format_version: version.map(str::to_owned),
            runtime: given.runtime.map(str::to_owned),
            runtime_version: word("--runtime-version", given.runtime_version, "0.11.0")?,
            storage_uri: given.storage_uri.map(str::to_owned),
            protocol: given
                .protocol
                .map(|text| one_of("--protocol-version", text, &protocols))
                .transpose()?,
        }))
    }
}

/// A URI as KServe's storage initializer takes it.
fn storage_uri(uri: &str) -> Result<()> {
    const SCHEMES: [&str; 9] = ["pvc", "oss", "s3", "gs", "hf", "oci", "http", "https", "hdfs"];
    let example = "--storage-uri=pvc://llm-model/Qwen";
    let say = |reason: &str| Err(refuse("--storage-uri", uri, reason, example));
    let Some((scheme, rest)) = uri.split_once("://") else {
        return say("must be SCHEME://PATH");
    };
    if uri.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return say("must not contain white space");
    }
    if rest.is_empty() {
        return say("there is nothing behind ://");
    }
    let known = SCHEMES.contains(&scheme) || matches!(scheme, "file" | "webhdfs" | "abfs" | "azure");
    match known {
        true => Ok(()),
        false => word_in("--storage-uri", uri, scheme, &SCHEMES.map(|scheme| (scheme, ())), example),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_names_its_format() {
        let given =
            Given { format: Some("huggingface:1"), storage_uri: Some("pvc://m/x"), ..Given::default() };
        let model = Model::parse(given).unwrap().unwrap();
        assert_eq!((model.format.as_str(), model.format_version.as_deref()), ("huggingface", Some("1")));
        assert_eq!(Model::parse(Given::default()).unwrap(), None);
        for given in [
            Given { format: Some(""), ..Given::default() },
            Given { format: Some("a:b:c"), ..Given::default() },
            Given { runtime: Some("x"), ..Given::default() },
            Given { format: Some("a"), protocol: Some("v3"), ..Given::default() },
            Given { format: Some("a"), storage_uri: Some("x"), ..Given::default() },
            Given { format: Some("a"), storage_uri: Some("s4://x"), ..Given::default() },
            Given { format: Some("a"), storage_uri: Some("s3://"), ..Given::default() },
        ] {
            assert!(Model::parse(given).is_err(), "{given:?}");
        }
    }
}
