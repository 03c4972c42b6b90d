//! How the replicas of a workload are divided among the clusters of a fleet.
//!
//! Read in Karmada 1.16 (`pkg/scheduler/core`, `pkg/util/helper/binding.go`); that groups of clusters are filled in order, and that new
//! machines are counted on last, is ACK One's.

/// A cluster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Replicas that it was given.
    pub given: u32,
    /// How many more find room on its nodes.
    pub free: u32,
    /// How many more find room on nodes that it can order.
    pub growth: u32,
}

/// Groups of clusters, by their places, filled in order.
pub type Tiers = Vec<Vec<usize>>;

/// How replicas are divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Division {
    /// Each cluster has all of them.
    Duplicated,
    /// By fixed weights, one for each cluster.
    Fixed(Vec<u64>),
    /// By the room that clusters have.
    Room {
        /// Into as few clusters as possible, instead of evenly.
        aggregated: bool,
        /// New machines are ordered where there is no room left.
        provision: bool,
    },
}

/// Who gets how many, by the clusters' places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divided {
    /// Replicas of each cluster.
    pub counts: Vec<u32>,
    /// Replicas for which there is no room anywhere.
    pub missing: u32,
}

/// Divides `wanted` replicas. Of several `alternatives` the first with room for all of them is taken.
pub fn divide(wanted: u32, members: &[Member], alternatives: &[Tiers], division: &Division) -> Divided {
    let tried = alternatives.iter().map(|tiers| fill(wanted, members, tiers, division));
    let mut best = Divided { counts: vec![0; members.len()], missing: wanted };
    for divided in tried {
        if divided.missing == 0 {
            return divided;
        }
        if divided.missing < best.missing {
            best = divided;
        }
    }
    best
}

fn fill(wanted: u32, members: &[Member], tiers: &Tiers, division: &Division) -> Divided {
    let mut counts = vec![0; members.len()];
    let all: Vec<usize> = tiers.iter().flatten().copied().collect();
    match division {
        Division::Duplicated => {
            all.iter().for_each(|place| counts[*place] = wanted);
            Divided { counts, missing: 0 }
        }
        Division::Fixed(weights) => {
            let weights: Vec<(usize, u64)> =
                all.iter().map(|place| (*place, weights.get(*place).copied().unwrap_or(0))).collect();
            give(&mut counts, wanted, &weights, members, None);
            let given: u32 = counts.iter().sum();
            Divided { counts, missing: wanted - given.min(wanted) }
        }
        Division::Room { aggregated, provision } => {
            all.iter().for_each(|place| counts[*place] = members[*place].given);
            let has: u32 = counts.iter().sum();
            if wanted <= has {
                shrink(&mut counts, has - wanted, tiers, members);
                return Divided { counts, missing: 0 };
            }
            let mut left = wanted - has;
            for tier in tiers {
                left -= grow(&mut counts, left, tier, members, |it| it.free, *aggregated);
            }
            for tier in tiers.iter().filter(|_| *provision) {
                left -= grow(&mut counts, left, tier, members, |it| it.growth, *aggregated);
            }
            Divided { counts, missing: left }
        }
    }
}

/// Gives a tier what it has room for. Returns how many that is.
fn grow(
    counts: &mut [u32],
    left: u32,
    tier: &[usize],
    members: &[Member],
    room: fn(&Member) -> u32,
    aggregated: bool,
) -> u32 {
    let mut rooms: Vec<(usize, u32)> = tier.iter().map(|place| (*place, room(&members[*place]))).collect();
    let take = left.min(rooms.iter().map(|(_, room)| *room).fold(0, u32::saturating_add));
    if aggregated {
        // Where it is already comes first, then where most room is.
        rooms.sort_by_key(|(place, room)| (members[*place].given == 0, std::cmp::Reverse(*room)));
        let mut left = take;
        for (place, room) in rooms {
            let here = left.min(room);
            counts[place] += here;
            left -= here;
        }
        return take;
    }
    let weights: Vec<(usize, u64)> = rooms.iter().map(|(place, room)| (*place, u64::from(*room))).collect();
    give(counts, take, &weights, members, Some(&rooms));
    take
}

/// Takes replicas away: from the last tier first, and within one evenly.
fn shrink(counts: &mut [u32], mut surplus: u32, tiers: &Tiers, members: &[Member]) {
    for tier in tiers.iter().rev() {
        let has: u32 = tier.iter().map(|place| counts[*place]).sum();
        let take = surplus.min(has);
        surplus -= take;
        let weights: Vec<(usize, u64)> =
            tier.iter().map(|place| (*place, u64::from(counts[*place]))).collect();
        tier.iter().for_each(|place| counts[*place] = 0);
        give(counts, has - take, &weights, members, None);
    }
}

