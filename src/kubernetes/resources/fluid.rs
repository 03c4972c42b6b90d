//! Fluid's caches: datasets, the runtimes that hold them, and what loads them.

use serde_json::Value;

use super::{Condition, StringMap, kind, reduced};

kind!(
    /// A Fluid Dataset: what is cached.
    Dataset, "data.fluid.io", "v1alpha1", "datasets", DatasetSpec, DatasetStatus
);
reduced! {
    /// What is cached.
    DatasetSpec {
        /// Where it is read from.
        mounts: Vec<DatasetMount>,
        /// ReadOnlyMany, ReadWriteMany …
        access_modes: Vec<String>,
        /// The nodes of the workers.
        node_affinity: Option<DatasetAffinity>,
        /// `Exclusive` (default) keeps workers of other datasets off a node.
        placement: Option<String>,
    }
}
reduced! {
    /// Where a dataset is read from.
    DatasetMount {
        /// As `oss://models/Qwen` or `pvc://llm-model`.
        mount_point: String,
        /// Its name.
        name: String,
    }
}
reduced! {
    /// The nodes of the workers.
    DatasetAffinity {
        /// A node selector, as a pod's affinity has it.
        required: Option<Value>,
    }
}
reduced! {
    /// How far a dataset is.
    DatasetStatus {
        /// `Pending`, `Bound`, `Failed`, `NotBound`, `Updating` or `DataMigrating`.
        phase: Option<String>,
        /// The size of all of it, for people; `[Calculating]` while that is not known.
        ufs_total: Option<String>,
        /// How many files, for people.
        file_num: Option<String>,
        /// `cached`, `cacheCapacity`, `cachedPercentage`, `cacheHitRatio` …, for people.
        cache_states: StringMap,
        /// Ready, and others.
        conditions: Vec<Condition>,
        /// What holds the lock of an operation, as `DataLoad` → `qwen-load`.
        operation_ref: StringMap,
    }
}

kind!(
    /// A Fluid JindoRuntime.
    JindoRuntime, "data.fluid.io", "v1alpha1", "jindoruntimes", CacheRuntimeSpec, CacheRuntimeStatus
);
kind!(
    /// A Fluid AlluxioRuntime.
    AlluxioRuntime, "data.fluid.io", "v1alpha1", "alluxioruntimes", CacheRuntimeSpec, CacheRuntimeStatus
);
kind!(
    /// A Fluid JuiceFSRuntime.
    JuiceFSRuntime, "data.fluid.io", "v1alpha1", "juicefsruntimes", CacheRuntimeSpec, CacheRuntimeStatus
);
reduced! {
    /// Who caches; all runtimes have this.
    CacheRuntimeSpec {
        /// How many workers.
        replicas: Option<i32>,
        /// Where they keep it.
        tieredstore: TieredStore,
    }
}
reduced! {
    /// Where workers keep what they cache.
    TieredStore {
        /// The fastest first.
        levels: Vec<Tier>,
    }
}
reduced! {
    /// One place.
    Tier {
        /// `MEM`, `SSD` or `HDD`.
        mediumtype: String,
        /// `hostPath` (default) or `emptyDir`.
        volume_type: Option<String>,
        /// The folder.
        path: Option<String>,
        /// How much; a quantity.
        quota: Option<Value>,
    }
}
reduced! {
    /// How far a runtime is.
    CacheRuntimeStatus {
        /// `NotReady`, `PartialReady` or `Ready`.
        master_phase: Option<String>,
        /// `NotReady`, `PartialReady` or `Ready`.
        worker_phase: Option<String>,
        /// `NotReady`, `PartialReady` or `Ready`.
        fuse_phase: Option<String>,
        /// Workers that are wanted.
        desired_worker_number_scheduled: i32,
        /// Workers that are ready.
        worker_number_ready: i32,
        /// Nodes on which something mounts it.
        fuse_number_ready: i32,
        /// As the dataset's.
        cache_states: StringMap,
    }
}

kind!(
    /// A Fluid DataLoad.
    DataLoad, "data.fluid.io", "v1alpha1", "dataloads", DataLoadSpec, DataLoadStatus
);
reduced! {
    /// What is loaded.
    DataLoadSpec {
        /// Into which dataset.
        dataset: DataLoadTarget,
        /// Which parts.
        target: Vec<LoadedPath>,
    }
}
reduced! {
    /// A dataset by its name.
    DataLoadTarget {
        /// Its name.
        name: String,
        /// Its namespace, which must be the load's own.
        namespace: String,
    }
}
reduced! {
    /// A part of a dataset.
    LoadedPath {
        /// Its path.
        path: String,
        /// How many workers hold it.
        replicas: Option<i32>,
    }
}
reduced! {
    /// How far a load is.
    DataLoadStatus {
        /// Empty, `Pending`, `Executing`, `Complete` or `Failed`.
        phase: Option<String>,
        /// For people, as `1m20s`; `Unfinished` until then.
        duration: Option<String>,
        /// Complete or Failed.
        conditions: Vec<Condition>,
    }
}
