//! What is mounted: claims, directories of the node, scratch space, shared memory, files of the user's machine.

use super::path::{absolute, relative};
use super::value::{checked, pair, refuse};
use crate::error::Result;
use crate::kubernetes::{Quantity, names};

/// What is mounted, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Storage {
    /// Each once, in the order of first use.
    pub volumes: Vec<Volume>,
    /// In the order of the flags.
    pub mounts: Vec<Mount>,
    /// Files that become a ConfigMap of their own.
    pub files: Vec<ConfigFile>,
    /// The cache that one of the claims is.
    pub cache: Option<String>,
}

/// A volume by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// A DNS label, unique within the pod.
    pub name: String,
    /// What it holds.
    pub source: VolumeSource,
}

/// What a volume holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VolumeSource {
    /// A PersistentVolumeClaim.
    Claim {
        /// Its name.
        claim: String,
        /// Whether no mount of it writes.
        read_only: bool,
    },
    /// A directory of the node.
    Host(String),
    /// Scratch space on the node's disk.
    Scratch,
    /// Scratch space in memory, with a limit.
    Memory(Quantity),
    /// The files of `--config-file`.
    Files,
}

/// A place in the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// The volume's name.
    pub volume: String,
    /// An absolute path.
    pub path: String,
    /// The part of the volume that is seen.
    pub part: Option<Part>,
    /// Whether the container may not write.
    pub read_only: bool,
}

/// A part of a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A relative path.
    Path(String),
    /// A relative path with `$(VARIABLE)` in it.
    Expression(String),
}

/// A file of the user's machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// The key that it has in the ConfigMap.
    pub key: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// The volume of shared memory.
const SHARED_MEMORY: &str = "dshm";
/// The volume of `--config-file`.
const FILES: &str = "config-files";

impl Storage {
    /// `--data PVC:/path[:subpath][:ro]`; `--model-dir` is the same, and never written to.
    ///
    /// # Errors
    /// A usage error.
    pub fn claim(&mut self, flag: &str, entry: &str) -> Result<()> {
        let example = match flag {
            "--model-dir" => "--model-dir=llm-model:/mnt/models/Qwen",
            _ => "--data=llm-model:/mnt/models/Qwen",
        };
        let (claim, rest) = pair(flag, entry, ':', example)?;
        checked(flag, entry, names::dns_subdomain(claim), example)?;
        let mut parts: Vec<&str> = rest.split(':').collect();
        let read_only = match parts.last() {
            Some(&"ro") if parts.len() > 1 => parts.pop().is_some(),
            Some(&"rw") if parts.len() > 1 && flag == "--data" => parts.pop().is_none(),
            _ => flag == "--model-dir",
        };
        let (path, part) = match parts.as_slice() {
            [path] => (*path, None),
            [path, part] => (*path, Some(*part)),
            _ => return Err(refuse(flag, entry, "must be PVC:/path[:subpath][:ro]", example)),
        };
        let part = part.map(|part| relative(flag, entry, part, example)).transpose()?;
        let volume = self.volume(claim, VolumeSource::Claim { claim: claim.to_owned(), read_only: true });
        self.mount(
            flag,
            entry,
            example,
            Mount { volume: volume.clone(), path: path.to_owned(), part: part.map(Part::Path), read_only },
        )?;
        let writes = self.mounts.iter().any(|mount| mount.volume == volume && !mount.read_only);
        if let Some(Volume { source: VolumeSource::Claim { read_only, .. }, .. }) =
            self.volumes.iter_mut().find(|known| known.name == volume)
        {
            *read_only = !writes;
        }
        Ok(())
    }

    /// `--cache NAME[:/PATH]`: the claim of a cache, which has its name.
    ///
    /// # Errors
    /// A usage error.
    pub fn cache(&mut self, entry: &str) -> Result<()> {
        const FLAG: &str = "--cache";
        const EXAMPLE: &str = "--cache=qwen-cache:/mnt/models";
        let (name, path) = entry.split_once(':').unwrap_or((entry, "/mnt/models"));
        checked(FLAG, entry, names::dns_label(name), EXAMPLE)?;
        let mounted = self
            .volumes
            .iter()
            .any(|volume| matches!(&volume.source, VolumeSource::Claim { claim, .. } if claim == name));
        if mounted {
            let reason = format!("`--data` mounts the claim {name} already");
            return Err(refuse(FLAG, entry, reason, EXAMPLE));
        }
        let volume = self.volume(name, VolumeSource::Claim { claim: name.to_owned(), read_only: true });
        let mount = Mount { volume, path: path.to_owned(), part: None, read_only: true };
        self.mount(FLAG, entry, EXAMPLE, mount)?;
        self.cache = Some(name.to_owned());
        Ok(())
    }

