//! Groups that are all alike: a leader and its workers.

use super::super::common::given;
use super::super::deployment::{around, probes};
use super::member::Own;
use crate::cli::distributed::DistributedFlags;
use crate::engines::detect::detect;
use crate::error::{Error, Result};
use crate::workload::deployment::{Autoscaling, Flavour, Ports, ports};
use crate::workload::distributed::{Backend, Member, ONLY, Role, hostfile};
use crate::workload::value::{integer, refuse};
use crate::workload::{Common, command, container};

/// Reads the flags of groups.
///
/// # Errors
/// A usage error.
pub fn read(flags: &DistributedFlags, common: &Common) -> Result<Role> {
    let of_roles =
        [("--role-command", &flags.roles.role_command), ("--role-schedule", &flags.roles.role_schedule)];
    if let Some((flag, entry)) = of_roles.into_iter().find_map(|(flag, all)| Some((flag, all.first()?))) {
        let reason = "there is no `--role` that it belongs to";
        return Err(refuse(flag, entry, reason, "--role=router,port=8000"));
    }
    let size = size(flags)?;
    let (own_leader, own_worker) = (&flags.leader, &flags.worker);
    let mut leader = Own {
        prefix: "--leader-".into(),
        image: own_leader.leader_image.as_deref(),
        cpu: own_leader.leader_cpu.as_deref(),
        memory: own_leader.leader_memory.as_deref(),
        gpus: own_leader.leader_gpus.as_deref(),
        gpumemory: own_leader.leader_gpumemory.as_deref(),
        gpucore: own_leader.leader_gpucore.as_deref(),
    }
    .member(common)?;
    let mut worker = Own {
        prefix: "--worker-".into(),
        image: own_worker.worker_image.as_deref(),
        cpu: own_worker.worker_cpu.as_deref(),
        memory: own_worker.worker_memory.as_deref(),
        gpus: own_worker.worker_gpus.as_deref(),
        gpumemory: own_worker.worker_gpumemory.as_deref(),
        gpucore: own_worker.worker_gpucore.as_deref(),
    }
    .member(common)?;
    for (member, flag) in [(&leader, "--leader-image"), (&worker, "--worker-image")] {
        if member.container.image.is_none() && (size > 1 || flag == "--leader-image") {
            return Err(Error::usage(format!("neither `--image` nor `{flag}` is given: nothing would run"))
                .hint("for example `--image=vllm/vllm-openai:v0.11.0`"));
        }
    }
    commands(flags, common, size, &mut leader, &mut worker)?;
    let ports = self::ports(flags, &leader, None)?;
    let of_leader = leader.common(common);
    Ok(Role {
        name: ONLY.to_owned(),
        size,
        scaling: common.scaling.clone(),
        autoscaling: autoscaling(flags, common)?,
        probes: probes::read(
            &flags.probes,
            flags.container.startup_probe.as_deref(),
            Flavour::Custom,
            &of_leader,
            &ports,
        )?,
        ports,
        leader,
        worker,
        after: Vec::new(),
    })
}

fn autoscaling(flags: &DistributedFlags, common: &Common) -> Result<Autoscaling> {
    let floor = flags.elasticity.min_replicas.is_some() || flags.elasticity.replicas.is_some();
    let autoscaling = around::autoscaling(&flags.autoscaler, floor.then_some(common.scaling.min))?;
    around::zone_has_times(&flags.autoscaler, !autoscaling.schedules.is_empty())?;
    Ok(autoscaling)
}

/// What a leader listens on; a role may have a port of its own.
///
/// # Errors
/// A usage error.
pub fn ports(flags: &DistributedFlags, leader: &Member, own: Option<u16>) -> Result<Ports> {
    // Arena's 0 means no port.
    let port = |flag, text: &Option<String>| {
        let port = given(text, |text| match text {
            "0" => Ok(None),
            text => container::port(flag, text).map(Some),
        });
        port.map(Option::flatten)
    };
    let (restful, metrics) = (
        port("--restful-port", &flags.ports.restful_port)?,
        port("--metrics-port", &flags.ports.metrics_port)?,
    );
    let given = match own {
        Some(own) => ports::Given { port: None, restful: Some(own), metrics: None },
        None => ports::Given { port: leader.container.port, restful, metrics },
    };
    Ports::of_any(given, leader.engine, leader.container.line())
}

