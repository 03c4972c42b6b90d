//! The lines of Arena's presets → the flags that make them.

use serde_json::Value;

use super::flags::Flags;
use super::{list, pod, text};

/// Flags of Triton's line and ports.
pub fn triton(container: &Value, flags: &mut Flags) {
    let line = pod::line(container).filter(|(shell, _)| *shell == "sh").map(|(_, line)| line);
    let Some(said) = line.and_then(triton_line) else {
        ports(container, flags);
        return pod::command(container, flags);
    };
    flags.0.extend(said.0);
}

fn triton_line(line: &str) -> Option<Flags> {
    const NAMES: [(&str, &str, &str); 5] = [
        ("--http-port=", "--http-port", "8000"),
        ("--grpc-port=", "--grpc-port", "8001"),
        ("--metrics-port=", "--metrics-port", "8002"),
        ("--model-repository=", "--model-repository", ""),
        ("--load-model=", "--load-model", ""),
    ];
    let mut flags = Flags::default();
    let mut rest = line.strip_prefix("tritonserver --http-port=").map(|_| &line["tritonserver".len()..])?;
    while let Some(after) = rest.strip_prefix(' ') {
        let (word, more) = after.split_once(' ').unwrap_or((after, ""));
        let known = NAMES.iter().find_map(|(begin, flag, usual)| {
            let value = word.strip_prefix(begin)?;
            Some((flag, usual, value))
        });
        match (known, word.strip_prefix("--allow-metrics=")) {
            (Some((flag, usual, value)), _) if value != *usual => flags.put(flag, value),
            (Some(_), _) | (None, Some("false")) => {}
            (None, Some("true")) => flags.put("--allow-metrics", "true"),
            (None, _) => break,
        }
        rest = &rest[rest.len().min(1 + word.len())..];
        if more.is_empty() {
            break;
        }
    }
    let more = rest.strip_prefix(' ').unwrap_or(rest);
    if !more.is_empty() {
        flags.put("--extend-command", more);
    }
    Some(flags)
}

/// Triton's ports, where its line does not say them.
fn ports(container: &Value, flags: &mut Flags) {
    for port in list(container, "/ports") {
        let Some(number) = port.get("containerPort") else { continue };
        match text(port, "/name") {
            "grpc" => flags.some("--grpc-port", Some(number).filter(|it| **it != 8001)),
            "metrics" => {
                flags.put("--allow-metrics", "true");
                flags.some("--metrics-port", Some(number).filter(|it| **it != 8002));
            }
            _ => flags.some("--http-port", Some(number).filter(|it| **it != 8000)),
        }
    }
}

/// Flags of TensorFlow Serving's line and ports.
pub fn tensorflow(container: &Value, flags: &mut Flags) {
    for port in list(container, "/ports") {
        let Some(number) = port.get("containerPort") else { continue };
        match text(port, "/name") {
            "grpc" | "serving" => flags.some("--port", Some(number).filter(|it| **it != 8500)),
            _ => flags.some("--restful-port", Some(number).filter(|it| **it != 8501)),
        }
    }
    match line(container).and_then(tensorflow_line) {
        Some(said) => flags.0.extend(said.0),
        None => pod::command(container, flags),
    }
}

/// Whether the line is one that TensorFlow Serving's flags make, or that a shell runs.
pub fn is_tensorflow(container: &Value) -> bool {
    line(container).and_then(tensorflow_line).is_some() || pod::line(container).is_some()
}

/// The line of a shell, which Arena says as arguments of it.
fn line(container: &Value) -> Option<&str> {
    let words = |field: &str| list(container, field).iter().filter_map(Value::as_str).collect::<Vec<_>>();
    match (words("/command").as_slice(), words("/args").as_slice()) {
        (["sh", "-c", line], []) | (["sh", "-c"], [line]) => Some(line.trim_end()),
        _ => None,
    }
}

fn tensorflow_line(line: &str) -> Option<Flags> {
    const NAMES: [(&str, &str); 4] = [
        ("--model_name=", "--model-name"),
        ("--model_base_path=", "--model-path"),
        ("--model_config_file=", "--model-config-file"),
        ("--monitoring_config_file=", "--monitoring-config-file"),
    ];
    let rest = line.strip_prefix("/usr/bin/tensorflow_model_server ")?;
    // The share of a GPU is said by itself.
    let rest = rest.split_once(" --per_process_gpu_memory_fraction=").map_or(rest, |(before, _)| before);
    let mut flags = Flags::default();
    for word in rest.split(' ') {
        let known = NAMES.iter().find_map(|(begin, flag)| Some((*flag, word.strip_prefix(begin)?)));
        match known {
            Some((flag, value)) => flags.put(flag, value),
            // The ports are the container's; two spaces are one.
            None if word.is_empty() => {}
            None if word.starts_with("--port=") || word.starts_with("--rest_api_port=") => {}
            None => return None,
        }
    }
    Some(flags)
}
