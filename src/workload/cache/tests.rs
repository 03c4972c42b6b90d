use super::keys::{AccessKey, KeySource};
use super::origin::Origin;
use super::*;

fn cache(from: &str, runtime: Runtime, tiers: &[&str]) -> Cache {
    Cache {
        name: "qwen".into(),
        namespace: None,
        origin: Origin::parse(from).unwrap(),
        endpoint: None,
        region: None,
        secret: None,
        options: Pairs::new(),
        secret_options: Vec::new(),
        runtime,
        properties: Pairs::new(),
        tiers: tiers.iter().map(|tier| Tier::parse(tier).unwrap()).collect(),
        replicas: 2,
        nodes: Vec::new(),
        access_mode: AccessMode::ReadOnlyMany,
    }
}

fn reason<T: std::fmt::Debug>(result: Result<T>) -> String {
    let error = result.unwrap_err();
    format!("{} {}", error.message, error.hints.join(" "))
}

#[test]
fn an_origin_is_read_as_fluid_wants_it() {
    for (text, point) in [
        ("oss://models/Qwen", "oss://models/Qwen"),
        ("oss://models", "oss://models/"),
        ("s3://my.models/a/b/", "s3://my.models/a/b/"),
        ("pvc://llm-model", "pvc://llm-model"),
        ("pvc://llm-model/Qwen", "pvc://llm-model/Qwen"),
        ("juicefs://models/Qwen", "juicefs:///Qwen"),
    ] {
        assert_eq!(Origin::parse(text).unwrap().mount_point(), point);
    }
}

#[test]
fn a_mangled_url_is_refused_with_the_right_one() {
    for (text, part) in [
        ("oss:/models/Qwen", "write oss://models/Qwen"),
        ("oss//models/Qwen", "write oss://models/Qwen"),
        ("pvc:llm-model", "write pvc://llm-model"),
        ("OSS://models", "write oss://models"),
        ("models/Qwen", "must begin with oss://"),
        (
            "oss://models.oss-cn-beijing.aliyuncs.com/Qwen",
            "--from=oss://models/Qwen --endpoint=oss-cn-beijing.aliyuncs.com",
        ),
        (
            "https://models.oss-cn-beijing.aliyuncs.com/Qwen",
            "--from=oss://models/Qwen --endpoint=oss-cn-beijing.aliyuncs.com",
        ),
        ("https://models.s3.eu-west-1.amazonaws.com/Qwen", "--from=s3://models/Qwen"),
        ("oss://models//Qwen", "one `/` parts them"),
        ("oss://models/../x", "must not contain .."),
        ("oss://Models/x", "lower-case"),
        ("pvc://llm_model", "lower-case"),
        ("hdfs://a/b", "--patch"),
        ("oss://models/a b", "white space"),
        ("juicefs:///Qwen", "file system's name"),
    ] {
        let said = reason(Origin::parse(text));
        assert!(said.contains(part) && said.contains("`--from`"), "{text}: {said}");
    }
}

#[test]
fn a_tier_has_a_medium_a_size_and_shares() {
    let tier = Tier::parse("mem:20Gi,high=0.9,low=0.8").unwrap();
    assert_eq!((tier.medium.name(), tier.path.as_str(), tier.quota.text()), ("MEM", "/dev/shm", "20Gi"));
    assert_eq!((tier.high.as_deref(), tier.low.as_deref(), tier.empty_dir), (Some("0.9"), Some("0.8"), true));
    let tier = Tier::parse("ssd:/mnt/ssd:200Gi,volume=emptyDir").unwrap();
    assert_eq!((tier.medium.name(), tier.path.as_str(), tier.empty_dir), ("SSD", "/mnt/ssd", true));
    for (text, part) in [
        ("mem:40 Gi", "write 40Gi"),
        ("mem:20GB", "write 20Gi"),
        ("mem", "MEDIUM:SIZE"),
        ("ram:20Gi", "`mem`, `ssd` or `hdd`"),
        ("ssd:20Gi", "a folder on the node"),
        ("ssd:mnt:20Gi", "starts with /"),
        ("mem:0", "at least one"),
        ("mem:100", "whole number of Mi"),
        ("mem:20Gi,high=0.8,low=0.9", "below `high`"),
        ("mem:20Gi,high=90", "as 0.9"),
        ("mem:20Gi,high=0", "as 0.9"),
        ("mem:20Gi,heigh=0.9", "`high`"),
        ("mem:20Gi,low=0.1,low=0.2", "comes twice"),
        ("mem:20Gi,volume=tmpfs", "`emptyDir` or `hostPath`"),
        ("mem:20Gi,", "`high`"),
    ] {
        let said = reason(Tier::parse(text));
        assert!(said.contains(part) && said.contains("`--tier`"), "{text}: {said}");
    }
}

