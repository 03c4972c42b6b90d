//! What was lost, with which pod, and that the tables which say so fit.

use super::super::text;
use super::*;
use crate::load::measure::pods::Cut;
use crate::load::measure::spread::Spread;

/// So many answers of each second that broke off.
fn cut(seconds: impl IntoIterator<Item = (u64, u64)>, by_connection: bool) -> Cut {
    Cut { seconds: seconds.into_iter().collect(), by_connection }
}

#[test]
fn a_lost_answer_belongs_to_the_pod_that_its_connection_tells() {
    // Three are lost in the second in which two pods go.
    let timeline = requests(60, (46, 3));
    let names = ["qwen-chat-predictor-6b57546ddf-gf4xl", "qwen-chat-predictor-6b57546ddf-r8p7b"];
    let lost = |cut: &[(String, Cut)]| {
        let joined = joined(&Load { cut, ..load(&timeline) }, &watched(), &[]);
        let of = |name: &str| joined.pods.iter().find(|pod| pod.name == name).and_then(|pod| pod.lost);
        (names.map(|name| of(name).map(|lost| (lost.value, lost.source))), joined.lost_without_pod)
    };
    let address = watched().lives[names[1]].address.clone().unwrap();
    let named = (names[0].to_owned(), cut([(46, 1)], false));
    // One named its pod, one came over a connection to the other's address: the third is known by the time.
    let (told, without) = lost(&[named.clone(), (address.clone(), cut([(46, 1)], true))]);
    assert_eq!(told, [Some((2, Knowledge::Window)), Some((1, Knowledge::Connection))]);
    assert_eq!(without, 0);
    let (told, _) = lost(&[named, (address, cut([(46, 2)], true))]);
    assert_eq!(told, [Some((1, Knowledge::Header)), Some((2, Knowledge::Connection))]);
    // An address that is no pod's is a gateway's, and says nothing.
    let (told, _) = lost(&[("10.96.0.1".to_owned(), cut([(46, 3)], true))]);
    assert_eq!(told, [Some((3, Knowledge::Window)), Some((0, Knowledge::Window))]);
}

#[test]
fn of_what_is_lost_while_no_pod_goes_it_is_said_that_none_is_known() {
    let timeline = requests(60, (12, 4));
    let load = load(&timeline);
    let joined = joined(&load, &watched(), &[]);
    assert_eq!(joined.lost_without_pod, 4);
    assert!(joined.pods.iter().all(|pod| pod.lost.is_none_or(|lost| lost.value == 0)));
    let text = text::text(&joined);
    assert!(text.contains("  No pod known of 4 lost requests: no answer named one"), "{text}");
}

#[test]
fn no_table_is_wider_than_80_columns() {
    let timeline = requests(60, (46, 3));
    let mut first_tokens = Spread::default();
    for second in 0..60 {
        (0..400).for_each(|_| first_tokens.add(second, Duration::from_micros(123_456)));
    }
    let mut chronicle = watched();
    for (name, life) in &mut chronicle.lives {
        life.pool = Some("a-pool-with-a-very-long-name-of-somebody".to_owned());
        chronicle.engines.counters.entry(name.clone()).or_default().read = true;
    }
    for first_tokens in [None, Some(&first_tokens)] {
        let joined = joined(&Load { first_tokens, ..load(&timeline) }, &chronicle, &[]);
        let text = text::text(&joined);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        let head = text.lines().find(|line| line.starts_with("  PHASE")).unwrap();
        assert_eq!(head.contains("TTFT P99"), first_tokens.is_some(), "{text}");
        assert!(head.contains("FAILED  LOST") || head.contains("FAILED   LOST"), "{text}");
        // Each pod can be told from the others.
        let pods = text.lines().filter(|line| line.starts_with("  …-")).map(|line| &line[..14]);
        assert_eq!(pods.collect::<std::collections::BTreeSet<_>>().len(), 3, "{text}");
    }
}
