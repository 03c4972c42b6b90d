//! What is happening now, in a sentence or two.

use jiff::Timestamp;

use super::row::{Said, plain, said};
use crate::clock::{age, span};
use crate::observe::Service;
use crate::observe::outlook::{Coming, Doing, Hold, NoNodeReason, Obstacle, Outlook};
use crate::observe::{Claim, Readings};
use crate::ui::Mark;

/// More obstacles than this are not told.
const MOST: usize = 3;

/// What happens now, the head first.
pub fn now(service: &Service, outlook: &Outlook, at: Timestamp) -> Vec<Said> {
    let mut words = vec![head(outlook.doing)];
    let holds = outlook.holds.iter().filter(|hold| !hold.pods.is_empty() || hold.stuck);
    words.extend(holds.take(MOST).map(|it| hold(it, service, at)));
    words
}

/// The same in one line, without what only time changes.
pub fn now_in_words(service: &Service, at: Timestamp) -> String {
    let outlook = Outlook::of(service, &Readings::default(), at);
    let holds = outlook.holds.iter().filter(|hold| !hold.pods.is_empty() || hold.stuck).take(MOST);
    // A moment at which nothing has lasted yet.
    let still = holds.map(|it| hold(&Hold { since: None, ..it.clone() }, service, at).text);
    let words: Vec<String> = std::iter::once(head(outlook.doing).text).chain(still).collect();
    words.join(" ")
}

fn head(doing: Doing) -> Said {
    match doing {
        Doing::LeftOver => said("The service is gone; this is what is left of it.", Mark::Warn),
        Doing::Leaving => said("It is being deleted.", Mark::Warn),
        Doing::Asleep => plain("Asleep: no replicas, and none are wanted."),
        Doing::Starting { wanted } => {
            said(format!("Starting: {} wanted, none is ready yet.", replicas(wanted)), Mark::Warn)
        }
        Doing::Updating { updated, ready, wanted } => {
            said(format!("Rolling out: {updated} of {wanted} replicas are new, {ready} serve."), Mark::Warn)
        }
        Doing::Growing { ready, wanted } => {
            said(format!("Growing: {ready} of {wanted} replicas ready."), Mark::Warn)
        }
        Doing::Shrinking { leaving, wanted } => {
            plain(format!("Shrinking to {}: {} on the way out.", replicas(wanted), are(leaving)))
        }
        Doing::Stuck { ready, wanted } => said(
            format!("Stuck: {ready} of {wanted} replicas ready, and waiting alone changes nothing."),
            Mark::Bad,
        ),
        Doing::Steady { ready } => said(format!("Steady: {} ready.", replicas(ready)), Mark::Good),
    }
}

fn replicas(count: u32) -> String {
    if count == 1 { "1 replica".into() } else { format!("{count} replicas") }
}

fn are(count: u32) -> String {
    if count == 1 { "1 is".into() } else { format!("{count} are") }
}

