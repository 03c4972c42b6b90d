//! Where the server is, and which API it is asked in.

use crate::cli::llm::Llm as Args;
use crate::commands::bench::settings::{Destination, integer};
use crate::error::{Error, Result, quoted};
use crate::load::llm::Api;
use crate::load::target::Target;

/// A backend: its API, and whose manner lengths follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// As it was typed, or as vLLM's default.
    pub name: &'static str,
    /// The API.
    pub api: Api,
    /// Whether it is SGLang's: its range ratio goes from `len·r` to `len`.
    pub of_sglang: bool,
}

const fn style(name: &'static str, api: Api, of_sglang: bool) -> Style {
    Style { name, api, of_sglang }
}

/// vLLM's and SGLang's names.
const STYLES: [Style; 11] = [
    style("openai", Api::Completions, false),
    style("openai-chat", Api::Chat, false),
    style("vllm", Api::Completions, false),
    style("vllm-chat", Api::Chat, false),
    style("sglang", Api::Generate, true),
    style("sglang-native", Api::Generate, true),
    style("sglang-oai", Api::Completions, true),
    style("sglang-oai-chat", Api::Chat, true),
    style("tensorrt-llm", Api::Completions, false),
    style("tensorrt-llm-chat", Api::Chat, false),
    style("dynamo", Api::Chat, false),
];

/// Where prompts are sent.
pub struct Place {
    /// In which API.
    pub style: Style,
    /// The URL.
    pub destination: Destination,
    /// The path of the API.
    pub path: String,
}

impl Place {
    /// Reads the flags of the server; takes `--host` away, which means its address here.
    ///
    /// # Errors
    /// A usage error.
    pub fn read(args: &mut Args) -> Result<Self> {
        const EXAMPLE: &str = "neap bench llm --base-url http://127.0.0.1:8000";
        refuse(args)?;
        let mut words = args.bench.words();
        // `--goodput ttft:500 URL`: the list of values takes the URL too.
        let is_url = |word: &String| word.contains("://");
        let at = args.goodput.iter().position(is_url);
        words.extend(at.map(|at| args.goodput.remove(at)));
        let at =
            args.key_value_headers.iter().position(|word| word.starts_with("http") && word.contains("://"));
        words.extend(at.map(|at| args.key_value_headers.remove(at)));
        let host = args.bench.host.take();
        let given = match (&args.base_url, words.as_slice(), &args.bench.service) {
            (_, [], Some(_)) => None,
            (None, [path], Some(_)) if path.starts_with('/') => {
                args.endpoint.get_or_insert(path.clone());
                None
            }
            (Some(url), [], None) => Some(url.clone()),
            (None, [url], None) => Some(url.clone()),
            (None, [], None) => None,
            _ => {
                return Err(Error::usage(
                    "one server is expected: a URL, `--base-url`, `--host` and `--port`, or `--service`",
                )
                .hint(format_args!("for example `{EXAMPLE}`")));
            }
        };
        if given.is_some() && (host.is_some() || args.port.is_some()) {
            return Err(Error::usage("a URL and `--host` or `--port` exclude each other")
                .hint(format_args!("for example `{EXAMPLE}`")));
        }
        let named = args.backend.as_deref().map(named).transpose()?;
        let url = match &given {
            Some(url) => url.clone(),
            None => {
                let port =
                    args.port.as_deref().map(|port| integer("--port", port, 1, 65_535, "llm --port 8000"));
                let sglang = named.is_some_and(|style| style.of_sglang);
                let port = port.transpose()?.unwrap_or(if sglang { 30_000 } else { 8000 });
                let host = host.as_deref().unwrap_or("127.0.0.1");
                let host = if host.contains(':') && !host.starts_with('[') {
                    format!("[{host}]")
                } else {
                    host.to_owned()
                };
                format!("http://{host}:{port}")
            }
        };
        let mut target = Target::parse(&url).map_err(|why| {
            Error::usage(format!("invalid URL {}: {why}", quoted(&url)))
                .hint(format_args!("for example `{EXAMPLE}`"))
        })?;
        if let Some(error) = super::super::stand_in::refuse(&url, &target) {
            return Err(error);
        }
        let path = args.endpoint.clone().unwrap_or_else(|| target.path.clone());
        let style = named.or_else(|| of_path(&path)).unwrap_or(STYLES[0]);
        target.path = whole_path(&target.path, args.endpoint.as_deref(), style.api);
        Ok(Self { style, path: target.path.clone(), destination: Destination { target, host: None } })
    }

