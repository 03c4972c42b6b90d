//! Runs a command line in this process: a thousand of them take a second.

use std::ffi::OsString;
use std::io::Write;
use std::sync::{Arc, Mutex};

use neap::clock::SystemClock;
use neap::environment::Environment;
use neap::session::Session;
use neap::ui::Ui;

use super::Outcome;

/// A stream that is read afterwards.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Runs a command line with no environment: no cluster, no home, as in a pipe.
pub fn run<S: Into<OsString>>(args: impl IntoIterator<Item = S>) -> Outcome {
    let args: Vec<OsString> =
        std::iter::once(OsString::from("neap")).chain(args.into_iter().map(Into::into)).collect();
    // With the stack that a process has, and that a test's thread has not.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(8 << 20);
        thread.spawn_scoped(scope, move || run_here(args)).unwrap().join().unwrap()
    })
}

fn run_here(args: Vec<OsString>) -> Outcome {
    let (out, err) = (Buffer::default(), Buffer::default());
    let ui = Ui::piped(out.clone(), err.clone());
    let mut session =
        Session { ui, clock: Arc::new(SystemClock), env: Environment::default(), words: Vec::new() };
    let code = neap::run(args.into_iter(), &mut session);
    Outcome { code: code.into(), stdout: out.text(), stderr: err.text() }
}

/// Runs `neap serve knative` with these arguments.
pub fn knative<S: AsRef<str>>(args: impl IntoIterator<Item = S>) -> Outcome {
    let args = args.into_iter().map(|arg| arg.as_ref().to_owned());
    run(["serve".to_owned(), "knative".to_owned()].into_iter().chain(args))
}

/// Runs `neap serve kserve` with these arguments.
pub fn kserve<S: AsRef<str>>(args: impl IntoIterator<Item = S>) -> Outcome {
    let args = args.into_iter().map(|arg| arg.as_ref().to_owned());
    run(["serve".to_owned(), "kserve".to_owned()].into_iter().chain(args))
}

/// Runs `neap serve VERB` with these arguments.
pub fn serve<S: AsRef<str>>(verb: &str, args: impl IntoIterator<Item = S>) -> Outcome {
    let args = args.into_iter().map(|arg| arg.as_ref().to_owned());
    run(["serve".to_owned(), verb.to_owned()].into_iter().chain(args))
}
