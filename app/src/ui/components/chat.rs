//! The room: talk and system lines in one list, newest at the bottom. A message shows at once, and says so
//! while it is under way; what could not be sent waits for the connection and is sent again with its key.

mod reading;

use domain::{By, Command, Event, PersonId, Recorded, Seq};
use leptos::html;
use leptos::prelude::*;

use self::reading::Reading;
use super::{Back, Barred, Earlier, Line, Linked, line_key};
use crate::drafts::DraftPlace;
use crate::error::Error;
use crate::ui::again::until_known;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::kept::Kept;
use crate::ui::live::Room;
use crate::ui::parts::part;
use crate::ui::pieces::Pieces;
use crate::ui::resend::send_when_live;
use crate::ui::sending::send_command;
use crate::ui::turns::{self, Turns};

part! {
    /// It comes once the page is there.
    pub ROOM: fn(Room) -> AnyView = room, |room| view! { <Chat room /> }.into_any();
}

/// Most messages that wait at a time.
const WAITING_MAX: usize = turns::WAITING_MAX;
/// How near the first line the reader comes, in pixels, when earlier ones are put before it.
const NEAR_THE_FIRST: i32 = 200;

/// A message that is not in the log yet.
#[derive(Clone, PartialEq)]
struct Unsent {
    key: String,
    text: String,
    state: Sending,
    /// The last record that was known when it was typed.
    since: Seq,
}

/// What this room has to send, one after the other. Copies share it.
#[derive(Clone, Copy)]
struct Outbox {
    room: Room,
    unsent: RwSignal<Vec<Unsent>>,
    turns: Turns<String>,
}

#[derive(Clone, PartialEq)]
enum Sending {
    UnderWay,
    /// The server has it as this record; it shows until the record arrives.
    Done(Seq),
    /// No connection: it goes out by itself.
    Waiting,
    Refused(Error),
}

/// Log and input. `whole` shows every event, not only talk and announcements.
#[component]
fn Chat(room: Room) -> impl IntoView {
    let unsent = RwSignal::new(Vec::<Unsent>::new());
    let outbox = Outbox { room, unsent, turns: Turns::new() };
    let me = desk().me().id;
    let list = NodeRef::<html::Ol>::new();
    let back = Back::new(room);
    let has_earlier = Memo::new(move |_| back.before() > 0);
    let show_earlier = move || back.show_earlier(move || hold_place(list));
    let reading = Reading::new(list, back, me);
    let scrolled = move |_| {
        reading.scrolled();
        if list.get_untracked().is_some_and(|list| list.scroll_top() < NEAR_THE_FIRST) {
            show_earlier();
        }
    };
    reading.follow(move || unsent.track());
    let waits = Memo::new(move |_| unsent.with(|all| all.iter().any(|u| u.state == Sending::Waiting)));
    send_when_live(desk().live, waits, move || outbox.send_waiting());
    drop_arrived(room, unsent);
    let pending = move || room.log.with(|log| unsent.with(|unsent| shown(unsent, log, me)));
    view! {
        <ol
            class="log"
            node_ref=list
            tabindex="0"
            aria-label="Room"
            aria-live=move || if back.busy.get() { "off" } else { "polite" }
            on:scroll=scrolled
        >
            {move || has_earlier.get().then(|| view! {
                <li class="before"><Earlier back before=Signal::derive(move || back.before()) show=show_earlier /></li>
            }).pieces()}
            <For each=move || rows(back.records(), reading.mark.get()) key=Row::key let:row>
                {match row {
                    Row::Record(recorded) => view! { <Line recorded=*recorded /> }.into_any(),
                    Row::New => view! { <li class="new-from" role="separator"><span>"New"</span></li> }.into_any(),
                }}
            </For>
            {move || pending().into_iter().map(|message| view! { <UnsentLine outbox message /> }).pieces()}
        </ol>
        {move || (reading.below.get() > 0).then(|| view! {
            <button class="btn sm to-end" type="button" on:click=move |_| reading.go_to_end()>{reading.below}" new"</button>
        }).pieces()}
        <Say outbox reading />
    }
}

/// What a list shows.
#[derive(Clone)]
enum Row {
    Record(Box<Recorded>),
    /// From here on nobody has read.
    New,
}

impl Row {
    fn key(&self) -> Option<(Seq, usize)> {
        match self {
            Self::Record(recorded) => Some(line_key(recorded)),
            Self::New => None,
        }
    }
}

