//! Where one can be in the app: an address as a value, so that no link of ours leads nowhere; and getting from one
//! place to the next without leaving the page.
//!
//! Every link is a plain `<a href>`, which works before the browser's half has loaded. [`Here::listen`] takes the
//! clicks over.

use domain::IncidentId;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlAnchorElement, MouseEvent};

use super::page_table::page_table;
use super::{browser, pages, parts};

/// Where one can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Page(Page),
    Seat(IncidentId, Seat),
    /// No page of the app: the status page, a file, or nothing at all.
    Elsewhere,
}

macro_rules! define_places {
    (
        pages { $($(#[$doc:meta])* $page:ident = $module:ident, $path:literal, $in_bar:expr, $page_key:expr, $view:ident;)+ }
        seats { $($seat:ident = $seat_module:ident, $slug:literal, $name:literal, $key:literal, $seat_view:ident;)+ }
    ) => {
        /// A page that belongs to no incident.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Page {
            $($(#[$doc])* $page,)+
        }

        /// A page of one incident, made for one job.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Seat {
            $($seat,)+
        }

        impl Page {
            pub const ALL: &[Self] = &[$(Self::$page,)+];

            pub fn path(self) -> &'static str {
                match self { $(Self::$page => $path,)+ }
            }

            /// As the top bar names it, if it does.
            fn name_in_bar(self) -> Option<&'static str> {
                match self { $(Self::$page => $in_bar,)+ }
            }

            /// The letter that leads to it after `G`.
            pub fn key(self) -> Option<&'static str> {
                match self { $(Self::$page => $page_key,)+ }
            }
        }

        impl Seat {
            /// In the order of the top bar.
            pub const ALL: &[Self] = &[$(Self::$seat,)+];

            /// As the top bar names it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$seat => $name,)+ }
            }

            /// The part of the address behind the incident's number.
            fn slug(self) -> &'static str {
                match self { $(Self::$seat => $slug,)+ }
            }

            /// The letter that leads to it after `G`.
            pub fn key(self) -> &'static str {
                match self { $(Self::$seat => $key,)+ }
            }
        }

        /// The addresses of all pages, as the server's router matches them.
        pub const PAGE_ROUTES: &[&str] = &[$($path,)+ $(concat!("/incidents/{id}", $slug),)+];
    };
}
page_table!(define_places);

impl Place {
    pub const HOME: Self = Self::Page(Page::Home);

    /// The place with this path, without query and fragment.
    pub fn of(path: &str) -> Self {
        let path = path.trim_end_matches('/');
        if let Some(rest) = path.strip_prefix("/incidents/") {
            return Self::seat(rest);
        }
        let is_here = |page: &Page| page.path().trim_end_matches('/') == path;
        Page::ALL.iter().copied().find(is_here).map_or(Self::Elsewhere, Self::Page)
    }

    /// A seat, from what follows in its path.
    fn seat(rest: &str) -> Self {
        let (number, slug) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let seat = Seat::ALL.iter().copied().find(|seat| seat.slug() == slug);
        let place = number.parse().ok().zip(seat).map(|(id, seat)| Self::Seat(IncidentId(id), seat));
        place.unwrap_or(Self::Elsewhere)
    }

    /// Its address below the origin.
    pub fn path(self) -> String {
        match self {
            Self::Page(page) => page.path().to_owned(),
            Self::Seat(id, seat) => format!("/incidents/{id}{}", seat.slug()),
            Self::Elsewhere => Self::HOME.path(),
        }
    }

    /// The incident whose seat this is.
    pub fn incident(self) -> Option<IncidentId> {
        match self {
            Self::Seat(id, _) => Some(id),
            Self::Page(_) | Self::Elsewhere => None,
        }
    }
}

/// The pages that belong to no incident and the seats of one, as the top bar names them.
pub fn links(incident: Option<IncidentId>) -> Vec<(Place, &'static str)> {
    match incident {
        Some(id) => Seat::ALL.iter().map(|seat| (Place::Seat(id, *seat), seat.name())).collect(),
        None => Page::ALL.iter().filter_map(|page| Some((Place::Page(*page), page.name_in_bar()?))).collect(),
    }
}

/// The path that the browser asked for: the server puts it into the context of every page.
#[derive(Clone, Debug)]
pub struct RequestedPath(pub String);

/// The token of the link with which somebody chooses a password, in its path.
pub fn join_token(path: &str) -> Option<&str> {
    path.strip_prefix("/join/").filter(|token| !token.is_empty() && !token.contains('/'))
}

/// Where this page is. Copies share it.
#[derive(Clone, Copy)]
pub struct Here {
    place: RwSignal<Place>,
    /// How often somebody went somewhere: whoever goes on before a page has come does not want that page any more.
    turn: StoredValue<u32>,
    /// What is asked before this page is left, while something on it is not saved.
    unsaved: StoredValue<Option<Unsaved>>,
}

/// Something that is not saved.
#[derive(Clone, Copy)]
struct Unsaved {
    dirty: Memo<bool>,
    question: &'static str,
}

/// Where this page is.
pub fn here() -> Here {
    expect_context()
}

impl Here {
    /// Puts the place with this path into the context of everything below.
    pub fn provide(path: &str) -> Self {
        let here = Self {
            place: RwSignal::new(Place::of(path)),
            turn: StoredValue::new(0),
            unsaved: StoredValue::new(None),
        };
        provide_context(here);
        here
    }

    pub fn get(self) -> Place {
        self.place.get()
    }

    pub fn get_untracked(self) -> Place {
        self.place.get_untracked()
    }

