//! The company's own log: where it ends, and what a saved form changed.

use app::Error;
use app::company::CompanySettings;
use app::wire::Topic;
use domain::company::Setting;
use domain::directory::Group;
use domain::{COMPANY, Duty, Policy, Seq, Span};

use super::{Engine, told};

impl Engine {
    /// The last record of the company's log: what the tailer has seen, and what was written since.
    pub(super) async fn company_head(&self) -> Result<Seq, Error> {
        let seen = self.world.rows_head(Topic::Company);
        let since = self.log.read(COMPANY, seen, usize::MAX).await.map_err(|e| told(&e))?;
        Ok(since.last().map_or(seen, |last| last.seq))
    }
}

/// What differs between two settings, each in short.
pub(super) fn settings(was: &CompanySettings, now: &CompanySettings) -> Vec<Setting> {
    let components =
        |of: &CompanySettings| of.components.iter().map(|c| c.name.clone()).collect::<Vec<_>>().join(", ");
    let texts = [
        Setting::changed("Company", &was.name, &now.name),
        Setting::changed("Components", &components(was), &components(now)),
        Setting::changed("Groups", &groups(was), &groups(now)),
    ];
    let policies = policy(&was.policy).into_iter().zip(policy(&now.policy));
    let policies = policies.map(|((name, was), (_, now))| Setting::changed(name, &was, &now));
    texts.into_iter().chain(policies).flatten().collect()
}

/// `Data: Databases, Backups; Web: API`
fn groups(of: &CompanySettings) -> String {
    let group = |group: &Group| {
        let members = of.components.iter().filter(|c| group.components.contains(&c.id));
        let members: Vec<_> = members.map(|c| c.name.as_str()).collect();
        format!("{}: {}", group.name, members.join(", "))
    };
    of.groups.iter().map(group).collect::<Vec<_>>().join("; ")
}

/// Every field of a policy, as its form labels it, in words.
fn policy(policy: &Policy) -> Vec<(&'static str, String)> {
    let Policy {
        update_every: [investigating, confirmed, major],
        first_update_within,
        state_post_within,
        sitrep_every,
        shift,
        offer_within,
        postmortem_within,
        follow_up_within,
        contact_within,
        top_tiers,
        duties,
        questions,
        support_macro,
        apology,
    } = policy;
    let spans = [
        ("First public update", first_update_within),
        ("Public update in state 1", investigating),
        ("Public update in state 2", confirmed),
        ("Public update in state 3", major),
        ("Post of a change of state", state_post_within),
        ("Sitrep", sitrep_every),
        ("Answer to an offer", offer_within),
        ("Shift of an IC", shift),
        ("Contact with a top customer", contact_within),
        ("Post-mortem", postmortem_within),
        ("Follow-up of tickets", follow_up_within),
    ];
    let texts = [
        ("Top tiers", top_tiers.join(", ")),
        ("Duties", duties.iter().map(Duty::slug).collect::<Vec<_>>().join(", ")),
        ("Questions", questions.join(" / ")),
        ("Macro", support_macro.clone().unwrap_or_default()),
        ("Apology", apology.clone().unwrap_or_default()),
    ];
    spans.map(|(name, span): (_, &Span)| (name, span.words())).into_iter().chain(texts).collect()
}

#[cfg(test)]
mod tests {
    use domain::{Component, ComponentId};

    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let component = |name: &str| Component { id: ComponentId::slug(name), name: name.to_owned() };
        let was = CompanySettings {
            name: "Acme".to_owned(),
            components: vec![component("API"), component("Web")],
            ..CompanySettings::default()
        };
        assert_eq!(settings(&was, &was), []);
        let group = Group { name: "Front".to_owned(), components: vec![ComponentId::slug("Web")] };
        let policy = Policy {
            duties: vec![Duty::Own("legal".to_owned())],
            sitrep_every: Span::minutes(15),
            ..Policy::default()
        };
        let now = CompanySettings { groups: vec![group], policy, ..was.clone() };
        let told: Vec<_> = settings(&was, &now)
            .into_iter()
            .map(|s| format!("{}: {} -> {}", s.name, s.before, s.after))
            .collect();
        assert_eq!(told, ["Groups:  -> Front: Web", "Sitrep: 30 minutes -> 15 minutes", "Duties:  -> legal"]);
    }
}
