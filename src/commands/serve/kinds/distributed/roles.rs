//! Roles, each with replicas of its own.

use super::super::deployment::{around, probes};
use super::group;
use super::member::Own;
use crate::cli::distributed::DistributedFlags;
use crate::engines::detect::detect;
use crate::error::{Error, Result};
use crate::workload::deployment::{Autoscaling, Flavour, Schedule};
use crate::workload::distributed::disaggregation::{self, DECODE, PREFILL};
use crate::workload::distributed::role::FLAG;
use crate::workload::distributed::{Backend, Role, RoleText, entry, hostfile};
use crate::workload::scaling::Scaling;
use crate::workload::service::Pairs;
use crate::workload::value::{pair, refuse};
use crate::workload::{Common, command, container};

const COMMAND: &str = "--role-command";
const EXAMPLE: &str = "--role-command=\"router=python3 -m dynamo.frontend --http-port 8000\"";

/// Reads the roles, and which of them the requests go to.
///
/// # Errors
/// A usage error.
pub fn read(flags: &DistributedFlags, common: &Common) -> Result<(Vec<Role>, usize)> {
    belongs_to_roles(flags)?;
    let texts: Vec<RoleText> =
        flags.roles.role.iter().map(|text| RoleText::parse(text)).collect::<Result<_>>()?;
    for (at, text) in texts.iter().enumerate() {
        if texts[..at].iter().any(|other| other.name == text.name) {
            return Err(refuse(
                FLAG,
                &text.whole,
                "there is a role of this name already",
                "--role=decode,gpus=1",
            ));
        }
    }
    let commands = commands(flags, &texts)?;
    let schedules = schedules(flags, &texts)?;
    around::zone_has_times(&flags.autoscaler, !schedules.is_empty())?;
    let read = |text: &RoleText| {
        let own = schedules.iter().filter(|(name, _)| *name == text.name);
        let own: Vec<Schedule> = own.map(|(_, schedule)| schedule.clone()).collect();
        role(flags, common, text, commands.get(&text.name).map(String::as_str), own)
    };
    let roles = texts.iter().map(read).collect::<Result<Vec<_>>>()?;
    for role in &roles {
        order(role, &roles)?;
    }
    Ok((roles, entry(&texts)?))
}

/// What is said of all groups cannot be meant of roles.
fn belongs_to_roles(flags: &DistributedFlags) -> Result<()> {
    let (group, shared) = (&flags.group, &flags.elasticity);
    let (leader, worker) = (&flags.leader, &flags.worker);
    let metric = shared.scale_metric.first().cloned();
    let given = [
        ("--group-size", &group.group_size, "size=2"),
        ("--leader-num", &group.leader_num, "size=2"),
        ("--worker-num", &group.worker_num, "size=2"),
        ("--init-backend", &group.init_backend, "size=2,backend=ray"),
        ("--leader-image", &leader.leader_image, "image=IMAGE"),
        ("--leader-command", &leader.leader_command, "size=2"),
        ("--leader-cpu", &leader.leader_cpu, "cpu=4"),
        ("--leader-memory", &leader.leader_memory, "memory=32Gi"),
        ("--leader-gpus", &leader.leader_gpus, "gpus=1"),
        ("--leader-gpumemory", &leader.leader_gpumemory, "gpumemory=8"),
        ("--leader-gpucore", &leader.leader_gpucore, "gpucore=50"),
        ("--worker-image", &worker.worker_image, "image=IMAGE"),
        ("--worker-command", &worker.worker_command, "size=2"),
        ("--worker-cpu", &worker.worker_cpu, "cpu=4"),
        ("--worker-memory", &worker.worker_memory, "memory=32Gi"),
        ("--worker-gpus", &worker.worker_gpus, "gpus=1"),
        ("--worker-gpumemory", &worker.worker_gpumemory, "gpumemory=8"),
        ("--worker-gpucore", &worker.worker_gpucore, "gpucore=50"),
        ("--replicas", &shared.replicas, "replicas=2"),
        ("--min-replicas", &shared.min_replicas, "min=1"),
        ("--max-replicas", &shared.max_replicas, "max=3,metric=vllm-waiting=5"),
        ("--scale-metric", &metric, "max=3,metric=vllm-waiting=5"),
        ("--scale-target", &shared.scale_target, "max=3,metric=vllm-waiting=5"),
        ("--hpa-name", &shared.hpa_name, "max=3,metric=vllm-waiting=5"),
    ];
    if let Some(schedule) = flags.autoscaler.schedule.first() {
        let reason = "each role has its own, and there is a `--role`";
        return Err(refuse("--schedule", schedule, reason, format!("--role-schedule='decode={schedule}'")));
    }
    match given.into_iter().find_map(|(flag, text, part)| Some((flag, text.as_ref()?, part))) {
        Some((flag, text, part)) => {
            let reason = "each role has its own, and there is a `--role`";
            Err(refuse(flag, text, reason, format!("--role=decode,{part}")))
        }
        None => Ok(()),
    }
}

/// The lines by role.
fn commands(flags: &DistributedFlags, texts: &[RoleText]) -> Result<Pairs> {
    let mut commands = Pairs::new();
    for entry in &flags.roles.role_command {
        let (name, line) = pair(COMMAND, entry, '=', EXAMPLE)?;
        is_a_role(COMMAND, entry, name, texts, EXAMPLE)?;
        command::line(&format!("{COMMAND}={name}"), "sh", line)?;
        if commands.insert(name.to_owned(), line.to_owned()).is_some() {
            return Err(refuse(COMMAND, entry, "this role's command comes twice", EXAMPLE));
        }
    }
    Ok(commands)
}

