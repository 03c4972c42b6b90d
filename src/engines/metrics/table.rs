//! The metrics that engines and exporters of GPUs document, by short names.
//!
//! Names, kinds and changes of name are those of the pages that [`super::source`] lists.

use super::{Kind, Measure, Preset};
use crate::engines::{Engine, Version};

/// All presets, by engine.
pub const PRESETS: [Preset; 29] = [
    gauge(Engine::Vllm, "vllm-waiting", "vllm:num_requests_waiting", Measure::Count, "5")
        .about("requests that wait in vLLM's queue")
        .good_for("saturation: 0 until a replica is nearly full, then it grows without bound"),
    gauge(Engine::Vllm, "vllm-running", "vllm:num_requests_running", Measure::Count, "20")
        .about("requests that vLLM works on")
        .good_for("acting before a queue forms; aim at some 70 % of --max-num-seqs"),
    // Both names were served before 0.11, the old one alone long before it.
    gauge(Engine::Vllm, "vllm-kv-cache", "vllm:kv_cache_usage_perc", Measure::Ratio, "80%")
        .before(Version(0, 11, 0), "vllm:gpu_cache_usage_perc")
        .about("share of vLLM's KV cache in use")
        .good_for("long contexts, where memory ends before compute does"),
    histogram(Engine::Vllm, "vllm-ttft", "vllm:time_to_first_token_seconds", "2")
        .about("time to the first token, 95th percentile")
        .good_for("an objective on latency, beside a count that says how much more is needed"),
    histogram(Engine::Vllm, "vllm-itl", "vllm:inter_token_latency_seconds", "100m")
        .before(Version(0, 11, 0), "vllm:time_per_output_token_seconds")
        .about("time between two tokens, 95th percentile")
        .good_for("an objective on the speed of streams"),
    histogram(Engine::Vllm, "vllm-latency", "vllm:e2e_request_latency_seconds", "30")
        .about("time of a whole request, 95th percentile")
        .good_for("answers of like length; it is known only when they end"),
    histogram(Engine::Vllm, "vllm-queue-time", "vllm:request_queue_time_seconds", "1")
        .about("time in vLLM's queue, 95th percentile")
        .good_for("queues of short requests"),
    counter(Engine::Vllm, "vllm-tokens", "vllm:generation_tokens_total", "2000")
        .about("tokens that vLLM makes in a second")
        .good_for("a known capacity in tokens; it stops growing where a replica is full"),
    counter(Engine::Vllm, "vllm-preemptions", "vllm:num_preemptions_total", "1")
        .about("requests a second that lose their place in the KV cache")
        .good_for("seeing a full cache that no queue shows"),
    gauge(Engine::Sglang, "sglang-queue", "sglang:num_queue_reqs", Measure::Count, "5")
        .about("requests that wait in SGLang's queue")
        .good_for("saturation: 0 until a replica is nearly full, then it grows without bound"),
    gauge(Engine::Sglang, "sglang-running", "sglang:num_running_reqs", Measure::Count, "20")
        .about("requests that SGLang works on")
        .good_for("acting before a queue forms; aim at some 70 % of --max-running-requests"),
    gauge(Engine::Sglang, "sglang-token-usage", "sglang:token_usage", Measure::Ratio, "80%")
        .about("share of SGLang's token pool in use")
        .good_for("long contexts, where memory ends before compute does"),
    histogram(Engine::Sglang, "sglang-ttft", "sglang:time_to_first_token_seconds", "2")
        .about("time to the first token, 95th percentile")
        .good_for("an objective on latency, beside a count that says how much more is needed"),
    histogram(Engine::Sglang, "sglang-itl", "sglang:inter_token_latency_seconds", "100m")
        .before(Version(0, 4, 5), "sglang:time_per_output_token_seconds")
        .about("time between two tokens, 95th percentile")
        .good_for("an objective on the speed of streams"),
    histogram(Engine::Sglang, "sglang-latency", "sglang:e2e_request_latency_seconds", "30")
        .about("time of a whole request, 95th percentile")
        .good_for("answers of like length; it is known only when they end"),
    gauge(Engine::Dynamo, "dynamo-queued", "dynamo_frontend_queued_requests", Measure::Count, "5")
        .about("requests that wait for their first token at Dynamo's frontend")
        .good_for("saturation of the workers behind one frontend"),
    gauge(Engine::Dynamo, "dynamo-inflight", "dynamo_frontend_inflight_requests", Measure::Count, "20")
        .before(Version(0, 4, 0), "nv_llm_http_service_inflight_requests")
        .about("requests in flight at Dynamo's frontend")
        .good_for("acting before a queue forms"),
    histogram(Engine::Dynamo, "dynamo-ttft", "dynamo_frontend_time_to_first_token_seconds", "2")
        .before(Version(0, 4, 0), "nv_llm_http_service_time_to_first_token_seconds")
        .about("time to the first token at the frontend, 95th percentile")
        .good_for("an objective on latency"),
    gauge(Engine::Triton, "triton-pending", "nv_inference_pending_request_count", Measure::Count, "5")
        .about("requests that wait for a model of Triton's")
        .good_for("saturation, with a scheduler of Triton's own"),
    gauge(Engine::Triton, "triton-llm-waiting", "nv_trt_llm_request_metrics", Measure::Count, "5")
        .only("request_type=\"waiting\"", "nv_trt_llm_requests_waiting")
        .about("requests that wait in Triton's TensorRT-LLM backend")
        .good_for("saturation of in-flight batching"),
    counter(Engine::Triton, "triton-requests", "nv_inference_request_success", "10")
        .about("requests that Triton answers in a second")
        .good_for("a known capacity in requests"),
    gauge(Engine::Tgi, "tgi-queue", "tgi_queue_size", Measure::Count, "5")
        .about("requests that wait in TGI's queue")
        .good_for("saturation: 0 until a replica is nearly full, then it grows without bound"),
    gauge(Engine::Tgi, "tgi-batch", "tgi_batch_current_size", Measure::Count, "20")
        .about("requests in TGI's batch")
        .good_for("acting before a queue forms"),
    histogram(Engine::Tgi, "tgi-latency", "tgi_request_duration", "30")
        .about("time of a whole request, 95th percentile")
        .good_for("answers of like length; it is known only when they end"),
    gauge(Engine::TensorRtLlm, "trtllm-kv-cache", "trtllm_kv_cache_utilization", Measure::Ratio, "80%")
        .about("share of TensorRT-LLM's KV cache in use")
        .good_for("the one gauge that every version with metrics has"),
    histogram(Engine::TensorRtLlm, "trtllm-ttft", "trtllm_time_to_first_token_seconds", "2")
        .about("time to the first token, 95th percentile")
        .good_for("an objective on latency"),
    of_gpu("gpu-util", "DCGM_FI_DEV_GPU_UTIL", Measure::Percent, "50")
        .about("time in which the GPU ran anything, as NVIDIA's DCGM exporter counts it")
        .good_for("telling busy from idle; it is near 100 from some 4 % of an engine's capacity on"),
    of_gpu("gpu-sm-util", "DCGM_CUSTOM_PROCESS_SM_UTIL", Measure::Percent, "50")
        .about("use of the GPU's multiprocessors by the pod, as ACK's exporter counts it")
        .good_for("shared GPUs; it is capped at 100, so it at most doubles the replicas at target 50"),
    of_gpu("gpu-mem", "DCGM_FI_DEV_FB_USED", Measure::Count, "20000")
        .about("GPU memory in use, in MiB")
        .good_for("models that take memory as they need it; vLLM and SGLang take all at their start"),
];

