//! What a declaration posts: the words that follow from what is chosen, words of one's own, or a reason for none.

use domain::FirstPost;
use leptos::prelude::*;

use crate::drafts::DraftPlace;
use crate::ui::components::{DraftWarning, Input, Words, WordsEditor};
use crate::ui::kept::Kept;
use crate::ui::pieces::Pieces;

/// The choice. It outlives a refusal.
#[derive(Clone, Copy)]
pub struct FirstWords {
    pub confidential: RwSignal<bool>,
    why: RwSignal<String>,
    /// Set once the words are changed by hand.
    own: RwSignal<bool>,
    words: Words,
    /// What keeps words of one's own.
    kept: RwSignal<Option<Kept>>,
}

impl FirstWords {
    pub fn new(phase: lint::Phase) -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            confidential: RwSignal::new(false),
            why: text(),
            own: RwSignal::new(false),
            words: Words::new(text(), text(), Signal::stored(phase), None),
            kept: RwSignal::new(None),
        }
    }

    /// Keeps words of one's own until they are posted.
    pub fn keep(self, what: &str) {
        let own = move || {
            let body = self.words.body.get();
            Some(body).filter(|body| self.own.get() && !body.is_empty())
        };
        let kept = Kept::open(DraftPlace::company(what), own, move |kept| {
            self.own.try_set(kept.is_some());
            self.words.body.try_set(kept.unwrap_or_default());
        });
        self.kept.set(Some(kept));
        Kept::text(DraftPlace::company(format!("{what}/why")), self.why);
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
                    {move || first.kept.get().map(|kept| view! { <DraftWarning kept /> }).pieces()}
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
