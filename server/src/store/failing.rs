//! Webhooks and channels that nothing reaches for days, and word of that to whoever looks after them.

use domain::{IncidentId, Seq};

use super::db::args;
use super::deliveries::NewDelivery;
use super::{Stamp, Store, StoreError, Tx};
use crate::delivery::{Kind, address};

/// Nothing reached a webhook for so long: it is given up, until an admin looks after it. In days.
pub const WEBHOOK_FAILS_MAX_DAYS: i64 = 3;
/// Nothing reached a channel for so long: its owner gets word, once until it works again. In days. It is less than a
/// single message is tried for, so that one message is enough.
pub const CHANNEL_FAILS_MAX_DAYS: i64 = 2;

/// What messages go to, and may not reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// It is given up.
    Webhook,
    /// It is tried as long as messages come: tokens are put right, and rooms are made again.
    Channel,
}

/// What an owner is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    pub receiver: Receiver,
    /// The address of a webhook, the name of a channel.
    pub name: String,
    pub why: String,
    /// The owner's address.
    pub to: String,
}

/// The statements about one table.
struct Statements {
    is_failing: &'static str,
    works: &'static str,
    fails: &'static str,
    owner: &'static str,
}

macro_rules! statements {
    ($table:literal, $name:literal, $told:literal) => {
        Statements {
            is_failing: concat!("SELECT id FROM ", $table, " WHERE id = $1 AND failing_us IS NOT NULL"),
            // One that was given up stays so: an admin decides.
            works: concat!("UPDATE ", $table, " SET failing_us = NULL, why = '' WHERE id = $1"),
            fails: concat!(
                "UPDATE ",
                $table,
                " SET why = $2, failing_us = coalesce(failing_us, $3), ",
                $told,
                " = CASE WHEN coalesce(failing_us, $3) < $4 THEN $3 ELSE ",
                $told,
                " END WHERE id = $1 AND ",
                $told,
                " IS NULL RETURNING ",
                $told,
                " IS NOT NULL, ",
                $name
            ),
            owner: concat!(
                "SELECT f.",
                $name,
                ", f.why, p.email FROM ",
                $table,
                " AS f JOIN person AS p ON p.id = f.owner
                 WHERE f.id = $1 AND f.",
                $told,
                " IS NOT NULL AND p.deactivated_us IS NULL"
            ),
        }
    };
}

const WEBHOOK: Statements = statements!("webhook", "url", "disabled_us");
const CHANNEL: Statements = statements!("destination", "name", "told_us");

impl Receiver {
    fn statements(self) -> Statements {
        match self {
            Self::Webhook => WEBHOOK,
            Self::Channel => CHANNEL,
        }
    }

    fn fails_max_days(self) -> i64 {
        match self {
            Self::Webhook => WEBHOOK_FAILS_MAX_DAYS,
            Self::Channel => CHANNEL_FAILS_MAX_DAYS,
        }
    }

    /// The channel of the mail to its owner.
    pub fn notice(self) -> Kind {
        match self {
            Self::Webhook => Kind::Notice,
            Self::Channel => Kind::ChannelNotice,
        }
    }

    /// What the company's log tells: of what, what it was, and what it is now.
    fn told(self, id: i64, name: &str, why: &str) -> (String, &'static str, String) {
        match self {
            // Its address may hold a secret.
            Self::Webhook => (format!("Webhook {id}"), "told", format!("given up: {why}")),
            Self::Channel => (format!("Channel {name}"), "works", format!("fails for days: {why}")),
        }
    }
}

impl Store {
    /// A message has reached it.
    pub async fn receiver_works(&self, receiver: Receiver, id: i64) -> Result<(), StoreError> {
        let statements = receiver.statements();
        if self.row::<(i64,)>(statements.is_failing, args![id]).await?.is_none() {
            return Ok(());
        }
        let mut tx = self.begin_beside().await?;
        tx.execute(statements.works, args![id]).await?;
        if receiver == Receiver::Channel {
            // The next time that it fails is told again.
            tx.execute("UPDATE destination SET told_us = NULL WHERE id = $1", args![id]).await?;
        }
        tx.commit().await
    }

    /// A message has not reached it; true where that has now been so for days, which the company's log tells, and a mail to
    /// its owner. `gone` means that nothing ever will.
    pub async fn receiver_fails(
        &self,
        stamp: &Stamp,
        receiver: Receiver,
        id: i64,
        why: &str,
        gone: bool,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let now = tx.now().await?;
        let since = if gone { i64::MAX } else { now - receiver.fails_max_days() * 86_400_000_000 };
        let row: Option<(bool, String)> =
            tx.row(receiver.statements().fails, args![id, why, now, since]).await?;
        let Some((true, name)) = row else {
            tx.commit().await?;
            return Ok(false);
        };
        let (setting, before, after) = receiver.told(id, &name, why);
        tx.record_setting(stamp, &setting, before, &after).await?;
        tx.tell_owner(receiver, id, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What to tell the owner; nothing where it works again, or its owner has left.
    pub async fn failing(&self, receiver: Receiver, id: i64) -> Result<Option<Failing>, StoreError> {
        let row: Option<(String, String, String)> = self.row(receiver.statements().owner, args![id]).await?;
        Ok(row.map(|(name, why, to)| Failing { receiver, name, why, to }))
    }
}

impl Tx {
    /// Puts a mail to the owner into the outbox.
    async fn tell_owner(&mut self, receiver: Receiver, id: i64, now: i64) -> Result<(), StoreError> {
        let row: Option<(String, String, String)> = self.row(receiver.statements().owner, args![id]).await?;
        let Some((_, _, to)) = row else { return Ok(()) };
        let kind = receiver.notice();
        self.add_deliveries(&[NewDelivery {
            kind,
            recipient: id,
            domain: address::domain(&to).to_owned(),
            incident: IncidentId(0),
            seq: Seq(0),
            message: format!("{}-{id}-{now}", kind.slug()),
        }])
        .await
    }
}
