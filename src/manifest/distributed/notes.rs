//! What a user should know about what was rendered.

use super::scaling::Elastic;
use crate::engines::Engine;
use crate::manifest::bundle::UNSCRAPED;
use crate::manifest::pod::life;
use crate::manifest::pod::notes::{model_path, unknown_metrics};
use crate::workload::Common;
use crate::workload::distributed::disaggregation::{DECODE, PREFILL};
use crate::workload::distributed::{Distributed, Role};
use crate::workload::metric::Metric;
use crate::workload::metrics::Scrape;

/// Adds what a user should know.
pub fn collect(workload: &Distributed, roles: &[Elastic<'_>], notes: &mut Vec<String>) {
    notes.extend(roles.iter().filter_map(|elastic| gpus(workload, elastic)));
    for role in &workload.roles {
        let common = Common { scaling: role.scaling.clone(), ..role.leader.common(&workload.common) };
        for note in unknown_metrics(&common).into_iter().chain(model_path(&common, false)) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes.extend(port(workload, role));
        notes.extend(alone(role));
        let line = role.leader.container.line();
        notes.extend(line.and_then(|line| life::deaf_shell(&workload.life, line)));
    }
    notes.extend(life::notes(&workload.life, !workload.common.placement.units.is_empty()));
    let of_pods =
        |role: &Role| role.scaling.metrics.iter().any(|metric| matches!(metric, Metric::Pods { .. }));
    if workload.roles.iter().any(of_pods) && workload.scrape == Scrape::None {
        notes.push(UNSCRAPED.into());
    }
    let only_work = workload.roles.iter().all(|role| [PREFILL, DECODE].contains(&role.name.as_str()));
    if let (true, true, Some(entry)) = (workload.has_roles, only_work, workload.roles.get(workload.entry)) {
        notes.push(format!("the requests go to {}, and no role leads them to prefill and decode: add one, as `--role=router,port=8000`", entry.name));
    }
}

/// One more replica is a whole group's GPUs.
fn gpus(workload: &Distributed, elastic: &Elastic<'_>) -> Option<String> {
    let role = elastic.role;
    let each = role.gpus();
    if each == 0 || role.size == 1 {
        return None;
    }
    let whose = match workload.has_roles {
        true => format!("a replica of {}", role.name),
        false => "a replica".to_owned(),
    };
    let most = elastic.scaled.max;
    let together = format!("{whose} is {} pods with {each} GPUs together", role.size);
    Some(match most {
        0 | 1 => together,
        _ => format!("{together}; {most} of them are {} GPUs", u64::from(each) * u64::from(most)),
    })
}

/// The command listens elsewhere than the Service sends.
fn port(workload: &Distributed, role: &Role) -> Option<String> {
    let listens = crate::engines::detect::port_in(role.leader.container.line()?)?;
    let known = role.ports.named().any(|(_, port)| port == listens);
    let flag = match workload.has_roles {
        true => format!("--role={},port={listens}", role.name),
        false => format!("--restful-port={listens}"),
    };
    (!known)
        .then(|| format!("the command listens on {listens}, which is no port of the service: add `{flag}`"))
}

/// Pods that all run the same line, and are told nothing of each other.
fn alone(role: &Role) -> Option<String> {
    let (first, second) = (role.leader.container.line()?, role.worker.container.line()?);
    let meets = ["LWS_", "MASTER_ADDR", "POD_INDEX", "HOSTFILE", "ROLE", "ray"];
    if role.size == 1 || first != second || meets.iter().any(|word| first.contains(word)) {
        return None;
    }
    let way = match role.leader.engine?.engine {
        Engine::Vllm => "`--init-backend=ray` or `--init-backend=mp`",
        Engine::Sglang => "`--init-backend=sglang`",
        _ => return None,
    };
    Some(format!("all pods of a group run the same command and know nothing of each other: add {way}"))
}
