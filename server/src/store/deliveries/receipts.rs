//! What became of each announcement, for those who look.

use app::deliveries::{ChannelReceipt, DeadLetter, Queue};
use domain::{IncidentId, Seq};

use super::super::db::args;
use super::super::log::sql::unsigned;
use super::super::{Store, StoreError};
use super::incident_id;
use crate::delivery::{Kind, service};

/// Messages that were given up, as the page shows them: the latest.
pub const DEAD_SHOWN_MAX: i64 = 50;

/// Record, channel, state, how many, and why.
type CountRow = (i64, String, String, i64, String);

/// Whether messages in this channel came of an announcement to this target.
fn is_of(channel: &str, target: &str) -> bool {
    channel == target || target == Kind::Destinations.slug() && service::find(channel).is_some()
}

fn add(receipt: &mut ChannelReceipt, (_, _, state, count, why): &CountRow) {
    let count = u32::try_from(*count).unwrap_or(u32::MAX);
    match state.as_str() {
        "waiting" => receipt.waiting += count,
        "sent" => receipt.sent += count,
        "dead" => receipt.failed += count,
        _ => {}
    }
    if receipt.why.is_empty() && matches!(state.as_str(), "dead" | "waiting") {
        receipt.why.clone_from(why);
    }
}

impl Store {
    /// What became of everything that an incident told outside, by record and channel.
    pub async fn receipts(&self, incident: IncidentId) -> Result<Vec<ChannelReceipt>, StoreError> {
        let sql = "SELECT seq, target, state, why FROM announcement WHERE incident = $1 ORDER BY seq, target";
        let announced: Vec<(i64, String, String, String)> = self.rows(sql, args![incident.0]).await?;
        let sql = "SELECT seq, channel, state, count(*), max(why) FROM delivery WHERE incident = $1
                   GROUP BY seq, channel, state";
        let counted: Vec<CountRow> = self.rows(sql, args![incident.0]).await?;
        let sql = "SELECT id FROM destination LIMIT 1";
        let has_destinations = self.row::<(i64,)>(sql, args![]).await?.is_some();
        let mut receipts = Vec::new();
        for (seq, target, state, dropped) in announced {
            let own: Vec<&CountRow> =
                counted.iter().filter(|row| row.0 == seq && is_of(&row.1, &target)).collect();
            let mut channels: Vec<&str> = own.iter().map(|row| row.1.as_str()).collect();
            channels.sort_unstable();
            channels.dedup();
            let is_told = match target == Kind::Destinations.slug() {
                true => has_destinations && (state == "waiting" || !dropped.is_empty()),
                false => true,
            };
            if channels.is_empty() && is_told {
                channels.push(&target);
            }
            for channel in channels {
                let spreading = state == "waiting";
                let seq = Seq(unsigned(seq)?);
                let label = service::find(channel).map_or("", |service| service.label).to_owned();
                let (slug, why) = (channel.to_owned(), dropped.clone());
                let mut receipt =
                    ChannelReceipt { seq, channel: slug, label, spreading, why, ..ChannelReceipt::default() };
                own.iter().filter(|row| row.1 == channel).for_each(|row| add(&mut receipt, row));
                // Nothing of it was sent: why is told, too.
                if receipt.why.is_empty() && receipt.waiting + receipt.sent + receipt.failed == 0 {
                    let reason = own.iter().find(|row| row.1 == channel && row.2 == "dropped");
                    receipt.why = reason.map(|row| row.4.clone()).unwrap_or_default();
                }
                receipts.push(receipt);
            }
        }
        Ok(receipts)
    }

    /// The most recipients that one record of an incident had in a channel.
    pub async fn widest(&self, kind: Kind, incident: IncidentId) -> Result<u32, StoreError> {
        let sql = "SELECT coalesce(max(count), 0) FROM
                   (SELECT count(*) AS count FROM delivery WHERE incident = $1 AND channel = $2 GROUP BY seq) AS told";
        let (most,): (i64,) = self.one(sql, args![incident.0, kind.slug()]).await?;
        Ok(u32::try_from(most).unwrap_or(u32::MAX))
    }

    /// The latest messages that were given up.
    pub async fn dead_letters(&self) -> Result<Vec<DeadLetter>, StoreError> {
        let sql = "SELECT d.id, d.channel, d.incident, d.why, coalesce(s.address, w.url, n.name, '')
                   FROM delivery AS d
                   LEFT JOIN subscriber AS s ON d.channel = 'mail' AND s.id = d.recipient
                   LEFT JOIN webhook AS w ON d.channel IN ('webhook', 'notice') AND w.id = d.recipient
                   LEFT JOIN destination AS n ON d.channel IN (n.service, 'channel-notice') AND n.id = d.recipient
                   WHERE d.state = 'dead' ORDER BY d.id DESC LIMIT $1";
        let rows: Vec<(i64, String, i64, String, String)> = self.rows(sql, args![DEAD_SHOWN_MAX]).await?;
        rows.into_iter()
            .map(|(id, channel, incident, why, to)| {
                Ok(DeadLetter { id, channel, incident: incident_id(incident)?, why, to })
            })
            .collect()
    }

    /// What waits in each channel, and why the last of it was not sent yet.
    pub async fn queues(&self) -> Result<Vec<Queue>, StoreError> {
        let sql = "SELECT channel, count(*), max(why) FROM delivery WHERE state = 'waiting' GROUP BY channel";
        let rows: Vec<(String, i64, String)> = self.rows(sql, args![]).await?;
        let sql = "SELECT target, count(*) FROM announcement WHERE state = 'waiting' GROUP BY target";
        let announced: Vec<(String, i64)> = self.rows(sql, args![]).await?;
        let mut queues: Vec<Queue> = rows
            .into_iter()
            .map(|(channel, count, why)| Queue {
                channel,
                waiting: u32::try_from(count).unwrap_or(u32::MAX),
                announced: 0,
                why,
            })
            .collect();
        for (channel, count) in announced {
            let announced = u32::try_from(count).unwrap_or(u32::MAX);
            match queues.iter_mut().find(|queue| queue.channel == channel) {
                Some(queue) => queue.announced = announced,
                None => queues.push(Queue { channel, announced, ..Queue::default() }),
            }
        }
        queues.sort_by(|a, b| a.channel.cmp(&b.channel));
        Ok(queues)
    }
}
