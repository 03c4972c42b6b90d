//! How much a replica gets: GPUs, CPU, memory, other devices.

use super::value::{checked, integer, pair, refuse};
use crate::error::Result;
use crate::kubernetes::{Quantity, names};

/// How much a replica gets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resources {
    /// Whole NVIDIA GPUs.
    pub gpus: u32,
    /// Shared GPU memory in GiB, by ACK's scheduler.
    pub gpu_memory: u32,
    /// Shared GPU compute in per cent, by ACK's scheduler; a multiple of 5.
    pub gpu_core: u32,
    /// CPU requested; also the limit unless one is given.
    pub cpu: Option<Quantity>,
    /// The most CPU.
    pub cpu_limit: Option<Quantity>,
    /// Memory requested; also the limit unless one is given.
    pub memory: Option<Quantity>,
    /// The most memory.
    pub memory_limit: Option<Quantity>,
    /// Memory of `/dev/shm`.
    pub shared_memory: Option<Quantity>,
    /// Other devices by resource name, in the order of the flags.
    pub devices: Vec<(String, Quantity)>,
}

impl Resources {
    /// Checks what one value cannot show: limits below requests.
    ///
    /// # Errors
    /// A usage error.
    pub fn checked(self) -> Result<Self> {
        for (flag, request, limit) in
            [("--cpu", &self.cpu, &self.cpu_limit), ("--memory", &self.memory, &self.memory_limit)]
        {
            if let (Some(request), Some(limit)) = (request, limit)
                && limit < request
            {
                let reason = format!("the limit is below the request, `{flag}={request}`");
                return Err(refuse(
                    &format!("{flag}-limit"),
                    limit.text(),
                    reason,
                    format!("{flag}-limit={request}"),
                ));
            }
        }
        Ok(self)
    }

    /// Whether an accelerator of any kind is asked for.
    pub fn any_device(&self) -> bool {
        self.gpus > 0 || self.gpu_memory > 0 || self.gpu_core > 0 || !self.devices.is_empty()
    }
}

/// Whole GPUs, or GiB of GPU memory.
///
/// # Errors
/// A usage error.
pub fn gpus(flag: &str, text: &str) -> Result<u32> {
    Ok(u32::try_from(integer(flag, text, 0..=1024)?).unwrap_or_default())
}

/// Per cent of a GPU, in steps of five.
///
/// # Errors
/// A usage error.
pub fn gpu_core(flag: &str, text: &str) -> Result<u32> {
    let number = integer(flag, text, 0..=6400)?;
    match number % 5 {
        0 => Ok(u32::try_from(number).unwrap_or_default()),
        _ => Err(refuse(flag, text, "must be a multiple of 5 (per cent of a GPU)", format!("{flag}=50"))),
    }
}

/// A positive quantity of CPUs.
///
/// # Errors
/// A usage error.
pub fn cpu(flag: &str, text: &str) -> Result<Quantity> {
    let example = format!("{flag}=4");
    let quantity = Quantity::parse(text).map_err(|reason| refuse(flag, text, reason, &example))?;
    if quantity.nano() <= 0 {
        return Err(refuse(flag, text, "must be more than nothing", example));
    }
    if quantity.value() > 100_000 {
        let reason = "no machine has so many CPUs: whole CPUs are 4, thousandths are 500m";
        return Err(refuse(flag, text, reason, example));
    }
    if quantity.nano() % 1_000_000 != 0 {
        return Err(refuse(flag, text, "CPU is counted in thousandths, 1m at the least", example));
    }
    Ok(quantity)
}

/// A quantity of memory, a MiB at the least.
///
/// # Errors
/// A usage error.
pub fn memory(flag: &str, text: &str) -> Result<Quantity> {
    let example = format!("{flag}=12Gi");
    let quantity = Quantity::parse(text).map_err(|reason| refuse(flag, text, reason, &example))?;
    let reason = match quantity.value() {
        ..=0 => "must be more than nothing".to_owned(),
        bytes @ 1..1_000_000 => {
            let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
            let unit = if text.ends_with('m') { "Mi" } else { "Gi" };
            format!("that is less than {} bytes: did you mean {number}{unit}?", bytes + 1)
        }
        bytes if bytes > 1 << 50 => "no machine has so much memory".to_owned(),
        _ if !quantity.is_whole() => "must be whole bytes".to_owned(),
        _ => return Ok(quantity),
    };
    Err(refuse(flag, text, reason, example))
}

