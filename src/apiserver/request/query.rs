//! The parameters of a request.

use percent_encoding::percent_decode_str;

use crate::apiserver::status::{Cause, Result, Status};

/// The parameters of a request, in order; of one that is given twice, the first counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads what follows the question mark.
    pub fn parse(text: &str) -> Self {
        let decode = |text: &str| {
            let text = text.replace('+', " ");
            percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Self(pairs.map(|(name, value)| (decode(name), decode(value))).collect())
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a parameter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that is not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// A flag: it is set unless it is absent, `0` or `false`.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value != "0" && !value.eq_ignore_ascii_case("false"))
    }

    /// A whole number.
    ///
    /// # Errors
    /// 400 in the words of Go's `strconv`.
    pub fn number(&self, name: &str) -> Result<Option<i64>> {
        let parse = |text: &str| {
            text.parse().map_err(|_| {
                Status::bad_request(format!("strconv.ParseInt: parsing {text:?}: invalid syntax"))
            })
        };
        self.text(name).map(parse).transpose()
    }

    /// What is wrong with the options of a write; `options` is their kind, as `CreateOptions`.
    ///
    /// # Errors
    /// 422 for another word than `All` as `dryRun`, and for a manager with a long name.
    pub fn check_write(&self, options: &str) -> Result<()> {
        let mut causes = Vec::new();
        if self.text("fieldManager").is_some_and(|manager| manager.len() > 128) {
            causes.push(Cause {
                reason: "FieldValueTooLong",
                message: "Too long: may not be more than 128 bytes".into(),
                field: "fieldManager".into(),
            });
        }
        let dry: Vec<&str> = self.all("dryRun").filter(|word| !word.is_empty()).collect();
        if dry.iter().any(|word| *word != "All") {
            let shown = serde_json::Value::from(dry);
            causes.push(Cause {
                reason: "FieldValueNotSupported",
                message: format!("Unsupported value: {shown}: supported values: \"All\""),
                field: "dryRun".into(),
            });
        }
        if causes.is_empty() { Ok(()) } else { Err(Status::invalid("meta.k8s.io", options, "", causes)) }
    }

    /// Whether nothing is to be written.
    pub fn dry_run(&self) -> bool {
        self.all("dryRun").any(|value| value == "All")
    }
}
