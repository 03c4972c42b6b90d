//! Units, so that tokens are never added to bytes.

use std::ops::{Add, AddAssign, Mul, Sub};

/// A number of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tokens(pub u32);

/// A number of blocks of KV cache, [`BLOCK`] tokens each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Blocks(pub u32);

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Bytes(pub u64);

/// Memory bandwidth.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct BytesPerSecond(pub f64);

/// Computing power: floating-point operations a second, dense, at the precision of the activations.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct FlopsPerSecond(pub f64);

/// Tokens in a block of KV cache, as vLLM and SGLang's paged mode have it.
pub const BLOCK: Tokens = Tokens(16);

impl Tokens {
    /// How many blocks hold them; the last may be part full.
    pub fn blocks(self) -> Blocks {
        Blocks(self.0.div_ceil(BLOCK.0))
    }

    /// How many blocks they fill.
    pub fn full_blocks(self) -> Blocks {
        Blocks(self.0 / BLOCK.0)
    }
}

impl Blocks {
    /// How many tokens they hold.
    pub fn tokens(self) -> Tokens {
        Tokens(self.0.saturating_mul(BLOCK.0))
    }
}

impl Bytes {
    /// Gibibytes.
    pub const fn gib(count: u64) -> Self {
        Self(count << 30)
    }

    /// As a number to compute with.
    pub fn as_f64(self) -> f64 {
        self.0 as f64
    }
}

impl Add for Tokens {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Tokens {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

/// Saturates at none.
impl Sub for Tokens {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// Saturates at none.
impl Sub for Blocks {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u32> for Bytes {
    type Output = Self;
    fn mul(self, times: u32) -> Self {
        Self(self.0.saturating_mul(u64::from(times)))
    }
}
