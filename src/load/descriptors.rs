//! File descriptors: how many connections the process may hold open, and how the event loop waits for what is no socket.

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

/// Something of the kernel's that the current runtime waits for as for a socket.
///
/// # Errors
/// The runtime cannot take it.
#[cfg(target_os = "linux")]
pub fn watched(it: std::os::fd::OwnedFd) -> std::io::Result<tokio::io::unix::AsyncFd<std::os::fd::OwnedFd>> {
    #[expect(
        deprecated,
        reason = "its successor is unsafe for types that change their descriptor; OwnedFd does not"
    )]
    tokio::io::unix::AsyncFd::new(it)
}
