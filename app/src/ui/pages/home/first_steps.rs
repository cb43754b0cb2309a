//! What a new company still has to do before its first incident: for admins, until it is done.

use domain::Role;
use leptos::prelude::*;

use crate::ui::components::Icon;
use crate::ui::desk::desk;
use crate::ui::pieces::Pieces;
use crate::ui::place::Page;

/// A step, and where it is done.
struct Step {
    done: bool,
    what: &'static str,
    why: &'static str,
    href: &'static str,
}

#[component]
pub fn FirstSteps() -> impl IntoView {
    let desk = desk();
    let is_admin = !desk.demo && desk.me().role == Role::Admin;
    // Where this page is read is known in the browser alone.
    let has_address = RwSignal::new(true);
    Effect::new(move || {
        has_address.set(!is_own_machine(&window().location().hostname().unwrap_or_default()))
    });
    let steps = move || {
        let (components, people) = desk.live.directory.with(|directory| {
            let active = directory.people.iter().filter(|person| person.active).count();
            (!directory.components.is_empty(), active > 1)
        });
        [
            Step {
                done: components,
                what: "Name your components",
                why: "What customers would name when it breaks.",
                href: Page::Company.path(),
            },
            Step {
                done: people,
                what: "Add your colleagues",
                why: "Whoever is to hold a duty needs an account.",
                href: Page::People.path(),
            },
            Step {
                done: has_address.get(),
                what: "Give the status page its address",
                why: "Only this machine reads it now. Start the server with --url and the address that customers know.",
                href: "/status",
            },
        ]
    };
    let step = |step: Step| {
        let mark = if step.done { "check" } else { "arrow" };
        view! {
            <li data-k=if step.done { "ok" } else { "none" }>
                <span class="mark"><Icon name=mark /><span class="vh">{if step.done { "Done: " } else { "To do: " }}</span></span>
                <span><a href=step.href rel=(step.href == "/status").then_some("external")><b>{step.what}</b></a><br /><span class="m">{step.why}</span></span>
            </li>
        }
    };
    view! {
        {move || {
            let steps = steps();
            (is_admin && steps.iter().any(|step| !step.done)).then(|| view! {
                <section class="pane" aria-labelledby="h-first">
                    <header class="pane-h"><h2 id="h-first">"Before the first incident"</h2></header>
                    <ul class="rows">{steps.into_iter().map(step).pieces()}</ul>
                </section>
            }).pieces()
        }}
    }
}

/// Whether nobody else can read a page of this host.
fn is_own_machine(host: &str) -> bool {
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}
