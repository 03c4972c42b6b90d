//! What `--fix` leaves to a person.

/// Codes of which no repair, or not each, can be told from the objects; and why. `docs/doctor.md` has the same table.
pub static BY_HAND: &[(&str, &str)] = &[
    (
        "NEAP005",
        "policies that differ: which of them is meant stands in neither. Of two in files that say the same, the second goes",
    ),
    (
        "NEAP006",
        "a target in another namespace, in a cluster: an object does not move, it is made anew. A file is mended",
    ),
    (
        "NEAP007",
        "autoscalers with other bounds, of other kinds, or with two targets for one metric: which one is meant stands in neither. Two HPAs in files that differ in their metrics at most become one with the metrics of both. In a cluster nothing is deleted",
    ),
    (
        "NEAP025",
        "a condition is what the autoscaler saw at its last look. The cause lies in the adapter, in Prometheus or in a target that somebody set to 0; where it lies in an object, that has a code of its own (006, 007, 016, 021)",
    ),
    (
        "NEAP026",
        "a condition is what the autoscaler saw at its last look. A target that is not there is NEAP006, which is mended; a kind without a scale, or a role that does not allow it, is not in the objects",
    ),
    ("NEAP028", "an adapter is installed with Helm, with values that `neap metrics render` writes"),
    (
        "NEAP035",
        "a kind does not change: the object is deleted and made anew, and with it the names of its pods and their volumes",
    ),
    ("NEAP037", "the pools are switched to instant elasticity in ACK's console, not by an object"),
    ("NEAP064", "a selector without a name where several objects could be meant. The only one is put in"),
    ("NEAP065", "the value is yours"),
    (
        "NEAP068",
        "what is wrong with a text does not say what was meant. Tabs are mended where all widths of them that make YAML make the same object",
    ),
    (
        "NEAP069",
        "deeper levels that were lost, where a field could belong to several. The fields of metadata and spec are put back",
    ),
    (
        "NEAP071",
        "a quantity with a unit that is none (`40GB`): which one is meant makes a difference. A space is taken out",
    ),
    ("NEAP073", "an event is past. What caused it is a stock, a quota, a volume or a log"),
    (
        "NEAP074",
        "a container's end is past. The limit, the command or the image that caused it is the workload's: how much memory it needs, or what its log says, is in no object",
    ),
    (
        "NEAP076",
        "a cache takes memory of nodes, a slower scale-up takes waiting requests: which one costs you less is yours to say",
    ),
    (
        "NEAP077",
        "who else writes the replicas is outside of the cluster, as a GitOps controller; managedFields name only the last writer",
    ),
    ("NEAP078", "a selector that is like no object, or like several. A name that is nearly right is put in"),
    (
        "NEAP079",
        "units of which none has a node: which pools are meant stands nowhere. A name that is nearly a pool's is put in",
    ),
];
