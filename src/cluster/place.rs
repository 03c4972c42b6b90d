//! Which API server is meant: the "where" of every message.

use crate::error::quoted;

/// The server, and the context that led to it: the "where" of every message.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The API server's URL.
    pub server: &'a str,
    /// The kubeconfig's context; `None` within a pod.
    pub context: Option<&'a str>,
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.context {
            Some(context) => write!(formatter, "{} (context {})", self.server, quoted(context)),
            None => write!(formatter, "{} (this pod's cluster)", self.server),
        }
    }
}

impl Place<'_> {
    /// A command of kubectl's that talks to the same cluster.
    pub fn kubectl(&self, arguments: &str) -> String {
        match self.context {
            Some(context) => format!("kubectl --context {} {arguments}", shell_word(context)),
            None => format!("kubectl {arguments}"),
        }
    }
}

/// Quoted for a POSIX shell where it must be.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
