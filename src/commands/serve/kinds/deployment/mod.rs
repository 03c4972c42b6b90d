//! `neap serve deployment` and its presets: what only pods of one's own know.

pub mod around;
mod own;
pub mod probes;
mod tensorflow;
mod triton;

use super::common::given;
use super::kind::{KindFlags, groups};
use crate::cli::deployment::{DeploymentFlags, Own};
use crate::error::{Error, Result};
use crate::workload::deployment::{
    Autoscaling, Controller, Deployment, Flavour, Fleet, Ports, fleet, model, ports, scrape,
};
use crate::workload::metrics::Scrape;
use crate::workload::value::refuse;
use crate::workload::{Common, Workload, container};

/// A kind's own flags, and what they make of the rest.
pub trait Preset: Own {
    /// The kind that its service file names.
    const FILE_KIND: &'static str;
    /// The verb that deploys it.
    const VERB: &'static str;
    /// Which of Arena's kinds it is.
    const FLAVOUR: Flavour;

    /// What keeps the pods.
    ///
    /// # Errors
    /// A usage error.
    fn controller(&self) -> Result<Controller>;

    /// Says what the kind knows by itself: image and command.
    ///
    /// # Errors
    /// A usage error.
    fn settle(_flags: &mut DeploymentFlags<Self>, _words: &[String]) -> Result<()> {
        Ok(())
    }

    /// What the container listens on.
    ///
    /// # Errors
    /// A usage error.
    fn ports(flags: &DeploymentFlags<Self>, common: &Common) -> Result<Ports> {
        // Arena's 0 means no port.
        let port = |flag, text: &Option<String>| {
            let port = given(text, |text| match text {
                "0" => Ok(None),
                text => container::port(flag, text).map(Some),
            });
            port.map(Option::flatten)
        };
        let given = ports::Given {
            port: common.container.port,
            restful: port("--restful-port", &flags.ports.restful_port)?,
            metrics: port("--metrics-port", &flags.ports.metrics_port)?,
        };
        Ports::of_any(given, common.engine, common.container.line())
    }

    /// Switches that take a value only behind `=`, and whether they were given.
    fn switches(&self) -> Vec<(&'static str, bool)> {
        Vec::new()
    }

    /// What to say of flags that do nothing.
    fn without_effect(_flags: &DeploymentFlags<Self>) -> Vec<String> {
        Vec::new()
    }
}

/// A port of a preset, which has a usual one.
fn port(flag: &str, text: &Option<String>, usual: u16) -> Result<u16> {
    Ok(given(text, |text| container::port(flag, text))?.unwrap_or(usual))
}

impl<W: Preset> KindFlags for DeploymentFlags<W> {
    const FILE_KIND: &'static str = W::FILE_KIND;
    const VERB: &'static str = W::VERB;

    groups!();

    fn settle(&mut self, words: &[String]) -> Result<()> {
        W::settle(self, words)
    }

    fn switches(&self) -> Vec<(&'static str, bool)> {
        let mut switches = self.own.switches();
        switches.push(("--ecs-provision", self.fleet.ecs_provision.is_some()));
        switches
    }

    fn without_effect(&self) -> Vec<String> {
        let mut notes = W::without_effect(self);
        if self.service.expose_service == Some(true) {
            notes.push(
                "`--expose-service` does nothing: `--expose=ingress` shows the service to the outside".into(),
            );
        }
        notes
    }

    fn workload(&self, mut common: Common) -> Result<Workload> {
        own_label(&mut common)?;
        if common.container.image.is_none() {
            return Err(Error::usage("`--image` is missing: nothing would run")
                .hint("for example `--image=vllm/vllm-openai:v0.11.0`"));
        }
        if let Some(uri) = &self.life.storage_uri {
            model::mount(&mut common.storage, uri)?;
        }
        let ports = W::ports(self, &common)?;
        let controller = self.own.controller()?.checked(common.rollout)?;
        let headless = controller.headless(&common.service.object_name);
        common.service.front = around::front(&self.expose, headless.as_deref())?;
        Ok(Workload::Deployment(Box::new(Deployment {
            controller,
            flavour: W::FLAVOUR,
            ports,
            probes: probes::read(
                &self.probes,
                self.container.startup_probe.as_deref(),
                W::FLAVOUR,
                &common,
                &ports,
            )?,
            autoscaling: self.autoscaling(&common)?,
            fleet: Fleet::parse(fleet::Given {
                groups: &self.fleet.cluster_group,
                provision: self.fleet.ecs_provision,
                api: self.fleet.fleet_api.as_deref(),
                policy: self.fleet.propagation_policy.as_deref(),
            })?,
            life: around::life(&self.life)?,
            expose: around::exposure(&self.expose)?,
            scrape: given(&self.metrics.scrape, scrape)?.unwrap_or(Scrape::None),
            sidecar: self.service.enable_istio == Some(true),
            common,
        })))
    }
}

impl<W: Preset> DeploymentFlags<W> {
    fn autoscaling(&self, common: &Common) -> Result<Autoscaling> {
        let floor = self.elasticity.min_replicas.is_some() || self.elasticity.replicas.is_some();
        let autoscaling = around::autoscaling(&self.autoscaler, floor.then_some(common.scaling.min))?;
        around::zone_has_times(&self.autoscaler, !autoscaling.schedules.is_empty())?;
        Ok(autoscaling)
    }
}

/// The label `app` chooses the pods: it is the service's name.
fn own_label(common: &mut Common) -> Result<()> {
    let service = &mut common.service;
    match service.labels.get("app") {
        Some(value) if *value != service.object_name => {
            let reason = format!("the pods are chosen by `app`, which is {}", service.object_name);
            Err(refuse("--label", &format!("app={value}"), reason, "--label=team=chat"))
        }
        _ => {
            service.labels.remove("app");
            Ok(())
        }
    }
}
