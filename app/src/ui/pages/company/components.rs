//! The parts of the product that customers know by name, in the order of the status page.

use domain::{Component, ComponentId};
use leptos::prelude::*;

use super::lines::{Line, Move, place};
use crate::ui::components::Area;
use crate::ui::pieces::Pieces;

/// A component that is being edited.
#[derive(Clone, Copy, PartialEq)]
pub struct ComponentRow {
    /// Empty where it is new.
    id: StoredValue<ComponentId>,
    name: Line,
    /// The group that it is in, by the line with its name.
    group: RwSignal<Option<Line>>,
}

impl ComponentRow {
    pub fn new(component: Component, group: Option<Line>) -> Self {
        let (id, name) = (StoredValue::new(component.id), RwSignal::new(component.name));
        Self { id, name, group: RwSignal::new(group) }
    }

    /// A new one gets the id that the server would give it, for its group to name it by.
    pub fn component(&self) -> Component {
        let (id, name) = (self.id.get_value(), self.name.get());
        let id = if id.0.is_empty() { ComponentId::slug(&name) } else { id };
        Component { id, name }
    }

    pub fn is_in(&self, group: Line) -> bool {
        self.group.get() == Some(group)
    }
}

#[component]
pub fn Components(rows: RwSignal<Vec<ComponentRow>>, groups: RwSignal<Vec<Line>>) -> impl IntoView {
    let add = move |_| {
        rows.update(|rows| {
            rows.push(ComponentRow::new(
                Component { id: ComponentId(String::new()), name: String::new() },
                None,
            ));
        });
    };
    let (pasting, pasted) = (RwSignal::new(false), RwSignal::new(String::new()));
    // The rows outlive the field that they were pasted into.
    let page = StoredValue::new(Owner::current().unwrap_or_default());
    let take = move |_| {
        let known =
            rows.with_untracked(|rows| rows.iter().map(|row| row.name.get_untracked()).collect::<Vec<_>>());
        let new = pasted.with_untracked(|text| new_names(text, &known));
        let row = |name| ComponentRow::new(Component { id: ComponentId(String::new()), name }, None);
        page.get_value().with(|| rows.update(|rows| rows.extend(new.into_iter().map(row))));
        pasted.set(String::new());
        pasting.set(false);
    };
    let none = move || rows.with(Vec::is_empty);
    view! {
        <section class="pane grow" aria-labelledby="h-components">
            <header class="pane-h">
                <h2 id="h-components">"Components"</h2>
                <span class="m">"in the order of the status page"</span>
            </header>
            {move || none().then(|| view! {
                <p class="body m t13">"None yet. Add what customers would name when it breaks: a product, a feature, a region."</p>
            }).pieces()}
            <ol class="rows components">
                <For each=move || rows.get() key=|row| row.name let:row>
                    <RowFields rows groups row />
                </For>
            </ol>
            {move || pasting.get().then(|| view! {
                <div class="body">
                    <Area label="Components, one in each line" value=pasted rows=6 />
                    <button class="btn" type="button" on:click=take>"Add them"</button>
                </div>
            }).pieces()}
            <div class="pane-f">
                <button class="btn" type="button" on:click=add>"Add a component"</button>
                <button class="btn ghost" type="button" aria-expanded=move || pasting.get().to_string() on:click=move |_| pasting.update(|is| *is = !*is)>"Paste a list"</button>
            </div>
        </section>
    }
}

/// The names of a list, one in each line, without those that are there already. Marks of a list are none of a name.
fn new_names(text: &str, known: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in text.lines() {
        let name = line.trim_start_matches(|c: char| "-*•".contains(c) || c.is_whitespace()).trim_end();
        let is_known = known.iter().chain(&names).any(|known| known.trim().eq_ignore_ascii_case(name));
        if !name.is_empty() && !is_known {
            names.push(name.to_owned());
        }
    }
    names
}

#[component]
fn RowFields(
    rows: RwSignal<Vec<ComponentRow>>,
    groups: RwSignal<Vec<Line>>,
    row: ComponentRow,
) -> impl IntoView {
    let number = move || place(rows, row) + 1;
    view! {
        <li>
            <input
                class="field"
                dir="auto"
                aria-label=move || format!("Component {}", number())
                prop:value=move || row.name.get()
                on:input=move |e| row.name.set(event_target_value(&e))
            />
            {move || (!groups.with(Vec::is_empty)).then(|| view! { <GroupSelect groups row /> }).pieces()}
            <Move rows row name=row.name />
        </li>
    }
}

/// The group that a component is in, by its number; 0 for none.
#[component]
fn GroupSelect(groups: RwSignal<Vec<Line>>, row: ComponentRow) -> impl IntoView {
    let chosen = move || row.group.get().filter(|group| groups.with(|all| all.contains(group)));
    let choose = move |event| {
        let number = event_target_value(&event).parse::<usize>().unwrap_or_default();
        row.group.set(number.checked_sub(1).and_then(|at| groups.with_untracked(|all| all.get(at).copied())));
    };
    let options = move || groups.get().into_iter().enumerate();
    view! {
        <select class="field" aria-label=move || format!("Group of {}", row.name.get()) on:change=choose>
            <option value="0" selected=move || chosen().is_none()>"No group"</option>
            {move || options().map(|(at, group)| view! {
                <option value=(at + 1).to_string() selected=move || chosen() == Some(group)>{move || group.get()}</option>
            }).pieces()}
        </select>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_list_is_its_lines_each_once() {
        let known = ["API".to_owned()];
        let pasted = "Web shop\r\n\n  - Payments \napi\n* Web Shop\n• Search & filters\n";
        assert_eq!(new_names(pasted, &known), ["Web shop", "Payments", "Search & filters"]);
        assert!(new_names(" \n-\n", &known).is_empty());
    }
}
