//! The strings that no flag is ready for.

/// The sorts of strings, and what belongs to each.
pub fn classes() -> Vec<(&'static str, Vec<String>)> {
    let of = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    vec![
        ("empty", of(&["", " ", "\t"])),
        ("huge", vec!["a".repeat(5000), "9".repeat(400), format!("{}Gi", "9".repeat(30)), "/a".repeat(3000)]),
        ("negative", of(&["-1", "-0", "-99999999999999999999", "-1Gi", "--"])),
        ("wrong unit", of(&["12GB", "5 apples", "40 Gi", "1h", "80%", "4cores", "3s", "0.5", "12kib"])),
        ("unicode", of(&["é", "日本語", "😀", "１２", "a\u{301}", "\u{202e}abc", "ﬁ", "İ"])),
        ("quotes", of(&["\"", "'", "\"'\"", "a\"b", "it's", "\\", "\\\"", "`x`", "$(x)", "\"}, {\"x\": \""])),
        ("newlines", of(&["a\nb", "\n", "x\nhostNetwork: true\n#", "a\r\nb", "a\n---\nkind: Pod", "\r"])),
        ("template", of(&["{{ x }}", "{% raw %}", "{# c #}", "{{", "}}", "{{ '{{' }}", "{% for a in b %}"])),
        (
            "yaml look-alike",
            of(&[
                "on",
                "off",
                "yes",
                "no",
                "y",
                "n",
                "true",
                "null",
                "~",
                "1_000",
                "0755",
                "0o17",
                "0x1f",
                "0b101",
                "1e3",
                "1E3",
                ".5",
                "5.",
                ".nan",
                ".inf",
                "12:30:00",
                "2024-01-01",
                "=",
                "<<",
                "08",
                "0",
                "00",
                "+1",
                "1.0",
            ]),
        ),
        (
            "yaml syntax",
            of(&[
                "- a", "a: b", "#x", " #x", "&a", "*a", "!t", "!!int 3", "%A", "@", "|", ">", "?", ": ",
                "---", "...", "[a", "{a", ",", " lead", "trail ",
            ]),
        ),
        (
            "control",
            of(&[
                "\u{1}",
                "\u{7f}",
                "\u{85}",
                "a\u{85}b",
                "\u{2028}",
                "\u{2029}",
                "\u{feff}",
                "\u{feff}x",
                "\u{1b}[31m",
                "\u{200b}",
                "\u{ad}",
                "\u{fffd}",
            ]),
        ),
    ]
}
