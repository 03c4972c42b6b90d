use std::io::Write;

use super::*;
use crate::error::Kind;
use crate::load::dataset::{Content, Repeats};

fn asked(manner: Manner) -> Asked {
    Asked { requests: Some(100), nonce: 5, seed: 0, manner, chat: false, elsewhere: false }
}

fn vllm(args: &Prompts) -> Given {
    read(args, &asked(Manner::AroundLength)).unwrap()
}

fn refused(args: &Prompts) -> String {
    let error = read(args, &asked(Manner::AroundLength)).unwrap_err();
    assert_eq!(error.kind, Kind::Usage, "{error}");
    assert!(!error.hints.is_empty(), "{error}");
    error.message
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

fn file(content: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

fn of(name: &str, file: &tempfile::NamedTempFile) -> Prompts {
    Prompts { dataset_name: text(name), dataset_path: Some(file.path().into()), ..Prompts::default() }
}

#[test]
fn the_defaults_are_those_of_the_client_whose_words_are_used() {
    let args = Prompts::default();
    assert_eq!(vllm(&args).dataset.about(), "1024 tokens in, 128 out");
    let sglang = read(&args, &asked(Manner::UpToLength)).unwrap();
    assert_eq!(sglang.dataset.about(), "1 to 1024 tokens in, 1 to 1024 out");
    let notes = [
        "lengths follow SGLang's range ratio: from len·r to len",
        "no other run has these prompts; `--seed 5` asks them again",
    ];
    assert_eq!(sglang.notes, notes);
}

#[test]
fn a_range_ratio_means_what_the_backend_says() {
    let args = Prompts {
        random_input_len: text("1000"),
        random_output_len: text("100"),
        random_range_ratio: text("0.2"),
        ..Prompts::default()
    };
    assert_eq!(vllm(&args).dataset.about(), "800 to 1200 tokens in, 80 to 120 out");
    let sglang = read(&args, &asked(Manner::UpToLength)).unwrap();
    assert_eq!(sglang.dataset.about(), "200 to 1000 tokens in, 20 to 100 out");
    let apart = Prompts { random_range_ratio: text(r#"{"input": 0.5, "output": 0}"#), ..args };
    assert_eq!(vllm(&apart).dataset.about(), "500 to 1500 tokens in, 100 out");
}

#[test]
fn groups_have_the_names_of_both() {
    let vllms = vllm(&Prompts { dataset_name: text("prefix_repetition"), ..Prompts::default() });
    assert_eq!(vllms.dataset.about(), "10 groups, all as often; 256 shared and 256 own tokens in, 128 out");
    assert_eq!(vllms.dataset.name(), "prefix_repetition");
    let sglangs = Prompts {
        dataset_name: text("gsp"),
        gsp_group_distribution: text("zipf"),
        gsp_zipf_alpha: text("1.1"),
        gsp_send_routing_key: true,
        ..Prompts::default()
    };
    let sglangs = vllm(&sglangs);
    assert_eq!(
        sglangs.dataset.about(),
        "64 groups by Zipf's law with 1.1; 2048 shared and 128 own tokens in, 256 out"
    );
    assert_eq!(sglangs.requests, Some(Requests::Unless(1024)));
    assert_eq!(sglangs.affinity.unwrap(), "x-smg-routing-key");
    assert!(Repeats::of(&sglangs.dataset, Some(1024)).shared_share() > 0.8);
}

#[test]
fn files_are_read() {
    let prompts = file(b"{\"prompt\": \"a\", \"output_tokens\": 3}\n{\"prompt\": \"b\"}\n");
    let given = vllm(&Prompts { no_oversample: true, ..of("custom", &prompts) });
    assert_eq!(given.requests, Some(Requests::AtMost(2)));
    assert!(!given.counted);
    let chats = file(b"{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}, {\"role\": \"assistant\", \"content\": \"yes\"}, {\"role\": \"user\", \"content\": \"so\"}]}");
    let given = vllm(&Prompts { think_time: text("100ms-2s"), ..of("multi-turn", &chats) });
    assert!(given.dataset.has_turns());
    assert_eq!(
        given.dataset.about(),
        "1 conversations of a file, 2.0 turns on average, 100ms to 2s to think"
    );
    let openai = vllm(&of("openai", &chats));
    assert!(matches!(openai.dataset.prompt(0).content, Content::Messages(messages) if messages.len() == 3));
}

#[test]
fn bad_values_are_refused() {
    let args = Prompts::default;
    let cases = [
        (
            Prompts { lora_assignment: text("random"), ..args() },
            "`--lora-assignment` and `--lora-zipf-alpha` need `--lora-modules`",
        ),
        (
            Prompts { lora_modules: vec!["a".to_owned()], lora_assignment: text("x"), ..args() },
            "invalid value \"x\" for `--lora-assignment`: one of these",
        ),
        (
            Prompts { lora_modules: vec!["a".to_owned()], lora_zipf_alpha: text("0.5"), ..args() },
            "invalid value \"0.5\" for `--lora-zipf-alpha`: a number from 1",
        ),
        (
            Prompts { lora_modules: vec!["http://a".to_owned()], ..args() },
            "invalid value \"http://a\" for `--lora-modules`: names of adapters",
        ),
        (
            Prompts { request_id_prefix: text("a\n"), ..args() },
            "invalid value \"a\\n\" for `--request-id-prefix`",
        ),
        (
            Prompts { dataset_name: text("sonnet"), ..args() },
            "invalid value \"sonnet\" for `--dataset-name`: one of these",
        ),
        (
            Prompts { random_input_len: text("x"), ..args() },
            "invalid value \"x\" for `--random-input-len`: a whole number",
        ),
        (
            Prompts { random_input_len: text("0"), ..args() },
            "`--random-input-len` and `--random-range-ratio` make prompts",
        ),
        (Prompts { random_output_len: text("0"), ..args() }, "invalid value \"0\" for `--random-output-len`"),
        (
            Prompts { random_range_ratio: text("1"), ..args() },
            "invalid value \"1\" for `--random-range-ratio`",
        ),
        (
            Prompts { random_range_ratio: text("{\"input\": 1}"), ..args() },
            "invalid value \"{\\\"input\\\": 1}\" for",
        ),
        (
            Prompts { random_range_ratio: text("NaN"), ..args() },
            "invalid value \"NaN\" for `--random-range-ratio`",
        ),
        (
            Prompts { gsp_num_groups: text("3"), ..args() },
            "`--gsp-num-groups` says nothing of the dataset random: it is a flag of generated-shared-prefix",
        ),
        (
            Prompts { dataset_path: Some("x".into()), ..args() },
            "`--dataset-path` says nothing of the dataset random",
        ),
        (
            Prompts { dataset_name: text("gsp"), gsp_zipf_alpha: text("1"), ..args() },
            "`--gsp-group-distribution` is `uniform`",
        ),
        (
            Prompts { dataset_name: text("gsp"), gsp_group_distribution: text("zipf"), ..args() },
            "`--gsp-group-distribution` needs",
        ),
        (
            Prompts {
                dataset_name: text("gsp"),
                gsp_num_groups: text("1000000"),
                gsp_prompts_per_group: text("1000000"),
                ..args()
            },
            "1000000 groups of 1000000 requests",
        ),
        (
            Prompts {
                dataset_name: text("gsp"),
                gsp_num_turns: text("2"),
                think_time: text("3s-1s"),
                ..args()
            },
            "invalid value \"3s-1s\" for `--think-time`",
        ),
        (Prompts { dataset_name: text("sharegpt"), ..args() }, "the dataset sharegpt needs a file"),
        (Prompts { affinity_header: text("a b"), ..args() }, "invalid value \"a b\" for `--affinity-header`"),
        (
            Prompts { tokenizer: Some("/nowhere".into()), ..args() },
            "invalid value \"/nowhere\" for `--tokenizer`: a tokenizer.json, or a folder",
        ),
    ];
    for (args, expected) in cases {
        let message = refused(&args);
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn bad_files_are_refused_with_the_place() {
    let cases: [(&str, &[u8], &str); 8] = [
        (
            "custom",
            b"{\"prompt\": \"a\"}\n{\"prompt\": }",
            "line 2: expected value\n  {\"prompt\": }\n             ^",
        ),
        ("custom", b"", "it has no prompt"),
        ("custom", b"{\"prompt\": \"a\"}\n\xff", "line 2: it is no text (UTF-8)"),
        ("custom", b"{\"text\": \"a\"}", "line 1: missing field `prompt`"),
        ("openai", b"{\"messages\": []}", "line 1: its `messages` are empty"),
        ("sharegpt", b"[{\"id\": 1}]", "line 1: missing field `conversations`"),
        (
            "sharegpt",
            b"[{\"conversations\": []}]",
            "none of its 1 conversations has a question and an answer",
        ),
        ("multi-turn", b"[]", "it has no conversation"),
    ];
    for (name, content, expected) in cases {
        let file = file(content);
        let message = refused(&of(name, &file));
        assert!(message.contains(expected), "{name}: {message}");
    }
    let nowhere = Prompts {
        dataset_path: Some("/nowhere/x.json".into()),
        dataset_name: text("custom"),
        ..Prompts::default()
    };
    assert!(refused(&nowhere).contains("cannot read the file: "), "{}", refused(&nowhere));
    let no_tokenizer = file(b"{}");
    let args = Prompts { tokenizer: Some(no_tokenizer.path().into()), ..Prompts::default() };
    assert!(refused(&args).contains("is no tokenizer"), "{}", refused(&args));
}

#[test]
fn a_chat_api_takes_one_text() {
    let chat = Asked { chat: true, ..asked(Manner::AroundLength) };
    let batch = Prompts { random_batch_size: text("2"), ..Prompts::default() };
    let message = read(&batch, &chat).unwrap_err().message;
    assert_eq!(message, "a chat API does not take several prompts in one request");
    let numbers = file(b"{\"prompt\": [1, 2]}");
    let message = read(&of("custom", &numbers), &chat).unwrap_err().message;
    assert_eq!(message, "a chat API does not take prompts that are token numbers");
    assert!(read(&batch, &asked(Manner::AroundLength)).is_ok());
}

#[test]
fn each_name_has_a_line_that_works() {
    for name in ["sharegpt", "custom", "openai", "multi-turn"] {
        let empty = file(b"");
        let error = read(&of(name, &empty), &asked(Manner::UpToLength)).unwrap_err();
        let hint =
            error.hints.iter().find_map(|hint| hint.split_once("as it is expected: ")).unwrap().1.to_owned();
        let works = file(hint.as_bytes());
        read(&of(name, &works), &asked(Manner::UpToLength)).unwrap();
    }
}
