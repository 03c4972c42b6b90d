//! Texts with units: durations, sizes, bandwidths, shares, names with stars.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::clock::parse_duration;
use crate::kubernetes::quantity::Quantity;

/// A text that is read into `$name`: serde through `FromStr`-like parse and `Display`, and its JSON schema.
macro_rules! text {
    ($name:ident, $pattern:literal, $about:literal) => {
        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": ["string", "number"], "pattern": $pattern, "description": $about})
            }
        }
    };
}

/// A span of cluster time: `90s`, `1m30s`, `500ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span(pub Duration);
text!(Span, r"^([0-9]+(\.[0-9]+)?(h|m|s|ms))+$", "A duration with units: 90s, 1m30s, 500ms.");

impl Span {
    /// Whole seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// Milliseconds.
    pub const fn millis(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let parsed = match text.ends_with(|c: char| c.is_ascii_digit()) {
            true => Err("it needs a unit: h, m, s or ms"),
            false => parse_duration(text),
        };
        // Read as a float: what is below a microsecond is noise.
        let exact = |span: Duration| Self(Duration::from_micros((span.as_secs_f64() * 1e6).round() as u64));
        parsed.map(exact).map_err(|why| format!("invalid duration {text:?}: {why}, as in 1m30s"))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, millis) = (self.0.as_secs(), self.0.subsec_millis());
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if hours > 0 {
            write!(formatter, "{hours}h")?;
        }
        if minutes > 0 {
            write!(formatter, "{minutes}m")?;
        }
        if rest > 0 || (millis == 0 && seconds == 0) {
            write!(formatter, "{rest}s")?;
        }
        if millis > 0 {
            write!(formatter, "{millis}ms")?;
        }
        Ok(())
    }
}

/// A size in bytes: `5Gi`, `800M`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Size(pub u64);
text!(
    Size,
    r"^[0-9]+(\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
    "A size in bytes, as Kubernetes writes it: 5Gi, 800M."
);

impl Size {
    /// 2³⁰ bytes each.
    pub const fn gib(count: u64) -> Self {
        Self(count << 30)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("invalid size {text:?}: {why}, as in 5Gi");
        let quantity = Quantity::parse(text).map_err(|why| wrong(&why))?;
        u64::try_from(quantity.value()).map(Self).map_err(|_| wrong("it must not be negative"))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")];
        match units.iter().find(|(bits, _)| self.0 > 0 && self.0.is_multiple_of(1 << bits)) {
            Some((bits, unit)) => write!(formatter, "{}{unit}", self.0 >> bits),
            None => write!(formatter, "{}", self.0),
        }
    }
}

/// Bytes a second: `200Mi/s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bandwidth(pub Size);
text!(
    Bandwidth,
    r"^[0-9]+(\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?/s$",
    "Bytes a second, as a size with /s: 200Mi/s. It is shared by all who load from there at the same time."
);

impl Bandwidth {
    /// 2²⁰ bytes a second each.
    pub const fn mib(count: u64) -> Self {
        Self(Size(count << 20))
    }

    /// Bytes a second.
    #[expect(clippy::cast_precision_loss, reason = "a bandwidth is not exact")]
    pub fn bytes_per_second(self) -> f64 {
        self.0.0 as f64
    }

    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("invalid bandwidth {text:?}: a size and /s, as in 200Mi/s");
        let size = text.strip_suffix("/s").and_then(|size| Size::parse(size).ok());
        size.filter(|size| size.0 > 0).map(Self).ok_or_else(wrong)
    }
}

impl fmt::Display for Bandwidth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/s", self.0)
    }
}

/// A share from 0 to 1, written as `25%`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Share(pub f64);
text!(Share, r"^[0-9]+(\.[0-9]+)?%$", "A share from 0% to 100%.");

