//! Which cluster, by the rules of kubectl: flag, `KUBECONFIG`, `~/.kube/config`, and in a pod its service account.

use std::path::PathBuf;

use kube::Config;
use kube::config::{Cluster, ExecAuthCluster, Kubeconfig, NamedContext};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::{ConnectOptions, proxy};
use crate::clock::Pace;
use crate::environment::Environment;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::near;

/// The connection that was chosen.
pub struct Chosen {
    /// Server, trust and credentials.
    pub config: Config,
    /// The context's name; `None` within a pod.
    pub context: Option<String>,
    /// How the cluster's clock runs, of a sandbox that says so.
    pub pace: Option<Pace>,
}

/// Chooses server, trust and credentials.
///
/// # Errors
/// No file, a file that cannot be read, an unknown context, or a context that lacks its cluster.
pub fn choose(options: &ConnectOptions, env: &Environment) -> Result<Chosen> {
    let Some((file, place)) = load(options, env)? else {
        return in_cluster();
    };
    let (name, context) = context_of(&file, options.context.as_deref(), &place)?;
    let cluster = file.clusters.iter().find(|cluster| cluster.name == context.cluster);
    let Some(cluster) = cluster.and_then(|named| named.cluster.as_ref()) else {
        return Err(Error::failed(format!(
            "context {} in {place} names a cluster that is not there: {}",
            quoted(&name),
            quoted(&context.cluster)
        ))
        .hint(format!(
            "look at `kubectl config view`, or choose another with `--context`: {}",
            names(&file)
        )));
    };
    let user = context.user.as_deref().and_then(|user| file.auth_infos.iter().find(|info| info.name == user));
    let mut auth = user.and_then(|named| named.auth_info.clone()).unwrap_or_default();

    let wrong = |why: String| {
        Error::failed(format!("context {} in {place} cannot be used: {why}", quoted(&name)))
            .hint(format!("`kubectl --context {name} config view --minify` shows it"))
    };
    let details = ExecAuthCluster::try_from(cluster).map_err(|error| wrong(error.to_string()))?;
    let has_identity = auth.client_certificate.is_some() || auth.client_certificate_data.is_some();
    let server = server_of(cluster, has_identity).map_err(&wrong)?;
    let mut config = Config::new(server);
    config.default_namespace =
        context.namespace.filter(|namespace| !namespace.is_empty()).unwrap_or_else(|| "default".to_owned());
    config.accept_invalid_certs = cluster.insecure_skip_tls_verify.unwrap_or(false);
    config.disable_compression = cluster.disable_compression.unwrap_or(false);
    config.tls_server_name = cluster.tls_server_name.clone().filter(|name| !name.is_empty());
    config.root_cert = match &details.certificate_authority_data {
        Some(pem) => Some(certificates(pem).map_err(&wrong)?),
        // Nothing is verified, so reading the machine's 140 roots would be in vain.
        None if config.accept_invalid_certs => Some(Vec::new()),
        None => None,
    };
    if let Some(proxy) = proxy::choose(&config.cluster_url, cluster.proxy_url.as_deref(), env) {
        let proxy = proxy.parse().map_err(|_| wrong("its proxy is not a URL".to_owned()))?;
        config.proxy_url = Some(proxy);
    }
    if let Some(exec) = auth.exec.as_mut().filter(|exec| exec.provide_cluster_info) {
        exec.cluster = Some(details);
    }
    config.auth_info = auth;
    Ok(Chosen { config, context: Some(name), pace: pace(cluster) })
}

/// The names of all contexts.
///
/// # Errors
/// No file, or a file that cannot be read.
pub fn contexts(options: &ConnectOptions, env: &Environment) -> Result<Vec<String>> {
    let options = ConnectOptions { context: None, ..options.clone() };
    let file = load(&options, env)?.map(|(file, _)| file).unwrap_or_default();
    Ok(file.contexts.into_iter().map(|context| context.name).collect())
}

