//! An incident that is already over: its times, what customers noticed, one post.

use domain::{Command, ComponentId, ComponentImpact, Impact, Past, Timestamp, words};
use leptos::prelude::*;

use super::first_words::{FirstWords, FirstWordsFields};
use super::posts_or_not;
use crate::drafts::DraftPlace;
use crate::error::Error;
use crate::ui::components::{Dialog, DialogForm, DraftWarning, Input, Matrix};
use crate::ui::desk::desk;
use crate::ui::dialogs::{Plan, PlanForm};
use crate::ui::kept::{Kept, KeptField};
use crate::ui::place::{Place, Seat, here};
use crate::ui::submit::Submit;

#[component]
pub fn DeclarePast(open: RwSignal<bool>) -> impl IntoView {
    // Outside of the dialog: closed by mistake, it opens again with what was typed.
    let typed = Typed::new();
    let kept = typed.keep();
    view! {
        <Dialog id="d-past" open title="It is already over" note="posted afterwards, and marked so" class="dlg decl">
            <Form open typed kept />
        </Dialog>
    }
}

/// What is typed. It outlives a refusal.
#[derive(Clone, Copy)]
struct Typed {
    title: RwSignal<String>,
    impacts: RwSignal<Vec<ComponentImpact>>,
    began: RwSignal<String>,
    ended: RwSignal<String>,
    first: FirstWords,
    plan: PlanForm,
}

impl Typed {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        let policy = desk().live.policy.get_untracked();
        Self {
            title: text(),
            impacts: RwSignal::new(Vec::new()),
            began: text(),
            ended: text(),
            first: FirstWords::new(lint::Phase::Resolved),
            plan: PlanForm::new(desk().me().id, &policy),
        }
    }

    /// Half-typed, it is still there after a reload.
    fn keep(self) -> Kept {
        let directory = desk().live.directory;
        let impacts = KeptField::new(
            move || self.impacts.with(|all| impact_lines(all)),
            move |kept| {
                let mut impacts = impacts_of_lines(kept);
                impacts.retain(|hit| directory.with_untracked(|d| d.component(&hit.component).is_some()));
                self.impacts.try_set(impacts);
            },
        );
        let mut fields = vec![KeptField::text(self.title), KeptField::text(self.began)];
        fields.extend([KeptField::text(self.ended), impacts]);
        fields.extend(self.first.fields());
        Kept::form(DraftPlace::company("declare-past"), fields)
    }

    /// It is written down: the next one begins empty.
    fn clear(self) {
        for text in [self.title, self.began, self.ended] {
            text.set(String::new());
        }
        self.impacts.set(Vec::new());
        self.first.clear();
    }

    /// The times, as far as they are typed.
    fn times(self) -> Option<(Timestamp, Timestamp)> {
        self.began.with(|b| Timestamp::from_minute(b)).zip(self.ended.with(|e| Timestamp::from_minute(e)))
    }

    /// Which of the times is not there yet.
    fn missing_time(self) -> Option<&'static str> {
        let is_there = |time: RwSignal<String>| time.with(|typed| Timestamp::from_minute(typed)).is_some();
        [("Began", self.began), ("Ended", self.ended)]
            .into_iter()
            .find(|(_, time)| !is_there(*time))
            .map(|(name, _)| name)
    }

    fn past(self) -> Past {
        let (began_at, ended_at) = self.times().unwrap_or_default();
        Past { began_at, ended_at, impacts: self.impacts.get() }
    }

    /// The words that follow from components and times.
    fn standard(self) -> String {
        let past = self.past();
        words::past(&words::names(&past.components(), &desk().directory()), past.began_at, past.ended_at)
    }

    /// The same, once there is something that they follow from.
    fn standard_or_hint(self) -> String {
        let hit = self.impacts.with(|all| all.iter().any(|i| i.impact != Impact::Operational));
        if hit && self.times().is_some() {
            self.standard()
        } else {
            "The post is written from the times and components.".to_owned()
        }
    }

    fn command(self) -> Command {
        let postmortem = self.plan.plan(desk().live.now.get_untracked());
        Command::DeclarePast {
            title: self.title.get(),
            past: self.past(),
            post: self.first.post(),
            postmortem,
        }
    }
}

