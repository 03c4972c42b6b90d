//! The load generator: schedule × connection × recorder → summary.