const fn row(
    engine: Option<Engine>,
    name: &'static str,
    metric: &'static str,
    kind: Kind,
    measure: Measure,
    example: &'static str,
) -> Preset {
    let (only, before, about, good_for) = (None, None, "", "");
    Preset { name, engine, metric, before, kind, only, measure, about, good_for, example }
}

const fn gauge(
    engine: Engine,
    name: &'static str,
    metric: &'static str,
    measure: Measure,
    example: &'static str,
) -> Preset {
    row(Some(engine), name, metric, Kind::Gauge, measure, example)
}

const fn of_gpu(name: &'static str, metric: &'static str, measure: Measure, example: &'static str) -> Preset {
    row(None, name, metric, Kind::Gauge, measure, example)
}

const fn counter(engine: Engine, name: &'static str, metric: &'static str, example: &'static str) -> Preset {
    row(Some(engine), name, metric, Kind::Counter, Measure::Count, example)
}

const fn histogram(
    engine: Engine,
    name: &'static str,
    metric: &'static str,
    example: &'static str,
) -> Preset {
    row(Some(engine), name, metric, Kind::Histogram, Measure::Seconds, example)
}

impl Preset {
    const fn before(mut self, version: Version, name: &'static str) -> Self {
        self.before = Some((version, name));
        self
    }

    const fn only(mut self, matcher: &'static str, served: &'static str) -> Self {
        self.only = Some((matcher, served));
        self
    }

    const fn about(mut self, text: &'static str) -> Self {
        self.about = text;
        self
    }

    const fn good_for(mut self, text: &'static str) -> Self {
        self.good_for = text;
        self
    }
}
