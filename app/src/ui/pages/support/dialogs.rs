//! Dialogs that ask for words: why a ticket is not of this incident, and the apology.

use domain::Refusal;
use domain::text::{self, REASON_MAX, UPDATE_MAX};
use domain::ticket::Act;
use leptos::context::Provider;
use leptos::prelude::*;

use super::later::LATER;
use super::queue::Queue;
use crate::drafts::DraftPlace;
use crate::review;
use crate::ui::components::{Dialog, DraftWarning, Elsewhere, Input, Refused, SendForm, Words, WordsEditor};
use crate::ui::desk::desk;
use crate::ui::kept::Kept;
use crate::ui::parts::drawn_once_opened;
use crate::ui::pieces::Pieces;

/// Reasons that come up again and again.
const REASONS: [&str; 3] = ["It began before the incident", "Another component", "A question, nothing fails"];

/// Longest list of tickets that the name of a draft spells out, in bytes.
const TICKETS_NAMED_BYTES: usize = 40;

/// A dialog that asks for words about tickets. They are kept, for the same tickets, until they are sent.
#[derive(Clone, Copy)]
pub struct WordsDialog {
    pub open: RwSignal<bool>,
    pub text: RwSignal<String>,
    /// Why the text goes out in spite of the linter.
    pub reason: RwSignal<String>,
    /// What it is, in the name under which it is kept.
    what: &'static str,
    /// What it is typed for, and what stood there first.
    about: RwSignal<Option<About>>,
    kept: Kept,
}

#[derive(Clone, PartialEq)]
struct About {
    tickets: Vec<i64>,
    place: DraftPlace,
    beginning: String,
}

impl WordsDialog {
    pub fn new(what: &'static str) -> Self {
        let text = RwSignal::new(String::new());
        let about = RwSignal::new(None::<About>);
        let place = move || about.with(|about| about.as_ref().map(|about| about.place.clone()));
        let beginning = move |about: &Option<About>| about.as_ref().map(|about| about.beginning.clone());
        let now = move || {
            let beginning = about.with(beginning)?;
            Some(text.get()).filter(|typed| *typed != beginning)
        };
        let kept = Kept::open_from(place, None, now, move |kept| {
            if let Some(beginning) = about.try_with_untracked(beginning).flatten() {
                text.set(kept.unwrap_or(beginning));
            }
        });
        let (open, reason) = (RwSignal::new(false), RwSignal::new(String::new()));
        Self { open, text, reason, what, about, kept }
    }

    fn begin(self, queue: Queue, tickets: &[(i64, i64)], beginning: impl FnOnce() -> String) {
        let tickets: Vec<_> = tickets.iter().map(|(id, _)| *id).collect();
        if self.about.with_untracked(|about| about.as_ref().is_some_and(|about| about.tickets == tickets)) {
            return;
        }
        let place = DraftPlace::of(queue.room.id, format!("{}/{}", self.what, called_short(&tickets)));
        let beginning = beginning();
        self.text.set(beginning.clone());
        self.reason.set(String::new());
        self.about.set(Some(About { tickets, place, beginning }));
    }

    /// The words have gone out: they do not come back as if they had not.
    pub fn drop_kept(self) {
        self.kept.drop_words();
        self.about.set(None);
    }
}

/// One name for the same tickets: their numbers, or a digest of them where they are many.
fn called_short(tickets: &[i64]) -> String {
    let ids = tickets.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    if ids.len() <= TICKETS_NAMED_BYTES {
        return ids;
    }
    // FNV-1a: stable over builds, and nobody gains by a collision in their own drafts.
    let digest = ids.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{}-{digest:016x}", tickets.len())
}

impl Queue {
    /// Opens a dialog about the targets.
    pub fn ask(self, dialog: WordsDialog) {
        if !self.targets().is_empty() && !self.is_barred() {
            self.error.set(None);
            dialog.open.set(true);
        }
    }

    /// Opens it about this one, whatever is chosen.
    pub fn ask_about(self, id: i64, dialog: WordsDialog) {
        self.clear();
        self.current.set(Some(id));
        self.ask(dialog);
    }

    /// What these tickets are called.
    fn called(self, tickets: &[(i64, i64)]) -> String {
        let [(only, _)] = tickets else { return format!("{} tickets", tickets.len()) };
        let came = self.page.with_untracked(|page| {
            let ticket = page.as_ref()?.tickets.iter().find(|ticket| ticket.id == *only)?;
            Some(format!("#{} {}", ticket.came.key, ticket.came.subject))
        });
        came.unwrap_or_default()
    }
}

