//! Objects of a control plane as JSON, by kind and name. Everything blocks and panics with the server's answer.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use kube::api::{
    Api, ApiResource, DeleteParams, DynamicObject, GroupVersionKind, ListParams, Patch, PatchParams,
    PostParams,
};
use serde_json::{Value, json};

/// The runtime of the harness: servers in this process and the clients of all tests.
pub static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
});

/// Runs a future beside the tests.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> tokio::task::JoinHandle<()> {
    RUNTIME.spawn(future)
}

/// Waits for a future from a test's thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    RUNTIME.handle().block_on(future)
}

/// The group and version of the kinds that tests read and write.
const KINDS: &[(&str, &str)] = &[
    ("apps/v1", "Deployment ReplicaSet StatefulSet"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("serving.kserve.io/v1beta1", "InferenceService"),
    ("serving.kserve.io/v1alpha1", "ServingRuntime ClusterServingRuntime"),
    ("serving.knative.dev/v1", "Configuration Revision Route"),
    ("scheduling.alibabacloud.com/v1alpha1", "ResourcePolicy"),
    ("scheduling.k8s.io/v1", "PriorityClass"),
    ("networking.k8s.io/v1", "Ingress"),
    ("rbac.authorization.k8s.io/v1", "Role RoleBinding ClusterRole ClusterRoleBinding"),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ("apiregistration.k8s.io/v1", "APIService"),
    ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration ValidatingWebhookConfiguration"),
    ("batch/v1", "Job"),
    ("kwok.x-k8s.io/v1alpha1", "ClusterAttach ClusterExec ClusterLogs ClusterPortForward"),
    ("policy/v1", "PodDisruptionBudget"),
];

/// Kinds without a namespace.
const CLUSTER_WIDE: &[&str] = &[
    "APIService",
    "ClusterAttach",
    "ClusterExec",
    "ClusterLogs",
    "ClusterPortForward",
    "ClusterRole",
    "ClusterRoleBinding",
    "ClusterRoleBinding",
    "ClusterServingRuntime",
    "ClusterStorageContainer",
    "CustomResourceDefinition",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "ValidatingWebhookConfiguration",
];

/// The type of a kind: `Pod`, `Deployment` … by themselves, anything else as `GROUP/VERSION/Kind`.
pub fn resource(kind: &str) -> ApiResource {
    let (api_version, kind) = match kind.rsplit_once('/') {
        Some((api_version, kind)) => (api_version, kind),
        None => {
            let known = KINDS.iter().find(|(_, kinds)| kinds.split(' ').any(|known| known == kind));
            (known.map_or("v1", |(api_version, _)| api_version), kind)
        }
    };
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let kind = GroupVersionKind::gvk(group, version, kind);
    match kind.kind.as_str() {
        // The guess from English is wrong here.
        "ClusterLogs" => ApiResource::from_gvk_with_plural(&kind, "clusterlogs"),
        _ => ApiResource::from_gvk(&kind),
    }
}

fn resource_of(object: &Value) -> ApiResource {
    let text = |field: &str| object[field].as_str().unwrap_or_else(|| panic!("no {field} in {object}"));
    resource(&format!("{}/{}", text("apiVersion"), text("kind")))
}

/// The objects of one namespace, or those without a namespace.
#[derive(Clone)]
pub struct Objects {
    /// The client behind it.
    pub client: kube::Client,
    /// `None` for kinds without a namespace, or for all namespaces.
    pub namespace: Option<String>,
}

impl Objects {
    fn api(&self, resource: &ApiResource) -> Api<DynamicObject> {
        match &self.namespace {
            _ if CLUSTER_WIDE.contains(&resource.kind.as_str()) => {
                Api::all_with(self.client.clone(), resource)
            }
            Some(namespace) => Api::namespaced_with(self.client.clone(), namespace, resource),
            None => Api::all_with(self.client.clone(), resource),
        }
    }

    /// Server-side apply with force, as field manager `test`. Returns the object.
    pub fn apply(&self, object: Value) -> Value {
        let name = name_of(&object).to_owned();
        let parameters = PatchParams::apply("test").force();
        let api = self.api(&resource_of(&object));
        let applied = block_on(api.patch(&name, &parameters, &Patch::Apply(&object)));
        value(applied.unwrap_or_else(|error| panic!("cannot apply {object}: {error}")))
    }

    /// Creates an object; the API server's refusal as an error.
    pub fn try_create(&self, object: Value) -> Result<Value, kube::Error> {
        let api = self.api(&resource_of(&object));
        let typed: DynamicObject = serde_json::from_value(object).unwrap();
        block_on(api.create(&PostParams::default(), &typed)).map(value)
    }

    /// Creates an object, with its status where the kind allows that.
    pub fn create(&self, object: Value) -> Value {
        let shown = object.to_string();
        self.try_create(object).unwrap_or_else(|error| panic!("cannot create {shown}: {error}"))
    }

    /// What the API server would say to creating an object, under strict field validation.
    pub fn dry_run(&self, object: &Value) -> Result<(), String> {
        let api = self.api(&resource_of(object));
        let url = format!("{}?dryRun=All&fieldValidation=Strict", api.resource_url());
        let request = http::Request::post(url).header("content-type", "application/json");
        let answer =
            block_on(self.client.request::<Value>(request.body(object.to_string().into_bytes()).unwrap()));
        match answer {
            Ok(_) => Ok(()),
            Err(kube::Error::Api(status)) => Err(status.message),
            Err(error) => panic!("cannot ask about {object}: {error}"),
        }
    }

    /// Merge patch.
    pub fn patch(&self, kind: &str, name: &str, patch: Value) -> Value {
        let patched =
            block_on(self.api(&resource(kind)).patch(name, &PatchParams::default(), &Patch::Merge(&patch)));
        value(patched.unwrap_or_else(|error| panic!("cannot patch {kind} {name}: {error}")))
    }

    /// Merge patch of the status.
    pub fn patch_status(&self, kind: &str, name: &str, status: Value) -> Value {
        let patch = json!({ "status": status });
        let patched = block_on(self.api(&resource(kind)).patch_status(
            name,
            &PatchParams::default(),
            &Patch::Merge(&patch),
        ));
        value(patched.unwrap_or_else(|error| panic!("cannot patch the status of {kind} {name}: {error}")))
    }

    /// One object, if it is there.
    pub fn get(&self, kind: &str, name: &str) -> Option<Value> {
        block_on(self.api(&resource(kind)).get_opt(name))
            .unwrap_or_else(|error| panic!("{kind} {name}: {error}"))
            .map(value)
    }

    /// All objects of a kind.
    pub fn list(&self, kind: &str) -> Vec<Value> {
        self.list_labelled(kind, "")
    }

    /// The objects of a kind with these labels, as in `app=web`.
    pub fn list_labelled(&self, kind: &str, labels: &str) -> Vec<Value> {
        let parameters = ListParams::default().labels(labels);
        let list = block_on(self.api(&resource(kind)).list(&parameters));
        list.unwrap_or_else(|error| panic!("{kind}: {error}")).into_iter().map(value).collect()
    }

    /// Deletes an object; does nothing if it is not there.
    pub fn delete(&self, kind: &str, name: &str) {
        let deleted = block_on(self.api(&resource(kind)).delete(name, &DeleteParams::background()));
        match deleted {
            Ok(_) => {}
            Err(kube::Error::Api(status)) if status.is_not_found() => {}
            Err(error) => panic!("cannot delete {kind} {name}: {error}"),
        }
    }

    /// Creates what YAML files hold, unread: the API server parses them, at the same time, since some are megabytes.
    /// One object a file, and only kinds without a namespace.
    pub fn create_files(&self, kind: &str, files: &[PathBuf]) {
        std::thread::scope(|scope| {
            for file in files {
                scope.spawn(move || self.create_file(kind, file));
            }
        });
    }

    fn create_file(&self, kind: &str, path: &Path) {
        let body = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let url = collection(&resource(kind));
        let request = http::Request::post(url).header("content-type", "application/yaml").body(body).unwrap();
        let answer = block_on(self.client.request::<Value>(request));
        match answer {
            Ok(_) => {}
            Err(kube::Error::Api(status)) if status.is_already_exists() => {}
            Err(error) => panic!("cannot create {}: {error}", path.display()),
        }
    }

    /// Reads a path of the API server.
    pub fn raw(&self, path: &str) -> Result<Value, kube::Error> {
        block_on(self.client.request::<Value>(http::Request::get(path).body(Vec::new()).unwrap()))
    }
}

/// The collection's path of a kind without a namespace.
fn collection(resource: &ApiResource) -> String {
    match resource.group.as_str() {
        "" => format!("/api/{}/{}", resource.version, resource.plural),
        group => format!("/apis/{group}/{}/{}", resource.version, resource.plural),
    }
}

fn value(object: DynamicObject) -> Value {
    serde_json::to_value(object).unwrap()
}

/// The name of an object.
pub fn name_of(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_else(|| panic!("no name in {object}"))
}
