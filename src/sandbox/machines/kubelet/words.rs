//! What the kubelet says in events and statuses.

use std::time::Duration;

use serde_json::Value;

use crate::kubernetes::resources::{Container, Pod};
use crate::sandbox::Kept;
use crate::sandbox::machines::go;
use crate::sandbox::machines::images::Pulled;
use crate::sandbox::scenario::Image;

/// An image is asked for.
pub fn pulling(image: &str) -> String {
    format!("Pulling image {image:?}")
}

/// An image is there already.
pub fn present(image: &str) -> String {
    format!("Container image {image:?} already present on machine and can be accessed by the pod")
}

/// An image has come.
pub fn pulled(image: &str, times: &Pulled, size: u64) -> String {
    let (took, waiting) = (go::duration(times.took), go::duration(times.with_waiting));
    format!(
        "Successfully pulled image {image:?} in {took} ({waiting} including waiting). Image size: {size} bytes."
    )
}

/// An image is not there, and must not be pulled.
pub fn never(image: &str) -> String {
    format!("Container image {image:?} is not present with pull policy of Never")
}

/// There is no such image.
pub fn not_found(image: &str) -> String {
    let whole = format!(
        "failed to pull and unpack image {image:?}: failed to resolve reference {image:?}: {image}: not found"
    );
    format!("Failed to pull image {image:?}: rpc error: code = NotFound desc = {whole}")
}

/// Why an image cannot be pulled: reason and words; `None` if it can.
pub fn failure(image: &Image, policy: Option<&str>, name: &str) -> Option<(&'static str, String)> {
    match image {
        _ if policy == Some("Never") => Some(("ErrImageNeverPull", never(name))),
        Image { missing: true, .. } => Some(("ErrImagePull", not_found(name))),
        Image { .. } => None,
    }
}

/// The next attempt to pull waits.
pub fn pull_back_off(image: &str) -> String {
    format!("Back-off pulling image {image:?}")
}

/// The next start waits.
pub fn back_off(container: &str, pod: &Pod) -> String {
    format!("Back-off restarting failed container {container} in pod {}", full_name(pod))
}

/// The same, in the status.
pub fn crash_loop(container: &str, pod: &Pod, pause: Duration) -> String {
    format!("back-off {} restarting failed container={container} pod={}", go::duration(pause), full_name(pod))
}

fn full_name(pod: &Pod) -> String {
    format!("{}_{}({})", pod.name(), pod.namespace(), pod.uid())
}

/// How long what is done before a container is stopped takes: a sleep, or a shell line with one.
pub fn pre_stop(container: &Container) -> Duration {
    let hook = container.lifecycle.as_ref().and_then(|lifecycle| lifecycle.get("preStop"));
    let Some(hook) = hook else { return Duration::ZERO };
    if let Some(seconds) = hook.pointer("/sleep/seconds").and_then(Value::as_u64) {
        return Duration::from_secs(seconds);
    }
    let line: Vec<&str> = hook
        .pointer("/exec/command")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .flat_map(|word| word.split([' ', ';', '&']))
        .collect();
    let sleep = line.iter().position(|word| *word == "sleep").and_then(|place| line.get(place + 1));
    let seconds = sleep.and_then(|word| word.trim_end_matches('s').parse::<f64>().ok());
    seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or_default()
}
