//! `neap serve deployment` and `neap serve statefulset`.

use super::super::common::given;
use super::Preset;
use crate::cli::deployment::{DeploymentOnly, StatefulSetOnly};
use crate::error::Result;
use crate::workload::deployment::{Controller, Flavour, controller};

impl Preset for DeploymentOnly {
    const FILE_KIND: &'static str = "DeploymentService";
    const VERB: &'static str = "deployment";
    const FLAVOUR: Flavour = Flavour::Custom;

    fn controller(&self) -> Result<Controller> {
        let share = |flag: &str, text: &Option<String>| given(text, |text| controller::share(flag, text));
        Ok(Controller::Deployment {
            max_surge: share("--max-surge", &self.max_surge)?,
            max_unavailable: share("--max-unavailable", &self.max_unavailable)?,
        })
    }
}

impl Preset for StatefulSetOnly {
    const FILE_KIND: &'static str = "StatefulSetService";
    const VERB: &'static str = "statefulset";
    const FLAVOUR: Flavour = Flavour::Custom;

    fn controller(&self) -> Result<Controller> {
        let ordered = given(&self.pod_management, controller::ordered)?.unwrap_or_default();
        Ok(Controller::StatefulSet { ordered })
    }
}
