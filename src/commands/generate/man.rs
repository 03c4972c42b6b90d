//! Manual pages from the command line: clap's options, and the sections that a reader of man expects besides.

use clap::Command;
use clap_mangen::roff::{Roff, bold, italic, roman};

use super::text;
use crate::environment::VARIABLES;
use crate::error::Result;

/// The page of one verb, as troff source.
pub fn page(verb: &Command) -> Result<String> {
    let name = verb.get_display_name().unwrap_or_else(|| verb.get_name());
    let man = clap_mangen::Man::new(verb.clone());
    let mut page = Vec::new();
    man.render_name_section(&mut page)?;
    synopsis(verb).to_writer(&mut page)?;
    man.render_description_section(&mut page)?;
    if verb.get_arguments().any(|argument| !argument.is_hide_set()) {
        man.render_options_section(&mut page)?;
    }
    if verb.get_subcommands().any(|verb| !verb.is_hide_set()) {
        man.render_subcommands_section(&mut page)?;
    }
    // The root's own footer is the exit codes, which have a section of their own.
    if name != "neap" && (verb.get_after_long_help().is_some() || verb.get_after_help().is_some()) {
        notes(verb).to_writer(&mut page)?;
    }
    environment().to_writer(&mut page)?;
    exit_status().to_writer(&mut page)?;
    see_also(verb, name).to_writer(&mut page)?;
    Ok(format!("{PREAMBLE}{}{}", title(name), tidy(&text(page)?)))
}

/// How troff prints an apostrophe; each section that is rendered alone brings it again.
const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// The page has no date: it would differ each day, and the version says the same.
fn title(name: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(".TH \"{}\" \"1\" \"\" \"neap {version}\" \"neap manual\"\n", name.to_uppercase())
}

/// One preamble is enough, and an empty line is a space, not two breaks around one.
fn tidy(sections: &str) -> String {
    sections.replace(PREAMBLE, "").replace("\n.br\n\n.br\n", "\n.sp\n")
}

/// One line a form, with the options folded: a verb may have sixty.
fn synopsis(verb: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    let usage = verb.clone().render_usage().to_string();
    let path = verb.get_bin_name().unwrap_or_else(|| verb.get_name());
    let forms = usage.trim_start_matches("Usage:").lines().map(str::trim).filter(|form| !form.is_empty());
    for (at, form) in forms.enumerate() {
        if at > 0 {
            roff.control("br", []);
        }
        match form.strip_prefix(path) {
            Some(rest) => roff.text([bold(path), roman(rest)]),
            None => roff.text([roman(form)]),
        };
    }
    roff
}

fn notes(verb: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["NOTES"]);
    let notes = verb.get_after_long_help().or_else(|| verb.get_after_help());
    paragraphs(&mut roff, &notes.map(ToString::to_string).unwrap_or_default());
    roff
}

/// Plain text: empty lines part paragraphs, indented lines keep their form.
fn paragraphs(roff: &mut Roff, notes: &str) {
    let mut verbatim = false;
    for line in notes.lines() {
        let indented = line.starts_with("  ");
        if indented != verbatim {
            roff.control(if indented { "nf" } else { "fi" }, []);
            verbatim = indented;
        }
        match line.trim().is_empty() {
            true => roff.control("PP", []),
            false => roff.text([roman(line)]),
        };
    }
    if verbatim {
        roff.control("fi", []);
    }
}

fn environment() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["ENVIRONMENT"]);
    for (name, meaning) in VARIABLES {
        roff.control("TP", []);
        roff.text([bold(name)]);
        roff.text([roman(meaning)]);
    }
    roff
}

fn exit_status() -> Roff {
    const CODES: [(&str, &str); 6] = [
        ("0", "done"),
        ("1", "failed: the cluster, the target or the machine refused"),
        ("2", "usage: the command line or a file is wrong; nothing was written"),
        ("3", "timed out"),
        ("4", "not ready, or an objective was missed"),
        ("130", "interrupted"),
    ];
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in CODES {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(meaning)]);
    }
    roff
}

/// The pages above and below.
fn see_also(verb: &Command, name: &str) -> Roff {
    let above = name.rsplit_once('-').map(|(above, _)| above.to_owned());
    let below = verb
        .get_subcommands()
        .filter(|verb| !verb.is_hide_set())
        .map(|verb| verb.get_display_name().unwrap_or_else(|| verb.get_name()).to_owned());
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    let mut words = Vec::new();
    for page in above.into_iter().chain(below).chain(["kubectl".to_owned()]) {
        if !words.is_empty() {
            words.push(roman(", "));
        }
        words.extend([italic(page), roman("(1)")]);
    }
    roff.text(words);
    roff
}
