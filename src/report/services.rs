//! Services as text and as JSON: Arena's columns and keys, and what they lack.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::age;
use crate::kubernetes::RootKind;
use crate::observe::instances::Instance;
use crate::observe::listing::{Listing, Mode};
use crate::observe::resources::Requests;
use crate::report::units::known;
use crate::ui::{Mark, Table};

/// What stands where nothing is known yet, as Arena writes it.
const NOT_AVAILABLE: &str = "N/A";

/// Which columns a list has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Columns {
    /// NAMESPACE, for all of them.
    pub namespace: bool,
    /// READY, MODE, CPU, MEMORY and AGE.
    pub wide: bool,
}

/// A list of services.
pub fn list(listings: &[Listing], columns: Columns, now: Timestamp) -> Table {
    let gpu = listings.iter().any(|listing| listing.requests.gpus > 0);
    let mut header = Vec::new();
    header.extend(columns.namespace.then_some("NAMESPACE"));
    header.extend(["NAME", "TYPE", "VERSION", "DESIRED", "AVAILABLE", "ADDRESS", "PORTS"]);
    header.extend(gpu.then_some("GPU"));
    if columns.wide {
        header.extend(["CPU", "MEMORY", "READY", "MODE", "AGE"]);
    }
    let mut table = Table::new(header);
    for listing in listings {
        let mut cells = Vec::new();
        cells.extend(columns.namespace.then(|| (listing.namespace.clone(), Mark::Plain)));
        cells.push((listing.name.clone(), Mark::Plain));
        cells.push((type_of(listing).to_owned(), Mark::Plain));
        cells.push((listing.version.clone(), Mark::Plain));
        cells.push((known(listing.replicas.map(|replicas| replicas.desired)), Mark::Plain));
        cells.push((known(listing.replicas.map(|replicas| replicas.available)), available(listing)));
        cells.push((address(listing), Mark::Plain));
        cells.push((ports(listing), Mark::Plain));
        cells.extend(gpu.then(|| (listing.requests.gpus.to_string(), Mark::Plain)));
        if columns.wide {
            cells.push((cpus(listing.requests), Mark::Plain));
            cells.push((memory(listing.requests), Mark::Plain));
            cells.push(ready(listing));
            cells.push((mode(listing).to_owned(), Mark::Plain));
            cells.push((listing.created.map_or_else(String::new, |created| age(created, now)), Mark::Plain));
        }
        table.marked(cells);
    }
    table
}

/// One service with its instances: Arena's one-shot view. `address` is what one connects to, if it is not the URL.
pub fn one(listing: &Listing, address_line: &str, now: Timestamp) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("Name", listing.name.clone()),
        ("Namespace", listing.namespace.clone()),
        ("Type", type_of(listing).to_owned()),
        ("Version", listing.version.clone()),
        ("Mode", mode(listing).to_owned()),
        ("Desired", known(listing.replicas.map(|replicas| replicas.desired))),
        ("Available", known(listing.replicas.map(|replicas| replicas.available))),
        ("Ready", ready_in_words(listing)),
        ("Age", listing.created.map_or_else(|| NOT_AVAILABLE.to_owned(), |created| age(created, now))),
        ("Address", address(listing)),
        ("Port", ports(listing)),
        ("Reached", address_line.to_owned()),
    ];
    if listing.requests.gpus > 0 {
        lines.push(("GPU", listing.requests.gpus.to_string()));
    }
    for traffic in &listing.traffic {
        let tag = traffic.tag.as_ref().map_or_else(String::new, |tag| format!(" ({tag})"));
        lines.push(("Traffic", format!("{} % {}{tag}", traffic.percent, traffic.revision)));
    }
    lines
}

