//! A preset: a card and a model, by name.

use std::fmt;

use super::gpu::{GPUS, Gpu};
use super::weights::{MODELS, Model, Quantization};
use crate::kubernetes::near::did_you_mean;

/// A card, and a model with its quantization, written `V100-16GB/Qwen-7B-Int4`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preset {
    /// The card.
    pub gpu: &'static Gpu,
    /// The model.
    pub model: &'static Model,
    /// How its weights are stored.
    pub quantization: Quantization,
}

impl Preset {
    /// Reads a name.
    ///
    /// # Errors
    /// What is unknown in it, and which names there are.
    pub fn parse(name: &str) -> Result<Self, String> {
        let form = || format!("invalid preset {name:?}: a card and a model, as in V100-16GB/Qwen-7B-Int4");
        let (card, model) = name.split_once('/').ok_or_else(form)?;
        let gpu = Gpu::by_name(card).ok_or_else(|| unknown("card", card, GPUS.iter().map(|gpu| gpu.name)))?;
        let names = || MODELS.iter().map(|model| model.name);
        let known = Model::by_name(model).filter(|_| Model::is_named(model));
        let found = known.ok_or_else(|| unknown("model", model, names()))?;
        Ok(Self { gpu, model: found, quantization: Quantization::named(model) })
    }
}

fn unknown(what: &str, name: &str, known: impl Iterator<Item = &'static str> + Clone) -> String {
    let question = did_you_mean(name, known.clone()).map_or(String::new(), |text| format!("; {text}"));
    format!("there is no {what} {name:?}: {}{question}", known.collect::<Vec<_>>().join(", "))
}

impl fmt::Display for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = match self.quantization {
            Quantization::Half => "",
            Quantization::Eight => "-Int8",
            Quantization::Four => "-Int4",
        };
        write!(formatter, "{}/{}{suffix}", self.gpu.name, self.model.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_has_a_name_that_is_read_back() {
        for gpu in &GPUS {
            for model in &MODELS {
                for quantization in [Quantization::Half, Quantization::Eight, Quantization::Four] {
                    let preset = Preset { gpu, model, quantization };
                    assert_eq!(Preset::parse(&preset.to_string()), Ok(preset), "{preset}");
                }
            }
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_those_that_are_known() {
        assert!(Preset::parse("V100").unwrap_err().contains("as in V100-16GB/Qwen-7B-Int4"));
        assert!(Preset::parse("B200/Qwen-7B").unwrap_err().contains("T4, V100-16GB"));
        assert!(Preset::parse("A10/Qwen").unwrap_err().contains("there is no model \"Qwen\": Qwen-7B"));
    }
}
