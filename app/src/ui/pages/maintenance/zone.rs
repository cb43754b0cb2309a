//! Times as a field takes them, where one sits: the browser knows its zone, the server does not. Used in dialogs alone,
//! which only browsers draw.

use domain::Timestamp;
use js_sys::Date;
use leptos::wasm_bindgen::JsValue;

/// The moment of a local date and time, as fields write it: `2026-12-03T02:00`.
pub fn read(local: &str) -> Option<Timestamp> {
    let ms = Date::new(&JsValue::from(local)).get_time();
    (!local.is_empty() && !ms.is_nan()).then_some(Timestamp((ms * 1000.0) as i64))
}

/// The same in the other direction, to the minute.
pub fn write(at: Timestamp) -> String {
    let date = Date::new(&JsValue::from(at.0 as f64 / 1000.0));
    let (year, month, day) = (date.get_full_year(), date.get_month() + 1, date.get_date());
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}", date.get_hours(), date.get_minutes())
}
