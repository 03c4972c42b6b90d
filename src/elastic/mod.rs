//! The rules of elasticity as pure functions.
