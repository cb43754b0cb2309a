//! What one is asked for, on every page: duties that are offered, what is overdue, requests and mentions. It can be
//! answered right there, and the tab counts it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::board::{ApprovalCard, Asked, Card};
use domain::incident::Mention;
use domain::maintenance::silence;
use domain::{Command, DeadlineKind, Duty, IncidentId, Maintenance, Person, PersonId, Seq, Timestamp, order};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{Icon, Problem, place_to_meet};
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::kept;
use crate::ui::pieces::Pieces;
use crate::ui::place::{Place, Seat, here};
use crate::ui::submit::Submit;

/// Most rows above a page; home has all of them.
const ABOVE_MAX: usize = 2;

/// Something that I am asked for in an incident.
#[derive(Clone, PartialEq)]
struct Item {
    incident: IncidentId,
    title: String,
    asked: Asked,
}

/// Everything that I am asked for. Copies share it.
#[derive(Clone, Copy)]
pub struct ForYou {
    items: Memo<Vec<Item>>,
    /// The last mention that I have read in each incident, as far as this browser knows.
    read: RwSignal<BTreeMap<IncidentId, Seq>>,
}

impl ForYou {
    fn new() -> Self {
        let desk = desk();
        let Person { id: me, role, .. } = desk.me();
        let read = RwSignal::new(BTreeMap::new());
        Effect::new(move |before: Option<()>| {
            if before.is_none() {
                read.set(read_before(
                    desk.live.cards.with_untracked(|cards| cards.keys().copied().collect()),
                ));
            }
        });
        let items = Memo::new(move |_| {
            let now = desk.now();
            let is_new = |id: IncidentId, asked: &Asked| match asked {
                Asked::Mention(mention) => {
                    read.with(|read| read.get(&id).is_none_or(|seq| mention.seq > *seq))
                }
                _ => true,
            };
            let mut items = desk.live.cards.with(|cards| {
                let asked = |(id, card): (&IncidentId, &Card)| {
                    let (id, title) = (*id, card.title.clone());
                    let is_silent = silence(&card.affected, works(cards), now).is_some();
                    let asked = card.asked_of(me, role, now).into_iter().filter(move |asked| {
                        !matches!(asked, Asked::Overdue { kind, .. } if is_silent && kind.is_silenced())
                    });
                    asked.map(move |asked| Item { incident: id, title: title.clone(), asked })
                };
                cards
                    .iter()
                    .flat_map(asked)
                    .filter(|item| is_new(item.incident, &item.asked))
                    .collect::<Vec<_>>()
            });
            order::sort_by_key(&mut items, |item| (rank(&item.asked), Reverse(item.incident)));
            items
        });
        Self { items, read }
    }

    fn count(self) -> usize {
        self.items.with(Vec::len)
    }

    fn mark_read(self, incident: IncidentId, seq: Seq) {
        browser::remember(&read_name(incident), &seq.0.to_string());
        self.read.update(|read| {
            read.insert(incident, seq);
        });
    }
}

fn read_name(incident: IncidentId) -> String {
    kept::name_of(&format!("{incident}/read"))
}

fn read_before(incidents: Vec<IncidentId>) -> BTreeMap<IncidentId, Seq> {
    let read = |id| Some((id, Seq(browser::recall(&read_name(id))?.parse().ok()?)));
    incidents.into_iter().filter_map(read).collect()
}

/// Planned maintenance among these.
fn works(cards: &BTreeMap<IncidentId, Card>) -> impl Iterator<Item = &Maintenance> {
    cards.values().filter_map(|card| card.maintenance.as_deref())
}

/// What cannot wait comes first.
fn rank(asked: &Asked) -> u8 {
    match asked {
        Asked::Offer { .. } => 0,
        Asked::Overdue { .. } => 1,
        Asked::RestoreRequests(_) => 2,
        Asked::Approval(_) => 3,
        Asked::Mention(_) => 4,
    }
}

