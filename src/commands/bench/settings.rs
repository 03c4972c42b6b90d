//! Arguments → plan: what each of hey's flags means, and what is said about a bad value.

use std::ffi::OsStr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, Method};
use hyper::body::Bytes;

use super::headers::headers;
use super::load;
use super::objectives;
use super::output::Output;
use crate::cli::bench::Bench;
use crate::clock::parse_duration;
use crate::error::{Error, Result, quoted};
use crate::load::connection::tls::{Tls, Trust};
use crate::load::message::{Manner, Message, Request, basic};
use crate::load::objective::Term;
use crate::load::plan::{Load, Part, Plan, Proxy};
use crate::load::route::{Detour, Lifetime, Route};
use crate::load::target::{Scheme, Target, split_port};

/// More than any machine has ports for.
const MOST_CONNECTIONS: u64 = 100_000;

/// A run as the user asked for it, and what he should know about it.
#[derive(Debug)]
pub struct Settings {
    /// The run.
    pub plan: Plan,
    /// Which report.
    pub output: Output,
    /// What the run fails by.
    pub objectives: Vec<Term>,
    /// One sentence each.
    pub warnings: Vec<String>,
}

/// Where to send: from the command line, or from a deployed service.
#[derive(Debug, Clone)]
pub struct Destination {
    /// The URL.
    pub target: Target,
    /// The Host header that leads to it, if it is not the URL's own; `-host` goes before it.
    pub host: Option<String>,
}

/// Reads the flags. Nothing is sent, and nothing but files is opened.
///
/// # Errors
/// A usage error that names the flag, its value, and what is allowed.
pub fn read(args: &Bench, destination: Destination, cores: usize) -> Result<Settings> {
    let mut warnings = Vec::new();
    let load = load::read(args)?;
    let concurrency = args.concurrency.as_deref().unwrap_or(if load.is_open() { "10000" } else { "50" });
    let concurrency = integer("-c", concurrency, 1, MOST_CONNECTIONS, "-c 50")?;
    let concurrency = usize::try_from(concurrency).unwrap_or(usize::MAX);
    let steady = load::steady(args, &load)?;
    let output = Output::read(
        args.output.as_deref(),
        load.is_open() || steady.is_some() || args.elasticity.watch.is_some(),
    )?;
    let timeout = time("-t", &args.timeout, "-t 20")?;
    let Destination { target, host } = destination;
    let http2 = args.http2 && target.origin.scheme == Scheme::Https;
    if args.http2 && !http2 {
        warnings.push("-h2 needs an https URL: HTTP/1.1 is used, as hey does".to_owned());
    }
    let h2_connections = integer("--h2-conns", &args.h2_conns, 1, 10_000, "-h2 --h2-conns 4")?;
    let h2_connections = usize::try_from(h2_connections).unwrap_or(usize::MAX).min(concurrency);
    let fields = headers(args, &target, &mut warnings)?;
    let keep_alive = !args.disable_keepalive && !fields.close;
    let proxy = args.proxy.as_deref().map(proxy).transpose()?;
    let given = args.host.as_deref().or(fields.host.as_deref()).or(host.as_deref());
    let server_name = given.map(|host| split_port(host).map(|(name, _)| name)).transpose();
    let server_name = server_name.map_err(|why| {
        Error::flag(
            "-host",
            given.unwrap_or_default(),
            format!("a host name is expected: {why}"),
            "neap bench -host a.example.com URL",
        )
    })?;
    let host = given.map_or_else(|| target.origin.authority(), str::to_owned);
    let message =
        Message { method: method(&args.method)?, headers: fields.map, body: body(args, &mut warnings)? };
    let manner = Manner { keep_alive, proxy: proxy.as_ref().map(|proxy| proxy.credentials.clone()) };
    let tls = Arc::new(Tls::new(trust(args)?, http2));
    if target.origin.scheme == Scheme::Https {
        tls.config()?;
    }
    let preconnect = preconnect(args, &load, keep_alive)?;
    let plan = Plan {
        threads: threads(args, &load, if http2 { h2_connections } else { concurrency }, concurrency, cores)?,
        h2_connections,
        route: route(args)?,
        load,
        concurrency,
        steady,
        part: Part::WHOLE,
        timeout: (!timeout.is_zero()).then_some(timeout),
        grace: time("--grace", &args.grace, "--grace 5s")?,
        keep_alive,
        preconnect,
        redirects: !args.disable_redirects,
        http2,
        server_name,
        tls,
        proxy,
        rows: output == Output::Csv,
        llm: None,
        request: Request::new(target, host, message, &manner),
    };
    Ok(Settings { plan, output, objectives: objectives::read(args)?, warnings })
}

