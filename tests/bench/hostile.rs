//! Every flag with every sort of hostile value: either the request carries exactly that, or exit 2 with a way out, and
//! nothing is sent.

use std::collections::BTreeMap;

use crate::support::in_process::run;
use crate::support::wire::{Heard, Then, Wire, ok};

/// A class of values, and some of it.
const CLASSES: [(&str, &[&str]); 9] = [
    ("empty", &["", " "]),
    ("huge", &["99999999999999999999", "1e999", "9999999999h"]),
    ("negative", &["-1", "-0.5", "-5s"]),
    ("wrong unit", &["5x", "10 s", "3GiB"]),
    ("unicode", &["gr\u{fc}n", "\u{6a21}\u{578b}", "\u{1f600}"]),
    ("quotes", &["'a'", "\"a", "a`b"]),
    ("newline", &["a\nb", "a\r\nX-Injected: 1", "\n"]),
    ("template", &["{{ }}", "{{ .Rps }}", "%s%n"]),
    ("look-alike", &["on", "1_000", "0755", "~", "null", "-h2", "--"]),
];

/// A flag, and where the server finds its value; `None` if it is no text that is sent.
type Place = Option<fn(&Heard) -> Option<String>>;

fn header(heard: &Heard, name: &str) -> Option<String> {
    heard.header(name).map(str::to_owned)
}

const FLAGS: [(&str, Place); 19] = [
    ("-n", None),
    ("-c", None),
    ("-q", None),
    ("-z", None),
    ("-t", None),
    ("--grace", None),
    ("-cpus", None),
    ("-o", None),
    ("-x", None),
    ("-D", None),
    ("--cacert", None),
    ("-m", Some(|heard| heard.line.split(' ').next().map(str::to_owned))),
    ("-H", Some(|heard| header(heard, "x-value"))),
    ("-A", Some(|heard| header(heard, "accept"))),
    ("-T", Some(|heard| header(heard, "content-type"))),
    ("-U", Some(|heard| header(heard, "user-agent"))),
    ("-host", Some(|heard| header(heard, "host"))),
    ("-a", Some(|heard| header(heard, "authorization"))),
    ("-d", Some(|heard| String::from_utf8(heard.body.clone()).ok())),
];

#[test]
fn a_value_is_carried_or_refused() {
    let server = Wire::http(|_, out| {
        out.write_all(ok("").as_bytes())?;
        Ok(Then::Keep)
    });
    let mut reached: BTreeMap<&str, u32> = BTreeMap::new();
    for (flag, place) in FLAGS {
        for (class, values) in CLASSES {
            for value in values {
                *reached.entry(class).or_default() += 1;
                if (flag, *value) == ("-z", "0755") {
                    // A run of 755 seconds, and right so.
                    continue;
                }
                let given = if flag == "-H" { format!("X-Value: {value}") } else { (*value).to_owned() };
                let before = server.requests();
                let url = server.url();
                // One request, however the flag is taken; its own value comes last.
                let outcome = run(["bench", "-n", "1", "-c", "1", "-t", "5", flag, &given, &url]);
                let what = format!("{flag} {given:?}: {}{}", outcome.stdout, outcome.stderr);
                if outcome.code == 2 {
                    let first = outcome.stderr.lines().next().unwrap_or_default();
                    assert!(
                        first.starts_with("error: invalid value ") && first.contains(&format!("`{flag}`: ")),
                        "{what}"
                    );
                    assert!(outcome.stderr.contains("hint: for example `neap bench "), "{what}");
                    assert_eq!((outcome.stdout.as_str(), server.requests()), ("", before), "{what}");
                    continue;
                }
                assert!(matches!(outcome.code, 0 | 1), "{what}");
                let Some(place) = place else { continue };
                let heard = server.heard().pop().unwrap_or_default();
                let carried = place(&heard).unwrap_or_default();
                let expected = match flag {
                    // Space around a header's value is not part of it (RFC 9110); a method is upper-cased.
                    "-H" | "-A" | "-T" | "-U" => value.trim().to_owned(),
                    "-m" => value.to_uppercase(),
                    "-a" => continue,
                    _ => (*value).to_owned(),
                };
                // Left out, or the default, for an empty value.
                let empty = value.trim().is_empty() && matches!(flag, "-A" | "-T" | "-U" | "-H");
                assert!(carried == expected || empty, "{what} arrived as {carried:?}");
                assert_eq!(heard.header("x-injected"), None, "{what}");
            }
        }
    }
    for (class, values) in CLASSES {
        assert_eq!(reached[class] as usize, values.len() * FLAGS.len(), "{class}");
    }
}
