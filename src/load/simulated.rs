//! A queueing server in virtual time, for tests: M/G/c if arrivals are Poisson.

use std::time::Duration;

use super::schedule::random::Random;

/// Some servers behind one queue, first come first served.
#[derive(Debug)]
pub struct Queue {
    /// When each server is free, in seconds.
    free: Vec<f64>,
    random: Random,
    /// The mean time of service, in seconds.
    mean: f64,
    /// Times of service are gamma distributed with this shape.
    shape: f64,
}

impl Queue {
    /// Nothing waits yet.
    pub fn new(servers: usize, mean: Duration, shape: f64, seed: u64) -> Self {
        Self { free: vec![0.0; servers], random: Random::new(seed), mean: mean.as_secs_f64(), shape }
    }

    /// How long a request takes that comes at this time; times must not fall.
    pub fn latency(&mut self, comes: Duration) -> Duration {
        let comes = comes.as_secs_f64();
        let service = self.mean * self.random.gamma(self.shape);
        let first = (0..self.free.len()).min_by(|a, b| self.free[*a].total_cmp(&self.free[*b])).unwrap_or(0);
        let begins = self.free[first].max(comes);
        self.free[first] = begins + service;
        Duration::from_secs_f64(begins + service - comes)
    }
}
