//! Names and identities that the server makes up, from a seed.

/// A small generator (SplitMix64): good enough for names, never for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

/// The letters of generated names: no vowels, so that no words come out.
const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

impl Random {
    /// A generator that always gives the same for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Goes another way from here.
    pub fn stir(&mut self, text: &str) {
        self.0 = text.bytes().fold(self.0, |state, byte| state.rotate_left(5) ^ u64::from(byte));
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A random UUID (version 4).
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.bits(), self.bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff,
        )
    }

    /// A name from its beginning, which is cut so that the whole has at most 63 characters.
    pub fn name(&mut self, base: &str) -> String {
        let mut name: String = base.chars().take(58).collect();
        for _ in 0..5 {
            let letter = self.bits() % LETTERS.len() as u64;
            name.push(char::from(LETTERS[usize::try_from(letter).unwrap_or_default()]));
        }
        name
    }
}