/// Reads a whole number.
pub fn integer(flag: &str, text: &str, least: u64, most: u64, example: &str) -> Result<u64> {
    // A leading zero means octal to Go, and nothing to everyone else.
    let plain = text.len() == 1 || !text.starts_with('0');
    let number = text.parse::<u64>().ok().filter(|number| plain && (least..=most).contains(number));
    number.ok_or_else(|| {
        let allowed = match most {
            u64::MAX => format!("a whole number from {least} on is expected"),
            _ => format!("a whole number from {least} to {most} is expected"),
        };
        Error::flag(flag, text, allowed, format_args!("neap bench {example} URL"))
    })
}

/// Reads a duration.
pub fn time(flag: &str, text: &str, example: &str) -> Result<Duration> {
    const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);
    let time = match parse_duration(text) {
        Ok(time) if time > LONGEST => Err("it must be at most a year (8760h)"),
        other => other,
    };
    time.map_err(|allowed| Error::flag(flag, text, allowed, format_args!("neap bench {example} URL")))
}

/// No more than have something to do: the streams of one HTTP/2 connection share a thread.
fn threads(args: &Bench, load: &Load, useful: usize, concurrency: usize, cores: usize) -> Result<usize> {
    let asked = match args.cpus.as_deref() {
        Some(cpus) => usize::try_from(integer("-cpus", cpus, 1, 1024, "-cpus 2")?).ok(),
        None => None,
    };
    let wanted = asked.unwrap_or_else(|| cores.min(load::cores(load, concurrency)));
    Ok(wanted.min(useful).max(1))
}

/// Whether connections are opened before the start.
fn preconnect(args: &Bench, load: &Load, keep_alive: bool) -> Result<bool> {
    let wanted = args.preconnect == Some(true);
    if wanted && args.disable_keepalive {
        return Err(Error::usage("`--preconnect` and `-disable-keepalive` exclude each other")
            .hint("a connection that carries one request is opened for it"));
    }
    if wanted && load.is_open() && args.concurrency.is_none() {
        return Err(Error::usage("in an open loop `--preconnect` needs `-c`: how many connections")
            .hint("for example `neap bench --rate 100 -z 1m -c 50 --preconnect URL`"));
    }
    Ok(wanted && keep_alive)
}

/// Where connections go, and how long they are kept.
fn route(args: &Bench) -> Result<Route> {
    let detour = |text: &String| {
        let read = Detour::parse(text);
        read.map_err(|misread| load::marked("--connect-to", text, &misread, "--connect-to ::127.0.0.1:8080"))
    };
    let requests = args.conn_max_requests.as_deref();
    let requests =
        requests.map(|text| integer("--conn-max-requests", text, 1, u64::MAX, "--conn-max-requests 100"));
    let age = args.conn_max_age.as_deref();
    let age = age.map(|text| time("--conn-max-age", text, "--conn-max-age 30s"));
    Ok(Route {
        detours: args.connect_to.iter().map(detour).collect::<Result<_>>()?,
        unix_socket: args.unix_socket.as_ref().map(Into::into),
        pod_header: args.pod_header.as_deref().map(pod_header).transpose()?,
        lifetime: Lifetime { requests: requests.transpose()?, age: age.transpose()? },
        peers: args.elasticity.watch.is_some(),
    })
}

