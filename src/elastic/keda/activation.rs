//! When a workload goes to zero and comes back.

use jiff::{SignedDuration, Timestamp};

/// The counts of a ScaledObject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replicas {
    /// What is told to the workload now.
    pub current: u32,
    /// The fewest; 0 if absent.
    pub min: u32,
    /// The count while nothing triggers, if it differs from the fewest.
    pub idle: Option<u32>,
}

/// What is known at a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activation {
    /// The counts.
    pub replicas: Replicas,
    /// Some trigger is above its activation threshold.
    pub active: bool,
    /// Some trigger could not be read.
    pub failed: bool,
    /// When a trigger was active last.
    pub last_active: Option<Timestamp>,
    /// When the ScaledObject was created.
    pub created: Timestamp,
    /// How long nothing must trigger before it goes to zero; KEDA's default is 300 s.
    pub cooldown: SignedDuration,
    /// The same, before anything has triggered at all; 0 by default.
    pub initial_cooldown: SignedDuration,
}

/// What a look leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nothing.
    Nothing,
    /// A trigger is active: remember the time.
    Remember,
    /// It wakes: so many, and remember the time.
    Wake(u32),
    /// It goes to sleep.
    Sleep(u32),
    /// It would go to sleep, but not so soon.
    CoolDown,
    /// It has fewer than the fewest, and nothing triggers.
    Raise(u32),
}

impl Activation {
    /// What is to be done.
    pub fn turn(&self, now: Timestamp) -> Turn {
        let Replicas { current, min, idle } = self.replicas;
        if self.active {
            return match current == 0 || (idle.is_some() && current < min) {
                true => Turn::Wake(min.max(1)),
                false if self.failed => Turn::Nothing,
                false => Turn::Remember,
            };
        }
        if self.failed {
            return Turn::Nothing;
        }
        match idle {
            Some(idle) if current > idle => self.sleep(idle, now),
            _ if current > 0 && min == 0 => self.sleep(idle.unwrap_or(0), now),
            None if current < min => Turn::Raise(min),
            _ => Turn::Nothing,
        }
    }

    fn sleep(&self, to: u32, now: Timestamp) -> Turn {
        let over = match self.last_active {
            None => self.created + self.initial_cooldown < now,
            Some(last) => last + self.cooldown < now,
        };
        if over { Turn::Sleep(to) } else { Turn::CoolDown }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(current: u32, active: bool) -> Activation {
        Activation {
            replicas: Replicas { current, min: 0, idle: None },
            active,
            failed: false,
            last_active: Some(at(0)),
            created: at(0),
            cooldown: SignedDuration::from_secs(300),
            initial_cooldown: SignedDuration::ZERO,
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_000 + seconds).unwrap()
    }

    #[test]
    fn it_sleeps_after_the_cooldown_and_wakes_at_once() {
        assert_eq!(look(3, false).turn(at(300)), Turn::CoolDown);
        assert_eq!(look(3, false).turn(at(301)), Turn::Sleep(0));
        assert_eq!(look(0, false).turn(at(301)), Turn::Nothing);
        assert_eq!(look(0, true).turn(at(301)), Turn::Wake(1));
        assert_eq!(look(3, true).turn(at(301)), Turn::Remember);
        // Nobody has ever triggered it: the initial cooldown counts.
        assert_eq!(Activation { last_active: None, ..look(1, false) }.turn(at(1)), Turn::Sleep(0));
    }

    #[test]
    fn a_minimum_and_an_idle_count_are_kept() {
        let min = |current, active| Activation {
            replicas: Replicas { current, min: 2, idle: None },
            ..look(0, active)
        };
        assert_eq!(min(0, true).turn(at(0)), Turn::Wake(2));
        assert_eq!(min(1, false).turn(at(0)), Turn::Raise(2));
        assert_eq!(min(5, false).turn(at(900)), Turn::Nothing);
        let idle = |current, active| Activation {
            replicas: Replicas { current, min: 2, idle: Some(1) },
            ..look(0, active)
        };
        assert_eq!(idle(2, false).turn(at(900)), Turn::Sleep(1));
        assert_eq!(idle(1, true).turn(at(0)), Turn::Wake(2));
        assert_eq!(idle(1, false).turn(at(900)), Turn::Nothing);
    }

    #[test]
    fn while_triggers_fail_nothing_sleeps() {
        let failed = Activation { failed: true, ..look(3, false) };
        assert_eq!(failed.turn(at(900)), Turn::Nothing);
    }
}
