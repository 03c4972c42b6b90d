//! A model by its address, where nobody but the pod itself could fetch it.

use crate::error::{Error, Result};
use crate::workload::storage::Storage;
use crate::workload::value::refuse;

/// Where KServe mounts a model, and so where a command looks for it.
const MOUNT: &str = "/mnt/models";

/// Reads `--storage-uri`: a claim is mounted, read-only, where KServe mounts it.
///
/// # Errors
/// A usage error; for any other address with what fetches it.
pub fn mount(storage: &mut Storage, uri: &str) -> Result<()> {
    const FLAG: &str = "--storage-uri";
    const EXAMPLE: &str = "--storage-uri=pvc://llm-model/Qwen";
    let Some((scheme, rest)) = uri.split_once("://") else {
        return Err(refuse(FLAG, uri, "must be pvc://CLAIM[/PATH]", EXAMPLE));
    };
    let rest = rest.trim_end_matches('/');
    match scheme {
        "pvc" if !rest.is_empty() => {
            let entry = match rest.split_once('/') {
                Some((claim, path)) => format!("{claim}:{MOUNT}:{path}"),
                None => format!("{rest}:{MOUNT}"),
            };
            storage.claim("--model-dir", &entry).map_err(|_| {
                refuse(
                    FLAG,
                    uri,
                    "must be pvc://CLAIM[/PATH], with the name of a claim and a plain path",
                    EXAMPLE,
                )
            })
        }
        "oss" | "s3" | "gs" | "hdfs" | "http" | "https" | "oci" => {
            let error = refuse(
                FLAG,
                uri,
                "nobody fetches it: KServe has a container for that, other kinds have none",
                EXAMPLE,
            );
            Err(error
                .hint("`neap cache create NAME --from URI` makes a claim of it, which `--model-dir` mounts")
                .hint(
                    "or have KServe fetch it: `neap serve kserve --model-format=huggingface --storage-uri=…`",
                ))
        }
        "hf" | "modelscope" => Err(refuse(FLAG, uri, "the engine fetches such a model by itself", EXAMPLE)
            .hint(format!(
                "name it in the command: \"vllm serve {}\"",
                crate::error::quoted(rest).trim_matches('"')
            ))),
        _ => Err(Error::flag(FLAG, uri, "must be pvc://CLAIM[/PATH]", EXAMPLE)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_mounted_where_kserve_mounts_it() {
        let mut storage = Storage::default();
        mount(&mut storage, "pvc://llm-model/Qwen/7B").unwrap();
        let mounted = &storage.mounts[0];
        assert_eq!((mounted.path.as_str(), mounted.read_only), (MOUNT, true));
        for (uri, part) in [
            ("", "must be pvc"),
            ("llm-model", "must be pvc"),
            ("pvc://", "must be pvc"),
            ("pvc://A b", "name of a claim"),
            ("oss://b/p", "nobody fetches it"),
            ("s3://b", "nobody fetches it"),
            ("hf://Qwen/Qwen3-8B", "by itself"),
        ] {
            let error = mount(&mut Storage::default(), uri).unwrap_err();
            assert!(error.message.contains(part), "{uri}: {error}");
        }
    }
}
