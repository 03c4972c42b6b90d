//! The tests by verb: each runs the real binary and asserts both streams and the exit code.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

mod arena_days;
mod arena_distributed;
mod arena_docs;
mod arena_names;
mod ask;
mod bad_input;
mod bench;
mod cache;
mod completions;
mod demo;
mod deployment;
mod deployment_docs;
mod distributed;
mod doctor;
mod documented;
mod export;
mod faults;
mod fleet;
mod generate;
mod house;
mod import;
mod knative;
mod knative_docs;
mod kserve;
mod kserve_docs;
mod life;
mod logs;
mod metrics;
mod sandbox;
mod sandbox_groups;
mod screen;
mod seeds;
mod status;
mod support;
mod timeline;
mod usage;
mod vllm_docs;
