//! Writes SVG. What it draws is styled by the classes of the page; text is escaped here, and nowhere else.

use std::fmt::Write;

/// A drawing.
#[derive(Debug, Clone)]
pub struct Svg {
    width: f64,
    height: f64,
    body: String,
}

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its beginning.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

impl Svg {
    /// An empty one of so many units.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    /// A line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let (a, b, c, d) = (unit(from.0), unit(from.1), unit(to.0), unit(to.1));
        self.push(format_args!(r#"<line class="{}" x1="{a}" y1="{b}" x2="{c}" y2="{d}"/>"#, escaped(class)));
    }

    /// A path.
    pub fn path(&mut self, path: &Path, class: &str) {
        if !path.0.is_empty() {
            self.push(format_args!(r#"<path class="{}" d="{}"/>"#, escaped(class), path.0));
        }
    }

    /// A text.
    pub fn text(&mut self, at: (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y) = (unit(at.0), unit(at.1));
        let (class, text) = (escaped(class), escaped(text));
        self.push(format_args!(
            r#"<text class="{class}" x="{x}" y="{y}" text-anchor="{anchor}">{text}</text>"#
        ));
    }

    /// A rectangle; with a title for whoever points at it.
    pub fn rect(&mut self, corner: (f64, f64), size: (f64, f64), class: &str, title: Option<&str>) {
        let (x, y, width, height) =
            (unit(corner.0), unit(corner.1), unit(size.0.max(0.0)), unit(size.1.max(0.0)));
        let class = escaped(class);
        let open = format!(r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}""#);
        match title {
            Some(title) => self.push(format_args!("{open}><title>{}</title></rect>", escaped(title))),
            None => self.push(format_args!("{open}/>")),
        }
    }

    /// The drawing as an element with a class, further attributes (written as they are) and a name for whoever cannot see it.
    pub fn element(&self, class: &str, attributes: &str, name: &str) -> String {
        let (width, height) = (unit(self.width), unit(self.height));
        format!(
            r#"<svg class="{}" viewBox="0 0 {width} {height}" role="img" aria-label="{}"{attributes}>{}</svg>"#,
            escaped(class),
            escaped(name),
            self.body
        )
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(text);
    }
}

/// The `d` of a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// Goes somewhere without drawing.
    pub fn go(&mut self, (x, y): (f64, f64)) {
        let _ = write!(self.0, "M{} {}", unit(x), unit(y));
    }

    /// Draws a straight line.
    pub fn draw(&mut self, (x, y): (f64, f64)) {
        let _ = write!(self.0, "L{} {}", unit(x), unit(y));
    }

    /// A bar that stands on `floor`.
    pub fn bar(&mut self, from: f64, to: f64, top: f64, floor: f64) {
        let _ = write!(self.0, "M{} {}V{}H{}V{}Z", unit(from), unit(floor), unit(top), unit(to), unit(floor));
    }

    /// Whether nothing was drawn.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As it stands in the attribute.
    #[cfg(test)]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A tenth of a unit is finer than any screen shows.
fn unit(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text for an element or an attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_short() {
        assert_eq!([unit(1.0), unit(-0.04), unit(12.34)], ["1", "0", "12.3"]);
        let mut path = Path::default();
        path.go((0.0, 1.25));
        path.draw((10.0, 2.0));
        path.bar(1.0, 2.0, 3.0, 4.0);
        assert_eq!(path.as_str(), "M0 1.2L10 2M1 4V3H2V4Z");
    }

    #[test]
    fn text_cannot_leave_its_place() {
        let mut svg = Svg::new(10.0, 10.0);
        svg.text((0.0, 0.0), Anchor::Start, "a\"b", "</text><script>'&");
        let made = svg.element("c", "", "\"><script>");
        assert!(!made.contains("<script>"), "{made}");
        assert!(made.contains("&lt;/text&gt;&lt;script&gt;&#39;&amp;"), "{made}");
    }
}
