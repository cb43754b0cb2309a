//! Four eyes: an update that a second person approves before it goes out, and the way past that.

use domain::incident::{Approval, Verdict};
use domain::{By, Command};
use leptos::prelude::*;

use super::composer::Composer;
use crate::ui::components::{Input, Problem};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// Where the words that stand in the composer are on their way.
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

fn standing(composer: Composer) -> Standing {
    composer.unsent.content.track();
    let draft = untrack(|| composer.draft());
    composer.room.incident.with(|incident| {
        if !incident.asks_approval(incident.course.state, &draft.impacts) {
            return Standing::Free;
        }
        let last = incident.comms.approval.as_ref();
        let declined = last.and_then(|last| match &last.verdict {
            Some(Verdict::Declined { by, words }) => Some((by.clone(), words.clone())),
            _ => None,
        });
        match last.filter(|last| last.is_for(&draft)).map(|Approval { verdict, .. }| verdict) {
            Some(None) => Standing::Waits,
            Some(Some(Verdict::Approved { by })) => Standing::Approved(by.clone()),
            Some(Some(Verdict::Skipped { .. })) => Standing::Alone,
            Some(Some(Verdict::Declined { .. })) | None => Standing::ToAsk(declined),
        }
    })
}

#[component]
pub fn SecondPerson(composer: Composer) -> impl IntoView {
    let (desk, submit) = (desk(), Submit::new());
    let standing = Memo::new(move |_| standing(composer));
    let (why, goes) = (RwSignal::new(String::new()), RwSignal::new(false));
    let is_asked = Memo::new(move |_| matches!(standing.get(), Standing::ToAsk(_) | Standing::Waits));
    let ask = move |_| {
        submit.send(composer.room, Command::AskApproval { update: composer.draft() }, |_| {});
    };
    let alone = move |_| {
        goes.set(true);
        let command = Command::SkipApproval { update: composer.draft(), reason: why.get_untracked() };
        submit.send(composer.room, command, |_| {});
    };
    // Published once it is written down why.
    Effect::new(move || {
        if goes.get() && standing.get() == Standing::Alone {
            goes.set(false);
            why.set(String::new());
            composer.publish();
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
    let off = move || submit.busy.get() || composer.barred.with(Option::is_some);
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
