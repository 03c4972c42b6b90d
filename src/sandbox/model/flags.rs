//! Flags of an engine's command line.

/// The words of a command, flags among them. A command may be one string for a shell.
#[derive(Debug, Clone, Default)]
pub struct Flags(Vec<String>);

impl Flags {
    /// Of a container's command and arguments. What a shell is given with `-c` is split at spaces.
    pub fn of(command: &[String]) -> Self {
        let words = command.iter().flat_map(|word| match word.contains(char::is_whitespace) {
            true => word.split_whitespace().map(|part| part.trim_matches(['"', '\'']).to_owned()).collect(),
            false => vec![word.clone()],
        });
        Self(words.collect())
    }

    /// The value of the first of these flags that is there: `--flag value` or `--flag=value`; the last one counts.
    pub fn value(&self, names: &[&str]) -> Option<&str> {
        let mut found = None;
        for (place, word) in self.0.iter().enumerate() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word.as_str(), None),
            };
            if names.contains(&name) {
                let next = self.0.get(place + 1).map(String::as_str);
                found = value.or_else(|| next.filter(|next| !next.starts_with("--"))).or(found);
            }
        }
        found
    }

    /// The values of a flag that takes several words.
    pub fn values(&self, name: &str) -> Vec<String> {
        let place = self.0.iter().rposition(|word| word == name || word.starts_with(&format!("{name}=")));
        let Some(place) = place else { return Vec::new() };
        if let Some((_, value)) = self.0[place].split_once('=') {
            return vec![value.to_owned()];
        }
        self.0[place + 1..].iter().take_while(|word| !word.starts_with('-')).cloned().collect()
    }

    /// Whether a flag is there.
    pub fn has(&self, names: &[&str]) -> bool {
        self.0.iter().any(|word| names.contains(&word.as_str()))
    }

    /// A number; sizes may be written as `8k`, `2K`, `1m`, as vLLM reads them.
    pub fn number(&self, names: &[&str]) -> Option<u32> {
        let text = self.value(names)?;
        let (digits, factor) = match text.as_bytes().last()? {
            b'k' => (&text[..text.len() - 1], 1000.0),
            b'K' => (&text[..text.len() - 1], 1024.0),
            b'm' => (&text[..text.len() - 1], 1e6),
            _ => (text, 1.0),
        };
        // A float becomes the nearest whole number that there is.
        digits.parse::<f64>().ok().filter(|number| *number >= 0.0).map(|number| (number * factor) as u32)
    }

    /// A number with a fraction.
    pub fn fraction(&self, names: &[&str]) -> Option<f64> {
        self.value(names)?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// What follows a word, as the model in `vllm serve MODEL`.
    pub fn after(&self, word: &str) -> Option<&str> {
        let place = self.0.iter().position(|it| it == word)?;
        self.0.get(place + 1).map(String::as_str).filter(|next| !next.starts_with('-'))
    }

    /// All words, as one line.
    pub fn line(&self) -> String {
        self.0.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(line: &str) -> Flags {
        Flags::of(&["sh".to_owned(), "-c".to_owned(), line.to_owned()])
    }

    #[test]
    fn values_are_read_in_each_form() {
        let read =
            flags("vllm serve /m --port=1 --port 2 --max-model-len 8k --served-model-name a b --x --y 0.5");
        assert_eq!(read.number(&["--port"]), Some(2));
        assert_eq!(read.number(&["--max-model-len"]), Some(8000));
        assert_eq!(read.values("--served-model-name"), ["a", "b"]);
        assert_eq!(read.value(&["--x"]), None);
        assert_eq!(read.fraction(&["--z", "--y"]), Some(0.5));
        assert_eq!(read.after("serve"), Some("/m"));
        assert!(read.has(&["--x"]) && !read.has(&["--z"]));
    }

    #[test]
    fn nonsense_is_no_value() {
        for line in ["--port", "--port --x", "--port abc", "--port=", "--port -1", "--port NaN"] {
            assert_eq!(flags(line).number(&["--port"]), None, "{line}");
        }
    }
}
