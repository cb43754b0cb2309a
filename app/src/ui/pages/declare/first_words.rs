//! What a declaration posts: the words that follow from what is chosen, words of one's own, or a reason for none.

use domain::FirstPost;
use leptos::prelude::*;

use crate::ui::components::{Input, Words, WordsEditor};
use crate::ui::kept::KeptField;

/// The choice. It outlives a refusal.
#[derive(Clone, Copy)]
pub struct FirstWords {
    pub confidential: RwSignal<bool>,
    why: RwSignal<String>,
    /// Set once the words are changed by hand.
    own: RwSignal<bool>,
    words: Words,
}

impl FirstWords {
    pub fn new(phase: lint::Phase) -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            confidential: RwSignal::new(false),
            why: text(),
            own: RwSignal::new(false),
            words: Words::new(text(), text(), Signal::stored(phase), None),
        }
    }

    /// What of it is kept until it is posted.
    pub fn fields(self) -> [KeptField; 3] {
        let own = move || if self.own.get() { self.words.body.get() } else { String::new() };
        let own = KeptField::new(own, move |kept| {
            self.own.try_set(!kept.is_empty());
            self.words.body.try_set(kept.to_owned());
        });
        [KeptField::switch(self.confidential), KeptField::text(self.why), own]
    }

    /// Back to the words that follow by themselves.
    pub fn clear(self) {
        self.confidential.set(false);
        self.own.set(false);
        self.why.set(String::new());
        self.words.body.set(String::new());
    }

    pub fn post(self) -> FirstPost {
        if self.confidential.get_untracked() {
            FirstPost::Confidential { reason: self.why.get_untracked() }
        } else if self.own.get_untracked() {
            FirstPost::Words {
                body: self.words.body.get_untracked(),
                reason: self.words.given_reason(),
                impacts: Vec::new(),
            }
        } else {
            FirstPost::Standard
        }
    }
}

/// Shows what is posted, and lets the words be changed. The children show the words that follow by themselves.
#[component]
pub fn FirstWordsFields(
    first: FirstWords,
    /// Where and when it is posted.
    label: &'static str,
    /// Why there is a post at all.
    #[prop(optional)]
    note: &'static str,
    /// The words that follow by themselves.
    standard: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let change = move |_| {
        first.words.body.set(standard.get_untracked());
        first.own.set(true);
    };
    view! {
        {move || if first.confidential.get() {
            view! {
                <Input label="Why it is confidential" value=first.why hint="Nothing is published; the log keeps the reason in place of the posts." />
            }.into_any()
        } else if first.own.get() {
            view! {
                <div class="lab">
                    <span>{label}</span>
                    <WordsEditor words=first.words label="First public post" id="first" autofocus=true />
                </div>
            }.into_any()
        } else {
            view! {
                <div class="lab">
                    <span>{label}</span>
                    {children()}
                    <span class="t12 m">
                        {note}" "<button class="linkish" type="button" on:click=change>"Change the words"</button>
                    </span>
                </div>
            }.into_any()
        }}
    }
}