    /// `--data-dir HOST[:CONTAINER]`.
    ///
    /// # Errors
    /// A usage error.
    pub fn host_directory(&mut self, entry: &str) -> Result<()> {
        const FLAG: &str = "--data-dir";
        const EXAMPLE: &str = "--data-dir=/data/models:/mnt/models";
        let (host, path) = entry.split_once(':').unwrap_or((entry, entry));
        absolute(FLAG, entry, host, EXAMPLE)?;
        let name = format!("serving-data-{}", self.count(|source| matches!(source, VolumeSource::Host(_))));
        let volume = self.volume(&name, VolumeSource::Host(host.to_owned()));
        self.mount(
            FLAG,
            entry,
            EXAMPLE,
            Mount { volume, path: path.to_owned(), part: None, read_only: false },
        )
    }

    /// `--temp-dir NAME:/path`.
    ///
    /// # Errors
    /// A usage error.
    pub fn scratch(&mut self, entry: &str) -> Result<()> {
        const FLAG: &str = "--temp-dir";
        const EXAMPLE: &str = "--temp-dir=cache:/root/.cache";
        let (name, path) = pair(FLAG, entry, ':', EXAMPLE)?;
        checked(FLAG, entry, names::dns_label(name), EXAMPLE)?;
        let volume = self.volume(name, VolumeSource::Scratch);
        self.mount(
            FLAG,
            entry,
            EXAMPLE,
            Mount { volume, path: path.to_owned(), part: None, read_only: false },
        )
    }

    /// `--share-memory SIZE`.
    ///
    /// # Errors
    /// A usage error.
    pub fn shared_memory(&mut self, size: &Quantity) -> Result<()> {
        let volume = self.volume(SHARED_MEMORY, VolumeSource::Memory(size.clone()));
        let mount = Mount { volume, path: "/dev/shm".into(), part: None, read_only: false };
        self.mount("--share-memory", size.text(), "--share-memory=4Gi", mount)
    }

    /// `--config-file`: a file with its content, seen at a path.
    ///
    /// # Errors
    /// A usage error.
    pub fn file(&mut self, entry: &str, path: &str, content: Vec<u8>) -> Result<()> {
        const FLAG: &str = "--config-file";
        const EXAMPLE: &str = "--config-file=./config.json:/etc/engine/config.json";
        let key = format!("config-{}", self.files.len());
        let volume = self.volume(FILES, VolumeSource::Files);
        let part = Some(Part::Path(key.clone()));
        self.mount(FLAG, entry, EXAMPLE, Mount { volume, path: path.to_owned(), part, read_only: true })?;
        self.files.push(ConfigFile { key, content });
        let size: usize = self.files.iter().map(|file| file.content.len()).sum();
        if size > 1 << 20 {
            let reason = "all files together hold at most 1 MiB, which is what a ConfigMap holds";
            return Err(refuse(FLAG, entry, reason, EXAMPLE).hint("put large files on a volume: `--data`"));
        }
        Ok(())
    }

