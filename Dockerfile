# neap as one static binary in an image that has nothing else: for `neap bench --in-cluster`, and for pipelines.
#   docker build -t REGISTRY/neap:VERSION .
FROM rust:1.89-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock build.rs ./
COPY .cargo ./.cargo
COPY link ./link
COPY src ./src
COPY templates ./templates
COPY scenarios ./scenarios
COPY crds ./crds
# Manifests name these; cargo only wants to see that they are there.
COPY tests ./tests
COPY benches ./benches
ARG TARGETARCH
RUN case "${TARGETARCH:-$(dpkg --print-architecture)}" in \
      amd64) triple=x86_64-unknown-linux-gnu ;; \
      arm64) triple=aarch64-unknown-linux-gnu ;; \
      *) echo "no target for ${TARGETARCH}" >&2; exit 1 ;; \
    esac \
 && RUSTFLAGS="-C target-feature=+crt-static -C symbol-mangling-version=v0" cargo build --locked --profile dist --bin neap --target "$triple" \
 && install -D "target/$triple/dist/neap" /image/neap

FROM scratch
# Who is trusted: https targets are verified.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /image/neap /neap
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 65532:65532
ENTRYPOINT ["/neap"]
