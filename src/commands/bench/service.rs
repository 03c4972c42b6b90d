//! `--service`: where a deployed service is.

use super::settings::Destination;
use crate::cli::bench::Bench;
use crate::cli::target::Target as ClusterTarget;
use crate::commands::connect::connect;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::resources::condition_is_true;
use crate::load::target::Target;
use crate::observe::endpoint::{Gateway, Route};
use crate::observe::lookup;
use crate::session::Session;

/// Where the OpenAI API of an engine takes prompts, and where it only says what it serves.
const WITH_BODY: &str = "/v1/chat/completions";
const WITHOUT_BODY: &str = "/v1/models";

/// Asks the cluster for the URL and the Host of the service.
///
/// # Errors
/// There is no such service, or no way in that carries a load.
pub async fn destination(name: &str, args: &Bench, session: &mut Session) -> Result<Destination> {
    let path = path(args)?;
    let gateway = args.gateway.as_deref().map(Gateway::parse).transpose()?;
    let target = ClusterTarget { cluster: args.cluster.clone(), namespace: args.namespace.clone() };
    let cluster = connect(&target, session).await?;
    let endpoint = lookup::endpoint(&cluster, name, gateway.as_ref()).await?;
    let Some(base) = &endpoint.url else {
        return Err(no_way_in(name, &endpoint.route, &path));
    };
    let url = format!("{base}{path}");
    let target = Target::parse(&url).map_err(|why| {
        Error::failed(format!("the cluster gives {} as the service's URL: {why}", quoted(&url)))
    })?;
    let host = endpoint.host.clone().map_or_else(String::new, |host| format!(", Host {host}"));
    session.ui.status(format_args!("loading {target}{host} ({})", endpoint.route));
    Ok(Destination { target, host: endpoint.host })
}

/// How many times as fast as this one the clock of the service's cluster runs: 1 but in a sandbox.
///
/// # Errors
/// The cluster is configured wrongly.
pub async fn speed(args: &Bench, session: &Session) -> Result<f64> {
    if args.service.is_none() {
        return Ok(1.0);
    }
    let target = ClusterTarget { cluster: args.cluster.clone(), namespace: args.namespace.clone() };
    Ok(connect(&target, session).await?.pace.map_or(1.0, |pace| pace.speed))
}

/// How many pods of the service are ready; `None` without `--service`.
///
/// # Errors
/// They cannot be listed.
pub fn ready(args: &Bench, session: &mut Session) -> Result<Option<u64>> {
    let Some(name) = &args.service else { return Ok(None) };
    crate::commands::block_on(|| async move {
        let target = ClusterTarget { cluster: args.cluster.clone(), namespace: args.namespace.clone() };
        let cluster = connect(&target, session).await?;
        let pods = lookup::pods(&cluster, name).await?;
        let ready =
            pods.iter().filter(|pod| condition_is_true(&pod.status.conditions, "Ready") == Some(true));
        Ok(Some(ready.count() as u64))
    })
}

/// The path that the command line names, else one of the OpenAI API.
fn path(args: &Bench) -> Result<String> {
    let words = args.words();
    match words.as_slice() {
        [] if args.data.is_some() || args.data_file.is_some() => Ok(WITH_BODY.to_owned()),
        [] => Ok(WITHOUT_BODY.to_owned()),
        [path] if path.starts_with('/') => Ok(path.clone()),
        [url] if url.contains("://") => {
            Err(Error::usage(format!("--service and a URL exclude each other: {}", quoted(url)))
                .hint("with `--service` only a path is given, for example `/v1/chat/completions`"))
        }
        words => Err(Error::usage(format!("one path is expected, not {}", words.join(" ")))
            .hint("for example `neap bench --service qwen-chat /v1/models`")),
    }
}

/// A port-forward is no way for a load: it ends at one pod, and the API server carries every byte.
fn no_way_in(name: &str, route: &Route, path: &str) -> Error {
    const LOCAL_PORT: u16 = 8080;
    let error = Error::failed(format!("no address leads to service {} from here", quoted(name)))
        .hint("give the address that serves its Ingress: `--gateway HOST[:PORT]`");
    match route {
        Route::PortForward(forward) => error.hint(format_args!(
            "or load one pod alone: `{} &` and then `neap bench … http://127.0.0.1:{LOCAL_PORT}{path}`",
            forward.command(LOCAL_PORT)
        )),
        _ => error,
    }
}
