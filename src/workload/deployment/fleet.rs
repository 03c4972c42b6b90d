//! On which clusters of a fleet a service runs.

use crate::error::Result;
use crate::kubernetes::{FleetApi, names};
use crate::workload::container::object_name;
use crate::workload::value::{checked, integer, one_of, refuse};

const GROUP: &str = "--cluster-group";
const EXAMPLE: &str = "--cluster-group=idc=c1,c2";
/// The longest name of a group that the API takes.
const LONGEST_NAME: usize = 32;
/// More than any sensible share.
const MOST: i64 = 1_000_000;

/// On which clusters of a fleet a service runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fleet {
    /// In the order in which they are filled. There is one at least.
    pub groups: Vec<Group>,
    /// Whether machines are ordered where no cluster has room.
    pub provision: bool,
    /// Whose objects say it; `None` leaves it to what the hub serves.
    pub api: Option<FleetApi>,
    /// What the policy is called, where it is not the service's name.
    pub policy: Option<String>,
}

/// Clusters of one rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// Names or ids of clusters.
    pub clusters: Vec<Cluster>,
}

/// A cluster of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its name or id, as the fleet knows it.
    pub name: String,
    /// Its share of the replicas, whether it has room or not; without shares room decides.
    pub weight: Option<u32>,
}

/// The flags as given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// `--cluster-group`.
    pub groups: &'a [String],
    /// `--ecs-provision`.
    pub provision: Option<bool>,
    /// `--fleet-api`.
    pub api: Option<&'a str>,
    /// `--propagation-policy`.
    pub policy: Option<&'a str>,
}

impl Fleet {
    /// Reads the flags; `None` for a service of one cluster.
    ///
    /// # Errors
    /// A usage error; for a flag that belongs to a fleet too, where there is none.
    pub fn parse(given: Given) -> Result<Option<Self>> {
        let apis =
            [("auto", None), ("ack-one", Some(FleetApi::AckOne)), ("karmada", Some(FleetApi::Karmada))];
        let api = given.api.map(|text| one_of("--fleet-api", text, &apis)).transpose()?.flatten();
        let policy = given.policy.map(|text| object_name("--propagation-policy", text, "vllm-deploy-pp"));
        let policy = policy.transpose()?;
        if given.groups.is_empty() {
            let provision = given.provision.map(|on| on.to_string());
            let alone = [
                ("--ecs-provision", provision.as_deref()),
                ("--fleet-api", given.api),
                ("--propagation-policy", given.policy),
            ];
            return match alone.into_iter().find_map(|(flag, text)| Some((flag, text?))) {
                Some((flag, text)) => {
                    let reason = "there is no `--cluster-group` that it belongs to";
                    Err(refuse(flag, text, reason, format!("{EXAMPLE} {flag}={text}")))
                }
                None => Ok(None),
            };
        }
        let mut groups: Vec<Group> = Vec::new();
        for text in given.groups {
            let group = Group::parse(text)?;
            if groups.iter().any(|other| other.name == group.name) {
                return Err(refuse(GROUP, text, format!("the group {} comes twice", group.name), EXAMPLE));
            }
            groups.push(group);
        }
        let fleet = Self { groups, provision: given.provision == Some(true), api, policy };
        fleet.checked(given.groups).map(Some)
    }

    /// All clusters, in order.
    pub fn clusters(&self) -> impl Iterator<Item = &Cluster> {
        self.groups.iter().flat_map(|group| &group.clusters)
    }

    /// Whether replicas are divided by fixed shares.
    pub fn is_weighted(&self) -> bool {
        self.clusters().any(|cluster| cluster.weight.is_some())
    }

    fn checked(self, texts: &[String]) -> Result<Self> {
        let all: Vec<&Cluster> = self.clusters().collect();
        let whole = texts.join(" ");
        for (at, cluster) in all.iter().enumerate() {
            if all[..at].iter().any(|other| other.name == cluster.name) {
                let text = texts.iter().rfind(|text| text.contains(&cluster.name)).unwrap_or(&whole);
                let reason = format!("the cluster {} comes twice; it belongs to one group", cluster.name);
                return Err(refuse(GROUP, text, reason, EXAMPLE));
            }
        }
        if !self.is_weighted() {
            return Ok(self);
        }
        let text = texts.iter().find(|text| text.contains(':')).unwrap_or(&whole);
        let example = "--cluster-group=all=c1:2,c2:1";
        if let Some(without) = all.iter().find(|cluster| cluster.weight.is_none()) {
            let reason = format!("{} has no share, and others have: give all or none", without.name);
            return Err(refuse(GROUP, text, reason, example));
        }
        if self.groups.len() > 1 {
            let reason =
                "shares are kept whether there is room or not, so no group would ever spill into the next";
            return Err(refuse(GROUP, text, reason, example));
        }
        if self.provision {
            let reason = "shares are kept whether there is room or not, and `--ecs-provision` counts room";
            return Err(refuse(GROUP, text, reason, "--cluster-group=all=c1,c2 --ecs-provision"));
        }
        Ok(self)
    }
}

