//! Four eyes: words that a second person approves before they go out, and the way past that. Wherever words are published:
//! beside the composer, in the dialog of a change of state, in that of a correction.

use domain::incident::{Approval, Verdict};
use domain::{By, Command, Seq, State, UpdateDraft};
use leptos::prelude::*;

use super::{Input, Problem};
use crate::ui::desk::desk;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// Words that are about to go out.
#[derive(Clone, Copy)]
pub struct Proposed {
    pub room: Room,
    /// As they stand now; nothing while none would go out.
    pub draft: Signal<Option<UpdateDraft>>,
    /// The gravest state that they would be published in.
    pub state: Signal<State>,
    /// The record of the update whose words they are to replace.
    pub corrects: Option<Seq>,
}

/// Where the words are on their way.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// Nobody else has to see them.
    Free,
    /// Nobody was asked, about these words at least; what was said of others that were declined.
    ToAsk(Option<(By, String)>),
    Waits,
    Approved(By),
    Alone,
}

impl Proposed {
    fn standing(self) -> Standing {
        let Some(draft) = self.draft.get() else { return Standing::Free };
        let state = self.state.get();
        self.room.incident.with(|incident| {
            if !incident.asks_approval(state, &draft.impacts) {
                return Standing::Free;
            }
            let last = incident.comms.approval.as_ref();
            let declined = last.and_then(|last| match &last.verdict {
                Some(Verdict::Declined { by, words }) => Some((by.clone(), words.clone())),
                _ => None,
            });
            let same = last.filter(|last| last.is_for(&draft, self.corrects));
            match same.map(|Approval { verdict, .. }| verdict) {
                Some(None) => Standing::Waits,
                Some(Some(Verdict::Approved { by })) => Standing::Approved(by.clone()),
                Some(Some(Verdict::Skipped { .. })) => Standing::Alone,
                Some(Some(Verdict::Declined { .. })) | None => Standing::ToAsk(declined),
            }
        })
    }
}

/// What a second person has to say of the words. `publish` sends them, once it is written down why nobody was asked.
#[component]
pub fn SecondPerson(
    words: Proposed,
    /// Why nothing can be done, where it cannot.
    #[prop(into)]
    off: Signal<bool>,
    #[prop(into)] publish: Callback<()>,
) -> impl IntoView {
    let (desk, submit) = (desk(), Submit::new());
    let standing = Memo::new(move |_| words.standing());
    let (why, goes) = (RwSignal::new(String::new()), RwSignal::new(false));
    let is_asked = Memo::new(move |_| matches!(standing.get(), Standing::ToAsk(_) | Standing::Waits));
    let corrects = words.corrects;
    let ask = move |_| {
        if let Some(update) = words.draft.get_untracked() {
            submit.send(words.room, Command::AskApproval { update, corrects }, |_| {});
        }
    };
    let alone = move |_| {
        if let Some(update) = words.draft.get_untracked() {
            goes.set(true);
            let command = Command::SkipApproval { update, corrects, reason: why.get_untracked() };
            submit.send(words.room, command, |_| {});
        }
    };
    // Published once it is written down why.
    Effect::new(move || {
        if goes.get() && standing.get() == Standing::Alone {
            goes.set(false);
            why.set(String::new());
            publish.run(());
        }
    });
    let name = move |by: &By| desk.live.directory.with(|d| d.author(by).to_owned());
    let says = move || match standing.get() {
        Standing::Free | Standing::Alone => None,
        Standing::ToAsk(None) => Some("A second person approves this update before it goes out.".to_owned()),
        Standing::ToAsk(Some((by, words))) => Some(format!("{} declined the last words: {words}", name(&by))),
        Standing::Waits => {
            Some("These words wait for a second person. Whoever changes them asks again.".to_owned())
        }
        Standing::Approved(by) => Some(format!("{} approved these words.", name(&by))),
    };
    let can_ask = move || matches!(standing.get(), Standing::ToAsk(_));
    let off = move || submit.busy.get() || off.get();
    view! {
        <div role="status">{move || says().map(|words| view! { <p class="t13" dir="auto">{words}</p> }).pieces()}</div>
        <div class="ask" data-k="info" hidden=move || !is_asked.get()>
            <button class="btn" type="button" hidden=move || !can_ask() disabled=off on:click=ask>"Ask for approval"</button>
            <details>
                <summary class="t12">"It cannot wait…"</summary>
                <Input label="Reason to publish it alone" value=why autocomplete="off" />
                <button class="btn sm" type="button" disabled=move || off() || why.with(|why| why.trim().is_empty()) on:click=alone>
                    "Publish it alone"
                </button>
            </details>
            <Problem error=submit.error />
        </div>
    }
}
