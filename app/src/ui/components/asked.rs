//! What a form was refused, said beside the field that it is about.

use leptos::prelude::*;

use super::Icon;
use crate::error::Error;
use crate::ui::pieces::Pieces;

/// Names the words below a field. One form is refused at a time, and about one field.
const WORDS: &str = "refused";

/// What a form was refused, and what its fields are called by whoever refuses. In the context of its fields.
#[derive(Clone, Copy)]
pub struct Refused {
    error: RwSignal<Option<Error>>,
    fields: StoredValue<Vec<String>>,
}

impl Refused {
    pub fn new(error: RwSignal<Option<Error>>) -> Self {
        Self { error, fields: StoredValue::new(Vec::new()) }
    }

    fn is_about(self, name: &str) -> bool {
        self.error.with(|error| error.as_ref().and_then(Error::field) == Some(name))
    }

    fn has_field_for(self, error: &Error) -> bool {
        error.field().is_some_and(|name| self.fields.with_value(|fields| fields.iter().any(|f| f == name)))
    }
}

/// A field that its form may be refused about.
#[derive(Clone, Copy)]
pub struct Asked {
    refused: Option<Refused>,
    /// In the field's own words.
    problem: Memo<Option<String>>,
}

impl Asked {
    /// `name` is what the process calls the field, `label` what the form does. `focus` goes to it.
    pub fn new(name: impl Into<String>, label: impl Into<String>, focus: impl Fn() + 'static) -> Self {
        let (name, label) = (name.into(), label.into());
        let Some(refused) = use_context::<Refused>() else {
            return Self { refused: None, problem: Memo::new(|_| None) };
        };
        refused.fields.update_value(|fields| fields.push(name.clone()));
        let left = name.clone();
        on_cleanup(move || {
            refused.fields.try_update_value(|fields| {
                fields.iter().position(|field| *field == left).map(|at| fields.swap_remove(at))
            });
        });
        let mine = name.clone();
        // Each refusal anew, also where it says the same.
        Effect::new(move || {
            if refused.is_about(&mine) {
                focus();
            }
        });
        let problem = Memo::new(move |_| {
            let said = |error: &Error| domain::refusal::with_label(&error.to_string(), &name, &label);
            refused.is_about(&name).then(|| refused.error.with(|error| error.as_ref().map(said)))?
        });
        Self { refused: Some(refused), problem }
    }

    /// For `aria-invalid`.
    pub fn invalid(self) -> Option<&'static str> {
        self.problem.with(Option::is_some).then_some("true")
    }

    /// For `aria-describedby`.
    pub fn described(self) -> Option<&'static str> {
        self.problem.with(Option::is_some).then_some(WORDS)
    }

    /// What was refused is about what stood there before.
    pub fn changed(self) {
        if let Some(refused) = self.refused.filter(|_| self.problem.with_untracked(Option::is_some)) {
            refused.error.set(None);
        }
    }
}

/// Why the field above was refused.
#[component]
pub fn Beside(asked: Asked) -> impl IntoView {
    view! { {move || asked.problem.get().map(|why| view! { <Why id=WORDS why /> }).pieces()} }
}

#[component]
fn Why(#[prop(optional)] id: &'static str, why: String) -> impl IntoView {
    view! {
        <p class="err" role="alert" id=(!id.is_empty()).then_some(id)><Icon name="x" size="s" /><span>{why}</span></p>
    }
}

/// Why the form was refused, where no field of it is the reason.
#[component]
pub fn Elsewhere(refused: Refused) -> impl IntoView {
    let why = move || {
        refused.error.with(|error| {
            error.as_ref().filter(|error| !refused.has_field_for(error)).map(ToString::to_string)
        })
    };
    view! { {move || why().map(|why| view! { <Why why /> }).pieces()} }
}
