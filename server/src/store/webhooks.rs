//! Where programs are told of what is public, and how well that goes.

use app::deliveries::Webhook;
use domain::company::Setting;
use domain::{By, CompanyChange, IncidentId, Seq};

use super::db::args;
use super::deliveries::NewDelivery;
use super::{Stamp, Store, StoreError, Tx};
use crate::delivery::{Kind, address};

/// Most webhooks of a company.
pub const WEBHOOKS_MAX: i64 = 50;
/// Nothing reached a webhook for so long: it is given up, until an admin looks after it. In days.
pub const WEBHOOK_FAILS_MAX_DAYS: i64 = 3;
/// How long messages are signed with the old secret, too, once a webhook has a new one. In hours.
pub const OLD_SECRET_HOURS: i64 = 24;

/// Where to send, and what signs it.
#[derive(Clone, PartialEq, Eq)]
pub struct Hook {
    pub url: String,
    /// The secret, and the one before while that is good, too.
    pub secrets: Vec<String>,
    pub disabled: bool,
}

/// What the owner of a webhook is told when it is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    pub url: String,
    pub why: String,
    /// The owner's address.
    pub to: String,
}

/// What became of a new webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    Done,
    /// The address is told already.
    Known,
    /// There are [`WEBHOOKS_MAX`].
    TooMany,
}

impl Store {
    /// Adds a webhook.
    pub async fn add_webhook(&self, stamp: &Stamp, url: &str, secret: &str) -> Result<Added, StoreError> {
        let mut tx = self.begin().await?;
        let (count,): (i64,) = tx.one("SELECT count(*) FROM webhook", args![]).await?;
        if count >= WEBHOOKS_MAX {
            return Ok(Added::TooMany);
        }
        let now = tx.now().await?;
        let sql = "INSERT INTO webhook (url, secret, made_us, why, owner) VALUES ($1, $2, $3, '', $4)
                   ON CONFLICT (url) DO NOTHING";
        if tx.execute(sql, args![url, secret, now, owner(stamp)]).await? == 0 {
            return Ok(Added::Known);
        }
        tx.record_setting(stamp, "Webhooks", &count.to_string(), &(count + 1).to_string()).await?;
        tx.commit().await?;
        Ok(Added::Done)
    }

    /// Removes a webhook; `false` where there is none.
    pub async fn remove_webhook(&self, stamp: &Stamp, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let (count,): (i64,) = tx.one("SELECT count(*) FROM webhook", args![]).await?;
        if tx.execute("DELETE FROM webhook WHERE id = $1", args![id]).await? == 0 {
            return Ok(false);
        }
        tx.record_setting(stamp, "Webhooks", &count.to_string(), &(count - 1).to_string()).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Every webhook, as admins see it: without its secret.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let sql = "SELECT id, url, disabled_us IS NOT NULL, why FROM webhook ORDER BY id";
        let rows: Vec<(i64, String, bool, String)> = self.rows(sql, args![]).await?;
        Ok(rows.into_iter().map(|(id, url, disabled, why)| Webhook { id, url, disabled, why }).collect())
    }

    /// The webhook with this number.
    pub async fn webhook(&self, id: i64) -> Result<Option<Hook>, StoreError> {
        let sql =
            "SELECT url, secret, disabled_us IS NOT NULL, CASE WHEN old_until_us > $2 THEN old_secret END
                   FROM webhook WHERE id = $1";
        let row: Option<(String, String, bool, Option<String>)> =
            self.row(sql, args![id, self.database_now().await?]).await?;
        Ok(row.map(|(url, secret, disabled, old)| {
            let secrets = std::iter::once(secret).chain(old).collect();
            Hook { url, secrets, disabled }
        }))
    }

