//! The map in `docs/architecture.md` against the code: which room names which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const OPEN_TO_ALL: [&str; 6] = ["error", "clock", "kubernetes", "Error", "Kind", "Result"];

/// The table of the page: room → rooms that it may import.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let page = std::fs::read_to_string(Path::new(ROOT).join("docs/architecture.md")).unwrap();
    let (_, rows) = page.split_once("| room | may import |").unwrap();
    let rows = rows.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let room = cells.next().unwrap().to_owned();
        let allowed = cells.next().unwrap_or_default().split(',').map(|name| name.trim().to_owned());
        (room, allowed.filter(|name| !name.is_empty()).collect())
    })
    .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(sources(&path)),
            false if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
            false => {}
        }
    }
    files
}

/// The code of a file without comments and without its test module, which may look where it likes.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn room_of(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(ROOT).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The names that follow `crate::` in the code; `crate::{a, b}` counts as both.
fn imports(code: &str) -> BTreeSet<String> {
    let first_word =
        |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(group) => {
                names.extend(group.split('}').next().unwrap_or_default().split(',').map(first_word))
            }
            None => drop(names.insert(first_word(after))),
        }
    }
    names.remove("");
    names
}

#[test]
fn rooms_import_only_what_the_map_allows() {
    let table = table();
    let mut wrong = Vec::new();
    for path in sources(&Path::new(ROOT).join("src")) {
        let room = room_of(&path);
        if room == "main" {
            continue;
        }
        let Some(allowed) = table.get(&room) else {
            wrong.push(format!("{}: the room `{room}` is not on the map", path.display()));
            continue;
        };
        for name in imports(&code(&path)) {
            if name != room && !allowed.contains(&name) && !OPEN_TO_ALL.contains(&name.as_str()) {
                wrong.push(format!("{}: `{room}` names `{name}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "not on the map of docs/architecture.md:\n{}", wrong.join("\n"));
}

#[test]
fn the_map_lists_no_room_that_is_gone() {
    for room in table().keys() {
        let folder = Path::new(ROOT).join("src").join(room);
        assert!(
            folder.is_dir() || folder.with_extension("rs").is_file(),
            "`{room}` is on the map, but not in src/"
        );
    }
}

#[test]
fn only_the_command_line_knows_clap() {
    let knows = ["cli", "commands", "lib", "main"];
    let wrong: Vec<_> = sources(&Path::new(ROOT).join("src"))
        .into_iter()
        .filter(|path| !knows.contains(&room_of(path).as_str()) && code(path).contains("clap"))
        .collect();
    assert!(wrong.is_empty(), "clap below `commands`: {wrong:?}");
}

#[test]
fn controllers_and_machines_are_clients_like_any_other() {
    let sandbox = Path::new(ROOT).join("src/sandbox");
    let inside: Vec<_> = ["control", "machines", "model", "world"].map(|room| sandbox.join(room)).into();
    let parts = sources(&sandbox).into_iter().filter(|path| inside.iter().any(|room| path.starts_with(room)));
    let wrong: Vec<_> = parts.filter(|path| code(path).contains("apiserver")).collect();
    assert!(wrong.is_empty(), "only the assembly knows which API server it is: {wrong:?}");
}