#[test]
fn what_a_runtime_cannot_do_is_refused() {
    let mem = &["mem:20Gi"][..];
    for (cache, part) in [
        (cache("oss://models/Qwen", Runtime::Jindo, mem), "`--endpoint` is missing"),
        (cache("juicefs://models", Runtime::Jindo, mem), "does not read JuiceFS"),
        (cache("pvc://x", Runtime::Juicefs, mem), "its own file systems"),
        (cache("juicefs://models", Runtime::Juicefs, mem), "metaurl"),
        (cache("pvc://x", Runtime::Jindo, &["mem:1Gi", "ssd:/a:1Gi"]), "the first tier only"),
        (cache("pvc://x", Runtime::Alluxio, &["ssd:/a:1Gi", "mem:1Gi"]), "fastest to the slowest"),
        (cache("pvc://x", Runtime::Jindo, &["mem:1Gi,high=0.5"]), "go together"),
        (cache("pvc://x", Runtime::Alluxio, &[]), "`--tier` is missing"),
        (cache("pvc://qwen", Runtime::Jindo, mem), "neap cache create qwen-cache"),
        (Cache { secret: Some("a".into()), ..cache("pvc://x", Runtime::Jindo, mem) }, "brings its place"),
        (
            Cache {
                region: Some("a".into()),
                endpoint: Some("b".into()),
                ..cache("oss://xyz", Runtime::Jindo, mem)
            },
            "only S3",
        ),
        (
            Cache {
                secret: Some("jfs".into()),
                ..cache("juicefs://xyz", Runtime::Juicefs, &["mem:1Gi,high=0.9"])
            },
            "no high watermark",
        ),
    ] {
        let said = reason(cache.checked());
        assert!(said.contains(part), "{said}");
    }
    let two = cache("pvc://x", Runtime::Alluxio, &["mem:1Gi", "ssd:/a:3Gi"]).checked().unwrap();
    assert_eq!(two.capacity(), 8 << 30);
}

#[test]
fn keys_are_named_as_the_runtime_reads_them() {
    let secret = |from, runtime| {
        let cache = Cache { secret: Some("keys".into()), ..cache(from, runtime, &["mem:1Gi"]) };
        cache.keys().into_iter().map(|key| key.option).collect::<Vec<_>>()
    };
    assert_eq!(secret("oss://models", Runtime::Jindo), ["fs.oss.accessKeyId", "fs.oss.accessKeySecret"]);
    assert_eq!(secret("s3://models", Runtime::Jindo), ["fs.s3.accessKeyId", "fs.s3.accessKeySecret"]);
    assert_eq!(secret("s3://models", Runtime::Alluxio), ["aws.accessKeyId", "aws.secretKey"]);
    assert_eq!(secret("juicefs://models", Runtime::Juicefs), ["metaurl"]);
    let own = secret_option("metaurl=jfs:url").unwrap();
    let named = Cache {
        secret: Some("keys".into()),
        secret_options: vec![own.clone()],
        ..cache("juicefs://models", Runtime::Juicefs, &["mem:1Gi"])
    };
    assert_eq!(named.keys(), [own]);
}

