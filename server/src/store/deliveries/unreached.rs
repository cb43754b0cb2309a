//! Messages that have not arrived, counted by what they tell: whether everybody was told of an incident's end.

use std::collections::BTreeMap;

use domain::incident::Unreached;
use domain::{IncidentId, Seq};

use super::super::db::args;
use super::super::log::sql::unsigned;
use super::super::{Store, StoreError};
use super::incident_id;
use crate::delivery::Kind;
use crate::delivery::spread::HELD_TOO_LONG;

/// Incident, record, how many.
type CountRow = (i64, i64, i64);

impl Store {
    /// What waits and what was given up of each record, of one incident or of all. Records of which everything arrived are
    /// not among them. Mail that nobody asked for is none, though it waits for a mail server.
    pub async fn unreached(
        &self,
        incident: Option<IncidentId>,
        has_mail: bool,
    ) -> Result<BTreeMap<(IncidentId, Seq), Unreached>, StoreError> {
        let (first, last) = incident.map_or((1, i64::MAX), |id| (i64::from(id.0), i64::from(id.0)));
        let sql = "SELECT incident, seq, count(*) FROM delivery
                   WHERE state = 'dead' AND incident BETWEEN $1 AND $2 GROUP BY incident, seq";
        let dead: Vec<CountRow> = self.rows(sql, args![first, last]).await?;
        let sql = "SELECT incident, seq, count(*) FROM delivery
                   WHERE state = 'waiting' AND incident BETWEEN $1 AND $2 GROUP BY incident, seq";
        let waiting: Vec<CountRow> = self.rows(sql, args![first, last]).await?;
        let sql = "SELECT incident, seq, target, state FROM announcement
                   WHERE incident BETWEEN $1 AND $2 AND (state = 'waiting' OR state = 'dropped' AND why = $3)";
        let announced: Vec<(i64, i64, String, String)> =
            self.rows(sql, args![first, last, HELD_TOO_LONG]).await?;
        let mail_is_read = has_mail || self.count_subscribers().await? > 0;
        let mut unreached = BTreeMap::new();
        for (incident, seq, count) in dead {
            at(&mut unreached, incident, seq)?.failed += number(count);
        }
        for (incident, seq, count) in waiting {
            at(&mut unreached, incident, seq)?.waiting += number(count);
        }
        for (incident, seq, target, state) in announced {
            if target == Kind::Mail.slug() && !mail_is_read {
                continue;
            }
            let reached = at(&mut unreached, incident, seq)?;
            let side = if state == "waiting" { &mut reached.waiting } else { &mut reached.failed };
            *side += 1;
        }
        Ok(unreached)
    }
}

fn at(
    unreached: &mut BTreeMap<(IncidentId, Seq), Unreached>,
    incident: i64,
    seq: i64,
) -> Result<&mut Unreached, StoreError> {
    Ok(unreached.entry((incident_id(incident)?, Seq(unsigned(seq)?))).or_default())
}

fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
