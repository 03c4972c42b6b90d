//! Words of Go's templates.

/// A value of the chart: `.Values.image`, or by `index` where a name is no identifier.
pub fn value(path: &[String]) -> String {
    match path.iter().all(|name| is_identifier(name)) {
        true => format!(".Values.{}", path.join(".")),
        false => {
            let names: Vec<String> = path.iter().map(|name| quoted(name)).collect();
            format!("index .Values {}", names.join(" "))
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A text in Go's quotes, which are JSON's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Text as a template that gives it back: what opens an action is itself put out by one.
pub fn literal(text: &str) -> String {
    text.replace("{{", "{{ \"{{\" }}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_no_identifier_is_looked_up() {
        let path = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(value(&path(&["autoscaling", "minReplicas"])), ".Values.autoscaling.minReplicas");
        assert_eq!(
            value(&path(&["autoscaling", "targets", "vllm:num_requests_waiting"])),
            r#"index .Values "autoscaling" "targets" "vllm:num_requests_waiting""#
        );
        assert_eq!(value(&path(&["claims", "llm-model"])), r#"index .Values "claims" "llm-model""#);
        assert_eq!(value(&path(&["a\"}}"])), r#"index .Values "a\"}}""#);
    }

    #[test]
    fn what_opens_an_action_is_put_out_by_one() {
        assert_eq!(literal("a {{ .x }} {{{ b"), r#"a {{ "{{" }} .x }} {{ "{{" }}{ b"#);
        assert_eq!(literal("{ } %"), "{ } %");
    }
}
