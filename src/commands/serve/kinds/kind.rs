//! What a kind of service must say of its flags, so that one pipeline deploys them all.

use clap::Args;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cli::flags::{
    ContainerFlags, DataFlags, ElasticityFlags, PlacementFlags, ResourceFlags, ServiceFlags,
};
use crate::error::Result;
use crate::workload::{Common, Workload};

/// The groups of flags that all kinds have.
#[derive(Debug, Clone, Copy)]
pub struct Shared<'a> {
    /// `--namespace`, or the file's.
    pub namespace: &'a Option<String>,
    /// Which service.
    pub service: &'a ServiceFlags,
    /// What runs.
    pub container: &'a ContainerFlags,
    /// How much a replica gets.
    pub resources: &'a ResourceFlags,
    /// What is mounted.
    pub data: &'a DataFlags,
    /// How many replicas; `None` where the kind reads them in its own way.
    pub elasticity: Option<&'a ElasticityFlags>,
    /// Where they run.
    pub placement: &'a PlacementFlags,
}

/// The flags of one kind of service: of `neap serve VERB`, and of its service file.
pub trait KindFlags: Args + Clone + Default + Serialize + DeserializeOwned {
    /// The kind that its service file names.
    const FILE_KIND: &'static str;
    /// The verb that deploys it.
    const VERB: &'static str;

    /// Whether it scales on the metrics that all kinds share; else it reads those flags in its own way.
    const SCALES_AS_OTHERS: bool = true;

    /// Format version, kind and namespace of the service file.
    fn head(&mut self) -> (&mut String, &mut String, &mut Option<String>);
    /// Says what the kind knows by itself, as the image and the command of a preset; a saved file does not hold it.
    ///
    /// # Errors
    /// A usage error.
    fn settle(&mut self, _words: &[String]) -> Result<()> {
        Ok(())
    }
    /// The groups that all kinds have.
    fn shared(&self) -> Shared<'_>;
    /// The groups that old spellings and the command's words go to.
    fn texts(&mut self) -> (&mut ServiceFlags, &mut ContainerFlags);
    /// Switches of the kind's own that take a value only behind `=`, and whether they were given.
    fn switches(&self) -> Vec<(&'static str, bool)>;
    /// What to say of flags that are accepted and do nothing.
    fn without_effect(&self) -> Vec<String>;
    /// The kind's own flags, validated and put to what every kind has.
    ///
    /// # Errors
    /// A usage error that names the flag, the value, what is allowed, and an example.
    fn workload(&self, common: Common) -> Result<Workload>;
}

/// What the groups that all kinds have are called; a file with unknown fields is refused, so they cannot be one flattened struct.
macro_rules! groups {
    () => {
        fn head(&mut self) -> (&mut String, &mut String, &mut Option<String>) {
            (&mut self.api_version, &mut self.kind, &mut self.namespace)
        }

        fn shared(&self) -> crate::commands::serve::kinds::kind::Shared<'_> {
            crate::commands::serve::kinds::kind::Shared {
                namespace: &self.namespace,
                service: &self.service,
                container: &self.container,
                resources: &self.resources,
                data: &self.data,
                elasticity: Self::SCALES_AS_OTHERS.then_some(&self.elasticity),
                placement: &self.placement,
            }
        }

        fn texts(
            &mut self,
        ) -> (&mut crate::cli::flags::ServiceFlags, &mut crate::cli::flags::ContainerFlags) {
            (&mut self.service, &mut self.container)
        }
    };
}
pub(super) use groups;
