//! Node pools: how many accelerators are used and there, how many nodes are ready and on their way.

use serde::Serialize;

/// A node as a pool counts it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Member {
    /// The node's name.
    pub node: String,
    /// The pool's id; `None` for a node without a pool label.
    pub pool: Option<String>,
    /// Condition Ready is True, and it may take pods.
    pub ready: bool,
    /// Accelerators that pods may ask for.
    pub capacity: u32,
    /// Accelerators that pods ask for.
    pub used: u32,
    /// Its labels say that it has accelerators; they count only when they are allocatable.
    pub expects_accelerator: bool,
}

/// A pool's counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// The pool's id; `None` for nodes without a pool label.
    pub id: Option<String>,
    /// Accelerators that pods ask for.
    pub used: u32,
    /// Accelerators that pods may ask for.
    pub total: u32,
    /// Nodes that are ready, with their accelerators.
    pub ready: u32,
    /// Nodes that exist and are not ready.
    pub not_ready: u32,
    /// Ready nodes whose accelerators are not allocatable yet.
    pub without_accelerator: u32,
}

impl Counts {
    /// Counts one more node.
    pub fn add(&mut self, member: &Member) {
        self.used += member.used;
        self.total += member.capacity;
        match member {
            Member { ready: false, .. } => self.not_ready += 1,
            // A node is usable when its accelerator is allocatable, not when it is Ready.
            Member { expects_accelerator: true, capacity: 0, .. } => self.without_accelerator += 1,
            _ => self.ready += 1,
        }
    }
}

/// Counts the pools, in the order in which their first member comes.
pub fn count(members: &[Member]) -> Vec<Counts> {
    let mut pools: Vec<Counts> = Vec::new();
    for member in members {
        let place = pools.iter().position(|pool| pool.id == member.pool).unwrap_or_else(|| {
            pools.push(Counts { id: member.pool.clone(), ..Counts::default() });
            pools.len() - 1
        });
        pools[place].add(member);
    }
    pools
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(pool: &str, ready: bool, capacity: u32, used: u32) -> Member {
        Member { node: "n".into(), pool: Some(pool.into()), ready, capacity, used, expects_accelerator: true }
    }

    #[test]
    fn a_ready_node_whose_gpu_is_not_allocatable_is_still_on_its_way() {
        let pools = count(&[
            member("edge", true, 1, 1),
            member("cloud", true, 0, 0),
            member("cloud", false, 0, 0),
            member("cloud", true, 1, 0),
        ]);
        assert_eq!((pools[0].used, pools[0].total, pools[0].ready), (1, 1, 1));
        let cloud = &pools[1];
        assert_eq!(
            (cloud.used, cloud.total, cloud.ready, cloud.not_ready, cloud.without_accelerator),
            (0, 1, 1, 1, 1)
        );
    }
}
