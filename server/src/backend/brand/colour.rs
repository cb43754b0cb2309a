//! Whether a colour can be told from the page behind it, in both themes (WCAG 2.2, 1.4.11: 3 to 1).

/// The page's ground, light and dark, as `style/tokens.css` has it.
const GROUNDS: [(&str, &str); 2] = [("light", "#ffffff"), ("dark", "#131417")];
/// In tenths.
const LEAST: f64 = 3.0;

/// # Errors
/// Why the colour is not taken, in words.
pub fn check(colour: &str) -> Result<(), String> {
    let own = luminance(colour).ok_or_else(|| format!("“{colour}” is no colour; write it as #2f7fd6."))?;
    for (theme, ground) in GROUNDS {
        let contrast = contrast(own, luminance(ground).unwrap_or_default());
        if contrast < LEAST {
            let (is, choose) = if theme == "light" { ("light", "darker") } else { ("dark", "lighter") };
            return Err(format!(
                "{colour} is too {is} for the {theme} page: {contrast:.1} to 1, and {LEAST:.0} to 1 is needed to tell \
                 it from the ground. Choose a {choose} one."
            ));
        }
    }
    Ok(())
}

fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The relative luminance of `#rrggbb`.
fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0;
        Some(if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_that_cannot_be_told_from_a_page_are_refused() {
        for (colour, word) in [
            ("#2f7fd6", None),
            ("#d92d3a", None),
            ("#1760b0", Some("too dark for the dark page")),
            ("#ffee00", Some("too light")),
            ("#ffffff", Some("1.0 to 1")),
            ("#000000", Some("too dark")),
            ("#0a1a3a", Some("Choose a lighter one")),
            ("#12345", Some("is no colour")),
            ("#12345g", Some("is no colour")),
            ("#+1+2+3", Some("is no colour")),
            ("blue", Some("is no colour")),
        ] {
            let why = check(colour).err();
            assert_eq!(why.is_some(), word.is_some(), "{colour}: {why:?}");
            assert!(why.unwrap_or_default().contains(word.unwrap_or_default()), "{colour}");
        }
    }
}
