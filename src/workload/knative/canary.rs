//! A canary: the revision that comes gets a part of the requests, and the rest stays where it is.

use super::{Knative, Share};
use crate::error::{Error, Result};

/// What a live service says of its revisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    /// The last revision that was ready.
    pub ready: Option<String>,
    /// Its shares and tags.
    pub shares: Vec<Share>,
}

impl Live {
    /// The revision that keeps the rest: the one that has requests by its name, so that a canary that goes on, and one after
    /// an abort, stay with it; else the last that was ready. `None` if none ever was.
    ///
    /// # Errors
    /// Several have requests by their names.
    fn stable(&self) -> Result<Option<&str>> {
        let named: Vec<&str> = self
            .shares
            .iter()
            .filter(|share| share.percent > 0)
            .filter_map(|share| share.revision.as_deref())
            .collect();
        match named.as_slice() {
            [] => Ok(self.ready.as_deref()),
            [only] => Ok(Some(only)),
            [first, ..] => Err(Error::usage(format!(
                "`--canary`: {} share the requests, and one must keep the rest",
                named.join(" and ")
            ))
            .hint(format!("say all shares: `--traffic={first}=90 --traffic=latest=10`"))),
        }
    }
}

impl Knative {
    /// Says who keeps the rest of the requests, where a canary is wished for. Returns what the user should know.
    ///
    /// # Errors
    /// A usage error: several revisions share the requests.
    pub fn keep_the_rest(&mut self, live: Option<&Live>) -> Result<Option<String>> {
        let Some(percent) = self.canary else { return Ok(None) };
        let name = &self.common.service.object_name;
        let nothing = Live::default();
        let live = live.unwrap_or(&nothing);
        let share = |revision: Option<&str>, percent| Share {
            revision: revision.map(str::to_owned),
            percent,
            tag: None,
        };
        let stable = live.stable()?;
        let mut shares = match stable {
            Some(stable) => vec![share(Some(stable), 100 - percent.min(100)), share(None, percent)],
            None => vec![share(None, 100)],
        };
        // What is named goes first; the tags that are there stay with their revisions.
        for tagged in self.traffic.iter().chain(&live.shares).filter(|share| share.tag.is_some()) {
            if shares.iter().any(|share| share.tag == tagged.tag) {
                continue;
            }
            match shares.iter_mut().find(|share| share.revision == tagged.revision && share.tag.is_none()) {
                Some(share) => share.tag.clone_from(&tagged.tag),
                None => shares.push(Share { percent: 0, ..tagged.clone() }),
            }
        }
        shares.retain(|share| share.percent > 0 || share.tag.is_some());
        let note = match stable {
            Some(stable) => format!(
                "{stable} has {} % of the requests and the newest revision {percent} %: `neap serve promote {name}` gives it all, `neap serve abort {name}` none",
                100 - percent.min(100)
            ),
            None => format!(
                "`--canary={percent}` has no effect yet: no revision of {name} was ever ready that could keep the rest"
            ),
        };
        self.traffic = shares;
        Ok(Some(note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(revision: Option<&str>, percent: u32, tag: Option<&str>) -> Share {
        Share { revision: revision.map(str::to_owned), percent, tag: tag.map(str::to_owned) }
    }

    fn stable(ready: Option<&str>, shares: &[Share]) -> Result<Option<String>> {
        let live = Live { ready: ready.map(str::to_owned), shares: shares.to_vec() };
        live.stable().map(|name| name.map(str::to_owned))
    }

    #[test]
    fn the_rest_stays_with_the_one_that_has_it() {
        let (first, second) = (Some("qwen-00001"), Some("qwen-00002"));
        assert_eq!(stable(None, &[]).unwrap(), None);
        assert_eq!(stable(first, &[share(None, 100, None)]).unwrap().as_deref(), first);
        // A canary that goes on, whose revision is ready by now.
        let running = [share(first, 90, None), share(None, 10, None)];
        assert_eq!(stable(second, &running).unwrap().as_deref(), first);
        // After an abort.
        assert_eq!(
            stable(second, &[share(first, 100, None), share(None, 0, Some("x"))]).unwrap().as_deref(),
            first
        );
        let three = [share(first, 50, None), share(second, 40, None), share(None, 10, None)];
        assert!(stable(second, &three).unwrap_err().message.contains("qwen-00001 and qwen-00002"));
    }
}
