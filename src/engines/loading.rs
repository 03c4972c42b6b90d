//! What engines write to their logs once the weights are loaded.
//!
//! vLLM: `Loading model weights took 14.9596 GB` (before 0.8), `Model loading took 14.9596 GiB and 3.456789 seconds` (since),
//! with `memory` behind the unit in newer versions. SGLang: `Load weight end. type=…, mem usage=14.99 GB.`, `elapsed=3.46 s` in newer versions.

use jiff::Timestamp;
use serde::Serialize;

/// The weights were loaded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Loaded {
    /// When the line was written, by the node's clock.
    pub at: Timestamp,
    /// How much was loaded, in GiB, where the line says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gib: Option<f64>,
    /// How long that took, in seconds, where the line says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

/// Whether a line tells that the weights are loaded.
pub fn tells_of_load(line: &str) -> bool {
    ["Model loading took ", "Loading model weights took ", "Load weight end."]
        .iter()
        .any(|words| line.contains(words))
}

/// Reads a line of the log with the time before it, as the API server gives it with `timestamps=true`.
pub fn loaded(line: &str) -> Option<Loaded> {
    let (at, text) = line.split_once(' ')?;
    let at = at.parse().ok()?;
    if !tells_of_load(text) {
        return None;
    }
    let number = |word: &str| word.trim_end_matches(['.', ',']).parse::<f64>().ok();
    let words: Vec<&str> = text.split_whitespace().collect();
    let before = |units: &[&str]| {
        let place = words.iter().rposition(|word| units.contains(&word.trim_end_matches(['.', ','])))?;
        let word = words.get(place.checked_sub(1)?)?;
        number(word.rsplit('=').next().unwrap_or(word))
    };
    Some(Loaded { at, gib: before(&["GiB", "GB"]), seconds: before(&["seconds", "s"]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_says_it_in_its_own_words() {
        let at = "2026-01-01T00:00:10.123456789Z";
        let read = |text: &str| loaded(&format!("{at} {text}")).map(|it| (it.gib, it.seconds));
        for (text, wanted) in [
            ("INFO 11-22 model_runner.py:104] Loading model weights took 14.9596 GB", (Some(14.9596), None)),
            ("INFO [x.py:1273] Model loading took 14.5 GiB and 3.25 seconds", (Some(14.5), Some(3.25))),
            ("INFO [x.py:1] Model loading took 14.5 GiB memory and 3.25 seconds", (Some(14.5), Some(3.25))),
            ("[t] Load weight end. elapsed=3.25 s, mem usage=14.50 GB.", (Some(14.5), Some(3.25))),
            // The first figure is what is left, and must not be taken for the weights.
            ("[t] Load weight end. dtype=bf16, avail mem=60.1 GB, mem usage=14.50 GB.", (Some(14.5), None)),
        ] {
            assert_eq!(read(text), Some(wanted), "{text}");
        }
        assert_eq!(read("INFO: Application startup complete."), None);
        assert_eq!(loaded("Model loading took 1 GiB"), None);
    }
}
