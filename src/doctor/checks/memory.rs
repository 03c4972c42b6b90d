//! Memory below what the weights need.

use super::Found;
use crate::doctor::case::{Case, Container, escaped};
use crate::doctor::finding::Finding;
use crate::kubernetes::Quantity;

/// Bytes of a weight: 16 bits, unless the name says less.
fn bytes_a_weight(name: &str) -> f64 {
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["int4", "awq", "gptq", "4bit", "w4a16", "nf4", "fp4"]) {
        0.55
    } else if has(&["int8", "fp8", "8bit", "w8a8"]) {
        1.05
    } else {
        2.0
    }
}

/// Weights in billions as names say them: `Qwen1.5-4B-Chat`, `llama-3-70b`; of `8x7B` all experts.
fn billions(name: &str) -> Option<f64> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    words
        .filter_map(|word| {
            let number = word.strip_suffix(['b', 'B'])?;
            match number.split_once('x') {
                Some((experts, each)) => Some(experts.parse::<f64>().ok()? * each.parse::<f64>().ok()?),
                None => number.parse::<f64>().ok(),
            }
        })
        .find(|billions| (0.1..2000.0).contains(billions))
}

/// The model that a command line names: its path, or its name.
fn model(container: &Container) -> Option<String> {
    container.flag(&["--model", "--model-path", "--model-id"]).or_else(|| {
        let command = container.command();
        let after = command.split_once("vllm serve ")?.1;
        after.split_whitespace().next().map(str::to_owned)
    })
}

/// A memory limit below the weights of one GPU's share.
pub fn below_weights(case: &Case, found: &mut Found) {
    for workload in case.workloads() {
        let Some(server) = workload.server().filter(|server| server.gpus() > 0) else { continue };
        let Some(name) = model(&server) else { continue };
        let at = format!("/resources/limits/{}", escaped("memory"));
        let (Some(billions), Some(limit)) = (billions(&name), server.text(&at)) else { continue };
        let Ok(limit) = Quantity::parse(limit) else { continue };
        let gigabytes = billions * bytes_a_weight(&name);
        if limit.as_f64() >= gigabytes * 1e9 {
            continue;
        }
        let needed = (gigabytes * 1e9 / f64::from(1 << 30) * 1.25).ceil();
        let at = server.at(&at);
        found.push(
            Finding::at(workload.entry, &at)
                .found(format!("{}, and about {gigabytes:.0} GB of weights in {name}", limit.text()))
                .expected(format!("at least {needed:.0}Gi"))
                .why("the container may be killed while it loads: what it reads of a file counts against its limit, and loaders that do not map files hold all of it")
                .remedy("raise the memory limit above the weights")
                .set(workload.entry, at, format!("{needed:.0}Gi"))
                .command(workload.entry.neap("serve update", &format!("--memory {needed:.0}Gi"))),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_models_name_says_its_size() {
        assert_eq!(billions("/mnt/models/Qwen1.5-4B-Chat"), Some(4.0));
        assert_eq!(billions("Qwen/QwQ-32B"), Some(32.0));
        assert_eq!(billions("mixtral-8x7b-instruct"), Some(56.0));
        assert_eq!(billions("/models/Qwen2.5-0.5B"), Some(0.5));
        assert_eq!(billions("deepseek-v3"), None);
        assert!(bytes_a_weight("Qwen2-7B-Instruct-AWQ") < 1.0);
    }
}