/// The records, and the mark before the first of them that is new.
fn rows(records: Vec<Recorded>, mark: Option<Seq>) -> Vec<Row> {
    let new = mark.map(|mark| records.partition_point(|recorded| recorded.seq < mark));
    let mut rows: Vec<_> = records.into_iter().map(|recorded| Row::Record(Box::new(recorded))).collect();
    // Before the very first line it would tell nothing.
    if let Some(new) = new.filter(|new| (1..rows.len()).contains(new)) {
        rows.insert(new, Row::New);
    }
    rows
}

#[component]
fn Say(outbox: Outbox, reading: Reading) -> impl IntoView {
    let Outbox { room, unsent, .. } = outbox;
    let text = RwSignal::new(String::new());
    let kept = Kept::text(DraftPlace::of(room.id, "message"), text);
    let problem = RwSignal::new(None::<Error>);
    let submit = move || {
        let typed = text.get_untracked();
        if typed.trim().is_empty() {
            return;
        }
        if let Err(bad) = domain::text::body("Message", &typed, domain::text::MESSAGE_MAX) {
            problem.set(Some(bad.into()));
            return;
        }
        if unsent.with_untracked(Vec::len) >= WAITING_MAX {
            problem.set(Some(Error::invalid(format!(
                "Message: at most {WAITING_MAX} can wait. Send them first."
            ))));
            return;
        }
        problem.set(None);
        let since = room.incident.with_untracked(|i| i.seq);
        let message = Unsent { key: browser::new_key(), text: typed, state: Sending::UnderWay, since };
        unsent.update(|all| all.push(message.clone()));
        text.set(String::new());
        reading.answered();
        outbox.send(message);
    };
    let barred = desk().barred(room, Command::Say { text: String::new() });
    view! {
        <form
            class="cmd"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <Barred room why=barred />
            <super::Problem error=problem />
            <super::DraftWarning kept />
            <label class="box">
                <span class="vh">"Message to the room"</span>
                <textarea
                    id="say"
                    class="t13"
                    rows="1"
                    dir="auto"
                    enterkeyhint="send"
                    placeholder="Message to the room"
                    disabled=move || barred.with(Option::is_some)
                    prop:value=move || text.get()
                    on:input=move |e| text.set(event_target_value(&e))
                    on:keydown=move |event| {
                        // With Shift it is a line; while letters are composed it is the keyboard's.
                        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                            event.prevent_default();
                            submit();
                        }
                    }
                ></textarea>
                <kbd>"↵"</kbd>
            </label>
        </form>
    }
}

#[component]
fn UnsentLine(outbox: Outbox, message: Unsent) -> impl IntoView {
    let unsent = outbox.unsent;
    let me = desk().me();
    let drop = {
        let key = message.key.clone();
        move |_| unsent.update(|all| all.retain(|u| u.key != key))
    };
    let again = {
        let message = message.clone();
        move |_| outbox.send(message.clone())
    };
    let (class, why) = match &message.state {
        Sending::Refused(error) => ("failed", Some(error.to_string())),
        Sending::Waiting => ("pending", Some("Waits for the connection.".to_owned())),
        Sending::UnderWay | Sending::Done(_) => ("pending", None),
    };
    let refused = matches!(message.state, Sending::Refused(_));
    view! {
        <li class=class>
            <time>"--:--"</time>
            <div dir="auto">
                <bdi class="by">{me.name}</bdi>
                " "
                <Linked text=message.text />
                {why.map(|why| view! {
                    <div class="why">
                        <b>{why}</b>
                        {refused.then(|| view! {
                            <button class="btn sm" type="button" on:click=again>"Try again"</button>
                            <button class="btn sm ghost" type="button" on:click=drop>"Drop"</button>
                        }).pieces()}
                    </div>
                }).pieces()}
            </div>
        </li>
    }
}

impl Outbox {
    /// After those before it: the room reads them in the order in which they were typed.
    fn send(self, message: Unsent) {
        let Self { room, unsent, turns } = self;
        set_state(unsent, &message.key, Sending::UnderWay);
        let command = Command::Say { text: message.text };
        let its_key = message.key.clone();
        let call = until_known(move || send_command(Some(room.id), command.clone(), its_key.clone()));
        let (key, refused) = (message.key.clone(), message.key.clone());
        let lined_up = turns.call(message.key, call, move |answer| {
            let state = match answer {
                Ok(done) => Sending::Done(done.seq),
                Err(Error::Unreachable) => Sending::Waiting,
                Err(error) => Sending::Refused(error),
            };
            set_state(unsent, &key, state);
        });
        if let Err(error) = lined_up {
            set_state(unsent, &refused, Sending::Refused(error));
        }
    }

