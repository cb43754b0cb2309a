//! Where programs are told of what is public, and how well that goes.

use app::deliveries::Webhook;
use domain::company::Setting;
use domain::{By, CompanyChange};

use super::db::args;
use super::{Stamp, Store, StoreError, Tx};

/// Most webhooks of a company.
pub const WEBHOOKS_MAX: i64 = 50;
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
