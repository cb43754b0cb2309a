//! The update that is being written: its fields, its draft, and its way out.

use domain::incident::PublishedUpdate;
use domain::{
    By, Command, ComponentId, ComponentImpact, Impact, Incident, Phase, Refusal, Span, State, Timestamp,
    UpdateDraft, words,
};
use leptos::prelude::*;
use lint::Part;
use serde::Serialize;

use crate::drafts::DraftKind;
use crate::outlook::Outlook;
use crate::review;
use crate::templates;
use crate::ui::components::Words;
use crate::ui::desk::desk;
use crate::ui::draft::{Content, Unsent};
use crate::ui::frame::visit;
use crate::ui::json::Json;
use crate::ui::known::About;
use crate::ui::live::Room;
use crate::ui::submit::Submit;

/// The composer's content, as drafts keep it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Composed {
    phase: Phase,
    body: String,
    impacts: Vec<ComponentImpact>,
    reason: String,
    /// Minutes until we speak next, where that is sooner than the cadence asks.
    next_in: Option<u32>,
}

impl Content for Composed {
    fn read(kept: &Json) -> Self {
        let impact = |one: Json| ComponentImpact {
            component: ComponentId(one.text("component")),
            impact: named(&IMPACTS, &one.text("impact")),
            regions: one.texts("regions"),
        };
        Self {
            phase: named(&PHASES, &kept.text("phase")),
            body: kept.text("body"),
            impacts: kept.items("impacts").into_iter().map(impact).collect(),
            reason: kept.text("reason"),
            next_in: kept.count("next_in"),
        }
    }
}

/// What phases are called in drafts.
const PHASES: [(&str, Phase); 4] = [
    ("investigating", Phase::Investigating),
    ("confirmed", Phase::Confirmed),
    ("monitoring", Phase::Monitoring),
    ("resolved", Phase::Resolved),
];

/// What impacts are called in drafts.
const IMPACTS: [(&str, Impact); 5] = [
    ("operational", Impact::Operational),
    ("maintenance", Impact::Maintenance),
    ("degraded", Impact::Degraded),
    ("partial", Impact::Partial),
    ("major", Impact::Major),
];

fn named<T: Copy + Default>(all: &[(&str, T)], name: &str) -> T {
    all.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).unwrap_or_default()
}

/// The update that is being written.
#[derive(Clone, Copy)]
pub struct Composer {
    pub room: Room,
    pub phase: RwSignal<Phase>,
    pub impacts: RwSignal<Vec<ComponentImpact>>,
    pub words: Words,
    /// As [`Composed::next_in`].
    pub next_in: RwSignal<Option<u32>>,
    pub submit: Submit,
    pub unsent: Unsent<Composed>,
    /// The template that it was started from last, filled.
    begun: StoredValue<Option<String>>,
    /// Why what is written here does not go out from me.
    pub barred: Memo<Option<Refusal>>,
    /// What would become of it, as far as the server has said.
    pub outlook: RwSignal<Option<Outlook>>,
    /// What is unusual about publishing it now, while that is asked about.
    pub question: RwSignal<Vec<String>>,
}

impl Composer {
    pub fn open(room: Room) -> Self {
        let unsent = Unsent::open(room.id, DraftKind::Update, clean(room), &visit().drafts(), has(room));
        let first = unsent.content.get_untracked();
        let (phase, impacts) = (RwSignal::new(first.phase), RwSignal::new(first.impacts));
        let (body, reason) = (RwSignal::new(first.body), RwSignal::new(first.reason));
        let (next_in, submit) = (RwSignal::new(first.next_in), Submit::new());
        let next = Signal::derive(move || next_in.get().map(|minutes| Span::minutes(minutes.into())));
        let about = About { impacts: impacts.into(), next_in: next, ..About::of(room, None) };
        let lint_phase = Signal::derive(move || review::phase(phase.get()));
        let words = Words::new(body, reason, lint_phase, Some(about.context()));
        let barred = desk().barred(room, Command::StillWorking);
        let composer = Self {
            room,
            phase,
            impacts,
            words,
            next_in,
            submit,
            unsent,
            begun: StoredValue::new(None),
            barred,
            outlook: RwSignal::new(None),
            question: RwSignal::new(Vec::new()),
        };
        words.settle(submit.error);
        composer.keep_in_step();
        composer.follow_incident();
        composer
    }

