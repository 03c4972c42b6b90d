//! `neap serve tensorflow`: TensorFlow Serving with Arena's flags.

use super::super::common::given;
use super::triton::plain;
use super::{Preset, port};
use crate::cli::deployment::{DeploymentFlags, TensorflowOnly};
use crate::error::{Error, Result};
use crate::workload::Common;
use crate::workload::deployment::{Controller, Flavour, Ports};
use crate::workload::value::refuse;

impl Preset for TensorflowOnly {
    const FILE_KIND: &'static str = "TensorflowService";
    const VERB: &'static str = "tensorflow";
    const FLAVOUR: Flavour = Flavour::Tensorflow;

    fn controller(&self) -> Result<Controller> {
        Ok(Controller::Deployment { max_surge: None, max_unavailable: None })
    }

    fn settle(flags: &mut DeploymentFlags<Self>, words: &[String]) -> Result<()> {
        if let Some(name) = flags.own.old_model_name.take() {
            flags.service.model_name.get_or_insert(name);
        }
        if let Some(port) = flags.own.old_restful_port.take() {
            flags.ports.restful_port.get_or_insert(port);
        }
        flags.container.image.get_or_insert_with(|| "tensorflow/serving:latest".into());
        let own_command = !words.is_empty() || flags.container.command.is_some();
        let line = line(flags, own_command)?;
        if !own_command {
            flags.container.command = Some(line);
        }
        Ok(())
    }

    fn ports(flags: &DeploymentFlags<Self>, _common: &Common) -> Result<Ports> {
        if let Some(text) = &flags.ports.metrics_port {
            let reason = "TensorFlow Serving shows its metrics where it answers, on the port of HTTP";
            return Err(refuse("--metrics-port", text, reason, "--restful-port=8501"));
        }
        numbers(flags)?.checked("--restful-port", "--port")
    }

    fn without_effect(flags: &DeploymentFlags<Self>) -> Vec<String> {
        let own = &flags.own;
        let listed = own.model_config_file.is_some();
        let given = [
            ("--version-policy", own.version_policy.is_some(), "the file of `--model-config-file` says it"),
            ("--model-path", listed && own.model_path.is_some(), "`--model-config-file` lists the models"),
        ];
        let given = given.into_iter().filter(|(_, given, _)| *given);
        given.map(|(flag, _, why)| format!("`{flag}` does nothing: {why}")).collect()
    }
}

fn numbers(flags: &DeploymentFlags<TensorflowOnly>) -> Result<Ports> {
    // Arena's 0 means its usual port.
    let own = flags.container.port.clone().filter(|text| text != "0");
    Ok(Ports {
        http: Some(port("--restful-port", &flags.ports.restful_port, 8501)?),
        grpc: Some(port("--port", &own, 8500)?),
        metrics: None,
    })
}

/// The server's command line.
fn line(flags: &DeploymentFlags<TensorflowOnly>, own_command: bool) -> Result<String> {
    let own = &flags.own;
    let ports = numbers(flags)?;
    let number = |port: Option<u16>| port.unwrap_or_default().to_string();
    let mut line = format!(
        "/usr/bin/tensorflow_model_server --port={} --rest_api_port={}",
        number(ports.grpc),
        number(ports.http)
    );
    let path = |flag: &str, text: &Option<String>| given(text, |text| plain(flag, text, "/models/mnist"));
    let name = given(&flags.service.model_name, model_name)?;
    let (model, listed) =
        (path("--model-path", &own.model_path)?, path("--model-config-file", &own.model_config_file)?);
    match (&listed, name, model) {
        (Some(list), ..) => line += &format!(" --model_config_file={list}"),
        (None, Some(name), Some(model)) => line += &format!(" --model_name={name} --model_base_path={model}"),
        (None, ..) if own_command => {}
        (None, None, _) => return Err(missing("--model-name", "mnist")),
        (None, _, None) => return Err(missing("--model-path", "/models/mnist")),
    }
    if let Some(file) = path("--monitoring-config-file", &own.monitoring_config_file)? {
        line += &format!(" --monitoring_config_file={file}");
    }
    if flags.resources.gpumemory.as_deref().is_some_and(|text| text != "0") {
        // Of the GPU it gets a share, which the device plugin tells it.
        line += " --per_process_gpu_memory_fraction=$(awk \"BEGIN{printf \\\"%.2f\\\", $ALIYUN_COM_GPU_MEM_CONTAINER / $ALIYUN_COM_GPU_MEM_DEV}\")";
    }
    Ok(line)
}

fn missing(flag: &str, example: &str) -> Error {
    Error::usage(format!("`{flag}` is missing: nothing says what is served"))
        .hint(format!("for example `{flag}={example}`, or `--model-config-file=/models/models.config`"))
}

/// Arena's rule for a model's name.
fn model_name(text: &str) -> Result<String> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match !text.is_empty() && text.chars().all(good) {
        true => Ok(text.to_owned()),
        false => {
            Err(refuse("--model-name", text, "must be letters, digits, `-` and `_`", "--model-name=mnist"))
        }
    }
}