/// The instances of a service.
pub fn instances(instances: &[Instance], now: Timestamp) -> Table {
    let gpu = instances.iter().any(|instance| instance.requests.gpus > 0);
    let mut header = vec!["NAME", "STATUS", "AGE", "READY", "RESTARTS"];
    header.extend(gpu.then_some("GPU"));
    header.push("NODE");
    let mut table = Table::new(header);
    for instance in instances {
        let mut cells = vec![
            (instance.name.clone(), Mark::Plain),
            (instance.status.clone(), status_mark(instance)),
            (instance.created.map_or_else(String::new, |created| age(created, now)), Mark::Plain),
            (format!("{}/{}", instance.ready, instance.total), Mark::Plain),
            (instance.restarts.to_string(), if instance.restarts > 0 { Mark::Warn } else { Mark::Plain }),
        ];
        cells.extend(gpu.then(|| (instance.requests.gpus.to_string(), Mark::Plain)));
        cells.push((instance.node.clone().unwrap_or_else(|| NOT_AVAILABLE.to_owned()), Mark::Plain));
        table.marked(cells);
    }
    table
}

/// A service under Arena's keys, in Arena's order; what Arena does not have follows.
pub fn json(listing: &Listing, instances: &[Instance], now: Timestamp) -> Value {
    let second = |time: Option<Timestamp>| time.map_or(0, Timestamp::as_second);
    let since = |time: Option<Timestamp>| time.map_or_else(String::new, |time| age(time, now));
    json!({
        "uuid": listing.uid,
        "name": listing.name,
        "namespace": listing.namespace,
        "type": type_of(listing),
        "version": listing.version,
        "age": since(listing.created),
        "desiredInstances": listing.replicas.map(|replicas| replicas.desired),
        "availableInstances": listing.replicas.map(|replicas| replicas.available),
        "endpoints": listing.ports.iter().map(|port| json!({
            "name": port.name, "port": port.number, "nodePort": port.on_nodes,
        })).collect::<Vec<_>>(),
        "ip": listing.address.clone().unwrap_or_default(),
        "instances": instances.iter().map(|instance| json!({
            "name": instance.name,
            "status": instance.status,
            "age": since(instance.created),
            "readyContainers": instance.ready,
            "totalContainers": instance.total,
            "restartCount": instance.restarts,
            "nodeIP": instance.node_ip.clone().unwrap_or_default(),
            "nodeName": instance.node.clone().unwrap_or_default(),
            "ip": instance.ip.clone().unwrap_or_default(),
            "requestGPUs": number(instance.requests.gpus),
            "requestGPUMemory": number(instance.requests.gpu_memory),
            "requestGPUCore": number(instance.requests.gpu_core),
            "creationTimestamp": second(instance.created),
        })).collect::<Vec<_>>(),
        "requestCPUs": thousandths(listing.requests.cpu_milli),
        "requestGPUs": number(listing.requests.gpus),
        "requestGPUMemory": number(listing.requests.gpu_memory),
        "requestGPUCore": number(listing.requests.gpu_core),
        "creationTimestamp": second(listing.created),
        "mode": mode(listing),
        "ready": listing.ready.as_ref().map(|ready| json!({
            "status": ready.status, "reason": ready.reason, "message": ready.message,
        })),
        "traffic": listing.traffic.iter().map(|traffic| json!({
            "revision": traffic.revision, "percent": traffic.percent, "tag": traffic.tag,
        })).collect::<Vec<_>>(),
    })
}

fn address(listing: &Listing) -> String {
    listing.address.clone().unwrap_or_else(|| NOT_AVAILABLE.to_owned())
}

fn ports(listing: &Listing) -> String {
    match listing.ports.as_slice() {
        [] => NOT_AVAILABLE.to_owned(),
        ports => ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    }
}

/// TYPE as Arena writes it; what Arena does not have, by its own name.
fn type_of(listing: &Listing) -> &'static str {
    let labelled = |words: &[&str]| words.iter().any(|word| listing.type_name.starts_with(word));
    match listing.kind {
        RootKind::InferenceService => "KServe",
        RootKind::KnativeService => "Knative",
        RootKind::LeaderWorkerSet | RootKind::RoleBasedGroup => "Distributed",
        RootKind::StatefulSet => "StatefulSet",
        RootKind::Deployment if labelled(&["triton", "trt"]) => "Triton",
        RootKind::Deployment if labelled(&["tensorflow", "tf"]) => "Tensorflow",
        RootKind::Deployment => "Custom",
    }
}

