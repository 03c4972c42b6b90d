//! What can be done with objects.

mod change;
mod create;
mod delete;
mod read;
mod watch;

use std::sync::Arc;

use http::Method;
use jiff::Timestamp;

use super::answer::{self, Answer};
use super::registry::Resource;
use super::request::{Call, Media};
use super::status::{Result, Status};
use super::write::{Write, Written};
use super::{ApiServer, reviews, subresources};

/// Answers a request about objects.
///
/// # Errors
/// Any refusal.
pub async fn objects(
    server: &ApiServer,
    call: &Call,
    resource: &Arc<Resource>,
    query: &str,
) -> Result<Answer> {
    let target = &call.target;
    let one = target.name.is_some();
    // Objects of a namespace are all listed without one; each by itself needs it.
    let misplaced = match resource.namespaced {
        true => target.namespace.is_none() && one,
        false => target.namespace.is_some(),
    };
    if misplaced {
        return Err(Status::no_such_path());
    }
    if !resource.stored {
        return match call.method {
            Method::POST if !one => reviews::answer(server, call, resource),
            _ => Err(Status::method_not_allowed()),
        };
    }
    let watches = target.watch || (call.query.flag("watch") && !one);
    match (&call.method, target.subresource.as_str()) {
        (&Method::GET, "") if watches => watch::answer(server, call, resource),
        (&Method::GET, "") if one => read::get(server, call, resource),
        (&Method::GET, "") => read::list(server, call, resource),
        (&Method::POST, "") if !one && (target.namespace.is_some() || !resource.namespaced) => {
            create::create(server, call, resource)
        }
        (&Method::PUT, "") if one => change::replace(server, call, resource),
        (&Method::PATCH, "") if one => change::patch(server, call, resource),
        (&Method::DELETE, "") if one => delete::one(server, call, resource),
        (&Method::DELETE, "") if target.namespace.is_some() || !resource.namespaced => {
            delete::many(server, call, resource)
        }
        (_, "") => Err(Status::method_not_allowed()),
        (method, "status") if one && resource.status => match *method {
            Method::GET => read::get(server, call, resource),
            Method::PUT => change::replace(server, call, resource),
            Method::PATCH => change::patch(server, call, resource),
            _ => Err(Status::method_not_allowed()),
        },
        (_, "scale") if one && resource.scale.is_some() => match &resource.scale {
            Some(paths) => subresources::scale::answer(server, call, resource, paths),
            None => Err(Status::no_such_path()),
        },
        (_, _) if one && resource.group.is_empty() => below_core(server, call, resource, query).await,
        _ => Err(Status::no_such_path()),
    }
}

/// The subresources of pods, services and namespaces.
async fn below_core(
    server: &ApiServer,
    call: &Call,
    resource: &Arc<Resource>,
    query: &str,
) -> Result<Answer> {
    match (&call.method, resource.plural.as_str(), call.target.subresource.as_str()) {
        (&Method::POST, "pods", "binding") => subresources::binding::bind(server, call),
        (&Method::POST, "pods", "eviction") => subresources::eviction::evict(server, call),
        (&Method::GET, "pods", "log") => subresources::log::read(server, call).await,
        (_, "pods", "proxy") => subresources::proxy::pod(server, call, query).await,
        (_, "services", "proxy") => subresources::proxy::service(server, call, query).await,
        (&Method::PUT, "namespaces", "finalize") => subresources::finalize::replace(server, call, resource),
        (_, "pods", "binding" | "eviction" | "log") | (_, "namespaces", "finalize") => {
            Err(Status::method_not_allowed())
        }
        _ => Err(Status::no_such_path()),
    }
}

/// A write as a request wants it.
pub fn write<'a>(
    server: &ApiServer,
    call: &'a Call,
    resource: &'a Arc<Resource>,
    manager: &'a str,
) -> Write<'a> {
    Write {
        resource,
        namespace: call.target.namespace.as_deref(),
        subresource: &call.target.subresource,
        manager,
        now: server.now(),
        dry_run: call.query.dry_run(),
    }
}

/// The answer to a write.
pub fn written(
    call: &Call,
    resource: &Resource,
    written: &Written,
    warnings: &[String],
    now: Timestamp,
) -> Result<Answer> {
    let code = if written.created { 201 } else { 200 };
    let mut answer = match &written.bytes {
        Some(bytes) if Media::accepted(call.header("accept"))? == Media::default() => {
            answer::json(code, bytes.clone())
        }
        _ => answer::object(call, resource, &written.object, code, now)?,
    };
    answer::warn(&mut answer, warnings);
    answer::warn(&mut answer, &written.warnings);
    Ok(answer)
}
