//! The public post of a change of state: words now, words later, or the reason of a confidential incident.

use domain::{ComponentImpact, Incident, Phase, Post, Span, State, UpdateDraft};
use leptos::prelude::*;

use crate::review;
use crate::ui::components::{Input, Proposed, SecondPerson, Words, WordsEditor};
use crate::ui::known::About;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

/// What a change of state says to customers, while it is being written.
#[derive(Clone, Copy)]
pub struct PostForm {
    room: Room,
    confidential: bool,
    /// The last post cannot wait.
    last: bool,
    later: RwSignal<bool>,
    phase: Phase,
    /// The state that it leads to, and what customers read of components then.
    state: Signal<State>,
    impacts: Signal<Vec<ComponentImpact>>,
    words: Words,
    no_post: RwSignal<String>,
    /// How long communications may take for words that come later.
    later_within: Span,
}

impl PostForm {
    /// `first` is the wording to start from, unless these words wait for a second person already, or are approved.
    pub fn new(room: Room, about: About, phase: Phase, first: String, last: bool) -> Self {
        let proposed = room.incident.with_untracked(|i| proposed(i, phase));
        let first = proposed.unwrap_or(first);
        let (body, reason) = (RwSignal::new(first), RwSignal::new(String::new()));
        let words = Words::new(body, reason, Signal::stored(review::phase(phase)), Some(about.context()));
        Self {
            room,
            confidential: room.incident.with_untracked(|i| i.confidential.is_some()),
            last,
            later: RwSignal::new(false),
            phase,
            state: about.state,
            impacts: about.impacts,
            words,
            no_post: RwSignal::new(String::new()),
            later_within: room.incident.with_untracked(|i| i.policy.state_post_within),
        }
    }

    /// The post as the command takes it.
    pub fn post(self, impacts: Vec<ComponentImpact>) -> Post {
        if self.confidential {
            return Post::Confidential { reason: self.no_post.get_untracked() };
        }
        if !untrack(|| self.is_now()) {
            return Post::Later;
        }
        Post::Now { update: untrack(|| self.update(impacts)) }
    }

    fn update(self, impacts: Vec<ComponentImpact>) -> UpdateDraft {
        let body = self.words.body.get();
        UpdateDraft { phase: self.phase, body, impacts, next_due: None, reason: self.words.given_reason() }
    }

    fn is_now(self) -> bool {
        self.last || !self.later.get()
    }

    /// The words, for a second person to approve.
    fn proposed(self) -> Proposed {
        let room = self.room;
        let draft = Memo::new(move |_| self.is_now().then(|| self.update(self.impacts.get())));
        let state = Signal::derive(move || room.incident.with(|i| i.course.state).max(self.state.get()));
        Proposed { room, draft: draft.into(), state, corrects: None }
    }
}

/// What was proposed to be posted in this phase: typed once, it is there again.
fn proposed(incident: &Incident, phase: Phase) -> Option<String> {
    let asked = incident.comms.approval.as_ref().map(|asked| &asked.proposal);
    asked.filter(|asked| asked.phase == phase && asked.corrects.is_none()).map(|asked| asked.body.clone())
}

#[component]
pub fn PostFields(
    form: PostForm,
    /// Sends the form that it is in.
    #[prop(into)]
    send: Callback<()>,
) -> impl IntoView {
    if form.confidential {
        return view! {
            <Input label="Why nothing is published" value=form.no_post hint="The incident is confidential: the log keeps the reason in place of a post." />
        }.into_any();
    }
    let now = move || form.is_now();
    let later_label = format!("Leave it to communications, within {}", form.later_within.words());
    view! {
        <fieldset class="lab">
            <legend>"Public post"</legend>
            {(!form.last).then(|| view! {
                <div class="chips">
                    <button type="button" aria-pressed=move || now().to_string() on:click=move |_| form.later.set(false)>
                        "Post these words now"
                    </button>
                    <button type="button" aria-pressed=move || (!now()).to_string() on:click=move |_| form.later.set(true)>
                        {later_label}
                    </button>
                </div>
            }).pieces()}
            {move || now().then(|| view! { <WordsEditor words=form.words label="Public post" id="post" /> }).pieces()}
            <SecondPerson words=form.proposed() off=false publish=send />
        </fieldset>
    }.into_any()
}
