//! What is known of vLLM, SGLang and other engines: metric names, probes, log lines.
