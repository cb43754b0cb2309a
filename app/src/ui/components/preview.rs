//! What customers will read, as on the status page.

use domain::{ComponentImpact, Impact, Phase, Timestamp, words};
use leptos::prelude::*;

use super::Stamp;
use super::icon::{Mark, impact_icon};
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;

/// The post as it will stand on the status page. `fallback` is its headline where no component is hit.
#[component]
pub fn Preview(
    #[prop(into)] phase: Signal<Phase>,
    #[prop(into)] body: Signal<String>,
    #[prop(into)] impacts: Signal<Vec<ComponentImpact>>,
    #[prop(into)] fallback: Signal<String>,
    /// The headline that somebody wrote.
    #[prop(into, optional)]
    own: Option<Signal<Option<String>>>,
    #[prop(into)] at: Signal<Timestamp>,
) -> impl IntoView {
    let desk = desk();
    let hit = Memo::new(move |_| {
        impacts
            .with(|all| all.iter().filter(|i| i.impact != Impact::Operational).cloned().collect::<Vec<_>>())
    });
    let worst = move || {
        if phase.get() == Phase::Resolved {
            return Impact::Operational;
        }
        hit.with(|all| all.iter().map(|i| i.impact).max().unwrap_or_default())
    };
    let names = move || {
        let ids: Vec<_> = hit.get().into_iter().map(|i| i.component).collect();
        words::names(&ids, &desk.directory())
    };
    // Drawn anew by the minute: whoever has the focus on it keeps it.
    let minute = Memo::new(move |_| at.get().minute());
    let headline = move || {
        let names = names();
        let ours = || if names.is_empty() { fallback.get() } else { words::headline(&names) };
        own.and_then(|own| own.get()).unwrap_or_else(ours)
    };
    let paragraphs = move || {
        body.get().split("\n\n").map(|p| view! { <p class="pre" dir="auto">{p.to_owned()}</p> }).pieces()
    };
    view! {
        <article class="pv" data-k=move || worst().kind() aria-label="Preview of the post">
            <div class="pv-h">
                {move || view! { <Mark kind=worst().kind() icon=impact_icon(worst()) word=worst().word() /> }}
                <span class="m t12" dir="auto">{move || names().join(", ")}</span>
            </div>
            <h3 dir="auto">{move || headline()}</h3>
            <p><b>{move || phase.get().word()}</b>" · "<span class="m">{move || view! { <Stamp at=minute.get() public=true /> }}" UTC"</span></p>
            {move || paragraphs()}
        </article>
    }
}
