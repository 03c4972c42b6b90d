//! Public GPUs: figures of NVIDIA's data sheets.

use super::units::{Bytes, BytesPerSecond, FlopsPerSecond};

/// A GPU.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gpu {
    /// As a scenario names it; node labels of clouds contain it.
    pub name: &'static str,
    /// Its memory.
    pub memory: Bytes,
    /// Peak bandwidth of its memory.
    pub bandwidth: BytesPerSecond,
    /// Peak of its tensor cores at FP16, dense.
    pub flops: FlopsPerSecond,
    /// The share of that peak that an engine's matrix multiplications reach.
    pub efficiency: f64,
    /// CUDA compute capability; vLLM's v1 engine wants 8.0.
    pub capability: (u8, u8),
    /// Where the figures are from.
    pub source: &'static str,
}

const GIGA: f64 = 1e9;
const TERA: f64 = 1e12;

const fn gpu(
    name: &'static str,
    gib: u64,
    gigabytes_per_second: f64,
    teraflops: f64,
    efficiency: f64,
    capability: (u8, u8),
    source: &'static str,
) -> Gpu {
    Gpu {
        name,
        memory: Bytes::gib(gib),
        bandwidth: BytesPerSecond(gigabytes_per_second * GIGA),
        flops: FlopsPerSecond(teraflops * TERA),
        efficiency,
        capability,
        source,
    }
}

/// All of them. Efficiencies of H100, A100 and L40S are measured ones; the older cards are judged to be like the L40S.
pub const GPUS: [Gpu; 9] = [
    gpu("T4", 16, 320.0, 65.0, 0.32, (7, 5), "NVIDIA T4 data sheet, t4-tensor-core-datasheet-951643.pdf"),
    gpu(
        "V100-16GB",
        16,
        900.0,
        125.0,
        0.32,
        (7, 0),
        "NVIDIA V100 data sheet, volta-v100-datasheet-update-us-1165301-r5.pdf, SXM2",
    ),
    gpu(
        "V100-32GB",
        32,
        900.0,
        125.0,
        0.32,
        (7, 0),
        "NVIDIA V100 data sheet, volta-v100-datasheet-update-us-1165301-r5.pdf, SXM2",
    ),
    gpu("A10", 24, 600.0, 125.0, 0.32, (8, 6), "NVIDIA A10 data sheet, a10-datasheet.pdf, without sparsity"),
    gpu("L40S", 48, 864.0, 362.05, 0.32, (8, 9), "NVIDIA L40S data sheet, without sparsity"),
    gpu(
        "A100-40GB",
        40,
        1555.0,
        312.0,
        0.38,
        (8, 0),
        "NVIDIA A100 data sheet, nvidia-a100-datasheet-us-nvidia-1758950-r4-web.pdf, SXM4 40 GB",
    ),
    gpu(
        "A100-80GB",
        80,
        2039.0,
        312.0,
        0.38,
        (8, 0),
        "NVIDIA A100 data sheet, nvidia-a100-datasheet-us-nvidia-1758950-r4-web.pdf, SXM4 80 GB",
    ),
    gpu(
        "H100",
        80,
        3350.0,
        989.4,
        0.45,
        (9, 0),
        "NVIDIA H100 data sheet, nvidia-tensor-core-gpu-datasheet, SXM5, without sparsity",
    ),
    gpu(
        "H200",
        141,
        4800.0,
        989.4,
        0.45,
        (9, 0),
        "NVIDIA H200 data sheet, hpc-datasheet-sc23-h200, SXM5, without sparsity",
    ),
];

impl Gpu {
    /// By name; case, `NVIDIA`, `Tesla` and what follows the name do not matter, so that values of
    /// `nvidia.com/gpu.product` and ACK's `aliyun.accelerator/nvidia_name` are understood.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        let wanted = plain(name);
        let whole = GPUS.iter().find(|gpu| wanted == plain(gpu.name));
        // The memory decides where a card has several: `Tesla-V100-SXM2-32GB`. Without it, the first stands.
        let parts = |gpu: &&Gpu| gpu.name.split('-').all(|part| wanted.contains(&plain(part)));
        let card = |gpu: &&Gpu| gpu.name.split('-').next().is_some_and(|card| wanted.contains(&plain(card)));
        // Longer names first, else every A100 would be an A10.
        let longest = |found: &dyn Fn(&&Gpu) -> bool| {
            let matching: Vec<_> = GPUS.iter().filter(|gpu| found(gpu)).collect();
            let length = matching.iter().map(|gpu| gpu.name.split('-').next().map_or(0, str::len)).max()?;
            matching.into_iter().find(|gpu| gpu.name.split('-').next().map_or(0, str::len) == length)
        };
        whole.or_else(|| longest(&parts)).or_else(|| longest(&card))
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_known_by_the_names_that_clouds_give_them() {
        for (name, expected) in [
            ("V100", "V100-16GB"),
            ("Tesla-V100-SXM2-16GB", "V100-16GB"),
            ("Tesla-V100-SXM2-32GB", "V100-32GB"),
            ("NVIDIA-A10", "A10"),
            ("NVIDIA-A100-SXM4-80GB", "A100-80GB"),
            ("a100-40gb", "A100-40GB"),
            ("NVIDIA-H100-80GB-HBM3", "H100"),
            ("nvidia l40s", "L40S"),
        ] {
            assert_eq!(Gpu::by_name(name).map(|gpu| gpu.name), Some(expected), "{name}");
        }
        assert_eq!(Gpu::by_name("TPU"), None);
    }
}
