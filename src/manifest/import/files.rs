//! The files of `--config-file`: what a ConfigMap of the service holds and single paths of the container mount.

use serde_json::Value;

use super::seen::Seen;
use super::{Flag, list, text};

/// The flag.
pub const FLAG: &str = "--config-file";

/// A file that a flag names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it is written, and what the flag says.
    pub path: String,
    /// What is in it.
    pub content: String,
}

/// Flags of the files, which are texts that lie in the service's own ConfigMap.
pub fn import(seen: &mut Seen, pod: &Value, container: &Value) -> Vec<Flag> {
    let name = format!("{}-config", seen.name);
    let Some(map) = seen.named("ConfigMap", &name) else { return Vec::new() };
    let is_map = |volume: &&Value| text(volume, "/configMap/name") == name;
    let Some(volume) = list(pod, "/volumes").iter().find(is_map) else { return Vec::new() };
    let mounts = list(container, "/volumeMounts").iter().filter(|it| it.get("name") == volume.get("name"));
    let found: Option<Vec<(File, &str)>> = mounts
        .map(|mount| {
            let (key, at) = (text(mount, "/subPath"), text(mount, "/mountPath"));
            let content = map.get("/data")?.get(key)?.as_str()?.to_owned();
            let file = at.rsplit('/').next().filter(|file| !file.is_empty())?;
            Some((File { path: format!("{}-files/{key}-{file}", seen.name), content }, at))
        })
        .collect();
    let Some(found) = found.filter(|found| !found.is_empty()) else {
        seen.left.push((map.identity(), "not all of it is text that a file could hold".into()));
        return Vec::new();
    };
    seen.made.push(map.identity());
    let flag = |(file, at): (File, &str)| {
        let flag = Flag { name: FLAG, value: format!("{}:{at}", file.path) };
        seen.files.push(file);
        flag
    };
    found.into_iter().map(flag).collect()
}