/// Pods of a group, which two flags may say.
fn size(flags: &DistributedFlags) -> Result<u32> {
    let group = &flags.group;
    let read =
        |flag: &str, text: &Option<String>, least| given(text, |text| integer(flag, text, least..=1000));
    if let (Some(leaders), Some(text)) = (read("--leader-num", &group.leader_num, 0)?, &group.leader_num)
        && leaders != 1
    {
        return Err(refuse("--leader-num", text, "a group has one leader", "--leader-num=1"));
    }
    let workers = read("--worker-num", &group.worker_num, 0)?;
    let size = read("--group-size", &group.group_size, 1)?;
    if let (Some(workers), Some(size), Some(text)) = (workers, size, &group.group_size)
        && workers + 1 != size
    {
        let reason = format!("`--worker-num={workers}` and a leader are {} pods", workers + 1);
        return Err(refuse("--group-size", text, reason, format!("--group-size={}", workers + 1)));
    }
    let size = size.or(workers.map(|workers| workers + 1)).unwrap_or(1);
    Ok(u32::try_from(size).unwrap_or(1))
}

/// The lines that leader and workers run.
fn commands(
    flags: &DistributedFlags,
    common: &Common,
    size: u32,
    leader: &mut Member,
    worker: &mut Member,
) -> Result<()> {
    let (own_leader, own_worker) = (&flags.leader.leader_command, &flags.worker.worker_command);
    let shared = common.container.line();
    if let (Some(shared), Some(own)) = (shared, own_leader.as_ref().or(own_worker.as_ref())) {
        let (flag, drop) = match own_leader {
            Some(_) => ("--leader-command", "--worker-command"),
            None => ("--worker-command", "--leader-command"),
        };
        let reason = "the command of all pods is given too, which would be ignored";
        return Err(refuse(flag, own, reason, format!("{flag}={own:?} {drop}={shared:?}")));
    }
    let example = "--init-backend=ray";
    let backend =
        given(&flags.group.init_backend, |text| Backend::parse("--init-backend", text, text, example))?
            .unwrap_or_default();
    let shell = common.container.command.as_ref().and_then(|command| command.first());
    let shell = shell.or(flags.container.shell.as_ref()).map_or("sh", String::as_str);
    let checked = |flag: &str, line: &Option<String>| {
        given(line, |line| command::line(flag, shell, line).map(|_| line.to_owned()))
    };
    let first = checked("--leader-command", own_leader)?.or(shared.map(str::to_owned));
    let second = checked("--worker-command", own_worker)?;
    let Some(first) = first else {
        return match (second, backend) {
            (None, Backend::None) => Ok(()),
            (Some(second), _) => Err(refuse(
                "--worker-command",
                &second,
                "the leader has no command",
                "--leader-command=\"vllm serve /models/Qwen --port 8000\"",
            )),
            (None, _) => Err(Error::usage("`--init-backend` completes a command, and none is given")
                .hint("for example \"vllm serve /models/Qwen --port 8000\" behind the flags")),
        };
    };
    if own_leader.is_some() && second.is_none() && backend == Backend::None && size > 1 {
        return Err(Error::usage(
            "`--leader-command` is given and `--worker-command` is not: the workers would do nothing",
        )
        .hint("add a `--worker-command`, or have it made: `--init-backend=ray`"));
    }
    leader.engine = detect(leader.container.image.as_deref(), Some(&first));
    backend.check("--init-backend", &first, leader.engine)?;
    let second = backend.worker(second.as_deref(), &first);
    let in_shell = |line: String| Some(vec![shell.to_owned(), "-c".to_owned(), hostfile::with(line)]);
    leader.container.command = in_shell(backend.leader(&first));
    worker.container.command = in_shell(second);
    Ok(())
}
