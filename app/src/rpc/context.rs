//! What a server function finds in its context: the backend, who is asking, and the answer's head.

use http::request::Parts;
use http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::backend::{Asker, SharedBackend};
use crate::error::Error;
use crate::sessions::SignedIn;

pub fn backend() -> Result<SharedBackend, Error> {
    use_context::<SharedBackend>().ok_or(Error::Internal)
}

/// Who is asking, as the session layer found out; `None` while signed out.
pub fn optional_asker() -> Option<Asker> {
    use_context::<Parts>()?.extensions.get::<Asker>().cloned()
}

/// Who is asking, where only somebody who is signed in may.
pub fn asker() -> Result<Asker, Error> {
    optional_asker().ok_or(Error::SignedOut)
}

/// A page says with its status that what it is of is not there, or not for whoever asks.
pub fn set_status(error: &Error) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(error.status());
    }
}

/// Signs the browser in.
pub fn set_cookies(signed_in: &SignedIn) -> Result<(), Error> {
    signed_in.cookies.iter().try_for_each(|cookie| set_cookie(cookie))
}

pub fn set_cookie(cookie: &str) -> Result<(), Error> {
    let value = HeaderValue::from_str(cookie).map_err(|_| Error::Internal)?;
    use_context::<ResponseOptions>().ok_or(Error::Internal)?.append_header(header::SET_COOKIE, value);
    Ok(())
}
