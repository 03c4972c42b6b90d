//! Who gets the requests: revisions with their shares, and names under which one is reached whatever its share.

use super::revision;
use crate::error::{Error, Result};
use crate::kubernetes::names;
use crate::workload::value::{checked, integer, pair, refuse};

/// What one revision gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The revision; `None` is the latest, whichever that is.
    pub revision: Option<String>,
    /// Per cent of the requests.
    pub percent: u32,
    /// The name under which it is reached too.
    pub tag: Option<String>,
}

/// Reads `--traffic REVISION=PERCENT` and `--tag REVISION=TAG`; empty if neither is given. With a `canary` of so many per
/// cent the latest has them, and who has the rest is said by [`super::canary`].
///
/// # Errors
/// A usage error: the shares are not 100 together, or something comes twice.
pub fn parse(traffic: &[String], tags: &[String], canary: Option<u32>, service: &str) -> Result<Vec<Share>> {
    const TRAFFIC: &str = "--traffic";
    let latest = canary.map(|percent| Share { revision: None, percent, tag: None });
    let mut shares: Vec<Share> = latest.into_iter().collect();
    for entry in traffic {
        let (name, percent) = pair(TRAFFIC, entry, '=', "--traffic=latest=100")?;
        let revision = target(TRAFFIC, entry, name, service)?;
        let percent = integer(TRAFFIC, percent, 0..=100).map_err(|_| {
            refuse(TRAFFIC, entry, "the share is whole per cent from 0 to 100", "--traffic=latest=100")
        })?;
        if shares.iter().any(|share| share.revision == revision) {
            return Err(refuse(TRAFFIC, entry, format!("{name} comes twice"), "--traffic=latest=100"));
        }
        shares.push(Share { revision, percent: u32::try_from(percent).unwrap_or_default(), tag: None });
    }
    let sum: u32 = shares.iter().map(|share| share.percent).sum();
    if let (Some(last), false) = (traffic.last(), sum == 100) {
        let reason = format!("all shares together must be 100, and they are {sum}");
        return Err(refuse(TRAFFIC, last, reason, "--traffic=latest=100"));
    }
    for entry in tags {
        tag(&mut shares, entry, service)?;
    }
    match (tags.first(), traffic.is_empty() && canary.is_none()) {
        (Some(entry), true) => Err(Error::usage(format!(
            "`--tag={entry}`: shares and tags are one list to Knative, and no `--traffic` says the shares"
        ))
        .hint("for example `--traffic=latest=100`")),
        _ => Ok(shares),
    }
}

fn tag(shares: &mut Vec<Share>, entry: &str, service: &str) -> Result<()> {
    const TAG: &str = "--tag";
    const EXAMPLE: &str = "--tag=latest=canary";
    let (name, tag) = pair(TAG, entry, '=', EXAMPLE)?;
    let revision = target(TAG, entry, name, service)?;
    checked(TAG, entry, names::dns_label(tag), EXAMPLE)?;
    if !tag.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Err(refuse(
            TAG,
            entry,
            "a tag starts with a letter: it becomes a part of a host name",
            EXAMPLE,
        ));
    }
    if shares.iter().any(|share| share.tag.as_deref() == Some(tag)) {
        return Err(refuse(TAG, entry, format!("the tag {tag} comes twice"), EXAMPLE));
    }
    match shares.iter_mut().find(|share| share.revision == revision && share.tag.is_none()) {
        Some(share) => share.tag = Some(tag.to_owned()),
        None => shares.push(Share { revision, percent: 0, tag: Some(tag.to_owned()) }),
    }
    Ok(())
}

/// `latest`, or kn's `@latest`, or a revision.
fn target(flag: &str, entry: &str, name: &str, service: &str) -> Result<Option<String>> {
    match name {
        "latest" | "@latest" => Ok(None),
        name => revision(flag, entry, name, service).map(|()| Some(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(traffic: &[&str], tags: &[&str]) -> Result<Vec<Share>> {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        parse(&texts(traffic), &texts(tags), None, "qwen")
    }

    #[test]
    fn shares_and_tags_are_one_list() {
        let shares =
            read(&["qwen-00001=90", "@latest=10"], &["latest=canary", "latest=next", "qwen-v0=old"]).unwrap();
        let share = |revision: Option<&str>, percent, tag: Option<&str>| Share {
            revision: revision.map(str::to_owned),
            percent,
            tag: tag.map(str::to_owned),
        };
        assert_eq!(
            shares,
            [
                share(Some("qwen-00001"), 90, None),
                share(None, 10, Some("canary")),
                share(None, 0, Some("next")),
                share(Some("qwen-v0"), 0, Some("old")),
            ]
        );
        assert!(read(&[], &[]).unwrap().is_empty());
    }

    #[test]
    fn what_no_route_takes_is_refused() {
        for (traffic, tags) in [
            (&["latest"][..], &[][..]),
            (&["latest=90"], &[]),
            (&["latest=100", "@latest=0"], &[]),
            (&["latest=101"], &[]),
            (&["latest=10%", "qwen-a=90"], &[]),
            (&["other-00001=100"], &[]),
            (&["qwen=100"], &[]),
            (&[], &["latest=canary"]),
            (&["latest=100"], &["latest=Canary"]),
            (&["latest=100"], &["latest=1a"]),
            (&["latest=100"], &["latest=a", "qwen-x=a"]),
        ] {
            assert!(read(traffic, tags).is_err(), "{traffic:?} {tags:?}");
        }
    }
}
