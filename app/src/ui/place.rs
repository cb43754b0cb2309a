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

use super::{pages, parts};

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Home,
    People,
    /// The company's customers.
    Customers,
    /// My password, and where I am signed in.
    Account,
    /// Its name, components and cadences.
    Company,
    /// The company's public words: templates, rules, overrides.
    Words,
    /// The tokens of other programs.
    Tokens,
    /// Where anybody can try words on the linter.
    Practice,
    Seat(IncidentId, Seat),
    /// No page of the app: the status page, a file, or nothing at all.
    Elsewhere,
}

/// A page of one incident, made for one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    Briefing,
    Commander,
    Comms,
    Customers,
    Operations,
    Support,
}

impl Seat {
    /// In the order of the top bar.
    pub const ALL: [Self; 6] =
        [Self::Briefing, Self::Commander, Self::Operations, Self::Comms, Self::Support, Self::Customers];

    /// As the top bar names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Briefing => "Briefing",
            Self::Commander => "IC",
            Self::Comms => "Comms",
            Self::Operations => "Ops",
            Self::Support => "Support",
            Self::Customers => "Customers",
        }
    }

    /// The part of the address behind the incident's number.
    fn slug(self) -> &'static str {
        match self {
            Self::Briefing => "",
            Self::Commander => "ic",
            Self::Comms => "comms",
            Self::Customers => "customers",
            Self::Operations => "ops",
            Self::Support => "support",
        }
    }

    /// The letter that leads to it after `G`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Briefing => "b",
            Self::Commander => "i",
            Self::Comms => "c",
            Self::Operations => "o",
            Self::Support => "u",
            Self::Customers => "a",
        }
    }
}

impl Place {
    /// The place with this path, without query and fragment.
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            [""] => Self::Home,
            ["people"] => Self::People,
            ["customers"] => Self::Customers,
            ["account"] => Self::Account,
            ["company"] => Self::Company,
            ["words"] => Self::Words,
            ["tokens"] => Self::Tokens,
            ["practice"] => Self::Practice,
            ["incidents", number] => Self::seat(number, ""),
            ["incidents", number, slug] => Self::seat(number, slug),
            _ => Self::Elsewhere,
        }
    }

    fn seat(number: &str, slug: &str) -> Self {
        let seat = Seat::ALL.into_iter().find(|seat| seat.slug() == slug);
        let place = number.parse().ok().zip(seat).map(|(id, seat)| Self::Seat(IncidentId(id), seat));
        place.unwrap_or(Self::Elsewhere)
    }

    /// Its address below the origin.
    pub fn path(self) -> String {
        match self {
            Self::Home | Self::Elsewhere => "/".to_owned(),
            Self::People => "/people".to_owned(),
            Self::Customers => "/customers".to_owned(),
            Self::Account => "/account".to_owned(),
            Self::Company => "/company".to_owned(),
            Self::Words => "/words".to_owned(),
            Self::Tokens => "/tokens".to_owned(),
            Self::Practice => "/practice".to_owned(),
            Self::Seat(id, Seat::Briefing) => format!("/incidents/{id}"),
            Self::Seat(id, seat) => format!("/incidents/{id}/{}", seat.slug()),
        }
    }

    /// The incident whose seat this is.
    pub fn incident(self) -> Option<IncidentId> {
        match self {
            Self::Seat(id, _) => Some(id),
            _ => None,
        }
    }
}

/// The pages that belong to no incident, as the top bar names them.
pub const COMPANY_PAGES: [(Place, &str); 7] = [
    (Place::Home, "Home"),
    (Place::People, "People"),
    (Place::Customers, "Customers"),
    (Place::Company, "Company"),
    (Place::Words, "Words"),
    (Place::Tokens, "Tokens"),
    (Place::Practice, "Practice"),
];

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
}

/// Where this page is.
pub fn here() -> Here {
    expect_context()
}

impl Here {
    /// Puts the place with this path into the context of everything below.
    pub fn provide(path: &str) -> Self {
        let here = Self { place: RwSignal::new(Place::of(path)), turn: StoredValue::new(0) };
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

    fn go_to(self, place: Place, address: &str, then: impl FnOnce() + 'static) {
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
                self.show(Place::of(&path), || ());
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
            ("/", Place::Home),
            ("", Place::Home),
            ("/people", Place::People),
            ("/people/", Place::People),
            ("/account", Place::Account),
            ("/customers", Place::Customers),
            ("/accounts", Place::Elsewhere),
            ("/incidents/12/customers", seat(12, Seat::Customers)),
            ("/company", Place::Company),
            ("/words", Place::Words),
            ("/join/abc", Place::Elsewhere),
            ("/tokens", Place::Tokens),
            ("/practice", Place::Practice),
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
            ("/status", Place::Elsewhere),
        ] {
            assert_eq!(Place::of(path), place, "{path}");
        }
    }

    #[test]
    fn places_have_addresses() {
        let seats = Seat::ALL.map(|seat| Place::Seat(IncidentId(7), seat));
        let pages = COMPANY_PAGES.map(|(place, _)| place);
        for place in pages.into_iter().chain([Place::Account]).chain(seats) {
            assert_eq!(Place::of(&place.path()), place);
        }
    }
}
