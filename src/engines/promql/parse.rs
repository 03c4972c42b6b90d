//! Words → expression.

use super::lex::{Token, tokens};
use super::{Aggregation, Expr, Function, Matcher, Pattern, Selector};

/// Reads an expression.
///
/// # Errors
/// What is wrong, in words; or that it is PromQL of which no rule is made here.
pub fn parse(text: &str) -> Result<Expr, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, depth: 0 };
    let expr = parser.expr()?;
    match parser.tokens.first() {
        None => Ok(expr),
        Some(token) => Err(format!("{} is left over", shown(token))),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    depth: u32,
}

/// Deeper nesting is no rule but an attack on the stack.
const DEEPEST: u32 = 50;

impl Parser<'_> {
    fn expr(&mut self) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deeply".into());
        }
        let expr = match self.tokens {
            [Token::Number(number), ..] => {
                self.skip(1);
                Ok(Expr::Number(*number))
            }
            [Token::Sign("("), ..] => {
                self.skip(1);
                let inner = self.expr()?;
                self.sign(")")?;
                Ok(inner)
            }
            [Token::Name(name), next @ ..] => match (aggregation(name), function(name), next.first()) {
                (Some(operator), _, Some(Token::Sign("(") | Token::Name(_))) => {
                    self.skip(1);
                    self.aggregate(operator)
                }
                (_, Some(function), Some(Token::Sign("("))) => {
                    self.skip(1);
                    self.call(function)
                }
                (_, _, Some(Token::Sign("("))) => Err(format!("the function `{name}` is not known here")),
                _ => self.selector(),
            },
            [Token::Sign("{"), ..] => self.selector(),
            [token, ..] => Err(format!("{} cannot begin an expression", shown(token))),
            [] => Err("it ends too early".into()),
        };
        self.depth -= 1;
        expr
    }

    fn aggregate(&mut self, operator: Aggregation) -> Result<Expr, String> {
        let mut grouping = self.grouping()?;
        self.sign("(")?;
        let of = self.expr()?;
        self.sign(")")?;
        if grouping.is_none() {
            grouping = self.grouping()?;
        }
        let (by, without) = grouping.unwrap_or_default();
        Ok(Expr::Aggregate { operator, by, without, of: Box::new(of) })
    }

    /// `by (a, b)` or `without (a)`.
    fn grouping(&mut self) -> Result<Option<(Vec<String>, bool)>, String> {
        let without = match self.tokens.first() {
            Some(Token::Name(word)) if word == "by" => false,
            Some(Token::Name(word)) if word == "without" => true,
            Some(token @ Token::Name(_)) => return Err(format!("{} is no grouping", shown(token))),
            _ => return Ok(None),
        };
        self.skip(1);
        self.sign("(")?;
        let mut labels = Vec::new();
        while let Some(Token::Name(label)) = self.tokens.first() {
            labels.push(label.clone());
            self.skip(1);
            if self.tokens.first() != Some(&Token::Sign(",")) {
                break;
            }
            self.skip(1);
        }
        self.sign(")")?;
        Ok(Some((labels, without)))
    }

    fn call(&mut self, function: Function) -> Result<Expr, String> {
        self.sign("(")?;
        let mut arguments = vec![self.expr()?];
        while self.tokens.first() == Some(&Token::Sign(",")) {
            self.skip(1);
            arguments.push(self.expr()?);
        }
        self.sign(")")?;
        let ranged = |expr: &Expr| matches!(expr, Expr::Selector(selector) if selector.range.is_some());
        match (function, arguments.as_slice()) {
            (Function::Rate | Function::Increase, [over]) if ranged(over) => {}
            (Function::Rate | Function::Increase, _) => {
                return Err("`rate` and `increase` take one selector with a range, as x[1m]".into());
            }
            (Function::HistogramQuantile, [Expr::Number(_), buckets]) if !ranged(buckets) => {}
            (Function::HistogramQuantile, _) => {
                return Err("`histogram_quantile` takes a number and buckets".into());
            }
        }
        Ok(Expr::Call { function, arguments })
    }

    fn selector(&mut self) -> Result<Expr, String> {
        let mut name = None;
        if let Some(Token::Name(word)) = self.tokens.first() {
            name = Some(word.clone());
            self.skip(1);
        }
        let mut matchers = Vec::new();
        if self.tokens.first() == Some(&Token::Sign("{")) {
            self.skip(1);
            while self.tokens.first() != Some(&Token::Sign("}")) {
                matchers.push(self.matcher()?);
                if self.tokens.first() == Some(&Token::Sign(",")) {
                    self.skip(1);
                } else {
                    break;
                }
            }
            self.sign("}")?;
        }
        let mut range = None;
        if self.tokens.first() == Some(&Token::Sign("[")) {
            let [_, Token::Duration(duration), ..] = self.tokens else {
                return Err("a range is a duration in brackets, as [1m]".into());
            };
            range = Some(*duration).filter(|duration| !duration.is_zero());
            self.skip(2);
            self.sign("]")?;
            range.ok_or("a range is longer than nothing")?;
        }
        if name.is_none() && matchers.is_empty() {
            return Err("a selector names a metric or a label".into());
        }
        Ok(Expr::Selector(Selector { name, matchers, range }))
    }

    fn matcher(&mut self) -> Result<Matcher, String> {
        let [Token::Name(label), Token::Sign(sign), Token::Text(text), ..] = self.tokens else {
            return Err("a matcher is LABEL=\"TEXT\"".into());
        };
        let regex = || {
            // The whole label must match.
            let pattern = regex::Regex::new(&format!("^(?:{text})$"));
            pattern.map(Pattern::Regex).map_err(|_| format!("`{text}` is no regular expression"))
        };
        let (not, value) = match *sign {
            "=" => (false, Pattern::Text(text.clone())),
            "!=" => (true, Pattern::Text(text.clone())),
            "=~" => (false, regex()?),
            "!~" => (true, regex()?),
            other => return Err(format!("`{other}` compares no label")),
        };
        let label = label.clone();
        self.skip(3);
        Ok(Matcher { label, not, value })
    }

    fn skip(&mut self, count: usize) {
        self.tokens = self.tokens.get(count..).unwrap_or_default();
    }

    fn sign(&mut self, wanted: &'static str) -> Result<(), String> {
        match self.tokens.first() {
            Some(Token::Sign(sign)) if *sign == wanted => {
                self.skip(1);
                Ok(())
            }
            Some(token) => Err(format!("`{wanted}` is missing before {}", shown(token))),
            None => Err(format!("`{wanted}` is missing at the end")),
        }
    }
}

