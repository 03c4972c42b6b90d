//! Every command line of `neap` in the README and the manual, as it is typed: the command line takes it, and what it renders without a
//! cluster is rendered.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use clap::error::ErrorKind;

use crate::support::in_process::run;

/// Verbs that render what they are told without a cluster, and what keeps them from asking one.
const RENDERS: [(&[&str], Option<&str>); 9] = [
    (&["serve", "kserve"], Some("--dry-run")),
    (&["serve", "knative"], Some("--dry-run")),
    (&["serve", "deployment"], Some("--dry-run")),
    (&["serve", "statefulset"], Some("--dry-run")),
    (&["serve", "distributed"], Some("--dry-run")),
    (&["cache", "create"], Some("--dry-run")),
    (&["cache", "volume"], Some("--dry-run")),
    (&["metrics", "render"], None),
    (&["rbac"], None),
];

/// Flags that need a cluster, or write files.
const ASKS: [&str; 5] = ["--wait", "--apply", "--save", "--watch", "-w"];

/// A line of a page.
struct Line {
    page: String,
    number: usize,
    words: Vec<String>,
    /// Whether the reader is to add flags of his own.
    open: bool,
}

#[test]
fn every_documented_command_line_is_taken() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for Line { page, number, words, open } in lines() {
        let args = std::iter::once("neap").chain(words.iter().map(String::as_str)).map(OsString::from);
        let parsed = neap::cli::Cli::parse_as_named(args.collect(), |_| "kserve");
        let help = [
            ErrorKind::DisplayHelp,
            ErrorKind::DisplayVersion,
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
        ];
        if let Err(error) = parsed
            && !help.contains(&error.kind())
        {
            wrong.push(format!("{page}:{number}: neap {}\n{error}", words.join(" ")));
            continue;
        }
        let renders = RENDERS
            .iter()
            .find(|(verb, _)| words.iter().zip(verb.iter()).filter(|(a, b)| a == b).count() == verb.len());
        let Some((verb, dry)) = renders else { continue };
        // A file of the reader's own is not there.
        if open || words.iter().any(|word| word == "-f" || word.starts_with("--filename")) {
            continue;
        }
        seen.insert(verb.join(" "));
        let asks =
            |word: &&String| ASKS.iter().any(|flag| *word == flag || word.starts_with(&format!("{flag}=")));
        // The reader's keys are in no environment here.
        let given = |word: &String| word.replace("--access-key-from=env", "--secret=keys");
        let mut args: Vec<String> = words.iter().filter(|word| !asks(word)).map(given).collect();
        if let Some(dry) = dry.filter(|dry| !words.iter().any(|word| word.starts_with(dry))) {
            // Before the command of the container.
            args.insert(verb.len(), dry.to_owned());
        }
        let outcome = run(&args);
        if outcome.code == 2 {
            wrong.push(format!("{page}:{number}: neap {}\n{}", args.join(" "), outcome.stderr));
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
    // Else nothing was read.
    for (verb, _) in RENDERS.iter().filter(|(verb, _)| *verb != ["serve", "statefulset"]) {
        assert!(seen.contains(&verb.join(" ")), "no line of {verb:?} was found");
    }
}

/// The command lines of all pages.
fn lines() -> Vec<Line> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = pages.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    pages.push(root.join("README.md"));
    pages.sort();
    let mut all = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        let (mut inside, mut lines) = (false, text.lines().enumerate());
        while let Some((at, line)) = lines.next() {
            if line.starts_with("```") {
                inside = !inside;
                continue;
            }
            let typed = line.strip_prefix("$ ").unwrap_or(line);
            if !inside || !typed.starts_with("neap ") && (typed == line || !typed.contains("neap ")) {
                continue;
            }
            let mut typed = typed.to_owned();
            while let Some(begun) = typed.strip_suffix('\\') {
                typed = format!("{begun} {}", lines.next().map_or("", |(_, line)| line));
            }
            for (words, open) in commands(&typed) {
                all.push(Line { page: name.clone(), number: at + 1, words, open });
            }
        }
    }
    all
}

/// The commands of a line that are neap's, without the program's name, split as a shell does; and whether three dots stand for more.
fn commands(line: &str) -> Vec<(Vec<String>, bool)> {
    let (mut all, mut words, mut word) = (Vec::new(), Vec::new(), None::<String>);
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => word.get_or_insert_default().push(character),
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, ' ') => words.extend(word.take()),
            (None, ';' | '|' | '&' | '>' | '<' | ')') => {
                words.extend(word.take());
                all.push(std::mem::take(&mut words));
                // What follows a redirection is a file and no command.
                if ['>', '<'].contains(&character) {
                    words.push("FILE".into());
                }
            }
            (None, _) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    all.push(words);
    let neaps = |words: Vec<String>| {
        let at = words
            .iter()
            .position(|word| word == "neap" || word.ends_with("(neap"))
            .filter(|at| words[..*at].iter().all(|it| it.contains('=')))?;
        // Three dots stand for what the reader has: a value, or more flags.
        let own = words[at + 1..].iter().filter(|word| *word != "…").map(|word| word.replace('…', "x"));
        Some((own.collect(), words.iter().any(|word| word == "…")))
    };
    all.into_iter().filter_map(neaps).collect()
}
