//! The way of commands to the server. How they are written down comes once the page is there, which is before anybody
//! has decided what to send; who is faster waits for it.

use domain::{Command, IncidentId};
use futures::future::LocalBoxFuture;

use super::parts::{load_patiently, part};
use crate::error::Error;
use crate::incidents::{self, Done};

/// Sends a command with its key; without an incident it declares one.
type Way = fn(Option<IncidentId>, Command, String) -> LocalBoxFuture<'static, Result<Done, Error>>;

part! {
    /// It comes once the page is there.
    pub SENDING: Way = sending, |incident, command, key| Box::pin(incidents::send_command(incident, command, key));
}

/// Sends a command.
///
/// # Errors
/// What the server answers. That it cannot be reached where the way to it did not come either: nothing was sent then.
pub async fn send_command(
    incident: Option<IncidentId>,
    command: Command,
    key: String,
) -> Result<Done, Error> {
    if SENDING.get().is_none() {
        load_patiently(vec![&SENDING]).await.map_err(|_| Error::Unreachable)?;
    }
    let send = SENDING.get().ok_or(Error::Unreachable)?;
    send(incident, command, key).await
}
