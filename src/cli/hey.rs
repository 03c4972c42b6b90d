//! hey's command line: Go's flags, with several letters behind a single dash, which clap cannot say.

use std::ffi::{OsStr, OsString};

use clap::{ArgAction, Args, Command, CommandFactory};

/// Rewrites the arguments of `neap bench` into clap's spelling; leaves every other command line alone.
///
/// What clap would guess wrong: `-disable-keepalive` (as `-d isable-keepalive`), `-h2` (as `-h`, help), and a value that
/// looks like a flag (`-d -h2`). Go takes `-n 5`, `--n 5`, `-n=5`, `--n=5`; each becomes the one word `-n=5`.
pub fn rewrite(args: Vec<OsString>) -> Vec<OsString> {
    if !args.iter().any(|word| word == "bench") {
        return args;
    }
    let command = super::Cli::command();
    let Some(verb) = verb(&command, &args).filter(|verb| args[*verb] == "bench") else {
        return args;
    };
    let bench = super::bench::Line::augment_args(Command::new("bench"));
    let (before, after) = args.split_at(verb + 1);
    // The verbs of bench are no part of hey. The one that makes a load takes its words all the same: `-cpus` is no `-c`.
    if let Some(verb) = after.first().filter(|word| bench.find_subcommand(word).is_some()) {
        if verb != "llm" {
            return args;
        }
        let flags = after.iter().take_while(|word| *word != "--").count();
        let words = after.iter().enumerate().map(|(at, word)| match Spelled::of_os(word) {
            Some(spelled) if at < flags && spelled.is_a_word_of(&bench) => doubled(word),
            _ => word.clone(),
        });
        return before.iter().cloned().chain(words).collect();
    }
    before.iter().cloned().chain(translate(&command, &bench, after)).collect()
}

/// The place of the verb: the first word that is neither a flag nor a flag's value.
fn verb(command: &Command, args: &[OsString]) -> Option<usize> {
    let mut at = 1;
    while let Some(word) = args.get(at) {
        let text = word.to_str()?;
        match Spelled::of(text) {
            None => return Some(at),
            Some(flag) if flag.value.is_none() && Flag::find(&[command], &flag)?.takes_value => at += 2,
            Some(_) => at += 1,
        }
    }
    None
}

fn translate(root: &Command, bench: &Command, words: &[OsString]) -> Vec<OsString> {
    let commands = [bench, root];
    let mut out = Vec::with_capacity(words.len());
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        if word == "--" {
            out.push(word.clone());
            out.extend(words.by_ref().cloned());
            break;
        }
        let Some(spelled) = Spelled::of_os(word) else {
            out.push(word.clone());
            continue;
        };
        let Some(flag) = Flag::find(&commands, &spelled) else {
            out.push(unknown(&commands, word, &spelled));
            continue;
        };
        let value = match (spelled.value_of(word), flag.takes_value) {
            (Some(value), true) => Some(value),
            (Some(value), false) => match go_bool(&value) {
                Some(true) => None,
                Some(false) => {
                    out.retain(|word| word != flag.spelling.as_str());
                    continue;
                }
                // For clap to refuse.
                None => Some(value),
            },
            (None, true) if flag.may_lack => words.next_if(is_a_name).cloned(),
            (None, true) => words.next().cloned(),
            (None, false) => None,
        };
        let mut joined = OsString::from(flag.spelling);
        if let Some(value) = value {
            joined.push("=");
            joined.push(value);
        }
        out.push(joined);
    }
    out
}

/// Whether a word can be the name of an object: no flag, no URL, no path.
fn is_a_name(word: &&OsString) -> bool {
    let within = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    word.to_str().is_some_and(|text| !text.starts_with('-') && text.bytes().all(within))
}

