//! Channels at services, as admins set them up.

use std::collections::BTreeMap;

use app::Error;
use app::backend::Asker;
use app::channels::{CHANNEL_FIELDS_MAX, ChannelView, Channels, FieldView, ServiceView, TypedChannel};
use async_trait::async_trait;
use domain::text::NAME_MAX;

use super::{Engine, log_failure, must_be_admin};
use crate::delivery::destination::{Destination, Draft, State};
use crate::delivery::service::{self, Field, SERVICES, Service, Told};
use crate::session;
use crate::store::destinations::{DESTINATIONS_MAX, Saved};

#[async_trait]
impl Channels for Engine {
    async fn save_channel(&self, asker: Asker, channel: TypedChannel) -> Result<i64, Error> {
        must_be_admin(&asker)?;
        let draft = self.read_channel(&channel).await?;
        let saved = self.store.save_destination(&self.stamp(&asker), channel.id, &draft).await;
        let id = match saved.map_err(|e| log_failure(&e))? {
            Saved::Done(id) => id,
            Saved::NameTaken => return Err(Error::invalid("Name: another channel has it.")),
            Saved::TooMany => return Err(Error::invalid(format!("Channels: at most {DESTINATIONS_MAX}."))),
            Saved::Gone => return Err(Error::NotFound),
        };
        self.wake.notify_one();
        Ok(id)
    }

    async fn test_channel(&self, asker: Asker, channel: i64) -> Result<String, Error> {
        must_be_admin(&asker)?;
        let destination = self.store.destination(channel).await.map_err(|e| log_failure(&e))?;
        let destination = destination.ok_or(Error::NotFound)?;
        let company = self.world.company();
        let told = Told::test(&company.directory.company, &self.status_address, self.clock.now());
        let message = format!("test-{}", session::secret::<8>().map_err(|e| log_failure(&e))?);
        let tried = destination.draft.test(destination.id, &self.dialer, &told, &message).await;
        tried.map_err(|why| Error::invalid(format!("The test was not sent: {why}.")))
    }

    async fn pause_channel(&self, asker: Asker, channel: i64, paused: bool) -> Result<(), Error> {
        must_be_admin(&asker)?;
        let paused = self.store.pause_destination(&self.stamp(&asker), channel, paused).await;
        if !paused.map_err(|e| log_failure(&e))? {
            return Err(Error::NotFound);
        }
        self.wake.notify_one();
        Ok(())
    }

    async fn remove_channel(&self, asker: Asker, channel: i64) -> Result<(), Error> {
        must_be_admin(&asker)?;
        let removed = self.store.remove_destination(&self.stamp(&asker), channel).await;
        if !removed.map_err(|e| log_failure(&e))? {
            return Err(Error::NotFound);
        }
        self.wake.notify_one();
        Ok(())
    }
}

impl Engine {
    /// What was typed, taken as it is meant.
    async fn read_channel(&self, channel: &TypedChannel) -> Result<Draft, Error> {
        let TypedChannel { id, updates, sitreps, drill, .. } = *channel;
        let before = match id {
            Some(id) => {
                let before = self.store.destination(id).await.map_err(|e| log_failure(&e))?;
                Some(before.ok_or(Error::NotFound)?.draft)
            }
            None => None,
        };
        let service = service::find(&channel.service)
            .ok_or_else(|| Error::invalid("Service: choose one of those that are offered."))?;
        if before.as_ref().is_some_and(|before| before.service.slug != service.slug) {
            return Err(Error::invalid("Service: it cannot be changed. Add another channel."));
        }
        if channel.fields.len() > CHANNEL_FIELDS_MAX {
            return Err(Error::invalid(format!("Fields: at most {CHANNEL_FIELDS_MAX}.")));
        }
        let name = domain::text::line("Name", &channel.name, NAME_MAX);
        let name = name.map_err(|bad| Error::invalid(bad.to_string()))?;
        if !updates && !sitreps {
            return Err(Error::invalid("What it is told: choose updates, sitreps or both."));
        }
        let mut fields = BTreeMap::new();
        for field in service.fields {
            let typed = channel.fields.iter().find(|(name, _)| name == field.name);
            let typed = typed.map_or("", |(_, typed)| typed.trim());
            let old = before.as_ref().and_then(|before| before.fields.get(field.name));
            let value = match old {
                Some(old) if typed.is_empty() && field.kind.is_secret() => old.clone(),
                _ => read_field(field, typed)?,
            };
            let is_new = old != Some(&value);
            if field.kind.is_address() && is_new && !value.is_empty() {
                let check = self.dialer.check(&value).await;
                check.map_err(|why| Error::invalid(named(field, &why.to_string())))?;
            }
            fields.insert(field.name.to_owned(), value);
        }
        Ok(Draft { service, name, fields, drill, updates, sitreps })
    }
}

/// A field, or what is wrong with it, beginning with its label.
fn read_field(field: &Field, typed: &str) -> Result<String, Error> {
    if typed.is_empty() {
        return match field.default {
            Some(default) => Ok(default.to_owned()),
            None => Err(Error::invalid(
                format!("{}: it is missing. {}", field.label, field.hint).trim().to_owned(),
            )),
        };
    }
    let line = domain::text::line(field.label, typed, field.kind.chars_max());
    line.map_err(|bad| Error::invalid(bad.to_string()))
}

/// What the dialer says of an address, under the field's own name.
fn named(field: &Field, why: &str) -> String {
    let why = why.strip_prefix("Address: ").unwrap_or(why);
    format!("{}: {why}", field.label)
}

/// A channel without its secrets.
pub(super) fn channel_view((destination, state): (Destination, State)) -> ChannelView {
    let Destination { id, draft, paused, owner, fails } = destination;
    let Draft { service, name, fields, drill, updates, sitreps } = draft;
    let State { waiting, sent, failed, why } = state;
    let open = service.fields.iter().filter(|field| !field.kind.is_secret());
    let fields = open.filter_map(|field| Some((field.name.to_owned(), fields.get(field.name)?.clone())));
    ChannelView {
        id,
        service: service.slug.to_owned(),
        label: service.label.to_owned(),
        name,
        fields: fields.collect(),
        updates,
        sitreps,
        drill,
        paused,
        owner,
        fails,
        waiting,
        sent,
        failed,
        why,
    }
}

/// What channels can be added at.
pub(super) fn service_views() -> Vec<ServiceView> {
    SERVICES.into_iter().map(service_view).collect()
}

fn service_view(service: &Service) -> ServiceView {
    let later = match (service.can_edit, service.can_thread) {
        (true, true) => "One message for each incident is kept up to date; later updates are in its thread.",
        (true, false) => "An incident’s first message is kept up to date; later updates follow it.",
        (false, true) => "Later updates answer the first.",
        (false, false) => "Each update is a message of its own.",
    };
    let field_view = |field: &Field| FieldView {
        name: field.name.to_owned(),
        label: field.label.to_owned(),
        hint: field.hint.to_owned(),
        is_secret: field.kind.is_secret(),
        default: field.default.unwrap_or_default().to_owned(),
    };
    ServiceView {
        slug: service.slug.to_owned(),
        label: service.label.to_owned(),
        steps: service.steps.map(str::to_owned).to_vec(),
        fields: service.fields.iter().map(field_view).collect(),
        nature: format!(
            "{later} {} At most {} {} each.",
            service.amends.words(),
            service.limit,
            service.unit
        ),
    }
}
