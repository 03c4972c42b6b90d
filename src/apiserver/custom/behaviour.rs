//! What every custom resource does.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{defaults, lists, prune, validate};
use crate::apiserver::kinds::{
    field::{Causes, invalid},
    metadata, names,
};
use crate::apiserver::registry::{Others, Strategy};
use crate::apiserver::schema::decode::{Decoded, decode};
use crate::apiserver::schema::{Schema, Shape};
use crate::apiserver::status::{Cause, Result};

/// One custom resource in one version.
pub struct Custom {
    /// Made by [`super::schema`].
    pub schema: Arc<Schema>,
    /// The group, for conversions.
    pub group: String,
    /// Whether objects live in a namespace.
    pub namespaced: bool,
    /// Whether `status` is written apart.
    pub status: bool,
    /// Where the number of wanted replicas stands, as `.spec.replicas`.
    pub replicas: Option<String>,
}

impl Strategy for Custom {
    fn decode(&self, schema: &Schema, object: &mut Value) -> Decoded {
        let mut found = Decoded::default();
        // Metadata is what Go makes of it, in every kind.
        if let Shape::Object(shape) = &schema.shape
            && let (Some(metadata), Some(own)) = (shape.fields.get("metadata"), object.get_mut("metadata"))
        {
            let of_metadata = decode(metadata, own);
            found.error = of_metadata.error;
            found.unknown.extend(of_metadata.unknown.into_iter().map(|name| format!("metadata.{name}")));
        }
        found.unknown.extend(prune::prune(schema, object));
        defaults::drop_nulls(schema, object);
        found
    }

    fn default(&self, object: &mut Value) {
        defaults::fill(&self.schema, object);
    }

    fn prepare_create(&self, object: &mut Value, _cluster: &dyn Others) -> Result<()> {
        if let Some(fields) = object.as_object_mut().filter(|_| self.status) {
            fields.shift_remove("status");
        }
        object["metadata"]["generation"] = json!(1);
        Ok(())
    }

    fn prepare_update(&self, object: &mut Value, old: &Value, _cluster: &dyn Others) {
        let counts =
            |name: &&String| name.as_str() != "metadata" && (name.as_str() != "status" || !self.status);
        let (Some(new), Some(before)) = (object.as_object(), old.as_object()) else { return };
        let same =
            new.keys().chain(before.keys()).filter(counts).all(|name| new.get(name) == before.get(name));
        if !same {
            let generation = old["metadata"]["generation"].as_i64().unwrap_or_default();
            object["metadata"]["generation"] = json!(generation + 1);
        }
    }

    fn validate(&self, object: &Value, old: Option<&Value>) -> Vec<Cause> {
        let mut causes = Causes::new();
        metadata::validate(object, old, self.namespaced, names::subdomain, &mut causes);
        let found = self.against_schema(object);
        // What was wrong before and has not changed is let through.
        let known = old.map(|old| self.against_schema(old)).unwrap_or_default();
        causes.extend(found.into_iter().filter(|cause| !known.contains(cause)));
        causes
    }

    fn convert(&self, object: &mut Value, to_version: &str) {
        object["apiVersion"] = format!("{}/{to_version}", self.group).into();
    }
}

impl Custom {
    /// What is scaled is a whole number that is not negative.
    fn scale(&self, object: &Value, causes: &mut Causes) {
        let Some(path) = &self.replicas else { return };
        let found = path.trim_start_matches('.').split('.').try_fold(object, |value, name| value.get(name));
        let wrong = |value: &Value, why: String| invalid(path.as_str(), value, why);
        match found {
            None | Some(Value::Null) => {}
            Some(number) if number.is_i64() => match number.as_i64() {
                Some(..0) => causes.push(wrong(number, "should be a non-negative integer".into())),
                Some(more) if more > i64::from(i32::MAX) => {
                    causes.push(wrong(number, format!("should be less than or equal to {}", i32::MAX)));
                }
                _ => {}
            },
            Some(other) => {
                let kind = match other {
                    Value::String(_) => "string",
                    Value::Bool(_) => "bool",
                    Value::Number(_) => "float64",
                    Value::Array(_) => "[]interface {}",
                    _ => "map[string]interface {}",
                };
                let shown = other.as_str().map_or_else(|| other.to_string(), str::to_owned);
                causes.push(wrong(
                    &json!(0),
                    format!("{path} accessor error: {shown} is of the type {kind}, expected int64"),
                ));
            }
        }
    }

    fn against_schema(&self, object: &Value) -> Causes {
        let mut causes = Causes::new();
        validate::validate(&self.schema, object, "", &mut causes);
        lists::validate(&self.schema, object, "", &mut causes);
        self.scale(object, &mut causes);
        causes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn custom(spec: Value) -> Custom {
        let source = json!({"type": "object", "properties": {"spec": spec}});
        Custom {
            schema: Arc::new(super::super::schema(&source)),
            group: "g".into(),
            namespaced: false,
            status: true,
            replicas: None,
        }
    }

    #[test]
    fn unknown_fields_go_and_defaults_come() {
        let kind = custom(json!({
            "type": "object",
            "properties": {
                "replicas": {"type": "integer", "default": 1},
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
                "list": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}},
            },
        }));
        let mut object = json!({
            "metadata": {"name": "a", "foo": 1, "labels": {}},
            "spec": {"bar": 1, "free": {"x": {}}, "list": [{"a": "b", "c": 1}]},
            "more": 1,
        });
        let found = kind.decode(&kind.schema, &mut object);
        assert_eq!(found.unknown, ["metadata.foo", "more", "spec.bar", "spec.list[0].c"]);
        kind.default(&mut object);
        assert_eq!(object["spec"], json!({"free": {"x": {}}, "list": [{"a": "b"}], "replicas": 1}));
        assert!(kind.validate(&object, None).is_empty());
    }

    #[test]
    fn what_was_wrong_before_may_stay() {
        let kind = custom(json!({"type": "object", "properties": {"n": {"type": "integer", "maximum": 1}}}));
        let object = |n: i64| json!({"metadata": {"name": "a"}, "spec": {"n": n}});
        assert_eq!(kind.validate(&object(2), None).len(), 1);
        assert!(kind.validate(&object(2), Some(&object(2))).is_empty());
        assert_eq!(kind.validate(&object(3), Some(&object(2))).len(), 1);
    }
}
