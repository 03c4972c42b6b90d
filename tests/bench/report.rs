//! `--report`: the page in a real browser. Without Chromium these are skipped loudly; `NEAP_REQUIRE_BROWSER=1` makes that a failure.

use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::bench;
use crate::support::wire::{Then, Wire, ok, status};

/// Looks at the page from inside, and leaves what it found in the title.
const PROBE: &str = r#"<script>
addEventListener("load", () => {
  const data = JSON.parse(document.getElementById("document").textContent);
  const at = (place) => place.split("/").slice(1).reduce((value, key) => value?.[key], data);
  const shown = [...document.querySelectorAll("data[data-at]")];
  const wrong = shown.filter((element) => {
    const value = at(element.dataset.at);
    return value == null ? element.value !== "" || element.textContent !== "–" : element.value === "" || Number(element.value) !== value;
  }).map((element) => element.outerHTML);
  const overlaps = [], outside = [];
  for (const chart of document.querySelectorAll("svg.chart")) {
    const frame = chart.getBoundingClientRect();
    if (!frame.width) continue;
    const texts = [...chart.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
    texts.forEach(([name, a], index) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1) outside.push(name);
      for (const [other, b] of texts.slice(index + 1))
        if (a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom) overlaps.push(`${name} on ${other}`);
    });
  }
  const tall = [...document.querySelectorAll("tbody th")].filter((label) => label.getBoundingClientRect().height > 90).map((label) => label.textContent);
  const cut = [...document.querySelectorAll(".tile *")].filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth).map((part) => part.textContent);
  const sections = [...document.querySelectorAll("main > section[id]")].map((section) => section.id);
  const chart = [...document.querySelectorAll("figure[data-series] svg.chart")].find((chart) => chart.getBoundingClientRect().width);
  const box = chart?.getBoundingClientRect();
  chart?.dispatchEvent(new PointerEvent("pointermove", { clientX: box.left + box.width / 2, clientY: box.top + 40 }));
  const readout = chart?.closest("figure").querySelector("output").textContent ?? "";
  parent.postMessage(JSON.stringify({ inner: innerWidth, width: document.documentElement.scrollWidth, numbers: shown.length, wrong, overlaps, outside, tall, cut, sections, readout }), "*");
});
</script></body>"#;
/// A frame around a page, since a window of Chromium's is at least 500 wide; what the probe found becomes its title.
const FRAME: &str = r#"<!DOCTYPE html><title></title><script>onmessage = (event) => { document.title = event.data; };</script>
<iframe width="WIDTH" height="900" frameborder="0" src="PAGE"></iframe>"#;

fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = names
        .iter()
        .find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()));
    if found.is_none() {
        assert!(
            std::env::var_os("NEAP_REQUIRE_BROWSER").is_none(),
            "Chromium is not installed, but it is required"
        );
        let _ = writeln!(std::io::stderr(), "SKIPPED: the report in a browser: Chromium is not installed");
    }
    found
}

/// What a browser says of a page: its DOM once it was loaded, and its console.
fn open(browser: &Path, page: &Path, dark: bool) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let mut command = Command::new(browser);
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(["--window-size=1400,1000", "--virtual-time-budget=3000"]);
    if dark {
        command.arg("--blink-settings=preferredColorScheme=0");
    }
    command.arg(format!("file://{}", page.display())).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let read = |mut from: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = from.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        })
    };
    let dom = read(Box::new(child.stdout.take().unwrap()));
    let log = read(Box::new(child.stderr.take().unwrap()));
    let late = Instant::now() + Duration::from_secs(90);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > late {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let (dom, log) = (dom.join().unwrap(), log.join().unwrap());
    let console = log.lines().filter(|line| line.contains("CONSOLE")).collect::<Vec<_>>().join("\n");
    (dom, console)
}

/// What the probe found in a page at a width.
fn probed(browser: &Path, page: &Path, width: u32, dark: bool) -> Value {
    let html = std::fs::read_to_string(page).unwrap();
    // The policy of the page would not let the probe run.
    let policy = html.lines().find(|line| line.contains("Content-Security-Policy")).unwrap();
    let copy = page.with_extension(format!("{width}.html"));
    std::fs::write(&copy, html.replace(policy, "").replace("</body>", PROBE)).unwrap();
    let frame = page.with_extension(format!("{width}.frame.html"));
    let name = copy.file_name().unwrap().to_str().unwrap();
    std::fs::write(&frame, FRAME.replace("WIDTH", &width.to_string()).replace("PAGE", name)).unwrap();
    let (dom, console) = open(browser, &frame, dark);
    assert_eq!(console, "", "{}", page.display());
    let (_, title) = dom.split_once("<title>").unwrap();
    let (title, _) = title.split_once("</title>").unwrap();
    let title = title.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let found = serde_json::from_str::<Value>(&title);
    assert!(found.is_ok(), "{title}");
    found.unwrap()
}

/// A run with the given arguments, whose page is opened wide and narrow, light and dark.
fn looked_at(name: &str, args: &[&str], exit: i32) {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join(format!("{name}.html"));
    let outcome = bench([args, &["--report", page.to_str().unwrap()]].concat());
    assert_eq!(outcome.code, exit, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("report: "), "{}", outcome.stderr);
    look(&page, name, &[]);
}