    /// The fields are the draft: typing changes it, and what a draft brings back fills them.
    fn keep_in_step(self) {
        Effect::new(move || {
            let kept = self.unsent.content.get();
            set_if_changed(self.phase, kept.phase);
            set_if_changed(self.words.body, kept.body);
            set_if_changed(self.impacts, kept.impacts);
            set_if_changed(self.words.reason, kept.reason);
            set_if_changed(self.next_in, kept.next_in);
        });
        // After the other one: fields that are still empty do not wipe out what a draft brings back.
        Effect::new(move |first: Option<()>| {
            let composed = Composed {
                phase: self.phase.get(),
                body: self.words.body.get(),
                impacts: self.impacts.get(),
                reason: self.words.reason.get(),
                next_in: self.next_in.get(),
            };
            if first.is_some() && self.unsent.content.with_untracked(|c| *c != composed) {
                // What was asked was about other words.
                set_if_changed(self.question, Vec::new());
                self.unsent.content.set(composed);
            }
        });
    }

    /// While nothing is typed, the composer starts from what the incident says now.
    fn follow_incident(self) {
        let start = Memo::new(move |_| {
            self.room.incident.track();
            untrack(|| clean(self.room))
        });
        Effect::new(move |first: Option<()>| {
            let start = start.get();
            if first.is_some() && !self.unsent.dirty.get_untracked() {
                self.unsent.clear(start);
            }
        });
    }

    /// The update as it is written now.
    pub fn draft(self) -> UpdateDraft {
        UpdateDraft {
            phase: self.phase.get_untracked(),
            body: self.words.body.get_untracked(),
            impacts: self.impacts.get_untracked(),
            next_due: untrack(|| self.sooner()).map(|sooner| desk().live.now.get_untracked() + sooner),
            reason: self.words.given_reason(),
        }
    }

    /// Publishes it; where something is unusual about that, says so first, and publishes when it is pressed again. Words that
    /// break trust need a reason: what else is unusual stands beside that, and nothing is asked a second time.
    pub fn publish(self) {
        if self.barred.with_untracked(Option::is_some) {
            return;
        }
        let unusual = untrack(|| self.unusual());
        if !unusual.is_empty()
            && !untrack(|| self.words.needs_reason())
            && self.question.with_untracked(Vec::is_empty)
        {
            self.question.set(unusual);
            return;
        }
        self.question.set(Vec::new());
        let update = self.draft();
        let Composed { phase, impacts, .. } = self.unsent.content.get_untracked();
        let clean = Composed { phase, impacts, ..Composed::default() };
        self.submit.send_words(self.room, Command::PublishUpdate { update }, self.unsent.sent(), clean);
    }

    /// What is unusual about publishing it now. What the server has not said yet nobody waits for.
    fn unusual(self) -> Vec<String> {
        self.outlook.with(|outlook| outlook.as_ref().map_or_else(Vec::new, |outlook| outlook.unusual.clone()))
    }

    /// What is to be known before it goes out: what was asked, or what stands beside the reason for a finding.
    pub fn said_before(self) -> Vec<String> {
        let asked = self.question.get();
        if asked.is_empty() && self.words.needs_reason() { self.unusual() } else { asked }
    }

    /// Puts the words of an update that was taken back into the composer again, before what was typed meanwhile.
    pub fn take_back(self, update: &domain::Update) {
        self.unsent.content.update(|now| {
            let typed = std::mem::take(&mut now.body);
            let words = [update.body.as_str(), typed.trim()].map(str::to_owned);
            *now = Composed {
                phase: update.phase,
                body: words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n\n"),
                impacts: update.impacts.clone(),
                reason: update.reason.clone().unwrap_or_default(),
                next_in: None,
            };
        });
    }

    pub fn is_open(self) -> bool {
        self.room.incident.with(Incident::is_open)
    }

    /// The longest that customers may wait for the next update in this state.
    pub fn every(self) -> Span {
        self.room.incident.with(|i| i.policy.update_every(i.course.state))
    }

    /// When customers are told to expect the next update, were this one published now.
    pub fn next_due(self) -> Timestamp {
        desk().now() + self.sooner().unwrap_or(self.every())
    }

