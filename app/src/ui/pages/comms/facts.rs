//! The IC's facts, with what is new since the last public update marked.

use domain::Sitrep;
use domain::diff::{self, Piece};
use leptos::prelude::*;

use crate::ui::components::Icon;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;

#[component]
pub fn FactsPane(room: Room) -> impl IntoView {
    let now = Memo::new(move |_| room.incident.with(|i| i.knowledge.situation.clone()));
    let at_last_post = Memo::new(move |_| room.incident.with(|i| i.knowledge.at_last_post.clone()));
    let at = move || room.incident.with(|i| i.knowledge.sitreps.last().map(|s| s.at.hhmm()));
    let unknown = move || now.with(|s| *s == Sitrep::default());
    view! {
        <section class="pane" aria-labelledby="h-facts">
            <header class="pane-h">
                <h2 id="h-facts">"Facts from the IC"</h2>
                <span class="m">{move || at()}</span>
                <span class="end"><span class="tag line"><Icon name="lock" size="s" />"internal"</span></span>
            </header>
            {move || if unknown() {
                view! { <p class="body m t13">"No sitrep yet. Ask the IC in the room for what is known."</p> }.into_any()
            } else {
                view! { <dl class="facts">{now.with(|n| at_last_post.with(|t| rows(t, n)))}</dl> }.into_any()
            }}
            {move || room.incident.with(|i| i.restore.progress_words()).map(|words| view! {
                <dl class="facts"><div><dt>"Top customers"</dt><dd>{words}</dd></div></dl>
            }).pieces()}
            <div class="pane-f"><span>"Marked: new since the last public update"</span></div>
        </section>
    }
}

fn rows(before: &Sitrep, now: &Sitrep) -> impl IntoView + use<> {
    let piece = |piece| match piece {
        Piece::Same(text) => Some(view! { {text} }.into_any()),
        Piece::Added(text) => Some(view! { <mark>{text}</mark> }.into_any()),
        Piece::Removed(_) => None,
    };
    before
        .fields()
        .into_iter()
        .zip(now.fields())
        .filter(|(_, (_, text))| !text.is_empty())
        .map(|((_, old), (label, new))| {
            let pieces = diff::words(old, new).into_iter().filter_map(piece).pieces();
            view! { <div><dt>{label}</dt><dd class="pre" dir="auto">{pieces}</dd></div> }
        })
        .pieces()
}
