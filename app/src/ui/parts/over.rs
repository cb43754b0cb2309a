//! A piece of a page that people see before its code is there: the server draws it, the browser leaves that as it is
//! until the part has come, and draws it anew in its place. What was typed and pressed meanwhile waits (`ui/early.js`).

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::task::spawn_local;
use web_sys::Element;

use super::missing::Missing;
use super::{Load, NotLoaded, Part, load_patiently};
use crate::ui::say;

/// How long a part that did not come is let be, at first.
const PAUSE_MIN: Duration = Duration::from_secs(2);
/// How long a part that does not come is let be, at most.
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// Marks what the app has not taken over yet.
const LATE: &str = "data-late";

/// As [`drawn`](super::drawn), in a box of this class, for what can be read at once and used a moment later.
pub fn drawn_over<T>(
    part: &'static Part<T>,
    class: &'static str,
    draw: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView
where
    T: Copy + Send + Sync + 'static,
{
    match part.get() {
        Some(loaded) if cfg!(feature = "ssr") => still(class, move || draw(loaded)),
        Some(loaded) => view! { <div class=class>{draw(loaded)}</div> }.into_any(),
        None => awaited(part, class, Box::new(move || part.get().map(&draw))),
    }
}

/// As the server draws it. The browser takes nothing over of it, so no answer that it waits for is sent along.
fn still(class: &'static str, draw: impl FnOnce() -> AnyView + 'static) -> AnyView {
    let drawn = Owner::with_no_hydration(draw);
    view! { <div class=class data-late="">{drawn}</div> }.into_any()
}

/// The box alone: what the server has put into it stays until it is drawn anew.
fn awaited(
    part: &'static dyn Load,
    class: &'static str,
    redraw: Box<dyn Fn() -> Option<AnyView> + Send>,
) -> AnyView {
    let place = NodeRef::<html::Div>::new();
    let arrived = arrival_at_last(part);
    let drawn = StoredValue::new_local(None::<AnyViewState>);
    Effect::new(move || {
        let (Some(outcome), Some(place)) = (arrived.get(), place.get_untracked()) else { return };
        let state = untrack(|| match outcome {
            Ok(()) => redraw().map(|view| draw_anew(&place, view)),
            Err(NotLoaded) => Some(put(&place, view! { <Missing /> }.into_any())),
        });
        drawn.set_value(state);
    });
    // It goes with its page: an effect that ends lets go of what it holds a moment later, and what is drawn would look
    // for signals that are gone.
    on_cleanup(move || _ = drawn.try_update_value(Option::take));
    view! { <div class=class data-late="" node_ref=place></div> }.into_any()
}

fn draw_anew(place: &Element, view: AnyView) -> AnyViewState {
    say("taking-over");
    place.set_inner_html("");
    let state = put(place, view);
    // Nobody can tell the marks of what is not there.
    let _ = place.remove_attribute(LATE);
    say("taken-over");
    state
}

/// Puts it before what is there.
fn put(place: &Element, view: AnyView) -> AnyViewState {
    let mut state = view.build();
    state.mount(place, place.first_child().as_ref());
    state
}

/// Loads a part, from the first effect on. One that does not come is asked for again, ever more seldom, as long as its
/// place is there: the line may be back while nobody looks.
fn arrival_at_last(part: &'static dyn Load) -> ReadSignal<Option<Result<(), NotLoaded>>> {
    let (arrived, set_arrived) = signal(None);
    Effect::new(move || ask(part, set_arrived, PAUSE_MIN));
    arrived
}

fn ask(part: &'static dyn Load, set_arrived: WriteSignal<Option<Result<(), NotLoaded>>>, pause: Duration) {
    spawn_local(async move {
        let outcome = load_patiently(vec![part]).await;
        let is_there = set_arrived.try_set(Some(outcome)).is_none();
        if is_there && outcome.is_err() {
            set_timeout(move || ask(part, set_arrived, (pause * 2).min(PAUSE_MAX)), pause);
        }
    });
}