    fn send_waiting(self) {
        let waiting: Vec<_> =
            self.unsent.get_untracked().into_iter().filter(|u| u.state == Sending::Waiting).collect();
        for message in waiting {
            self.send(message);
        }
    }
}

/// Those that the log does not show yet. A record may be here before the answer to what made it.
fn shown(unsent: &[Unsent], log: &[Recorded], me: PersonId) -> Vec<Unsent> {
    let mut seen = Vec::new();
    let mut is_there = |message: &Unsent| {
        let new = log.iter().rev().take_while(|recorded| recorded.seq > message.since);
        let mine = new.filter(|recorded| recorded.by == By::Person { id: me });
        let same =
            |event: &Event| matches!(event, Event::Said { text, .. } if text.trim() == message.text.trim());
        let found = mine.filter(|recorded| same(&recorded.event)).map(|recorded| recorded.seq);
        let found = found.filter(|seq| !seen.contains(seq)).min();
        seen.extend(found);
        found.is_some()
    };
    let shows = |message: &&Unsent| message.state != Sending::UnderWay || !is_there(message);
    unsent.iter().filter(shows).cloned().collect()
}

/// The page may be gone when an answer comes: then there is nothing to set.
fn set_state(unsent: RwSignal<Vec<Unsent>>, key: &str, state: Sending) {
    unsent.try_update(|all| {
        if let Some(message) = all.iter_mut().find(|u| u.key == key) {
            message.state = state;
        }
    });
}

fn drop_arrived(room: Room, unsent: RwSignal<Vec<Unsent>>) {
    Effect::new(move || {
        let seq = room.incident.with(|i| i.seq);
        let arrived = |u: &Unsent| matches!(u.state, Sending::Done(done) if done <= seq);
        if unsent.with(|all| all.iter().any(arrived)) {
            unsent.update(|all| all.retain(|u| !arrived(u)));
        }
    });
}

/// Keeps the lines that are being read where they are, while earlier ones are put before them.
fn hold_place(list: NodeRef<html::Ol>) {
    let Some(list) = list.get_untracked() else { return };
    let below = list.scroll_height() - list.scroll_top();
    request_animation_frame(move || list.set_scroll_top(list.scroll_height() - below));
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    const ME: PersonId = PersonId(1);

    fn said(seq: u64, by: u32, text: &str) -> Recorded {
        let event = Event::said(text.to_owned());
        let by = By::Person { id: PersonId(by) };
        Recorded { seq: Seq(seq), at: Timestamp(0), by, event }
    }

    fn typed(text: &str, state: Sending) -> Unsent {
        Unsent { key: text.to_owned(), text: text.to_owned(), state, since: Seq(5) }
    }

    #[test]
    fn the_mark_stands_before_what_is_new() {
        let log = || (4..8).map(|seq| said(seq, 2, "ok")).collect::<Vec<_>>();
        for (mark, place) in [
            (None, None),
            (Some(2), None),
            (Some(4), None),
            (Some(6), Some(2)),
            (Some(7), Some(3)),
            (Some(8), None),
        ] {
            let rows = rows(log(), mark.map(Seq));
            assert_eq!(rows.iter().position(|row| row.key().is_none()), place, "{mark:?}");
            assert_eq!(rows.len(), 4 + usize::from(place.is_some()), "{mark:?}");
        }
    }

    #[test]
    fn a_message_shows_once() {
        let under_way = || vec![typed("ok", Sending::UnderWay), typed("ok ", Sending::UnderWay)];
        for (name, log, left) in [
            ("nothing came", vec![], 2),
            ("somebody else said it", vec![said(6, 2, "ok")], 2),
            ("I said it before", vec![said(5, 1, "ok")], 2),
            ("the first came", vec![said(6, 1, "ok")], 1),
            ("both came", vec![said(6, 1, "ok"), said(7, 2, "what?"), said(8, 1, "ok")], 0),
        ] {
            assert_eq!(shown(&under_way(), &log, ME).len(), left, "{name}");
        }
        let waits = [typed("ok", Sending::Waiting)];
        assert_eq!(shown(&waits, &[said(6, 1, "ok")], ME).len(), 1, "what waits says so");
    }
}
