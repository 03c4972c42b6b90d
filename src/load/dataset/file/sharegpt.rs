//! ShareGPT's form: an array of `{"conversations": [{"from": "human", "value": …}, {"from": "gpt", "value": …}, …]}`.

use serde::Deserialize;

use super::entries::each;
use super::rows::{Reading, Row, needed, ordered};
use crate::load::dataset::prompt::Content;

/// A conversation.
#[derive(Deserialize)]
pub struct Entry {
    /// Who said what.
    #[serde(alias = "conversation")]
    pub conversations: Vec<Said>,
}

/// What somebody said.
#[derive(Deserialize)]
pub struct Said {
    /// `human`, `gpt` or `system`; in other files `user`, `assistant`.
    #[serde(default, alias = "role")]
    pub from: String,
    /// What.
    #[serde(alias = "content")]
    pub value: String,
}

/// Reads the first question of each conversation, and how long its answer was.
///
/// # Errors
/// What is wrong, by line; or that nothing is left.
pub fn read(text: &str, reading: &Reading<'_>) -> Result<(Vec<Row>, Option<String>), String> {
    let mut pairs = Vec::new();
    let mut without = 0;
    each(text, |entry: Entry| {
        let mut said = entry.conversations.into_iter().map(|said| said.value);
        match (said.next(), said.next()) {
            (Some(prompt), Some(answer)) => pairs.push((prompt, answer)),
            _ => without += 1,
        }
        Ok(())
    })?;
    let mut rows = Vec::new();
    let mut unfit = 0;
    for (prompt, answer) in ordered(pairs, reading) {
        if rows.len() >= needed(reading) {
            break;
        }
        let tokens = reading.counter.count(&prompt);
        let output = reading
            .output
            .unwrap_or_else(|| u32::try_from(reading.counter.count(&answer)).unwrap_or(u32::MAX));
        match reading.bounds.take(tokens, output.into(), reading.output.is_some()) {
            true => {
                rows.push(Row { content: Content::Text(prompt), tokens, output: Some(output), fields: None })
            }
            false => unfit += 1,
        }
    }
    if rows.is_empty() && without + unfit > 0 {
        return Err(format!(
            "none of its {} conversations has a question and an answer of a fit length",
            without + unfit
        ));
    }
    let left_out = match (without, unfit) {
        (0, 0) => None,
        _ => Some(format!("{without} without an answer and {unfit} too short or too long were left out")),
    };
    Ok((rows, left_out))
}

#[cfg(test)]
mod tests {
    use super::super::rows::Bounds;
    use super::*;
    use crate::load::dataset::tokens::Counter;

    fn reading(counter: &Counter, bounds: Bounds) -> Reading<'_> {
        Reading { counter, output: None, shuffle: None, most: None, bounds }
    }

    const FILE: &str = r#"[
        {"id": "a", "conversations": [{"from": "human", "value": "what is the time now"}, {"from": "gpt", "value": "it is late in the day"}, {"from": "human", "value": "x"}]},
        {"conversations": []},
        {"conversation": [{"role": "user", "content": "short"}, {"role": "assistant", "content": "it is late in the day"}]},
        {"conversations": [{"from": "human", "value": "what is the time in the city"}, {"from": "gpt", "value": "no"}]}
    ]"#;

    #[test]
    fn the_first_question_is_asked_and_the_answer_is_as_long_as_the_first_one() {
        let counter = Counter::Estimate;
        let (rows, left_out) = read(FILE, &reading(&counter, Bounds::VLLM)).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].content, Content::Text("what is the time now".to_owned()));
        assert_eq!((rows[0].tokens, rows[0].output), (5, Some(6)));
        assert_eq!(left_out.unwrap(), "1 without an answer and 2 too short or too long were left out");
        let told = Reading { output: Some(3), ..reading(&counter, Bounds::VLLM) };
        assert_eq!(
            read(FILE, &told).unwrap().0.iter().map(|row| row.output).collect::<Vec<_>>(),
            [Some(3); 2]
        );
    }

    #[test]
    fn vllm_leaves_out_long_prompts_and_sglang_does_not() {
        let long = "the ".repeat(1100);
        let file =
            format!(r#"{{"conversations": [{{"value": "{long}"}}, {{"value": "it is late in the day"}}]}}"#);
        let counter = Counter::Estimate;
        let why = read(&file, &reading(&counter, Bounds::VLLM)).unwrap_err();
        assert_eq!(why, "none of its 1 conversations has a question and an answer of a fit length");
        assert_eq!(read(&file, &reading(&counter, Bounds::SGLANG)).unwrap().0[0].tokens, 1100);
    }
}
