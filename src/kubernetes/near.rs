//! Near matches: which of the names that exist did the user mean.

/// The most names that a message offers.
const MOST: usize = 3;

/// The names that `wanted` may have been meant for, nearest first, at most three.
///
/// A name is near if a third of its letters or fewer are wrong (a swap of neighbours counts as one), or if one contains
/// the other. Case is ignored. Equally near names come in alphabetical order; `wanted` itself is no suggestion.
pub fn near<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = wanted.to_lowercase();
    let mut found: Vec<(usize, &str)> = names
        .into_iter()
        .filter(|name| *name != wanted && !name.is_empty() && !wanted.is_empty())
        .filter_map(|name| Some((distance_of(&lower, &name.to_lowercase())?, name)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// `did you mean `a`, `b` or `c`?`; `None` if nothing is near.
pub fn did_you_mean<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<_> = near(wanted, names).into_iter().map(|name| format!("`{name}`")).collect();
    let (last, first) = names.split_last()?;
    Some(match first {
        [] => format!("did you mean {last}?"),
        _ => format!("did you mean {} or {last}?", first.join(", ")),
    })
}

/// Whether a name is another one, written wrong: in another case, with other marks between its words, or with one slip in a word of
/// four letters or more. Of two that stand side by side (`gpu-a` and `gpu-b`, `edge-1` and `edge-2`) neither is.
pub fn is_slip(wrong: &str, name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (a, b) = (words(wrong), words(name));
    let alike = |(a, b): (&String, &String)| {
        let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
        let (letters, others): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let long = letters.len().min(others.len()) >= 4;
        a == b || long && digits(a) == digits(b) && transpositions(&letters, &others) == 1
    };
    let slips = a.iter().zip(&b).filter(|(a, b)| a != b).count();
    wrong != name && a.len() == b.len() && slips <= 1 && a.iter().zip(&b).all(alike)
}

/// How far two lower-case names are apart; `None` if too far to be meant.
fn distance_of(wanted: &str, name: &str) -> Option<usize> {
    // Names of the API are at most 253 letters: a longer argument is no slip of the pen.
    const LONGEST: usize = 253;
    let (a, b): (Vec<char>, Vec<char>) =
        (wanted.chars().take(LONGEST).collect(), name.chars().take(LONGEST).collect());
    let distance = transpositions(&a, &b);
    let allowed = (a.len().max(b.len()) / 3).max(1);
    let contained = a.len().min(b.len()) >= 3 && (name.contains(wanted) || wanted.contains(name));
    (distance <= allowed || contained).then_some(distance)
}

/// Damerau's distance in its restricted form: insertions, deletions, changes, swaps of neighbours.
fn transpositions(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let change = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        (before, above, row) = (above, row, before);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 5] = ["qwen-chat", "qwen-chat-v2", "llama", "bloom-560m", "qwen"];

    #[test]
    fn a_slip_of_the_pen_is_found() {
        assert_eq!(near("qwen-caht", NAMES), ["qwen-chat", "qwen-chat-v2", "qwen"]);
        assert_eq!(near("lama", NAMES), ["llama"]);
        assert_eq!(near("Bloom560m", NAMES), ["bloom-560m"]);
        assert_eq!(near("chat", NAMES), ["qwen-chat", "qwen-chat-v2"]);
    }

    #[test]
    fn what_is_far_is_not_offered() {
        assert!(near("mistral", NAMES).is_empty());
        assert!(near("", NAMES).is_empty());
        assert!(near("x", NAMES).is_empty());
        assert!(near("qwen", ["qwen"]).is_empty());
    }

    #[test]
    fn a_slip_is_not_a_name_beside_another() {
        for (wrong, name) in [
            ("gpu-v100-edge", "GPU-V100-Edge"),
            ("np_cloud", "np-cloud"),
            ("np-cluod", "np-cloud"),
            ("np-edgee", "np-edge"),
        ] {
            assert!(is_slip(wrong, name), "{wrong} {name}");
        }
        for (one, other) in [
            ("gpu-a", "gpu-b"),
            ("edge-1", "edge-2"),
            ("edge1", "edge2"),
            ("np-edge", "np-edge-2"),
            ("GPU-V100-Cloud", "GPU-V100-Edge"),
            ("np-edge", "np-edge"),
            ("np-cluod", "pn-cloud"),
            ("", "np"),
        ] {
            assert!(!is_slip(one, other), "{one} {other}");
        }
    }

    #[test]
    fn the_question_reads_well() {
        assert_eq!(did_you_mean("lama", NAMES).as_deref(), Some("did you mean `llama`?"));
        assert_eq!(
            did_you_mean("chat", NAMES).as_deref(),
            Some("did you mean `qwen-chat` or `qwen-chat-v2`?")
        );
        assert_eq!(did_you_mean("mistral", NAMES), None);
    }

    proptest! {
        #[test]
        fn one_edit_is_always_found(name in "[a-z][a-z0-9-]{3,30}", at in 0usize..30, letter in "[a-z0-9]") {
            let at = at % name.len();
            let mut wrong = name.clone();
            wrong.replace_range(at..=at, &letter);
            prop_assume!(wrong != name);
            prop_assert_eq!(near(&wrong, [name.as_str()]), [name.as_str()]);
        }

        #[test]
        fn the_distance_is_symmetric(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
            prop_assert_eq!(transpositions(&a, &b), transpositions(&b, &a));
        }
    }
}
