//! Forms whose fields are kept together: what was typed elsewhere is a whole form too, never a title of one device over
//! the components of another.

use std::sync::Arc;

use leptos::prelude::*;

use super::Kept;
use crate::drafts::DraftPlace;

/// Stands between the fields of a form, as the draft has them: nobody types it.
const SEPARATOR: char = '\u{1f}';

/// A field of a form.
pub struct KeptField {
    /// What it holds, as text; empty as long as nothing is chosen.
    now: Box<dyn Fn() -> String + Send + Sync>,
    /// Takes what `now` gave.
    fill: Box<dyn Fn(&str) + Send + Sync>,
}

impl KeptField {
    pub fn new(
        now: impl Fn() -> String + Send + Sync + 'static,
        fill: impl Fn(&str) + Send + Sync + 'static,
    ) -> Self {
        Self { now: Box::new(now), fill: Box::new(fill) }
    }

    pub fn text(text: RwSignal<String>) -> Self {
        Self::new(move || text.get(), move |kept| _ = text.try_set(kept.to_owned()))
    }

    /// A switch, which is off at first.
    pub fn switch(on: RwSignal<bool>) -> Self {
        let now = move || if on.get() { "on" } else { "" }.to_owned();
        Self::new(now, move |kept| _ = on.try_set(!kept.is_empty()))
    }
}

impl Kept {
    /// Keeps the fields of a form as one draft. A later release may have more fields, at their end.
    pub fn form(place: DraftPlace, fields: Vec<KeptField>) -> Self {
        let fields = Arc::new(fields);
        let filled = fields.clone();
        let now = move || written(fields.iter().map(|field| (field.now)()).collect());
        Self::open(place, now, move |kept| {
            let kept = kept.unwrap_or_default();
            let mut texts = kept.split(SEPARATOR);
            filled.iter().for_each(|field| (field.fill)(texts.next().unwrap_or_default()));
        })
    }
}

/// The form as its draft has it; nothing while all of its fields are empty.
fn written(fields: Vec<String>) -> Option<String> {
    if fields.iter().all(String::is_empty) {
        return None;
    }
    let fields: Vec<_> = fields.into_iter().map(|text| text.replace(SEPARATOR, "")).collect();
    Some(fields.join(&SEPARATOR.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_kept_as_one_text_unless_it_is_empty() {
        for (fields, draft) in [
            (vec!["", "", ""], None),
            (vec!["Builds wait", "", "5"], Some("Builds wait\u{1f}\u{1f}5")),
            (vec!["", "api web", ""], Some("\u{1f}api web\u{1f}")),
            (vec!["a\u{1f}b", "", ""], Some("ab\u{1f}\u{1f}")),
        ] {
            let fields = fields.into_iter().map(str::to_owned).collect();
            assert_eq!(written(fields).as_deref(), draft);
        }
    }
}
