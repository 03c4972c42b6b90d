//! What a client wants to read, by its `Accept` header.

use crate::apiserver::status::{Result, Status};

/// The shape of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// The object, or the list.
    #[default]
    Object,
    /// Rows for people.
    Table,
    /// Nothing but metadata.
    Metadata,
}

/// What a client wants to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Media {
    /// The shape.
    pub shape: Shape,
    /// YAML instead of JSON.
    pub yaml: bool,
}

impl Media {
    /// The first thing in an `Accept` header that can be given; JSON without one.
    ///
    /// # Errors
    /// 406 where nothing of it can be given.
    pub fn accepted(header: &str) -> Result<Self> {
        if header.trim().is_empty() {
            return Ok(Self::default());
        }
        header.split(',').find_map(Self::of).ok_or_else(|| {
            let types = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
            let mut refusal = Status::new(
                406,
                "NotAcceptable",
                format!("406: Not Acceptable\n\nAvailable representations: {types}"),
            );
            refusal.details = serde_json::json!({});
            refusal
        })
    }

    fn of(clause: &str) -> Option<Self> {
        let mut parts = clause.split(';').map(str::trim);
        let yaml = match parts.next()? {
            "application/json" | "*/*" | "application/*" => false,
            "application/yaml" => true,
            _ => return None,
        };
        let (mut shape, mut group, mut version) = (Shape::Object, "meta.k8s.io", "v1");
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            match (name, value) {
                ("as", "Table") => shape = Shape::Table,
                ("as", "PartialObjectMetadata" | "PartialObjectMetadataList") => shape = Shape::Metadata,
                ("as", _) => return None,
                ("g", value) => group = value,
                ("v", value) => version = value,
                _ => {}
            }
        }
        let known = shape == Shape::Object || (group == "meta.k8s.io" && matches!(version, "v1" | "v1beta1"));
        known.then_some(Self { shape, yaml })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_thing_that_can_be_given_is_given() {
        let shape = |header| Media::accepted(header).unwrap().shape;
        assert_eq!(shape(""), Shape::Object);
        assert_eq!(shape("application/json;as=Table;v=v1;g=meta.k8s.io,application/json"), Shape::Table);
        assert_eq!(shape("application/vnd.kubernetes.protobuf,application/json"), Shape::Object);
        assert_eq!(Media::accepted("text/html").unwrap_err().code, 406);
    }
}
