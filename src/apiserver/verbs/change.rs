//! Update and patch.

use std::sync::Arc;

use serde_json::Value;

use crate::apiserver::ApiServer;
use crate::apiserver::answer::Answer;
use crate::apiserver::decode::{self, Validation};
use crate::apiserver::patch;
use crate::apiserver::registry::Resource;
use crate::apiserver::request::Call;
use crate::apiserver::status::Result;
use crate::apiserver::unconditional;

/// Replaces an object, or its status.
///
/// # Errors
/// Any refusal.
pub fn replace(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    let validation = Validation::of(call, "UpdateOptions")?;
    let (object, warnings) = decode::object(call, resource, validation)?;
    let name = call.target.name.as_deref().unwrap_or_default();
    let manager = call.manager();
    let write = super::write(server, call, resource, &manager);
    let written = server.change(|cluster| match write.update(cluster, name, |_| Ok(object.clone())) {
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
    let kind = patch::Kind::of(call.header("content-type"), resource)?;
    let name = call.target.name.as_deref().unwrap_or_default();
    let manager = call.manager();
    let write = super::write(server, call, resource, &manager);
    let patch: Value = kind.read(&call.body)?;
    let validation = Validation::of(call, "PatchOptions")?;
    let mut warnings = Vec::new();
    let written = server.change(|cluster| {
        write.update(cluster, name, |before| {
            let mut after = kind.apply(before, &patch, resource)?;
            warnings = decode::shape(&mut after, resource, validation)?;
            Ok(after)
        })
    })?;
    super::written(call, resource, &written, &warnings, write.now)
}
