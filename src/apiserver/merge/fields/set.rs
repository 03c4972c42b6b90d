//! A set of paths as a tree. A path may be in the set without those below it, and the other way round.

use std::collections::BTreeMap;
use std::fmt;

use super::Element;

/// A set of paths. No node of it is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set(BTreeMap<Element, Node>);

/// What a set holds at a path and below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// The path itself is in the set.
    pub member: bool,
    /// What is in the set below it.
    pub below: Set,
}

/// A path from the root of an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Vec<Element>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|element| element.fmt(f))
    }
}

impl Node {
    /// The path itself, and nothing below.
    pub fn leaf() -> Self {
        Self { member: true, below: Set::default() }
    }

    /// Nothing.
    pub fn is_empty(&self) -> bool {
        !self.member && self.below.is_empty()
    }

    fn union(self, other: Self) -> Self {
        Self { member: self.member || other.member, below: self.below.union(other.below) }
    }
}

impl Set {
    /// A set of paths made of field names, as `["metadata", "labels"]`.
    pub fn of_fields<'a>(paths: impl IntoIterator<Item = &'a [&'a str]>) -> Self {
        let mut set = Self::default();
        for path in paths {
            set.insert(&path.iter().map(|name| Element::field(*name)).collect::<Vec<_>>());
        }
        set
    }

    /// Puts a path in.
    pub fn insert(&mut self, path: &[Element]) {
        match path {
            [] => {}
            [last] => self.0.entry(last.clone()).or_default().member = true,
            [first, rest @ ..] => self.0.entry(first.clone()).or_default().below.insert(rest),
        }
    }

    /// Puts what a step leads to in, over what is there; nothing if that is empty.
    pub fn put(&mut self, element: Element, node: Node) {
        if node.is_empty() {
            return;
        }
        let merged = match self.0.remove(&element) {
            Some(old) => old.union(node),
            None => node,
        };
        self.0.insert(element, merged);
    }

    /// Takes out the path of some field names, and all below it.
    pub fn drop_fields(&mut self, path: &[&str]) {
        let [first, rest @ ..] = path else { return };
        let first = Element::field(*first);
        let Some(node) = self.0.get_mut(&first) else { return };
        match rest.is_empty() {
            true => *node = Node::default(),
            false => node.below.drop_fields(rest),
        }
        if node.is_empty() {
            self.0.remove(&first);
        }
    }

    /// Whether a path is in the set.
    pub fn has(&self, path: &[Element]) -> bool {
        match path {
            [] => false,
            [last] => self.0.get(last).is_some_and(|node| node.member),
            [first, rest @ ..] => self.0.get(first).is_some_and(|node| node.below.has(rest)),
        }
    }

    /// What a step leads to.
    pub fn get(&self, element: &Element) -> Option<&Node> {
        self.0.get(element)
    }

    /// The steps that it holds, in order.
    pub fn nodes(&self) -> impl Iterator<Item = (&Element, &Node)> {
        self.0.iter()
    }

    /// Without a path.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All paths, those at the top before those below.
    pub fn paths(&self) -> Vec<Path> {
        let mut found = Vec::new();
        self.collect(&mut Vec::new(), &mut found);
        found
    }

    fn collect(&self, above: &mut Vec<Element>, found: &mut Vec<Path>) {
        for (element, _) in self.0.iter().filter(|(_, node)| node.member) {
            found.push(Path(above.iter().chain([element]).cloned().collect()));
        }
        for (element, node) in &self.0 {
            above.push(element.clone());
            node.below.collect(above, found);
            above.pop();
        }
    }

    /// The paths of either.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        for (element, node) in other.0 {
            self.put(element, node);
        }
        self
    }

    /// The paths of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.combine(other, &|node, other| {
            let other = other?;
            Some(Node { member: node.member && other.member, below: node.below.intersection(&other.below) })
        })
    }

    /// The paths that are not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.combine(other, &|node, other| {
            Some(match other {
                Some(other) => {
                    Node { member: node.member && !other.member, below: node.below.difference(&other.below) }
                }
                None => node.clone(),
            })
        })
    }

    /// The paths that are not in the other, nor below a path that is.
    #[must_use]
    pub fn recursive_difference(&self, other: &Self) -> Self {
        self.combine(other, &|node, other| match other {
            Some(other) if other.member => None,
            Some(other) => {
                Some(Node { member: node.member, below: node.below.recursive_difference(&other.below) })
            }
            None => Some(node.clone()),
        })
    }

    fn combine(&self, other: &Self, rule: &dyn Fn(&Node, Option<&Node>) -> Option<Node>) -> Self {
        let nodes = self.0.iter().filter_map(|(element, node)| {
            let combined = rule(node, other.0.get(element)).filter(|node| !node.is_empty());
            Some((element.clone(), combined?))
        });
        Self(nodes.collect())
    }
}

impl FromIterator<(Element, Node)> for Set {
    fn from_iter<I: IntoIterator<Item = (Element, Node)>>(nodes: I) -> Self {
        let mut set = Self::default();
        for (element, node) in nodes {
            set.put(element, node);
        }
        set
    }
}
