//! Who is asking: a secret token in a cookie, of which the database keeps the SHA-256.

use std::time::Duration;

use app::backend::Asker;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::{PersonId, Span, Timestamp};
use sha2::{Digest, Sha256};
use tokio::time::MissedTickBehavior;

use crate::device::DEVICE_LASTS;
use crate::feed::Driver;
use crate::listen::Guest;
use crate::router::Shared;
use crate::store::{Store, StoreError};
use crate::supervise::Beat;
use crate::trace::note;

/// How long a session lasts.
pub const SESSION_LASTS: Span = Span::days(30);
/// How soon a session that ended elsewhere loses its live connections here.
const LOOK_FOR_ENDS_EVERY: Duration = Duration::from_millis(500);
/// How often a session's last use is written down.
const TOUCH_EVERY: Span = Span::hours(1);
/// Bytes of a token.
pub const TOKEN_BYTES: usize = 32;

/// How the token's cookie is named and kept.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    /// Browsers reach us by https only.
    pub secure: bool,
}

impl Cookies {
    /// The prefix makes browsers refuse a cookie that a neighbouring host planted.
    fn name(self) -> &'static str {
        if self.secure { "__Host-command_post" } else { "command_post" }
    }

    fn device_name(self) -> &'static str {
        if self.secure { "__Host-command_post_device" } else { "command_post_device" }
    }

    /// The `Set-Cookie` value that carries the token, or that drops it.
    pub fn set(self, token: Option<&str>) -> String {
        self.kept(self.name(), token, SESSION_LASTS)
    }

    /// The `Set-Cookie` value by which this browser is known again, see [`device`](crate::device).
    pub fn set_device(self, value: &str) -> String {
        self.kept(self.device_name(), Some(value), DEVICE_LASTS)
    }

    fn kept(self, name: &str, value: Option<&str>, lasts: Span) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let (value, seconds) = value.map_or(("", 0), |value| (value, lasts.as_seconds()));
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
    }

    fn token(self, headers: &HeaderMap) -> Option<&str> {
        Self::read(headers, self.name())
    }

    /// What [`set_device`](Self::set_device) gave this browser.
    pub fn device(self, headers: &HeaderMap) -> Option<&str> {
        Self::read(headers, self.device_name())
    }

    fn read<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(name, value)| (name == wanted).then_some(value))
    }
}

/// Opens a session and gives its token, which nobody can see again. `agent` is what the browser calls itself.
///
/// # Errors
/// When the session cannot be written, or the system gives no randomness.
pub async fn open(
    store: &Store,
    person: PersonId,
    agent: &str,
    now: Timestamp,
) -> Result<String, StoreError> {
    let token = secret::<TOKEN_BYTES>()?;
    store.open_session(&digest(&token), person, agent, now, now + SESSION_LASTS).await?;
    Ok(token)
}

/// Ends the live connections of sessions that were ended on another node, or by a command line.
pub async fn follow_ends(store: Store, driver: Driver, beat: Beat) {
    let mut known = None;
    let mut tick = tokio::time::interval(LOOK_FOR_ENDS_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        // Where the database does not answer, the next look finds it; whoever reads the log says so.
        if let Ok(ends) = close_ended(&store, &driver, known).await {
            known = Some(ends);
        }
        beat.turn();
    }
}

/// Closes what has ended since so many sessions had, and gives how many have now.
async fn close_ended(store: &Store, driver: &Driver, known: Option<i64>) -> Result<i64, StoreError> {
    let ends = store.session_ends().await?;
    if known != Some(ends) {
        // Which are open is asked first: a session is in the database before its page connects.
        let open = driver.open_sessions();
        let alive = store.session_ids().await?;
        open.into_iter().filter(|id| !alive.contains(id)).for_each(|id| driver.close_session(id));
    }
    Ok(ends)
}

/// Random bytes in hexadecimal digits.
///
/// # Errors
/// When the system gives no randomness.
pub fn secret<const BYTES: usize>() -> Result<String, StoreError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Unavailable(format!("the system gives no randomness: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Puts the [`Asker`] into the request, where there is one.
pub async fn recognise(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    if let Some(token) = shared.engine.cookies.token(request.headers()) {
        match asker(&shared, token).await {
            Ok(Some(asker)) => {
                note("person", asker.person.0);
                if let Some(guest) = request.extensions().get::<Guest>() {
                    guest.keep();
                }
                request.extensions_mut().insert(asker);
            }
            Ok(None) => {}
            Err(error) => return shared.answer_error(&request, &crate::backend::log_failure(&error)),
        }
    }
    next.run(request).await
}

async fn asker(shared: &Shared, token: &str) -> Result<Option<Asker>, StoreError> {
    let now = shared.engine.clock.now();
    let Some(row) = shared.engine.store.session(&digest(token), now).await? else { return Ok(None) };
    if now - row.last_seen > TOUCH_EVERY {
        let store = shared.engine.store.clone();
        // Not worth a wait, nor an error: the next request tries again. It lives as long as its one statement.
        tokio::spawn(async move { store.touch_session(row.id, now).await });
    }
    Ok(Some(Asker { person: row.person, role: row.role, session: row.id }))
}

/// What the database keeps of a token.
pub fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_kept_from_scripts_and_neighbours() {
        let plain = Cookies { secure: false };
        assert_eq!(
            plain.set(Some("abc")),
            "command_post=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"
        );
        let secure = Cookies { secure: true };
        assert_eq!(
            secure.set(None),
            "__Host-command_post=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
        );
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; command_post=abc".parse().expect("a header"));
        assert_eq!(Cookies { secure: false }.token(&headers), Some("abc"));
        assert_eq!(Cookies { secure: true }.token(&headers), None);
    }
}
