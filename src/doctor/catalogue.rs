//! All checks, and what each code means. A code keeps its meaning from version to version; new ones are added at the end.

use super::case::Case;
use super::checks::{
    cache, capacity, disruption, events, fleet, hpa, knative, kserve, loading, memory, metrics, nodes,
    parallel, ports, priority, replicas, selectors, signals, status, targets, units, volumes, yaml,
};
use super::finding::{Finding, Severity};

/// One check.
#[derive(Debug)]
pub struct Check {
    /// As `NEAP014`.
    pub code: &'static str,
    /// How bad it is what it finds.
    pub severity: Severity,
    /// In a few words.
    pub title: &'static str,
    /// What one should know about it.
    pub about: &'static str,
    /// Adds what it finds.
    pub(super) run: fn(&Case, &mut Vec<Finding>),
}

/// A check by its code, in any case, with or without the letters.
pub fn by_code(code: &str) -> Option<&'static Check> {
    let digits = code.to_ascii_uppercase().trim_start_matches("NEAP").to_owned();
    let number: usize = digits.parse().ok()?;
    CHECKS.iter().find(|check| check.code.trim_start_matches("NEAP").parse() == Ok(number))
}

macro_rules! checks {
    ($($code:ident $severity:ident $run:path, $title:literal, $about:literal;)*) => {
        /// In the order of their codes.
        pub static CHECKS: &[Check] = &[$(Check {
            code: stringify!($code),
            severity: Severity::$severity,
            title: $title,
            about: $about,
            run: $run,
        },)*];
    };
}

