//! In which order the rows of a file, or the places of groups, are used.

use std::sync::Arc;

use crate::load::schedule::random::Random;

/// The places from 0 up to a number, each once a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// As they stand.
    AsItStands(u32),
    /// Shuffled; all rounds alike.
    Shuffled(Arc<[u32]>),
}

impl Order {
    /// Shuffled (Fisher and Yates). The same seed gives the same order.
    pub fn shuffled(places: u32, seed: u64) -> Self {
        const SUBJECT: u64 = 11;
        let mut order: Vec<u32> = (0..places).collect();
        let mut random = Random::of(seed, SUBJECT, u64::from(places));
        for end in (1..order.len()).rev() {
            let other = random.below(end as u64 + 1);
            order.swap(end, usize::try_from(other).unwrap_or(end));
        }
        Self::Shuffled(order.into())
    }

    /// How many places there are.
    pub fn places(&self) -> u32 {
        match self {
            Order::AsItStands(places) => *places,
            Order::Shuffled(order) => u32::try_from(order.len()).unwrap_or(u32::MAX),
        }
    }

    /// The place whose turn it is: after the last one the first again.
    pub fn place(&self, number: u64) -> usize {
        let turn = usize::try_from(number % u64::from(self.places().max(1))).unwrap_or_default();
        match self {
            Order::AsItStands(_) => turn,
            Order::Shuffled(order) => order.get(turn).map_or(0, |place| *place as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_turn_in_each_round() {
        let order = Order::shuffled(100, 3);
        let round = |from: u64| (from..from + 100).map(|number| order.place(number)).collect::<Vec<_>>();
        let mut sorted = round(0);
        assert_ne!(sorted, (0..100).collect::<Vec<_>>());
        assert_eq!(sorted, round(100));
        sorted.sort_unstable();
        assert_eq!(sorted, (0..100).collect::<Vec<_>>());
        assert_eq!(order, Order::shuffled(100, 3));
        assert_ne!(order, Order::shuffled(100, 4));
        assert_eq!(Order::AsItStands(3).place(7), 1);
        assert_eq!(Order::AsItStands(0).place(7), 0);
    }
}
