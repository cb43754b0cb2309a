//! What chats have in common: a message in their markup, and messages that are kept up to date.

use async_trait::async_trait;

use super::shorten::{Words, fit, lines};
use super::told::Told;
use super::{Mark, Memory, Post, Sending, Sent, Speaks};
use crate::delivery::Outcome;

/// How a chat writes.
pub struct Markup {
    pub bold: fn(&str) -> String,
    /// Words to an address: the words, then the address.
    pub link: fn(&str, &str) -> String,
    /// Makes people's words stand as they are.
    pub escape: fn(&str) -> String,
}

impl Markup {
    /// An update or a sitrep.
    pub fn write(&self, told: &Told, limit: usize, count: fn(&str) -> usize) -> String {
        let Self { bold, link, escape } = self;
        let company = match told.about {
            super::About::Update => format!("{} status page", told.company),
            super::About::Sitrep => "Open the incident".to_owned(),
        };
        let page = link(&escape(&company), &told.link);
        let foot: Vec<String> = told.next.iter().map(|next| escape(next)).chain([page]).collect();
        let write = |words: Words<'_>| {
            let title = bold(&escape(&format!("{}: {}", told.label, words.headline)));
            lines(&[&title, &escape(words.body), &escape(&told.affected), &foot.join(" · ")])
        };
        fit(told, limit, write, count)
    }
}

/// A chat whose messages can be changed.
#[async_trait]
pub trait Editing: Send + Sync {
    /// Posts a message, as an answer to another where `thread` says so.
    ///
    /// # Errors
    /// What becomes of the message.
    async fn post(&self, sending: &Sending<'_>, thread: Option<&Mark>) -> Result<Mark, Outcome>;

    /// Makes a message say what is told now.
    ///
    /// # Errors
    /// What becomes of the message; `None` where it is gone, and another is to be posted.
    async fn edit(&self, sending: &Sending<'_>, message: &Mark) -> Result<(), Option<Outcome>>;
}

/// Who speaks to such a chat.
pub struct Kept<C>(pub C);

#[async_trait]
impl<C: Editing> Speaks for Kept<C> {
    async fn send(&self, sending: &Sending<'_>, remembered: Option<Memory>) -> Sent {
        keep_up_to_date(&self.0, sending, remembered).await
    }

    async fn amend(&self, sending: &Sending<'_>, memory: Memory, post: Post) -> Sent {
        correct(&self.0, sending, memory, post).await
    }
}

/// Keeps the incident's first message up to date, and posts each later update below it.
async fn keep_up_to_date(chat: &impl Editing, sending: &Sending<'_>, remembered: Option<Memory>) -> Sent {
    let Some(mut memory) = remembered else { return begin(chat, sending).await };
    if memory.shown != sending.message {
        match chat.edit(sending, &memory.head).await {
            Ok(()) => {
                sending.message.clone_into(&mut memory.shown);
                let head = memory.head.clone();
                memory.note(sending, &head);
            }
            // Somebody has deleted it.
            Err(None) => return begin(chat, sending).await,
            Err(Some(outcome)) => return outcome.into(),
        }
    }
    // Whatever comes of the answer, the head is not changed again for it.
    match chat.post(sending, Some(&memory.head)).await {
        Ok(last) => {
            memory.note(sending, &last);
            Sent::remembering(Memory { last, ..memory })
        }
        Err(outcome) => Sent { outcome, remember: Some(memory) },
    }
}

async fn begin(chat: &impl Editing, sending: &Sending<'_>) -> Sent {
    match chat.post(sending, None).await {
        Ok(head) => {
            let shown = sending.message.to_owned();
            let mut memory = Memory { last: head.clone(), head, shown, posts: Vec::new() };
            memory.note(sending, &memory.head.clone());
            Sent::remembering(memory)
        }
        Err(outcome) => outcome.into(),
    }
}

/// Makes a post say what its update says now.
async fn correct(chat: &impl Editing, sending: &Sending<'_>, mut memory: Memory, post: Post) -> Sent {
    match chat.edit(sending, &post.mark).await {
        Ok(()) => memory.note_as(&post.message, sending, &post.mark),
        // Somebody has deleted it, and its words with it.
        Err(None) => memory.forget(&post.mark),
        Err(Some(outcome)) => return outcome.into(),
    }
    Sent::remembering(memory)
}

/// As it is.
pub fn same(text: &str) -> String {
    text.to_owned()
}