/// The words that Go's flag package takes for a boolean.
fn go_bool(text: &OsStr) -> Option<bool> {
    match text.to_str()? {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// A single dash and an unknown word of several letters: with two dashes clap says so and offers what is near, with one it
/// would take the first letter for a flag and the rest for its value. `-n5` is meant so.
fn unknown(commands: &[&Command], word: &OsStr, spelled: &Spelled<'_>) -> OsString {
    let mut letters = spelled.name.chars();
    let first = letters.next().map(String::from).unwrap_or_default();
    let attached = Spelled { name: &first, ..*spelled };
    let number = letters.next().is_some_and(|letter| letter.is_ascii_digit());
    if spelled.dashes == 2 || (number && Flag::find(commands, &attached).is_some_and(|flag| flag.takes_value))
    {
        return word.to_owned();
    }
    doubled(word)
}

/// With one dash more.
fn doubled(word: &OsStr) -> OsString {
    let mut doubled = OsString::from("-");
    doubled.push(word);
    doubled
}

/// A flag as it was typed.
#[derive(Debug, Clone, Copy)]
struct Spelled<'a> {
    dashes: usize,
    name: &'a str,
    /// Where the value begins, if it stands behind `=`.
    value: Option<usize>,
}

impl<'a> Spelled<'a> {
    fn of(word: &'a str) -> Option<Self> {
        let dashes = if word.starts_with("--") { 2 } else { usize::from(word.starts_with('-')) };
        let rest = &word[dashes..];
        let name = rest.split('=').next().unwrap_or_default();
        if dashes == 0 || name.is_empty() {
            return None;
        }
        let value = (name.len() < rest.len()).then_some(dashes + name.len() + 1);
        Some(Self { dashes, name, value })
    }

    /// Whether it is a flag of several letters behind a single dash.
    fn is_a_word_of(&self, bench: &Command) -> bool {
        self.dashes == 1 && self.name.len() > 1 && Flag::find(&[bench], self).is_some()
    }

    /// Also of a word that is not UTF-8 behind its `=`: `-d=` with any bytes.
    fn of_os(word: &'a OsStr) -> Option<Self> {
        let bytes = word.as_encoded_bytes();
        let end = bytes.iter().position(|byte| *byte == b'=').map_or(bytes.len(), |at| at + 1);
        Self::of(std::str::from_utf8(&bytes[..end]).ok()?)
    }

    fn value_of(&self, word: &OsStr) -> Option<OsString> {
        let at = self.value?;
        match word.to_str() {
            Some(text) => Some(OsString::from(&text[at..])),
            None => Some(tail(word, at)),
        }
    }
}

#[cfg(unix)]
fn tail(word: &OsStr, at: usize) -> OsString {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    OsString::from_vec(word.as_bytes()[at..].to_vec())
}

#[cfg(not(unix))]
fn tail(word: &OsStr, at: usize) -> OsString {
    OsString::from(&word.to_string_lossy()[at..])
}

/// A flag as clap knows it.
struct Flag {
    spelling: String,
    takes_value: bool,
    /// Whether it also stands without a value.
    may_lack: bool,
}

impl Flag {
    fn find(commands: &[&Command], spelled: &Spelled<'_>) -> Option<Self> {
        let mut letters = spelled.name.chars();
        let letter = letters.next().filter(|_| letters.next().is_none());
        let arguments = || commands.iter().flat_map(|command| command.get_arguments());
        let found = arguments().find(|argument| match letter {
            Some(letter) => argument.get_short() == Some(letter),
            None => {
                argument.get_long() == Some(spelled.name)
                    || argument.get_all_aliases().is_some_and(|aliases| aliases.contains(&spelled.name))
            }
        })?;
        let takes_value = matches!(found.get_action(), ArgAction::Set | ArgAction::Append);
        let spelling = match letter {
            Some(letter) => format!("-{letter}"),
            None => format!("--{}", spelled.name),
        };
        let may_lack = found.get_num_args().is_some_and(|range| takes_value && range.min_values() == 0);
        Some(Self { spelling, takes_value, may_lack })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rewritten(words: &[&str]) -> Vec<String> {
        let args = std::iter::once("neap").chain(words.iter().copied()).map(OsString::from).collect();
        rewrite(args).into_iter().skip(1).map(|word| word.into_string().unwrap()).collect()
    }

    #[test]
    fn the_flags_of_several_letters_get_their_second_dash() {
        let words = ["bench", "-h2", "-host", "a", "-cpus=2", "-disable-keepalive", "URL"];
        let expected = ["bench", "--h2", "--host=a", "--cpus=2", "--disable-keepalive", "URL"];
        assert_eq!(rewritten(&words), expected);
    }

    #[test]
    fn heys_words_are_understood_by_the_verbs_of_bench_too() {
        let words = ["bench", "llm", "URL", "-cpus", "2", "-n5", "-c", "8", "-unheard", "--", "-cpus"];
        let expected = ["bench", "llm", "URL", "--cpus", "2", "-n5", "-c", "8", "-unheard", "--", "-cpus"];
        assert_eq!(rewritten(&words), expected);
    }

    #[test]
    fn a_flag_that_may_stand_alone_takes_a_name_and_nothing_else() {
        for (words, expected) in [
            (&["bench", "--watch", "qwen", "http://h/"][..], &["bench", "--watch=qwen", "http://h/"][..]),
            (&["bench", "--watch", "http://h/"], &["bench", "--watch", "http://h/"]),
            (&["bench", "--watch", "/v1"], &["bench", "--watch", "/v1"]),
            (&["bench", "-watch", "-n", "5"], &["bench", "--watch", "-n=5"]),
            (&["bench", "--watch"], &["bench", "--watch"]),
            (&["bench", "--watch=a"], &["bench", "--watch=a"]),
        ] {
            assert_eq!(rewritten(words), expected);
        }
    }

    #[test]
    fn gos_booleans_are_understood_and_the_last_one_counts() {
        assert_eq!(
            rewritten(&["bench", "-h2=true", "--disable-redirects=1"]),
            ["bench", "--h2", "--disable-redirects"]
        );
        assert_eq!(rewritten(&["bench", "-h2", "-h2=false", "URL"]), ["bench", "URL"]);
        assert_eq!(rewritten(&["bench", "-h2=maybe"]), ["bench", "--h2=maybe"]);
    }

    #[test]
    fn gos_forms_of_a_short_flag_are_one() {
        for words in [&["-n", "5"][..], &["-n=5"], &["--n", "5"], &["--n=5"]] {
            assert_eq!(rewritten(&[&["bench"], words].concat()), ["bench", "-n=5"]);
        }
        assert_eq!(rewritten(&["bench", "-n5"]), ["bench", "-n5"]);
    }

    #[test]
    fn a_value_may_look_like_a_flag() {
        assert_eq!(rewritten(&["bench", "-d", "-h2", "-h2"]), ["bench", "-d=-h2", "--h2"]);
        assert_eq!(rewritten(&["bench", "-H", "--", "x"]), ["bench", "-H=--", "x"]);
        assert_eq!(rewritten(&["bench", "--service", "-n"]), ["bench", "--service=-n"]);
    }

    #[test]
    fn a_mistyped_flag_is_not_taken_for_a_body() {
        assert_eq!(rewritten(&["bench", "-disable-keepalives"]), ["bench", "--disable-keepalives"]);
    }

    #[test]
    fn a_verb_of_bench_is_one_only_as_the_first_word() {
        let words = ["bench", "compare", "-limit", "x", "-host"];
        assert_eq!(rewritten(&words), words);
        assert_eq!(rewritten(&["bench", "-n", "5", "compare"]), ["bench", "-n=5", "compare"]);
    }

    #[test]
    fn after_two_dashes_nothing_is_a_flag() {
        assert_eq!(rewritten(&["bench", "--", "-h2"]), ["bench", "--", "-h2"]);
    }

    #[test]
    fn other_verbs_are_left_alone() {
        for words in
            [&["serve", "kserve", "-host"][..], &["status", "bench", "-h2"], &["-h2"], &["--help"], &[]]
        {
            assert_eq!(rewritten(words), words);
        }
        assert_eq!(rewritten(&["--color", "never", "bench", "-h2"]), ["--color", "never", "bench", "--h2"]);
    }

    proptest! {
        /// Every value reaches clap as it was typed, whatever it looks like.
        #[test]
        fn values_arrive_unchanged(
            data in "(-{0,2}[a-zA-Z0-9=é ]{0,12})",
            host in "(-{0,2}[a-zA-Z0-9=]{1,12})",
            spelling in 0usize..4,
            http2 in any::<bool>(),
        ) {
            use clap::Parser;
            let mut words = vec!["neap".to_owned(), "bench".to_owned()];
            match spelling {
                0 => words.extend(["-d".to_owned(), data.clone()]),
                1 => words.push(format!("-d={data}")),
                2 => words.extend(["--d".to_owned(), data.clone()]),
                _ => words.push(format!("--d={data}")),
            }
            words.extend(["-host".to_owned(), host.clone()]);
            words.extend(http2.then(|| "-h2".to_owned()));
            words.push("http://a/".to_owned());
            let args = rewrite(words.into_iter().map(OsString::from).collect());
            let cli = crate::cli::Cli::try_parse_from(args).unwrap();
            let crate::cli::Command::Bench(bench) = cli.command else { panic!("not bench") };
            let bench = bench.into_inner().bench;
            let words = bench.words();
            prop_assert_eq!(bench.data, Some(OsString::from(data)));
            prop_assert_eq!(bench.host, Some(host));
            prop_assert_eq!(bench.http2, http2);
            prop_assert_eq!(words, ["http://a/"]);
        }

        #[test]
        fn rewriting_never_panics(words in prop::collection::vec("-{0,3}[a-z0-9=.é]{0,8}", 0..6)) {
            let args = ["neap", "bench"].map(str::to_owned).into_iter().chain(words);
            rewrite(args.map(OsString::from).collect());
        }
    }
}
