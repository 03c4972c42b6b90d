//! Which line of a document a field stands in.

/// The line of the field, or of the nearest of its parents that is written as YAML's block style has it; 0 is the first.
///
/// The document is looked at by its indentation, which is enough to point a person at the place.
pub fn line_of(text: &str, pointer: &str) -> usize {
    let rows: Vec<&str> = text.lines().collect();
    let (mut at, mut best, mut deeper) = (0, 0, None);
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        let found = match key.parse::<usize>() {
            Ok(index) => item(&rows, at, deeper, index),
            Err(_) => field(&rows, at, deeper, &key),
        };
        let Some((row, indent)) = found else { break };
        (best, at, deeper) = (row, row, Some(indent));
        // The first field of a list's item stands in its row.
        if key.parse::<usize>().is_err() {
            at = row + 1;
        }
    }
    best
}

/// The row of a key below a parent whose own indentation is `above`.
fn field(rows: &[&str], from: usize, above: Option<usize>, key: &str) -> Option<(usize, usize)> {
    // The parent's own fields stand as far right as its first.
    let mut level = None;
    for (index, row) in rows.iter().enumerate().skip(from) {
        let Some((indent, content)) = content(row) else { continue };
        let is_item = content.starts_with("- ");
        let (inner, content) = match content.strip_prefix("- ") {
            Some(rest) => (indent + row[indent..].len() - rest.trim_start().len(), rest.trim_start()),
            None => (indent, content),
        };
        // A row that stands as far left as the parent belongs to another.
        if above.is_some_and(|above| inner <= above || (is_item && index > from && indent <= above))
            && index > from
        {
            return None;
        }
        let name = content.split(':').next().unwrap_or_default().trim_matches(['"', '\'']);
        let is_own = *level.get_or_insert(inner) == inner;
        if is_own && (content.contains(':') && name == key || content.starts_with(&format!("{key}:"))) {
            return Some((index, inner));
        }
    }
    None
}

/// The row of a list's item.
fn item(rows: &[&str], from: usize, above: Option<usize>, wanted: usize) -> Option<(usize, usize)> {
    let mut level = None;
    let mut count = 0;
    for (index, row) in rows.iter().enumerate().skip(from) {
        let Some((indent, content)) = content(row) else { continue };
        let is_item = content.starts_with("- ") || content == "-";
        if !is_item {
            if level.is_some_and(|level| indent <= level) || above.is_some_and(|above| indent <= above) {
                return None;
            }
            continue;
        }
        if *level.get_or_insert(indent) == indent {
            if count == wanted {
                return Some((index, indent));
            }
            count += 1;
        }
    }
    None
}

/// Indentation and content of a row that says something.
fn content(row: &str) -> Option<(usize, &str)> {
    let content = row.trim_start();
    (!content.is_empty() && !content.starts_with('#'))
        .then(|| (row.len() - content.len(), content.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_indentation() {
        let text = "kind: HPA\nspec:\n  # note\n  target:\n    name: a\n  metrics:\n  - type: Pods\n    pods:\n      name: x\n  - type: Resource\n    name: y\n  name: z\n";
        for (pointer, line) in [
            ("/kind", 0),
            ("/spec", 1),
            ("/spec/target/name", 4),
            ("/spec/metrics", 5),
            ("/spec/metrics/0", 6),
            ("/spec/metrics/0/type", 6),
            ("/spec/metrics/0/pods/name", 8),
            ("/spec/metrics/1/name", 10),
            ("/spec/name", 11),
            ("/spec/none", 1),
            ("", 0),
        ] {
            assert_eq!(line_of(text, pointer), line, "{pointer}");
        }
    }
}
