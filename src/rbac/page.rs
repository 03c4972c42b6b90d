//! `docs/rbac.md`, and the lines that stand before a rendered Role: the table in words.

use std::collections::BTreeMap;

use super::right::{Need, Place, Right};
use super::verb::{VERBS, Verb};

const HEAD: &str = "\
# Rights: `neap rbac`

`neap rbac VERB` renders the Role that a verb needs, and no more: a Role in the namespace of the services, a ClusterRole for what has no namespace, and a
binding of each to whom `--service-account`, `--user` and `--group` name. Several verbs make one Role.

```console
$ neap rbac status -n models --service-account ci/robot | kubectl apply -f -
$ neap rbac serve kserve serve update status -n models --group ml-team -o json
$ neap rbac 'doctor --fix' -A      # for services of all namespaces: one ClusterRole
$ neap rbac serve logs --required  # only what it cannot do without
$ neap rbac                        # the verbs
```

Before the objects stands, as comments, what each right is for. A right is one of three: without a **needed** one the verb fails, and says which one it lacks; one
**with** a flag is asked for only where that flag is given, or that comes about; without an **optional** one the verb does its work and says what it may not see.
`--required` renders the needed ones alone. A kind that the cluster does not serve does no harm in a Role.

Who may do what is asked of nobody but the API server: a verb that is refused names the right that is missing, and the `neap rbac` that grants it. What every
authenticated user has anyway is left out: `/apis`, `/version`, and who one is (`selfsubjectreviews`).

This page is written by `neap generate` from the table in `src/rbac/`, and tests on the real control plane run the verbs under exactly these Roles.
";

/// The whole page.
pub fn text() -> String {
    let mut page = HEAD.to_owned();
    // Verbs that ask the same stand together.
    let mut sections: Vec<(Vec<&Verb>, Vec<&Right>)> = Vec::new();
    for verb in VERBS {
        let rights: Vec<&Right> = verb.rights().collect();
        match sections.iter_mut().find(|(_, known)| *known == rights) {
            Some((verbs, _)) => verbs.push(verb),
            None => sections.push((vec![verb], rights)),
        }
    }
    for (verbs, rights) in sections {
        let names: Vec<String> = verbs.iter().map(|verb| format!("`{}`", verb.words)).collect();
        page.push_str(&format!("\n## {}\n\n", names.join(", ")));
        page.push_str("| verbs | resources | what for | without it |\n|---|---|---|---|\n");
        for (right, resources) in rows(&rights) {
            let place = match right.place {
                Place::Namespace => String::new(),
                Place::Within(namespace) => format!(" in namespace `{namespace}`"),
                Place::Cluster => " in the whole cluster".to_owned(),
            };
            let resources: Vec<String> = resources.iter().map(|it| format!("`{it}`")).collect();
            let need = match right.need {
                Need::Must => "**fails**".to_owned(),
                Need::With(what) => format!("with {what}: fails"),
                Need::May(without) => without.to_owned(),
            };
            page.push_str(&format!(
                "| {} | {}{place} | {} | {need} |\n",
                right.verbs.join(", "),
                resources.join(", "),
                right.why
            ));
        }
    }
    page
}

/// Rights that differ in their resources only are one row.
fn rows<'a>(rights: &[&'a Right]) -> Vec<(&'a Right, Vec<&'static str>)> {
    let mut rows: Vec<(&Right, Vec<&str>)> = Vec::new();
    for right in rights {
        let same = |other: &Right| Right { resources: right.resources, ..*other } == **right;
        match rows.iter_mut().find(|(known, _)| same(known)) {
            Some((_, resources)) => resources.extend(right.resources),
            None => rows.push((right, right.resources.to_vec())),
        }
    }
    for (_, resources) in &mut rows {
        resources.sort_unstable();
        resources.dedup();
    }
    rows
}

/// What the rights of these verbs are for, a line each, as it stands before the objects.
pub fn comments(verbs: &[&Verb], required: bool) -> Vec<String> {
    let rights: Vec<&Right> = verbs
        .iter()
        .flat_map(|verb| verb.rights())
        .filter(|right| !required || right.need == Need::Must)
        .collect();
    let mut seen = BTreeMap::new();
    let mut lines = Vec::new();
    for (right, resources) in rows(&rights) {
        let place = match right.place {
            Place::Namespace => String::new(),
            Place::Within(namespace) => format!(" in namespace {namespace}"),
            Place::Cluster => " in the whole cluster".to_owned(),
        };
        let need = match right.need {
            Need::Must => String::new(),
            Need::With(what) => format!(" (with {what})"),
            Need::May(without) => format!(" (optional: {without})"),
        };
        let line = format!("{} {}{place}: {}{need}", right.verbs.join(","), resources.join(","), right.why);
        if seen.insert(line.clone(), ()).is_none() {
            lines.push(line);
        }
    }
    lines
}
