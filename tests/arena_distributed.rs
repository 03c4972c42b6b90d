//! The table of Arena's flags of `serve distributed`, against the command line and the objects.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::kserve_docs::flags;
use crate::support::in_process::serve;
use crate::support::rendering::{as_reviewed, changed_fields};

const ARENA: &str = include_str!("../docs/arena.md");

/// The flags of `arena serve distributed` 0.15.5 that `serve custom` has not.
const OWN: &str = "leader-num worker-num leader-cpu worker-cpu leader-memory worker-memory leader-gpus worker-gpus leader-gpumemory \
    worker-gpumemory leader-gpucore worker-gpucore leader-command worker-command init-backend";
/// Arena's older spellings, which its pages still show.
const OLDER: [&str; 4] = ["--masters=1", "--workers=2", "--master-gpus=3", "--master-command=x"];

fn rows() -> Vec<(&'static str, &'static str)> {
    let section =
        ARENA.split("\n## ").find(|section| section.starts_with("`arena serve distributed`")).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `--"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0].trim_matches('`'), cells[1])
    })
    .collect()
}

fn render(args: &[&str]) -> String {
    let base = ["--name=a", "--image=nginx", "--restful-port=80", "--dry-run"];
    let outcome = serve("distributed", base.iter().chain(args));
    assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.stderr);
    outcome.stdout
}

#[test]
fn the_table_has_every_flag_and_the_command_line_agrees() {
    let listed: BTreeSet<String> = rows().iter().map(|(flag, _)| (*flag).to_owned()).collect();
    assert_eq!(listed, OWN.split_whitespace().map(|name| format!("--{name}")).collect());
    let (all, _) = flags("distributed");
    for (flag, cell) in rows() {
        assert!(["same", "better"].contains(&cell) && all.contains(flag), "{flag}");
    }
    // What is Arena's custom is here too.
    let (custom, _) = flags("deployment");
    let section = ARENA.split("\n## ").find(|it| it.starts_with("`arena serve custom`")).unwrap();
    for line in section.lines().filter(|line| line.starts_with("| `--")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let flag = cells[0].trim_matches('`');
        if ["same", "better"].contains(&cells[1]) && custom.contains(flag) {
            assert!(all.contains(flag), "{flag}");
        }
    }
}

/// Each row with the fields that its sample changes: the snapshot is what was reviewed.
#[test]
fn each_row_changes_the_fields_that_it_should() {
    const BASE: [&str; 3] = ["--name=a", "--image=nginx", "--restful-port=80"];
    let mut changes = String::new();
    for (flag, _) in rows() {
        let (before, after): (&[&str], &str) = match flag {
            // There is one leader, which is what is rendered without it.
            "--leader-num" => {
                assert_eq!(
                    changed_fields("distributed", &BASE, &[&BASE[..], &["--leader-num=1"]].concat()),
                    ""
                );
                continue;
            }
            "--worker-num" => (&[], "--worker-num=2"),
            "--leader-cpu" | "--worker-cpu" => (&["--worker-num=1"], "4"),
            "--leader-memory" | "--worker-memory" => (&["--worker-num=1"], "4Gi"),
            "--leader-gpucore" | "--worker-gpucore" => (&["--worker-num=1"], "50"),
            // Each command alone is refused: it is compared with another one.
            "--leader-command" => {
                (&["--worker-num=1", "--worker-command=yy", "--leader-command=zz"], "--leader-command=xx")
            }
            "--worker-command" => {
                (&["--worker-num=1", "--leader-command=yy", "--worker-command=zz"], "--worker-command=xx")
            }
            "--init-backend" => (&["--worker-num=1", "--command=x"], "ray"),
            _ => (&["--worker-num=1"], "2"),
        };
        let given = if after.starts_with("--") { after.to_owned() } else { format!("{flag}={after}") };
        let others: Vec<&str> =
            before.iter().copied().filter(|it| !it.starts_with(&format!("{flag}="))).collect();
        let before = [&BASE[..], before].concat();
        let changed = changed_fields("distributed", &before, &[&BASE[..], &others, &[&given]].concat());
        assert!(!changed.is_empty(), "{flag} changes nothing");
        write!(changes, "{given}\n{changed}").unwrap();
    }
    as_reviewed("arena", "distributed", &changes);
    let older = render(&[&OLDER[..], &["--worker-command=y"]].concat());
    assert!(older.contains("size: 3\n") && older.contains("nvidia.com/gpu: \"3\""), "{older}");
}
