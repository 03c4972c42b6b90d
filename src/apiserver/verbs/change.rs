//! Update and patch.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::apiserver::ApiServer;
use crate::apiserver::answer::Answer;
use crate::apiserver::decode::{self, Validation, shape, unreadable};
use crate::apiserver::merge::unknown_json_patch_fields;
use crate::apiserver::patch::Kind;
use crate::apiserver::registry::{Columns, Resource};
use crate::apiserver::request::Call;
use crate::apiserver::status::{Cause, Result, Status};
use crate::apiserver::unconditional;

/// Replaces an object, or its status.
///
/// # Errors
/// Any refusal.
pub fn replace(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    call.query.check_write("UpdateOptions")?;
    let validation = Validation::of(call, "UpdateOptions")?;
    let (object, warnings) = decode::object(call, resource, validation)?;
    let name = call.target.name.as_deref().unwrap_or_default();
    let manager = call.manager();
    let write = super::write(server, call, resource, &manager);
    let ahead = write.ahead(server, name, |_| Ok(object.clone()));
    let written =
        server.change(|cluster| match write.update_ahead(cluster, name, ahead, |_| Ok(object.clone())) {
            Err(refusal)
                if refusal.code == 404
                    && call.target.subresource.is_empty()
                    && unconditional::creates(resource) =>
            {
                write.create(cluster, object)
            }
            outcome => outcome,
        })?;
    super::written(call, resource, &written, &warnings, write.now)
}

/// Changes an object, or its status, by a patch.
///
/// # Errors
/// Any refusal.
pub fn patch(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    let kind = Kind::of(call.header("content-type"), resource)?;
    check_options(call, kind)?;
    call.query.check_write("PatchOptions")?;
    let validation = Validation::of(call, "PatchOptions")?;
    let patch: Value = kind.read(&call.body)?;
    let mut warnings = match (kind, validation) {
        (Kind::Json, Validation::Warn | Validation::Strict) => unknown_json_patch_fields(&patch),
        _ => Vec::new(),
    };
    let refuse = |after: &Value, why: &str| {
        let cause = Cause {
            reason: "FieldValueInvalid",
            message: format!("Invalid value: {:?}: {why}", kind.quoted(&patch, after)),
            field: "patch".to_owned(),
        };
        Status::invalid("", "", "", vec![cause])
    };
    if validation == Validation::Strict && !warnings.is_empty() {
        return Err(refuse(&patch, &format!("strict decoding error: {}", warnings.join(", "))));
    }
    let name = call.target.name.as_deref().unwrap_or_default();
    let manager = call.manager();
    let write = super::write(server, call, resource, &manager);
    let patched = |before: &Value, warnings: &mut Vec<String>| {
        let mut after = kind.apply(before, &patch, resource)?;
        warnings.extend(shape(&mut after, resource, validation, refuse)?);
        Ok(after)
    };
    let mut found = Vec::new();
    let ahead = match kind {
        Kind::Apply => None,
        _ => write.ahead(server, name, |before| patched(before, &mut found)),
    };
    let written = server.change(|cluster| match kind {
        Kind::Apply => write.apply(cluster, name, &patch, call.query.flag("force"), |object| {
            let mut reshape = |object: &mut Value| {
                shape(object, resource, validation, |_, why| unreadable(resource, why))
                    .map(|found| warnings.extend(found))
            };
            match resource.columns {
                Columns::Cells(..) => reshape(object),
                // Of a custom resource only the metadata is read anew: nulls stay, and are refused.
                Columns::Paths(_) => {
                    let mut metadata = json!({"metadata": object.get("metadata")});
                    reshape(&mut metadata)?;
                    object["metadata"] = metadata["metadata"].take();
                    Ok(())
                }
            }
        }),
        _ => write.update_ahead(cluster, name, ahead, |before| {
            found.clear();
            patched(before, &mut found)
        }),
    })?;
    warnings.extend(found);
    super::written(call, resource, &written, &warnings, write.now)
}

/// An apply says who applies; only an apply has force.
fn check_options(call: &Call, kind: Kind) -> Result<()> {
    let cause = |reason, field: &str, message: &str| {
        let cause = Cause { reason, message: message.to_owned(), field: field.to_owned() };
        Err(Status::invalid("meta.k8s.io", "PatchOptions", "", vec![cause]))
    };
    match kind {
        Kind::Apply if call.query.text("fieldManager").is_none() => {
            cause("FieldValueRequired", "fieldManager", "Required value: is required for apply patch")
        }
        Kind::Json | Kind::Merge | Kind::Strategic if call.query.get("force").is_some() => {
            cause("FieldValueForbidden", "force", "Forbidden: may not be specified for non-apply patch")
        }
        _ => Ok(()),
    }
}
