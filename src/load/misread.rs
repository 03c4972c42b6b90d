//! What is wrong with an expression of the command line, and where.

use std::ops::Range;

/// A place in an expression that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// Which bytes of the expression.
    pub at: Range<usize>,
    /// What is expected there.
    pub why: String,
}

impl Misread {
    /// Something is expected at this place.
    pub fn new(at: Range<usize>, why: impl Into<String>) -> Self {
        Self { at, why: why.into() }
    }

    /// The expression with its place underlined, in two lines.
    pub fn marked(&self, text: &str) -> String {
        let columns = |part: Option<&str>| part.map_or(0, |part| part.chars().count());
        let before = columns(text.get(..self.at.start));
        let under = columns(text.get(self.at.clone())).max(1);
        // A tab or a line break would move the marks away from what they mark.
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("  {line}\n  {}{}", " ".repeat(before), "^".repeat(under))
    }
}

/// A part of an expression that knows where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Without surrounding spaces.
    pub text: &'a str,
    /// The place of its first byte in the whole.
    pub start: usize,
}

impl<'a> Part<'a> {
    /// The whole.
    pub fn whole(text: &'a str) -> Self {
        Self { text, start: 0 }.trimmed()
    }

    fn trimmed(self) -> Self {
        let text = self.text.trim_start();
        Self { start: self.start + self.text.len() - text.len(), text: text.trim_end() }
    }

    /// Its bytes in the whole.
    pub fn range(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// The parts between separators.
    pub fn split(self, separator: char) -> impl Iterator<Item = Part<'a>> {
        self.text.split(separator).map(move |text| {
            let start = self.start + (text.as_ptr() as usize - self.text.as_ptr() as usize);
            Part { text, start }.trimmed()
        })
    }

    /// What stands before and from a byte on.
    pub fn split_at(self, at: usize) -> (Part<'a>, Part<'a>) {
        let (before, after) = self.text.split_at(at);
        (
            Part { text: before, start: self.start }.trimmed(),
            Part { text: after, start: self.start + at }.trimmed(),
        )
    }

    /// It is not what was expected.
    pub fn misread(self, why: impl Into<String>) -> Misread {
        Misread::new(self.range(), why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_underlined() {
        let misread = Part::whole("a|é>b").split('|').nth(1).unwrap().misread("no");
        assert_eq!(misread.marked("a|é>b"), "  a|é>b\n    ^^^");
        assert_eq!(Misread::new(5..5, "no").marked("a|é>"), "  a|é>\n      ^");
    }
}
