//! Controllers, as a scenario wants them, into a runtime.

use std::sync::Arc;

use jiff::SignedDuration;

use super::control::cron_hpa::CronHpaController;
use super::control::deployment::DeploymentController;
use super::control::endpoints::{EndpointSliceController, EndpointsController};
use super::control::fleet::{self, Cluster};
use super::control::fluid::{DataLoadController, DatasetController, Settings as FluidSettings};
use super::control::hpa::HpaController;
use super::control::job::JobController;
use super::control::keda::KedaController;
use super::control::knative::{
    ConfigurationController, Meter, PodAutoscalerController, ReserveController, RevisionController,
    RouteController, ServiceController,
};
use super::control::kserve::{KserveController, Settings as KserveSettings};
use super::control::leader_worker::LeaderWorkerController;
use super::control::protection::ProtectionController;
use super::control::replica_set::ReplicaSetController;
use super::control::resource_policy::ResourcePolicyController;
use super::control::role_based::{RoleBasedGroupController, ScalingAdapterController};
use super::control::scheduler::Scheduler;
use super::control::stateful_set::StatefulSetController;
use super::control::volumes::VolumeController;
use super::machines::loading::Loading;
use super::machines::stores;
use super::runtime::Runtime;
use super::scenario::Scenario;
use super::world::fleet::{KarmadaAutoscaler, OneAutoscaler};
use crate::elastic::hpa::Settings as HpaSettings;
use crate::elastic::kpa::Settings as KpaSettings;
use crate::error::{Error, Result};

/// The controllers of a control plane.
pub fn control(runtime: &mut Runtime, scenario: &Scenario) {
    let settings = &scenario.controllers;
    runtime.add(DeploymentController);
    runtime.add(ReplicaSetController::default());
    runtime.add(StatefulSetController);
    runtime.add(JobController::default());
    runtime.add(LeaderWorkerController);
    runtime.add(RoleBasedGroupController);
    runtime.add(ScalingAdapterController);
    runtime.add(KedaController::default());
    runtime.add(CronHpaController::new(jiff::tz::TimeZone::UTC));
    runtime.add(EndpointSliceController);
    runtime.add(EndpointsController);
    runtime.add(VolumeController);
    runtime.add(ProtectionController);
    runtime.add(Scheduler::default());
    runtime.add(ResourcePolicyController);
    runtime.add(HpaController::new(hpa(scenario), signed(settings.hpa.sync_period.0)));
    runtime.add(KserveController::new(KserveSettings {
        domain: settings.kserve.ingress_domain.clone(),
        class: settings.kserve.ingress_class.clone(),
    }));
}

/// Fluid's controllers; `loading` knows how far those are who fill caches.
pub fn fluid(runtime: &mut Runtime, scenario: &Arc<Scenario>, loading: Loading) {
    let sized = scenario.clone();
    runtime.add(DatasetController::new(FluidSettings {
        sync: signed(scenario.controllers.fluid.sync_period.0),
        size: Box::new(move |dataset| stores::model_of(&sized, dataset).map_or(0, |model| model.size.0)),
        meter: Box::new(move |pod, now| loading.read(pod, now)),
    }));
    runtime.add(DataLoadController);
}

/// The autoscalers of a fleet's hub, which look at the pods of all clusters.
pub fn hub(runtime: &mut Runtime, scenario: &Scenario, clusters: &[Cluster]) {
    let period = signed(scenario.controllers.hpa.sync_period.0);
    let pods = || fleet::pods_of(clusters.to_vec());
    runtime.add(HpaController::<KarmadaAutoscaler>::over(hpa(scenario), period, pods()));
    runtime.add(HpaController::<OneAutoscaler>::over(hpa(scenario), period, pods()));
}

/// Knative's controllers; `meter` counts the requests to each revision.
///
/// # Errors
/// The scenario's `config-autoscaler` cannot be read.
pub fn knative(runtime: &mut Runtime, scenario: &Scenario, meter: Meter) -> Result<()> {
    let settings = KpaSettings::parse(&scenario.controllers.knative_autoscaler)
        .map_err(|error| Error::usage(format!("the scenario's knativeAutoscaler: {error}")))?;
    runtime.add(ServiceController);
    runtime.add(ConfigurationController);
    runtime.add(RouteController::new(&scenario.controllers.knative_domain.0));
    runtime.add(RevisionController::new(settings.clone()));
    runtime.add(ReserveController::new(settings.clone()));
    runtime.add(PodAutoscalerController::new(settings, meter));
    Ok(())
}

fn hpa(scenario: &Scenario) -> HpaSettings {
    let settings = &scenario.controllers.hpa;
    HpaSettings {
        tolerance: settings.tolerance.0,
        down_window: u32::try_from(settings.downscale_stabilization.0.as_secs()).unwrap_or(u32::MAX),
        cpu_initialization: signed(settings.cpu_initialization_period.0),
        initial_readiness: signed(settings.initial_readiness_delay.0),
        ..HpaSettings::default()
    }
}

fn signed(span: std::time::Duration) -> SignedDuration {
    SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX)
}