/// The kubeconfig and where it stands; `None` within a pod that has none.
fn load(options: &ConnectOptions, env: &Environment) -> Result<Option<(Kubeconfig, String)>> {
    let (paths, source) = match (&options.kubeconfig, env.get("KUBECONFIG")) {
        (Some(path), _) => (vec![path.clone()], "--kubeconfig"),
        (None, Some(list)) => (std::env::split_paths(list).collect(), "KUBECONFIG"),
        (None, None) => {
            (env.home().map(|home| home.join(".kube").join("config")).into_iter().collect(), "the default")
        }
    };
    let paths: Vec<PathBuf> = paths.into_iter().filter(|path| !path.as_os_str().is_empty()).collect();
    let place = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    // As kubectl does: of a list, files that do not exist are passed over.
    let present: Vec<_> = paths.iter().filter(|path| path.exists()).collect();
    if present.is_empty() {
        let asked = options.kubeconfig.is_some() || options.context.is_some() || source == "KUBECONFIG";
        if !asked && env.get("KUBERNETES_SERVICE_HOST").is_some() {
            return Ok(None);
        }
        let error = match options.kubeconfig.is_some() {
            true => {
                Error::flag("--kubeconfig", &place, "there is no such file", "--kubeconfig ~/.kube/config")
            }
            false => Error::failed("no cluster is configured"),
        };
        return Err(error
            .cause(format!("looked for {place} ({source})"))
            .hint("name the file with `--kubeconfig FILE` or `export KUBECONFIG=FILE`"));
    }
    let mut merged = Kubeconfig::default();
    for path in present {
        let read = Kubeconfig::read_from(path).and_then(|file| merged.merge(file));
        merged = read.map_err(|error| {
            Error::failed(format!("cannot use the kubeconfig {}", path.display()))
                .cause(first_line(&error.to_string()))
                .hint("`kubectl config view` reads the same file")
        })?;
    }
    Ok(Some((merged, place)))
}

fn in_cluster() -> Result<Chosen> {
    let config = Config::incluster().map_err(|error| {
        Error::failed("this looks like a pod, but its service account cannot be used")
            .cause(error)
            .hint("name a kubeconfig with `--kubeconfig FILE`")
    })?;
    Ok(Chosen { config, context: None, pace: None })
}

/// What a sandbox's kubeconfig says of its clock.
fn pace(cluster: &Cluster) -> Option<Pace> {
    let named = cluster.extensions.iter().flatten().find(|it| it.name == Pace::EXTENSION)?;
    serde_json::from_value(named.extension.clone()).ok()
}

fn context_of(
    file: &Kubeconfig,
    asked: Option<&str>,
    place: &str,
) -> Result<(String, kube::config::Context)> {
    let current = file.current_context.as_deref().filter(|name| !name.is_empty());
    let find = |name: &str| -> Option<kube::config::Context> {
        file.contexts.iter().find(|context| context.name == name)?.context.clone()
    };
    let Some(name) = asked.or(current) else {
        return Err(Error::failed(format!("{place} has no current context"))
            .hint(format!("choose one with `--context`: {}", names(file)))
            .hint("or for good with `kubectl config use-context NAME`"));
    };
    if let Some(context) = find(name) {
        return Ok((name.to_owned(), context));
    }
    if asked.is_none() {
        return Err(Error::failed(format!("the current context {} is not in {place}", quoted(name)))
            .hint(format!("choose one with `--context`: {}", names(file))));
    }
    let candidates = file.contexts.iter().map(|context| context.name.as_str());
    let example = near(name, candidates).first().map_or("NAME".to_owned(), |near| (*near).to_owned());
    let allowed = format!("{place} has {}", names(file));
    Err(Error::flag("--context", name, allowed, format!("--context {example}")))
}

/// Up to eight contexts, for a message.
fn names(file: &Kubeconfig) -> String {
    const SHOWN: usize = 8;
    let name = |context: &NamedContext| context.name.clone();
    let mut shown: Vec<String> = file.contexts.iter().take(SHOWN).map(name).collect();
    match file.contexts.len() {
        0 => shown.push("no contexts".to_owned()),
        count if count > SHOWN => shown.push(format!("{} more", count - SHOWN)),
        _ => {}
    }
    shown.join(", ")
}

/// As client-go reads it: without a scheme it is HTTPS if anything of TLS is configured.
fn server_of(cluster: &Cluster, has_identity: bool) -> Result<http::Uri, String> {
    let server = cluster.server.as_deref().unwrap_or_default();
    if server.is_empty() {
        return Err("its cluster has no server".to_owned());
    }
    let secure = has_identity
        || cluster.certificate_authority.is_some()
        || cluster.certificate_authority_data.is_some()
        || cluster.insecure_skip_tls_verify.unwrap_or(false);
    let text = match server.contains("://") {
        true => server.to_owned(),
        false if secure => format!("https://{server}"),
        false => format!("http://{server}"),
    };
    let uri: http::Uri =
        text.parse().map_err(|error| format!("server {} is not a URL: {error}", quoted(server)))?;
    match (uri.scheme_str(), uri.host()) {
        (Some("http" | "https"), Some(_)) => Ok(uri),
        _ => Err(format!("server {} is not an http or https URL", quoted(server))),
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let certificates: Vec<Vec<u8>> = CertificateDer::pem_slice_iter(pem)
        .map(|certificate| certificate.map(|der| der.to_vec()))
        .collect::<Result<_, _>>()
        .map_err(|error| format!("its certificate authority cannot be read: {error}"))?;
    match certificates.is_empty() {
        true => Err("its certificate authority holds no certificate".to_owned()),
        false => Ok(certificates),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
