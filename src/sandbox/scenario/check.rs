//! Whether a scenario holds together: names that point somewhere, numbers that are possible.

use std::collections::BTreeSet;

use super::{Expander, Pool, Scenario};
use crate::kubernetes::near::did_you_mean;
use crate::sandbox::model::preset::Preset;

impl Scenario {
    /// The first thing that is wrong, with the path of its field.
    pub(super) fn check(&self) -> Result<(), String> {
        if !(0.1..=10_000.0).contains(&self.speed) {
            return Err("speed: from 0.1 to 10000".into());
        }
        distinct("pools", self.pools.iter().map(|pool| pool.name.as_str()))?;
        distinct("pools", self.pools.iter().map(Pool::id))?;
        distinct("sources", self.sources.iter().map(|source| source.name.as_str()))?;
        for (at, pool) in self.pools.iter().enumerate() {
            check_pool(pool).map_err(|wrong| format!("pools[{at}] ({}): {wrong}", pool.name))?;
        }
        self.check_autoscaler()?;
        distinct("members", self.members.iter().map(|member| member.name.as_str()))?;
        for (at, member) in self.members.iter().enumerate() {
            let wrong = |wrong: String| format!("members[{at}] ({}): {wrong}", member.name);
            if member.name.is_empty() || member.name == "hub" {
                return Err(wrong("a name is needed, and it is not `hub`".into()));
            }
            self.of_member(at).map_or(Ok(()), |own| own.check()).map_err(wrong)?;
        }
        for (at, image) in self.images.iter().enumerate() {
            self.source(&image.source).map_err(|wrong| format!("images[{at}].source: {wrong}"))?;
        }
        for (at, model) in self.models.iter().enumerate() {
            self.source(&model.source).map_err(|wrong| format!("models[{at}].source: {wrong}"))?;
            if let Some(cache) = &model.cache {
                self.source(cache).map_err(|wrong| format!("models[{at}].cache: {wrong}"))?;
            }
        }
        for (at, engine) in self.engines.iter().enumerate() {
            Preset::parse(&engine.preset).map_err(|wrong| format!("engines[{at}].preset: {wrong}"))?;
        }
        for (path, span) in [
            ("nodeAutoscaler.scanInterval", self.node_autoscaler.scan_interval),
            ("metrics.scrapeInterval", self.metrics.scrape_interval),
            ("metrics.resourceInterval", self.metrics.resource_interval),
            ("controllers.hpa.syncPeriod", self.controllers.hpa.sync_period),
            ("controllers.fluid.syncPeriod", self.controllers.fluid.sync_period),
            ("pods.lease", self.pods.lease),
        ] {
            if span.0.is_zero() {
                return Err(format!("{path}: must be more than 0s"));
            }
        }
        for (at, load) in self.load.iter().enumerate() {
            if load.concurrency == 0 || load.rate.is_some_and(|rate| !rate.is_finite() || rate <= 0.0) {
                return Err(format!("load[{at}]: concurrency and rate must be more than 0"));
            }
        }
        let objects = self.objects.iter().enumerate().map(|(at, object)| (format!("objects[{at}]"), object));
        let changes = self.changes.iter().enumerate();
        let changes = changes.map(|(at, change)| (format!("changes[{at}].apply"), &change.apply));
        for (path, object) in objects.chain(changes) {
            let text = |path: &str| object.pointer(path).and_then(|value| value.as_str());
            if text("/apiVersion").is_none() || text("/kind").is_none() || text("/metadata/name").is_none() {
                return Err(format!("{path}: apiVersion, kind and metadata.name must be there"));
            }
        }
        if let Some(at) = self.changes.iter().position(|it| it.every.is_some_and(|every| every.0.is_zero())) {
            return Err(format!("changes[{at}].every: must be more than 0s"));
        }
        Ok(())
    }

    fn check_autoscaler(&self) -> Result<(), String> {
        let settings = &self.node_autoscaler;
        for name in &settings.priorities {
            if !self.pools.iter().any(|pool| pool.name == *name) {
                return Err(format!("nodeAutoscaler.priorities: there is no pool {name:?}"));
            }
        }
        match settings.expander == Expander::Priority && settings.priorities.is_empty() {
            true => Err("nodeAutoscaler.priorities: expander priority needs the names of the pools".into()),
            false => Ok(()),
        }
    }

    fn source(&self, name: &str) -> Result<(), String> {
        let mut known = self.sources.iter().map(|source| source.name.as_str());
        match known.clone().any(|source| source == name) {
            true => Ok(()),
            false => {
                let question =
                    did_you_mean(name, &mut known).map_or(String::new(), |text| format!("; {text}"));
                Err(format!("there is no source {name:?}{question}"))
            }
        }
    }
}

fn check_pool(pool: &Pool) -> Result<(), String> {
    if pool.name.is_empty() || pool.id().is_empty() {
        return Err("name and id must not be empty".into());
    }
    if pool.min > pool.max {
        return Err(format!("min {} is more than max {}", pool.min, pool.max));
    }
    if !(pool.min..=pool.max).contains(&pool.initial) {
        return Err(format!("initial {} is not between min {} and max {}", pool.initial, pool.min, pool.max));
    }
    if pool.gpu.as_ref().is_some_and(|gpu| gpu.count == 0) {
        return Err("gpu.count: 0; leave gpu out for a pool without accelerators".into());
    }
    Ok(())
}

fn distinct<'a>(list: &str, names: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(format!("{list}: {name:?} comes twice"));
        }
    }
    Ok(())
}