#[test]
fn a_key_in_clear_is_no_option() {
    for text in [
        "fs.oss.accessKeySecret=hidden",
        "aws.secretKey=hidden",
        "metaurl=redis://:hidden@x",
        "access-key=hidden",
    ] {
        let said = reason(pairs("--option", &[text.to_owned()], "--option=a=b"));
        assert!(said.contains("--secret-option") && !said.contains("hidden"), "{said}");
    }
    assert!(pairs("--option", &["fs.oss.region=x".to_owned()], "--option=a=b").is_ok());
}

#[test]
fn access_keys_come_from_files_and_variables_and_are_never_shown() {
    let (id, secret) = ("LTAI5tExample", "aB3Secret");
    for text in [
        format!("akId={id}\nakSecret={secret}\n"),
        format!("[Credentials]\nlanguage = EN\naccessKeyID = \"{id}\"\naccessKeySecret = \"{secret}\"\n"),
        format!("export OSS_ACCESS_KEY_ID={id}\nexport OSS_ACCESS_KEY_SECRET='{secret}'\n"),
    ] {
        let key = KeySource::of_file("oss.keys", &text).unwrap();
        assert_eq!((key.id.as_str(), key.secret.as_str()), (id, secret));
        assert!(!format!("{key:?}").contains(secret));
    }
    for text in ["", "akId=<your-oss-ak>\nakSecret=<your-oss-sk>", "akId=a b\nakSecret=c", "akId=x"] {
        let said = reason(KeySource::of_file("oss.keys", text));
        assert!(said.contains("`--access-key-from`") && !said.contains("a b"), "{said}");
    }
    let unset = KeySource::of_environment("A", "B", |name| (name == "A").then_some(id));
    assert!(reason(unset).contains("the variable B is not set"));
    for text in [format!("{id}{secret}"), format!("{id}:a b{secret}"), format!(":{secret}")] {
        assert!(!reason(AccessKey::in_clear(&text)).contains(secret));
    }
    assert_eq!(
        KeySource::parse("env").unwrap(),
        KeySource::parse("env:OSS_ACCESS_KEY_ID,OSS_ACCESS_KEY_SECRET").unwrap()
    );
    for text in ["", "vault:x", "env:", "env:A", "env:1,B", "file:"] {
        assert!(KeySource::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_volume_says_where_it_lies() {
    assert_eq!(volume::nas("nas.example.com:/models").unwrap(), ("nas.example.com".into(), "/models".into()));
    for (text, part) in [
        ("nas.example.com", "SERVER:/PATH"),
        ("nfs://nas.example.com/models", "write nas.example.com:/models"),
        ("nas.example.com:models", "starts with /"),
        ("NAS:/x", "lower-case"),
    ] {
        let said = reason(volume::nas(text));
        assert!(said.contains(part), "{text}: {said}");
    }
    assert_eq!(volume::oss("oss://models/Qwen").unwrap(), volume::oss("models/Qwen").unwrap());
    let bucket = volume::oss("models/Qwen").unwrap();
    for (text, part) in [
        ("https://oss-cn-hangzhou.aliyuncs.com/", "write oss-cn-hangzhou.aliyuncs.com"),
        ("models.oss-cn-hangzhou.aliyuncs.com", "write oss-cn-hangzhou.aliyuncs.com"),
        ("oss-cn-hangzhou.aliyuncs.com/models", "without a path"),
        ("ftp://x", "a host"),
    ] {
        let said = reason(volume::endpoint(&bucket, text));
        assert!(said.contains(part), "{text}: {said}");
    }
    assert!(
        reason(volume::oss("https://models.oss-cn-hangzhou.aliyuncs.com/Qwen"))
            .contains("--oss=models/Qwen --endpoint=oss-cn-hangzhou.aliyuncs.com")
    );
    assert!(volume::oss_options(volume::OSS_OPTIONS).is_ok());
    for text in ["", "allow_other", "-o", "-o -o", "-o a\nb"] {
        assert!(volume::oss_options(text).is_err(), "{text}");
    }
    assert!(
        name(&"a".repeat(38)).is_err() && name("1a").is_err() && name("qwen-7b-chat-int8-dataset").is_ok()
    );
}