    /// What was chosen, where it still is sooner than the cadence asks: a graver state shortens that.
    fn sooner(self) -> Option<Span> {
        let chosen = self.next_in.get().map(|minutes| Span::minutes(minutes.into()));
        chosen.filter(|chosen| *chosen < self.every())
    }

    /// Starts from a template: in the place of the one before, as long as nobody has written into that, and else below
    /// what is written.
    pub fn start_from(self, template: &str) {
        let begun = templates::fill(template, |blank| self.filling(blank));
        let before = self.begun.try_update_value(|before| before.replace(begun.clone())).flatten();
        self.words.body.update(|body| *body = templates::started(body, before.as_deref(), &begun));
        self.words.go_to_first();
    }

    /// What the incident knows for a template's blank.
    fn filling(self, blank: &str) -> Option<String> {
        match blank {
            "next" => Some(self.next_due().hhmm()),
            "components" => {
                let names = self.hit();
                (!names.is_empty()).then(|| words::list(&names))
            }
            "workaround" => {
                let known = self.workarounds();
                let is_one = |text: &&String| self.words.has(Part::Workaround, text);
                Some(known.iter().find(is_one).or(known.first()).cloned().unwrap_or_default())
            }
            _ => None,
        }
    }

    /// The names of the components that the update marks.
    fn hit(self) -> Vec<String> {
        let hit: Vec<_> = self.impacts.with(|all| {
            all.iter().filter(|i| i.impact != Impact::Operational).map(|i| i.component.clone()).collect()
        });
        words::names(&hit, &desk().directory())
    }

    /// What is known about a missing part, in words that can go out, the plainest first.
    pub fn known(self, part: Part) -> Vec<String> {
        match part {
            Part::NextUpdate => vec![format!("Next update by {} UTC.", self.next_due().hhmm())],
            Part::Workaround => self.workarounds(),
            Part::What => match self.hit() {
                names if names.is_empty() => Vec::new(),
                names => vec![format!("{}.", words::headline(&names))],
            },
            Part::Scope | Part::Action => Vec::new(),
        }
    }

    /// The IC writes it under “Customers can”: as a sentence of its own, and as the end of one.
    fn workarounds(self) -> Vec<String> {
        self.room.incident.with_untracked(|i| words::workarounds(&i.knowledge.situation.workaround))
    }
}

fn set_if_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}

/// An empty update in the phase and with the impacts that stand now.
/// Whether the last update is this one, by the same person.
fn has(room: Room) -> impl Fn(&Composed) -> bool {
    let me = By::Person { id: desk().me().id };
    move |composed| {
        let body = composed.body.trim();
        let is_last = |last: &PublishedUpdate| last.by == me && last.update.body == body;
        !body.is_empty() && room.incident.with_untracked(|i| i.comms.updates.last().is_some_and(is_last))
    }
}

fn clean(room: Room) -> Composed {
    room.incident.with_untracked(|i| {
        let phase = match (i.phase(), i.course.state) {
            (Phase::Monitoring, _) => Phase::Monitoring,
            (_, state) if state >= State::Confirmed => Phase::Confirmed,
            _ => Phase::Investigating,
        };
        let waits = i.comms.state_post_due.is_some() && !i.comms.confirmed_impacts.is_empty();
        let impacts = if waits { i.comms.confirmed_impacts.clone() } else { i.impacts().to_vec() };
        Composed { phase, impacts, ..Composed::default() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_read_as_it_is_written() {
        let impact = |(name, impact): (&str, Impact)| ComponentImpact {
            component: ComponentId(name.to_owned()),
            impact,
            regions: vec!["eu-west".to_owned(), name.to_owned()],
        };
        for (name, phase) in PHASES {
            let composed = Composed {
                phase,
                body: name.to_owned(),
                impacts: IMPACTS.map(impact).to_vec(),
                reason: "It is certain.".to_owned(),
                next_in: (phase == Phase::Confirmed).then_some(15),
            };
            let kept = serde_json::to_string(&composed).expect("JSON");
            assert_eq!(Composed::read(&Json::parse(&kept).expect("JSON")), composed);
        }
        let before = Json::parse(r#"{"phase":"confirmed","body":"It is slow.","impacts":[],"reason":""}"#);
        assert_eq!(before.map(|kept| Composed::read(&kept).next_in), Some(None), "from before it was asked");
    }
}
