//! What would help: a command, where there is one.

use crate::kubernetes::RootKind;
use crate::observe::Service;
use crate::observe::outlook::{Cause, Doing, Hold, Limit, NoNodeReason, Obstacle, Outlook, Sign};

/// What would help most.
pub fn sentence(service: &Service, outlook: &Outlook) -> Option<String> {
    let stuck = outlook.holds.iter().filter(|hold| hold.stuck).find_map(|hold| of_hold(hold, service));
    let sign = || outlook.signs.iter().find_map(|sign| of_sign(sign, service));
    let limit = || of_limit(service, outlook);
    let waiting = || {
        let moves = outlook.doing.is_short() || matches!(outlook.doing, Doing::Shrinking { .. });
        moves.then(|| format!("`{}` follows it.", on(service, "neap status", "-w")))
    };
    let by_hand = || {
        let written = outlook.because.iter().any(|it| matches!(it, Cause::Written { .. }));
        written.then(|| format!("`{}` changes that.", on(service, "neap serve scale", "--replicas N")))
    };
    let by_requests = || {
        let decides = outlook.because.contains(&Cause::Knative);
        decides.then(|| format!("`{}` changes the target.", update(service, "--scale-target N")))
    };
    stuck.or_else(sign).or_else(limit).or_else(waiting).or_else(by_hand).or_else(by_requests)
}

/// A command on the service.
fn on(service: &Service, verb: &str, rest: &str) -> String {
    let rest = if rest.is_empty() { String::new() } else { format!(" {rest}") };
    format!("{verb} {} -n {}{rest}", service.name, service.namespace)
}

fn update(service: &Service, rest: &str) -> String {
    on(service, "neap serve update", rest)
}

fn doctor(service: &Service) -> String {
    format!("`{}` looks for what is wrong.", on(service, "neap doctor", ""))
}

fn of_hold(hold: &Hold, service: &Service) -> Option<String> {
    let first = hold.pods.first().map(String::as_str).unwrap_or_default();
    Some(match &hold.obstacle {
        Obstacle::NoRoom { surge: true, .. } => format!(
            "What helps: `{}` lets an old pod end first, or one more GPU.",
            update(service, "--rollout surge=0")
        ),
        Obstacle::NoRoom { units_full: true, .. } => format!(
            "What helps: a higher max in the last unit, or one more unit (`{}`).",
            update(service, "--unit POOL")
        ),
        Obstacle::NoRoom { no_node: Some(answer), .. } => match answer.reason {
            NoNodeReason::PoolAtMaximum => format!(
                "What helps: a higher maximum of the pool, or a GPU that others free; `{}` asks for less.",
                update(service, "--max-replicas N")
            ),
            NoNodeReason::BackOff | NoNodeReason::OutOfStock | NoNodeReason::Late => format!(
                "What helps: a second pool with other machines or another zone (`{}`); the autoscaler tries again by itself.",
                update(service, "--unit POOL")
            ),
            NoNodeReason::NoneFits => doctor(service),
        },
        Obstacle::NoRoom { .. } => doctor(service),
        Obstacle::NoImage { .. } => format!("What helps: `{}`.", update(service, "--image IMAGE")),
        Obstacle::Crash(_) | Obstacle::Memory { .. } => {
            format!("What helps: `{}` shows how it ended.", on(service, "neap serve logs", "--previous"))
        }
        Obstacle::Config { .. } | Obstacle::Volume { .. } | Obstacle::Refused { .. } => doctor(service),
        Obstacle::Ended { .. } | Obstacle::NodeLost => {
            format!(
                "What helps: `kubectl delete pod {first} -n {}`; a new one takes its place.",
                service.namespace
            )
        }
        Obstacle::Gated { .. } => "What helps: whoever set the scheduling gates must take them off.".into(),
        _ => return None,
    })
}

fn of_sign(sign: &Sign, service: &Service) -> Option<String> {
    let namespace = &service.namespace;
    Some(match sign {
        Sign::SeveralAutoscalers { names } => format!(
            "What helps: `kubectl delete hpa {} -n {namespace}`, the one that is not meant.",
            names.last().map(String::as_str).unwrap_or_default()
        ),
        Sign::Blind { reason, .. } if reason == "FailedGetScale" => doctor(service),
        Sign::Blind { .. } | Sign::StaleValue { .. } => {
            format!("`{}` shows where the chain breaks.", on(service, "neap metrics check", ""))
        }
        Sign::LingeringSeries { .. } => format!(
            "What helps: an adapter whose rules leave out what is not scraped any more; `{}` shows both sides.",
            on(service, "neap metrics check", "")
        ),
        Sign::SetByOthers { .. } => {
            let kind = service.kind.unwrap_or(RootKind::Deployment).api().1.to_lowercase();
            format!(
                "What helps: leave `replicas` out of the manifest that is applied; `kubectl get {kind} {} -n {namespace} -o yaml --show-managed-fields` shows who writes it.",
                service.name
            )
        }
        Sign::Swings { .. } => format!(
            "What helps: running requests beside the queue, and a longer window down: `{}`.",
            update(service, "--scale-metric METRIC=20 --scale-down-window 5m")
        ),
        Sign::Lopsided { .. } => format!(
            "What helps: a balancer that looks at requests (least requests, or the engine's own queue) instead of connections; `{}`.",
            on(service, "neap serve test", "")
        ),
        Sign::MoreNodesThanNeeded { .. } | Sign::AskedAgain { .. } => {
            "What helps: the label of the GPU's model on the pool's nodes, by which the node autoscaler knows what they will offer and waits for it.".into()
        }
        Sign::Damped { .. } => format!(
            "What helps: a higher minimum before a rush that is known (`{}`), and replicas that start faster (`neap cache create`).",
            update(service, "--min-replicas N")
        ),
        Sign::SharedSource { .. } => {
            "What helps: a cache near the nodes: `neap cache create` keeps weights on them, and the image may be there before the pods.".into()
        }
        Sign::ColdStart => format!(
            "What helps: `{}` keeps one replica.",
            update(service, "--min-replicas 1")
        ),
        Sign::Preempting { .. } => format!(
            "What helps: `{}` scales on the KV cache (`neap metrics presets` has its name); or fewer sequences at once.",
            update(service, "--scale-metric METRIC=80%")
        ),
        Sign::BusyAndEmpty { .. } => format!(
            "What helps: `{}` scales on requests under way (`neap metrics presets` has their name).",
            update(service, "--scale-metric METRIC=20")
        ),
    })
}

fn of_limit(service: &Service, outlook: &Outlook) -> Option<String> {
    let plan = outlook.plan.as_ref()?;
    match plan.limit? {
        Limit::Maximum { wanted } => Some(format!(
            "What helps: `{}`, if there are GPUs for it.",
            update(service, &format!("--max-replicas {wanted}"))
        )),
        Limit::Minimum { .. } | Limit::Policy { .. } | Limit::Disabled => None,
    }
}
