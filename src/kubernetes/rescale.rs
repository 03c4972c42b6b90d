//! How events tell of a change of replicas, in the words of each version.

/// What an autoscaler's SuccessfulRescale says: the number, and why.
///
/// `New size: 3; reason: pods metric q above target`.
pub fn asked(message: &str) -> Option<(u32, Option<String>)> {
    let (size, why) = match message.split_once("; reason: ") {
        Some((size, why)) => (size, Some(why.to_owned())),
        None => (message, None),
    };
    Some((size.split_once("New size: ")?.1.trim().parse().ok()?, why))
}

/// What a Deployment's ScalingReplicaSet says: the set, the number before, the number after.
///
/// `Scaled up replica set NAME from 0 to 3`; before 1.30 `… to 3 from 0`, and `… to 3` before that.
pub fn done(message: &str) -> Option<(String, Option<u32>, u32)> {
    let rest = message.split_once("replica set ")?.1;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let after = |word: &str| {
        let at = words.iter().position(|it| *it == word)?;
        words.get(at + 1)?.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok()
    };
    Some(((*words.first()?).to_owned(), after("from"), after("to")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_each_version_are_read() {
        let set = |from| Some(("a-1".to_owned(), from, 3));
        assert_eq!(done("Scaled up replica set a-1 from 0 to 3"), set(Some(0)));
        assert_eq!(done("Scaled up replica set a-1 to 3 from 0"), set(Some(0)));
        assert_eq!(done("Scaled down replica set a-1 to 3"), set(None));
        assert_eq!(done("Scaled to the moon"), None);
        let why = Some("All metrics below target".to_owned());
        assert_eq!(asked("New size: 1; reason: All metrics below target"), Some((1, why)));
        assert_eq!(asked("New size: 4"), Some((4, None)));
        assert_eq!(asked("New size: many"), None);
    }
}
