//! What changed about the company, and who did it: the newest first, page by page.

use domain::sentence::sentence;
use domain::{CustomerNames, Recorded, Seq};
use leptos::prelude::*;

use crate::company::{self, CHANGES_SHOWN};
use crate::rpc::SharedAnswer;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;
use crate::wire::Topic;

#[component]
pub fn ChangeLog() -> impl IntoView {
    let (desk, ask) = (desk(), Ask::new());
    let (shown, more) = (RwSignal::new(Vec::<Recorded>::new()), RwSignal::new(false));
    let is_page = |page: &[Recorded]| page.len() as u64 >= CHANGES_SHOWN;
    let head = desk.live.rows(Topic::change_log());
    // Somebody changed something: the newest are asked for again.
    Effect::new(move |_| {
        // Read, not only tracked: what is computed from a signal follows it from its first reading on.
        head.get();
        ask.send(company::read_company_changes(None), move |page: SharedAnswer<Vec<Recorded>>| {
            let page = page.into_value();
            more.set(is_page(&page));
            shown.set(page);
        });
    });
    let older = move |_| {
        let before = shown.with_untracked(|all| all.last().map(|last| last.seq));
        ask.send(company::read_company_changes(before), move |page: SharedAnswer<Vec<Recorded>>| {
            let page = page.into_value();
            more.set(is_page(&page) && page.last().is_some_and(|last| last.seq > Seq(1)));
            shown.update(|all| all.extend(page));
        });
    };
    view! {
        <section class="pane" aria-labelledby="h-changes">
            <header class="pane-h"><h2 id="h-changes">"What changed"</h2><span class="m">"newest first"</span></header>
            {move || ask.error.get().map(|why| view! { <p class="body err t13">{why.to_string()}</p> }).pieces()}
            <ol class="rows changes">
                {move || shown.get().into_iter().map(|recorded| view! { <Line recorded /> }).pieces()}
            </ol>
            {move || more.get().then(|| view! {
                <div class="pane-f"><button class="btn" type="button" disabled=move || ask.busy.get() on:click=older>"Older changes"</button></div>
            }).pieces()}
        </section>
    }
}

#[component]
fn Line(recorded: Recorded) -> impl IntoView {
    let (desk, at) = (desk(), recorded.at);
    // Names as they are now.
    let said =
        Memo::new(move |_| desk.live.directory.with(|d| sentence(&recorded, d, &CustomerNames::default())));
    view! {
        <li>
            <time class="m t12" datetime=at.rfc3339()>{format!("{} {}", at.day_month(), at.hhmm())}</time>
            <span><b>{move || said.with(|s| s.lead.clone())}</b>" "{move || said.with(|s| s.rest.clone())}</span>
        </li>
    }
}