fn aggregation(name: &str) -> Option<Aggregation> {
    use Aggregation::{Avg, Count, Max, Min, Sum};
    [Sum, Avg, Max, Min, Count].into_iter().find(|operator| operator.name() == name)
}

fn function(name: &str) -> Option<Function> {
    match name {
        "rate" => Some(Function::Rate),
        "increase" => Some(Function::Increase),
        "histogram_quantile" => Some(Function::HistogramQuantile),
        _ => None,
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Name(name) => format!("`{name}`"),
        Token::Number(number) => format!("`{number}`"),
        Token::Duration(_) => "a duration".to_owned(),
        Token::Text(text) => format!("{text:?}"),
        Token::Sign(sign) => format!("`{sign}`"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rules_are_read() {
        for text in [
            "vllm:num_requests_waiting{namespace!=\"\",pod!=\"\"}",
            "sum(a{namespace=\"x\",pod=~\"a|b\"}) by (pod)",
            "avg by (pod) (a)",
            "sum(rate(a_total{x=\"y\"}[1m])) by (pod,)",
            "histogram_quantile(0.95, sum(rate(a_bucket{}[1m])) by (le, pod))",
            "{__name__=~\"vllm:.*\"}",
            "(sum(a))",
            "sum",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for (text, why) in [
            ("sum(a", "missing at the end"),
            ("sum(a))", "left over"),
            ("sum(<<.Series>>)", "not understood"),
            ("a{b=c}", "a matcher is"),
            ("a{b=~\"(\"}", "regular expression"),
            ("rate(a)", "with a range"),
            ("a[5]", "a duration in brackets"),
            ("histogram_quantile(a, b)", "takes a number"),
            ("sin(a)", "not known here"),
            ("", "too early"),
            ("{}", "names a metric"),
        ] {
            assert!(parse(text).unwrap_err().contains(why), "{text}: {:?}", parse(text));
        }
        assert!(parse(&"(".repeat(10_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-z{}()\\[\\],=~!\"'\\\\0-9m. é]{0,40}") {
            let _ = parse(&text);
        }
    }
}
