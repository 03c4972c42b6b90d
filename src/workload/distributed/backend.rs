//! How the pods of a group find each other: what is added to the lines that their shells run.
//!
//! A LeaderWorkerSet tells each pod its leader's address, the size of the group and its own number.

use crate::engines::{Detected, Engine};
use crate::error::{Error, Result};
use crate::workload::value::word_in;

/// How the pods of a group find each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Backend {
    /// The lines say it themselves, or have no need to.
    #[default]
    None,
    /// A Ray cluster, with its head at the leader.
    Ray,
    /// vLLM's own processes on several nodes.
    Mp,
    /// SGLang's own.
    Sglang,
}

/// Ray's own port.
const RAY_PORT: u16 = 6379;
/// Where SGLang's ranks meet; any free port does.
const SGLANG_PORT: u16 = 20000;

impl Backend {
    /// Reads a backend that `flag` gives as `word` of `whole`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(flag: &str, whole: &str, word: &str, example: &str) -> Result<Self> {
        let choices = [("ray", Self::Ray), ("mp", Self::Mp), ("sglang", Self::Sglang), ("none", Self::None)];
        word_in(flag, whole, word, &choices, example)
    }

    /// As the flag spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Ray => "ray",
            Self::Mp => "mp",
            Self::Sglang => "sglang",
        }
    }

    /// Whether it suits what runs, and a line that does not say the same itself.
    ///
    /// # Errors
    /// A usage error.
    pub fn check(self, flag: &str, line: &str, engine: Option<Detected>) -> Result<()> {
        let name = self.name();
        let (own, engine_of): (&[&str], Option<Engine>) = match self {
            Self::None => return Ok(()),
            Self::Ray => (&["ray start"], None),
            Self::Mp => (&["--nnodes", "--node-rank", "--headless"], Some(Engine::Vllm)),
            Self::Sglang => (&["--nnodes", "--node-rank", "--dist-init-addr"], Some(Engine::Sglang)),
        };
        if let (Some(wanted), Some(found)) = (engine_of, engine)
            && found.engine != wanted
        {
            let error =
                Error::usage(format!("`{flag}={name}` is {wanted}'s, and the command runs {}", found.engine));
            return Err(match found.engine {
                Engine::Vllm => error.hint(format!("`{flag}=ray` or `{flag}=mp`")),
                Engine::Sglang => error.hint(format!("`{flag}=sglang`")),
                _ => error.hint(format!("leave `{flag}` out, and say in the command how its pods meet")),
            });
        }
        match own.iter().find(|word| line.contains(**word)) {
            Some(word) => {
                Err(Error::usage(format!("`{flag}={name}` adds `{word}`, which the command has already"))
                    .hint(format!("leave `{flag}` or `{word}` out")))
            }
            None => Ok(()),
        }
    }

    /// The line of the leader.
    pub fn leader(self, line: &str) -> String {
        match self {
            Self::None => line.to_owned(),
            Self::Ray => {
                let alive = r#"python3 -c 'import ray; ray.init(address="auto", log_to_driver=False); print(sum(1 for node in ray.nodes() if node["Alive"]))' 2>/dev/null | tail -n 1"#;
                format!(
                    "ray start --head --port={RAY_PORT} && until [ \"$({alive})\" = \"$LWS_GROUP_SIZE\" ]; do sleep 5; done && {}",
                    last(line)
                )
            }
            Self::Mp | Self::Sglang => format!("{line} {}", self.words()),
        }
    }

    /// The line of a worker; without one of its own it follows from the leader's.
    pub fn worker(self, own: Option<&str>, leader: &str) -> String {
        let join = format!("ray start --address=\"$LWS_LEADER_ADDRESS:{RAY_PORT}\"");
        match (self, own) {
            (Self::None, own) => own.unwrap_or(leader).to_owned(),
            (Self::Ray, None) => format!("until {join} --block; do sleep 5; done"),
            (Self::Ray, Some(own)) => format!("until {join}; do sleep 5; done && {}", last(own)),
            (Self::Mp, own) => format!("{} {} --headless", own.unwrap_or(leader), self.words()),
            (Self::Sglang, own) => format!("{} {}", own.unwrap_or(leader), self.words()),
        }
    }

    /// The backend that completed one line to those of a leader and its workers, and that line.
    pub fn shared(leader: &str, worker: &str) -> Option<(Self, String)> {
        let parted = |backend: Self| {
            let line = match backend {
                Self::None => leader,
                Self::Ray => {
                    let (_, rest) = leader.split_once("; do sleep 5; done && ")?;
                    let block = rest.strip_prefix("{\n").and_then(|rest| rest.strip_suffix("\n}"));
                    block.or_else(|| rest.strip_prefix("exec "))?
                }
                Self::Mp | Self::Sglang => leader.strip_suffix(&backend.words())?.strip_suffix(' ')?,
            };
            let completes = backend.leader(line) == leader && backend.worker(None, line) == worker;
            completes.then(|| (backend, line.to_owned()))
        };
        [Self::Ray, Self::Mp, Self::Sglang].into_iter().find_map(parted)
    }

    fn words(self) -> String {
        let place = "--nnodes \"$LWS_GROUP_SIZE\" --node-rank \"$LWS_WORKER_INDEX\"";
        match self {
            Self::Mp => {
                format!("--distributed-executor-backend mp {place} --master-addr \"$LWS_LEADER_ADDRESS\"")
            }
            _ => format!("--dist-init-addr \"$LWS_LEADER_ADDRESS:{SGLANG_PORT}\" {place}"),
        }
    }
}

