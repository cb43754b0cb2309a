//! Customers: which top customers are hit, who speaks to them, who gets their service back when, and what may be said.

mod board;
mod call;
mod public_words;
mod queue;
mod table;

use domain::outreach::{Act, Caller, Stage, may_contact};
use domain::{Command, CustomerId, Incident, PersonId, Refusal, Span};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::board::Board;
use self::call::CallPane;
use self::public_words::PublicWords;
use self::queue::QueuePane;
use self::table::TablePane;
use crate::customers::{self, Affected, AffectedCustomer, AffectedQuery, OutreachAct, OutreachStep};
use crate::drafts::DraftPlace;
use crate::error::Error;
use crate::ui::components::{Dock, Problem, Sections};
use crate::ui::desk::{Desk, desk};
use crate::ui::fetched::fetch;
use crate::ui::frame::{TabTitle, visit};
use crate::ui::kept::Kept;
use crate::ui::live::Room;
use crate::ui::parts::{drawn_over, part};
use crate::ui::shortcut::on_key;
use crate::ui::submit::Submit;
use crate::ui::turns::Turns;
use crate::wire::Topic;

/// What this page knows and does. Copies share it.
#[derive(Clone, Copy)]
struct Sales {
    room: Room,
    desk: Desk,
    query: RwSignal<AffectedQuery>,
    known: RwSignal<Affected>,
    /// Counts questions: an answer to an older one is not shown.
    asked: StoredValue<u32>,
    chosen: RwSignal<Option<CustomerId>>,
    /// What was said in the call with the chosen customer, as far as it is typed. A note never moves to another
    /// customer, and none is lost.
    note: RwSignal<String>,
    /// Keeps the note.
    kept: Kept,
    /// For whom the IC is being asked to restore them next, and why, as far as it is typed.
    asking: RwSignal<Option<CustomerId>>,
    reason: RwSignal<String>,
    /// Why a step was not taken.
    error: RwSignal<Option<Error>>,
    steps: Turns<OutreachStep>,
    submit: Submit,
    /// Why I do not order the queue.
    no_order: Memo<Option<Refusal>>,
    /// Why I do not begin and finish.
    no_restore: Memo<Option<Refusal>>,
}

/// What a phone shows one at a time.
const SECTIONS: &[(&str, &str)] =
    &[("#h-tc", "Customers"), ("#h-out", "Outreach"), ("#h-rq", "Restore"), ("#h-sy", "Say")];

#[component]
pub fn Customers() -> impl IntoView {
    let room = visit().room;
    let first = fetch(|| (), move |()| customers::read_affected(room.id, AffectedQuery::default()));
    view! {
        <TabTitle seat="Customers" room />
        <Suspense fallback=Looking>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(first) => view! { <Page room first /> }.into_any(),
                    Err(error) => view! { <main id="main" class="body"><p role="alert">{error.to_string()}</p></main> }.into_any(),
                }
            })}
        </Suspense>
        <Dock room />
    }
}

#[component]
fn Looking() -> impl IntoView {
    view! { <main id="main" class="body"><p class="m" role="status">"Looking who is affected…"</p></main> }
}

#[component]
fn Page(room: Room, first: Affected) -> impl IntoView {
    let desk = desk();
    let (chosen, note) = (RwSignal::new(None), RwSignal::new(String::new()));
    let sales = Sales {
        room,
        desk,
        query: RwSignal::new(AffectedQuery::default()),
        known: RwSignal::new(first),
        asked: StoredValue::new(0),
        chosen,
        note,
        kept: keep_notes(room, chosen, note),
        asking: RwSignal::new(None),
        reason: RwSignal::new(String::new()),
        error: RwSignal::new(None),
        steps: Turns::new(),
        submit: Submit::new(),
        no_order: desk.barred(room, Command::QueueRestore { customers: Vec::new() }),
        no_restore: desk.barred(room, Command::StartRestore { customer: CustomerId(0) }),
    };
    sales.keep_up();
    view! {
        <Sections seat="customers" names=SECTIONS />
        <main id="main" class="board cust">
            <h1 class="vh">{move || room.incident.with(|i| format!("Customers of #{} {}", i.id, i.title))}</h1>
            <div class="col" tabindex="0" aria-label="Customers and outreach">
                <Problem error=sales.error />
                {drawn_over(&REST, "sect", move |rest| (rest.table)(sales))}
            </div>
            <aside class="col quiet" tabindex="0" aria-label="Restore queue and what you may say">
                <Problem error=sales.submit.error />
                {drawn_over(&REST, "sect", move |rest| (rest.beside)(sales))}
            </aside>
        </main>
    }
}

