//! What became of each announcement, for those who look.

use app::deliveries::{ChannelReceipt, DeadLetter, Queue};
use domain::{IncidentId, Seq};

use super::super::db::args;
use super::super::log::sql::unsigned;
use super::super::{Store, StoreError};
use super::incident_id;

/// Messages that were given up, as the page shows them: the latest.
pub const DEAD_SHOWN_MAX: i64 = 50;

impl Store {
    /// What became of everything that an incident told outside, by record and channel.
    pub async fn receipts(&self, incident: IncidentId) -> Result<Vec<ChannelReceipt>, StoreError> {
        let sql = "SELECT seq, target, state, why FROM announcement WHERE incident = $1 ORDER BY seq, target";
        let announced: Vec<(i64, String, String, String)> = self.rows(sql, args![incident.0]).await?;
        let sql = "SELECT seq, channel, state, count(*), max(why) FROM delivery WHERE incident = $1
                   GROUP BY seq, channel, state";
        let counted: Vec<(i64, String, String, i64, String)> = self.rows(sql, args![incident.0]).await?;
        let mut receipts = Vec::new();
        for (seq, channel, state, dropped) in announced {
            let mut receipt = ChannelReceipt {
                seq: Seq(unsigned(seq)?),
                channel,
                spreading: state == "waiting",
                why: dropped,
                ..ChannelReceipt::default()
            };
            let own = counted.iter().filter(|row| row.0 == seq && row.1 == receipt.channel);
            for (_, _, state, count, why) in own {
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
            receipts.push(receipt);
        }
        Ok(receipts)
    }

    /// The latest messages that were given up.
    pub async fn dead_letters(&self) -> Result<Vec<DeadLetter>, StoreError> {
        let sql = "SELECT d.id, d.channel, d.incident, d.why, coalesce(s.address, w.url, '')
                   FROM delivery AS d
                   LEFT JOIN subscriber AS s ON d.channel = 'mail' AND s.id = d.recipient
                   LEFT JOIN webhook AS w ON d.channel IN ('webhook', 'notice') AND w.id = d.recipient
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
