//! The `neap` binary: everything happens in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    neap::main(std::env::args_os())
}