/// Gives `count` by weights: whole parts first, then one each to the heaviest, those that have some already before others.
fn give(
    counts: &mut [u32],
    count: u32,
    weights: &[(usize, u64)],
    members: &[Member],
    most: Option<&[(usize, u32)]>,
) {
    let total: u64 = weights.iter().map(|(_, weight)| weight).sum();
    if total == 0 {
        return;
    }
    let mut left = count;
    for (place, weight) in weights {
        let part = u32::try_from(u64::from(count) * weight / total).unwrap_or(u32::MAX);
        counts[*place] += part;
        left -= part;
    }
    let mut order: Vec<&(usize, u64)> = weights.iter().filter(|(_, weight)| *weight > 0).collect();
    order.sort_by_key(|(place, weight)| {
        (std::cmp::Reverse(*weight), std::cmp::Reverse(members[*place].given), members[*place].name.clone())
    });
    let room =
        |place: usize| most.and_then(|most| most.iter().find(|(at, _)| *at == place)).map(|(_, room)| *room);
    while left > 0 {
        let before = left;
        for (place, weight) in &order {
            let part = u32::try_from(u64::from(count) * weight / total).unwrap_or(u32::MAX);
            if left > 0 && room(*place).is_none_or(|room| part < room) {
                counts[*place] += 1;
                left -= 1;
            }
        }
        if left == before || most.is_none() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, given: u32, free: u32, growth: u32) -> Member {
        Member { name: name.into(), given, free, growth }
    }

    fn room(provision: bool) -> Division {
        Division::Room { aggregated: false, provision }
    }

    /// The first group before the second, as ACK One does it.
    fn spill() -> Vec<Tiers> {
        vec![vec![vec![0], vec![1]]]
    }

    #[test]
    fn the_first_group_is_filled_first_and_then_the_second_and_then_new_machines_are_ordered() {
        let fleet =
            |c1: (u32, u32), c2: (u32, u32)| vec![member("c1", c1.0, c1.1, 0), member("c2", c2.0, c2.1, 2)];
        let divided = |wanted, fleet: &[Member], provision| divide(wanted, fleet, &spill(), &room(provision));
        assert_eq!(divided(1, &fleet((0, 1), (0, 1)), true).counts, [1, 0]);
        assert_eq!(divided(2, &fleet((1, 0), (0, 1)), true).counts, [1, 1]);
        assert_eq!(divided(3, &fleet((1, 0), (1, 0)), true).counts, [1, 2]);
        let short = divided(3, &fleet((1, 0), (1, 0)), false);
        assert_eq!((short.counts, short.missing), (vec![1, 1], 1));
        // Back in the reverse order.
        assert_eq!(divided(2, &fleet((1, 0), (2, 0)), true).counts, [1, 1]);
        assert_eq!(divided(1, &fleet((1, 0), (1, 1)), true).counts, [1, 0]);
    }

    #[test]
    fn exclusive_groups_take_all_or_nothing() {
        let fleet = [member("c1", 1, 0, 0), member("c2", 0, 5, 0)];
        let exclusive = vec![vec![vec![0]], vec![vec![1]]];
        assert_eq!(divide(2, &fleet, &exclusive, &room(false)).counts, [0, 2]);
        assert_eq!(divide(1, &fleet, &exclusive, &room(false)).counts, [1, 0]);
    }

    #[test]
    fn within_a_group_room_or_weights_decide() {
        let fleet = [member("a", 0, 6, 0), member("b", 0, 3, 0), member("c", 0, 0, 0)];
        let one = vec![vec![vec![0, 1, 2]]];
        assert_eq!(divide(6, &fleet, &one, &room(false)).counts, [4, 2, 0]);
        let together = Division::Room { aggregated: true, provision: false };
        assert_eq!(divide(5, &fleet, &one, &together).counts, [5, 0, 0]);
        assert_eq!(divide(4, &fleet, &one, &Division::Fixed(vec![1, 1, 2])).counts, [1, 1, 2]);
        assert_eq!(divide(2, &fleet, &one, &Division::Duplicated).counts, [2, 2, 2]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_no_cluster_gets_more_than_it_has_room_for(
            wanted in 0_u32..40,
            rooms in proptest::collection::vec((0_u32..6, 0_u32..6, 0_u32..6), 1..6),
            split in 0_usize..6,
        ) {
            let members: Vec<Member> =
                rooms.iter().enumerate().map(|(at, it)| member(&format!("m{at}"), it.0, it.1, it.2)).collect();
            let places: Vec<usize> = (0..members.len()).collect();
            let split = split.min(places.len());
            let tiers = vec![places[..split].to_vec(), places[split..].to_vec()];
            let divided = divide(wanted, &members, &[tiers], &room(true));
            let given: u32 = divided.counts.iter().sum();
            proptest::prop_assert_eq!(given + divided.missing, wanted);
            for (count, member) in divided.counts.iter().zip(&members) {
                proptest::prop_assert!(*count <= member.given + member.free + member.growth, "{:?} {:?}", divided, members);
            }
        }
    }
}