    /// `page` where this is the place, for `aria-current`.
    pub fn current(self, place: Place) -> Option<&'static str> {
        (self.get() == place).then_some("page")
    }

    /// Goes to a place.
    pub fn go(self, place: Place) {
        self.go_to(place, &place.path(), || ());
    }

    /// Asks before the page is left while `dirty`. Called by the page.
    pub fn ask_before_leaving(self, dirty: Memo<bool>, question: &'static str) {
        self.unsaved.set_value(Some(Unsaved { dirty, question }));
        let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
            if dirty.try_get_untracked() == Some(true) {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            leaving.remove();
            self.unsaved.try_set_value(None);
        });
    }

    fn may_leave(self) -> bool {
        let unsaved = self.unsaved.get_value();
        unsaved.is_none_or(|Unsaved { dirty, question }| {
            dirty.try_get_untracked() != Some(true) || browser::is_agreed(question)
        })
    }

    fn go_to(self, place: Place, address: &str, then: impl FnOnce() + 'static) {
        if !self.may_leave() {
            return;
        }
        let history = window().history();
        if history.is_ok_and(|h| h.push_state_with_url(&JsValue::NULL, "", Some(address)).is_ok()) {
            self.show(place, then);
        }
    }

    /// Shows a place, once the code of its page is there; the page before stays that long. What does not come says so
    /// in the page's place.
    fn show(self, place: Place, then: impl FnOnce() + 'static) {
        let next_turn = |turn: &mut u32| {
            *turn = turn.wrapping_add(1);
            *turn
        };
        let turn = self.turn.try_update_value(next_turn);
        let needs = pages::needs(place);
        if needs.iter().all(|part| part.is_loaded()) {
            self.place.set(place);
            return then();
        }
        spawn_local(async move {
            let _ = parts::load(needs).await;
            if self.turn.try_get_value() == turn && self.place.try_set(place).is_none() {
                then();
            }
        });
    }

    /// Follows clicks on links and the browser's own back and forward. Called from an effect, so in browsers only.
    pub fn listen(self) {
        let clicked = window_event_listener(leptos::ev::click, move |event| self.clicked(&event));
        let back = window_event_listener(leptos::ev::popstate, move |_| {
            if let Ok(path) = window().location().pathname() {
                self.show(Place::of(&path), browser::reveal_address);
            }
        });
        on_cleanup(move || {
            clicked.remove();
            back.remove();
        });
    }

    fn clicked(self, event: &MouseEvent) {
        let Some(link) = plain_click(event) else { return };
        let place = Place::of(&link.pathname());
        // Everything else is the browser's to load.
        if place == Place::Elsewhere || window().location().origin().ok() != Some(link.origin()) {
            return;
        }
        event.prevent_default();
        let part = link.hash().strip_prefix('#').map(str::to_owned);
        self.go_to(place, &link.href(), move || part.into_iter().for_each(scroll_to));
    }
}

/// Scrolls to the part of the page with this id, once it is drawn.
fn scroll_to(id: String) {
    request_animation_frame(move || {
        if let Some(part) = document().get_element_by_id(&id) {
            browser::reveal(&part);
            part.scroll_into_view();
        }
    });
}

/// The link that was clicked, if the click asks for nothing more than to follow it here.
fn plain_click(event: &MouseEvent) -> Option<HtmlAnchorElement> {
    let special = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if special || event.button() != 0 || event.default_prevented() {
        return None;
    }
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let elsewhere = !link.target().is_empty() || link.rel() == "external" || link.has_attribute("download");
    (!elsewhere).then_some(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_places() {
        let seat = |n, seat| Place::Seat(IncidentId(n), seat);
        for (path, place) in [
            ("/", Place::Page(Page::Home)),
            ("", Place::Page(Page::Home)),
            ("/people", Place::Page(Page::People)),
            ("/people/", Place::Page(Page::People)),
            ("/account", Place::Page(Page::Account)),
            ("/customers", Place::Page(Page::Customers)),
            ("/accounts", Place::Elsewhere),
            ("/incidents/12/customers", seat(12, Seat::Customers)),
            ("/company", Place::Page(Page::Company)),
            ("/maintenance", Place::Page(Page::Maintenance)),
            ("/words", Place::Page(Page::Words)),
            ("/join/abc", Place::Elsewhere),
            ("/tokens", Place::Page(Page::Tokens)),
            ("/practice", Place::Page(Page::Practice)),
            ("/incidents/12", seat(12, Seat::Briefing)),
            ("/incidents/12/", seat(12, Seat::Briefing)),
            ("/incidents/12/ic", seat(12, Seat::Commander)),
            ("/incidents/12/comms", seat(12, Seat::Comms)),
            ("/incidents/12/ops", seat(12, Seat::Operations)),
            ("/incidents/12/support", seat(12, Seat::Support)),
            ("/incidents/12/ic/more", Place::Elsewhere),
            ("/incidents/twelve", Place::Elsewhere),
            ("/incidents/12/nowhere", Place::Elsewhere),
            ("/incidents", Place::Elsewhere),
            ("/incidents/", Place::Elsewhere),
            ("/status", Place::Elsewhere),
        ] {
            assert_eq!(Place::of(path), place, "{path}");
        }
    }

    #[test]
    fn places_have_addresses() {
        let seats = Seat::ALL.iter().map(|seat| Place::Seat(IncidentId(7), *seat));
        for place in Page::ALL.iter().map(|page| Place::Page(*page)).chain(seats) {
            assert_eq!(Place::of(&place.path()), place);
        }
    }
}
