//! Every flag of `neap metrics render` with every sort of bad string: what is printed is YAML that carries it, or the flag is
//! named with exit 2. Never a panic.

use clap::CommandFactory;
use neap::manifest::yaml::parse_documents;

use crate::bad_input::bad_strings as classes;
use crate::support::in_process::run;

/// What else must be given for a flag to be looked at.
fn company(flag: &str) -> &'static [&'static str] {
    match flag {
        "config-map" => &["--adapter=prometheus-adapter"],
        "workload" | "min-replicas" | "max-replicas" => {
            &["--name=qwen", "--adapter=keda", "--prometheus=http://p:9090"]
        }
        _ => &[],
    }
}

/// Flags whose text is in no document.
const BESIDE: [&str; 9] = [
    "kubeconfig",
    "context",
    "request-timeout",
    "color",
    "engine",
    "scrape",
    "adapter",
    "aggregation",
    "namespace",
];

#[test]
fn any_string_in_any_flag_is_carried_or_refused() {
    let mut cli = neap::cli::Cli::command();
    cli.build();
    let verb = cli.find_subcommand("metrics").unwrap().find_subcommand("render").unwrap().clone();
    let (mut accepted, mut refused) = (0, 0);
    for arg in verb.get_arguments().filter(|arg| arg.get_action().takes_values()) {
        let flag = arg.get_long().unwrap_or("NAME").to_owned();
        for (class, texts) in classes() {
            for text in texts {
                let value = match flag.as_str() {
                    "metric" if text.len() < 100 => vec![text.clone(), format!("my_metric={text}")],
                    "rename" => vec![text.clone(), format!("vllm-waiting={text}")],
                    "prometheus-header" => vec![text.clone(), format!("X-A: {text}")],
                    "selector" => vec![text.clone(), format!("a={text}")],
                    "labels" => vec![text.clone(), format!("a,{text}")],
                    "prometheus" => vec![text.clone(), format!("http://{text}"), format!("http://p/{text}")],
                    _ => vec![text.clone()],
                };
                for value in value {
                    let mut args: Vec<String> = ["metrics", "render"].map(str::to_owned).into();
                    if flag != "engine" && flag != "metric" {
                        args.push("--engine=vllm".into());
                    }
                    args.extend(company(&flag).iter().map(|arg| (*arg).to_owned()));
                    match flag.as_str() {
                        "NAME" => args.extend(["--".to_owned(), value.clone()]),
                        flag => args.push(format!("--{flag}={value}")),
                    }
                    let outcome = run(&args);
                    let context = format!("{class}: {args:?}\n{}", outcome.stderr);
                    match outcome.code {
                        0 => {
                            accepted += 1;
                            let documents = parse_documents(&outcome.stdout).unwrap();
                            let all = serde_json::to_string(&documents).unwrap();
                            let lost = text.split([':', '/', '=', ',']).map(str::trim).find(|part| {
                                let quoted = serde_json::to_string(part).unwrap();
                                !all.contains(quoted.trim_matches('"'))
                            });
                            let beside = BESIDE.contains(&flag.as_str())
                                || ["part", "output", "dry-run", "interval"].contains(&flag.as_str());
                            assert!(
                                beside || lost.is_none(),
                                "{lost:?} is not in what is printed: {context}\n{all}"
                            );
                        }
                        2 => {
                            refused += 1;
                            assert_eq!(outcome.stdout, "", "{context}");
                            assert!(
                                outcome.stderr.contains(&flag)
                                    || flag == "min-replicas" && outcome.stderr.contains("--max-replicas"),
                                "{context}"
                            );
                        }
                        code => assert!(flag == "dry-run" && code == 1, "exit {code}: {context}"),
                    }
                }
            }
        }
    }
    assert!(accepted > 100 && refused > 1500, "{accepted} accepted, {refused} refused");
}
