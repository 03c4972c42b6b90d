//! Two states of an object → a unified diff of their YAML.

use similar::TextDiff;

use crate::ui::Mark;

/// The unified diff of two texts, with three lines of context; empty if they are the same.
///
/// An empty text stands for an object that does not exist.
pub fn unified(name: &str, before: &str, after: &str, colour: bool) -> String {
    if before == after {
        return String::new();
    }
    let label = |side: &str, text: &str| match text.is_empty() {
        true => "/dev/null".to_owned(),
        false => format!("{side}/{name}"),
    };
    let diff = TextDiff::from_lines(before, after);
    let text = diff
        .unified_diff()
        .context_radius(3)
        .header(&label("live", before), &label("new", after))
        .to_string();
    match colour {
        true => text.split_inclusive('\n').map(painted).collect(),
        false => text,
    }
}

fn painted(line: &str) -> String {
    let mark = match line.as_bytes().first() {
        Some(b'-') if line.starts_with("---") => Mark::Strong,
        Some(b'+') if line.starts_with("+++") => Mark::Strong,
        Some(b'-') => Mark::Bad,
        Some(b'+') => Mark::Good,
        Some(b'@') => Mark::Dim,
        _ => return line.to_owned(),
    };
    let style = mark.style();
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    format!("{style}{text}{style:#}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_is_shown_in_its_place() {
        let before = "spec:\n  maxReplicas: 3\n  minReplicas: 1\n";
        let after = "spec:\n  maxReplicas: 4\n  minReplicas: 1\n";
        assert_eq!(
            unified("hpa/a", before, after, false),
            "--- live/hpa/a\n+++ new/hpa/a\n@@ -1,3 +1,3 @@\n spec:\n-  maxReplicas: 3\n+  maxReplicas: 4\n   minReplicas: 1\n"
        );
        assert_eq!(unified("hpa/a", before, before, true), "");
    }

    #[test]
    fn what_does_not_exist_yet_is_all_new() {
        let text = unified("hpa/a", "", "kind: A\n", true);
        assert!(text.contains("--- /dev/null"), "{text}");
        assert!(text.contains("\u{1b}[32m+kind: A\u{1b}[0m\n"), "{text}");
    }
}
