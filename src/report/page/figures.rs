//! Numbers of the page. Each is taken out of the document's JSON by its pointer (RFC 6901) and carries pointer and value, so that
//! what is shown and what the page carries as data cannot differ.

use minijinja::Value as Html;
use serde_json::Value;

use super::chart::svg::escaped;
use crate::report::units;

/// The document as JSON, to take numbers out of.
#[derive(Debug, Clone, Copy)]
pub struct Figures<'a>(pub &'a Value);

/// What is shown where nothing was measured.
const NONE: &str = "–";

impl Figures<'_> {
    /// The number at a pointer.
    pub fn value(self, pointer: &str) -> Option<f64> {
        self.0.pointer(pointer).and_then(Value::as_f64)
    }

    /// A time in seconds.
    pub fn seconds(self, pointer: &str) -> Html {
        Html::from_safe_string(self.element(pointer, "", units::seconds))
    }

    /// A share.
    pub fn share(self, pointer: &str) -> Html {
        Html::from_safe_string(self.element(pointer, "", units::share))
    }

    /// How many.
    pub fn count(self, pointer: &str) -> Html {
        Html::from_safe_string(self.element(pointer, "", units::count))
    }

    /// A number that need not be whole.
    pub fn number(self, pointer: &str) -> Html {
        Html::from_safe_string(self.element(pointer, "", units::number))
    }

    /// So many a second.
    pub fn rate(self, pointer: &str) -> Html {
        Html::from_safe_string(self.element(pointer, "", |value| format!("{}/s", units::number(value))))
    }

    /// Bytes.
    pub fn bytes(self, pointer: &str) -> Html {
        Html::from_safe_string(self.element(pointer, "", units::bytes))
    }

    /// The place of a percentile in the list of the times at a pointer.
    fn place(self, times: &str, percent: f64) -> Option<String> {
        let all = self.0.pointer(&format!("{times}/percentiles"))?.as_array()?;
        let at = all.iter().position(|percentile| percentile["percent"].as_f64() == Some(percent))?;
        Some(format!("{times}/percentiles/{at}"))
    }

    /// A percentile of the times at a pointer, with `≥` for a lower bound.
    pub fn percentile(self, times: &str, percent: f64) -> Html {
        let Some(place) = self.place(times, percent) else { return Html::from_safe_string(NONE.to_owned()) };
        let at_least = self.0.pointer(&format!("{place}/atLeast")) == Some(&Value::Bool(true));
        let before = if at_least { "≥ " } else { "" };
        Html::from_safe_string(self.element(&format!("{place}/value"), before, units::seconds))
    }

    /// Whether a percentile of the times at a pointer is told.
    pub fn has_percentile(self, times: &str, percent: f64) -> bool {
        self.place(times, percent).and_then(|place| self.value(&format!("{place}/value"))).is_some()
    }

    /// The confidence interval of a percentile: `12.1 ms to 12.9 ms`.
    pub fn interval(self, times: &str, percent: f64) -> Html {
        let place = self.place(times, percent).filter(|place| self.value(&format!("{place}/low")).is_some());
        let Some(place) = place else { return Html::from_safe_string(NONE.to_owned()) };
        let low = self.element(&format!("{place}/low"), "", units::seconds);
        let high = format!("{place}/high");
        Html::from_safe_string(match self.value(&high) {
            Some(_) => format!("{low} to {}", self.element(&high, "", units::seconds)),
            None => format!("from {low} on"),
        })
    }

    fn element(self, pointer: &str, before: &str, written: impl Fn(f64) -> String) -> String {
        let number = self.0.pointer(pointer).filter(|value| value.is_number());
        let value = number.map(Value::to_string).unwrap_or_default();
        let text = number.and_then(Value::as_f64).map_or_else(|| NONE.to_owned(), written);
        let before = if number.is_some() { before } else { "" };
        format!(r#"<data value="{value}" data-at="{}">{before}{}</data>"#, escaped(pointer), escaped(&text))
    }
}

/// Text from anywhere, which the template escapes.
pub fn text(text: impl Into<String>) -> Html {
    Html::from(text.into())
}

/// Pieces one after the other: texts are escaped, figures stay what they are.
pub fn joined(pieces: &[Html]) -> Html {
    let pieces = pieces.iter().map(|piece| match piece.is_safe() {
        true => piece.to_string(),
        false => escaped(&piece.to_string()),
    });
    Html::from_safe_string(pieces.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_number_carries_its_value_and_its_place() {
        let json = json!({"a": {"b": 0.0123}, "n": null, "times": {"percentiles": [
            {"percent": 99.0, "value": 2.0, "atLeast": true, "low": 1.0, "high": null}]}});
        let figures = Figures(&json);
        assert_eq!(
            figures.seconds("/a/b").to_string(),
            r#"<data value="0.0123" data-at="/a/b">12.3 ms</data>"#
        );
        assert_eq!(figures.count("/n").to_string(), r#"<data value="" data-at="/n">–</data>"#);
        let p99 = figures.percentile("/times", 99.0).to_string();
        assert_eq!(p99, r#"<data value="2.0" data-at="/times/percentiles/0/value">≥ 2.00 s</data>"#);
        assert_eq!(figures.percentile("/times", 50.0).to_string(), "–");
        assert!(figures.interval("/times", 99.0).to_string().starts_with("from <data value=\"1.0\""));
    }

    #[test]
    fn only_figures_are_markup() {
        let pieces = [text("<b>"), Html::from_safe_string("<i>".into())];
        assert_eq!(joined(&pieces).to_string(), "&lt;b&gt;<i>");
    }
}
