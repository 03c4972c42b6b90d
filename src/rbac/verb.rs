//! The table: each verb that asks a cluster, and what it asks.

use super::right::Right;
use super::{applying, asking, caching, machines};

/// A verb and its rights.
#[derive(Debug)]
pub struct Verb {
    /// As it is typed, without flags in front of the words: `serve kserve`, `doctor --fix`.
    pub words: &'static str,
    /// What it asks, in parts that verbs share.
    pub parts: &'static [&'static [Right]],
}

impl Verb {
    /// All that it asks.
    pub fn rights(&self) -> impl Iterator<Item = &'static Right> {
        self.parts.iter().flat_map(|part| part.iter())
    }
}

const fn verb(words: &'static str, parts: &'static [&'static [Right]]) -> Verb {
    Verb { words, parts }
}

const DEPLOYMENT: &[&[Right]] = &[
    applying::DEPLOYMENT,
    applying::BESIDE,
    applying::BESIDE_PODS,
    applying::BESIDE_DEPLOYMENTS,
    applying::APPLY,
    asking::LOOK_ON,
    asking::FOLLOW,
];
const REWRITE: &[&[Right]] = &[
    applying::ANY_KIND,
    applying::BEFORE,
    applying::BESIDE,
    applying::BESIDE_PODS,
    applying::BESIDE_DEPLOYMENTS,
    applying::APPLY,
    asking::IMPORT,
    asking::LOOK_ON,
    asking::FOLLOW,
];
const TRAFFIC: &[&[Right]] = &[applying::TRAFFIC, asking::LOOK, asking::FOLLOW];

/// All verbs that ask a cluster, in the order of the command line's help.
pub const VERBS: &[Verb] = &[
    verb(
        "serve kserve",
        &[applying::KSERVE, applying::BESIDE, applying::APPLY, asking::LOOK_ON, asking::FOLLOW],
    ),
    verb(
        "serve knative",
        &[applying::KNATIVE, applying::BESIDE, applying::APPLY, asking::LOOK_ON, asking::FOLLOW],
    ),
    verb("serve deployment", DEPLOYMENT),
    verb(
        "serve statefulset",
        &[
            applying::STATEFULSET,
            applying::BESIDE,
            applying::BESIDE_PODS,
            applying::BESIDE_DEPLOYMENTS,
            applying::APPLY,
            asking::LOOK_ON,
            asking::FOLLOW,
        ],
    ),
    verb("serve triton", DEPLOYMENT),
    verb("serve tensorflow", DEPLOYMENT),
    verb(
        "serve distributed",
        &[
            applying::DISTRIBUTED,
            applying::BESIDE,
            applying::BESIDE_PODS,
            applying::APPLY,
            asking::LOOK_ON,
            asking::FOLLOW,
        ],
    ),
    verb("serve list", &[asking::LIST]),
    verb("serve get", &[asking::FIND, asking::LOOK_ON]),
    verb("serve test", &[asking::FIND, asking::FORWARD]),
    verb("serve logs", &[asking::LOGS]),
    verb("serve diff", REWRITE),
    verb("serve update", REWRITE),
    verb("serve history", &[asking::HISTORY]),
    verb("serve rollback", REWRITE),
    verb("serve promote", TRAFFIC),
    verb("serve abort", TRAFFIC),
    verb("serve traffic-split", TRAFFIC),
    verb("serve scale", &[applying::SCALE, asking::LOOK, asking::FOLLOW]),
    verb("serve restart", &[applying::RESTART, asking::LOOK, asking::FOLLOW]),
    verb("serve exec", &[asking::EXEC]),
    verb("serve attach", &[asking::ATTACH]),
    verb("serve delete", &[applying::DELETE, asking::LOOK_ON, asking::FOLLOW]),
    verb("import", &[asking::IMPORT]),
    verb("import --adopt", REWRITE),
    verb("export", &[asking::EXPORT]),
    verb("bench", &[asking::FIND]),
    verb("bench llm", &[asking::FIND]),
    verb("bench --watch", &[asking::FIND, asking::LOOK, asking::FOLLOW, asking::MEASURE]),
    verb("bench --in-cluster", &[machines::WORKERS]),
    verb("cache create", &[caching::CREATE, caching::LOOK, caching::FOLLOW]),
    verb("cache load", &[caching::LOAD, caching::LOOK, caching::FOLLOW]),
    verb("cache status", &[caching::LOOK, caching::FOLLOW]),
    verb("cache list", &[caching::LOOK]),
    verb("cache volume", &[caching::VOLUME]),
    verb("cache diff create", &[caching::CREATE, caching::LOOK]),
    verb("cache diff volume", &[caching::VOLUME]),
    verb("cache delete", &[caching::DELETE, caching::LOOK]),
    verb("status", &[asking::LOOK, asking::FOLLOW, asking::AGE]),
    verb("status --timeline", &[asking::LOOK, asking::TIMELINE]),
    verb("status --record", &[asking::LOOK, asking::FOLLOW, asking::AGE, asking::TIMELINE, asking::RECORD]),
    verb("doctor", &[asking::DOCTOR]),
    verb("doctor --fix", &[asking::DOCTOR, asking::FIX]),
    verb("metrics render", &[asking::RENDER]),
    verb("metrics check", &[asking::METRICS]),
    verb("sandbox attach", &[machines::ATTACH]),
];

/// The verbs that these words name, one after the other, each by its longest name: `["serve", "list", "status"]` are two.
///
/// # Errors
/// The words from the first on that begin no verb.
pub fn named<'a>(words: &[&'a str]) -> Result<Vec<&'static Verb>, Vec<&'a str>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let rest = &words[at..];
        let bare = |word: &str| word.trim_start_matches('-').to_owned();
        let begins = |verb: &&Verb| {
            let name: Vec<&str> = verb.words.split(' ').collect();
            name.len() <= rest.len() && name.iter().zip(rest).all(|(one, other)| bare(one) == bare(other))
        };
        let longest = VERBS.iter().filter(begins).max_by_key(|verb| verb.words.split(' ').count());
        let Some(verb) = longest else { return Err(rest.to_vec()) };
        at += verb.words.split(' ').count();
        found.push(verb);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_verbs() {
        let words = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            named(&words)
                .map(|verbs| verbs.iter().map(|it| it.words).collect::<Vec<_>>())
                .map_err(|it| it.join(" "))
        };
        assert_eq!(words("serve list status"), Ok(vec!["serve list", "status"]));
        assert_eq!(words("doctor --fix"), Ok(vec!["doctor --fix"]));
        assert_eq!(words("doctor fix cache diff create"), Ok(vec!["doctor --fix", "cache diff create"]));
        assert_eq!(words("status serve"), Err("serve".to_owned()));
    }

    #[test]
    fn each_right_is_well_formed() {
        let known = ["create", "delete", "get", "list", "patch", "update", "watch"];
        for verb in VERBS {
            for right in verb.rights() {
                assert!(right.verbs.iter().all(|it| known.contains(it)), "{}: {right:?}", verb.words);
                assert!(right.verbs.is_sorted(), "{}: {right:?}", verb.words);
                assert!(!right.why.is_empty() && !right.resources.is_empty());
            }
        }
    }
}