fn mode(listing: &Listing) -> &'static str {
    match (listing.kind, listing.mode) {
        (RootKind::InferenceService, Mode::Raw) => "RawDeployment",
        (RootKind::InferenceService | RootKind::KnativeService, _) => "Knative",
        (kind, _) => kind.api().1,
    }
}

fn available(listing: &Listing) -> Mark {
    match listing.replicas {
        Some(replicas) if replicas.available >= replicas.desired => Mark::Good,
        Some(replicas) if replicas.available == 0 => Mark::Bad,
        _ => Mark::Warn,
    }
}

fn ready(listing: &Listing) -> (String, Mark) {
    match &listing.ready {
        Some(ready) if ready.status == "True" => ("True".to_owned(), Mark::Good),
        Some(ready) => (ready.status.clone(), Mark::Warn),
        None => ("Unknown".to_owned(), Mark::Warn),
    }
}

fn ready_in_words(listing: &Listing) -> String {
    let Some(ready) = &listing.ready else {
        return match listing.kind {
            RootKind::InferenceService => "Unknown (KServe has not looked at it yet)".to_owned(),
            _ => "Unknown (its controller has not looked at it yet)".to_owned(),
        };
    };
    let why = [ready.reason.as_deref(), ready.message.as_deref()];
    let why: Vec<&str> = why.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    match (ready.status.as_str(), why.is_empty()) {
        ("True", _) | (_, true) => ready.status.clone(),
        (status, false) => format!("{status} ({})", why.join(": ")),
    }
}

fn status_mark(instance: &Instance) -> Mark {
    match instance.status.as_str() {
        "Running" if instance.is_ready() => Mark::Good,
        "Running" | "Pending" | "Terminating" | "ContainerCreating" | "PodInitializing" => Mark::Warn,
        status if status.starts_with("Init:") && status.contains('/') => Mark::Warn,
        _ => Mark::Bad,
    }
}

fn cpus(requests: Requests) -> String {
    match requests.cpu_milli {
        milli if milli % 1000 == 0 => (milli / 1000).to_string(),
        milli => format!("{milli}m"),
    }
}

fn memory(requests: Requests) -> String {
    const UNITS: [(&str, u32); 4] = [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)];
    let bytes = requests.memory;
    match UNITS.iter().find(|(_, shift)| bytes >= 1 << shift && bytes % (1 << (shift - 10).max(10)) == 0) {
        Some((unit, shift)) if bytes % (1 << shift) == 0 => format!("{}{unit}", bytes >> shift),
        Some((unit, shift)) => format!("{:.1}{unit}", in_units(bytes, *shift)),
        None => bytes.to_string(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "one decimal place is shown")]
fn in_units(bytes: i128, shift: u32) -> f64 {
    bytes as f64 / f64::from(shift).exp2()
}

/// Whole where it is whole: `2`, else `0.5`.
fn thousandths(milli: i128) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "CPUs are few")]
    match milli % 1000 {
        0 => number(milli / 1000),
        _ => json!(milli as f64 / 1000.0),
    }
}

fn number(number: i128) -> Value {
    json!(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_kubernetes_writes_them() {
        let of = |memory: i128| memory_of(memory);
        for (bytes, text) in [
            (0, "0"),
            (512 << 20, "512Mi"),
            (12 << 30, "12Gi"),
            ((12 << 30) + (512 << 20), "12.5Gi"),
            (1000, "1000"),
            (2 << 40, "2Ti"),
        ] {
            assert_eq!(of(bytes), text);
        }
        assert_eq!(cpus(Requests { cpu_milli: 1500, ..Requests::default() }), "1500m");
        assert_eq!(cpus(Requests { cpu_milli: 4000, ..Requests::default() }), "4");
        assert_eq!(thousandths(500), json!(0.5));
        assert_eq!(thousandths(2000), json!(2));
    }

    fn memory_of(bytes: i128) -> String {
        memory(Requests { memory: bytes, ..Requests::default() })
    }
}
