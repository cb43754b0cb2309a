//! Icons: one sprite in the page, drawn for this app; a shape always stands with its word.

use domain::{Due, Impact, State};
use leptos::prelude::*;

/// The sheet of all symbols, once per page.
#[component]
pub fn Sprite() -> impl IntoView {
    view! {
        <svg hidden aria-hidden="true">
            <symbol id="s0" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2" /><path d="m5.3 8.2 1.9 1.9 3.6-4" /></symbol>
            <symbol id="s1" viewBox="0 0 16 16"><path d="M8 1.6 14.4 8 8 14.4 1.6 8z" /><path d="M8 5v3.4M8 10.9v.1" /></symbol>
            <symbol id="s2" viewBox="0 0 16 16"><path d="M8 2 14.6 13.6H1.4z" /><path d="M8 6.4v3.2M8 11.6v.1" /></symbol>
            <symbol id="s3" viewBox="0 0 16 16"><path d="M5.3 1.6h5.4l3.7 3.7v5.4l-3.7 3.7H5.3l-3.7-3.7V5.3z" /><path d="M8 4.6v4M8 11.2v.1" /></symbol>
            <symbol id="s-" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2" /><path d="M5 8h6" /></symbol>
            <symbol id="clock" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2" /><path d="M8 4.6V8l2.3 1.4" /></symbol>
            <symbol id="soon" viewBox="0 0 16 16"><path d="M4 1.8h8M4 14.2h8M4.8 1.8c0 3.4 3.2 4 3.2 6.2 0-2.2 3.2-2.8 3.2-6.2M4.8 14.2C4.8 10.8 8 10.2 8 8c0 2.2 3.2 2.8 3.2 6.2" /></symbol>
            <symbol id="over" viewBox="0 0 16 16"><path d="M8 2.400v6.800M8 13v.2" stroke-width="2.6" /></symbol>
            <symbol id="check" viewBox="0 0 16 16"><path d="m3.3 8.4 3 3 6.4-6.8" /></symbol>
            <symbol id="x" viewBox="0 0 16 16"><path d="m4 4 8 8M12 4l-8 8" /></symbol>
            <symbol id="arrow" viewBox="0 0 16 16"><path d="M3 8h10M9 4l4 4-4 4" /></symbol>
            <symbol id="undo" viewBox="0 0 16 16"><path d="M3 6.500h6.500a3.5 3.5 0 0 1 0 7H6M3 6.5 6 3.500M3 6.500l3 3" /></symbol>
            <symbol id="plus" viewBox="0 0 16 16"><path d="M8 3v10M3 8h10" /></symbol>
            <symbol id="search" viewBox="0 0 16 16"><circle cx="7" cy="7" r="4.3" /><path d="m10.3 10.3 3.2 3.2" /></symbol>
            <symbol id="phone" viewBox="0 0 16 16"><path d="M3 2.500h2.600l1.2 3-1.6 1.200a8 8 0 0 0 4 4l1.2-1.6 3 1.200V13a1 1 0 0 1-1 1A11 11 0 0 1 2 3.500a1 1 0 0 1 1-1z" /></symbol>
            <symbol id="lock" viewBox="0 0 16 16"><rect x="3" y="7" width="10" height="7" rx="1.5" /><path d="M5 7V5a3 3 0 0 1 6 0v2" /></symbol>
            <symbol id="link" viewBox="0 0 16 16"><path d="M6.5 9.500a2.8 2.8 0 0 0 4 0l2.2-2.200a2.8 2.8 0 0 0-4-4l-.7.7M9.5 6.500a2.8 2.8 0 0 0-4 0L3.3 8.700a2.8 2.8 0 0 0 4 4l.7-.7" /></symbol>
            <symbol id="globe" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2" /><path d="M1.8 8h12.400M8 1.800c2.2 2 2.2 10.4 0 12.400M8 1.800c-2.2 2-2.2 10.4 0 12.4" /></symbol>
            <symbol id="chat" viewBox="0 0 16 16"><path d="M2 3h12v8H7l-3 2.500V11H2z" /></symbol>
            <symbol id="more" viewBox="0 0 16 16"><path d="M3.5 8v.1M8 8v.1M12.5 8v.1" stroke-width="2" /></symbol>
            <symbol id="logo" viewBox="0 0 20 20"><path d="M3 3h14v14H3z" stroke-width="1.8" /><path d="M10 3v7h7" stroke-width="1.8" /><path d="M10 10 3 17" stroke-width="1.8" /></symbol>
        </svg>
    }
}

/// A symbol of the sprite. `size` is empty, `s` (14 px) or `l` (20 px).
#[component]
pub fn Icon(#[prop(into)] name: Signal<&'static str>, #[prop(optional)] size: &'static str) -> impl IntoView {
    let class = format!("ico {size}");
    view! {
        <svg class=class.trim_end().to_owned() aria-hidden="true">
            <use href=move || format!("#{}", name.get())></use>
        </svg>
    }
}

/// A coloured word with its shape.
#[component]
pub fn Mark(kind: &'static str, icon: &'static str, #[prop(into)] word: String) -> impl IntoView {
    view! {
        <span class="mark" data-k=kind>
            <Icon name=icon />
            {word}
        </span>
    }
}

/// The shape of a state.
pub fn state_icon(state: State) -> &'static str {
    match state {
        State::Normal => "s0",
        State::Investigating => "s1",
        State::Confirmed => "s2",
        State::Major => "s3",
    }
}

/// The shape of an impact.
pub fn impact_icon(impact: Impact) -> &'static str {
    match impact {
        Impact::Operational => "s0",
        Impact::Maintenance => "s-",
        Impact::Degraded => "s1",
        Impact::Partial => "s2",
        Impact::Major => "s3",
    }
}

/// The shape of a deadline.
pub fn due_icon(due: Due) -> &'static str {
    match due {
        Due::Ok => "clock",
        Due::Soon => "soon",
        Due::Over => "over",
    }
}