    /// Gives a webhook a new secret; the one before is good for [`OLD_SECRET_HOURS`] more. `false` where there is none.
    pub async fn renew_webhook_secret(
        &self,
        stamp: &Stamp,
        id: i64,
        secret: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let until = tx.now().await? + OLD_SECRET_HOURS * 3_600_000_000;
        let sql = "UPDATE webhook SET old_secret = secret, old_until_us = $3, secret = $2, owner = $4 WHERE id = $1";
        if tx.execute(sql, args![id, secret, until, owner(stamp)]).await? == 0 {
            return Ok(false);
        }
        tx.record_setting(stamp, &format!("Webhook {id}"), "a secret", "a new secret").await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What to tell the owner of a webhook that was given up; nothing where it was not, or its owner has left.
    pub async fn given_up_webhook(&self, id: i64) -> Result<Option<GivenUp>, StoreError> {
        let sql = "SELECT w.url, w.why, p.email FROM webhook AS w JOIN person AS p ON p.id = w.owner
                   WHERE w.id = $1 AND w.disabled_us IS NOT NULL AND p.deactivated_us IS NULL";
        let row: Option<(String, String, String)> = self.row(sql, args![id]).await?;
        Ok(row.map(|(url, why, to)| GivenUp { url, why, to }))
    }

    /// A message has reached the webhook.
    pub async fn webhook_works(&self, id: i64) -> Result<(), StoreError> {
        let sql = "SELECT id FROM webhook WHERE id = $1 AND failing_us IS NOT NULL";
        if self.row::<(i64,)>(sql, args![id]).await?.is_none() {
            return Ok(());
        }
        let mut tx = self.begin_beside().await?;
        tx.execute("UPDATE webhook SET failing_us = NULL, why = '' WHERE id = $1", args![id]).await?;
        tx.commit().await
    }

    /// A message has not reached the webhook; true where it is given up now, which the company's log tells, and a mail to
    /// its owner. `gone` gives it up at once.
    pub async fn webhook_fails(
        &self,
        stamp: &Stamp,
        id: i64,
        why: &str,
        gone: bool,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let now = tx.now().await?;
        let since = if gone { i64::MAX } else { now - WEBHOOK_FAILS_MAX_DAYS * 86_400_000_000 };
        let sql = "UPDATE webhook SET why = $2, failing_us = coalesce(failing_us, $3),
                       disabled_us = CASE WHEN coalesce(failing_us, $3) < $4 THEN $3 ELSE disabled_us END
                   WHERE id = $1 AND disabled_us IS NULL RETURNING disabled_us IS NOT NULL";
        let row: Option<(bool,)> = tx.row(sql, args![id, why, now, since]).await?;
        let given_up = row.is_some_and(|(given_up,)| given_up);
        if given_up {
            tx.record_setting(stamp, &format!("Webhook {id}"), "told", &format!("given up: {why}")).await?;
            tx.tell_owner(id, now).await?;
        }
        tx.commit().await?;
        Ok(given_up)
    }

    /// Tells a webhook again that was given up; `false` where there is none.
    pub async fn enable_webhook(&self, stamp: &Stamp, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE webhook SET disabled_us = NULL, failing_us = NULL, why = '', owner = $2
                   WHERE id = $1 AND disabled_us IS NOT NULL";
        if tx.execute(sql, args![id, owner(stamp)]).await? == 0 {
            return Ok(false);
        }
        tx.record_setting(stamp, &format!("Webhook {id}"), "given up", "told again").await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The company's own list, which sitreps go to.
    pub async fn sitrep_list(&self) -> Result<Option<String>, StoreError> {
        let row: Option<(Option<String>,)> = self.row("SELECT sitrep_list FROM company", args![]).await?;
        Ok(row.and_then(|(list,)| list))
    }

    /// Sets it, or `None`. The log tells that there is one, not which.
    pub async fn set_sitrep_list(&self, stamp: &Stamp, list: Option<String>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let (before,): (Option<String>,) = tx.one("SELECT sitrep_list FROM company", args![]).await?;
        if before == list {
            return Ok(());
        }
        let shown = |list: &Option<String>| if list.is_some() { "an address" } else { "" };
        let (before, after) = (
            shown(&before),
            if before.is_some() && list.is_some() { "another address" } else { shown(&list) },
        );
        tx.execute("UPDATE company SET sitrep_list = $1", args![list]).await?;
        tx.record_setting(stamp, "List for sitreps", before, after).await?;
        tx.commit().await
    }
}

/// Whoever looks after a webhook gets word of it.
pub(super) fn owner(stamp: &Stamp) -> Option<i64> {
    match &stamp.by {
        By::Person { id } => Some(i64::from(id.0)),
        _ => None,
    }
}

impl Tx {
    /// Puts a mail to the owner of a webhook into the outbox.
    async fn tell_owner(&mut self, webhook: i64, now: i64) -> Result<(), StoreError> {
        let sql = "SELECT p.email FROM webhook AS w JOIN person AS p ON p.id = w.owner
                   WHERE w.id = $1 AND p.deactivated_us IS NULL";
        let Some((to,)): Option<(String,)> = self.row(sql, args![webhook]).await? else { return Ok(()) };
        self.add_deliveries(&[NewDelivery {
            kind: Kind::Notice,
            recipient: webhook,
            domain: address::domain(&to).to_owned(),
            incident: IncidentId(0),
            seq: Seq(0),
            message: format!("notice-{webhook}-{now}"),
        }])
        .await
    }

    /// Writes a changed setting into the company's log.
    pub(super) async fn record_setting(
        &mut self,
        stamp: &Stamp,
        name: &str,
        before: &str,
        after: &str,
    ) -> Result<(), StoreError> {
        let settings = Setting::changed(name, before, after).into_iter().collect();
        self.record(stamp, CompanyChange::SettingsSaved { settings }).await
    }
}