#[component]
fn Form(open: RwSignal<bool>, typed: Typed, kept: Kept) -> impl IntoView {
    let submit = Submit::new();
    let here = here();
    let send = move || {
        if let Some(missing) = untrack(|| typed.missing_time()) {
            submit.error.set(Some(Error::invalid(format!("{missing}: give the time, in UTC."))));
            return;
        }
        submit.declare(untrack(|| typed.command()), move |done| {
            open.set(false);
            typed.clear();
            // The page is left before what it keeps has looked again.
            kept.drop_words();
            here.go(Place::Seat(done.incident, Seat::Briefing));
        });
    };
    let button = posts_or_not(typed.first.confidential, "Write it down");
    view! {
        <DialogForm submit send=move |()| send() button confidential=typed.first.confidential>
            <Input label="What happened?" value=typed.title autocomplete="off" autofocus=true />
            <DraftWarning kept />
            <div class="two">
                <Input label="Began (UTC)" about="Began" kind="datetime-local" value=typed.began />
                <Input label="Ended (UTC)" about="Ended" kind="datetime-local" value=typed.ended />
            </div>
            <fieldset class="lab">
                <legend>"What did customers notice?"</legend>
                <Matrix impacts=typed.impacts was=Signal::stored(Vec::new()) />
            </fieldset>
            <FirstWordsFields first=typed.first label="Posted to the status page as Resolved" standard=Signal::derive(move || typed.standard())>
                <p class="card t13">{move || typed.standard_or_hint()}</p>
            </FirstWordsFields>
            <Plan plan=typed.plan must=false />
            <p class="t13 m">"It runs no clocks and has no IC. Whoever owns the post-mortem is in charge of what is left."</p>
        </DialogForm>
    }
}

/// What customers noticed, a component a line: `api warn eu-west,us-east`. What works is left out.
fn impact_lines(impacts: &[ComponentImpact]) -> String {
    let hit = impacts.iter().filter(|hit| hit.impact != Impact::Operational);
    let line = |hit: &ComponentImpact| {
        [hit.component.0.as_str(), hit.impact.kind(), &hit.regions.join(",")].join(" ")
    };
    hit.map(line).collect::<Vec<_>>().join("\n")
}

/// What [`impact_lines`] wrote.
fn impacts_of_lines(lines: &str) -> Vec<ComponentImpact> {
    let read = |line: &str| {
        let mut parts = line.splitn(3, ' ');
        let component = ComponentId(parts.next()?.to_owned());
        let kind = parts.next()?;
        let impact = Impact::CHOICES.into_iter().find(|impact| impact.kind() == kind)?;
        let regions = parts.next()?.split(',').filter(|region| !region.is_empty()).map(str::to_owned);
        Some(ComponentImpact { component, impact, regions: regions.collect() })
    };
    lines.lines().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_customers_noticed_is_read_as_it_is_written() {
        let hit = |component: &str, impact, regions: &[&str]| ComponentImpact {
            component: ComponentId(component.to_owned()),
            impact,
            regions: regions.iter().map(|region| (*region).to_owned()).collect(),
        };
        let noticed = vec![
            hit("databases", Impact::Partial, &["eu-west", "US east"]),
            hit("api", Impact::Degraded, &[]),
            hit("web", Impact::Major, &["eu"]),
        ];
        let lines = "databases warn eu-west,US east\napi watch \nweb crit eu";
        assert_eq!(impact_lines(&noticed), lines);
        assert_eq!(impacts_of_lines(lines), noticed);
        assert_eq!(impact_lines(&[hit("api", Impact::Operational, &[])]), "");
        for other in ["", "api", "api warn", "api tomorrow eu"] {
            assert_eq!(impacts_of_lines(other), [], "{other:?}");
        }
    }
}
