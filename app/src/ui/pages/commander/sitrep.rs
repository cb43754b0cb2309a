//! The sitrep editor: six fields, and what changed since the last one.

use domain::diff::{self, Piece};
use domain::{Command, Event, Sitrep, Span};
use leptos::prelude::*;

use crate::drafts::DraftKind;
use crate::ui::components::{Barred, DraftArea, DraftWarning, Problem, SendForm, Stamp};
use crate::ui::desk::desk;
use crate::ui::draft::{Content, Unsent};
use crate::ui::frame::visit;
use crate::ui::json::Json;
use crate::ui::live::Room;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Submit;

/// Most lines from the room that are offered for the draft.
const OFFERED_MAX: usize = 4;

type Field = (&'static str, fn(&Sitrep) -> &String, fn(&mut Sitrep) -> &mut String);

/// The fields in reading order.
const FIELDS: [Field; 6] = [
    ("What’s broken", |s| &s.broken, |s| &mut s.broken),
    ("Scope", |s| &s.scope, |s| &mut s.scope),
    ("Customers can", |s| &s.workaround, |s| &mut s.workaround),
    ("What we’re doing", |s| &s.doing, |s| &mut s.doing),
    ("Who", |s| &s.who, |s| &mut s.who),
    ("Links", |s| &s.links, |s| &mut s.links),
];

impl Content for Sitrep {
    fn read(kept: &Json) -> Self {
        Self {
            broken: kept.text("broken"),
            scope: kept.text("scope"),
            workaround: kept.text("workaround"),
            doing: kept.text("doing"),
            who: kept.text("who"),
            links: kept.text("links"),
        }
    }
}

/// The draft of the next sitrep: the situation as it is, until somebody types.
pub fn draft(room: Room) -> Unsent<Sitrep> {
    let known = room.incident.with_untracked(|i| i.knowledge.situation.clone());
    Unsent::open(room.id, DraftKind::Sitrep, known, &visit().drafts(), |_| false)
}

#[component]
pub fn SitrepEditor(room: Room, unsent: Unsent<Sitrep>) -> impl IntoView {
    let submit = Submit::new();
    let changes = RwSignal::new(false);
    follow_situation(room, unsent);
    let number = Memo::new(move |_| room.incident.with(|i| i.knowledge.sitreps.len() + 1));
    let barred = desk().barred(room, Command::NothingNew);
    let send = move || {
        if barred.with_untracked(Option::is_some) {
            return;
        }
        let sitrep = unsent.content.get_untracked();
        let mut clean = sitrep.clone();
        // As the log has it: what is sent is no edit of what was sent.
        for (_, get, get_mut) in FIELDS {
            *get_mut(&mut clean) = get(&sitrep).trim().to_owned();
        }
        submit.send_words(room, Command::SendSitrep { sitrep }, unsent.sent(), clean);
    };
    let open = Memo::new(move |_| room.incident.with(|i| i.is_open()));
    let off = move || !open.get() || submit.busy.get() || barred.with(Option::is_some);
    view! {
        <section class="pane grow" id="sitrep" data-in="2" aria-labelledby="h-sitrep">
            <Heading room number changes />
            <SendForm class="sitrep" send=move |()| send()>
                {move || if changes.get() {
                    view! { <Changes room unsent /> }.into_any()
                } else {
                    FIELDS.map(|field| view! { <FieldArea unsent field /> }).pieces().into_any()
                }}
                <Loose room unsent />
                <DraftWarning kept=unsent.kept />
                <Problem error=submit.error />
                <Barred room why=barred />
                <footer class="pane-f">
                    <span>"To everyone in the company: this board, the briefing, the room"</span>
                    <span class="end row">
                        <button class="btn sm ghost" type="button" disabled=off
                            on:click=move |_| submit.send(room, Command::NothingNew, |_| {})>"Nothing new"</button>
                        <button class="btn sm primary" disabled=off>
                            "Send sitrep "{number}" " <kbd>"⌘↵"</kbd>
                        </button>
                    </span>
                </footer>
            </SendForm>
        </section>
    }
}

fn first_words(left: Span) -> String {
    let when = match left.is_negative() {
        true => format!("is overdue by {}", left.clock()),
        false => format!("is due in {}", left.clock()),
    };
    format!("First sitrep {when}. Start with what’s broken; one line is enough.")
}

#[component]
fn Heading(room: Room, number: Memo<usize>, changes: RwSignal<bool>) -> impl IntoView {
    let last =
        Memo::new(move |_| room.incident.with(|i| i.knowledge.sitreps.last().map(|s| (s.number, s.at))));
    let desk = desk();
    let first_due = move || {
        let due = room.incident.with(|i| i.deadline(domain::DeadlineKind::Sitrep));
        due.map(|d| first_words(d.left(desk.now())))
    };
    view! {
        <header class="pane-h">
            <h2 id="h-sitrep">"Sitrep "{number}</h2>
            <span class="m">
                {move || match last.get() {
                    Some((n, at)) => view! { "sitrep "{n}" went out at "<Stamp at /> }.into_any(),
                    None => first_due().into_any(),
                }}
            </span>
            <span class="end">
                <span class="tabs">
                    <button type="button" aria-pressed=move || changes.get().to_string() on:click=move |_| changes.set(true)>"Changes"</button>
                    <button type="button" aria-pressed=move || (!changes.get()).to_string() on:click=move |_| changes.set(false)>"Write"</button>
                </span>
            </span>
        </header>
    }
}

#[component]
fn FieldArea(unsent: Unsent<Sitrep>, field: Field) -> impl IntoView {
    let (label, get, get_mut) = field;
    let id = format!("sitrep-{}", label.chars().filter(char::is_ascii_alphabetic).collect::<String>());
    view! {
        <div class="f">
            <label class="fl" for=id.clone()>{label}</label>
            <DraftArea unsent id=id rows=2 get get_mut />
        </div>
    }
}

/// The draft with what is new since the last sitrep marked.
#[component]
fn Changes(room: Room, unsent: Unsent<Sitrep>) -> impl IntoView {
    let row = move |(label, get, _): Field| {
        let pieces = move || {
            let old = room
                .incident
                .with(|i| i.knowledge.sitreps.last().map_or_else(String::new, |s| get(&s.sitrep).clone()));
            unsent.content.with(|new| diff::words(&old, get(new)))
        };
        let piece = |piece| match piece {
            Piece::Same(text) => view! { {text} }.into_any(),
            Piece::Added(text) => view! { <ins>{text}</ins> }.into_any(),
            Piece::Removed(text) => view! { <del>{text}</del> " " }.into_any(),
        };
        view! {
            <div class="f">
                <span class="fl">{label}</span>
                <p class="pre" dir="auto">{move || pieces().into_iter().map(piece).pieces()}</p>
            </div>
        }
    };
    view! { {FIELDS.map(row).pieces()} }
}

/// What was said in the room since the last sitrep, one click from the draft.
#[component]
fn Loose(room: Room, unsent: Unsent<Sitrep>) -> impl IntoView {
    let said = Memo::new(move |_| {
        let since = room.incident.with(|i| i.knowledge.sitreps.last().map_or(domain::Seq::ZERO, |s| s.seq));
        room.log.with(|log| {
            let lines = log.iter().rev().take_while(|r| r.seq > since);
            let said = lines.filter_map(|r| match &r.event {
                Event::Said { text, .. } => Some((r.at, text.clone())),
                _ => None,
            });
            said.take(OFFERED_MAX).collect::<Vec<_>>()
        })
    });
    let fresh = move || {
        let mut said = said.get();
        said.retain(|(_, text)| unsent.content.with(|s| !s.doing.contains(text.as_str())));
        said
    };
    let add = move |text: &str| {
        unsent.content.update(|s| {
            if !s.doing.is_empty() {
                s.doing.push('\n');
            }
            s.doing.push_str(text);
        });
    };
    view! {
        {move || (!fresh().is_empty()).then(|| view! {
            <div class="loose" role="group" aria-label="Said in the room, not in this draft">
                <div class="lbl">"Said in the room since the last sitrep, not in this draft"</div>
                <ul>
                    {fresh().into_iter().map(|(at, text)| {
                        let line = text.clone();
                        view! {
                            <li>
                                <Stamp at />
                                <span class="cut" dir="auto">{text}</span>
                                <button class="btn sm end" type="button" on:click=move |_| add(&line)>"Add"</button>
                            </li>
                        }
                    }).pieces()}
                </ul>
            </div>
        }).pieces()}
    }
}

/// While nothing is typed here, the editor shows the situation as it is.
fn follow_situation(room: Room, unsent: Unsent<Sitrep>) {
    let situation = Memo::new(move |_| room.incident.with(|i| i.knowledge.situation.clone()));
    Effect::new(move |first: Option<()>| {
        let situation = situation.get();
        if first.is_some() && !unsent.dirty.get_untracked() {
            unsent.clear(situation);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_read_as_it_is_written() {
        let mut sitrep = Sitrep::default();
        for (label, _, get_mut) in FIELDS {
            label.clone_into(get_mut(&mut sitrep));
        }
        let kept = serde_json::to_string(&sitrep).expect("JSON");
        assert_eq!(Sitrep::read(&Json::parse(&kept).expect("JSON")), sitrep);
    }

    #[test]
    fn an_overdue_sitrep_is_not_due_in_some_time() {
        for (seconds, says) in
            [(90, "First sitrep is due in 1:30."), (-90, "First sitrep is overdue by 1:30.")]
        {
            let words = first_words(Span::seconds(seconds));
            assert!(words.starts_with(says), "{words}");
        }
    }
}
