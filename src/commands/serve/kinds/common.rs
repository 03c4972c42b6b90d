//! The flags that all kinds share → what every kind has: each value through the function that validates it.

use std::path::Path;

use super::kind::Shared;
use crate::cli::flags::{
    ContainerFlags, DataFlags, ElasticityFlags, PlacementFlags, ResourceFlags, ServiceFlags,
};
use crate::commands::arena_config::ArenaConfig;
use crate::engines::detect::detect;
use crate::error::Result;
use crate::workload::container::{self, Container, PullPolicy};
use crate::workload::lifecycle::{Rollout, SecurityContext, StartupProbe};
use crate::workload::metric::Metric;
use crate::workload::placement::{self, Affinity, Placement, Preempt, SpillWith};
use crate::workload::resources::{self, Resources};
use crate::workload::scaling::{Limits, Scaling};
use crate::workload::service::{self, Service};
use crate::workload::storage::{self, Storage};
use crate::workload::toleration::Toleration;
use crate::workload::unit::{self, Unit};
use crate::workload::{Common, command, duration, priority, value};

/// Validates the flags that all kinds share.
///
/// # Errors
/// A usage error that names the flag, the value, what is allowed, and an example.
pub fn common(flags: &Shared, words: &[String], arena: &ArenaConfig, home: Option<&Path>) -> Result<Common> {
    let service = service(flags.service, flags.namespace.as_deref())?;
    let container = container(flags.container, words, arena)?;
    let engine = detect(container.image.as_deref(), container.line());
    let resources = resources(flags.resources)?;
    let storage = storage(flags.data, &resources, home)?;
    let startup_probe = match &flags.container.startup_probe {
        Some(text) => StartupProbe::parse(text, engine.map(|found| found.engine))?,
        None => None,
    };
    Ok(Common {
        scaling: match flags.elasticity {
            Some(elasticity) => scaling(elasticity, engine)?,
            None => Scaling::new(Limits::default(), Vec::new())?,
        },
        placement: placement(flags.placement)?,
        startup_probe,
        rollout: given(&flags.container.rollout, Rollout::parse)?,
        security: SecurityContext::parse(&flags.container.security_context)?,
        service_account: given(&flags.container.service_account, |text| {
            container::object_name("--service-account", text, "model-reader")
        })?,
        prometheus: None,
        service,
        container,
        engine,
        resources,
        storage,
    })
}

/// A flag that may be absent.
pub fn given<T>(text: &Option<String>, parse: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
    text.as_deref().map(parse).transpose()
}

/// What to say of Arena's flags for routes, where another makes them.
pub fn routed_by(flags: &ServiceFlags, who: &str) -> Vec<String> {
    let flags = [("--enable-istio", flags.enable_istio), ("--expose-service", flags.expose_service)];
    let given = flags.into_iter().filter(|(_, given)| *given == Some(true));
    given.map(|(flag, _)| format!("`{flag}` does nothing: {who} routes by itself")).collect()
}

fn service(flags: &ServiceFlags, namespace: Option<&str>) -> Result<Service> {
    let mut service = Service::new(flags.name.as_deref(), flags.version.as_deref())?;
    service.namespace = namespace.map(service::namespace).transpose()?;
    service.labels = service::labels(&flags.label)?;
    service.annotations = service::annotations(&flags.annotation)?;
    let own = [
        ("--model-name", "modelName", &flags.model_name),
        ("--model-version", "modelVersion", &flags.model_version),
    ];
    for (flag, label, text) in own {
        if let Some(text) = text {
            service.labels.insert(label.to_owned(), service::label_value(flag, text)?);
        }
    }
    Ok(service)
}

fn container(flags: &ContainerFlags, words: &[String], arena: &ArenaConfig) -> Result<Container> {
    let secrets = match flags.image_pull_secret.is_empty() {
        true => &arena.image_pull_secrets,
        false => &flags.image_pull_secret,
    };
    let port = given(&flags.port, |text| match text {
        // Arena's default, which means none.
        "0" => Ok(None),
        text => container::port("--port", text).map(Some),
    })?;
    Ok(Container {
        image: given(&flags.image, container::image)?,
        pull_policy: given(&flags.image_pull_policy, PullPolicy::parse)?.unwrap_or_default(),
        pull_secrets: secrets
            .iter()
            .map(|secret| container::object_name("--image-pull-secret", secret, "registry-key"))
            .collect::<Result<_>>()?,
        command: command::command(flags.shell.as_deref(), flags.command.as_deref(), words)?,
        env: container::env(&flags.env, &flags.env_from_secret)?,
        port: port.flatten(),
    })
}

