//! Printed text without what may differ: identities, times, ages, ports, and the width of columns.

use std::path::Path;

use serde_json::Value;

use crate::managers::Normal;

/// The text in a form that can be compared.
pub fn normal(text: &str, folder: &Path) -> String {
    let text = text.replace(&folder.display().to_string(), "FOLDER");
    let lines = text.trim_end().lines().map(|line| {
        if let Ok(value) = serde_json::from_str::<Value>(line) {
            return Normal::default().of(&value).to_string();
        }
        let name = line.trim_start().trim_start_matches('"').replace([' ', '"'], "").to_lowercase();
        if name.starts_with("resourceversion:") {
            return "resourceVersion".to_owned();
        }
        let indent = line.len() - line.trim_start().len();
        let words: Vec<String> = line.split_whitespace().map(word).collect();
        format!("{}{}", " ".repeat(indent), words.join(" "))
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// A word, or what stands for it.
fn word(word: &str) -> String {
    let bare = word.trim_matches(|c: char| "\"',:;()".contains(c));
    let stands = match bare {
        "" => return word.to_owned(),
        uid if is_uid(uid) => "UID",
        time if is_time(time) => "TIME",
        day if is_day(day) => "DAY",
        address if is_address(address) => "ADDRESS",
        age if is_age(age) => "AGE",
        version if is_number_of_version(version) => "NUMBER",
        _ => return temporary(word),
    };
    word.replace(bare, stands)
}

/// Names of temporary files, and addresses of servers.
fn temporary(word: &str) -> String {
    for (start, end) in
        [("/tmp/LIVE-", '/'), ("/tmp/MERGED-", '/'), ("https://127.0.0.1:", '/'), ("127.0.0.1:", ' ')]
    {
        if let Some(at) = word.find(start) {
            let rest = &word[at + start.len()..];
            let length = rest.find(|c: char| c == end || !(c.is_ascii_alphanumeric())).unwrap_or(rest.len());
            return format!("{}{start}X{}", &word[..at], &rest[length..]);
        }
    }
    word.to_owned()
}

fn is_uid(word: &str) -> bool {
    let parts: Vec<usize> = word.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

fn is_time(word: &str) -> bool {
    let date = word.len() >= 20 && word.starts_with("20") && word.ends_with('Z') && word.contains('T');
    let (word, _) = word.split_once('.').unwrap_or((word, ""));
    let clock = word.len() == 8
        && word.chars().enumerate().all(|(at, c)| if at % 3 == 2 { c == ':' } else { c.is_ascii_digit() });
    date || clock
}

/// As `2026-11-22` or `Sun`.
fn is_day(word: &str) -> bool {
    let date = word.len() == 10 && word.starts_with("20") && word.chars().filter(|c| *c == '-').count() == 2;
    date || ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(&word)
}

/// Addresses of the cluster.
fn is_address(word: &str) -> bool {
    word.starts_with("10.") && word.parse::<std::net::Ipv4Addr>().is_ok()
}

/// As `5s`, `2m10s`, `<unknown>`.
fn is_age(word: &str) -> bool {
    let digits = word.chars().any(|c| c.is_ascii_digit());
    let units = word.chars().all(|c| c.is_ascii_digit() || "smhd".contains(c));
    digits && units && word.ends_with(['s', 'm', 'h', 'd']) && word.starts_with(|c: char| c.is_ascii_digit())
}

/// Resource versions are long numbers here: nothing else is.
fn is_number_of_version(word: &str) -> bool {
    word.len() > 6 && word.chars().all(|c| c.is_ascii_digit())
}