/// Other devices from `NAME=QUANTITY`; a later one replaces an earlier one of the same name.
///
/// # Errors
/// A usage error.
pub fn devices(entries: &[String]) -> Result<Vec<(String, Quantity)>> {
    const FLAG: &str = "--device";
    const EXAMPLE: &str = "--device=amd.com/gpu=1";
    let mut devices: Vec<(String, Quantity)> = Vec::new();
    for entry in entries {
        let (name, number) = pair(FLAG, entry, '=', EXAMPLE)?;
        checked(FLAG, entry, names::qualified_name(name), EXAMPLE)?;
        let instead = match name {
            "nvidia.com/gpu" => Some("--gpus"),
            "aliyun.com/gpu-mem" => Some("--gpumemory"),
            "aliyun.com/gpu-core.percentage" => Some("--gpucore"),
            "cpu" => Some("--cpu"),
            "memory" => Some("--memory"),
            _ => None,
        };
        if let Some(flag) = instead {
            let reason = format!("`{name}` has a flag of its own");
            return Err(refuse(FLAG, entry, reason, format!("{flag}={number}")));
        }
        if !name.contains('/') && name != "ephemeral-storage" {
            return Err(refuse(FLAG, entry, "a device is DOMAIN/NAME", EXAMPLE));
        }
        let quantity = Quantity::parse(number).map_err(|reason| refuse(FLAG, entry, reason, EXAMPLE))?;
        if quantity.nano() < 0 || !quantity.is_whole() {
            return Err(refuse(FLAG, entry, "devices are counted in whole numbers", EXAMPLE));
        }
        devices.retain(|(earlier, _)| earlier != name);
        devices.push((name.to_owned(), quantity));
    }
    Ok(devices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_of_the_wrong_unit_are_refused() {
        for text in ["4", "500m", "0.5", "1e1"] {
            assert_eq!(cpu("--cpu", text).unwrap().text(), text);
        }
        for text in ["", "0", "-1", "4Gi", "4 cores", "1n", "0.0001"] {
            assert!(cpu("--cpu", text).is_err(), "{text}");
        }
        for text in ["12Gi", "32G", "1.5Gi", "12000Mi", "16e9"] {
            assert_eq!(memory("--memory", text).unwrap().text(), text);
        }
        for (text, part) in [
            ("40 Gi", "write 40Gi"),
            ("12", "that is less than 13 bytes: did you mean 12Gi?"),
            ("500m", "that is less than 2 bytes: did you mean 500Mi?"),
            ("12GB", "write 12Gi"),
            ("-1Gi", "more than nothing"),
            ("9999Ti", "no machine"),
        ] {
            let error = memory("--memory", text).unwrap_err();
            assert!(error.message.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn a_limit_is_not_below_its_request() {
        let resources = Resources {
            memory: Some(Quantity::parse("32Gi").unwrap()),
            memory_limit: Some(Quantity::parse("16Gi").unwrap()),
            ..Resources::default()
        };
        let error = resources.checked().unwrap_err();
        assert!(error.message.contains("`--memory-limit`: the limit is below the request"), "{error}");
    }

    #[test]
    fn devices_are_extended_resources() {
        let read = |entry: &str| devices(&[entry.to_owned()]);
        assert_eq!(read("amd.com/gpu=1").unwrap()[0].0, "amd.com/gpu");
        for entry in
            ["nvidia.com/gpu=1", "amd.com/gpu", "amd.com/gpu=", "gpu=1", "amd.com/gpu=0.5", "a b/c=1"]
        {
            assert!(read(entry).is_err(), "{entry}");
        }
        assert!(read("nvidia.com/gpu=2").unwrap_err().hints[0].contains("--gpus=2"));
    }
}
