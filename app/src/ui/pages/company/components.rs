//! The parts of the product that customers know by name, in the order of the status page.

use domain::{Component, ComponentId};
use leptos::prelude::*;

use super::lines::{Line, Move, place};
use crate::ui::pieces::Pieces;

/// A component that is being edited.
#[derive(Clone, Copy, PartialEq)]
pub struct Row {
    /// Empty where it is new.
    id: StoredValue<ComponentId>,
    name: Line,
}

impl Row {
    pub fn new(component: Component) -> Self {
        Self { id: StoredValue::new(component.id), name: RwSignal::new(component.name) }
    }

    pub fn component(&self) -> Component {
        Component { id: self.id.get_value(), name: self.name.get_untracked() }
    }
}

#[component]
pub fn Components(rows: RwSignal<Vec<Row>>) -> impl IntoView {
    let add = move |_| {
        rows.update(|rows| {
            rows.push(Row::new(Component { id: ComponentId(String::new()), name: String::new() }));
        });
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
            <ol class="rows">
                <For each=move || rows.get() key=|row| row.name let:row>
                    <RowFields rows row />
                </For>
            </ol>
            <div class="pane-f"><button class="btn" type="button" on:click=add>"Add a component"</button></div>
        </section>
    }
}

#[component]
fn RowFields(rows: RwSignal<Vec<Row>>, row: Row) -> impl IntoView {
    let number = move || place(rows, row) + 1;
    view! {
        <li>
            <input
                class="field"
                aria-label=move || format!("Component {}", number())
                prop:value=move || row.name.get()
                on:input=move |e| row.name.set(event_target_value(&e))
            />
            <Move rows row name=row.name />
        </li>
    }
}