checks! {
    NEAP001 Error selectors::match_nothing, "a ResourcePolicy, Service, PodDisruptionBudget or PodMonitor selects no pod",
        "Each of these finds its pods by labels. If no pod of the namespace carries them, nothing happens, and hardly anything says so: a ResourcePolicy has no status. KServe sets the label `app` of its pods itself (`isvc.NAME-predictor`).";
    NEAP002 Error selectors::namespaces, "a selector finds pods of another namespace only",
        "Selectors look into their own namespace (a PodMonitor into those that it names).";
    NEAP003 Error selectors::levels, "a label stands on the object and does not reach its pods",
        "Labels of a Knative Service, Deployment or StatefulSet are its own. Pods have those of the template.";
    NEAP004 Warning selectors::match_all, "a selector takes every pod of the namespace",
        "An empty selector means all pods, those of other services too.";
    NEAP005 Warning selectors::shared_pods, "two ResourcePolicies take the same pods",
        "A pod follows one policy. Which one is not defined where two match.";
    NEAP006 Error targets::missing, "an autoscaler's target does not exist",
        "An autoscaler names what it scales by kind and name. KServe calls the Deployment of a service `NAME-predictor`.";
    NEAP007 Error targets::two, "two autoscalers scale one target",
        "Each sets the replicas that it wants; the HPA controller stops both with AmbiguousSelector. KServe makes an autoscaler of its own unless the annotation autoscalerClass is `external`.";
    NEAP008 Error targets::kserve_name, "an autoscaler has the name of KServe's own",
        "KServe calls its autoscaler `NAME-predictor`, and overwrites or deletes what is called so.";
    NEAP009 Error ports::of_services, "a Service's target port is none of the pods'",
        "A port by name must be named in the container; one by number must be open there.";
    NEAP010 Error ports::of_scrapes, "a scrape asks for a port that the pods do not have",
        "A PodMonitor finds ports by the name that the container gives them.";
    NEAP011 Error ports::of_probes, "a probe asks for a port that the container does not have",
        "The kubelet probes the container's own address: it takes what the container names or opens.";
    NEAP012 Error ports::of_commands, "the container's port is not the one that its command opens",
        "Kubernetes does not check that a containerPort is open. KServe, Services and scrapes by name go by it.";
    NEAP013 Warning hpa::target_form, "the target of a pods metric is not written as AverageValue",
        "For metrics of pods the field averageValue counts, and the API does not compare it with the type. Arena writes `Utilization`, some pages `Value`.";
    NEAP014 Warning hpa::bounds, "an autoscaler has nothing to decide",
        "With the minimum equal to the maximum, the replicas never change.";
    NEAP015 Warning hpa::windows, "a stabilization window does not fit services that start in minutes",
        "Down: each dip of the metric would cost a cold start. Up: the window is added to each cold start.";
    NEAP016 Error metrics::renamed, "the metric has another name in this version of the engine",
        "Engines rename metrics. vLLM's KV cache use is `vllm:gpu_cache_usage_perc` up to 0.10 and `vllm:kv_cache_usage_perc` since; Dynamo's `nv_llm_http_service_*` became `dynamo_frontend_*`.";
    NEAP017 Error metrics::out_of_reach, "the target can never be passed",
        "The HPA ignores what is within 10 % of its target. A share ends at 1, a percentage at 100.";
    NEAP018 Note metrics::capped, "the only metric is capped",
        "A share says that a replica is full, not by how much: from overload the replicas grow by cap / target at most, and each step waits for a cold start. SM utilisation also stays high with more replicas.";
    NEAP019 Note metrics::blind_until_overload, "the only metric is blind until overload",
        "Waiting requests are 0 until a replica is full. Together with running requests the autoscaler sees the load before, and does not remove replicas that are busy.";
    NEAP020 Warning signals::sums, "a share is added up",
        "The adapter's query adds the series of a pod. Of shares it must take the average.";
    NEAP021 Error signals::label_pair, "the adapter's labels are those of another way to scrape",
        "A PodMonitor gives series the labels namespace and pod, a scrape by annotations kubernetes_namespace and kubernetes_pod_name. The adapter finds pods by them.";
    NEAP022 Error signals::old_series, "the adapter asks for a series that has been renamed",
        "Its rule finds nothing, and the metric is answered with 404.";
    NEAP023 Warning signals::role_label, "the scrape takes a group's role from a label that pods do not have",
        "RoleBasedGroup v1alpha1 labels its pods rolebasedgroup.workloads.x-k8s.io/role, v1alpha2 rbg.workloads.x-k8s.io/role-name.";
    NEAP024 Warning replicas::written, "replicas are set beside an autoscaler",
        "Whoever applies the manifest sets the number again. The autoscaler mends it at its next look; the pods that went start cold.";
    NEAP025 Error status::inactive, "an autoscaler gets no value (ScalingActive is False)",
        "The condition's reason says which: a metric that nobody serves, no requests for CPU, a selector, another HPA on the same pods, or a target at 0.";
    NEAP026 Error status::unable, "an autoscaler cannot scale its target (AbleToScale is False)",
        "It does not find the target, or the target's scale cannot be read or set.";
    NEAP027 Warning status::at_maximum, "an autoscaler is at its maximum and wants more",
        "ScalingLimited says TooManyReplicas: from here on requests wait.";
    NEAP028 Error status::adapter, "nobody serves the metrics that an autoscaler asks for",
        "custom.metrics.k8s.io is served by an adapter, which must be installed and answer.";
    NEAP029 Warning units::max_of_elastic, "max on an elastic unit",
        "Node autoscalers do not know the unit's max and make nodes for pods that may not use them.";
    NEAP030 Warning units::max_missing, "a field of the policy needs a max",
        "ignorePreviousPod, ignoreTerminatingPod and matchLabelKeys say which pods count towards max.";
    NEAP031 Warning units::equal, "two units are the same",
        "Units are tried in order; a second one with the same nodes changes nothing.";
    NEAP032 Error units::words, "a word that the scheduler does not know",
        "The schema of ResourcePolicy takes any text for resource and strategy; the scheduler knows a few.";
    NEAP033 Warning units::timeout, "a timeout that nothing waits for",
        "Only the policy TimeoutOrExceedMax waits.";
    NEAP034 Warning units::scale_in, "pod-deletion-cost beside a ResourcePolicy",
        "The scheduler writes that annotation so that pods go in the reverse order of the units.";
    NEAP035 Note units::order_of_kind, "the kind removes its pods in an order of its own",
        "The reverse order of units holds for ReplicaSets. StatefulSets, LeaderWorkerSets and RoleBasedGroups remove the highest number.";
    NEAP036 Error units::label_keys, "pods lack a label that the policy counts them by",
        "A pod without a label of matchLabelKeys is refused.";
    NEAP037 Warning units::cluster_autoscaler, "units by node pool beside the cluster-autoscaler",
        "The cluster-autoscaler does not read ResourcePolicies; ACK advises instant elasticity with them.";
    NEAP038 Error priority::unknown, "a PriorityClass that does not exist",
        "The API server refuses pods whose class it does not know.";
    NEAP039 Warning priority::preempt_without, "preemption without a priority",
        "Pods make room only for pods of higher priority.";
    NEAP040 Error nodes::too_large, "no node could take a replica",
        "Compared with what nodes have when they are empty.";
    NEAP041 Error nodes::tainted, "no node's taints are tolerated",
        "Nodes with GPUs often have a taint.";
    NEAP042 Error nodes::nowhere, "no node has the labels that a replica wants",
        "The node selector or the required affinity matches no node.";
    NEAP043 Warning nodes::quota, "a quota ends before the autoscaler's maximum",
        "Pods above the quota are refused; the ReplicaSet's events say so, the autoscaler does not.";
    NEAP044 Warning disruption::surge, "a roll-out would wait for a GPU that it holds itself",
        "The default roll-out starts a new pod first. Without a free GPU it hangs.";
    NEAP045 Note disruption::grace, "the grace is shorter than a long answer",
        "After terminationGracePeriodSeconds the container is killed, with the answers that it streams.";
    NEAP046 Note disruption::pre_stop, "no preStop",
        "Endpoints learn of a pod's end later than the server does.";
    NEAP047 Error volumes::claim, "a PersistentVolumeClaim is missing or has no volume",
        "A pod waits for its volumes.";
    NEAP048 Warning volumes::one_node, "a volume for one node, and replicas for several",
        "ReadWriteOnce volumes are attached to one node.";
    NEAP049 Error parallel::shared_memory, "shared memory is too small for several GPUs",
        "A container has 64 MiB at /dev/shm.";
    NEAP050 Error parallel::gpus, "the parallel size is not the number of GPUs",
        "Tensor × pipeline parallelism is the number of GPUs that one replica uses, over all pods of a group.";
    NEAP051 Warning memory::below_weights, "the memory limit is below the weights",
        "Two bytes a weight, about half of one when quantized to four bits; by the model's name.";
    NEAP052 Error loading::killed, "a probe kills the container while weights load",
        "Liveness begins at once unless a startupProbe holds it back.";
    NEAP053 Warning loading::ready_before_warm, "a replica is ready before it is warm",
        "An open port does not mean that the model is loaded.";
    NEAP054 Warning loading::progress_deadline, "the roll-out's deadline is shorter than the start may take",
        "progressDeadlineSeconds is 600 unless it is said.";
    NEAP055 Note knative::gates, "Knative's features that must be turned on",
        "Claims, priority classes, affinity and others are refused unless the ConfigMap config-features enables them.";
    NEAP056 Note knative::utilization, "Knative's target is not what a pod gets",
        "The KPA aims at target × target-utilization-percentage, which is 70 by default.";
    NEAP057 Warning knative::concurrency, "the target is above what a pod takes at once",
        "containerConcurrency caps what a pod has.";
    NEAP058 Error knative::class, "Knative's autoscaler class does not know the metric",
        "The KPA knows concurrency and rps.";
    NEAP059 Warning knative::level, "settings of Knative's autoscaler where nobody reads them",
        "They belong on the template, which becomes the revision.";
    NEAP060 Warning knative::cold_start, "scale to zero with a timeout shorter than a cold start",
        "The first request after zero waits for node, image and weights.";
    NEAP061 Warning kserve::app_label, "KServe overwrites the label app",
        "Pods of a raw deployment carry app=isvc.NAME-predictor, whatever the service's labels say.";
    NEAP062 Error kserve::mode, "the service's mode does not make what the autoscaler scales",
        "Only RawDeployment (Standard in newer versions) makes the Deployment NAME-predictor.";
    NEAP063 Error kserve::bounds, "the predictor's bounds are the wrong way round",
        "maxReplicas is below minReplicas.";
    NEAP064 Error fleet::nameless, "a fleet's policy sends every object of a kind",
        "A resource selector without a name takes all of the namespace.";
    NEAP065 Error fleet::placeholders, "a placeholder was not filled in",
        "`${…}`, `<…>` and x's stand for a value of yours.";
    NEAP066 Error cache::names, "a cache's runtime has not the name of its dataset",
        "Fluid joins them by name.";
    NEAP067 Warning cache::size, "the cache is smaller than the model",
        "What does not fit is read from its source.";
    NEAP068 Error yaml::unreadable, "a document cannot be read",
        "Nothing of it is applied.";
    NEAP069 Error yaml::flat, "fields have lost their indentation",
        "A text that was copied from a page often has.";
    NEAP070 Error yaml::no_text, "a text field holds something else",
        "YAML reads on, yes, true and 8080 as other things than texts; labels, annotations, selectors and variables are texts.";
    NEAP071 Error yaml::quantities, "a quantity that is none",
        "`40 Gi` has a space; `40GB` is none either.";
    NEAP072 Error yaml::gone, "a version of an API that is gone",
        "The API server has no such version.";
    NEAP073 Warning events::warnings, "events that say what goes wrong",
        "Of a service that runs: pools out of stock or at their maximum, volumes, probes, quotas.";
    NEAP074 Error events::crashes, "a container that does not run",
        "Killed for its memory, ending again and again, or without an image.";
    NEAP075 Warning capacity::pools, "scheduling units or node pools end before the autoscaler's maximum",
        "Each unit's max, or each Karpenter pool's limit, together. What is above stays Pending, and counts as 0 for the autoscaler.";
    NEAP076 Note capacity::one_source, "many replicas that may start at once read from one volume",
        "Bandwidth belongs to the source: a NAS, an object store, a registry. N starts at once take up to N times as long.";
    NEAP077 Warning replicas::in_turn, "replicas fall to a number for which no autoscaler asked",
        "Somebody else writes them in turn. managedFields name only the last writer; the Deployment's events remember the falls.";
    NEAP078 Error fleet::nothing, "a fleet's policy selects nothing",
        "A resource selector finds objects by kind, namespace, and name or labels. What it does not find stays on the hub, and hardly anything says so.";
    NEAP079 Warning units::without_nodes, "units to which no node belongs",
        "A pool's name that is nearly another's, or a policy of which no unit has a node. A pool that is empty now looks the same.";
}
