//! What the containers of a service say of themselves: their port, and the name of their model.

use serde_json::Value;

use super::front::is_http;

/// The containers of a service, whatever its kind: its own, and the one that a runtime of KServe fills in.
fn containers(spec: &Value) -> impl Iterator<Item = &Value> {
    const POINTERS: [&str; 4] = [
        "/predictor/containers",
        "/template/spec/containers",
        "/leaderWorkerTemplate/leaderTemplate/spec/containers",
        "/leaderWorkerTemplate/workerTemplate/spec/containers",
    ];
    let own = POINTERS.into_iter().filter_map(|pointer| spec.pointer(pointer)?.as_array()).flatten();
    let roles = spec.get("roles").and_then(Value::as_array).into_iter().flatten();
    // Of a role of groups, the leader's port and command are in its patch.
    let of_roles = roles
        .flat_map(|role| {
            ["/leaderWorkerSet/patchLeaderTemplate", "/template"]
                .map(|pointer| role.pointer(&format!("{pointer}/spec/containers"))?.as_array())
        })
        .flatten()
        .flatten();
    own.chain(of_roles).chain(spec.pointer("/predictor/model"))
}

/// The first port of the predictor's container; KServe takes 8080 where none is named.
pub fn container_port(spec: &Value) -> u16 {
    const DEFAULT: u16 = 8080;
    let of = |container: &Value| {
        let ports = container.get("ports")?.as_array()?;
        let named = |port: &&Value| port.get("name").and_then(Value::as_str).is_some_and(is_http);
        ports.iter().find(named).or(ports.first())?.get("containerPort")?.as_u64()
    };
    containers(spec).find_map(of).and_then(|port| u16::try_from(port).ok()).unwrap_or(DEFAULT)
}

/// The model name that the engine serves under, from its command line: vLLM's and SGLang's `--served-model-name`,
/// Hugging Face runtime's `--model_name`. The first of several names is taken.
pub fn served_model(spec: &Value) -> Option<String> {
    const FLAGS: [&str; 2] = ["--served-model-name", "--model_name"];
    let words: Vec<&str> = containers(spec)
        .flat_map(|container| ["command", "args"].into_iter().filter_map(|field| container.get(field)))
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_str)
        // `sh -c "…"` holds the whole command line in one word.
        .flat_map(str::split_whitespace)
        .map(|word| word.trim_matches(['"', '\'']))
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        FLAGS.iter().find_map(|flag| {
            let rest = word.strip_prefix(flag)?;
            let value = match rest.strip_prefix('=') {
                Some(value) => value.trim_matches(['"', '\'']),
                None if rest.is_empty() => words.get(at + 1).copied()?,
                None => return None,
            };
            (!value.is_empty() && !value.starts_with(['-', '$'])).then(|| value.to_owned())
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_served_name_is_read_in_each_form() {
        let of = |container: Value| served_model(&json!({"predictor": {"containers": [container]}}));
        assert_eq!(of(json!({"args": ["--served-model-name=qwen", "x"]})).as_deref(), Some("qwen"));
        assert_eq!(of(json!({"args": ["--served-model-name", "a", "b"]})).as_deref(), Some("a"));
        assert_eq!(
            of(json!({"command": ["sh", "-c", "vllm --served-model-name 'q' --x"]})).as_deref(),
            Some("q")
        );
        assert_eq!(of(json!({"args": ["--served-model-name"]})), None);
        assert_eq!(of(json!({"args": ["--served-model-name", "--port"]})), None);
        assert_eq!(of(json!({"args": ["--served-model-name=$NAME"]})), None);
        assert_eq!(of(json!({"args": ["--model", "/m"]})), None);
        let runtime = json!({"predictor": {"model": {"args": ["--model_name=llama"]}}});
        assert_eq!(served_model(&runtime).as_deref(), Some("llama"));
    }

    #[test]
    fn the_port_is_the_first_containers() {
        assert_eq!(
            container_port(&json!({"predictor": {"containers": [{"ports": [{"containerPort": 8000}]}]}})),
            8000
        );
        assert_eq!(container_port(&json!({})), 8080);
        assert_eq!(container_port(&Value::Null), 8080);
    }
}
