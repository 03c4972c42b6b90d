//! How the program that is shipped is laid out, so that a load, a question and a start touch little of it: `link/load.ld`,
//! `link/ask.ld` and `link/start.ld`. What stands in two of them goes to the first.

use std::io::Write;
use std::process::Command;

fn main() -> std::io::Result<()> {
    let mut cargo = std::io::stdout();
    writeln!(cargo, "cargo::rerun-if-changed=build.rs\ncargo::rerun-if-changed=link")?;
    let given = |name: &str| std::env::var(name).unwrap_or_default();
    let glibc = given("CARGO_CFG_TARGET_OS") == "linux" && given("CARGO_CFG_TARGET_ENV") == "gnu";
    // The other profiles have objects of other names, and are linked often.
    let shipped = given("OUT_DIR").contains("/dist/build/");
    if !glibc || !shipped {
        return Ok(());
    }
    for script in ["load", "ask", "start"] {
        writeln!(
            cargo,
            "cargo::rustc-link-arg-bins=-Wl,-T,{}/link/{script}.ld",
            given("CARGO_MANIFEST_DIR")
        )?;
    }
    if given("HOST") == given("TARGET") && reads_packed_relocations() {
        // 1 MB of addresses to be moved at each start becomes 15 kB.
        writeln!(cargo, "cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs")?;
    }
    Ok(())
}

/// Whether the C library of this machine knows DT_RELR, which it does from 2.36 on; an older one would not run the program.
fn reads_packed_relocations() -> bool {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let told = told.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let version = told.trim().strip_prefix("glibc 2.").and_then(|minor| minor.parse::<u32>().ok());
    version.is_some_and(|minor| minor >= 36)
}
