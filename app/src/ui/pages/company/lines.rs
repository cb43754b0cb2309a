//! Lines in an order: what a company has several of, one field each.

use leptos::prelude::*;

use crate::ui::pieces::Pieces;

/// What is typed in one line.
pub type Line = RwSignal<String>;

/// Fills lines with texts.
pub fn filled<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Line> {
    texts.map(|text| RwSignal::new(text.to_owned())).collect()
}

/// What is typed in all lines.
pub fn typed(lines: RwSignal<Vec<Line>>) -> Vec<String> {
    lines.with(|lines| lines.iter().map(|line| line.get()).collect())
}

/// How a list of lines is spoken of.
#[derive(Clone, Copy)]
pub struct Words {
    /// Of the heading's id: `h-duties`.
    pub id: &'static str,
    pub heading: &'static str,
    pub note: &'static str,
    /// What each line is: `Duty`.
    pub one: &'static str,
    /// The button that adds a line.
    pub add: &'static str,
    /// What stands there while there are none.
    pub none: &'static str,
}

#[component]
pub fn Lines(lines: RwSignal<Vec<Line>>, words: Words) -> impl IntoView {
    let add = move |_| lines.update(|lines| lines.push(RwSignal::new(String::new())));
    let none = move || lines.with(Vec::is_empty);
    view! {
        <section class="pane" aria-labelledby=words.id>
            <header class="pane-h"><h2 id=words.id>{words.heading}</h2><span class="m">{words.note}</span></header>
            {move || none().then(|| view! { <p class="body m t13">{words.none}</p> }).pieces()}
            <ol class="rows">
                <For each=move || lines.get() key=|line| *line let:line>
                    <LineFields lines line one=words.one />
                </For>
            </ol>
            <div class="pane-f"><button class="btn" type="button" on:click=add>{words.add}</button></div>
        </section>
    }
}

#[component]
fn LineFields(lines: RwSignal<Vec<Line>>, line: Line, one: &'static str) -> impl IntoView {
    let number = move || place(lines, line) + 1;
    view! {
        <li>
            <input
                class="field"
                dir="auto"
                aria-label=move || format!("{one} {}", number())
                prop:value=move || line.get()
                on:input=move |e| line.set(event_target_value(&e))
            />
            <Move rows=lines row=line name=line />
        </li>
    }
}

/// Where a row stands, from 0.
pub fn place<T: Copy + PartialEq + Send + Sync + 'static>(rows: RwSignal<Vec<T>>, row: T) -> usize {
    rows.with(|rows| rows.iter().position(|other| *other == row)).unwrap_or_default()
}

/// Moves a row up, or takes it away.
#[component]
pub fn Move<T: Copy + PartialEq + Send + Sync + 'static>(
    rows: RwSignal<Vec<T>>,
    row: T,
    /// What is typed in it.
    name: Line,
) -> impl IntoView {
    let up = move |_| {
        rows.update(|rows| {
            if let Some(at) = rows.iter().position(|other| *other == row).filter(|at| *at > 0) {
                rows.swap(at, at - 1);
            }
        });
    };
    let remove = move |_| rows.update(|rows| rows.retain(|other| *other != row));
    view! {
        <span class="end">
            <button class="btn sm ghost" type="button" disabled=move || place(rows, row) == 0 on:click=up>
                "Up" <span class="vh">": "{move || name.get()}</span>
            </button>
            <button class="btn sm ghost" type="button" on:click=remove>
                "Remove" <span class="vh">": "{move || name.get()}</span>
            </button>
        </span>
    }
}