/// The last command of a line: one of its own takes the shell's place, so that it hears the signal to end.
fn last(line: &str) -> String {
    let single = !line.contains([';', '&', '|', '\n', '(', '{', '<', '>']);
    let first = line.split_whitespace().next().unwrap_or_default();
    let builtin = ["cd", "export", "source", ".", "exec", "set", "if", "for", "while", "until", "case", "!"];
    match single && !first.contains('=') && !builtin.contains(&first) {
        true => format!("exec {line}"),
        false => format!("{{\n{line}\n}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::detect::detect;

    #[test]
    fn a_line_is_completed_for_leader_and_worker() {
        let line = "vllm serve /m --port 8000";
        let leader = Backend::Ray.leader(line);
        assert!(leader.starts_with("ray start --head --port=6379 && until "), "{leader}");
        assert!(leader.ends_with("&& exec vllm serve /m --port 8000"), "{leader}");
        let worker = Backend::Ray.worker(None, line);
        assert_eq!(
            worker,
            "until ray start --address=\"$LWS_LEADER_ADDRESS:6379\" --block; do sleep 5; done"
        );
        assert!(Backend::Ray.worker(Some("echo up"), line).ends_with("done && exec echo up"));
        let mp = Backend::Mp.worker(None, line);
        assert!(mp.starts_with(line) && mp.ends_with("--headless"), "{mp}");
        assert!(!Backend::Mp.leader(line).contains("--headless"));
        let sglang = Backend::Sglang.leader("python3 -m sglang.launch_server");
        assert!(sglang.contains("--dist-init-addr \"$LWS_LEADER_ADDRESS:20000\" --nnodes"), "{sglang}");
        assert_eq!(Backend::None.worker(None, line), line);
    }

    #[test]
    fn a_completed_line_is_found_again() {
        for backend in [Backend::Ray, Backend::Mp, Backend::Sglang] {
            for line in ["vllm serve /m --port 8000", "cd /m && vllm serve ."] {
                let found = Backend::shared(&backend.leader(line), &backend.worker(None, line));
                assert_eq!(found, Some((backend, line.to_owned())));
            }
        }
        assert_eq!(Backend::shared("vllm serve /m", "vllm serve /m"), None);
    }

    #[test]
    fn a_line_of_several_commands_stays_one() {
        assert_eq!(last("a && b"), "{\na && b\n}");
        assert_eq!(last("X=1 a"), "{\nX=1 a\n}");
        assert_eq!(last("cd /x"), "{\ncd /x\n}");
        assert_eq!(last("a b"), "exec a b");
    }

    #[test]
    fn a_backend_of_another_engine_is_refused() {
        let check =
            |backend: Backend, line: &str| backend.check("--init-backend", line, detect(None, Some(line)));
        assert!(check(Backend::Mp, "python3 -m sglang.launch_server").is_err());
        assert!(check(Backend::Sglang, "vllm serve m").is_err());
        assert!(check(Backend::Mp, "vllm serve m --nnodes 2").is_err());
        assert!(check(Backend::Ray, "ray start --head; vllm serve m").is_err());
        assert!(check(Backend::Ray, "vllm serve m").is_ok());
        assert!(check(Backend::None, "anything --nnodes 2").is_ok());
    }
}
