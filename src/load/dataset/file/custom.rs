//! vLLM's custom form: a line `{"prompt": "…", "output_tokens": 128}` a request. SGLang's `conversations` are taken too.

use serde::Deserialize;

use super::entries::each;
use super::rows::{Reading, Row, needed, ordered};
use super::sharegpt::Said;
use crate::load::dataset::prompt::Content;

/// How many tokens an answer has if neither the line nor the command line says it; as in vLLM.
const OUTPUT: u32 = 256;

#[derive(Deserialize)]
struct Entry {
    prompt: Option<Asked>,
    #[serde(alias = "conversation")]
    conversations: Option<Vec<Said>>,
    #[serde(alias = "output_len", alias = "max_tokens")]
    output_tokens: Option<u32>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Asked {
    Text(String),
    Tokens(Vec<u32>),
}

/// Reads the prompts.
///
/// # Errors
/// What is wrong, by line.
pub fn read(text: &str, reading: &Reading<'_>) -> Result<Vec<Row>, String> {
    let mut asked = Vec::new();
    each(text, |entry: Entry| {
        let said = entry.conversations.unwrap_or_default();
        let mut said = said.into_iter().map(|said| said.value);
        let (prompt, answer) = match (entry.prompt, said.next()) {
            (Some(Asked::Text(text)), _) | (None, Some(text)) => (Content::Text(text), said.next()),
            (Some(Asked::Tokens(tokens)), _) => (Content::Tokens(tokens), None),
            (None, None) => return Err("missing field `prompt`".to_owned()),
        };
        let empty = match &prompt {
            Content::Text(text) => text.is_empty(),
            Content::Tokens(tokens) => tokens.is_empty(),
            _ => false,
        };
        if empty {
            return Err("its `prompt` is empty".to_owned());
        }
        asked.push((prompt, entry.output_tokens, answer));
        Ok(())
    })?;
    let counter = reading.counter;
    let rows = ordered(asked, reading).into_iter().take(needed(reading)).map(|(content, output, answer)| {
        let tokens = match &content {
            Content::Text(text) => counter.count(text),
            Content::Tokens(tokens) => tokens.len() as u64,
            _ => 0,
        };
        let answer = answer.map(|answer| u32::try_from(counter.count(&answer)).unwrap_or(u32::MAX));
        let output = reading.output.or(output).or(answer).unwrap_or(OUTPUT);
        Row { content, tokens, output: Some(output), fields: None }
    });
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::super::rows::Bounds;
    use super::*;
    use crate::load::dataset::tokens::Counter;

    fn rows(
        text: &str,
        output: Option<u32>,
        shuffle: Option<u64>,
    ) -> Result<Vec<(Content, Option<u32>)>, String> {
        let counter = Counter::Estimate;
        let reading = Reading { counter: &counter, output, shuffle, most: None, bounds: Bounds::VLLM };
        Ok(read(text, &reading)?.into_iter().map(|row| (row.content, row.output)).collect())
    }

    #[test]
    fn each_line_is_a_request() {
        let text = "{\"prompt\": \"a\", \"output_tokens\": 9}\n{\"prompt\": [1, 2]}\n{\"conversations\": [{\"content\": \"q\"}, {\"content\": \"one two\"}]}";
        let read = rows(text, None, None).unwrap();
        assert_eq!(read[0], (Content::Text("a".to_owned()), Some(9)));
        assert_eq!(read[1], (Content::Tokens(vec![1, 2]), Some(256)));
        assert_eq!(read[2], (Content::Text("q".to_owned()), Some(2)));
        assert!(rows(text, Some(5), None).unwrap().iter().all(|(_, output)| *output == Some(5)));
    }

    #[test]
    fn the_seed_decides_the_order() {
        let text: String = (0..50).map(|n| format!("{{\"prompt\": \"p{n}\"}}\n")).collect();
        let as_it_stands = rows(&text, None, None).unwrap();
        let shuffled = rows(&text, None, Some(1)).unwrap();
        assert_ne!(as_it_stands, shuffled);
        assert_eq!(shuffled, rows(&text, None, Some(1)).unwrap());
        assert!(as_it_stands.iter().all(|row| shuffled.contains(row)));
    }

    #[test]
    fn a_line_without_a_prompt_is_named() {
        assert_eq!(
            rows("{\"prompt\": \"a\"}\n{\"text\": \"b\"}", None, None),
            Err("line 2: missing field `prompt`".to_owned())
        );
        assert_eq!(
            rows("[{\"prompt\": \"\"}]", None, None),
            Err("entry 1 of its array: its `prompt` is empty".to_owned())
        );
        assert!(rows("{\"prompt\": 1}", None, None).unwrap_err().starts_with("line 1: data did not match"));
    }
}
