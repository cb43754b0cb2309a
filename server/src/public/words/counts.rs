//! Words beside numbers, in each form that a language has for them.

use icu_locale_core::{Locale, locale};
use icu_plurals::{PluralCategory, PluralRules};

use super::Language;

/// What is counted.
#[derive(Debug)]
pub struct Counts {
    pub components: Count,
    pub incidents: Count,
    /// The link to all of an incident's updates.
    pub all_updates: Count,
    /// Days that a description leaves out.
    pub more_days: Count,
    pub days: Count,
    pub hours: Count,
    pub minutes: Count,
    pub seconds: Count,
}

/// A noun with its number in the place of `{n}`, by the plural categories of CLDR. A category without a form takes the last one.
#[derive(Debug)]
pub struct Count {
    zero: Option<&'static str>,
    one: Option<&'static str>,
    two: Option<&'static str>,
    few: Option<&'static str>,
    many: Option<&'static str>,
    other: &'static str,
}

/// What CLDR says of a language.
fn rules(language: Language) -> Option<PluralRules> {
    const LOCALES: [Locale; 7] = [
        locale!("en"),
        locale!("de"),
        locale!("fr"),
        locale!("es"),
        locale!("pt"),
        locale!("ja"),
        locale!("ar"),
    ];
    PluralRules::try_new_cardinal((&LOCALES[language as usize]).into()).ok()
}

impl Count {
    /// For languages that tell one from several.
    pub const fn of(one: &'static str, other: &'static str) -> Self {
        Self { one: Some(one), ..Self::only(other) }
    }

    /// For languages in which a number changes nothing.
    pub const fn only(other: &'static str) -> Self {
        Self { zero: None, one: None, two: None, few: None, many: None, other }
    }

    /// Zero, one, two, few, many, other.
    pub const fn all(forms: [&'static str; 6]) -> Self {
        let [zero, one, two, few, many, other] = forms;
        Self { zero: Some(zero), one: Some(one), two: Some(two), few: Some(few), many: Some(many), other }
    }

    /// The form for `n`.
    pub fn form(&self, language: Language, n: u64) -> &'static str {
        let category = rules(language).map_or(PluralCategory::Other, |rules| rules.category_for(n));
        let form = match category {
            PluralCategory::Zero => self.zero,
            PluralCategory::One => self.one,
            PluralCategory::Two => self.two,
            PluralCategory::Few => self.few,
            PluralCategory::Many => self.many,
            PluralCategory::Other => None,
        };
        form.unwrap_or(self.other)
    }

    #[cfg(test)]
    pub(super) fn forms(&self) -> Vec<&'static str> {
        let forms = [self.zero, self.one, self.two, self.few, self.many, Some(self.other)];
        forms.into_iter().flatten().collect()
    }
}
