//! Another name or team for a colleague; and those who left, forgotten.

use domain::PersonId;
use leptos::prelude::*;

use crate::people;
use crate::ui::browser;
use crate::ui::components::{Dialog, Input, Problem, SendForm};
use crate::ui::desk::desk;
use crate::ui::submit::Ask;

/// Whose fields are open, of one colleague at a time.
#[derive(Clone, Copy)]
pub struct Renaming {
    of: RwSignal<Option<PersonId>>,
    open: RwSignal<bool>,
}

impl Renaming {
    pub fn new() -> Self {
        Self { of: RwSignal::new(None), open: RwSignal::new(false) }
    }

    pub fn begin(self, of: PersonId) {
        self.of.set(Some(of));
        self.open.set(true);
    }
}

#[component]
pub fn Rename(renaming: Renaming) -> impl IntoView {
    let Renaming { of, open } = renaming;
    view! {
        <Dialog id="d-rename" open title="Name and team" note="the log names them so from now on">
            {move || of.get().map(|id| view! { <Fields id open /> })}
        </Dialog>
    }
}

#[component]
fn Fields(id: PersonId, open: RwSignal<bool>) -> impl IntoView {
    let person = desk().live.directory.with_untracked(|d| d.person(id).cloned());
    let (name, team) = person.map(|person| (person.name, person.team)).unwrap_or_default();
    let (name, team, ask) = (RwSignal::new(name), RwSignal::new(team), Ask::new());
    let send = move || {
        let renamed = people::rename_person(id, name.get_untracked(), team.get_untracked());
        ask.send(renamed, move |()| {
            open.try_set(false);
        });
    };
    view! {
        <SendForm send=move |()| send()>
            <div class="dlg-b">
                <Input label="Name" autocomplete="off" value=name />
                <Input label="Team" autocomplete="off" value=team />
                <Problem error=ask.error />
            </div>
            <footer class="dlg-f"><span class="end"><button class="btn primary" disabled=move || ask.busy.get()>"Save"</button></span></footer>
        </SendForm>
    }
}

/// Asks first: nobody can bring the name back.
#[component]
pub fn Forget(id: PersonId, name: String, ask: Ask) -> impl IntoView {
    let question = format!(
        "Remove {name} for good? The log keeps what they did, and says “somebody” in place of their name."
    );
    let forget = move |_| {
        if browser::is_agreed(&question) {
            ask.send(people::forget_person(id), |()| {});
        }
    };
    view! { <button class="btn sm ghost" type="button" on:click=forget>"Remove…" <span class="vh">" "{name}</span></button> }
}
