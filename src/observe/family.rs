//! How the parts of a service are found by label: KServe marks them its own way, all other kinds carry neap's and Arena's label.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Deserialize, Serialize};

use crate::kubernetes::labels;
use crate::kubernetes::resources::StringMap;

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
            Self::Kserve => labels::KSERVE,
            Self::Named => labels::NAME,
        }
    }

    /// The label selector for what belongs to a service, or to any.
    pub fn selector(self, service: Option<&str>) -> String {
        match (self, service) {
            (Self::Kserve, Some(name)) => format!("{}={name}", labels::KSERVE),
            (Self::Kserve, None) => labels::KSERVE.to_owned(),
            (Self::Named, Some(name)) => format!("{}={name},!{}", labels::NAME, labels::KSERVE),
            (Self::Named, None) => format!("{},!{}", labels::NAME, labels::KSERVE),
        }
    }

    /// By which label an object is marked, and for which service; `None` for one that is nobody's.
    pub fn of(metadata: &ObjectMeta) -> Option<(Self, &str)> {
        marked(metadata.labels.as_ref()?)
    }
}

/// By which label something with these labels is marked, and for which service.
pub(super) fn marked(borne: &StringMap) -> Option<(Family, &str)> {
    let by = |family, label| borne.get(label).map(|name| (family, name.as_str()));
    by(Family::Kserve, labels::KSERVE).or_else(|| by(Family::Named, labels::NAME))
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
        let both = marked(&[(labels::NAME, "a"), (labels::KSERVE, "b")]);
        assert_eq!(Family::of(&both), Some((Family::Kserve, "b")));
        assert_eq!(Family::of(&marked(&[(labels::NAME, "a")])), Some((Family::Named, "a")));
        assert_eq!(Family::of(&marked(&[("app", "a")])), None);
    }
}
