//! All services of a cluster.

use super::*;

/// The table of a large cluster takes the services one after the other: they are the picture's.
#[test]
fn services_one_by_one_are_those_of_the_picture() {
    let mut all = World::new(Scope::default());
    let other = |mut object: Value| {
        object["metadata"]["namespace"] = json!("team-b");
        object
    };
    let objects = [
        service(),
        deployment(1, 1),
        ready("qwen-predictor-1-a", "n1", NOW),
        node("n1", "edge", 1),
        other(service()),
        other(deployment(2, 0)),
        other(pod("qwen-predictor-1-b", None, json!({"phase": "Pending"}))),
    ];
    for object in objects {
        all.apply(Record { at: now(), change: Change::Applied { object: seen(object) } });
    }
    all.apply(Record {
        at: now(),
        change: Change::Denied {
            want: Want::Events,
            denial: Denial::Forbidden { action: "list events".into() },
        },
    });
    let mut taken = Vec::new();
    let rest = all.services_one_by_one(now(), |service| taken.push(service));
    let picture = all.snapshot(now());
    assert_eq!((taken.len(), picture.pools.len()), (2, 1));
    assert_eq!(Snapshot { services: taken, pools: picture.pools.clone(), ..rest }, picture);
}