impl Share {
    fn parse(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').and_then(|number| number.parse::<f64>().ok());
        match number {
            Some(percent) if (0.0..=100.0).contains(&percent) => Ok(Self(percent / 100.0)),
            _ => Err(format!("invalid share {text:?}: from 0% to 100%, as in 25%")),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}%", (self.0 * 100.0 * 1e6).round() / 1e6)
    }
}

/// A Kubernetes quantity: `4`, `500m`, `32Gi`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(pub Quantity);
text!(Amount, r"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$", "A Kubernetes quantity: 4, 500m, 32Gi.");

impl Amount {
    /// So many units.
    pub fn whole(number: i64) -> Self {
        Self(Quantity::whole(number))
    }

    /// 2³⁰ bytes each.
    pub fn gib(number: u32) -> Self {
        // A whole number with a suffix is a quantity.
        Self(Quantity::parse(&format!("{number}Gi")).unwrap_or_else(|_| Quantity::whole(0)))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("invalid quantity {text:?}: {why}, as in 4 or 32Gi");
        let quantity = Quantity::parse(text).map_err(|why| wrong(&why))?;
        match quantity.nano() {
            0.. => Ok(Self(quantity)),
            _ => Err(wrong("it must not be negative")),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A text in which `*` stands for anything: `*vllm*`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Glob(String);
text!(Glob, r"^.+$", "A text in which * stands for anything: *vllm*.");

impl Glob {
    /// Of a text that is not empty.
    ///
    /// # Errors
    /// It is empty.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.is_empty() {
            true => Err("a pattern must not be empty; * matches everything".into()),
            false => Ok(Self(text.to_owned())),
        }
    }

    /// Matches everything.
    pub fn any() -> Self {
        Self("*".into())
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let mut parts = self.0.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = text.strip_prefix(first) else { return false };
        let Some(last) = parts.next_back() else { return rest.is_empty() };
        for part in parts {
            match rest.split_once(part) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        rest.ends_with(last)
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_read_with_their_units() {
        assert_eq!(Span::parse("1m30s"), Ok(Span::seconds(90)));
        assert_eq!(Size::parse("5Gi"), Ok(Size::gib(5)));
        assert_eq!(Bandwidth::parse("200Mi/s"), Ok(Bandwidth::mib(200)));
        assert_eq!(Share::parse("25%"), Ok(Share(0.25)));
        assert_eq!(
            Span::parse("90").unwrap_err(),
            "invalid duration \"90\": it needs a unit: h, m, s or ms, as in 1m30s"
        );
        for text in ["", "0/s", "200Mi", "-1/s", "x/s"] {
            assert!(Bandwidth::parse(text).is_err(), "{text}");
        }
        for text in ["", "25", "101%", "-1%", "NaN%", "inf%"] {
            assert!(Share::parse(text).is_err(), "{text}");
        }
        assert!(Size::parse("-1").is_err() && Amount::parse("-1").is_err() && Size::parse("5 Gi").is_err());
    }

    #[test]
    fn a_star_stands_for_anything() {
        let matches = |pattern: &str, text: &str| Glob::parse(pattern).unwrap().matches(text);
        assert!(matches("*", "") && matches("*", "x") && matches("*vllm*", "a/vllm:0.4.1"));
        assert!(matches("a*c", "abc") && matches("a*c", "ac") && !matches("a*c", "abcd"));
        assert!(matches("abc", "abc") && !matches("abc", "abcd") && !matches("ab*ba", "aba"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(millis in 0_u64..1 << 38, size in 0_u64..1 << 60, share in 0_u32..=1000) {
            let span = Span::millis(millis);
            prop_assert_eq!(Span::parse(&span.to_string()), Ok(span));
            prop_assert_eq!(Size::parse(&Size(size).to_string()), Ok(Size(size)));
            let share = Share(f64::from(share) / 1000.0);
            let read = Share::parse(&share.to_string()).unwrap();
            prop_assert!((read.0 - share.0).abs() < 1e-9);
        }
    }
}
