//! What kubectl reads.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// To the terminal itself: what the test harness captures nobody reads.
pub fn say(line: std::fmt::Arguments) {
    let mut stderr = std::io::stderr();
    writeln!(stderr, "{line}").unwrap();
}

/// Reads all objects back with kubectl, a few hundred a call, and compares.
pub fn read_back(objects: &BTreeSet<String>) {
    let mut read = 0;
    let objects: Vec<Value> = objects.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    for batch in objects.chunks(500) {
        let yaml = neap::manifest::yaml::to_yaml(batch).unwrap();
        let kubectl = Command::new("kubectl")
            .args([
                "label",
                "--local",
                "--overwrite",
                "--dry-run=client",
                "-o",
                "json",
                "-f",
                "-",
                "read-back=yes",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut kubectl = match kubectl {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                assert!(std::env::var_os("NEAP_REQUIRE_CLUSTER").is_none(), "kubectl is not on PATH");
                say(format_args!(
                    "SKIPPED: kubectl is not on PATH, so {} objects were not read back by it",
                    objects.len()
                ));
                return;
            }
            started => started.unwrap(),
        };
        let mut input = kubectl.stdin.take().unwrap();
        let writer = std::thread::spawn(move || input.write_all(yaml.as_bytes()));
        let output = kubectl.wait_with_output().unwrap();
        writer.join().unwrap().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let documents = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
        let mut answers: Vec<Value> = Vec::new();
        for document in documents {
            let mut document = document.unwrap();
            match document.get_mut("items").and_then(Value::as_array_mut) {
                Some(items) => answers.append(items),
                None => answers.push(document),
            }
        }
        assert_eq!(answers.len(), batch.len());
        for (mut answer, ours) in answers.into_iter().zip(batch) {
            answer
                .pointer_mut("/metadata/labels")
                .unwrap()
                .as_object_mut()
                .unwrap()
                .shift_remove("read-back");
            assert_eq!(&answer, ours);
            read += 1;
        }
    }
    say(format_args!("kubectl read {read} objects back"));
}
