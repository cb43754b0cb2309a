//! A record without its free text: what stays folds to the same process.

use crate::deadline::DeadlineKind;
use crate::duty::Duty;
use crate::event::Event;
use crate::id::{ComponentId, CustomerId, PersonId, Seq};
use crate::policy::Policy;
use crate::state::{ComponentImpact, State};
pub use crate::text::REDACTED;
use crate::ticket::Counts;
use crate::time::Timestamp;
use crate::work::{FollowUpKind, Past};

/// The event with every free text dropped; states, people, times and impacts stay.
pub fn blank(event: &Event) -> Event {
    let mut event = event.clone();
    event.drop_text();
    event
}

/// What an event can be made of. Each type says for itself what in it people wrote.
pub(crate) trait FreeText {
    /// Drops what people wrote. What the process needs stays.
    fn drop_text(&mut self);
}

/// A text in a record is one that people wrote. What is chosen from a list has a type of its own.
impl FreeText for String {
    fn drop_text(&mut self) {
        crate::text::drop_text(self);
    }
}

impl<T: FreeText> FreeText for Option<T> {
    fn drop_text(&mut self) {
        self.iter_mut().for_each(T::drop_text);
    }
}

impl<T: FreeText> FreeText for Vec<T> {
    fn drop_text(&mut self) {
        self.iter_mut().for_each(T::drop_text);
    }
}

impl<T: FreeText> FreeText for Box<T> {
    fn drop_text(&mut self) {
        T::drop_text(self);
    }
}

/// Types of which nothing is dropped: whatever a person could write into them is chosen from a list, or names something.
macro_rules! without_text {
    ($($type:ty),+ $(,)?) => {
        $(impl FreeText for $type {
            fn drop_text(&mut self) {}
        })+
    };
}

without_text! {
    bool, u32, Seq, Timestamp, PersonId, CustomerId, ComponentId, ComponentImpact, Counts, DeadlineKind, Duty,
    FollowUpKind, Past, Policy, State,
}