    /// The headers of `--header KEY=VALUE` and of the API become those of `-H`.
    ///
    /// # Errors
    /// A usage error.
    pub fn headers(&self, args: &mut Args) -> Result<()> {
        for header in &args.key_value_headers {
            let (name, value) = header.split_once('=').ok_or_else(|| {
                let example = "neap bench llm --header x-tenant=a --base-url http://127.0.0.1:8000";
                Error::flag("--header", header, "KEY=VALUE is expected", example)
            })?;
            args.bench.header.push(format!("{}: {}", name.trim(), value.trim()));
        }
        args.bench.content_type = "application/json".to_owned();
        // A stream that is compressed comes when the compressor likes.
        args.bench.disable_compression = true;
        Ok(())
    }
}

/// What a load of prompts has no use for.
fn refuse(args: &Args) -> Result<()> {
    let bench = &args.bench;
    let given = [("-d", bench.data.is_some()), ("-D", bench.data_file.is_some()), ("-q", bench.rate != "0")];
    match given.iter().find(|(_, given)| *given) {
        Some((flag, _)) => {
            Err(Error::usage(format!("`{flag}` is for `neap bench URL`: prompts come from a dataset"))
                .hint("for example `neap bench llm --dataset-name custom --dataset-path ./prompts.jsonl`"))
        }
        None => Ok(()),
    }
}

fn named(text: &str) -> Result<Style> {
    STYLES.into_iter().find(|style| style.name == text).ok_or_else(|| {
        let names: Vec<&str> = STYLES.iter().map(|style| style.name).collect();
        let allowed = format!("one of these is expected: {}", names.join(", "));
        Error::flag("--backend", text, allowed, "neap bench llm --backend openai-chat")
    })
}

fn of_path(path: &str) -> Option<Style> {
    let path = path.split('?').next().unwrap_or_default().trim_end_matches('/');
    match () {
        () if path.ends_with("/chat/completions") => Some(STYLES[1]),
        () if path.ends_with("/completions") => Some(STYLES[0]),
        () if path.ends_with("/generate") => Some(STYLES[4]),
        () => None,
    }
}

/// `/` and `/v1` are beginnings; any other path is meant as it stands, unless an endpoint is given.
fn whole_path(path: &str, endpoint: Option<&str>, api: Api) -> String {
    let base = path.trim_end_matches('/');
    let end = endpoint.unwrap_or(api.path());
    let end = if end.starts_with('/') { end.to_owned() } else { format!("/{end}") };
    match (base, endpoint) {
        ("", _) => end,
        _ if base.ends_with("/v1") && end.starts_with("/v1/") => {
            format!("{}{end}", base.trim_end_matches("/v1"))
        }
        (_, None) if of_path(base).is_some() => path.to_owned(),
        _ => format!("{base}{end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_that_of_the_api_unless_it_is_given() {
        for (path, endpoint, api, whole) in [
            ("/", None, Api::Completions, "/v1/completions"),
            ("/v1", None, Api::Chat, "/v1/chat/completions"),
            ("/v1/", Some("/v1/completions"), Api::Completions, "/v1/completions"),
            ("/qwen", None, Api::Generate, "/qwen/generate"),
            ("/qwen/v1/chat/completions", None, Api::Chat, "/qwen/v1/chat/completions"),
            ("/", Some("/x"), Api::Chat, "/x"),
        ] {
            assert_eq!(whole_path(path, endpoint, api), whole, "{path} {endpoint:?}");
        }
        assert_eq!(of_path("/v1/chat/completions?x=1").map(|style| style.api), Some(Api::Chat));
        assert_eq!(of_path("/health"), None);
    }
}
