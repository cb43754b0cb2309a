//! Sending a command from a form: pending while it is under way, refused with words, and nothing typed lost.

use std::collections::VecDeque;

use domain::{Command, Incident, IncidentId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::again::until_known;
use super::browser;
use super::desk::desk;
use super::draft::{Content, Sent};
use super::kept::SentText;
use super::live::{Live, Room, once_signed_in};
use super::sending::send_command;
use super::turns::{Turns, WAITING_MAX};
use crate::error::Error;
use crate::incidents::Done;

/// One form's way to the server, for what is no command to an incident.
#[derive(Clone, Copy)]
pub struct Ask {
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<Error>>,
}

impl Ask {
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// Asks, shows why not, or goes on with the answer, unless the page has been left meanwhile.
    pub fn send<T: 'static>(
        self,
        call: impl Future<Output = Result<T, Error>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.busy.set(true);
        spawn_local(async move {
            let answer = call.await;
            // A signal that is gone gives back what it does not take.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answer) => {
                    self.error.set(None);
                    then(answer);
                }
                Err(why) => self.error.set(Some(why)),
            }
        });
    }
}

/// One form's way to the server.
#[derive(Clone, Copy)]
pub struct Submit {
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<Error>>,
    live: Live,
    turns: Turns<Command>,
    keys: StoredValue<WishKeys>,
}

/// The wishes that are not known to be done, and their keys: the same wish again carries the same key, so that it acts
/// once. A page that lost its connection may have several.
#[derive(Default)]
struct WishKeys(VecDeque<(Command, String)>);

impl WishKeys {
    fn of(&mut self, wish: &Command, new_key: impl FnOnce() -> String) -> String {
        if let Some((_, key)) = self.0.iter().find(|(known, _)| known == wish) {
            return key.clone();
        }
        if self.0.len() >= WAITING_MAX {
            self.0.pop_front();
        }
        let key = new_key();
        self.0.push_back((wish.clone(), key.clone()));
        key
    }

    /// The next wish like this one is another wish.
    fn forget(&mut self, done: &str) {
        self.0.retain(|(_, key)| key != done);
    }
}

impl Submit {
    pub fn new() -> Self {
        let turns = Turns::new();
        let keys = StoredValue::new(WishKeys::default());
        Self { busy: turns.busy, error: RwSignal::new(None), live: desk().live, turns, keys }
    }

    /// Sends a command to an incident. What the process refuses is said at once, without asking the server.
    pub fn send(self, room: Room, command: Command, then: impl FnOnce(Done) + 'static) {
        match self.refusal(room, &command) {
            Some(refusal) => self.error.set(Some(refusal)),
            None => self.post(Some(room.id), command, then),
        }
    }

    fn refusal(self, room: Room, command: &Command) -> Option<Error> {
        room.incident.with_untracked(|i| desk().refusal(i, command)).map(Error::from)
    }

    /// As [`Self::send`], from a dialog, which shuts once it is done.
    pub fn send_from(self, dialog: RwSignal<bool>, room: Room, command: Command) {
        self.send(room, command, move |_| {
            dialog.try_set(false);
        });
    }

    /// As [`Self::send`], with what an editor holds: it is clean once that has arrived.
    pub fn send_words<T: Content>(self, room: Room, command: Command, words: Sent<T>, clean: T) {
        match self.refusal(room, &command) {
            Some(refusal) => self.error.set(Some(refusal)),
            None => self.post_kept(Some(room.id), command, move |_| words.arrived(clean)),
        }
    }

    /// As [`Self::send`], with words that are kept until they have arrived; `then` runs where the page has been left too.
    pub fn send_kept(self, room: Room, command: Command, sent: SentText, then: impl FnOnce() + 'static) {
        match self.refusal(room, &command) {
            Some(refusal) => self.error.set(Some(refusal)),
            None => self.post_kept(Some(room.id), command, move |_| {
                sent.arrived();
                then();
            }),
        }
    }

    /// Declares an incident; what is certain to be refused is said at once.
    pub fn declare(self, command: Command, then: impl FnOnce(Done) + 'static) {
        match desk().refusal(&Incident::new(IncidentId(0)), &command) {
            Some(refusal) => self.error.set(Some(refusal.into())),
            None => self.post(None, command, then),
        }
    }

    /// Sends a command; without an incident it declares one. Goes on when it is done, unless the page has been left
    /// meanwhile.
    pub fn post(self, incident: Option<IncidentId>, command: Command, then: impl FnOnce(Done) + 'static) {
        self.post_kept(incident, command, move |done| {
            if self.turns.is_here() {
                then(done);
            }
        });
    }

    /// As [`Self::post`]; `then` has something to do where the page has been left, too.
    fn post_kept(self, incident: Option<IncidentId>, command: Command, then: impl FnOnce(Done) + 'static) {
        self.error.set(None);
        let key = self.keys.try_update_value(|keys| keys.of(&command, browser::new_key));
        let key = key.unwrap_or_else(browser::new_key);
        let (wish, its_key) = (command.clone(), key.clone());
        let send = move || send_command(incident, wish.clone(), its_key.clone());
        let call = once_signed_in(self.live, move || until_known(send.clone()));
        let lined_up = self.turns.call(command, call, move |answer| match answer {
            Ok(done) => {
                self.keys.try_update_value(|keys| keys.forget(&key));
                then(done);
            }
            Err(error) => {
                self.error.try_set(Some(error));
            }
        });
        if let Err(error) = lined_up {
            self.error.set(Some(error));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(text: &str) -> Command {
        Command::Say { text: text.to_owned() }
    }

    #[test]
    fn keeps_the_key_of_each_wish_until_it_is_done() {
        let (mut keys, mut number) = (WishKeys::default(), 0);
        let mut key = |keys: &mut WishKeys, text| {
            keys.of(&say(text), || {
                number += 1;
                format!("key-{number}")
            })
        };
        assert_eq!([key(&mut keys, "a"), key(&mut keys, "b")], ["key-1", "key-2"]);
        assert_eq!(key(&mut keys, "a"), "key-1", "the connection was lost before either was answered");
        keys.forget("key-1");
        assert_eq!(key(&mut keys, "b"), "key-2", "the other one was answered, this one was not");
        assert_eq!(key(&mut keys, "a"), "key-3", "done before: somebody says it once more");
    }

    #[test]
    fn keeps_so_many_keys_at_most() {
        let mut keys = WishKeys::default();
        for number in 0..=WAITING_MAX {
            keys.of(&say(&number.to_string()), String::new);
        }
        assert_eq!(keys.0.len(), WAITING_MAX);
        assert_eq!(keys.0.front().map(|(wish, _)| wish), Some(&say("1")), "the oldest one goes");
    }
}
