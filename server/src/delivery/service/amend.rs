//! Updates that were corrected or withdrawn after they were posted: what was posted says so.

use super::{Mark, Memory, Post, Sending, Sent};
use crate::delivery::Outcome;

/// Posts about one incident at one destination that can still be corrected: the latest.
pub const POSTS_KEPT_MAX: usize = 50;
/// Why a correction has nothing to correct.
pub const UNKNOWN: &str = "nothing that it corrects stands here";

/// Makes what tells an update say what it says now. `message` is the id under which the update was told.
pub async fn amend(sending: &Sending<'_>, remembered: Option<Memory>, message: &str) -> Sent {
    let Some(mut memory) = remembered else { return Outcome::NoLonger(UNKNOWN.to_owned()).into() };
    let mut posts: Vec<Post> = memory.posts.iter().filter(|post| post.message == message).cloned().collect();
    if posts.is_empty() {
        return Outcome::NoLonger(UNKNOWN.to_owned()).into();
    }
    // One that was posted late has the new words.
    posts.retain(|post| post.as_of < sending.as_of);
    for post in posts {
        let sent = sending.service.speaks.amend(sending, memory.clone(), post).await;
        memory = sent.remember.unwrap_or(memory);
        if sent.outcome != Outcome::Sent {
            return Sent { outcome: sent.outcome, remember: Some(memory) };
        }
    }
    Sent::remembering(memory)
}

impl Memory {
    /// The same with a post more, which is the last of its thread.
    pub fn grown(remembered: Option<Self>, sending: &Sending<'_>, last: Mark) -> Self {
        let mut memory = remembered.unwrap_or_else(|| Self { head: last.clone(), ..Self::default() });
        memory.note(sending, &last);
        Self { last, ..memory }
    }

    /// The same where an answer corrects a post: the next correction answers that one, and so does the next update where
    /// the post was the last.
    pub fn answered(mut self, sending: &Sending<'_>, post: &Post, answer: Mark) -> Self {
        self.forget(&post.mark);
        self.note_as(&post.message, sending, &answer);
        if self.last == post.mark {
            self.last = answer;
        }
        self
    }

    /// Remembers what a post tells from now on.
    pub fn note(&mut self, sending: &Sending<'_>, mark: &Mark) {
        self.note_as(sending.message, sending, mark);
    }

    /// That a post has the new words of the update that it told under this id.
    pub fn note_as(&mut self, message: &str, sending: &Sending<'_>, mark: &Mark) {
        self.posts.retain(|post| post.mark != *mark);
        self.posts.push(Post { message: message.to_owned(), mark: mark.clone(), as_of: sending.as_of });
        let surplus = self.posts.len().saturating_sub(POSTS_KEPT_MAX);
        self.posts.drain(..surplus);
    }

    /// That a post is gone, or that another one speaks for it.
    pub fn forget(&mut self, mark: &Mark) {
        self.posts.retain(|post| post.mark != *mark);
    }
}
