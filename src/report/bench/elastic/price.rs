//! `--price`: what an hour of a pool's nodes, or of its accelerators, costs.

use crate::report::bench::cluster::{Price, Priced};

/// The price of a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariff {
    /// The pool's name, as `neap status` shows it.
    pub pool: String,
    /// What it costs.
    pub price: Price,
}

impl Tariff {
    /// Reads `POOL=2.10/h`, the price of a node, or `POOL=2.10/gpu/h`, that of an accelerator.
    ///
    /// # Errors
    /// Says what is wrong, in the words of a flag.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const FORM: &str =
            "POOL=PRICE/h is expected for a node of the pool, or POOL=PRICE/gpu/h for an accelerator";
        let (pool, rest) = text.rsplit_once('=').ok_or(FORM)?;
        if pool.trim().is_empty() {
            return Err(FORM);
        }
        let mut parts = rest.split('/');
        let amount = parts.next().unwrap_or_default();
        let (of, hour) = match (parts.next(), parts.next(), parts.next()) {
            (Some("gpu"), Some(hour), None) => (Priced::Gpu, hour),
            (Some("node"), Some(hour), None) | (Some(hour), None, None) => (Priced::Node, hour),
            _ => return Err(FORM),
        };
        if hour != "h" {
            return Err(FORM);
        }
        let plain = amount.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let per_hour = amount.parse::<f64>().ok().filter(|price| plain && price.is_finite());
        let per_hour = per_hour.ok_or("the price must be a number from 0 on, without a currency")?;
        Ok(Self { pool: pool.to_owned(), price: Price { per_hour, of } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_of_a_node_or_of_an_accelerator() {
        let read = |text: &str| Tariff::parse(text).map(|it| (it.pool, it.price.per_hour, it.price.of));
        assert_eq!(read("cloud=2.10/h"), Ok(("cloud".into(), 2.1, Priced::Node)));
        assert_eq!(read("cloud=2/node/h"), Ok(("cloud".into(), 2.0, Priced::Node)));
        assert_eq!(read("c1/a=b=0.5/gpu/h"), Ok(("c1/a=b".into(), 0.5, Priced::Gpu)));
        let bad = "cloud cloud= cloud=2 =2/h cloud=2/d cloud=-2/h cloud=$2/h cloud=2/cpu/h cloud=2/gpu/h/h cloud=1e999/h cloud=./h cloud=NaN/h";
        for text in bad.split(' ') {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