impl Group {
    /// Reads `NAME=CLUSTER[:WEIGHT],…`.
    ///
    /// # Errors
    /// A usage error.
    fn parse(text: &str) -> Result<Self> {
        let Some((name, clusters)) = text.split_once('=') else {
            let allowed = "must be NAME=CLUSTER,…: a name for the group, and its clusters";
            return Err(refuse(GROUP, text, allowed, EXAMPLE));
        };
        if text.contains("${") {
            return Err(refuse(
                GROUP,
                text,
                "the placeholder of a guide: put the cluster's own id there",
                EXAMPLE,
            ));
        }
        if name.len() > LONGEST_NAME || name.contains('/') {
            let allowed = format!("the group's name has at most {LONGEST_NAME} characters and no `/`");
            return Err(refuse(GROUP, text, allowed, EXAMPLE));
        }
        checked(
            GROUP,
            text,
            names::qualified_name(name).map_err(|rule| format!("the group's name: {rule}")),
            EXAMPLE,
        )?;
        let clusters =
            clusters.split(',').map(|cluster| Cluster::parse(text, cluster)).collect::<Result<_>>()?;
        Ok(Self { name: name.to_owned(), clusters })
    }
}

impl Cluster {
    fn parse(whole: &str, text: &str) -> Result<Self> {
        let (name, weight) = match text.split_once(':') {
            Some((name, weight)) => (name, Some(weight)),
            None => (text, None),
        };
        let rule = names::dns_subdomain(name).map_err(|rule| format!("a cluster's name or id: {rule}"));
        checked(GROUP, whole, rule, EXAMPLE)?;
        let weight = weight.map(|weight| integer(GROUP, weight, 1..=MOST)).transpose().map_err(|_| {
            let allowed = format!("the share behind `:` is a whole number from 1 to {MOST}");
            refuse(GROUP, whole, allowed, "--cluster-group=all=c1:2,c2:1")
        })?;
        Ok(Self { name: name.to_owned(), weight: weight.and_then(|weight| u32::try_from(weight).ok()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(groups: &[&str], provision: Option<bool>) -> Result<Option<Fleet>> {
        let groups: Vec<String> = groups.iter().map(|text| (*text).to_owned()).collect();
        Fleet::parse(Given { groups: &groups, provision, ..Given::default() })
    }

    #[test]
    fn groups_are_read_in_order() {
        let fleet = read(&["idc=c1,c2", "cloud=c3"], Some(true)).unwrap().unwrap();
        let names: Vec<(&str, Vec<&str>)> = fleet
            .groups
            .iter()
            .map(|group| (group.name.as_str(), group.clusters.iter().map(|it| it.name.as_str()).collect()))
            .collect();
        assert_eq!(names, [("idc", vec!["c1", "c2"]), ("cloud", vec!["c3"])]);
        assert!(fleet.provision && !fleet.is_weighted());
        let shares = read(&["all=c1:2,c2:1"], None).unwrap().unwrap();
        assert_eq!(shares.clusters().map(|it| it.weight).collect::<Vec<_>>(), [Some(2), Some(1)]);
        assert_eq!(read(&[], None).unwrap(), None);
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (groups, part) in [
            (&["idc"][..], "must be NAME=CLUSTER"),
            (&["idc="], "a cluster's name or id"),
            (&["=c1"], "the group's name"),
            (&["idc=c1,"], "a cluster's name or id"),
            (&["idc=c1,c1"], "comes twice; it belongs to one group"),
            (&["idc=c1", "cloud=c1"], "comes twice; it belongs to one group"),
            (&["idc=c1", "idc=c2"], "the group idc comes twice"),
            (&["idc=C1"], "a cluster's name or id"),
            (&["idc=${cluster1_id}"], "the placeholder of a guide"),
            (&["a-name-that-is-longer-than-the-api-takes=c1"], "at most 32 characters"),
            (&["a=c1:0"], "the share behind `:`"),
            (&["a=c1:x"], "the share behind `:`"),
            (&["a=c1:2,c2"], "c2 has no share"),
            (&["a=c1:2", "b=c2:1"], "no group would ever spill"),
        ] {
            let error = read(groups, None).unwrap_err();
            assert!(error.message.contains(part), "{groups:?}: {error}");
            assert!(error.hints[0].starts_with("for example `--cluster-group="), "{error}");
        }
        assert!(read(&["a=c1:2,c2:1"], Some(true)).unwrap_err().message.contains("counts room"));
        let alone = read(&[], Some(true)).unwrap_err();
        assert!(
            alone.message.contains("`--ecs-provision`") && alone.message.contains("--cluster-group"),
            "{alone}"
        );
        let api = Given { api: Some("karmade"), ..Given::default() };
        assert!(Fleet::parse(api).unwrap_err().hints.iter().any(|hint| hint.contains("did you mean")));
    }
}
