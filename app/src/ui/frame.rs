//! What all seats of an incident share: the top bar, the situation bar, and the live fold below.

use domain::{Duty, IncidentId};
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_meta::Title;

use super::components::{SituationBar, TopBar};
use super::desk::desk;
use super::fetched::fetch;
use super::live::Room;
use super::pages::{self, NotFound};
use super::parts::drawn;
use super::pieces::Pieces;
use super::place::{Page, here};
use crate::drafts::Draft;
use crate::error::Error;
use crate::incidents::{self, Opened};

/// The incident of this page.
#[derive(Clone, Copy)]
pub struct Visit {
    pub room: Room,
    /// The last record that I had seen when I came; zero for a first visit.
    pub looked: domain::Seq,
    /// The dialog that hands a duty over or takes it, wherever it is opened.
    pub handing: Handing,
    /// The last record that I have read in the room.
    pub seen: StoredValue<domain::Seq>,
    drafts: StoredValue<Vec<Draft>>,
}

/// Whether a duty is being handed over, and which one it begins with.
#[derive(Clone, Copy)]
pub struct Handing {
    pub open: RwSignal<bool>,
    pub duty: RwSignal<Duty>,
}

impl Handing {
    pub fn begin(self, duty: Duty) {
        self.duty.set(duty);
        self.open.set(true);
    }
}

impl Visit {
    pub fn drafts(self) -> Vec<Draft> {
        self.drafts.get_value()
    }
}

/// The incident of this page.
pub fn visit() -> Visit {
    expect_context()
}

/// Names a seat's tab.
///
/// The server writes the head after the page, on a thread that knows none of the page's signals: it gets the name as it
/// is now. It also writes it unescaped (leptos_meta 0.8), so no text of people's may open a tag in it.
#[component]
pub fn TabTitle(seat: &'static str, room: Room) -> impl IntoView {
    let named = move |title: &str| format!("{seat} · #{} {}", room.id, title.replace('<', "‹"));
    let text: TextProp = if cfg!(feature = "ssr") {
        room.incident.with_untracked(|i| named(&i.title)).into()
    } else {
        (move || room.incident.with(|i| named(&i.title))).into()
    };
    view! { <Title text /> }
}

/// The seats of one incident.
#[component]
pub fn IncidentFrame(id: IncidentId) -> impl IntoView {
    let opened = fetch(move || id, incidents::open_incident);
    view! {
        <Suspense fallback=Opening>
            {move || Suspend::new(async move {
                match opened.await {
                    Ok(opened) if opened.incident.maintenance.is_some() => view! { <IsMaintenance id /> }.into_any(),
                    Ok(opened) => view! { <Seats opened /> }.into_any(),
                    Err(error) => view! { <CannotOpen error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Seats(opened: Opened) -> impl IntoView {
    let (looked, drafts) = (opened.looked, StoredValue::new(opened.drafts.clone()));
    let room = desk().live.open(opened);
    let handing = Handing { open: RwSignal::new(false), duty: RwSignal::new(Duty::Commander) };
    provide_context(Visit { room, looked, seen: StoredValue::new(looked), handing, drafts });
    Effect::new(move |before: Option<()>| {
        room.redacted.track();
        if before.is_some() {
            desk().shelf.refresh();
        }
    });
    let here = here();
    // None while the frame is on its way out.
    let seat = Memo::new(move |_| Some(here.get()).filter(|place| place.incident() == Some(room.id)));
    let page = move || seat.get().and_then(pages::page).map(|part| drawn(part, |page| page())).pieces();
    view! {
        <div
            class="app"
            data-k=move || room.incident.with(|i| i.course.state.kind())
            data-section="1"
            data-room=move || desk().room_open.get().then_some("open")
        >
            <a class="skip" href="#main">"Skip to the board"</a>
            <TopBar room />
            <SituationBar room />
            {move || page()}
        </div>
    }
}

/// Planned maintenance has the numbers of incidents, and no seats.
#[component]
fn IsMaintenance(id: IncidentId) -> impl IntoView {
    view! {
        <div class="app bare">
            <TopBar />
            <main id="main" class="body">
                <h1>"#"{id.to_string()}" is planned maintenance"</h1>
                <p>"It has no seats. "<a href=Page::Maintenance.path()>"See what is planned"</a></p>
            </main>
        </div>
    }
}

#[component]
fn Opening() -> impl IntoView {
    view! { <div class="app bare"><p class="m" role="status">"Opening the incident…"</p></div> }
}

#[component]
fn CannotOpen(error: Error) -> impl IntoView {
    match error {
        Error::NotFound => view! { <NotFound /> }.into_any(),
        error => view! {
            <div class="app bare">
                <TopBar />
                <main id="main" class="body">
                    <h1>"The incident cannot be opened"</h1>
                    <p role="alert">{error.to_string()}</p>
                    <p><a class="btn" href="">"Try again"</a></p>
                </main>
            </div>
        }
        .into_any(),
    }
}
