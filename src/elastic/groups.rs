//! How groups of pods give way to a new template: the rolling update of a LeaderWorkerSet.
//!
//! Read in `pkg/controllers/leaderworkerset_controller.go` of LeaderWorkerSet 0.7. A group is one number of the leaders' StatefulSet; the
//! partition of that set goes down from the last group, and numbers from the wanted count on are surge.

/// How far a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Group {
    /// Leader and workers run.
    pub ready: bool,
    /// Leader and workers are of the newest template.
    pub updated: bool,
}

/// What is wanted, in groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Groups in rest.
    pub replicas: i32,
    /// How many there may be beyond that while a template is rolled out.
    pub surge: i32,
    /// How many of them may be missing.
    pub unavailable: i32,
    /// Groups below this number keep the old template.
    pub partition: i32,
}

/// The leaders' set as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaders {
    /// How many leaders it is told to have.
    pub replicas: i32,
    /// Its own partition.
    pub partition: i32,
    /// The wanted count when it was written last.
    pub wanted_before: i32,
    /// The template differs from the one that it has.
    pub outdated: bool,
}

/// What the leaders' set is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Leaders below this number keep their template.
    pub partition: i32,
    /// How many leaders.
    pub replicas: i32,
}

/// The next step; `groups` are those of the set's present numbers.
pub fn step(wanted: &Wanted, leaders: Option<&Leaders>, groups: &[Group]) -> Step {
    let raw = raw(wanted, leaders, groups);
    Step { partition: raw.partition.max(wanted.partition), ..raw }
}

fn raw(wanted: &Wanted, leaders: Option<&Leaders>, groups: &[Group]) -> Step {
    let replicas = wanted.replicas;
    let Some(leaders) = leaders else { return Step { partition: 0, replicas } };
    let surge = wanted.surge.min(replicas);
    let most = replicas + surge;
    // As many groups are missing as are surge: the surge goes, so that they find room.
    let size = |missing: i32| match missing <= surge {
        true => replicas + (missing - 1).max(0),
        false => most,
    };
    if leaders.outdated {
        return Step { partition: replicas.min(leaders.replicas), replicas: size(replicas) };
    }
    if leaders.partition == 0 && leaders.replicas == replicas {
        return Step { partition: 0, replicas };
    }
    let missing = missing(groups, replicas);
    if leaders.wanted_before != replicas {
        return Step { partition: leaders.partition.min(most), replicas: size(missing) };
    }
    let stride = wanted.unavailable + surge - (most - leaders.replicas);
    Step { partition: partition(groups, leaders, stride), replicas: size(missing) }
}

/// Of the wanted groups, those that do not run the newest template.
fn missing(groups: &[Group], replicas: i32) -> i32 {
    let done = |number: usize| groups.get(number).is_some_and(|group| group.ready && group.updated);
    let replicas = usize::try_from(replicas).unwrap_or(0);
    count((0..replicas).filter(|number| !done(*number)))
}

fn partition(groups: &[Group], leaders: &Leaders, stride: i32) -> i32 {
    let done = count(groups.iter().rev().take_while(|group| group.ready && group.updated));
    let floor = (leaders.replicas - done - stride).max(0);
    let below = usize::try_from(floor).unwrap_or(0);
    // Groups below that do not run count as missing already.
    let mut partition = floor + count(groups.iter().take(below).filter(|group| !group.ready));
    let mut number = partition.min(leaders.replicas - 1);
    while number >= floor {
        let group = usize::try_from(number).ok().and_then(|number| groups.get(number)).copied();
        // Nothing is lost by updating what does not run.
        match group.unwrap_or_default() {
            Group { ready: true, updated: false } => break,
            _ => partition = number,
        }
        number -= 1;
    }
    partition.min(leaders.partition)
}

fn count<T>(of: impl Iterator<Item = T>) -> i32 {
    i32::try_from(of.count()).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Group = Group { ready: true, updated: false };
    const NEW: Group = Group { ready: true, updated: true };
    const LOADING: Group = Group { ready: false, updated: true };

    fn wanted(replicas: i32, surge: i32) -> Wanted {
        Wanted { replicas, surge, unavailable: 1, partition: 0 }
    }

    fn leaders(replicas: i32, partition: i32) -> Leaders {
        Leaders { replicas, partition, wanted_before: 3, outdated: false }
    }

    #[test]
    fn a_template_is_rolled_out_from_the_last_group_down() {
        let wanted = wanted(3, 0);
        let begin = step(&wanted, Some(&Leaders { outdated: true, ..leaders(3, 0) }), &[OLD; 3]);
        assert_eq!(begin, Step { partition: 3, replicas: 3 });
        for (groups, has, next) in [
            ([OLD, OLD, OLD], 3, 2),
            ([OLD, OLD, LOADING], 2, 2),
            ([OLD, OLD, NEW], 2, 1),
            ([OLD, LOADING, NEW], 1, 1),
            ([OLD, NEW, NEW], 1, 0),
            ([NEW, NEW, NEW], 0, 0),
        ] {
            assert_eq!(step(&wanted, Some(&leaders(3, has)), &groups).partition, next, "{groups:?}");
        }
    }

    #[test]
    fn surge_comes_first_and_goes_when_as_many_are_missing() {
        let wanted = wanted(3, 1);
        let begin = step(&wanted, Some(&Leaders { outdated: true, ..leaders(3, 0) }), &[OLD; 3]);
        assert_eq!(begin, Step { partition: 3, replicas: 4 });
        // The surge runs: it and the budget allow two.
        let next = step(&wanted, Some(&leaders(4, 3)), &[OLD, OLD, OLD, NEW]);
        assert_eq!(next, Step { partition: 1, replicas: 4 });
        let last = step(&wanted, Some(&leaders(4, 0)), &[LOADING, NEW, NEW, NEW]);
        assert_eq!(last, Step { partition: 0, replicas: 3 });
    }

    #[test]
    fn a_new_count_is_taken_at_once_and_a_partition_holds() {
        assert_eq!(step(&wanted(5, 0), Some(&leaders(3, 0)), &[NEW; 3]).replicas, 5);
        let held = Wanted { partition: 2, ..wanted(3, 0) };
        assert_eq!(step(&held, Some(&leaders(3, 2)), &[OLD, OLD, NEW]).partition, 2);
        assert_eq!(step(&held, None, &[]), Step { partition: 2, replicas: 3 });
    }
}
