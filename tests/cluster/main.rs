//! The tests on the real control plane.

fn main() {}
