//! `neap serve knative`: what only Knative knows.

use super::common::{given, routed_by};
use super::kind::{KindFlags, groups};
use crate::cli::knative::KnativeFlags;
use crate::error::{Error, Result};
use crate::workload::knative::autoscaler::Class;
use crate::workload::knative::{
    Autoscaler, Knative, Reserve, autoscaler, contract, reserve, revision, traffic,
};
use crate::workload::scaling::{Limits, Scaling};
use crate::workload::{Common, Workload, value};

impl KindFlags for KnativeFlags {
    const FILE_KIND: &'static str = "KnativeService";
    const VERB: &'static str = "knative";
    // Knative's metrics and targets are not those of others: memory in MiB, requests in parts.
    const SCALES_AS_OTHERS: bool = false;

    groups!();

    fn switches(&self) -> Vec<(&'static str, bool)> {
        vec![("--reserve-instance", self.reserve.reserve_instance.is_some())]
    }

    fn without_effect(&self) -> Vec<String> {
        routed_by(&self.service, "Knative")
    }

    fn workload(&self, mut common: Common) -> Result<Workload> {
        contract::check(&common, self.container.rollout.as_deref())?;
        let limits = Limits {
            min: self.elasticity.min_replicas.as_deref(),
            max: self.elasticity.max_replicas.as_deref(),
            replicas: self.elasticity.replicas.as_deref(),
        };
        common.scaling = Scaling::new(limits, Vec::new())?;
        common.scaling.hpa_name = self.elasticity.hpa_name.clone();
        let service = common.service.object_name.clone();
        let own = &self.requests;
        let name = given(&own.revision_name, |name| {
            revision("--revision-name", name, name, &service).map(|()| name.to_owned())
        })?;
        let canary = given(&own.canary, |text| value::integer("--canary", text, 0..=100))?;
        let canary = canary.and_then(|percent| u32::try_from(percent).ok());
        // A file may name shares too.
        if let (Some(percent), Some(share)) = (canary, own.traffic.first()) {
            return Err(Error::usage(format!(
                "`--canary={percent}` and `--traffic={share}` both say who gets the requests"
            ))
            .hint("give one of them"));
        }
        let autoscaler = self.counted(&common)?;
        if autoscaler.class == Class::Hpa && self.reserve.reserve_instance == Some(true) {
            return Err(Error::usage(
                "`--reserve-instance` takes over at zero replicas, and an HPA never goes there",
            )
            .hint("scale on requests: `--scale-metric=concurrency --min-replicas=0`"));
        }
        Ok(Workload::Knative(Knative {
            autoscaler,
            container_concurrency: whole("--container-concurrency", &own.container_concurrency, 1_000_000)?,
            request_timeout: whole("--timeout", &own.timeout, 86_400)?.filter(|seconds| *seconds > 0),
            reserve: Reserve::parse(reserve::Given {
                on: self.reserve.reserve_instance.unwrap_or_default(),
                kind: self.reserve.reserve_instance_type.as_deref(),
                specs: &self.reserve.reserve_instance_spec,
                replicas: self.reserve.reserve_instance_replicas.as_deref(),
            })?,
            revision: name,
            traffic: traffic::parse(&own.traffic, &own.tag, canary, &service)?,
            canary,
            common,
        }))
    }
}

impl KnativeFlags {
    fn counted(&self, common: &Common) -> Result<Autoscaler> {
        let (shared, own) = (&self.elasticity, &self.autoscaler);
        let given = autoscaler::Given {
            class: own.autoscaler.as_deref(),
            metrics: &shared.scale_metric,
            target: shared.scale_target.as_deref(),
            utilization: own.target_utilization.as_deref(),
            stable_window: own.stable_window.as_deref(),
            panic_window: own.panic_window.as_deref(),
            panic_threshold: own.panic_threshold.as_deref(),
            initial: own.initial_scale.as_deref(),
            activation: own.activation_scale.as_deref(),
            down_delay: own.scale_down_delay.as_deref(),
            down_window: shared.scale_down_window.as_deref(),
            up_window: shared.scale_up_window.as_deref(),
            retention: own.pod_retention.as_deref(),
            burst: own.target_burst_capacity.as_deref(),
        };
        Autoscaler::parse(given, &common.scaling, common.engine)
    }
}

/// A whole number from nothing up.
fn whole(flag: &str, text: &Option<String>, most: i64) -> Result<Option<u64>> {
    let number = given(text, |text| value::integer(flag, text, 0..=most))?;
    Ok(number.and_then(|number| u64::try_from(number).ok()))
}
