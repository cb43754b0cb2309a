//! The rows of an uploaded table that cannot be taken, each with its line and column.

use leptos::prelude::*;

use crate::ui::pieces::Pieces;
use crate::upload::Mistake;

/// `bad` counts those that are not told, too.
#[component]
pub fn Mistakes(bad: u32, mistakes: Vec<Mistake>) -> impl IntoView {
    let untold = (bad as usize).saturating_sub(mistakes.len());
    let place = |Mistake { line, column, .. }: &Mistake| match column.as_str() {
        "" => format!("Line {line}: "),
        column => format!("Line {line}, column {column}: "),
    };
    view! {
        <ul class="said">
            {mistakes.into_iter().map(|mistake| view! { <li><span><b>{place(&mistake)}</b>{mistake.why}</span></li> }).pieces()}
        </ul>
        {(untold > 0).then(|| view! { <p class="m">{untold}" more."</p> }).pieces()}
    }
}
