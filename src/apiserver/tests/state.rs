//! What a state file keeps.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use super::send;
use crate::apiserver::network::Nowhere;
use crate::apiserver::{ApiServer, Options};
use crate::clock::ManualClock;
use crate::error::Result;

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

fn open(path: &Path) -> Result<ApiServer> {
    let options = Options {
        clock: Arc::new(ManualClock::at(Timestamp::from_second(1_800_000_000).unwrap())),
        network: Arc::new(Nowhere),
        seed: 7,
        version: "v1.36.3".to_owned(),
    };
    ApiServer::with_state(options, path)
}

async fn create(server: &ApiServer, name: &str) -> String {
    let map = json!({"metadata": {"name": name}, "data": {"a": "b"}});
    let (code, map) = send(server, "POST", MAPS, Some(map)).await;
    assert_eq!(code, 201);
    map["metadata"]["uid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn objects_outlive_the_process_and_an_unfinished_line_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let first = open(&path).unwrap();
    let uid = create(&first, "a").await;
    assert_eq!(ApiServer::latest_in(&path), Some(Timestamp::from_second(1_800_000_000).unwrap()));
    create(&first, "b").await;
    send(&first, "DELETE", &format!("{MAPS}/b"), None).await;
    let (_, list) = send(&first, "GET", MAPS, None).await;
    assert!(open(&path).is_err_and(|error| error.message.contains("in use")));
    drop(first);

    let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(b"{\"revision\":99,\"group\":\"\",\"plural\":\"confi").unwrap();
    drop(file);
    assert!(ApiServer::latest_in(&path).is_some(), "an unfinished line hides no time");
    let second = open(&path).unwrap();
    let (_, same) = send(&second, "GET", MAPS, None).await;
    assert_eq!(same, list);
    let other = create(&second, "c").await;
    assert_ne!(uid, other);
    drop(second);
    let third = open(&path).unwrap();
    assert_eq!(send(&third, "GET", &format!("{MAPS}/c"), None).await.0, 200);
}

#[tokio::test]
async fn a_file_of_another_kind_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes");
    std::fs::write(&path, "my notes\n").unwrap();
    let error = open(&path).err().unwrap();
    assert!(error.causes[0].contains("no state of this server"), "{error:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my notes\n");
    assert_eq!(ApiServer::latest_in(&path), None);
    assert!(open(folder.path()).is_err());
}

#[tokio::test]
async fn on_a_full_disk_the_server_goes_on_and_says_what_is_kept_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let server = open(&path).unwrap();
    let uid = create(&server, "kept").await;
    let mut unkept = server.unkept();
    assert_eq!(*unkept.borrow_and_update(), None);
    server.cluster().journal.as_mut().unwrap().fill_disk();
    create(&server, "lost").await;
    let why = unkept.borrow_and_update().clone().unwrap();
    assert!(why.contains("state: ") && why.contains("No space left"), "{why}");
    assert_eq!(send(&server, "GET", &format!("{MAPS}/lost"), None).await.0, 200);
    drop(server);
    let again = open(&path).unwrap();
    let (code, kept) = send(&again, "GET", &format!("{MAPS}/kept"), None).await;
    assert_eq!((code, kept["metadata"]["uid"].as_str().unwrap()), (200, uid.as_str()));
    assert_eq!(send(&again, "GET", &format!("{MAPS}/lost"), None).await.0, 404);
}
