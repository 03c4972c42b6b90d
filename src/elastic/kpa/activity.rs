//! Between none and some: bounds, waking and falling asleep.

use jiff::{SignedDuration, Timestamp};

use super::{Decider, Settings};

/// Condition Active of a PodAutoscaler, and since when it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// True: pods serve.
    Active(Timestamp),
    /// Unknown: pods are on their way.
    Activating(Timestamp),
    /// False: nobody asks.
    Inactive(Timestamp),
}

/// What is known when a count is applied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Situation<'a> {
    /// What the revision is scaled by.
    pub decider: &'a Decider,
    /// The cluster's settings.
    pub settings: &'a Settings,
    /// What the autoscaler decided; `None` before it knows anything.
    pub decided: Option<i32>,
    /// Whether pods serve.
    pub activity: Activity,
    /// Whether it once had as many pods as it starts with.
    pub initialised: bool,
    /// How long a revision may take to become ready.
    pub progress_deadline: SignedDuration,
    /// Since when requests go through the activator; `None` if they do not.
    pub proxied_since: Option<Timestamp>,
    /// The time now.
    pub now: Timestamp,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// How many pods are wanted; `None` if that is not known.
    pub want: Option<i32>,
    /// Whether the target is to be told so.
    pub apply: bool,
    /// When to look again.
    pub again: Option<SignedDuration>,
}

/// Longer than its deadline a revision that does not start is kept, so that the reason can be read.
const DEADLINE_BUFFER: SignedDuration = SignedDuration::from_secs(30);

/// What is to be done with what the autoscaler decided.
pub fn verdict(at: &Situation<'_>) -> Verdict {
    let (decider, activating) = (at.decider, matches!(at.activity, Activity::Activating(_)));
    if at.decided.is_none() && !activating {
        return Verdict { want: None, apply: false, again: None };
    }
    let mut min = decider.min_scale;
    if decider.initial_scale > 1 && !at.initialised && decider.reachable {
        min = min.max(decider.initial_scale);
    }
    // Before anything is known, the bounds alone count.
    let decided = at.decided.unwrap_or(-1);
    let bounded = match () {
        () if decided < min => min,
        () if decider.max_scale != 0 && decided > decider.max_scale => decider.max_scale,
        () => decided,
    };
    match bounded {
        0 => to_zero(at),
        want => Verdict { want: Some(want), apply: true, again: None },
    }
}

/// The last pod goes only when nobody asked for a stable window, and requests have gone through the activator for the grace period.
fn to_zero(at: &Situation<'_>) -> Verdict {
    let (decider, settings) = (at.decider, at.settings);
    let apply = |want| Verdict { want: Some(want), apply: true, again: None };
    let wait = |again| Verdict { want: Some(0), apply: false, again };
    if !settings.scale_to_zero {
        return apply(1);
    }
    match at.activity {
        Activity::Activating(since) => {
            let deadline = at.progress_deadline + DEADLINE_BUFFER;
            match at.now.duration_since(since) > deadline {
                true => apply(0),
                false => Verdict { want: None, apply: false, again: Some(deadline) },
            }
        }
        Activity::Active(since) => {
            let left = decider.stable_window - at.now.duration_since(since);
            match left <= SignedDuration::ZERO {
                // It becomes inactive first.
                true => wait(at.proxied_since.map(|_| SignedDuration::from_secs(3))),
                false => Verdict { again: Some(left), ..apply(1) },
            }
        }
        Activity::Inactive(since) => {
            let Some(proxied) = at.proxied_since else { return wait(Some(SignedDuration::from_secs(1))) };
            let inactive = at.now.duration_since(since);
            if inactive >= settings.grace.max(decider.pod_retention) {
                return apply(0);
            }
            if inactive < decider.pod_retention {
                return wait(Some(decider.pod_retention - inactive));
            }
            let left = settings.grace - at.now.duration_since(proxied);
            match left <= SignedDuration::ZERO {
                true => apply(0),
                false => wait(Some(left)),
            }
        }
    }
}

/// What condition Active becomes: its status, reason and message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// `True`, `False` or `Unknown`.
    pub status: &'static str,
    /// One word; empty with `True`.
    pub reason: &'static str,
    /// In words.
    pub message: &'static str,
}

/// How many ready pods make a revision active: what it starts with, and later its minimum, and one at least.
pub fn active_from(decider: &Decider, initialised: bool) -> i32 {
    match initialised {
        true => decider.min_scale.max(1),
        false => decider.min_scale.max(decider.initial_scale),
    }
}

/// What condition Active becomes; `None` leaves it as it is.
pub fn shown(want: Option<i32>, ready: i32, active_from: i32, activity: Activity) -> Option<Shown> {
    const ASLEEP: Shown =
        Shown { status: "False", reason: "NoTraffic", message: "The target is not receiving traffic." };
    const TIMED_OUT: Shown =
        Shown { status: "False", reason: "TimedOut", message: "The target could not be activated." };
    const QUEUED: Shown = Shown {
        status: "Unknown",
        reason: "Queued",
        message: "Requests to the target are being buffered as resources are provisioned.",
    };
    const ACTIVE: Shown = Shown { status: "True", reason: "", message: "" };
    let awake = want.is_some_and(|want| want > 0) || !matches!(activity, Activity::Inactive(_));
    match () {
        () if want == Some(0) || active_from == 0 => {
            let failed = matches!(activity, Activity::Activating(_)) && active_from > 0;
            Some(if failed { TIMED_OUT } else { ASLEEP })
        }
        () if ready < active_from => Some(if awake { QUEUED } else { ASLEEP }),
        () => awake.then_some(ACTIVE),
    }
}

