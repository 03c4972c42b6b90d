//! How the parts of a service are found by label: KServe marks them its own way, all other kinds carry neap's and Arena's label.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Deserialize, Serialize};

/// The label by which KServe marks what belongs to a service.
pub const KSERVE_LABEL: &str = "serving.kserve.io/inferenceservice";
/// The label by which neap and Arena mark what belongs to a service.
pub const NAME_LABEL: &str = "servingName";
/// The label by which Arena tells the versions of a service apart.
pub const VERSION_LABEL: &str = "servingVersion";
/// The label by which neap and Arena tell the kinds of services apart.
pub const TYPE_LABEL: &str = "servingType";

/// A way to mark what belongs to a service. The two have no object in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Family {
    /// By KServe's label.
    Kserve,
    /// By the name that the service was given, and not by KServe's label.
    Named,
}

impl Family {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Kserve, Self::Named];

    /// The label that bears the name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Kserve => KSERVE_LABEL,
            Self::Named => NAME_LABEL,
        }
    }

    /// The label selector for what belongs to a service, or to any.
    pub fn selector(self, service: Option<&str>) -> String {
        match (self, service) {
            (Self::Kserve, Some(name)) => format!("{KSERVE_LABEL}={name}"),
            (Self::Kserve, None) => KSERVE_LABEL.to_owned(),
            (Self::Named, Some(name)) => format!("{NAME_LABEL}={name},!{KSERVE_LABEL}"),
            (Self::Named, None) => format!("{NAME_LABEL},!{KSERVE_LABEL}"),
        }
    }

    /// By which label an object is marked, and for which service; `None` for one that is nobody's.
    pub fn of(metadata: &ObjectMeta) -> Option<(Self, &str)> {
        let labels = metadata.labels.as_ref()?;
        let by = |family, label| labels.get(label).map(|name| (family, name.as_str()));
        by(Self::Kserve, KSERVE_LABEL).or_else(|| by(Self::Named, NAME_LABEL))
    }
}

/// The service that an object belongs to, by its labels.
pub fn service_name(metadata: &ObjectMeta) -> Option<&str> {
    Family::of(metadata).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(labels: &[(&str, &str)]) -> ObjectMeta {
        let labels = labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        ObjectMeta { labels: Some(labels), ..ObjectMeta::default() }
    }

    #[test]
    fn kserves_label_comes_first() {
        let both = marked(&[(NAME_LABEL, "a"), (KSERVE_LABEL, "b")]);
        assert_eq!(Family::of(&both), Some((Family::Kserve, "b")));
        assert_eq!(Family::of(&marked(&[(NAME_LABEL, "a")])), Some((Family::Named, "a")));
        assert_eq!(Family::of(&marked(&[("app", "a")])), None);
    }
}
