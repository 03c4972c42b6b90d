//! ACK's CronHorizontalPodAutoscaler: what a job does when its time has come.
//!
//! Read in AliyunContainerService/kubernetes-cronhpa-controller.

/// An HPA between the job and its workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Never fewer.
    pub min: u32,
    /// Never more.
    pub max: u32,
    /// How many it saw last.
    pub current: u32,
}

/// What a job leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The HPA's new bounds, fewest and most, if they move.
    pub bounds: Option<(u32, u32)>,
    /// The workload's new count.
    pub replicas: Option<u32>,
    /// In words.
    pub message: String,
}

/// What a job with a size does to a workload of `current` replicas that nothing else scales.
pub fn plain(size: u32, current: u32) -> Outcome {
    let message = format!("current replicas:{current}, desired replicas:{size}.");
    Outcome { bounds: None, replicas: Some(size), message }
}

/// The same where an HPA scales the workload: it makes room in the HPA's bounds, and only ever raises the count.
pub fn with_autoscaler(size: u32, current: u32, name: &str, hpa: &Bounds) -> Outcome {
    let (mut min, mut max) = (hpa.min, hpa.max);
    max = max.max(size);
    min = min.min(size);
    if hpa.current < size {
        min = size;
    }
    let bounds = ((min, max) != (hpa.min, hpa.max)).then_some((min, max));
    if hpa.current >= size {
        let message = format!(
            "Skip scale replicas because HPA {name} current replicas:{current} >= desired replicas:{size}."
        );
        return Outcome { bounds, replicas: None, message };
    }
    Outcome { bounds, ..plain(size, current) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hpa_is_given_room_and_its_workload_is_only_raised() {
        let hpa = Bounds { min: 1, max: 3, current: 1 };
        let up = with_autoscaler(4, 1, "web", &hpa);
        assert_eq!((up.bounds, up.replicas), (Some((4, 4)), Some(4)));
        let down = with_autoscaler(1, 4, "web", &Bounds { min: 4, max: 4, current: 4 });
        assert_eq!((down.bounds, down.replicas), (Some((1, 4)), None));
        assert!(down.message.starts_with("Skip scale replicas because HPA web current replicas:4"));
        let same = with_autoscaler(2, 2, "web", &Bounds { min: 2, max: 3, current: 2 });
        assert_eq!((same.bounds, same.replicas), (None, None));
    }
}
