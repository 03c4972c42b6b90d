//! The labels that say to which service an object belongs.

/// KServe's, on the pods and the Deployment of an InferenceService.
pub const KSERVE: &str = "serving.kserve.io/inferenceservice";
/// Knative's, on the revisions and pods of a Service.
pub const KNATIVE: &str = "serving.knative.dev/service";
/// LeaderWorkerSet's, on the pods of a set.
pub const GROUPS: &str = "leaderworkerset.sigs.k8s.io/name";
/// RoleBasedGroup's, on the pods of all roles.
pub const ROLES: &str = "rolebasedgroup.workloads.x-k8s.io/name";
/// neap's and Arena's: the name that the service was given.
pub const NAME: &str = "servingName";
/// neap's and Arena's: the version of the service, where one was given.
pub const VERSION: &str = "servingVersion";
/// neap's and Arena's: the kind of the service.
pub const TYPE: &str = "servingType";
