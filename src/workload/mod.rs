//! What the user asked for: typed, validated, no Kubernetes in it.
