//! Times are UTC everywhere. The one that is pointed at, or has the focus, also says what that is where one sits.

use js_sys::Date;
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

/// Where the own time is written for the style sheet.
const HERE: &str = "data-here";

/// Says it from now on, for as long as the page is there.
pub fn tell_own_zone() {
    Effect::new(|| {
        for name in ["mouseover", "focusin"] {
            let listening = window_event_listener_untyped(name, |event| _ = tell(&event));
            on_cleanup(move || listening.remove());
        }
    });
}

/// A time may be drawn anew: it is told each time.
fn tell(event: &Event) -> Option<()> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let time = target.closest("time[datetime]").ok()??;
    let date = Date::new(&JsValue::from(time.get_attribute("datetime")?));
    // A page that is read in UTC says it already.
    if date.get_timezone_offset() == 0.0 || date.get_time().is_nan() {
        return None;
    }
    let other_day = date.get_date() != date.get_utc_date();
    let day = if other_day { format!("{}. ", date.get_date()) } else { String::new() };
    let here = format!("{day}{:02}:{:02} here", date.get_hours(), date.get_minutes());
    time.set_attribute(HERE, &here).ok()
}
