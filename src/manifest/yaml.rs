//! The one place that reads and writes YAML, by kubectl's rules.

use serde::Serialize;
use serde_json::Value;

/// Reads all documents of a text as kubectl reads them; empty documents are left out.
///
/// Numbers, booleans and octals are read by YAML 1.1, as Go's parser does; a key that comes twice is an error.
///
/// # Errors
/// What is wrong, with line and column.
pub fn parse_documents(text: &str) -> Result<Vec<Value>, String> {
    let documents: Vec<Value> =
        serde_yaml::from_multiple_with_options(text, options()).map_err(|error| error.to_string())?;
    Ok(documents.into_iter().filter(|document| !document.is_null()).map(whole_numbers).collect())
}

/// Reads one document into a type: a plain scalar in a text field stays the text that it was.
///
/// # Errors
/// What is wrong, with line and column.
pub fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_yaml::from_str_with_options(text, options()).map_err(|error| error.to_string())
}

/// Writes documents, divided by `---`, such that readers of YAML 1.1 and 1.2 read the same strings.
///
/// # Errors
/// None for JSON values; others as their `Serialize` fails.
pub fn to_yaml<T: Serialize>(documents: &[T]) -> Result<String, String> {
    let options = serde_yaml::ser_options! { prefer_block_scalars: false };
    let texts: Result<Vec<String>, String> = documents
        .iter()
        .map(|document| {
            let text = serde_yaml::to_string_with_options(document, options.clone());
            // Behind a quoted scalar the writer leaves the newline out.
            text.map(|text| format!("{}\n", text.trim_end_matches('\n'))).map_err(|error| error.to_string())
        })
        .collect();
    Ok(texts?.join("---\n"))
}

fn options() -> serde_yaml::Options {
    serde_yaml::options! { legacy_octal_numbers: true }
}

/// `1e3` is 1000 to kubectl, not 1000.0.
fn whole_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            // Below 2^53 a float is exact.
            #[expect(clippy::cast_possible_truncation, reason = "bounded by the guard")]
            Some(float)
                if number.is_f64() && float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0 =>
            {
                Value::from(float as i64)
            }
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(whole_numbers).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, whole_numbers(value))).collect()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_are_read_as_kubectl_reads_them() {
        let text =
            "a: on\nb: 0755\nc: 0x1f\nd: 1_000\ne: 1e3\nf: '~'\ng: ~\nh: 12:30:00\ni: 1.5\n---\n---\nj: 1\n";
        assert_eq!(
            parse_documents(text).unwrap(),
            [
                json!({"a": true, "b": 493, "c": 31, "d": 1000, "e": 1000, "f": "~", "g": null, "h": "12:30:00", "i": 1.5}),
                json!({"j": 1})
            ]
        );
        assert!(parse_documents("a: 1\na: 2\n").is_err());
        assert!(parse_documents("a: .nan\n").is_err());
    }

    #[test]
    fn what_is_written_is_read_back() {
        let strings = [
            "on",
            "~",
            "",
            "0755",
            "1_000",
            "a: b",
            "#x",
            " x ",
            "a\nb\n",
            "\u{85}",
            "\u{feff}x",
            "\"'",
            "{{ x }}",
            "---",
            "%A",
            "\u{0}\u{7f}\u{2028}",
            "!!int 3",
            "&a *a",
            "- x",
            "=",
            "<<",
            ".",
            "1e3",
            "yes\n",
            "\t",
            "0x1F",
            "é́",
            "😀",
            "|\n x",
        ];
        let document =
            json!({ "strings": strings, "long": "word ".repeat(60), "on": {}, "list": [], "n": 1 });
        let text = to_yaml(&[&document, &document]).unwrap();
        assert_eq!(parse_documents(&text).unwrap(), [document.clone(), document]);
    }

    #[test]
    fn a_document_reads_as_people_write_it() {
        let document = json!({"kind": "Pod", "spec": {"containers": [{"name": "a", "args": ["-c", "python3 -m vllm --port 8080"]}]}});
        assert_eq!(
            to_yaml(&[document]).unwrap(),
            "kind: Pod\nspec:\n  containers:\n  - name: a\n    args:\n    - -c\n    - python3 -m vllm --port 8080\n"
        );
    }
}
