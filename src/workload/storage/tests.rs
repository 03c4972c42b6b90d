use super::*;

fn storage(entries: &[&str]) -> Result<Storage> {
    let mut storage = Storage::default();
    for entry in entries {
        storage.claim("--data", entry)?;
    }
    Ok(storage)
}

#[test]
fn a_cache_is_its_claim_for_reading() {
    let mut storage = Storage::default();
    storage.cache("qwen-cache").unwrap();
    assert_eq!(
        (storage.cache.as_deref(), storage.mounts[0].path.as_str()),
        (Some("qwen-cache"), "/mnt/models")
    );
    assert!(storage.mounts[0].read_only);
    let source = VolumeSource::Claim { claim: "qwen-cache".into(), read_only: true };
    assert_eq!(storage.volumes[0].source, source);
    for (given, entry, part) in [
        (None, "Qwen", "lower-case"),
        (None, "qwen:models", "starts with /"),
        (Some("qwen:/data"), "qwen", "mounts the claim qwen already"),
        (Some("other:/mnt/models"), "qwen", "is mounted already"),
    ] {
        let mut storage = Storage::default();
        if let Some(given) = given {
            storage.claim("--data", given).unwrap();
        }
        let error = storage.cache(entry).unwrap_err();
        assert!(error.message.contains(part) && error.message.contains("`--cache`"), "{error}");
    }
}

#[test]
fn one_claim_may_be_mounted_twice() {
    let storage = storage(&["llm-model:/mnt/models:Qwen:ro", "llm-model:/out"]).unwrap();
    let claim = VolumeSource::Claim { claim: "llm-model".into(), read_only: false };
    assert_eq!(storage.volumes, [Volume { name: "llm-model".into(), source: claim }]);
    assert_eq!(storage.mounts[0].part, Some(Part::Path("Qwen".into())));
    assert!(storage.mounts[0].read_only && !storage.mounts[1].read_only);
    assert!(storage.covers("/mnt/models/Qwen") && storage.covers("/out") && !storage.covers("/mnt/modelsX"));
}

#[test]
fn a_claim_whose_name_is_no_volume_name_gets_one() {
    let storage = storage(&["a.b:/x", "dshm:/y", "config-files:/z"]).unwrap();
    let names: Vec<&str> = storage.volumes.iter().map(|volume| volume.name.as_str()).collect();
    assert_eq!(names, ["volume-0", "volume-1", "volume-2"]);
}

#[test]
fn what_cannot_be_mounted_is_refused() {
    for entries in [
        &["llm-model"][..],
        &[":/x"],
        &["a:x"],
        &["a:/"],
        &["a:/.//"],
        &["a:/x/../y"],
        &["a:/x:/abs"],
        &["a:/x:.."],
        &["a:/x:s:ro:x"],
        &["A:/x"],
        &["a:/x", "b:/x/"],
        &["a:/x\n"],
    ] {
        assert!(storage(entries).is_err(), "{entries:?}");
    }
    assert!(Storage::default().claim("--model-dir", "m:/x").is_ok());
}

#[test]
fn an_expression_belongs_to_a_mount() {
    let mut storage = storage(&["logs:/logs", "other:/other:part"]).unwrap();
    storage.expression("--data-subpath-expr", "logs:$(POD_NAME)").unwrap();
    assert_eq!(storage.mounts[0].part, Some(Part::Expression("$(POD_NAME)".into())));
    assert!(storage.expression("--data-subpath-expr", "none:x").is_err());
    assert!(storage.expression("--data-subpath-expr", "other:x").is_err());
    assert!(storage.expression("--temp-dir-subpath-expr", "logs:x").is_err());
}