/// The name of a header.
fn pod_header(text: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(text.as_bytes()).map_err(|_| {
        let allowed = "the name of a header is expected";
        Error::flag("--pod-header", text, allowed, "neap bench --pod-header x-pod-name URL")
    })
}

fn method(text: &str) -> Result<Method> {
    let method = Method::from_bytes(text.to_uppercase().as_bytes()).ok();
    method.filter(|method| method != Method::CONNECT).ok_or_else(|| {
        Error::flag(
            "-m",
            text,
            "GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS is expected",
            "neap bench -m POST URL",
        )
    })
}

fn body(args: &Bench, warnings: &mut Vec<String>) -> Result<Bytes> {
    if let Some(path) = &args.data_file {
        if args.data.is_some() {
            warnings.push("-D goes before -d: the body is the file's".to_owned());
        }
        return Ok(file(args, "-D", path)?.into());
    }
    let text = args.data.as_ref().map(|data| data.as_encoded_bytes().to_vec());
    Ok(text.unwrap_or_default().into())
}

/// Reads a file that a flag names.
pub fn file(args: &Bench, flag: &str, path: &OsStr) -> Result<Vec<u8>> {
    if let Some(sent) = path.to_str().and_then(|path| args.files.get(path)) {
        return Ok(sent.clone());
    }
    if args.is_elsewhere(path) {
        // The workers read it; nothing is sent from here.
        return Ok(Vec::new());
    }
    std::fs::read(path).map_err(|error| {
        let allowed = format!("cannot read the file: {}", crate::load::fault::reason(&error));
        Error::flag(flag, &path.to_string_lossy(), allowed, format_args!("neap bench {flag} ./file URL"))
    })
}

fn trust(args: &Bench) -> Result<Trust> {
    match (&args.cacert, args.insecure) {
        (_, true) => Ok(Trust::Anything),
        (Some(path), _) => Ok(Trust::Roots(file(args, "--cacert", path)?)),
        (None, false) => Ok(Trust::System),
    }
}

/// Reads `host:port` or `http://[user:password@]host:port`.
fn proxy(text: &str) -> Result<Proxy> {
    let bad = |why: &str| {
        Error::flag(
            "-x",
            text,
            format!("host:port of an HTTP proxy is expected: {why}"),
            "neap bench -x 127.0.0.1:3128 URL",
        )
    };
    let url = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let target = Target::parse(&url).map_err(|why| bad(&why))?;
    if target.origin.scheme != Scheme::Http {
        return Err(bad("a proxy behind TLS is not supported"));
    }
    let credentials = target.userinfo.as_deref().map(|userinfo| {
        basic(userinfo).ok_or_else(|| bad("the user or password has a character that no header can carry"))
    });
    Ok(Proxy { host: target.origin.host, port: target.origin.port, credentials: credentials.transpose()? })
}

/// The destination that the command line names.
///
/// # Errors
/// A usage error if there is not exactly one URL, or it is none.
pub fn destination(args: &Bench) -> Result<Destination> {
    const EXAMPLE: &str = "neap bench -n 200 -c 50 http://127.0.0.1:8080/";
    let words = args.words();
    let [url] = words.as_slice() else {
        let listed: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        let error = match listed.is_empty() {
            true => Error::usage("a URL is needed"),
            false => {
                Error::usage(format!("one URL is expected, not {} words: {}", words.len(), listed.join(" ")))
            }
        };
        // `\ -d`: a backslash in front of a space makes the space part of the word.
        let spaced = words.iter().any(|word| word.starts_with(' '));
        let error = match spaced {
            true => error
                .hint("a backslash that continues a line must be its last character, with no space after it"),
            false => error,
        };
        return Err(error.hint(format_args!("for example `{EXAMPLE}`")));
    };
    let target = Target::parse(url).map_err(|why| {
        Error::usage(format!("invalid URL {}: {why}", quoted(url)))
            .hint(format_args!("for example `{EXAMPLE}`"))
    })?;
    match super::stand_in::refuse(url, &target) {
        Some(error) => Err(error),
        None => Ok(Destination { target, host: None }),
    }
}