#[component]
pub fn NotThis(queue: Queue) -> impl IntoView {
    view! {
        <Dialog id="d-not-this" open=queue.not_this.open title="Not this incident" class="dlg narrow">
            {drawn_once_opened(&LATER, move |later| (later.why_not)(queue))}
        </Dialog>
    }
}

#[component]
pub fn WhyNot(queue: Queue) -> impl IntoView {
    // Those of now: what the list shows behind the dialog may change.
    let tickets = queue.targets();
    let WordsDialog { open, text: why, .. } = queue.not_this;
    queue.not_this.begin(queue, &tickets, String::new);
    let called = queue.called(&tickets);
    let send = move || {
        let why = why.get_untracked();
        match text::line("Why not this incident", &why, REASON_MAX) {
            Ok(why) => queue.act_on(tickets.clone(), Act::NotThis { why }, Some(open)),
            Err(bad) => queue.error.set(Some(Refusal::from(bad).into())),
        }
    };
    let refused = Refused::new(queue.error);
    view! {
        <SendForm class="dlg-b" send=move |()| send()>
            <p class="t13"><b>{called}</b></p>
            <p class="t13">"The tag is removed, and you keep the ticket until its customer has an answer."</p>
            <Provider value=refused><Input label="Why" about="Why not this incident" value=why autofocus=true autocomplete="off" /></Provider>
            <p class="acts">
                {REASONS.map(|reason| view! {
                    <button class="btn sm" type="button" on:click=move |_| why.set(reason.to_owned())>{reason}</button>
                }).pieces()}
            </p>
            <DraftWarning kept=queue.not_this.kept />
            <Elsewhere refused />
            <button class="btn primary">"Not this incident"</button>
        </SendForm>
    }
}

#[component]
pub fn Apology(queue: Queue) -> impl IntoView {
    view! {
        <Dialog id="d-apology" open=queue.apology.open title="Apologise" note="in your own words, linted like an update">
            {drawn_once_opened(&LATER, move |later| (later.sorry)(queue))}
        </Dialog>
    }
}

#[component]
pub fn Sorry(queue: Queue) -> impl IntoView {
    let room = queue.room;
    // Those of now: what the list shows behind the dialog may change.
    let tickets = queue.targets();
    let WordsDialog { open, text: body, reason, .. } = queue.apology;
    queue.apology.begin(queue, &tickets, || {
        let link = queue.figures.with_untracked(|figures| figures.link.clone());
        let directory = desk().live.directory;
        directory.with_untracked(|directory| {
            room.incident.with_untracked(|i| i.apology(directory, &link, desk().live.now.get_untracked()))
        })
    });
    let phase = Signal::derive(move || room.incident.with(|i| review::phase(i.phase())));
    let words = Words::new(body, reason, phase, None);
    let called = queue.called(&tickets);
    let label = match tickets.len() {
        1 => "Apologise".to_owned(),
        count => format!("Apologise to {count}"),
    };
    let send = move || match text::body("Apology", &body.get_untracked(), UPDATE_MAX) {
        Ok(said) => {
            let act = Act::Apologise { words: said, reason: words.given_reason() };
            queue.act_on(tickets.clone(), act, Some(open));
        }
        Err(bad) => queue.error.set(Some(Refusal::from(bad).into())),
    };
    let refused = Refused::new(queue.error);
    view! {
        <SendForm class="dlg-b" send=move |()| send()>
            <p class="t13"><b>{called}</b></p>
            <Provider value=refused><WordsEditor words label="Apology" about="Apology" id="sorry" autofocus=true /></Provider>
            <p class="t12 m">"No helpdesk is connected: copy the words into the ticket there. They are kept here with it."</p>
            <DraftWarning kept=queue.apology.kept />
            <Elsewhere refused />
            <button class="btn primary">{label}" "<kbd aria-hidden="true">"⌘↵"</kbd></button>
        </SendForm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_tickets_have_one_short_name() {
        assert_eq!(called_short(&[1, 2]), "1,2");
        let many: Vec<i64> = (1..500).collect();
        let name = called_short(&many);
        assert!(name.starts_with("499-") && name.len() <= TICKETS_NAMED_BYTES, "{name}");
        assert_eq!(name, called_short(&many));
        assert_ne!(name, called_short(&many[1..]));
    }
}
