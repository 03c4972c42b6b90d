//! A role as `--role` gives it: `NAME,KEY=VALUE,…`.

use crate::engines::Detected;
use crate::error::{Error, Result};
use crate::kubernetes::names;
use crate::workload::metric::Metric;
use crate::workload::scaling::Scaling;
use crate::workload::value::{checked, integer, pair, refuse, word_in};

/// The flag.
pub const FLAG: &str = "--role";
const EXAMPLE: &str = "--role=prefill,replicas=2,gpus=1";
const KEYS: [&str; 16] = [
    "replicas",
    "min",
    "max",
    "metric",
    "size",
    "backend",
    "image",
    "port",
    "gpus",
    "gpumemory",
    "gpucore",
    "cpu",
    "memory",
    "after",
    "entry",
    "command",
];
/// Keys that may come several times.
const SEVERAL: [&str; 2] = ["metric", "after"];

/// A role in its parts, each still a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleText {
    /// Its name.
    pub name: String,
    /// The whole, for messages.
    pub whole: String,
    /// Keys and values.
    parts: Vec<(&'static str, String)>,
}

impl RoleText {
    /// Parts the text.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let mut parts = text.split(',');
        let name = parts.next().unwrap_or_default();
        if name.contains('=') {
            return Err(refuse(FLAG, text, "a role begins with its name", EXAMPLE));
        }
        checked(FLAG, text, names::dns_label(name), EXAMPLE)?;
        let mut role = Self { name: name.to_owned(), whole: text.to_owned(), parts: Vec::new() };
        for part in parts {
            let (key, value) = pair(FLAG, part, '=', "--role=prefill,gpus=1")?;
            let key = word_in(FLAG, text, key, &KEYS.map(|key| (key, key)), EXAMPLE)?;
            if key == "command" {
                let example = format!("--role-command '{name}=python3 -m server'");
                return Err(refuse(FLAG, text, "a command has a flag of its own", example));
            }
            if value.is_empty() {
                return Err(refuse(FLAG, text, format!("there is nothing behind `{key}=`"), EXAMPLE));
            }
            if role.get(key).is_some() && !SEVERAL.contains(&key) {
                return Err(refuse(FLAG, text, format!("`{key}` comes twice"), EXAMPLE));
            }
            role.parts.push((key, value.to_owned()));
        }
        Ok(role)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.parts.iter().find(|(known, _)| *known == key).map(|(_, value)| value.as_str())
    }

    /// All values of a key.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.parts.iter().filter(move |(known, _)| *known == key).map(|(_, value)| value.as_str())
    }

    /// A key of this role as a flag, for messages: `--role=prefill,gpus`.
    pub fn flag(&self, key: &str) -> String {
        format!("{FLAG}={},{key}", self.name)
    }

    /// Pods of a replica.
    ///
    /// # Errors
    /// A usage error.
    pub fn size(&self) -> Result<u32> {
        self.number("size", 1).map(|size| size.unwrap_or(1))
    }

    /// Whether the requests go to it.
    ///
    /// # Errors
    /// A usage error.
    pub fn is_entry(&self) -> Result<bool> {
        match self.get("entry") {
            None => Ok(false),
            Some(word) => word_in(
                FLAG,
                &self.whole,
                word,
                &[("true", true), ("false", false)],
                "--role=router,entry=true",
            ),
        }
    }

    /// How many replicas, and when more; `has_clock` says that replicas come by the clock too.
    ///
    /// # Errors
    /// A usage error.
    pub fn scaling(&self, engine: Option<Detected>, has_clock: bool) -> Result<Scaling> {
        let metrics: Vec<String> = self.all("metric").map(str::to_owned).collect();
        let lone = |entry: &&String| !entry.contains('=') && !["cpu", "memory"].contains(&entry.as_str());
        if let Some(entry) = metrics.iter().find(lone) {
            let reason = format!("`metric={entry}` has no target");
            return Err(refuse(
                FLAG,
                &self.whole,
                reason,
                format!("{FLAG}={},max=3,metric=vllm-waiting=5", self.name),
            ));
        }
        let metrics = Metric::all(&metrics, None, engine)
            .map_err(|error| error.cause(format!("`metric` of `{FLAG}={}`", self.name)))?;
        let (replicas, min) = (self.number("replicas", 0)?, self.number("min", 0)?);
        let max = self.number("max", 1)?;
        let say = |reason: String| refuse(FLAG, &self.whole, reason, EXAMPLE);
        if let (Some(replicas), Some(min)) = (replicas, min)
            && replicas != min
        {
            return Err(say(format!("`replicas={replicas}` and `min={min}` are the same thing")));
        }
        let min = replicas.or(min).unwrap_or(1);
        match (max, metrics.is_empty()) {
            (Some(max), _) if max < min => return Err(say(format!("`max={max}` is below `{min}`"))),
            (Some(max), true) if max > min && !has_clock => {
                return Err(say("there is a `max`, and no `metric` to scale on".into()).hint(format!(
                    "for example `{FLAG}={},min={min},max={max},metric=vllm-waiting=5`",
                    self.name
                )));
            }
            (None, false) => return Err(say("there is a `metric`, and no `max`".into())),
            _ => {}
        }
        Ok(Scaling { min, max, metrics, up_window: None, down_window: None, hpa_name: None })
    }

    /// The least number of replicas, where it was said.
    ///
    /// # Errors
    /// A usage error.
    pub fn floor(&self) -> Result<Option<u32>> {
        Ok(self.number("replicas", 0)?.or(self.number("min", 0)?))
    }

    fn number(&self, key: &str, least: i64) -> Result<Option<u32>> {
        let read = |text| integer(&self.flag(key), text, least..=10_000);
        Ok(self.get(key).map(read).transpose()?.and_then(|number| u32::try_from(number).ok()))
    }
}

