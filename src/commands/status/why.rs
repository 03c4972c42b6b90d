//! `neap status NAME --why`: the picture, what the engines and the adapter say at this moment, and sentences of both.

use std::collections::BTreeMap;

use futures::future::join_all;
use serde_json::json;

use crate::cli::status::StatusOutput;
use crate::cluster::Cluster;
use crate::commands::metrics::check::{adapter, engine, subject, wanted};
use crate::error::{Error, Result};
use crate::observe::{EngineReading, Outlook, Readings, ServedMetric, Service, Snapshot};
use crate::report::status::{Screen, why};
use crate::session::Session;
use crate::ui::Mark;

/// Shows why the one service of a picture does what it does.
///
/// # Errors
/// The picture holds no service, or the answer cannot be written.
pub(super) async fn show(
    cluster: &Cluster,
    snapshot: &Snapshot,
    output: StatusOutput,
    session: &mut Session,
) -> Result<()> {
    let Some(service) = snapshot.services.first() else { return Err(Error::failed("the service has gone")) };
    let (readings, silent) = readings(cluster, service).await;
    let outlook = Outlook::of(service, &readings, snapshot.at);
    let sentences = why::sentences(service, &outlook, snapshot.at);
    let unread: Vec<String> = why::unread(snapshot).into_iter().chain(silent).collect();
    if output == StatusOutput::Json {
        let document = json!({
            "schemaVersion": snapshot.schema_version, "at": snapshot.at, "namespace": service.namespace,
            "name": service.name, "outlook": outlook, "readings": readings, "sentences": sentences, "unread": unread,
        });
        return session.ui.line(format_args!("{document:#}"));
    }
    let screen = Screen { width: session.ui.width(), colour: session.ui.colour(), ..Screen::default() };
    let mut text: String =
        sentences.iter().map(|sentence| screen.wrapped(sentence, 0, Mark::Plain)).collect();
    text.extend(unread.iter().map(|sentence| screen.wrapped(sentence, 0, Mark::Warn)));
    session.ui.data(text)
}

/// What engines and adapter say now, and why something could not be asked. A service is told of without it too.
pub(in crate::commands) async fn readings(
    cluster: &Cluster,
    service: &Service,
) -> (Readings, Option<String>) {
    let mut readings = Readings::default();
    // Of a fleet the pods are elsewhere; without pods there is nobody to ask, and of what goes away nobody needs to know.
    let goes = service.deleting.is_some() || !service.exists;
    if service.fleet.is_some() || service.pods.is_empty() || goes {
        return (readings, None);
    }
    let subject = match subject::find(cluster, &service.name).await {
        Ok(subject) => subject,
        Err(error) => return (readings, Some(silent(&error.message))),
    };
    let wanted = subject.autoscaler.as_ref().map(|hpa| wanted::wanted(&hpa.spec.metrics)).unwrap_or_default();
    let served = join_all(wanted.iter().map(|one| adapter::read(cluster, &subject, one)));
    let (shown, served) = tokio::join!(engine::read(cluster, &subject, &[]), served);
    let why = match shown {
        Ok(shown) => {
            readings.engines = shown.pages.iter().map(|(pod, page)| reading(pod, page)).collect();
            shown.silent.as_deref().filter(|_| shown.pages.is_empty()).map(silent)
        }
        Err(error) => Some(silent(&error.message)),
    };
    for (one, served) in wanted.iter().zip(served) {
        if let Ok(served) = served
            && !served.values.is_empty()
        {
            let values: BTreeMap<String, f64> = served.values;
            readings.served.push(ServedMetric { name: one.name.clone(), at: served.oldest, values });
        }
    }
    (readings, why)
}

fn reading(pod: &str, page: &engine::Page) -> EngineReading {
    let samples = page.iter().flat_map(|(name, all)| all.iter().map(|(_, value)| (name.as_str(), *value)));
    EngineReading::read(pod, samples)
}

fn silent(why: &str) -> String {
    format!("The engines could not be asked: {why}.")
}
