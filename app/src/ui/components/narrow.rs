//! Choosing among many: what is in use stands there, and a field finds the rest.

use leptos::prelude::*;

use super::Input;
use crate::ui::pieces::Pieces;

/// Up to so many all stand there.
const ALL_UP_TO: usize = 12;

/// Which of many are shown. Copies share it.
#[derive(Clone, Copy)]
pub struct Narrow {
    text: RwSignal<String>,
    has_many: bool,
}

impl Narrow {
    /// For so many.
    pub fn among(count: usize) -> Self {
        Self { text: RwSignal::new(String::new()), has_many: count > ALL_UP_TO }
    }

    /// Whether the one with this name is shown.
    pub fn shows(self, name: &str, is_in_use: bool) -> bool {
        !self.has_many || is_in_use || self.text.with(|text| is_found(name, text))
    }
}

/// Whether the name has every word that is looked for; nothing is looked for at first.
fn is_found(name: &str, text: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = text.split_whitespace().map(str::to_lowercase).peekable();
    words.peek().is_some() && words.all(|word| name.contains(&word))
}

/// The field, where there are many.
#[component]
pub fn NarrowField(narrow: Narrow) -> impl IntoView {
    narrow
        .has_many
        .then(|| view! {
            <div class="body"><Input label="Find a component" value=narrow.text autocomplete="off" hint="Marked components are always shown." /></div>
        })
        .pieces()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_looked_for() {
        for (text, found) in [
            ("", false),
            ("  ", false),
            ("data", true),
            ("PLANE 7", true),
            ("plane 8", false),
            ("7 data", true),
        ] {
            assert_eq!(is_found("Regional data plane 7", text), found, "{text:?}");
        }
    }
}
