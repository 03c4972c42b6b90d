//! What a metric is aimed at: a count, a share or per cent, in the metric's own unit.

use super::value::refuse;
use crate::engines::metrics::Measure;
use crate::error::Result;
use crate::kubernetes::Quantity;

/// The target as a quantity, in the metric's own unit. `flag` is where the text was read.
///
/// # Errors
/// A usage error: no number, or one that cannot be meant.
pub fn aim(
    flag: &str,
    metric: &str,
    measure: Option<Measure>,
    text: &str,
    example: &str,
) -> Result<Quantity> {
    let say = |reason: String| refuse(flag, text, reason, example);
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number, true),
        None => (text, false),
    };
    // A time as people write it: 2s, 1500ms. The `m` of a quantity is a thousandth.
    let time = (measure == Some(Measure::Seconds)).then(|| text.strip_suffix('s')).flatten();
    let number = time.unwrap_or(number);
    let quantity = Quantity::parse(number)
        .map_err(|reason| say(if percent { "before the % there must be a number".into() } else { reason }))?;
    if quantity.nano() <= 0 {
        return Err(say("must be more than 0".into()));
    }
    let thousandths = i64::try_from(quantity.milli_value()).unwrap_or(i64::MAX);
    let hundred_or_less = thousandths <= 100_000;
    match measure {
        Some(Measure::Ratio) if percent && hundred_or_less => match thousandths % 100 {
            0 => Ok(Quantity::milli(thousandths / 100)),
            _ => Err(say("per cent are taken to a tenth".into())),
        },
        Some(Measure::Ratio) if percent => Err(say("a share is at most 100%".into())),
        Some(Measure::Ratio) if thousandths > 1000 => Err(say(format!(
            "`{metric}` is a share from 0 to 1: did you mean {number}% (written {number}%, {ratio} or {thousandths}m)?",
            ratio = decimal(thousandths / 100),
            thousandths = thousandths / 100,
        ))),
        Some(Measure::Percent) if !hundred_or_less => {
            Err(say(format!("`{metric}` counts from 0 to 100, so this is never reached")))
        }
        Some(Measure::Percent) if thousandths < 1000 && !percent => Err(say(format!(
            "`{metric}` counts from 0 to 100: did you mean {}?",
            decimal(thousandths.saturating_mul(100))
        ))),
        Some(Measure::Percent) if percent => Ok(Quantity::parse(number).unwrap_or(quantity)),
        _ if percent => Err(say(match measure {
            Some(Measure::Count) => format!("`{metric}` is a count, not a share"),
            Some(Measure::Seconds) => format!("`{metric}` is a time, in seconds: not a share"),
            _ => format!(
                "what is 100 % of `{metric}`? write {number} if it counts from 0 to 100, or {}m if it is a share from 0 to 1",
                thousandths / 100
            ),
        })),
        _ => Ok(quantity),
    }
}

/// Thousandths as a decimal number without idle zeros.
fn decimal(thousandths: i64) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