/// The first of it, above every page but home; the tab's title and sign say how much there is.
#[component]
pub fn ForYouBar() -> impl IntoView {
    let (for_you, here) = (ForYou::new(), here());
    let count = Memo::new(move |_| for_you.count());
    show_in_tab(count);
    let calls = super::unanswered(desk());
    let alarm = Memo::new(move |_| {
        calls.with(|card| card.as_ref().map(|card| format!("#{} {}", card.id, card.title.replace('<', "‹"))))
    });
    let is_home = move || here.get() == Place::HOME;
    let more = move || count.get().saturating_sub(ABOVE_MAX);
    view! {
        <Title formatter=move |title: String| title_with(alarm.try_get().flatten().as_deref(), count.try_get().unwrap_or_default(), title) />
        {move || (count.get() > 0 && !is_home()).then(|| view! {
            <section class="foryou" aria-label="For you">
                <Rows for_you most=ABOVE_MAX />
                {move || (more() > 0).then(|| view! {
                    <p class="t12"><a href=Place::HOME.path()>{format!("{} more for you", more())}</a></p>
                }).pieces()}
            </section>
        }).pieces()}
    }
}

/// All of it, first on home.
#[component]
pub fn ForYouPane() -> impl IntoView {
    let for_you = ForYou::new();
    view! {
        {move || (for_you.count() > 0).then(|| view! {
            <section class="pane" aria-labelledby="h-for-you">
                <header class="pane-h"><h2 id="h-for-you">"For you"</h2></header>
                <Rows for_you most=usize::MAX />
            </section>
        }).pieces()}
    }
}

#[component]
fn Rows(for_you: ForYou, most: usize) -> impl IntoView {
    // By what is asked: a row stays, with what it says, while others come and go.
    let shown = move || for_you.items.with(|items| items.iter().take(most).cloned().collect::<Vec<_>>());
    view! {
        <ul class="rows asked">
            <For each=shown key=|item| (item.incident, item.title.clone(), name_of(&item.asked)) let:item>
                <Row for_you item />
            </For>
        </ul>
    }
}

/// What tells two things apart that are asked in one incident.
fn name_of(asked: &Asked) -> (u8, String) {
    let of = match asked {
        Asked::Offer { duty, from, at } => format!("{} {from} {}", duty.slug(), at.0),
        Asked::Overdue { kind, due } => format!("{} {}", kind.label(), due.0),
        Asked::RestoreRequests(count) => count.to_string(),
        Asked::Approval(asked) => asked.seq.0.to_string(),
        Asked::Mention(mention) => mention.seq.0.to_string(),
    };
    (rank(asked), of)
}

#[component]
fn Row(for_you: ForYou, item: Item) -> impl IntoView {
    let Item { incident: id, title, asked } = item;
    let of = format!("#{id} {title}");
    match asked {
        Asked::Offer { duty, from, .. } => view! { <Offered id of duty from /> }.into_any(),
        Asked::Overdue { kind, due } => view! { <Overdue id of kind due /> }.into_any(),
        Asked::RestoreRequests(count) => {
            let what = match count {
                1 => "1 request to restore a customer next".to_owned(),
                count => format!("{count} requests to restore customers next"),
            };
            let href = Place::Seat(id, Seat::Customers).path();
            view! {
                <li>
                    <Icon name="soon" />
                    <span><b>{what}</b>" "<span class="m" dir="auto">{of}</span></span>
                    <span class="end"><a class="btn sm" href=href>"Answer"</a></span>
                </li>
            }
            .into_any()
        }
        Asked::Approval(asked) => view! { <ToApprove id of asked /> }.into_any(),
        Asked::Mention(mention) => view! { <Mentioned for_you id of mention /> }.into_any(),
    }
}

#[component]
fn Offered(id: IncidentId, of: String, duty: Duty, from: PersonId) -> impl IntoView {
    let (desk, submit) = (desk(), Submit::new());
    let (title, duty) = (duty.title(), StoredValue::new(duty));
    let act = move |make: fn(Duty) -> Command| submit.post(Some(id), make(duty.get_value()), |_| {});
    view! {
        <li data-k="watch">
            <Icon name="arrow" />
            <span>
                <b>{title}" is offered to you"</b>" "
                <span class="m">"by "{move || desk.name(from)}", who keeps it until you accept · "{of}</span>
                <Problem error=submit.error />
            </span>
            <span class="end acts">
                <button class="btn sm primary" type="button" disabled=move || submit.busy.get() on:click=move |_| act(|duty| Command::AcceptDuty { duty })>"Accept"</button>
                <button class="btn sm" type="button" disabled=move || submit.busy.get() on:click=move |_| act(|duty| Command::DeclineDuty { duty })>"Not now"</button>
            </span>
        </li>
    }
}

