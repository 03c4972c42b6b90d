//! The table of vLLM's flags in docs/bench-llm.md, against clap and against what is refused.

use std::collections::BTreeSet;

use crate::support::{command, outcome};

const DOCS: &str = include_str!("../docs/bench-llm.md");

/// Every flag of `vllm bench serve`: of its `serve.py`, and of the datasets' parser.
const VLLM: &str = "seed num-prompts dataset-name no-stream dataset-path no-oversample skip-chat-template disable-shuffle custom-output-len \
    spec-bench-output-len spec-bench-category sonnet-input-len sonnet-output-len sonnet-prefix-len sharegpt-output-len \
    blazedit-min-distance blazedit-max-distance random-input-len random-output-len random-range-ratio random-prefix-len random-batch-size \
    no-reranker random-mm-base-items-per-request random-mm-num-mm-items-range-ratio random-mm-limit-mm-per-prompt \
    random-mm-bucket-config hf-subset hf-split hf-name hf-output-len prefix-repetition-prefix-len prefix-repetition-suffix-len \
    prefix-repetition-num-prefixes prefix-repetition-output-len label backend base-url host port endpoint header max-concurrency model \
    input-len output-len tokenizer tokenizer-mode use-beam-search logprobs request-rate burstiness probe-request-rate disable-tqdm \
    num-warmups profile save-result save-detailed append-result metadata result-dir result-filename ignore-eos self-timed \
    no-self-timed percentile-metrics metric-percentiles goodput request-id-prefix top-p top-k min-p temperature frequency-penalty \
    presence-penalty repetition-penalty served-model-name lora-modules lora-assignment ramp-up-strategy ramp-up-start-rps \
    ramp-up-end-rps ready-check-timeout-sec chat-template-kwargs extra-body skip-tokenizer-init insecure plot-timeline \
    timeline-itl-thresholds plot-dataset-stats trust-remote-code";

fn rows() -> Vec<(&'static str, &'static str)> {
    let section = DOCS.split("\n## ").find(|section| section.starts_with("Flag by flag")).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `--"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0].trim_matches('`'), cells[1])
    })
    .collect()
}

#[test]
fn every_flag_of_vllms_client_is_taken_or_refused_as_the_table_says() {
    let rows = rows();
    let listed: BTreeSet<String> =
        rows.iter().map(|(flag, _)| flag.trim_start_matches('-').to_owned()).collect();
    assert_eq!(listed, VLLM.split_whitespace().map(str::to_owned).collect());
    assert_eq!(listed.len(), rows.len(), "a flag stands there twice");
    for (flag, cell) in rows {
        // A port that is none ends every command line that is understood before anything is sent.
        let value = if flag == "--port" { "0" } else { "1" };
        let outcome = outcome(command().args(["bench", "llm", "--port=0", &format!("{flag}={value}")]));
        assert_eq!(outcome.code, 2, "{flag}: {}", outcome.stderr);
        let unknown = outcome.stderr.contains("unexpected argument");
        let refused = outcome.stderr.contains(&format!("`{flag}` is not taken"));
        match cell {
            "taken" | "without effect" => assert!(!unknown && !refused, "{flag}: {}", outcome.stderr),
            "refused" => assert!(refused && outcome.stderr.contains("hint: "), "{flag}: {}", outcome.stderr),
            other => unreachable!("{flag} is {other}"),
        }
    }
}
