//! The file with the names of a group's pods that Arena's commands may read.

/// Where Arena puts it.
pub const PATH: &str = "/etc/hostfile";

/// The line, with the file written first where the line names it.
///
/// The names follow from the leader's, so that the file is right in every group, also in those that an autoscaler adds.
pub fn with(line: String) -> String {
    match line.contains("HOSTFILE") || line.contains(PATH) {
        true => format!("{}{line}{END}", begin()),
        false => line,
    }
}

/// The line that [`with`] was given.
pub fn without(line: &str) -> &str {
    line.strip_prefix(&begin()).and_then(|rest| rest.strip_suffix(END)).unwrap_or(line)
}

const END: &str = "\n}";

fn begin() -> String {
    format!(
        "{{ echo \"$LWS_LEADER_ADDRESS\"; i=1; while [ \"$i\" -lt \"$LWS_GROUP_SIZE\" ]; do echo \"${{LWS_LEADER_ADDRESS%%.*}}-$i.${{LWS_LEADER_ADDRESS#*.}}\"; i=$((i+1)); done; }} > {PATH} && {{\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_names_each_pod_of_the_group() {
        assert_eq!(with("vllm serve m".into()), "vllm serve m");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hosts");
        assert_eq!(without(&with("cat /etc/hostfile".into())), "cat /etc/hostfile");
        let line = with("cat /etc/hostfile".into()).replace(PATH, path.to_str().unwrap());
        let out = std::process::Command::new("sh")
            .args(["-c", &line])
            .env("LWS_LEADER_ADDRESS", "qwen-1.qwen-1.default")
            .env("LWS_GROUP_SIZE", "3")
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8(out.stdout).unwrap(),
            "qwen-1.qwen-1.default\nqwen-1-1.qwen-1.default\nqwen-1-2.qwen-1.default\n"
        );
    }
}
