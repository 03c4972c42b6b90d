//! `neap serve kserve`: what only KServe knows.

use super::common::{given, routed_by};
use super::kind::{KindFlags, groups};
use crate::cli::kserve::{KserveFlags, KserveOnlyFlags, ModelFlags};
use crate::error::{Error, Result};
use crate::workload::kserve::{Kserve, ModeChoice};
use crate::workload::model::{self, Model};
use crate::workload::{Common, Workload, container, service, value};

impl KindFlags for KserveFlags {
    const FILE_KIND: &'static str = "KserveService";
    const VERB: &'static str = "kserve";

    groups!();

    fn switches(&self) -> Vec<(&'static str, bool)> {
        vec![("--enable-prometheus", self.kserve.enable_prometheus.is_some())]
    }

    fn without_effect(&self) -> Vec<String> {
        routed_by(&self.service, "KServe")
    }

    fn workload(&self, mut common: Common) -> Result<Workload> {
        service::refuse_kserves_labels(&common.service.labels)?;
        container::refuse_kserves_variables(&common.container.env)?;
        let model = model(&self.model)?;
        if common.container.image.is_none() && model.is_none() {
            return Err(Error::usage("neither `--image` nor `--model-format` is given: nothing would run")
                .hint("for example `--image=vllm/vllm-openai:v0.11.0`"));
        }
        let own = &self.kserve;
        common.prometheus = prometheus(own)?;
        Ok(Workload::Kserve(Kserve {
            common,
            model,
            mode: given(&own.deployment_mode, ModeChoice::parse)?.unwrap_or_default(),
            container_concurrency: positive("--container-concurrency", &own.container_concurrency, 1_000)?,
            request_timeout: positive("--timeout", &own.timeout, 86_400)?,
            canary_traffic: canary(&own.canary_traffic_percent)?,
        }))
    }
}

fn model(flags: &ModelFlags) -> Result<Option<Model>> {
    Model::parse(model::Given {
        format: flags.model_format.as_deref(),
        runtime: flags.runtime.as_deref(),
        runtime_version: flags.runtime_version.as_deref(),
        storage_uri: flags.storage_uri.as_deref(),
        protocol: flags.protocol_version.as_deref(),
    })
}

/// A number where Arena's 0 means none.
fn positive(flag: &str, text: &Option<String>, most: i64) -> Result<Option<u64>> {
    let number = given(text, |text| value::integer(flag, text, 0..=most))?;
    Ok(number.and_then(|number| u64::try_from(number).ok()).filter(|number| *number > 0))
}

/// A share of traffic; Arena's -1 means none.
fn canary(text: &Option<String>) -> Result<Option<u8>> {
    let number = given(text, |text| value::integer("--canary-traffic-percent", text, -1..=100))?;
    Ok(number.and_then(|number| u8::try_from(number).ok()))
}

fn prometheus(flags: &KserveOnlyFlags) -> Result<Option<u16>> {
    let port = given(&flags.metrics_port, |text| container::port("--metrics-port", text))?;
    Ok(flags.enable_prometheus.unwrap_or_default().then(|| port.unwrap_or(8080)))
}
