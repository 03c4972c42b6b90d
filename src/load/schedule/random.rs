//! Seeded chance: the same seed gives the same times on every machine.

use std::f64::consts::PI;

/// SplitMix64 (Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, 2014).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts the sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The sequence of one thing that is drawn. The same seed, subject and place give the same values, whatever else is drawn and
    /// in whatever order.
    pub fn of(seed: u64, subject: u64, place: u64) -> Self {
        let mut inner = Self(place);
        let mut middle = Self(subject ^ inner.next());
        Self(seed ^ middle.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in `0..end`, and 0 if that is empty. What is left over of 2⁶⁴ is not evened out: no run is long enough to tell.
    pub fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(end);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// Uniform in (0, 1]: its logarithm is finite.
    pub fn share(&mut self) -> f64 {
        const STEPS: f64 = (1u64 << 53) as f64;
        ((self.next() >> 11) as f64 + 1.0) / STEPS
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -self.share().ln()
    }

    /// Standard normal (Box and Muller, 1958).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.share().ln()).sqrt();
        radius * (2.0 * PI * self.share()).cos()
    }

    /// Gamma with this shape and mean 1 (Marsaglia and Tsang, *A Simple Method for Generating Gamma Variables*, 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = self.share().powf(1.0 / shape);
            return self.gamma_above_one(shape + 1.0) * boost / shape;
        }
        self.gamma_above_one(shape) / shape
    }

    /// Gamma with a shape of at least 1 and a scale of 1.
    fn gamma_above_one(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let normal = self.normal();
            let v = (1.0 + c * normal).powi(3);
            if v > 0.0 && self.share().ln() < 0.5 * normal * normal + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_has_its_mean_and_variance() {
        for shape in [0.25, 0.5, 1.0, 2.0, 10.0] {
            let mut random = Random::new(7);
            let count = 200_000;
            let values: Vec<f64> = (0..count).map(|_| random.gamma(shape)).collect();
            let mean = values.iter().sum::<f64>() / f64::from(count);
            let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / f64::from(count);
            assert!((mean - 1.0).abs() < 0.02, "shape {shape}: mean {mean}");
            assert!((variance * shape - 1.0).abs() < 0.05, "shape {shape}: variance {variance}");
        }
    }

    #[test]
    fn the_exponential_is_the_gamma_of_shape_one() {
        let mut random = Random::new(3);
        let count = 100_000;
        // Of an exponential, 1/e is above the mean.
        let above = (0..count).filter(|_| random.exponential() > 1.0).count();
        assert!((above as f64 / f64::from(count) - (-1.0f64).exp()).abs() < 0.01, "{above}");
    }
}
