//! Who caches: JindoCache, Alluxio or JuiceFS, and what each calls its options.

use super::origin::Origin;
use crate::error::Result;
use crate::workload::value;

/// Who caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Runtime {
    /// JindoCache.
    #[default]
    Jindo,
    /// Alluxio.
    Alluxio,
    /// JuiceFS.
    Juicefs,
}

impl Runtime {
    /// Reads `--runtime`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let choices = [("jindo", Self::Jindo), ("alluxio", Self::Alluxio), ("juicefs", Self::Juicefs)];
        let refused = value::one_of("--runtime", text, &choices);
        refused.map_err(|error| {
            error.hint("the runtime object has no name of its own: Fluid wants the dataset's")
        })
    }

    /// The kind of its object.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Jindo => "JindoRuntime",
            Self::Alluxio => "AlluxioRuntime",
            Self::Juicefs => "JuiceFSRuntime",
        }
    }

    /// Every one.
    pub const ALL: [Self; 3] = [Self::Jindo, Self::Alluxio, Self::Juicefs];

    /// Whether several tiers count.
    pub fn has_many_tiers(self) -> bool {
        self == Self::Alluxio
    }

    /// Whether its object has properties.
    pub fn has_properties(self) -> bool {
        self != Self::Juicefs
    }

    /// The mount options that hold the keys to an origin; a Secret's keys have the same names, since JindoCache reads the
    /// Secret's files by them.
    pub fn key_options(self, origin: &Origin) -> &'static [&'static str] {
        match (origin, self) {
            (Origin::Oss(_), _) => &["fs.oss.accessKeyId", "fs.oss.accessKeySecret"],
            (Origin::S3(_), Self::Jindo) => &["fs.s3.accessKeyId", "fs.s3.accessKeySecret"],
            (Origin::S3(_), _) => &["aws.accessKeyId", "aws.secretKey"],
            (Origin::Juicefs { .. }, _) => &["metaurl"],
            (Origin::Claim { .. }, _) => &[],
        }
    }

    /// The mount option that holds the endpoint.
    pub fn endpoint_option(self, origin: &Origin) -> Option<&'static str> {
        match (origin, self) {
            (Origin::Oss(_), _) => Some("fs.oss.endpoint"),
            (Origin::S3(_), Self::Jindo) => Some("fs.s3.endpoint"),
            (Origin::S3(_), Self::Alluxio) => Some("alluxio.underfs.s3.endpoint"),
            _ => None,
        }
    }

    /// The mount option that holds the region.
    pub fn region_option(self) -> &'static str {
        match self {
            Self::Alluxio => "alluxio.underfs.s3.region",
            _ => "fs.s3.region",
        }
    }
}
