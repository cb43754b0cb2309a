//! What a saved form changed, setting by setting, in short.

use app::company::CompanySettings;
use domain::company::Setting;
use domain::directory::Group;
use domain::{Duty, Policy};

/// What differs between two settings, each in short.
pub fn changed_settings(was: &CompanySettings, now: &CompanySettings) -> Vec<Setting> {
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
    let spans = Policy::SPANS.iter().map(|row| (row.label, (row.get)(policy).words()));
    let texts = [
        ("Top tiers", policy.top_tiers.join(", ")),
        ("Duties", policy.duties.iter().map(Duty::slug).collect::<Vec<_>>().join(", ")),
        ("Questions", policy.questions.join(" / ")),
        ("Macro", policy.support_macro.clone().unwrap_or_default()),
        ("Two people", policy.four_eyes.words()),
        ("Goals for the words", policy.goals.words()),
        ("Zone", policy.zone.clone().unwrap_or_default()),
        ("Apology", policy.apology.clone().unwrap_or_default()),
    ];
    spans.chain(texts).collect()
}

#[cfg(test)]
mod tests {
    use domain::{Component, ComponentId, Span};
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn records_only_the_settings_that_differ() {
        let component = |name: &str| Component { id: ComponentId::slug(name), name: name.to_owned() };
        let was = CompanySettings {
            name: "Acme".to_owned(),
            components: vec![component("API"), component("Web")],
            ..CompanySettings::default()
        };
        assert_eq!(changed_settings(&was, &was), []);
        let group = Group { name: "Front".to_owned(), components: vec![ComponentId::slug("Web")] };
        let policy = Policy {
            duties: vec![Duty::Own("legal".to_owned())],
            sitrep_every: Span::minutes(15),
            ..Policy::default()
        };
        let now = CompanySettings { groups: vec![group], policy, ..was.clone() };
        let lines: Vec<_> = changed_settings(&was, &now)
            .into_iter()
            .map(|s| format!("{}: {} -> {}", s.name, s.before, s.after))
            .collect();
        assert_eq!(
            lines,
            ["Groups:  -> Front: Web", "Sitrep: 30 minutes -> 15 minutes", "Duties:  -> legal"]
        );
    }

    #[test]
    fn a_change_of_any_field_of_a_policy_is_told() {
        let ours = Policy::default();
        let fields = serde_json::to_value(&ours).expect("JSON");
        for (name, field) in fields.as_object().expect("fields") {
            let changed = match field {
                Value::Number(_) => json!(1),
                Value::Array(items) if items.iter().any(Value::is_number) => {
                    json!(items.iter().map(|_| 1).collect::<Vec<_>>())
                }
                Value::Array(_) => json!(["x"]),
                Value::Object(_) if name == "goals" => json!({"no_stops": true}),
                Value::Object(_) => json!({"components": ["x"]}),
                _ => json!("x"),
            };
            let mut fields = fields.clone();
            fields[name] = changed;
            let changed: Policy = serde_json::from_value(fields).expect("a policy");
            assert_ne!(policy(&changed), policy(&ours), "{name}");
        }
    }
}
