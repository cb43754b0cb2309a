//! The browser's half comes in parts: what a page is made of is loaded before the page is drawn, the rest once it is
//! there. On the server every part is there from the start.
//!
//! What loads together, and how large it may be, is in `server/build/loads.rs`.

mod missing;
mod over;

use std::sync::OnceLock;
use std::time::Duration;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

pub use missing::{arrival, drawn, drawn_later, drawn_once_opened, say_missing};
pub use over::drawn_over;

/// How often a part is asked for before people are told that it does not come, and how long to wait in between.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// Draws a page, or a piece of one.
pub type Draw = fn() -> AnyView;

/// A part: a table of functions whose code is loaded when it is first needed. Made by [`part!`].
pub struct Part<T: 'static> {
    name: &'static str,
    fetch: fn() -> LocalBoxFuture<'static, Result<T, SplitLoaderError>>,
    loaded: OnceLock<T>,
}

/// A part did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLoaded;

/// Any part, for those who only load it.
pub trait Load: Sync {
    /// Its name among the files that the server embeds.
    fn name(&self) -> &'static str;

    fn is_loaded(&self) -> bool;

    /// Asks for it once.
    fn load(&'static self) -> LocalBoxFuture<'static, Result<(), NotLoaded>>;
}

impl<T: Copy + Send + Sync + 'static> Part<T> {
    pub const fn new(
        name: &'static str,
        fetch: fn() -> LocalBoxFuture<'static, Result<T, SplitLoaderError>>,
    ) -> Self {
        Self { name, fetch, loaded: OnceLock::new() }
    }

    /// The part, if it is there.
    pub fn get(&self) -> Option<T> {
        if cfg!(feature = "ssr") {
            // Nothing is loaded there, so nothing is waited for.
            return (self.fetch)().now_or_never()?.ok();
        }
        self.loaded.get().copied()
    }
}

impl<T: Copy + Send + Sync + 'static> Load for Part<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn is_loaded(&self) -> bool {
        self.get().is_some()
    }

    fn load(&'static self) -> LocalBoxFuture<'static, Result<(), NotLoaded>> {
        Box::pin(async move {
            let part = (self.fetch)().await.map_err(|_| NotLoaded)?;
            self.loaded.get_or_init(|| part);
            Ok(())
        })
    }
}

/// Asks for all of them, each once, at the same time.
///
/// # Errors
/// When one of them does not come.
pub async fn load(parts: Vec<&'static dyn Load>) -> Result<(), NotLoaded> {
    let asked = parts.into_iter().filter(|part| !part.is_loaded()).map(|part| part.load());
    futures::future::join_all(asked).await.into_iter().collect()
}

/// As [`load`], and asks again a few times.
///
/// # Errors
/// When one of them does not come in the end.
pub async fn load_patiently(parts: Vec<&'static dyn Load>) -> Result<(), NotLoaded> {
    for pause in PAUSES {
        if load(parts.clone()).await.is_ok() {
            return Ok(());
        }
        gloo_timers::future::sleep(pause).await;
    }
    load(parts).await
}

/// A part of this type: its module, into which the value's code is put, and the value.
macro_rules! new_part {
    ($module:ident: $type:ty, $value:expr) => {{
        #[leptos::wasm_split::wasm_split($module, wasm_split_path = leptos::wasm_split, fallible)]
        fn $module() -> Result<$type, leptos::wasm_split::SplitLoaderError> {
            Ok($value)
        }
        $crate::ui::parts::Part::new(stringify!($module), || Box::pin($module()))
    }};
}
pub(crate) use new_part;

/// Declares parts: `NAME: Type = module, value;`.
macro_rules! part {
    ($($(#[$doc:meta])* $vis:vis $name:ident: $type:ty = $module:ident, $value:expr;)+) => {$(
        $(#[$doc])*
        $vis static $name: $crate::ui::parts::Part<$type> = $crate::ui::parts::new_part!($module: $type, $value);
    )+};
}
pub(crate) use part;
