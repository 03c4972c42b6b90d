//! The KV cache: blocks that sequences hold, and full blocks that are kept for the next prompt with the same beginning.

use std::collections::{BTreeMap, HashMap};

use super::units::{BLOCK, Blocks};

/// Names the content of a full block and of all before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlockHash(u64);

impl BlockHash {
    /// The hash of a block from its predecessor's and its tokens.
    pub fn chain(before: Option<BlockHash>, tokens: impl Iterator<Item = u32>) -> Self {
        // FNV-1a: no need to resist anybody, and the same in each run.
        const PRIME: u64 = 0x0100_0000_01b3;
        let start = before.map_or(0xcbf2_9ce4_8422_2325, |hash| hash.0 ^ 0x9e37_79b9_7f4a_7c15);
        let hash = tokens.fold(start, |hash, token| {
            token
                .to_le_bytes()
                .into_iter()
                .fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
        });
        Self(hash)
    }
}

/// A block that a sequence holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Its own.
    Own,
    /// Full and named, maybe shared.
    Named(BlockHash),
}

#[derive(Debug, Clone, Copy)]
struct Named {
    holders: u32,
    /// When the last holder let go; orders what is evicted.
    released: u64,
}

/// All blocks of an engine. Nothing is allocated for blocks that were never named, so that an idle engine is small.
#[derive(Debug, Clone)]
pub struct BlockPool {
    total: Blocks,
    caching: bool,
    own: u32,
    named: HashMap<BlockHash, Named>,
    idle: BTreeMap<u64, BlockHash>,
    releases: u64,
}

impl BlockPool {
    /// Blocks that are all free; with `caching`, full blocks are found again.
    pub fn new(total: Blocks, caching: bool) -> Self {
        Self { total, caching, own: 0, named: HashMap::new(), idle: BTreeMap::new(), releases: 0 }
    }

    /// Whether full blocks are found again.
    pub fn is_caching(&self) -> bool {
        self.caching
    }

    /// How many there are.
    pub fn total(&self) -> Blocks {
        self.total
    }

    /// How many can be taken: those never used, and the named ones that nobody holds.
    pub fn free(&self) -> Blocks {
        let held = self.own as usize + self.named.len() - self.idle.len();
        self.total - Blocks(u32::try_from(held).unwrap_or(u32::MAX))
    }

    /// The share that is held, 0 to 1.
    pub fn usage(&self) -> f64 {
        match self.total.0 {
            0 => 0.0,
            total => 1.0 - f64::from(self.free().0) / f64::from(total),
        }
    }

    /// How many of these, from the first on, are kept, and how many of those nobody holds.
    pub fn kept(&self, hashes: &[BlockHash]) -> (usize, Blocks) {
        if !self.caching {
            return (0, Blocks(0));
        }
        let kept = hashes.iter().map_while(|hash| self.named.get(hash));
        let (count, idle) =
            kept.fold((0, 0), |(count, idle), named| (count + 1, idle + u32::from(named.holders == 0)));
        (count, Blocks(idle))
    }

    /// Holds kept blocks.
    pub fn share(&mut self, hashes: &[BlockHash]) {
        for hash in hashes {
            if let Some(named) = self.named.get_mut(hash) {
                if named.holders == 0 {
                    self.idle.remove(&named.released);
                }
                named.holders += 1;
            }
        }
    }

    /// Takes blocks, for which the longest unused named ones are forgotten. Takes none if there are not enough.
    pub fn take(&mut self, count: Blocks) -> bool {
        if count > self.free() {
            return false;
        }
        self.own += count.0;
        while self.own as usize + self.named.len() > self.total.0 as usize {
            let Some((_, hash)) = self.idle.pop_first() else { break };
            self.named.remove(&hash);
        }
        true
    }

    /// Names a block of a sequence that is full now. It stays the sequence's own if another of this name is kept already.
    pub fn name(&mut self, hash: BlockHash) -> Held {
        if !self.caching || self.named.contains_key(&hash) {
            return Held::Own;
        }
        self.own -= 1;
        self.named.insert(hash, Named { holders: 1, released: 0 });
        Held::Named(hash)
    }

    /// Lets go of a sequence's blocks. The last ones are forgotten first: a beginning is more likely to be met again.
    pub fn release(&mut self, held: &[Held]) {
        for block in held.iter().rev() {
            let Held::Named(hash) = block else {
                self.own -= 1;
                continue;
            };
            let Some(named) = self.named.get_mut(hash) else { continue };
            named.holders -= 1;
            if named.holders == 0 {
                self.releases += 1;
                named.released = self.releases;
                self.idle.insert(self.releases, *hash);
            }
        }
    }

    /// How many tokens a number of named blocks stands for.
    pub fn tokens(count: usize) -> u32 {
        u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(BLOCK.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(content: u32) -> BlockHash {
        BlockHash::chain(None, [content].into_iter())
    }

    #[test]
    fn a_hash_names_what_stands_before_it_too() {
        let (first, other) = (hash(1), hash(2));
        let after = |before| BlockHash::chain(Some(before), [3u32].into_iter());
        assert_ne!(after(first), after(other));
        assert_eq!(after(first), after(hash(1)));
        assert_ne!(after(first), BlockHash::chain(None, [3u32].into_iter()));
    }

    #[test]
    fn the_longest_unused_is_forgotten_first() {
        let mut pool = BlockPool::new(Blocks(3), true);
        assert!(pool.take(Blocks(3)) && !pool.take(Blocks(1)));
        let held = [pool.name(hash(1)), pool.name(hash(2)), Held::Own];
        pool.release(&held);
        assert_eq!((pool.free(), pool.kept(&[hash(1), hash(2), hash(3)])), (Blocks(3), (2, Blocks(2))));
        // Block 2 was let go before block 1: it stands later in its sequence.
        assert!(pool.take(Blocks(2)));
        assert_eq!(pool.kept(&[hash(1), hash(2)]), (1, Blocks(1)));
        pool.share(&[hash(1)]);
        assert_eq!((pool.free(), pool.kept(&[hash(1)])), (Blocks(0), (1, Blocks(0))));
        assert!(!pool.take(Blocks(1)));
    }

    #[test]
    fn two_that_compute_the_same_each_keep_their_own() {
        let mut pool = BlockPool::new(Blocks(4), true);
        assert!(pool.take(Blocks(2)));
        let (one, two) = (pool.name(hash(7)), pool.name(hash(7)));
        assert_eq!((one, two), (Held::Named(hash(7)), Held::Own));
        pool.release(&[two]);
        pool.release(&[one]);
        assert_eq!((pool.free(), pool.usage()), (Blocks(4), 0.0));
    }

    #[test]
    fn without_caching_nothing_is_kept() {
        let mut pool = BlockPool::new(Blocks(2), false);
        assert!(pool.take(Blocks(1)));
        assert_eq!(pool.name(hash(1)), Held::Own);
        pool.release(&[Held::Own]);
        assert_eq!(pool.kept(&[hash(1)]).0, 0);
    }
}
