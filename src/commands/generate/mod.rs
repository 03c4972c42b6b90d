//! `neap completions`, `neap man` and the hidden `neap generate`: what is derived from the command line itself.

mod man;
mod registration;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{Cli, Completions, Generate, Man};
use crate::error::{Error, Result};
use crate::kubernetes::near::did_you_mean;
use crate::session::Session;

/// The folders that `neap generate` owns: files in them that it does not write are left over from a verb that is gone.
const FOLDERS: [&str; 2] = ["completions", "man"];

const SHELLS: [Shell; 5] = [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh];

/// Runs `neap completions`.
pub fn completions(args: &Completions, session: &mut Session) -> Result<()> {
    match args.r#static {
        true => session.ui.data(static_script(args.shell)?),
        false => session.ui.data(registration::script(args.shell)?),
    }
}

/// Runs `neap man`.
pub fn man(args: &Man, session: &mut Session) -> Result<()> {
    let command = built();
    let mut verb = &command;
    for (depth, word) in args.verb.iter().enumerate() {
        let known = || verb.get_subcommands().filter(|verb| !verb.is_hide_set());
        verb = verb.find_subcommand(word).filter(|verb| !verb.is_hide_set()).ok_or_else(|| {
            let path = [&["neap".to_owned()], &args.verb[..depth]].concat().join(" ");
            let names: Vec<&str> = known().map(clap::Command::get_name).collect();
            let error = Error::usage(format!("`{path}` has no verb `{word}`"));
            match (did_you_mean(word, names.iter().copied()), names.is_empty()) {
                (Some(question), _) => error.hint(question),
                (None, false) => error.hint(format!("its verbs are {}", names.join(", "))),
                (None, true) => {
                    error.hint(format!("its page is `neap man {}`", args.verb[..depth].join(" ")))
                }
            }
        })?;
    }
    session.ui.data(man::page(verb)?)?;
    if session.ui.stdout_is_terminal() {
        let words = [&["neap".to_owned(), "man".to_owned()], &args.verb[..]].concat().join(" ");
        session.ui.hint(format!("this is the page's source; read it with `{words} | man -l -`"));
    }
    Ok(())
}

/// Runs `neap generate`.
pub fn files(args: &Generate, session: &mut Session) -> Result<()> {
    let wanted = generated()?;
    let surplus = surplus(&args.directory, &wanted)?;
    if args.check {
        return check(&args.directory, &wanted, &surplus);
    }
    let mut written = 0;
    for (path, text) in &wanted {
        let path = args.directory.join(path);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            continue;
        }
        let folder = path.parent().unwrap_or(&args.directory);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| Error::failed(format!("cannot write {}: {error}", path.display())))?;
        written += 1;
    }
    for path in &surplus {
        let path = args.directory.join(path);
        std::fs::remove_file(&path)
            .map_err(|error| Error::failed(format!("cannot remove {}: {error}", path.display())))?;
    }
    session.ui.status(format!("{written} files written, {} removed, {} in all", surplus.len(), wanted.len()));
    Ok(())
}

/// Compares what is there with what would be written.
fn check(directory: &Path, wanted: &BTreeMap<PathBuf, String>, surplus: &[PathBuf]) -> Result<()> {
    let mut causes = Vec::new();
    for (path, text) in wanted {
        match std::fs::read_to_string(directory.join(path)) {
            Ok(old) if old == *text => {}
            Ok(old) => {
                let line = old.lines().zip(text.lines()).take_while(|(old, new)| old == new).count() + 1;
                causes.push(format!("{} differs from line {line} on", path.display()));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                causes.push(format!("{} is missing", path.display()));
            }
            Err(error) => causes.push(format!("{} cannot be read: {error}", path.display())),
        }
    }
    causes.extend(surplus.iter().map(|path| format!("{} belongs to no verb", path.display())));
    if causes.is_empty() {
        return Ok(());
    }
    let mut error = Error::failed("the generated files are not those of this command line")
        .hint(format!("write them with `cargo run -- generate {}`", directory.display()));
    error.causes = causes;
    Err(error)
}

/// All generated files by their path within the repository.
fn generated() -> Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    for shell in SHELLS {
        let path = Path::new(FOLDERS[0]).join(clap_complete::Generator::file_name(&shell, "neap"));
        files.insert(path, static_script(shell)?);
    }
    files.insert(PathBuf::from("docs/rbac.md"), crate::rbac::page::text());
    let mut verbs = vec![built()];
    while let Some(verb) = verbs.pop() {
        let name = verb.get_display_name().unwrap_or_else(|| verb.get_name());
        files.insert(Path::new(FOLDERS[1]).join(format!("{name}.1")), man::page(&verb)?);
        verbs.extend(verb.get_subcommands().filter(|verb| !verb.is_hide_set()).cloned());
    }
    Ok(files)
}

/// Files of the generated folders that are not to be there; sorted.
fn surplus(directory: &Path, wanted: &BTreeMap<PathBuf, String>) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        let entries = match std::fs::read_dir(directory.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::failed(format!("cannot read {folder}: {error}"))),
        };
        for entry in entries {
            let path = Path::new(folder).join(entry?.file_name());
            if !wanted.contains_key(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The script that knows the command line and asks nobody: for packages.
fn static_script(shell: Shell) -> Result<String> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut visible(), "neap", &mut script);
    text(script)
}

/// The command line without its hidden verbs, which no script should offer.
fn visible() -> clap::Command {
    let whole = Cli::command();
    clap::Command::new("neap")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_subcommand(true)
        .args(whole.get_arguments().cloned())
        .subcommands(whole.get_subcommands().filter(|verb| !verb.is_hide_set()).cloned())
}

/// The command line with what clap derives from it: display names, usage, global flags.
fn built() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    command
}

/// Generators write bytes; all of them write UTF-8.
fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| Error::failed(format!("a generated file is no text: {error}")))
}
