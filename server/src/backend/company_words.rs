//! The company's public words: its templates, and what was published in spite of the linter.

use std::collections::BTreeMap;

use app::backend::Asker;
use app::company_words::{
    CompanyWords, Hit, NewTemplate, OVERRIDES_SHOWN, Overridden, Override, Overrides, TRIED_BYTES_MAX,
    TRIED_SHOWN, Tried,
};
use app::{Error, review};
use async_trait::async_trait;
use domain::incident::PublishedUpdate;
use domain::text::{self, NAME_MAX, UPDATE_MAX};
use domain::{By, Incident, IncidentId, TemplateId};
use lint::Rulebook;

use super::{Engine, log_failure, must_be_admin};
use crate::store::templates::{Saved, TEMPLATES_MAX, TemplateRow};

#[async_trait]
impl CompanyWords for Engine {
    async fn save_template(
        &self,
        asker: Asker,
        id: Option<TemplateId>,
        typed: NewTemplate,
    ) -> Result<TemplateId, Error> {
        must_be_admin(&asker)?;
        let row = TemplateRow {
            phase: typed.phase,
            name: text::line("Name", &typed.name, NAME_MAX)?,
            body: text::body("Template", &typed.body, UPDATE_MAX)?,
            changed: self.clock.now(),
            changed_by: asker.person,
        };
        review::template(&self.rules.book, "Template", row.phase, &row.body)?;
        match self.store.save_template(id, &row).await.map_err(|e| log_failure(&e))? {
            Saved::Done(id) => {
                self.refresh_company().await?;
                Ok(id)
            }
            Saved::NameTaken => Err(Error::invalid(format!(
                "Name: {} has a template “{}” already.",
                row.phase.word(),
                row.name
            ))),
            Saved::TooMany => Err(Error::invalid(format!(
                "There are {TEMPLATES_MAX} templates, which is the limit. Remove one first."
            ))),
            Saved::Gone => Err(Error::NotFound),
        }
    }

    async fn drop_template(&self, asker: Asker, id: TemplateId) -> Result<(), Error> {
        must_be_admin(&asker)?;
        if !self.store.drop_template(&self.stamp(&asker), id).await.map_err(|e| log_failure(&e))? {
            return Err(Error::NotFound);
        }
        self.refresh_company().await
    }

    async fn read_overrides(&self, asker: Asker) -> Result<Overrides, Error> {
        must_be_admin(&asker)?;
        let incidents = self.world.incidents();
        Ok(overrides(incidents.iter().map(AsRef::as_ref)))
    }

    async fn try_rules(&self, asker: Asker, toml: String) -> Result<Tried, Error> {
        must_be_admin(&asker)?;
        if toml.len() > TRIED_BYTES_MAX {
            return Err(Error::invalid(format!("Rules: at most {TRIED_BYTES_MAX} bytes.")));
        }
        let (_, wanted) =
            lint::from_toml(&toml).map_err(|mistake| Error::invalid(format!("Rules: {mistake}")))?;
        let (incidents, rules) = (self.world.incidents(), self.rules.clone());
        // All that was ever said takes a while, and others wait for this thread.
        let tried = move || tried(incidents.iter().map(AsRef::as_ref), &rules.book, &wanted);
        tokio::task::spawn_blocking(tried).await.map_err(|_| Error::Internal)
    }
}

/// What was published in spite of the linter, over all incidents.
fn overrides<'a>(incidents: impl Iterator<Item = &'a Incident>) -> Overrides {
    let mut updates = 0;
    let mut rules: BTreeMap<String, Overridden> = BTreeMap::new();
    for incident in incidents {
        for published in incident.comms.updates.iter().filter(|u| was_written(u)) {
            updates += 1;
            count(incident.id, published, &mut rules);
        }
    }
    let mut rules: Vec<_> = rules.into_values().collect();
    for rule in &mut rules {
        rule.last.sort_by_key(|over| std::cmp::Reverse(over.at));
        rule.last.truncate(OVERRIDES_SHOWN);
    }
    rules.sort_by_key(|rule| (std::cmp::Reverse(rule.stop), std::cmp::Reverse(rule.updates)));
    Overrides { updates, rules }
}

/// Fixed words and imported ones were never asked.
fn was_written(published: &PublishedUpdate) -> bool {
    !published.update.still_working && published.by != By::Import
}

/// Counts an update once for each rule that it went out in spite of.
fn count(incident: IncidentId, published: &PublishedUpdate, rules: &mut BTreeMap<String, Overridden>) {
    let mut seen = Vec::new();
    for finding in &published.update.findings {
        if seen.contains(&&finding.rule) {
            continue;
        }
        seen.push(&finding.rule);
        let rule = rules.entry(finding.rule.clone()).or_insert_with(|| Overridden {
            rule: finding.rule.clone(),
            stop: finding.stop,
            updates: 0,
            last: Vec::new(),
        });
        rule.updates += 1;
        rule.last.push(Override {
            incident,
            at: published.at,
            by: published.by.clone(),
            words: finding.words.clone(),
            reason: published.update.reason.clone().filter(|_| finding.stop),
        });
    }
}

/// What one book finds in all that was published and another does not.
fn tried<'a>(incidents: impl Iterator<Item = &'a Incident>, now: &Rulebook, wanted: &Rulebook) -> Tried {
    let mut tried = Tried::default();
    for incident in incidents {
        for published in incident.comms.updates.iter().filter(|u| !u.update.still_working) {
            tried.updates += 1;
            let (body, phase) = (&published.update.body, review::phase(published.update.phase));
            let known = now.lint(body, phase).findings;
            let mut found = wanted.lint(body, phase).findings;
            found.retain(|f| !known.iter().any(|k| (k.rule, &k.name, k.start) == (f.rule, &f.name, f.start)));
            let Some(first) = found.first() else { continue };
            tried.hit += 1;
            tried.last.push(Hit {
                incident: incident.id,
                at: published.at,
                rule: first.name.clone().unwrap_or_else(|| first.rule.as_str().to_owned()),
                words: body[first.start as usize..first.end as usize].to_owned(),
            });
        }
    }
    tried.last.sort_by_key(|hit| std::cmp::Reverse(hit.at));
    tried.last.truncate(TRIED_SHOWN);
    tried
}