fn resources(flags: &ResourceFlags) -> Result<Resources> {
    let count = |flag, text: &Option<String>| given(text, |text| resources::gpus(flag, text));
    Resources {
        gpus: count("--gpus", &flags.gpus)?.unwrap_or_default(),
        gpu_memory: count("--gpumemory", &flags.gpumemory)?.unwrap_or_default(),
        gpu_core: given(&flags.gpucore, |text| resources::gpu_core("--gpucore", text))?.unwrap_or_default(),
        cpu: given(&flags.cpu, |text| resources::cpu("--cpu", text))?,
        cpu_limit: given(&flags.cpu_limit, |text| resources::cpu("--cpu-limit", text))?,
        memory: given(&flags.memory, |text| resources::memory("--memory", text))?,
        memory_limit: given(&flags.memory_limit, |text| resources::memory("--memory-limit", text))?,
        shared_memory: given(&flags.share_memory, |text| resources::memory("--share-memory", text))?,
        devices: resources::devices(&flags.device)?,
    }
    .checked()
}

fn storage(flags: &DataFlags, resources: &Resources, home: Option<&Path>) -> Result<Storage> {
    let mut storage = Storage::default();
    for entry in &flags.data {
        storage.claim("--data", entry)?;
    }
    if let Some(entry) = &flags.model_dir {
        storage.claim("--model-dir", entry)?;
    }
    if let Some(entry) = &flags.cache {
        storage.cache(entry)?;
    }
    for entry in &flags.data_subpath_expr {
        storage.expression("--data-subpath-expr", entry)?;
    }
    for entry in &flags.data_dir {
        storage.host_directory(entry)?;
    }
    for entry in &flags.temp_dir {
        storage.scratch(entry)?;
    }
    for entry in &flags.temp_dir_subpath_expr {
        storage.expression("--temp-dir-subpath-expr", entry)?;
    }
    if let Some(size) = &resources.shared_memory {
        storage.shared_memory(size)?;
    }
    for entry in &flags.config_file {
        config_file(&mut storage, entry, home)?;
    }
    Ok(storage)
}

fn config_file(storage: &mut Storage, entry: &str, home: Option<&Path>) -> Result<()> {
    const EXAMPLE: &str = "--config-file=./config.json:/etc/engine/config.json";
    let refuse = |reason: String| value::refuse("--config-file", entry, reason, EXAMPLE);
    let (file, path) = storage::config_file(entry)?;
    let expanded = match (file.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => file.into(),
    };
    let content = std::fs::read(&expanded).map_err(|error| refuse(error.to_string()))?;
    let path = match path {
        Some(path) => path.to_owned(),
        None => {
            let path = std::path::absolute(&expanded).map_err(|error| refuse(error.to_string()))?;
            path.to_str().map(str::to_owned).ok_or_else(|| refuse("its path is not UTF-8".into()))?
        }
    };
    storage.file(entry, &path, content)
}

fn scaling(flags: &ElasticityFlags, engine: Option<crate::engines::Detected>) -> Result<Scaling> {
    let metrics = Metric::all(&flags.scale_metric, flags.scale_target.as_deref(), engine)?;
    let limits = Limits {
        min: flags.min_replicas.as_deref(),
        max: flags.max_replicas.as_deref(),
        replicas: flags.replicas.as_deref(),
    };
    let window = |flag: &str, text: &Option<String>| {
        given(text, |text| duration::seconds(flag, text, 3600, &format!("{flag}=60s")))
    };
    Ok(Scaling {
        up_window: window("--scale-up-window", &flags.scale_up_window)?,
        down_window: window("--scale-down-window", &flags.scale_down_window)?,
        hpa_name: given(&flags.hpa_name, |text| container::object_name("--hpa-name", text, "qwen-chat-hpa"))?,
        ..Scaling::new(limits, metrics)?
    })
}

fn placement(flags: &PlacementFlags) -> Result<Placement> {
    let pools = unit::pool_names(&flags.pool_name)?;
    Placement {
        units: flags.unit.iter().map(|text| Unit::parse(text, &pools)).collect::<Result<_>>()?,
        spill_with: given(&flags.spill_with, SpillWith::parse)?.unwrap_or_default(),
        preempt: given(&flags.preempt_policy, Preempt::parse)?,
        pools,
        pool_label: given(&flags.pool_label, placement::pool_label)?,
        node_selector: placement::node_selector(&flags.selector)?,
        tolerations: flags.toleration.iter().map(|text| Toleration::parse(text)).collect::<Result<_>>()?,
        affinity: Affinity::parse(flags.affinity_policy.as_deref(), flags.affinity_constraint.as_deref())?,
        priority_class: priority::class(flags.priority.as_deref(), flags.priority_class.as_deref())?,
        make_priority_classes: flags.make_priority_classes.unwrap_or_default(),
    }
    .checked()
}
