//! What a model server writes to its log, as vLLM words it in each version.

use std::time::Duration;

use jiff::Timestamp;

use super::super::driver::Report;
use super::super::settings::Settings;
use crate::engines::{Engine, Version};

/// Since this version, the source of a line stands in brackets.
const BRACKETS_SINCE: Version = Version(0, 8, 0);

/// A line with time and source, as `INFO 11-22 05:30:00 [loader.py:447] …`.
fn line(settings: &Settings, now: Timestamp, source: &str, text: &str) -> String {
    if settings.engine == Engine::Sglang {
        return format!("[{}] {text}", now.strftime("%Y-%m-%d %H:%M:%S"));
    }
    let time = now.strftime("%m-%d %H:%M:%S");
    match settings.version >= BRACKETS_SINCE {
        true => format!("INFO {time} [{source}] {text}"),
        false => format!("INFO {time} {source}] {text}"),
    }
}

/// When the process begins.
pub fn started(settings: &Settings, now: Timestamp) -> Vec<String> {
    let text = match settings.engine {
        Engine::Sglang => format!("server_args: {}", settings.command),
        _ => format!("vLLM API server version {}", settings.version),
    };
    vec![line(settings, now, "api_server.py:151", &text)]
}

/// When the weights are loaded.
pub fn loaded(settings: &Settings, now: Timestamp, took: Duration) -> Vec<String> {
    let gib = settings.cost.weights().as_f64() / f64::from(1 << 30);
    let (seconds, tokens) = (took.as_secs_f64(), settings.limits.blocks.tokens().0);
    if settings.engine == Engine::Sglang {
        let text = format!("Load weight end. elapsed={seconds:.2} s, mem usage={gib:.2} GB.");
        let pool = format!("KV Cache is allocated. #tokens: {tokens}");
        return vec![line(settings, now, "", &text), line(settings, now, "", &pool)];
    }
    if settings.version < BRACKETS_SINCE {
        let blocks = format!("# GPU blocks: {}, # CPU blocks: 512", settings.limits.blocks.0);
        let text = format!("Loading model weights took {gib:.4} GB");
        return vec![
            line(settings, now, "model_runner.py:104", &text),
            line(settings, now, "gpu_executor.py:94", &blocks),
        ];
    }
    let longest = settings.max_model_len.0;
    let concurrency = f64::from(tokens) / f64::from(longest.max(1));
    vec![
        line(settings, now, "loader.py:447", &format!("Loading weights took {seconds:.2} seconds")),
        line(
            settings,
            now,
            "gpu_model_runner.py:1273",
            &format!("Model loading took {gib:.4} GiB and {seconds:.6} seconds"),
        ),
        line(
            settings,
            now,
            "kv_cache_utils.py:578",
            &format!("GPU KV cache size: {} tokens", thousands(tokens)),
        ),
        line(
            settings,
            now,
            "kv_cache_utils.py:581",
            &format!("Maximum concurrency for {} tokens per request: {concurrency:.2}x", thousands(longest)),
        ),
    ]
}

/// When the first request can be served; `took` is what warming up took.
pub fn ready(settings: &Settings, now: Timestamp, took: Duration) -> Vec<String> {
    let mut lines = Vec::new();
    let seconds = took.as_secs_f64();
    if settings.engine == Engine::Sglang {
        if settings.graphs {
            lines.push(line(
                settings,
                now,
                "",
                &format!("Capture cuda graph end. Time elapsed: {seconds:.2} s."),
            ));
        }
        lines.push(line(settings, now, "", "The server is fired up and ready to roll!"));
        return lines;
    }
    if settings.graphs && settings.version < BRACKETS_SINCE {
        let text = format!("Graph capturing finished in {seconds:.0} secs.");
        lines.push(line(settings, now, "model_runner.py:867", &text));
    } else if settings.graphs {
        let text = format!("Graph capturing finished in {seconds:.0} secs, took 0.48 GiB");
        lines.push(line(settings, now, "gpu_model_runner.py:1608", &text));
    }
    if settings.version >= BRACKETS_SINCE {
        let text = format!("init engine (profile, create kv cache, warmup model) took {seconds:.2} seconds");
        lines.push(line(settings, now, "core.py:162", &text));
    }
    lines.extend([
        "INFO:     Started server process [1]".to_owned(),
        "INFO:     Waiting for application startup.".to_owned(),
        "INFO:     Application startup complete.".to_owned(),
        format!("INFO:     Uvicorn running on http://0.0.0.0:{} (Press CTRL+C to quit)", settings.port),
    ]);
    lines
}

/// How busy it is.
pub fn report(settings: &Settings, now: Timestamp, report: &Report) -> String {
    let Report { prompt_rate, answer_rate, running, waiting, .. } = *report;
    let (usage, hits) = (report.kv_usage * 100.0, report.hit_rate * 100.0);
    if settings.engine == Engine::Sglang {
        let tokens = (report.kv_usage * f64::from(settings.limits.blocks.tokens().0)).round();
        let text = format!(
            "Decode batch. #running-req: {running}, #token: {tokens:.0}, token usage: {:.2}, gen throughput (token/s): {answer_rate:.2}, #queue-req: {waiting}",
            report.kv_usage
        );
        return line(settings, now, "", &text);
    }
    let rates = format!(
        "Avg prompt throughput: {prompt_rate:.1} tokens/s, Avg generation throughput: {answer_rate:.1} tokens/s"
    );
    match settings.version < BRACKETS_SINCE {
        true => {
            let text = format!(
                "{rates}, Running: {running} reqs, Swapped: 0 reqs, Pending: {waiting} reqs, GPU KV cache usage: {usage:.1}%, CPU KV cache usage: 0.0%"
            );
            line(settings, now, "metrics.py:229", &text)
        }
        false => {
            let text = format!(
                "Engine 000: {rates}, Running: {running} reqs, Waiting: {waiting} reqs, GPU KV cache usage: {usage:.1}%, Prefix cache hit rate: {hits:.1}%"
            );
            line(settings, now, "loggers.py:127", &text)
        }
    }
}

/// `613024` as `613,024`.
fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (613_024, "613,024"), (1_131_008, "1,131,008")]
        {
            assert_eq!(thousands(number), text);
        }
    }
}