part! {
    /// It comes once the page is there.
    pub REST: Rest = customers_rest, Rest {
        table: |sales| {
            sales.listen();
            view! { <TablePane sales /><CallPane sales /><Board sales /> }.into_any()
        },
        beside: |sales| view! { <div class="sect" data-in="3"><QueuePane sales /></div><PublicWords room=sales.room /> }.into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
pub struct Rest {
    table: fn(Sales) -> AnyView,
    beside: fn(Sales) -> AnyView,
}

impl Sales {
    /// Asks again when rows, the question, or what the incident hits have changed.
    fn keep_up(self) {
        let head = self.desk.live.rows(Topic::customers(self.room.id));
        let process = Memo::new(move |_| {
            self.room.incident.with(|i| {
                let asked: Vec<_> = i.restore.requests.iter().map(|request| request.customer).collect();
                (i.comms.hits.clone(), i.restore.customers().collect::<Vec<_>>(), asked)
            })
        });
        Effect::new(move |before: Option<()>| {
            // Read, not only tracked: a memo that nobody reads does not look for what it depends on.
            head.get();
            process.with(|_| ());
            let query = self.query.get();
            if before.is_some() {
                self.look(query);
            }
        });
    }

    fn look(self, query: AffectedQuery) {
        let number = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        spawn_local(async move {
            let answer = customers::read_affected(self.room.id, query).await;
            if self.asked.try_get_value() != number {
                return;
            }
            match answer {
                Ok(known) => {
                    self.known.try_set(known);
                }
                // A refused step says more than a question that got no answer: it stays.
                Err(error) => {
                    self.error.try_update(|shown| *shown = shown.take().or(Some(error)));
                }
            }
        });
    }

    /// The chosen customer, as far as the page shows them.
    fn customer(self) -> Option<AffectedCustomer> {
        let id = self.chosen.get()?;
        self.known.with(|known| find(known, id).cloned())
    }

    fn name(self, id: CustomerId) -> String {
        let named = self.known.with(|known| {
            let queued =
                known.shown.queue.iter().find(|(named, _)| *named == id).map(|(_, name)| name.clone());
            queued.or_else(|| find(known, id).map(|customer| customer.name.clone()))
        });
        named.unwrap_or_else(|| format!("Customer {id}, forgotten"))
    }

    /// Takes a step with a customer's card, with the note that was typed.
    fn step(self, id: CustomerId, act: Act) {
        let version = self.known.with_untracked(|known| find(known, id).map(|c| c.card.version));
        let Some(version) = version else { return };
        let note = match self.chosen.get_untracked() == Some(id) {
            true => self.note.get_untracked(),
            false => self.desk.shelf.words(&note_place(self.room, id)),
        };
        self.pick(id);
        let act = match act {
            Act::Claim => OutreachAct::Claim,
            Act::Release => OutreachAct::Release,
            Act::MoveOn => OutreachAct::MoveOn { note },
        };
        let step = OutreachStep { incident: self.room.id, customer: id, version, act };
        self.error.set(None);
        let lined_up =
            self.steps.call(step.clone(), customers::take_outreach_step(step.clone()), move |taken| {
                if self.steps.is_here() {
                    self.stepped(&step, taken.err());
                }
            });
        if let Err(error) = lined_up {
            self.error.set(Some(error));
        }
    }

    /// A step is done, or refused: then the card may be newer than what is shown here.
    fn stepped(self, step: &OutreachStep, refused: Option<Error>) {
        if refused.is_none() {
            self.drop_note(step);
        }
        self.error.set(refused);
        self.look(self.query.get_untracked());
    }

    /// The note that went with the step. What was typed since stays.
    fn drop_note(self, OutreachStep { customer, act, .. }: &OutreachStep) {
        let OutreachAct::MoveOn { note: sent } = act else { return };
        if self.chosen.get_untracked() != Some(*customer) {
            self.desk.shelf.drop_sent(&note_place(self.room, *customer), sent);
        } else if self.note.with_untracked(|note| note == sent) {
            self.note.set(String::new());
        }
    }

    fn send(self, command: Command) {
        self.submit.send(self.room, command, |_| {});
    }

    /// The queue ends with the incident.
    fn is_open(self) -> bool {
        self.room.incident.with(Incident::is_open)
    }

    /// Whether I order the queue.
    fn orders(self) -> bool {
        self.is_open() && self.no_order.with(Option::is_none)
    }

    /// Whether I begin and finish.
    fn restores(self) -> bool {
        self.is_open() && self.no_restore.with(Option::is_none)
    }

    /// Why I may not speak to the customer of this manager, by the rule that the server goes by.
    fn no_call(self, manager: Option<PersonId>) -> Option<Refusal> {
        let me = self.desk.me();
        let manages_any = self.known.with(|known| known.manages_any);
        let caller = Caller { person: me.id, role: me.role, manages_any };
        let may = |i: &Incident| self.desk.live.directory.with(|d| may_contact(i, caller, manager, d));
        self.room.incident.with(may).err()
    }

    /// Why I may not ask for the customer of this manager to come next.
    fn no_request(self, manager: Option<PersonId>, id: CustomerId) -> Memo<Option<Refusal>> {
        let request = Command::RequestRestore { customer: id, reason: String::new() };
        let barred = self.desk.barred(self.room, request);
        let is_mine = manager.is_some_and(|manager| self.desk.is_me(manager));
        Memo::new(move |_| barred.get().filter(|_| !is_mine))
    }

    /// Whether I may speak to a customer whom the page shows.
    fn may_call(self, id: CustomerId) -> bool {
        let manager = self.known.with_untracked(|known| find(known, id).map(|customer| customer.manager));
        manager.is_some_and(|manager| untrack(|| self.no_call(manager)).is_none())
    }

    /// `C` claims, the arrows move on and give back, `J` and `K` choose, `B` marks as back.
    fn listen(self) {
        on_key(move |key, _| {
            match (key, self.chosen.get_untracked()) {
                ("j", _) => self.choose(1),
                ("k", _) => self.choose(-1),
                ("c", Some(id)) if self.may_call(id) => self.step(id, Act::Claim),
                ("ArrowRight", Some(id)) if self.may_call(id) => self.step(id, Act::MoveOn),
                ("ArrowLeft", Some(id)) if self.may_call(id) => self.step(id, Act::Release),
                ("b", _) if untrack(|| self.restores()) => self.mark_back(),
                _ => return false,
            }
            true
        });
    }

    fn choose(self, by: isize) {
        let next = self.known.with_untracked(|known| {
            let at = known.shown.customers.iter().position(|c| Some(c.id) == self.chosen.get_untracked());
            let at = at.map_or(0, |at| at.saturating_add_signed(by));
            known.shown.customers.get(at).or(known.shown.customers.last()).map(|c| c.id)
        });
        if let Some(next) = next {
            self.pick(next);
        }
    }

    /// Chooses a customer, each with the note that was begun for them.
    fn pick(self, id: CustomerId) {
        if self.chosen.get_untracked() != Some(id) {
            self.chosen.set(Some(id));
        }
    }

    fn mark_back(self) {
        let now = self.room.incident.with_untracked(|i| i.restore.under_way.as_ref().map(|now| now.customer));
        if let Some(customer) = now {
            self.send(Command::FinishRestore { customer });
        }
    }
}

/// The note about each customer is kept until it goes with a step.
fn keep_notes(room: Room, chosen: RwSignal<Option<CustomerId>>, note: RwSignal<String>) -> Kept {
    let place = move || chosen.get().map(|id| note_place(room, id));
    let now = move || Some(note.get()).filter(|note| !note.is_empty());
    Kept::open_from(place, None, now, move |kept| _ = note.try_set(kept.unwrap_or_default()))
}

fn note_place(room: Room, id: CustomerId) -> DraftPlace {
    DraftPlace::of(room.id, format!("note/{id}"))
}

fn find(known: &Affected, id: CustomerId) -> Option<&AffectedCustomer> {
    let in_lanes = known.shown.lanes.iter().flat_map(|lane| &lane.cards);
    known.shown.customers.iter().chain(in_lanes).find(|customer| customer.id == id)
}

/// How the goal stands: `8:53 left`, `12 min over`.
fn goal(left: Span) -> String {
    if left.is_negative() {
        format!("{} over", Span(-left.0).words())
    } else {
        format!("{} left", left.clock())
    }
}

/// What comes after a stage, as a button says it.
fn next_word(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::Unclaimed => Some("Claim"),
        Stage::Claimed => Some("Contacted"),
        Stage::Contacted => Some("Acknowledged"),
        Stage::Acknowledged => None,
    }
}
