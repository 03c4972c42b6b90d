//! What Linux says of CPU time: pure readers of its files.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// CPU time of all cores since the start of the machine, in ticks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ticks {
    /// All.
    pub total: u64,
    /// What the hypervisor gave to others.
    pub stolen: u64,
}

/// Reads `/proc/stat` (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal.
pub fn ticks(text: &str) -> Option<Ticks> {
    let line = text.lines().find_map(|line| line.strip_prefix("cpu "))?;
    // What guests used is part of user and nice.
    let fields: Vec<u64> = line.split_whitespace().take(8).map_while(|field| field.parse().ok()).collect();
    Some(Ticks { total: fields.iter().sum(), stolen: *fields.get(7)? })
}

/// How long a cgroup's quota has stopped it: `throttled_usec` of version 2, `throttled_time` (ns) of version 1.
pub fn throttled(text: &str) -> Option<Duration> {
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().parse::<u64>().ok()
    };
    let micros = field("throttled_usec ").map(Duration::from_micros);
    micros.or_else(|| field("throttled_time ").map(Duration::from_nanos))
}

/// The `cpu.stat` files of the cgroup that `/proc/self/cgroup` (cgroups(7)) names, and of those around it: the quota may be set on
/// any of them.
pub fn cpu_stat_files(text: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for line in text.lines() {
        let mut fields = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (fields.next(), fields.next()) else { continue };
        let mounts: &[&str] = match controllers {
            "" => &["/sys/fs/cgroup", "/sys/fs/cgroup/unified"],
            _ if controllers.split(',').any(|controller| controller == "cpu") => {
                &["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"]
            }
            _ => continue,
        };
        for mount in mounts {
            let inside = Path::new(path).strip_prefix("/").unwrap_or(Path::new(""));
            let folders = inside.ancestors().map(|folder| Path::new(mount).join(folder));
            files.extend(folders.map(|folder| folder.join("cpu.stat")));
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stolen_time_is_the_eighth_field() {
        let text = "cpu  10 1 5 100 2 0 1 7 3 0\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n";
        assert_eq!(ticks(text), Some(Ticks { total: 126, stolen: 7 }));
        assert_eq!(ticks("cpu 1 2 3\n"), None);
        assert_eq!(ticks(""), None);
    }

    #[test]
    fn both_versions_of_cgroups_tell_the_throttled_time() {
        let one = "nr_periods 5\nnr_throttled 2\nthrottled_time 1500000\n";
        let two = "usage_usec 9\nnr_throttled 2\nthrottled_usec 1500\n";
        assert_eq!([throttled(one), throttled(two)], [Some(Duration::from_micros(1500)); 2]);
        assert_eq!(throttled("usage_usec 9\n"), None);
    }

    #[test]
    fn quotas_of_the_groups_around_count() {
        let files = cpu_stat_files("3:cpu,cpuacct:/a/b\n2:memory:/c\n0::/d\n");
        let named = |path: &str| files.iter().any(|file| file == Path::new(path));
        for path in [
            "/sys/fs/cgroup/cpu/a/b/cpu.stat",
            "/sys/fs/cgroup/cpu/a/cpu.stat",
            "/sys/fs/cgroup/cpu/cpu.stat",
        ] {
            assert!(named(path), "{path} {files:?}");
        }
        assert!(named("/sys/fs/cgroup/d/cpu.stat") && named("/sys/fs/cgroup/cpu.stat"));
        assert!(!files.iter().any(|file| file.starts_with("/sys/fs/cgroup/cpu/c")));
        assert_eq!(cpu_stat_files("nonsense"), Vec::<PathBuf>::new());
    }
}
