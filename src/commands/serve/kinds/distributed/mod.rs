//! `neap serve distributed`: what only groups of pods know.

mod group;
mod member;
mod roles;

use super::common::given;
use super::deployment::around;
use super::kind::{KindFlags, groups};
use crate::cli::distributed::DistributedFlags;
use crate::error::{Error, Result};
use crate::kubernetes::Quantity;
use crate::workload::deployment::{Controller, controller, model, scrape};
use crate::workload::distributed::{Distributed, GroupWith, Role, budget_of_groups};
use crate::workload::lifecycle::Rollout;
use crate::workload::metrics::Scrape;
use crate::workload::value::refuse;
use crate::workload::{Common, Workload};

impl KindFlags for DistributedFlags {
    const FILE_KIND: &'static str = "DistributedService";
    const VERB: &'static str = "distributed";

    groups!();

    fn switches(&self) -> Vec<(&'static str, bool)> {
        Vec::new()
    }

    fn without_effect(&self) -> Vec<String> {
        match self.service.expose_service {
            Some(true) => {
                vec![
                    "`--expose-service` does nothing: `--expose=ingress` shows the service to the outside"
                        .to_owned(),
                ]
            }
            _ => Vec::new(),
        }
    }

    fn workload(&self, mut common: Common) -> Result<Workload> {
        own_labels(&common)?;
        common.service.front = around::front(&self.expose, None)?;
        if let Some(uri) = &self.life.storage_uri {
            model::mount(&mut common.storage, uri)?;
        }
        let with_roles = !self.roles.role.is_empty();
        let (roles, entry) = match with_roles {
            true => roles::read(self, &common)?,
            false => (vec![group::read(self, &common)?], 0),
        };
        self.shared_memory(&mut common, &roles)?;
        let (max_surge, max_unavailable) = self.rollout(&common)?;
        let group_with = given(&self.group.group_with, GroupWith::parse)?.unwrap_or_default();
        if with_roles && group_with == GroupWith::LeaderWorkerSet {
            return Err(Error::usage("`--group-with=lws`: a LeaderWorkerSet knows no roles")
                .hint("leave it out: a RoleBasedGroup has them")
                .hint("without `--role` a LeaderWorkerSet has a leader and workers: `--group-size=2`"));
        }
        let life = around::life(&self.life)?;
        if let (Some(budget), true) = (&life.budget, roles.iter().any(|role| role.size > 1)) {
            budget_of_groups(budget)?;
        }
        Ok(Workload::Distributed(Box::new(Distributed {
            group_with,
            roles,
            has_roles: with_roles,
            entry,
            max_surge,
            max_unavailable,
            life,
            expose: around::exposure(&self.expose)?,
            scrape: given(&self.metrics.scrape, scrape)?.unwrap_or(Scrape::None),
            sidecar: self.service.enable_istio == Some(true),
            common,
        })))
    }
}

impl DistributedFlags {
    /// Tensor parallelism needs more of `/dev/shm` than the 64 MiB that a container has by itself.
    fn shared_memory(&self, common: &mut Common, roles: &[Role]) -> Result<()> {
        const USUAL: i128 = 16 << 30;
        let members = || roles.iter().flat_map(|role| [&role.leader, &role.worker]);
        let any = members().any(|member| member.resources.any_device());
        if self.resources.share_memory.is_some() || !any || common.storage.covers("/dev/shm") {
            return Ok(());
        }
        // What lies there counts as the container's memory.
        let limits = members().filter_map(|member| {
            let resources = &member.resources;
            resources.memory_limit.as_ref().or(resources.memory.as_ref()).map(Quantity::value)
        });
        let most = limits.min().map_or(USUAL, |limit| (limit / 2).min(USUAL));
        let size = Quantity::parse(&match most {
            USUAL => "16Gi".to_owned(),
            most => format!("{}Mi", (most >> 20).max(1)),
        });
        match size {
            Ok(size) => common.storage.shared_memory(&size),
            Err(_) => Ok(()),
        }
    }

    /// How replicas are replaced: above the wish, below it.
    fn rollout(&self, common: &Common) -> Result<(Option<String>, Option<String>)> {
        let share = |flag: &str, text: &Option<String>| given(text, |text| controller::share(flag, text));
        let surge = share("--max-surge", &self.group.max_surge)?;
        let unavailable = share("--max-unavailable", &self.group.max_unavailable)?;
        let bounds =
            Controller::Deployment { max_surge: surge.clone(), max_unavailable: unavailable.clone() };
        bounds.checked(common.rollout)?;
        Ok(match common.rollout {
            Some(Rollout::Recreate) => (None, Some("100%".to_owned())),
            Some(Rollout::Surge(0)) => (Some("0".to_owned()), Some("1".to_owned())),
            Some(Rollout::Surge(count)) => (Some(count.to_string()), Some("0".to_owned())),
            None => (surge, unavailable),
        })
    }
}

/// By these labels Service, monitor and router find leaders and roles.
fn own_labels(common: &Common) -> Result<()> {
    for (key, value) in &common.service.labels {
        if ["role", "servingRole"].contains(&key.as_str()) {
            let reason = "neap sets this label, by which the Service finds the leaders";
            return Err(refuse("--label", &format!("{key}={value}"), reason, "--label=team=chat"));
        }
    }
    Ok(())
}
