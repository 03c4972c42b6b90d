//! How many connections the process may hold open.

/// Raises the soft limit on file descriptors to the hard one, as Go's runtime does for hey: 1,024 is the usual soft limit,
/// which `-c 2000` passes. Where it cannot be raised, the connections that fail for it say so.
#[cfg(unix)]
pub fn raise_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

/// There is no such limit.
#[cfg(not(unix))]
pub fn raise_limit() {}