    /// `--data-subpath-expr PVC:EXPR` or `--temp-dir-subpath-expr NAME:EXPR`, for the mounts of that volume.
    ///
    /// # Errors
    /// A usage error.
    pub fn expression(&mut self, flag: &str, entry: &str) -> Result<()> {
        let (example, of, claims) = match flag {
            "--data-subpath-expr" => ("--data-subpath-expr=logs:$(POD_NAME)", "--data", true),
            _ => ("--temp-dir-subpath-expr=cache:$(POD_NAME)", "--temp-dir", false),
        };
        let (name, expression) = pair(flag, entry, ':', example)?;
        let expression = relative(flag, entry, expression, example)?;
        let volume = self.volumes.iter().find(|volume| match &volume.source {
            VolumeSource::Claim { claim, .. } => claims && claim == name,
            VolumeSource::Scratch => !claims && volume.name == name,
            _ => false,
        });
        let Some(volume) = volume.map(|volume| volume.name.clone()) else {
            return Err(refuse(
                flag,
                entry,
                format!("no `{of}` mounts {name}"),
                format!("{of}={name}:/path {example}"),
            ));
        };
        for mount in self.mounts.iter_mut().filter(|mount| mount.volume == volume) {
            match &mount.part {
                Some(Part::Path(part)) => {
                    let reason = format!("`{of}` gives it the sub-path {part:?} already");
                    return Err(refuse(flag, entry, reason, example));
                }
                _ => mount.part = Some(Part::Expression(expression.clone())),
            }
        }
        Ok(())
    }

    /// The PersistentVolumeClaims that are mounted.
    pub fn claims(&self) -> impl Iterator<Item = &str> {
        self.volumes.iter().filter_map(|volume| match &volume.source {
            VolumeSource::Claim { claim, .. } => Some(claim.as_str()),
            _ => None,
        })
    }

    /// Whether a path of the container lies on something mounted.
    pub fn covers(&self, path: &str) -> bool {
        self.mounts
            .iter()
            .any(|mount| path.strip_prefix(mount.path.trim_end_matches('/')).is_some_and(starts_component))
    }

    fn count(&self, kind: impl Fn(&VolumeSource) -> bool) -> usize {
        self.volumes.iter().filter(|volume| kind(&volume.source)).count()
    }

    /// The name of the volume with this source; adds it if there is none.
    ///
    /// A claim's name may have dots and 253 characters, a volume's may not.
    fn volume(&mut self, wanted: &str, source: VolumeSource) -> String {
        let known = self.volumes.iter().find(|volume| match (&volume.source, &source) {
            (VolumeSource::Claim { claim: a, .. }, VolumeSource::Claim { claim: b, .. }) => a == b,
            (VolumeSource::Host(a), VolumeSource::Host(b)) => a == b,
            (VolumeSource::Scratch, VolumeSource::Scratch) => volume.name == wanted,
            (VolumeSource::Files, VolumeSource::Files) => true,
            _ => false,
        });
        if let Some(volume) = known {
            return volume.name.clone();
        }
        let plain = names::dns_label(wanted).is_ok();
        let taken = |name: &str| {
            self.volumes.iter().any(|volume| volume.name == name) || name == SHARED_MEMORY || name == FILES
        };
        let own = matches!(source, VolumeSource::Memory(_) | VolumeSource::Files);
        let name = match plain && (own || !taken(wanted)) {
            true => wanted.to_owned(),
            false => format!("volume-{}", self.volumes.len()),
        };
        self.volumes.push(Volume { name: name.clone(), source });
        name
    }

    fn mount(&mut self, flag: &str, entry: &str, example: &str, mount: Mount) -> Result<()> {
        absolute(flag, entry, &mount.path, example)?;
        let clean =
            |path: &str| path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        if self.mounts.iter().any(|other| clean(&other.path) == clean(&mount.path)) {
            let reason = format!("{} is mounted already: one path holds one volume", mount.path);
            return Err(refuse(flag, entry, reason, example));
        }
        self.mounts.push(mount);
        Ok(())
    }
}

/// What `--config-file HOST[:CONTAINER]` says: the file, and where the container sees it.
///
/// # Errors
/// A usage error.
pub fn config_file(entry: &str) -> Result<(&str, Option<&str>)> {
    const FLAG: &str = "--config-file";
    const EXAMPLE: &str = "--config-file=./config.json:/etc/engine/config.json";
    let (host, path) = match entry.split_once(':') {
        Some((host, path)) => (host, Some(path)),
        None => (entry, None),
    };
    if host.is_empty() {
        return Err(refuse(FLAG, entry, "must be FILE[:/path/in/the/container]", EXAMPLE));
    }
    if let Some(path) = path {
        absolute(FLAG, entry, path, EXAMPLE)?;
    }
    Ok((host, path))
}

fn starts_component(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

#[cfg(test)]
mod tests;
