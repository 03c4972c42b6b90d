//! What is not overwritten, and what cannot be exported.

use super::*;

#[test]
fn a_directory_that_holds_something_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let text = rendered("kserve", matrix::SEED);
    // Empty is as good as none.
    assert_eq!(export(folder.path(), &text, "--helm", &[]).code, 0);
    let first = files(&out);
    std::fs::write(out.join("templates/mine.yaml"), "# of somebody\n").unwrap();
    let refused = export(folder.path(), &text, "--helm", &[]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("`--helm`: the directory is not empty"), "{}", refused.stderr);
    assert!(refused.stderr.contains("`--force`"), "{}", refused.stderr);

    // Without the metric there is no autoscaler: its file goes, what is somebody's stays.
    let outcome =
        export(folder.path(), &rendered("kserve", &["--name=a", "--image=nginx"]), "--helm", &["--force"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("removed, as this export has no such object: "), "{}", outcome.stderr);
    let second = files(&out);
    assert!(first.contains_key("templates/horizontalpodautoscaler.yaml"));
    assert!(!second.contains_key("templates/horizontalpodautoscaler.yaml"), "{:?}", second.keys());
    assert_eq!(second["templates/mine.yaml"], "# of somebody\n");
    assert!(second["Chart.yaml"].contains("name: a\n"));
    let beside: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
}

#[test]
fn a_place_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("out"), "").unwrap();
    let file = export(folder.path(), &rendered("kserve", matrix::SEED), "--helm", &[]);
    assert_eq!(file.code, 2, "{}", file.stderr);
    assert!(file.stderr.contains("`--helm`"), "{}", file.stderr);
    let source = folder.path().join("objects.yaml");
    let below = folder.path().join("out/below");
    let args = ["export", "-f", source.to_str().unwrap(), "--kustomize", below.to_str().unwrap()];
    let outcome = run(args.map(str::to_owned));
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("`--kustomize`"), "{}", outcome.stderr);
    // A template where a directory must be: the move stops, and what is there is said.
    let half = folder.path().join("half");
    std::fs::create_dir_all(half.join("templates/inferenceservice.yaml/x")).unwrap();
    let args = ["export", "-f", source.to_str().unwrap(), "--force", "--helm", half.to_str().unwrap()];
    let outcome = run(args.map(str::to_owned));
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("inferenceservice.yaml cannot be written"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("values.schema.json; the rest is not"), "{}", outcome.stderr);
}

#[test]
fn what_cannot_be_exported_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("", "it is empty"),
        ("a: [", "cannot be exported"),
        ("kind: Service\n", "a document has no apiVersion"),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: ../../x}\n", "no object can be called \"../../x\""),
        ("apiVersion: neap/v1alpha1\nkind: Kserve\nnonsense: 1\n", ""),
        (
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n",
            "service/a comes twice",
        ),
        ("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: b}\n", "secret/a is left out"),
    ];
    for (text, said) in cases {
        let outcome = export(folder.path(), text, "--helm", &[]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{text}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(said), "{text}: {}", outcome.stderr);
        assert!(!folder.path().join("out").exists(), "{text}");
    }
    for (args, said) in [
        (&["export", "--helm", "x"][..], "<NAME|--filename"),
        (&["export", "a"], "--helm"),
        (&["export", "a", "-f", "b.yaml", "--helm", "x"], "cannot be used with"),
        (&["export", "a", "--helm", "x", "--kustomize", "y"], "cannot be used with"),
        (&["export", "-f", "/nonexistent/x.yaml", "--helm", "x"], "/nonexistent/x.yaml"),
    ] {
        let outcome = run(args.iter().map(|arg| (*arg).to_owned()));
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(said), "{args:?}: {}", outcome.stderr);
    }
}
