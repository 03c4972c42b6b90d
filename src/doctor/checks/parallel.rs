//! Tensor parallelism: GPUs and shared memory.

use serde_json::{Value, json};

use super::Found;
use crate::doctor::case::{Case, Container, Workload};
use crate::doctor::finding::Finding;
use crate::engines::Engine;
use crate::kubernetes::Quantity;

const TENSOR: [&str; 4] = ["--tensor-parallel-size", "-tp", "--tp", "--tp-size"];
const PIPELINE: [&str; 4] = ["--pipeline-parallel-size", "-pp", "--pp", "--pp-size"];
const DATA: [&str; 4] = ["--data-parallel-size", "-dp", "--dp", "--dp-size"];
/// vLLM's and NCCL's need for shared memory with several GPUs, in bytes; 64 MiB is what a container has.
const SHARED: i128 = 1 << 30;

fn size(container: &Container, names: &[&str]) -> Option<i64> {
    container.flag(names)?.parse().ok()
}

/// How many pods run one replica together.
fn group(workload: &Workload) -> i64 {
    let sizes = ["/spec/leaderWorkerTemplate/size"].iter().filter_map(|at| workload.entry.number(at));
    let role = workload.spec.trim_end_matches("/template/spec");
    let of_role = workload.entry.number(&format!("{role}/leaderWorkerSet/size"));
    sizes.chain(of_role).max().unwrap_or(1)
}

/// A parallel size that is not the number of GPUs.
pub fn gpus(case: &Case, found: &mut Found) {
    for workload in case.workloads() {
        let Some(server) = workload.server() else { continue };
        // vLLM and SGLang use one GPU unless they are told otherwise.
        let uses_one = workload.engine().is_some_and(|it| matches!(it.engine, Engine::Vllm | Engine::Sglang))
            && group(&workload) == 1
            && size(&server, &DATA).is_none();
        let Some(tensor) = size(&server, &TENSOR).or(uses_one.then_some(1)) else { continue };
        let (pipeline, data) = (size(&server, &PIPELINE).unwrap_or(1), size(&server, &DATA).unwrap_or(1));
        let Some((resource, each)) = server.accelerator() else { continue };
        let pods = group(&workload);
        let (needs, has) = (tensor * pipeline * data, each * pods);
        // Pieces of one GPU are not counted as GPUs.
        let whole = resource.ends_with("/gpu") || resource.ends_with("/neuron");
        if needs == has
            || !whole
            || (data > 1 && tensor * pipeline == has)
            || has % needs.max(1) == 0 && pods > 1
        {
            continue;
        }
        let at = server.at(&format!("/resources/limits/{}", resource.replace('/', "~1")));
        let finding = Finding::at(workload.entry, &at)
            .found(format!(
                "{each} of {resource}{}, and a parallel size of {needs}",
                if pods > 1 { format!(" in each of {pods} pods") } else { String::new() }
            ))
            .expected(format!("{needs} GPUs for one replica"))
            .why(match needs > has {
                true => "the engine does not start: it looks for GPUs that the pods do not have",
                false => "the GPUs above that are paid for and stand idle",
            })
            .remedy("make the two the same");
        found.push(match needs % pods {
            0 => {
                let request = format!("/resources/requests/{}", resource.replace('/', "~1"));
                let number = (needs / pods).to_string();
                let finding = finding.set(workload.entry, at, number.clone());
                match server.value.pointer(&request) {
                    Some(_) => finding.set(workload.entry, server.at(&request), number),
                    None => finding,
                }
            }
            _ => finding,
        });
    }
}

/// Several GPUs, and a container's 64 MiB of shared memory.
pub fn shared_memory(case: &Case, found: &mut Found) {
    for workload in case.workloads() {
        let Some(server) = workload.server() else { continue };
        let several = size(&server, &TENSOR).is_some_and(|size| size > 1)
            || (workload.engine().is_some() && server.gpus() > 1);
        if !several || workload.get("/hostIPC") == Some(&Value::Bool(true)) {
            continue;
        }
        let mount = server
            .list("/volumeMounts")
            .iter()
            .find(|it| it.get("mountPath").and_then(Value::as_str) == Some("/dev/shm"));
        let name = mount.and_then(|mount| mount.get("name")?.as_str());
        let volumes = workload.get("/volumes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let volume = volumes
            .iter()
            .position(|volume| name.is_some() && volume.get("name").and_then(Value::as_str) == name);
        let limit = volume.and_then(|index| volumes[index].pointer("/emptyDir/sizeLimit")?.as_str());
        let bytes = limit.and_then(|limit| Quantity::parse(limit).ok()).map(|limit| limit.value());
        match (volume, bytes) {
            (Some(index), Some(bytes)) if bytes < SHARED => {
                let at = workload.at(&format!("/volumes/{index}/emptyDir/sizeLimit"));
                found.push(small(&workload, &at, &format!("{} at /dev/shm", limit.unwrap_or_default())).set(
                    workload.entry,
                    at,
                    "8Gi",
                ));
            }
            (Some(_), _) => {}
            (None, _) => {
                let at = server.at("/volumeMounts");
                found.push(
                    small(&workload, &at, "nothing at /dev/shm, which means 64 MiB")
                        .set(
                            workload.entry,
                            workload.at("/volumes/-"),
                            json!({"name": "dshm", "emptyDir": {"medium": "Memory", "sizeLimit": "8Gi"}}),
                        )
                        .set(
                            workload.entry,
                            server.at("/volumeMounts/-"),
                            json!({"name": "dshm", "mountPath": "/dev/shm"}),
                        ),
                );
            }
        }
    }
}

fn small(workload: &Workload, at: &str, what: &str) -> Finding {
    Finding::at(workload.entry, at)
        .found(what)
        .expected("at least 1 GiB of shared memory")
        .why("the engine's processes talk through /dev/shm: with several GPUs it dies with a bus error at its start, or under load")
        .remedy("mount a volume in memory there; its size counts against the memory limit")
        .command(workload.entry.neap("serve update", "--shm-size 8Gi"))
}
