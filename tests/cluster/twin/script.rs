//! Scripts of requests.
//!
//! ```text
//! ### what is asked
//! POST /api/v1/namespaces/{ns}/pods?fieldValidation=Strict
//! accept: application/json
//! save: rv /metadata/resourceVersion
//!
//! metadata: {name: a}
//! ```
//!
//! `{ns}` is a namespace of the script's own. The body is YAML, sent as JSON; with `raw: yes`, or a content type of its own that
//! is no JSON, it is sent as it stands. `save: NAME POINTER` keeps a value of the answer for `{NAME}` in later steps;
//! `until: POINTER VALUE` repeats the request until the answer has it; `until: CODE` until it has that status.
//! `token: TEXT` is another bearer token. `ignore: POINTER` leaves out of the comparison what no list could.

use std::path::Path;

/// One file of requests.
pub struct Script {
    pub name: String,
    pub steps: Vec<Step>,
}

/// One request.
#[derive(Clone)]
pub struct Step {
    pub title: String,
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
}

impl Script {
    /// All scripts there are, by name.
    pub fn all() -> Vec<Script> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/twin/scripts");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|file| {
                let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
                let text = std::fs::read_to_string(file).unwrap();
                Script { steps: text.split("### ").skip(1).map(Step::parse).collect(), name }
            })
            .collect()
    }
}

impl Step {
    fn parse(text: &str) -> Step {
        let mut lines = text.lines();
        let title = lines.next().unwrap().trim().to_owned();
        let request = lines.next().unwrap_or_else(|| panic!("{title}: no request"));
        let (method, path) = request.split_once(' ').unwrap_or_else(|| panic!("{title}: {request}"));
        let headers = lines.by_ref().take_while(|line| !line.trim().is_empty());
        let headers = headers.map(|line| {
            let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("{title}: {line}"));
            (name.to_owned(), value.to_owned())
        });
        let headers = headers.collect();
        let body = lines.collect::<Vec<_>>().join("\n");
        let body = (!body.trim().is_empty()).then_some(body);
        Step { title, method: method.to_owned(), path: path.trim().to_owned(), headers, body }
    }

    /// The value of a header or directive.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The values of a header or directive that may stand more than once.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}