fn hold(hold: &Hold, service: &Service, at: Timestamp) -> Said {
    let mark = if hold.stuck { Mark::Bad } else { Mark::Warn };
    let count = hold.pods.len();
    let (pods, s) = if count == 1 { ("1 pod".to_owned(), "s") } else { (format!("{count} pods"), "") };
    let has = if count == 1 { "has" } else { "have" };
    let with = |words: &Option<String>| words.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
    let what = match &hold.obstacle {
        Obstacle::Refused { message } => format!("Pods cannot be created: {message}"),
        Obstacle::Gated { gates } => format!("{pods} {has} scheduling gates: {}", gates.join(", ")),
        Obstacle::Undecided => format!("{pods} wait{s} for the scheduler"),
        Obstacle::NodeComing { coming, asked, group } => {
            let thing = if service.accelerator.is_some() { "a GPU" } else { "a node" };
            format!("{pods} wait{s} for {thing}; {}", boots(coming, *asked, group.as_deref(), at))
        }
        Obstacle::NoRoom { resource, units_full, surge, no_node, .. } => {
            let own = service.accelerator.as_deref();
            let what = resource.as_deref().map(|it| match Some(it) == own {
                true => format!("a GPU: no node has {it} free"),
                false => format!("room: no node has {it} free"),
            });
            let mut text =
                format!("{pods} wait{s} for {}", what.unwrap_or_else(|| "a node that takes them".into()));
            if *units_full {
                text.push_str("; every scheduling unit is full");
            }
            if *surge {
                text.push_str("; the old pods of the roll-out hold what they need");
            }
            if let Some(no_node) = no_node {
                text.push_str(&format!("; {}", no_node_word(no_node.reason)));
            }
            text
        }
        Obstacle::Volume { claims, message } => {
            format!("{pods} wait{s} for a volume{}", volume(claims, message.as_deref()))
        }
        Obstacle::Preparation => {
            format!("{pods} {} prepared: volumes, network or image", if count == 1 { "is" } else { "are" })
        }
        Obstacle::Download { container } if container == "storage-initializer" => {
            format!("{pods} download{s} the model")
        }
        Obstacle::Download { container } => format!("{pods} run{s} the init container {container}"),
        Obstacle::Pull { image } => format!("{pods} pull{s} the image{}", with(image)),
        Obstacle::NoImage { message, .. } => format!("{pods} cannot pull the image: {message}"),
        Obstacle::Config { reason, message } => format!("{pods} cannot be made: {reason}: {message}"),
        // What a failing probe says meanwhile stands at the pod.
        Obstacle::Load { after, .. } => {
            let again = if after.is_some() { " again after a crash" } else { "" };
            format!("{pods} load{s} the model{again}")
        }
        Obstacle::Crash(exit) => {
            let line = exit.line.as_ref().map(|line| format!(", last line: {line}")).unwrap_or_default();
            format!("{pods} crashed with exit code {}{line}", exit.exit_code)
        }
        Obstacle::Memory { container, limit } => {
            let limit = limit.as_ref().map(|limit| format!(" of {limit}")).unwrap_or_default();
            format!("{pods} killed: {container} passed its memory limit{limit}")
        }
        Obstacle::Ended { reason, message } => {
            format!("{pods} ended{}{}", with(reason), with(message))
        }
        Obstacle::NodeLost => format!("{pods}: the node no longer reports"),
    };
    // When a node boots its own time counts, which is told there.
    let is_boot = matches!(hold.obstacle, Obstacle::NodeComing { .. });
    let since = hold.since.filter(|_| !is_boot).map(|since| format!(", for {}", age(since, at)));
    let usual = hold.usual.filter(|_| !is_boot).map(|usual| format!(", usually {}", span(i64::from(usual))));
    said(format!("{what}{}{}.", since.unwrap_or_default(), usual.unwrap_or_default()), mark)
}

/// `pool cloud is booting 2 nodes, usually 70s`.
fn boots(coming: &[Coming], asked: Option<Timestamp>, group: Option<&str>, at: Timestamp) -> String {
    if coming.is_empty() {
        let group = group.map(|group| format!(" of {group}")).unwrap_or_default();
        let ago = asked.map(|asked| format!(" {} ago", age(asked, at))).unwrap_or_default();
        return format!("a node{group} was asked for{ago}");
    }
    let pools = coming.iter().map(|it| {
        let nodes = it.booting + it.without_accelerator;
        let nodes = if nodes == 1 { "a node".to_owned() } else { format!("{nodes} nodes") };
        let pool = it.pool.as_ref().map_or_else(|| "the cluster".to_owned(), |pool| format!("pool {pool}"));
        let since = it.since.map(|since| format!(", for {}", age(since, at))).unwrap_or_default();
        let usual = it.usual.map(|usual| format!(", usually {}", span(i64::from(usual)))).unwrap_or_default();
        let waits = match it.booting {
            0 => format!("{pool}: {nodes} up, the GPU is not offered yet"),
            _ => format!("{pool} is booting {nodes}"),
        };
        format!("{waits}{since}{usual}")
    });
    pools.collect::<Vec<_>>().join("; ")
}

fn no_node_word(reason: NoNodeReason) -> &'static str {
    match reason {
        NoNodeReason::PoolAtMaximum => "the node pool is at its maximum",
        NoNodeReason::BackOff => "the node pool is left alone for a while after a failure",
        NoNodeReason::OutOfStock => "the platform has no machine of this kind",
        NoNodeReason::NoneFits => "no node pool has machines that fit",
        NoNodeReason::Late => "a node was asked for and did not come",
    }
}

fn volume(claims: &[Claim], message: Option<&str>) -> String {
    let claims: Vec<String> = claims
        .iter()
        .map(|claim| match claim.phase.as_deref() {
            None => format!("claim {} does not exist", claim.name),
            Some(phase) => format!("claim {} is {phase}", claim.name),
        })
        .collect();
    match (claims.is_empty(), message) {
        (false, _) => format!(": {}", claims.join(", ")),
        (true, Some(message)) => format!(": {message}"),
        (true, None) => String::new(),
    }
}
