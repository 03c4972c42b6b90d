//! `neap serve triton`: Triton Inference Server with Arena's flags.

use super::super::common::given;
use super::{Preset, port};
use crate::cli::deployment::{DeploymentFlags, TritonOnly};
use crate::error::{Error, Result};
use crate::workload::deployment::{Controller, Flavour, Ports};
use crate::workload::value::{one_of, refuse};
use crate::workload::{Common, command};

impl Preset for TritonOnly {
    const FILE_KIND: &'static str = "TritonService";
    const VERB: &'static str = "triton";
    const FLAVOUR: Flavour = Flavour::Triton;

    fn controller(&self) -> Result<Controller> {
        Ok(Controller::Deployment { max_surge: None, max_unavailable: None })
    }

    fn settle(flags: &mut DeploymentFlags<Self>, words: &[String]) -> Result<()> {
        let image = image(flags)?;
        flags.container.image.get_or_insert(image);
        let line = line(flags)?;
        if words.is_empty() {
            flags.container.command.get_or_insert(line);
        }
        Ok(())
    }

    fn ports(flags: &DeploymentFlags<Self>, common: &Common) -> Result<Ports> {
        let others = [
            ("--port", common.container.port.map(|port| port.to_string())),
            ("--restful-port", flags.ports.restful_port.clone()),
        ];
        if let Some((flag, Some(text))) = others.into_iter().find(|(_, text)| text.is_some()) {
            let reason = "Triton has one port for HTTP and one for gRPC";
            return Err(refuse(flag, &text, reason, "--http-port=8000 --grpc-port=8001"));
        }
        numbers(flags)?.checked("--http-port", "--grpc-port")
    }

    fn switches(&self) -> Vec<(&'static str, bool)> {
        vec![("--allow-metrics", self.allow_metrics.is_some())]
    }
}

fn numbers(flags: &DeploymentFlags<TritonOnly>) -> Result<Ports> {
    let metrics = port("--metrics-port", &flags.ports.metrics_port, 8002)?;
    Ok(Ports {
        http: Some(port("--http-port", &flags.own.http_port, 8000)?),
        grpc: Some(port("--grpc-port", &flags.own.grpc_port, 8001)?),
        metrics: (flags.own.allow_metrics == Some(true)).then_some(metrics),
    })
}

/// Arena's image for the backend.
fn image(flags: &DeploymentFlags<TritonOnly>) -> Result<String> {
    let tag = match &flags.own.backend {
        None => "24.01-py3",
        Some(text) => {
            let backends = [("vllm", "24.01-vllm-python-py3"), ("trt-llm", "24.01-trtllm-python-py3")];
            let tag = one_of("--backend", text, &backends)?;
            if flags.resources.gpus.as_deref().is_none_or(|gpus| gpus == "0") {
                return Err(Error::usage(format!("`--backend={text}` needs a GPU"))
                    .hint(format!("for example `--backend={text} --gpus=1`")));
            }
            tag
        }
    };
    Ok(format!("nvcr.io/nvidia/tritonserver:{tag}"))
}

/// The server's command line.
fn line(flags: &DeploymentFlags<TritonOnly>) -> Result<String> {
    let own = &flags.own;
    let ports = numbers(flags)?;
    let mut line = "tritonserver".to_owned();
    let mut add = |option: &str, value: &str| line += &format!(" {option}={value}");
    let number = |port: Option<u16>| port.unwrap_or_default().to_string();
    add("--http-port", &number(ports.http));
    add("--grpc-port", &number(ports.grpc));
    if let Some(metrics) = ports.metrics {
        add("--metrics-port", &metrics.to_string());
    }
    add("--allow-metrics", if ports.metrics.is_some() { "true" } else { "false" });
    if let Some(path) = given(&own.model_repository, |text| plain("--model-repository", text, "/models"))? {
        add("--model-repository", &path);
    }
    for model in &own.load_model {
        add("--load-model", &plain("--load-model", model, "bert")?);
    }
    if let Some(more) = own.extend_command.as_deref().filter(|more| !more.trim().is_empty()) {
        command::command(None, Some(more), &[]).map_err(|_| {
            let example = "--extend-command='--strict-readiness=true'";
            refuse("--extend-command", more, "the shell would not read it: is a quote left open?", example)
        })?;
        line += &format!(" {more}");
    }
    Ok(line)
}

/// A word of a shell's line that needs no quotes.
pub fn plain(flag: &str, text: &str, example: &str) -> Result<String> {
    let good = |c: char| c.is_ascii_alphanumeric() || "/:._-+@%,=".contains(c);
    match !text.is_empty() && !text.starts_with('-') && text.chars().all(good) {
        true => Ok(text.to_owned()),
        false => {
            let reason = "must be letters, digits and / : . _ - + @ % , =, with no space";
            Err(refuse(flag, text, reason, format!("{flag}={example}")))
        }
    }
}