/// Whether requests go straight to the pods; else they go through the activator.
pub fn serves_directly(want: Option<i32>, excess_burst_capacity: i32) -> bool {
    want.is_some_and(|want| want > 0) && excess_burst_capacity >= 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    fn decider(pairs: &[(&str, &str)]) -> Decider {
        let key = |name: &&str| format!("autoscaling.knative.dev/{name}");
        let annotations = pairs.iter().map(|(name, value)| (key(name), (*value).to_owned())).collect();
        Decider::new(&annotations, 0, true, &Settings::default())
    }

    fn judge(
        decider: &Decider,
        decided: Option<i32>,
        activity: Activity,
        now: i64,
        proxied: Option<i64>,
    ) -> Verdict {
        verdict(&Situation {
            decider,
            settings: &Settings::default(),
            decided,
            activity,
            initialised: true,
            progress_deadline: SignedDuration::from_secs(600),
            proxied_since: proxied.map(at),
            now: at(now),
        })
    }

    #[test]
    fn the_last_pod_goes_in_three_steps() {
        let decider = decider(&[]);
        let seconds = |verdict: Verdict| (verdict.want, verdict.apply, verdict.again.map(|it| it.as_secs()));
        let active = |now| seconds(judge(&decider, Some(0), Activity::Active(at(0)), now, None));
        assert_eq!(active(20), (Some(1), true, Some(40)), "one stays for the rest of the stable window");
        assert_eq!(active(60), (Some(0), false, None), "then it becomes inactive");
        let inactive =
            |now, proxied| seconds(judge(&decider, Some(0), Activity::Inactive(at(60)), now, proxied));
        assert_eq!(inactive(61, None), (Some(0), false, Some(1)), "the activator is not in the way yet");
        assert_eq!(inactive(70, Some(62)), (Some(0), false, Some(22)));
        assert_eq!(inactive(70, Some(30)), (Some(0), true, None), "it was for the whole grace period");
        assert_eq!(inactive(90, Some(80)), (Some(0), true, None));
    }

    #[test]
    fn the_last_pod_may_be_kept_longer() {
        let decider = decider(&[("scale-to-zero-pod-retention-period", "2m")]);
        let verdict = judge(&decider, Some(0), Activity::Inactive(at(0)), 60, Some(0));
        assert_eq!((verdict.apply, verdict.again), (false, Some(SignedDuration::from_secs(60))));
        assert!(judge(&decider, Some(0), Activity::Inactive(at(0)), 120, Some(0)).apply);
    }

    #[test]
    fn bounds_and_the_first_scale_are_kept() {
        let active = Activity::Active(at(0));
        let bounded = decider(&[("min-scale", "2"), ("max-scale", "4")]);
        assert_eq!(
            [0, 3, 9].map(|decided| judge(&bounded, Some(decided), active, 0, None).want),
            [Some(2), Some(3), Some(4)]
        );
        let first = decider(&[("initial-scale", "3")]);
        let verdict = verdict(&Situation {
            decider: &first,
            settings: &Settings::default(),
            decided: None,
            activity: Activity::Activating(at(0)),
            initialised: false,
            progress_deadline: SignedDuration::from_secs(600),
            proxied_since: None,
            now: at(1),
        });
        assert_eq!((verdict.want, verdict.apply), (Some(3), true));
    }

    #[test]
    fn a_revision_that_does_not_start_is_given_up_after_its_deadline() {
        let decider = decider(&[]);
        let activating = Activity::Activating(at(0));
        let wait = judge(&decider, Some(0), activating, 630, None);
        assert_eq!((wait.want, wait.apply), (None, false));
        assert_eq!(judge(&decider, Some(0), activating, 631, None).want, Some(0));
        assert_eq!(shown(Some(0), 0, 1, activating).unwrap().reason, "TimedOut");
    }

    #[test]
    fn condition_active_follows_what_is_wanted_and_ready() {
        let (active, activating, inactive) =
            (Activity::Active(at(0)), Activity::Activating(at(0)), Activity::Inactive(at(0)));
        let reason = |want, ready, from, activity| shown(want, ready, from, activity).map(|it| it.reason);
        assert_eq!(reason(Some(0), 1, 1, active), Some("NoTraffic"));
        assert_eq!(reason(Some(2), 0, 1, inactive), Some("Queued"));
        assert_eq!(reason(Some(2), 1, 1, activating), Some(""));
        assert_eq!(reason(None, 0, 1, inactive), Some("NoTraffic"));
        assert_eq!(reason(None, 0, 1, active), Some("Queued"));
        assert_eq!(reason(None, 1, 1, inactive), None);
        assert_eq!(reason(None, 1, 1, activating), Some(""));
        assert_eq!(reason(None, 0, 0, activating), Some("NoTraffic"));
    }
}
