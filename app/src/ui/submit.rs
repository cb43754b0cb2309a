//! Sending a command from a form: pending while it is under way, refused with words, and nothing typed lost.

use domain::{Command, Incident, IncidentId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser;
use super::desk::desk;
use super::live::Room;
use crate::error::Error;
use crate::rpc;
use crate::wire::Done;

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

    /// Asks, shows why not, or goes on with the answer.
    pub fn send<T: 'static>(
        self,
        call: impl Future<Output = Result<T, Error>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.busy.set(true);
        spawn_local(async move {
            let answer = call.await;
            // The form may be gone by now: its signals are asked, not assumed.
            self.busy.try_set(false);
            match answer {
                Ok(answer) => {
                    self.error.try_set(None);
                    then(answer);
                }
                Err(why) => {
                    self.error.try_set(Some(why));
                }
            }
        });
    }
}

/// One form's way to the server.
#[derive(Clone, Copy)]
pub struct Submit {
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<Error>>,
    /// The last wish and its key: the same wish again carries the same key, so that it acts once.
    wish: StoredValue<Option<(Command, String)>>,
}

impl Submit {
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), error: RwSignal::new(None), wish: StoredValue::new(None) }
    }

    /// Sends a command to an incident. What the process refuses is said at once, without asking the server.
    pub fn send(self, room: Room, command: Command, then: impl FnOnce(Done) + 'static) {
        let refused = room.incident.with_untracked(|i| desk().refusal(i, &command));
        match refused {
            Some(refusal) => self.error.set(Some(refusal.into())),
            None => self.post(Some(room.id), command, then),
        }
    }

    /// As [`Self::send`], from a dialog, which shuts once it is done.
    pub fn send_from(self, dialog: RwSignal<bool>, room: Room, command: Command) {
        self.send(room, command, move |_| {
            dialog.try_set(false);
        });
    }

    /// Declares an incident; what is certain to be refused is said at once.
    pub fn declare(self, command: Command, then: impl FnOnce(Done) + 'static) {
        match desk().refusal(&Incident::new(IncidentId(0)), &command) {
            Some(refusal) => self.error.set(Some(refusal.into())),
            None => self.post(None, command, then),
        }
    }

    /// Sends a command; without an incident it declares one.
    pub fn post(self, incident: Option<IncidentId>, command: Command, then: impl FnOnce(Done) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        let key = self.key_of(&command);
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = rpc::send_command(incident, command, key).await;
            // The form may be gone by now: its signals are asked, not assumed.
            self.busy.try_set(false);
            match answer {
                Ok(done) => {
                    self.wish.try_set_value(None);
                    then(done);
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                }
            }
        });
    }

    fn key_of(self, command: &Command) -> String {
        let known = self
            .wish
            .with_value(|w| w.as_ref().filter(|(wish, _)| wish == command).map(|(_, key)| key.clone()));
        known.unwrap_or_else(|| {
            let key = browser::new_key();
            self.wish.set_value(Some((command.clone(), key.clone())));
            key
        })
    }
}
