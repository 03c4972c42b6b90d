//! Arena's old spellings: accepted, with a line that names the new one.

use clap::Args;

use super::{ContainerFlags, ServiceFlags};

/// Arena's old spellings.
#[derive(Debug, Clone, Default, Args)]
pub struct DeprecatedFlags {
    /// See --name
    #[arg(long = "servingName", value_name = "NAME", hide = true)]
    pub serving_name: Option<String>,
    /// See --version
    #[arg(long = "servingVersion", value_name = "VERSION", hide = true)]
    pub serving_version: Option<String>,
    /// See --image-pull-policy
    #[arg(long = "imagePullPolicy", value_name = "WHEN", hide = true)]
    pub old_image_pull_policy: Option<String>,
    /// See --enable-istio
    #[arg(long = "enableIstio", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", hide = true)]
    pub old_enable_istio: Option<bool>,
    /// See --expose-service
    #[arg(long = "exposeService", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", hide = true)]
    pub old_expose_service: Option<bool>,
}

impl DeprecatedFlags {
    /// Moves what was given to where it belongs; the new spelling wins. Returns pairs of old and new spelling, to be said.
    pub fn migrate(
        self,
        service: &mut ServiceFlags,
        container: &mut ContainerFlags,
    ) -> Vec<(&'static str, &'static str)> {
        let mut used = Vec::new();
        let texts = [
            ("servingName", "name", self.serving_name, &mut service.name),
            ("servingVersion", "version", self.serving_version, &mut service.version),
            (
                "imagePullPolicy",
                "image-pull-policy",
                self.old_image_pull_policy,
                &mut container.image_pull_policy,
            ),
        ];
        for (old, new, given, place) in texts {
            if let Some(given) = given {
                place.get_or_insert(given);
                used.push((old, new));
            }
        }
        let switches = [
            ("enableIstio", "enable-istio", self.old_enable_istio, &mut service.enable_istio),
            ("exposeService", "expose-service", self.old_expose_service, &mut service.expose_service),
        ];
        for (old, new, given, place) in switches {
            if let Some(given) = given {
                place.get_or_insert(given);
                used.push((old, new));
            }
        }
        used
    }
}
