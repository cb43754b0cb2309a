//! The public post of a change of state: words now, words later, or the reason of a confidential incident.

use domain::{ComponentImpact, Phase, Post, Span, UpdateDraft};
use leptos::prelude::*;

use crate::review;
use crate::ui::components::{Input, Words, WordsEditor};
use crate::ui::known::About;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

/// What a change of state says to customers, while it is being written.
#[derive(Clone, Copy)]
pub struct PostForm {
    confidential: bool,
    /// The last post cannot wait.
    last: bool,
    later: RwSignal<bool>,
    phase: Phase,
    words: Words,
    no_post: RwSignal<String>,
    /// How long communications may take for words that come later.
    later_within: Span,
}

impl PostForm {
    /// `first` is the wording to start from.
    pub fn new(room: Room, about: About, phase: Phase, first: String, last: bool) -> Self {
        let (body, reason) = (RwSignal::new(first), RwSignal::new(String::new()));
        let words = Words::new(body, reason, Signal::stored(review::phase(phase)), Some(about.context()));
        Self {
            confidential: room.incident.with_untracked(|i| i.confidential.is_some()),
            last,
            later: RwSignal::new(false),
            phase,
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
        if self.later.get_untracked() && !self.last {
            return Post::Later;
        }
        let update = UpdateDraft {
            phase: self.phase,
            body: self.words.body.get_untracked(),
            impacts,
            next_due: None,
            reason: self.words.given_reason(),
        };
        Post::Now { update }
    }
}

#[component]
pub fn PostFields(form: PostForm) -> impl IntoView {
    if form.confidential {
        return view! {
            <Input label="Why nothing is published" value=form.no_post hint="The incident is confidential: the log keeps the reason in place of a post." />
        }.into_any();
    }
    let now = move || !form.later.get() || form.last;
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
        </fieldset>
    }.into_any()
}