/// Opens a page wide and narrow, light and dark: it has these sections, nothing is cut, and every number is the document's.
pub fn look(page: &Path, name: &str, sections: &[&str]) {
    let Some(browser) = browser() else { return };
    let (dom, console) = open(&browser, page, false);
    assert_eq!(console, "", "the page as it is says nothing on the console");
    assert!(dom.contains("<h1>"), "{dom}");
    for (width, dark) in [(1280, false), (400, true)] {
        let found = probed(&browser, page, width, dark);
        assert_eq!(found["inner"], width);
        assert!(found["width"].as_u64().unwrap() <= u64::from(width), "{name} is too wide: {found}");
        assert!(found["numbers"].as_u64().unwrap() > 20, "{found}");
        for defect in ["wrong", "overlaps", "outside", "tall", "cut"] {
            assert_eq!(found[defect], Value::Array(Vec::new()), "{name} at {width}: {found}");
        }
        let shown = found["sections"].as_array().unwrap();
        assert!(sections.iter().all(|id| shown.contains(&(*id).into())), "{name}: {shown:?}");
        if name != "unreachable" {
            assert!(found["readout"].as_str().unwrap().starts_with("second "), "{found}");
        }
    }
}

fn server() -> Wire {
    Wire::http(|heard, out| {
        std::thread::sleep(Duration::from_millis(1));
        match heard.number % 20 {
            3 => out.write_all(status(503).as_bytes())?,
            7 => {
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")?;
                return Ok(Then::Close);
            }
            _ => out.write_all(ok("x").as_bytes())?,
        }
        Ok(Then::Keep)
    })
}

#[test]
fn an_open_loop_with_errors() {
    let url = server().url();
    let args =
        ["--rate", "300", "--arrivals", "poisson", "-z", "3s", "--warmup", "1s", "--fail-if", "p50>1m", &url];
    looked_at("open", &args, 0);
}

#[test]
fn prompts() {
    let server = super::llm::engine_of(12);
    let url = format!("http://{}", server.address);
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("llm.html");
    let load = ["--num-prompts", "60", "--request-rate", "40", "--goodput", "ttft:500", "tpot:50"];
    let args = ["llm", "--base-url", &url, "--random-input-len", "8", "--random-output-len", "12"];
    let outcome = bench([&args[..], &load, &["--report", page.to_str().unwrap()]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    look(&page, "llm", &["time", "latencies", "tokens-section"]);
}

#[test]
fn one_request() {
    looked_at("one", &["-n", "1", "-c", "1", &server().url()], 0);
}

#[test]
fn nothing_could_be_reached() {
    looked_at("unreachable", &["-n", "5", "-c", "1", "http://127.0.0.1:1/"], 1);
}

#[test]
fn the_policy_lets_nothing_else_run() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("run.html");
    let outcome = bench(["-n", "3", "-c", "1", &server().url(), "--report", page.to_str().unwrap()]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let html = std::fs::read_to_string(&page).unwrap();
    let foreign = "<script>document.title = 'ran'</script><img src=\"http://127.0.0.1:1/\"></body>";
    std::fs::write(&page, html.replace("</body>", foreign)).unwrap();
    let Some(browser) = browser() else { return };
    let (dom, console) = open(&browser, &page, false);
    assert!(!dom.contains("<title>ran"), "a foreign script ran");
    assert_eq!(console.matches("Content Security Policy").count(), 2, "{console}");
}

#[test]
fn a_report_that_cannot_be_written_stops_the_run_before_it() {
    let server = server();
    let outcome = bench(["-n", "3", &server.url(), "--report", "/nowhere/at/all.html"]);
    assert!(outcome.code == 2 && outcome.stderr.contains("cannot write there"), "{}", outcome.stderr);
    let folder = tempfile::tempdir().unwrap();
    let outcome = bench(["-n", "3", &server.url(), "--report", folder.path().to_str().unwrap()]);
    assert!(outcome.code == 2 && outcome.stderr.contains("it is a folder"), "{}", outcome.stderr);
}

#[test]
fn a_saved_run_has_the_page_that_it_had_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (saved, page) = (folder.path().join("run.json"), folder.path().join("at-once.html"));
    let url = server().url();
    let outcome = bench(["-n", "50", "-c", "2", "-o", "json", &url, "--report", page.to_str().unwrap()]);
    std::fs::write(&saved, &outcome.stdout).unwrap();
    let outcome = bench(["report", saved.to_str().unwrap()]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    let later = std::fs::read_to_string(folder.path().join("run.html")).unwrap();
    // A number that went through JSON may differ in its last digit, which `value` has and the text has not.
    let text = |html: &str| {
        let main = html.split_once("<main>").unwrap().1.split_once("</main>").unwrap().0;
        let values = main.split(" value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
        values.collect::<String>().len()
    };
    let at_once = std::fs::read_to_string(&page).unwrap();
    assert_eq!(text(&later), text(&at_once));
    std::fs::write(&saved, "{}").unwrap();
    let outcome = bench(["report", saved.to_str().unwrap()]);
    assert!(
        outcome.code == 2 && outcome.stderr.contains("`neap bench -o json` is expected"),
        "{}",
        outcome.stderr
    );
}
