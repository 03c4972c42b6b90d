//! The probes of a running container: what they find, and what follows for it.

use super::around::Around;
use super::probe::Prober;
use super::process::Health;
use super::running::Running;

/// What a round of probes came to.
pub(super) enum Probed {
    /// Nothing is different.
    Nothing,
    /// It is ready, or no longer.
    Changed,
    /// The probe of this name has failed too often.
    Broken(&'static str),
}

impl Running {
    /// Whether its probes would find what they found, until something else happens.
    pub(super) fn steady(&self, around: &Around<'_>) -> bool {
        let ready = self.health(around) == Health::Ready;
        let passes = |prober: &Option<Prober>| prober.as_ref().is_none_or(|prober| prober.passes);
        ready && passes(&self.readiness) && passes(&self.liveness)
    }

    /// Looks through the probes that are due.
    pub(super) fn probe(
        &mut self,
        around: &mut Around<'_>,
        health: Health,
        started: &mut bool,
        ready: &mut bool,
    ) -> Probed {
        let (now, address) = (around.now, around.address);
        if let Some(prober) = &mut self.startup
            && !*started
        {
            let Some(look) = prober.look(health, address, now) else { return Probed::Nothing };
            if let Some(failure) = &look.failure {
                around.tell(true, "Unhealthy", format!("Startup probe failed: {failure}"));
            }
            if look.broken {
                return if self.stops.is_none() { Probed::Broken("startup") } else { Probed::Nothing };
            }
            if !prober.passes {
                return Probed::Nothing;
            }
            *started = true;
            *ready = self.readiness.is_none();
            // The others have waited for this.
            self.readiness.iter_mut().for_each(|prober| prober.trigger(now));
        }
        let mut changed = false;
        if let Some(prober) = &mut self.readiness {
            let before = *ready;
            if let Some(look) = prober.look(health, address, now)
                && let Some(failure) = &look.failure
            {
                around.tell(true, "Unhealthy", format!("Readiness probe failed: {failure}"));
            }
            *ready = prober.passes;
            changed |= before != *ready;
        }
        if let Some(prober) = &mut self.liveness
            && let Some(look) = prober.look(health, address, now)
        {
            if let Some(failure) = &look.failure {
                around.tell(true, "Unhealthy", format!("Liveness probe failed: {failure}"));
            }
            if look.broken && self.stops.is_none() {
                return Probed::Broken("liveness");
            }
        }
        if changed { Probed::Changed } else { Probed::Nothing }
    }
}
