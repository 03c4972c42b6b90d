//! Flags that were found in objects → a valid wish, and what it lacks of the objects.

use clap::Command;
use serde_json::{Value, json};

use super::kinds::{self, KindFlags};
use crate::commands::arena_config::ArenaConfig;
use crate::error::{Error, Result};
use crate::kubernetes::{Identity, Object};
use crate::manifest::import::{Flag, Imported, leftover};
use crate::manifest::patch::WHOLE;
use crate::manifest::{self, Bundle, Overrides, yaml};
use crate::platform::Capabilities;
use crate::workload::Workload;

/// A service as flags that hold.
pub struct Settled<F> {
    /// The flags as a kind reads them.
    pub flags: F,
    /// The same as they are typed.
    pub typed: Vec<Flag>,
    /// What the flags alone render.
    pub rendered: Bundle,
    /// What the flags do not say, as documents of a patch.
    pub patch: Vec<Value>,
    /// What the user should know, one sentence each.
    pub notes: Vec<String>,
    /// The object that is the service.
    pub root: Identity,
}

/// What flags are settled against.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The namespace, if one is known.
    pub namespace: Option<&'a str>,
    /// What the cluster serves.
    pub capabilities: &'a Capabilities,
    /// Arena's defaults.
    pub arena: &'a ArenaConfig,
}

/// Leaves out each flag that is refused, until the rest holds; what is left out is the patch's to say.
///
/// # Errors
/// Something is refused that is no single flag's fault.
pub fn settle<F: KindFlags>(imported: Imported, objects: &[Object], place: Place) -> Result<Settled<F>> {
    let Imported { root, flags: mut typed, usual, made, left, .. } = imported;
    let mut refused = Vec::new();
    let (mut flags, rendered) = loop {
        let tried = read::<F>(&typed).and_then(|flags| Ok((render(&flags, place)?, flags)));
        match tried {
            Ok((rendered, flags)) => break (flags, rendered),
            Err(error) => match culprit(&typed, &error) {
                Some(at) => {
                    typed.remove(at);
                    refused.push(error.message.lines().next().unwrap_or_default().to_owned());
                }
                None => return Err(error.cause("the flags that would make it are refused")),
            },
        }
    };
    let mut patch = lacking(&rendered, objects, &left);
    let mut rendered = rendered;
    for begin in usual {
        let fewer: Vec<Flag> = typed.iter().filter(|flag| !flag.name.starts_with(begin)).cloned().collect();
        if fewer.len() == typed.len() {
            continue;
        }
        let Ok(read) = read::<F>(&fewer) else { continue };
        let Ok(other) = render(&read, place) else { continue };
        // What comes by itself need not be said.
        let lacks = lacking(&other, objects, &left);
        let size = |patch: &[Value]| patch.iter().map(|document| document.to_string().len()).sum::<usize>();
        if size(&lacks) <= size(&patch) {
            (typed, flags, rendered, patch) = (fewer, read, other, lacks);
        }
    }
    let mut notes: Vec<String> =
        left.iter().map(|(identity, reason)| format!("{identity} stays as it is: {reason}")).collect();
    for identity in made {
        if !rendered.items.iter().any(|item| same(&item.object.identity(), &identity)) {
            let why = refused.last().map(|reason| format!(": {reason}")).unwrap_or_default();
            notes.push(format!("{identity} stays as it is{why}"));
        }
    }
    Ok(Settled { flags, typed, rendered, patch, notes, root })
}

/// What is lacking between what was rendered and what is there, as documents of a patch.
fn lacking(rendered: &Bundle, objects: &[Object], left: &[(Identity, String)]) -> Vec<Value> {
    let mut patch = Vec::new();
    for item in &rendered.items {
        let identity = item.object.identity();
        let stays = left.iter().any(|(left, _)| same(left, &identity));
        match objects.iter().find(|object| same(&object.identity(), &identity)).filter(|_| !stays) {
            Some(live) => patch.extend(leftover::patch(&item.object, live)),
            // What is not there shall not be made.
            None => patch.push(
                json!({ "kind": identity.kind, WHOLE: "delete", "metadata": { "name": identity.name } }),
            ),
        }
    }
    patch
}

/// Whether two names mean one object, whatever its version and namespace.
pub fn same(one: &Identity, other: &Identity) -> bool {
    one.kind == other.kind && one.name == other.name && one.group() == other.group()
}

/// The flag that an error is about.
fn culprit(typed: &[Flag], error: &Error) -> Option<usize> {
    let text = std::iter::once(&error.message).chain(&error.causes).cloned().collect::<Vec<_>>().join("\n");
    let named = |flag: &Flag| {
        text.match_indices(flag.name).any(|(at, _)| {
            !text[at + flag.name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        })
    };
    let exact =
        typed.iter().position(|flag| named(flag) && !flag.value.is_empty() && text.contains(&flag.value));
    // Without its name there is no service.
    exact.or_else(|| typed.iter().position(named)).filter(|at| typed[*at].name != "--name")
}

/// Flags as the command line reads them.
fn read<F: KindFlags>(typed: &[Flag]) -> Result<F> {
    let command = F::augment_args(Command::new("neap").no_binary_name(true));
    let matches = command.try_get_matches_from(typed.iter().map(Flag::to_string));
    let flags = matches.and_then(|matches| F::from_arg_matches(&matches));
    flags.map_err(|error| Error::usage(error.to_string()))
}

/// The workload that flags ask for.
///
/// # Errors
/// A usage error.
pub fn workload<F: KindFlags>(flags: &F, place: Place) -> Result<Workload> {
    let mut flags = flags.clone();
    flags.settle(&[])?;
    let mut common = kinds::common(&flags.shared(), &[], place.arena, None)?;
    common.service.namespace = place.namespace.map(str::to_owned);
    flags.workload(common)
}

fn render<F: KindFlags>(flags: &F, place: Place) -> Result<Bundle> {
    manifest::render(&workload(flags, place)?, place.capabilities, &Overrides::default())
}

impl<F: KindFlags> Settled<F> {
    /// The text of the patch; `None` where the flags say all.
    ///
    /// # Errors
    /// None for what was read from JSON.
    pub fn patch_text(&self) -> Result<Option<String>> {
        match self.patch.is_empty() {
            true => Ok(None),
            false => yaml::to_yaml(&self.patch).map(Some).map_err(Error::failed),
        }
    }

    /// What flags and patch render together.
    ///
    /// # Errors
    /// The patch breaks what it must not.
    pub fn whole(&self, place: Place) -> Result<Bundle> {
        let mut overrides = Overrides::default();
        if let Some(text) = self.patch_text()? {
            overrides.patches.read("of the import", &text)?;
        }
        manifest::render(&workload(&self.flags, place)?, place.capabilities, &overrides)
    }
}