/// Which role the requests go to: the one that says so, else one that leads requests by its name, else `decode`, else the first.
///
/// # Errors
/// A usage error: more than one says so.
pub fn entry(roles: &[RoleText]) -> Result<usize> {
    const LEADING: [&str; 6] = ["router", "frontend", "proxy", "gateway", "scheduler", "lb"];
    let mut said = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        if role.is_entry()? {
            said.push(at);
        }
    }
    let by_name = |name: &str| roles.iter().position(|role| role.name == name);
    match said.as_slice() {
        [] => Ok(LEADING.iter().find_map(|name| by_name(name)).or_else(|| by_name("decode")).unwrap_or(0)),
        [one] => Ok(*one),
        [one, other, ..] => Err(Error::usage(format!(
            "the requests go to one role, and `{FLAG}={}` and `{FLAG}={}` both say `entry=true`",
            roles[*one].name, roles[*other].name
        ))
        .hint("leave `entry=true` out of all but one")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(text: &str) -> Result<RoleText> {
        RoleText::parse(text)
    }

    #[test]
    fn a_role_is_a_name_and_keys() {
        let read = role("prefill,replicas=2,gpus=1,after=router,after=cache").unwrap();
        assert_eq!((read.name.as_str(), read.get("gpus"), read.size().unwrap()), ("prefill", Some("1"), 1));
        assert_eq!(read.all("after").collect::<Vec<_>>(), ["router", "cache"]);
        for text in [
            "",
            ",",
            "gpus=1",
            "prefill,",
            "prefill,gpus",
            "prefill,gpus=",
            "prefill,gpu=1",
            "Prefill",
            "a b",
            "prefill,gpus=1,gpus=2",
            "prefill,command=x",
            "prefill,entry=yes,size=0",
        ] {
            let wrong = role(text).is_err() || role(text).is_ok_and(|it| it.size().is_err());
            assert!(wrong, "{text}");
        }
        assert!(role("prefill,gpu=1").unwrap_err().hints.iter().any(|hint| hint.contains("gpus")));
    }

    #[test]
    fn a_role_is_scaled_by_itself() {
        let scaling = |text: &str| role(text).unwrap().scaling(None, false);
        let scaled = scaling("d,min=1,max=3,metric=vllm-waiting=5").unwrap();
        assert_eq!((scaled.min, scaled.max, scaled.metrics.len()), (1, Some(3), 1));
        assert_eq!(scaling("d,replicas=4").unwrap().min, 4);
        for text in [
            "d,max=3",
            "d,metric=vllm-waiting=5",
            "d,min=4,max=3,metric=cpu",
            "d,replicas=1,min=2",
            "d,metric=vllm-waiting,max=3",
        ] {
            assert!(scaling(text).is_err(), "{text}");
        }
    }

    #[test]
    fn requests_go_to_one_role() {
        let entry = |texts: &[&str]| entry(&texts.iter().map(|text| role(text).unwrap()).collect::<Vec<_>>());
        assert_eq!(entry(&["prefill", "decode"]).unwrap(), 1);
        assert_eq!(entry(&["prefill", "decode", "router"]).unwrap(), 2);
        assert_eq!(entry(&["prefill,entry=true", "decode", "router"]).unwrap(), 0);
        assert_eq!(entry(&["a", "b"]).unwrap(), 0);
        assert!(entry(&["a,entry=true", "b,entry=true"]).is_err());
    }
}