/// Replicas by the clock, by role.
fn schedules(flags: &DistributedFlags, texts: &[RoleText]) -> Result<Vec<(String, Schedule)>> {
    const FLAG: &str = "--role-schedule";
    const EXAMPLE: &str = "--role-schedule='decode=0 8 * * *=4'";
    let read = |entry: &String| {
        let (name, schedule) = pair(FLAG, entry, '=', EXAMPLE)?;
        is_a_role(FLAG, entry, name, texts, EXAMPLE)?;
        let schedule = Schedule::parse(schedule)
            .map_err(|error| error.cause(format!("in `{FLAG}={name}=…`, of which the role comes first")))?;
        Ok((name.to_owned(), schedule))
    };
    flags.roles.role_schedule.iter().map(read).collect()
}

fn is_a_role(flag: &str, entry: &str, name: &str, texts: &[RoleText], example: &str) -> Result<()> {
    if texts.iter().any(|text| text.name == name) {
        return Ok(());
    }
    let names: Vec<&str> = texts.iter().map(|text| text.name.as_str()).collect();
    let reason = format!("there is no such role; they are {}", names.join(", "));
    Err(refuse(flag, entry, reason, example))
}

fn role(
    flags: &DistributedFlags,
    common: &Common,
    text: &RoleText,
    own: Option<&str>,
    schedules: Vec<Schedule>,
) -> Result<Role> {
    let mut leader = Own {
        prefix: format!("{FLAG}={},", text.name),
        image: text.get("image"),
        cpu: text.get("cpu"),
        memory: text.get("memory"),
        gpus: text.get("gpus"),
        gpumemory: text.get("gpumemory"),
        gpucore: text.get("gpucore"),
    }
    .member(common)?;
    let size = text.size()?;
    let example = format!("{FLAG}={},size=2,backend=ray", text.name);
    let backend = match text.get("backend") {
        Some(word) if size == 1 => {
            let reason = format!("`backend={word}`: one pod has nobody to find");
            return Err(refuse(FLAG, &text.whole, reason, example));
        }
        Some(word) => Backend::parse(FLAG, &text.whole, word, &example)?,
        None => Backend::None,
    };
    if leader.container.image.is_none() {
        return Err(Error::usage(format!("the role {} has no image, and there is no `--image`", text.name))
            .hint(format!("for example `{FLAG}={},image=vllm/vllm-openai:v0.11.0`", text.name)));
    }
    let shared = common.container.line();
    let line = match (own, shared) {
        (Some(own), _) => Some(own.to_owned()),
        (None, Some(shared)) if [PREFILL, DECODE].contains(&text.name.as_str()) => {
            Some(disaggregation::line(shared, &text.name, common.engine))
        }
        (None, Some(shared)) if text.get("image").is_none() => {
            let lines = disaggregation::router(detect(None, Some(shared)));
            return Err(Error::usage(format!(
                "the role {} has no command; the shared one is for prefill and decode",
                text.name
            ))
            .hint(format!("for example `{COMMAND} '{}={lines}'`", text.name)));
        }
        // An image of its own has a command of its own.
        (None, _) => None,
    };
    let mut worker = leader.clone();
    let shell = flags.container.shell.as_deref().unwrap_or("sh");
    leader.engine = detect(leader.container.image.as_deref(), line.as_deref());
    worker.engine = leader.engine;
    let in_shell = |line: String| Some(vec![shell.to_owned(), "-c".to_owned(), line]);
    match (&line, size) {
        (None, _) => (leader.container.command, worker.container.command) = (None, None),
        (Some(line), 1) => {
            leader.container.command = in_shell(line.clone());
            worker.container.command = None;
        }
        (Some(line), _) => {
            backend.check(&text.flag("backend"), line, leader.engine)?;
            worker.container.command = in_shell(hostfile::with(backend.worker(None, line)));
            leader.container.command = in_shell(hostfile::with(backend.leader(line)));
        }
    }
    let port = text.get("port").map(|port| container::port(&text.flag("port"), port)).transpose()?;
    let known =
        port.or_else(|| line.as_deref().and_then(crate::engines::detect::port_in).filter(|_| own.is_some()));
    let ports = group::ports(flags, &leader, known)
        .map_err(|error| error.hint(format!("or of this role: `{FLAG}={},port=8000`", text.name)))?;
    Ok(Role {
        name: text.name.clone(),
        size,
        scaling: Scaling {
            up_window: common.scaling.up_window,
            down_window: common.scaling.down_window,
            ..text.scaling(leader.engine, !schedules.is_empty())?
        },
        autoscaling: Autoscaling { schedules, ..around::autoscaling(&flags.autoscaler, text.floor()?)? },
        probes: probes::read(
            &flags.probes,
            flags.container.startup_probe.as_deref(),
            Flavour::Custom,
            &leader.common(common),
            &ports,
        )?,
        ports,
        leader,
        worker,
        after: text.all("after").map(str::to_owned).collect(),
    })
}

/// Roles that come before must be there, and must not wait for those that come after.
fn order(role: &Role, roles: &[Role]) -> Result<()> {
    let mut reached: Vec<&str> = vec![&role.name];
    let mut at = 0;
    while let Some(name) = reached.get(at).copied() {
        let Some(known) = roles.iter().find(|other| other.name == name) else {
            let names: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
            let reason = format!("there is no such role; they are {}", names.join(", "));
            return Err(refuse(FLAG, &format!("after={name}"), reason, "--role=decode,after=prefill"));
        };
        for before in &known.after {
            if *before == role.name {
                let reason = "the roles would wait for each other";
                return Err(refuse(FLAG, &format!("after={before}"), reason, "--role=decode,after=prefill"));
            }
            if !reached.contains(&before.as_str()) {
                reached.push(before);
            }
        }
        at += 1;
    }
    Ok(())
}
