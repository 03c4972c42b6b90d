//! A place in an object that a chart's value fills.

use serde_json::Value;

/// How a value enters a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A number or a text, on the line of its field.
    Scalar,
    /// The same, where Kubernetes takes nothing but text: `--set autoscaling.minScale=2` is a number to Helm.
    Text,
    /// A map or a list below its field, which is left out where it is empty.
    Block,
    /// The same, whose texts are templates themselves.
    Templates,
}

/// A place in an object, and the value that belongs there.
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    /// Where the value stands in `values.yaml`, as `autoscaling`, `minReplicas`.
    pub path: Vec<String>,
    /// How it enters the template.
    pub form: Form,
    /// Where it is filled in, as a JSON pointer to the field.
    pub pointer: String,
    /// What stands there; an empty map or list where the object does not have the field.
    pub value: Value,
}

/// The holes of one object, as they are found.
#[derive(Debug)]
pub struct Holes<'a> {
    object: &'a Value,
    /// What was found.
    pub found: Vec<Hole>,
}

impl<'a> Holes<'a> {
    /// Looks at an object.
    pub fn of(object: &'a Value) -> Self {
        Self { object, found: Vec::new() }
    }

    /// A field of the object.
    pub fn get(&self, pointer: &str) -> Option<&'a Value> {
        self.object.pointer(pointer)
    }

    /// The items of a list; none where there is no list.
    pub fn items(&self, pointer: &str) -> &'a [Value] {
        self.get(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A number or a text, if it is there.
    pub fn scalar(&mut self, pointer: String, path: &[&str]) {
        self.line(pointer, path, Form::Scalar);
    }

    /// A text that must stay text, if it is there.
    pub fn text(&mut self, pointer: String, path: &[&str]) {
        self.line(pointer, path, Form::Text);
    }

    fn line(&mut self, pointer: String, path: &[&str], form: Form) {
        match self.get(&pointer) {
            // On one line Helm writes JSON, and its reader of YAML takes no other characters as they are.
            Some(Value::String(text)) if text.chars().all(|c| matches!(c, ' '..='~')) => {}
            Some(Value::Number(_)) if form == Form::Scalar => {}
            _ => return,
        }
        self.push(pointer, path, form);
    }

    /// A map or a list, if it is there and holds something.
    pub fn block(&mut self, pointer: String, path: &[&str]) {
        let full = match self.get(&pointer) {
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(fields)) => !fields.is_empty(),
            _ => false,
        };
        // What Helm's writer of YAML would change stays in the template, where neap's has written it.
        if full && self.get(&pointer).is_some_and(is_plain) {
            self.push(pointer, path, Form::Block);
        }
    }

    /// A map or a list that a chart's user may want even where the object has none.
    pub fn room(&mut self, pointer: String, path: &[&str], empty: Value) {
        match self.get(&pointer) {
            Some(_) => self.block(pointer, path),
            None => {
                let path = path.iter().map(|&name| name.to_owned()).collect();
                self.found.push(Hole { path, form: Form::Block, pointer, value: empty });
            }
        }
    }

    /// A list, if it is there and holds something, whose texts are templates in the chart: `made` of what stands there.
    pub fn templates(&mut self, pointer: String, path: &[&str], made: impl Fn(&Value) -> Value) {
        let before = self.found.len();
        self.block(pointer, path);
        for hole in self.found.iter_mut().skip(before) {
            (hole.form, hole.value) = (Form::Templates, made(&hole.value));
        }
    }

    fn push(&mut self, pointer: String, path: &[&str], form: Form) {
        let Some(value) = self.get(&pointer).cloned() else { return };
        let path = path.iter().map(|&name| name.to_owned()).collect();
        self.found.push(Hole { path, form, pointer, value });
    }
}

/// Whether the writers of YAML in Helm and Kustomize write all texts of a value such that they are read back: they leave
/// control characters and the line breaks of YAML 1.1 as they are.
pub fn is_plain(value: &Value) -> bool {
    let of = |text: &str| {
        text.chars()
            .all(|c| matches!(c, '\n' | '\t') || !c.is_control() && !"\u{2028}\u{2029}\u{feff}".contains(c))
    };
    match value {
        Value::String(text) => of(text),
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(fields) => fields.iter().all(|(name, value)| of(name) && is_plain(value)),
        _ => true,
    }
}