#[component]
fn Overdue(id: IncidentId, of: String, kind: DeadlineKind, due: Timestamp) -> impl IntoView {
    let desk = desk();
    view! {
        <li data-k="crit">
            <Icon name="over" />
            <span>
                <b>{kind.label()}" is overdue"</b>" "
                <span class="m">{move || (desk.now() - due).words()}" · "<bdi>{of}</bdi></span>
            </span>
            <span class="end"><a class="btn sm" href=place_to_meet(id, kind)>"Go there"</a></span>
        </li>
    }
}

/// Words that are to go out: read here, approved or declined here.
#[component]
fn ToApprove(id: IncidentId, of: String, asked: ApprovalCard) -> impl IntoView {
    let (desk, submit) = (desk(), Submit::new());
    let ApprovalCard { seq: request, by, phase, body, corrects } = asked;
    let what = if corrects { " asks you to approve a correction" } else { " asks you to approve an update" };
    let why = RwSignal::new(String::new());
    let who = move || desk.live.directory.with(|d| d.author(&by).to_owned());
    let answer = move |approve: bool| {
        let command = Command::AnswerApproval { request, approve, words: why.get_untracked() };
        submit.post(Some(id), command, |_| {});
    };
    view! {
        <li data-k="watch">
            <Icon name="globe" />
            <span>
                <b>{who}{what}</b>" "<span class="m">{phase.word()}" · "<bdi>{of}</bdi></span>
                <span class="pre asked-words" dir="auto">{body}</span>
                <Problem error=submit.error />
            </span>
            <span class="end acts">
                <button class="btn sm primary" type="button" disabled=move || submit.busy.get() on:click=move |_| answer(true)>"Approve"</button>
                <input class="field sm" aria-label="Why not" placeholder="Why not…" dir="auto" prop:value=move || why.get() on:input=move |e| why.set(event_target_value(&e)) />
                <button class="btn sm" type="button" disabled=move || submit.busy.get() || why.with(|why| why.trim().is_empty()) on:click=move |_| answer(false)>"Decline"</button>
            </span>
        </li>
    }
}

#[component]
fn Mentioned(for_you: ForYou, id: IncidentId, of: String, mention: Mention) -> impl IntoView {
    let desk = desk();
    let Mention { by, at, seq, .. } = mention;
    let who = move || desk.live.directory.with(|d| d.author(&by).to_owned());
    view! {
        <li>
            <Icon name="chat" />
            <span><b>{who}" asks you in the room"</b>" "<span class="m">{at.hhmm()}" · "<bdi>{of}</bdi></span></span>
            <span class="end acts">
                <a class="btn sm" href=Place::Seat(id, Seat::Briefing).path()>"Read"</a>
                <button class="btn sm ghost" type="button" on:click=move |_| for_you.mark_read(id, seq)>"Done"</button>
            </span>
        </li>
    }
}

/// `(2) IC · #12 Queue is stuck`; while everybody is called, which incident calls.
fn title_with(alarm: Option<&str>, count: usize, title: String) -> String {
    match (alarm, count) {
        (Some(calls), _) => format!("‼ Everybody is called: {calls}"),
        (None, 0) => title,
        (None, count) => format!("({count}) {title}"),
    }
}

/// The tab's sign has the count, for whoever looks at another page.
fn show_in_tab(count: Memo<usize>) {
    Effect::new(move || {
        let sign = match count.get() {
            0 => "/favicon.svg".to_owned(),
            count => format!("data:image/svg+xml,{}", js_sys::encode_uri_component(&sign_with(count))),
        };
        browser::set_tab_sign(&sign);
    });
    on_cleanup(|| browser::set_tab_sign("/favicon.svg"));
}

/// A red dot with the count.
fn sign_with(count: usize) -> String {
    let count = if count > 9 { "9+".to_owned() } else { count.to_string() };
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><circle cx='10' cy='10' r='10' fill='#c4281c'/>\
         <text x='10' y='14.5' font-family='sans-serif' font-weight='700' font-size='13' text-anchor='middle' \
         fill='#fff'>{count}</text></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tab_says_how_much_there_is() {
        for (alarm, count, title) in [
            (None, 0, "Home"),
            (None, 2, "(2) Home"),
            (Some("#12 Queue"), 2, "‼ Everybody is called: #12 Queue"),
        ] {
            assert_eq!(title_with(alarm, count, "Home".to_owned()), title);
        }
        assert!(sign_with(3).contains(">3<") && sign_with(12).contains(">9+<"));
    }
}
