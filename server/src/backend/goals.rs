//! How incidents stand by the goals for the words.

use std::collections::BTreeMap;

use app::Error;
use app::backend::Asker;
use app::goals::{Measured, Measures};
use async_trait::async_trait;
use domain::goal::{Goal, Measure};
use domain::incident::{GoalFacts, Unreached};
use domain::score::{GOALS_OVER, Score};
use domain::{Incident, IncidentId, Maintenance, Seq, Timestamp};

use super::{Engine, log_failure};

/// What the logs of incidents do not tell.
struct Known {
    now: Timestamp,
    works: Vec<Maintenance>,
    unreached: BTreeMap<(IncidentId, Seq), Unreached>,
}

#[async_trait]
impl Measures for Engine {
    async fn read_scores(&self, _: Asker) -> Result<Vec<Score>, Error> {
        let (now, goals) = (self.clock.now(), self.world.company().policy.goals);
        if !goals.is_any() {
            let cards = self.world.cards();
            return Ok(Score::standard(cards.iter().map(AsRef::as_ref), now));
        }
        let known = self.goal_facts(now, None).await?;
        let lately = self.world.incidents().into_iter().filter(|i| i.course.declared_at >= now - GOALS_OVER);
        let measures: Vec<_> = lately.map(|incident| (incident.id, known.measures(&incident))).collect();
        Ok(Score::of(goals, &measures))
    }

    async fn read_measures(&self, _: Asker, incident: IncidentId) -> Result<Vec<Measured>, Error> {
        let incident = self.caught_up(incident).await?;
        let known = self.goal_facts(self.clock.now(), Some(incident.id)).await?;
        let measured = known.measures(&incident).into_iter();
        Ok(measured.map(|(goal, measure)| Measured { goal: goal.words(), measure }).collect())
    }
}

impl Engine {
    async fn goal_facts(&self, now: Timestamp, incident: Option<IncidentId>) -> Result<Known, Error> {
        let unreached = self.store.unreached(incident, self.has_mail()).await.map_err(|e| log_failure(&e))?;
        Ok(Known { now, works: self.world.works(), unreached })
    }
}

impl Known {
    fn measures(&self, incident: &Incident) -> Vec<(Goal, Measure)> {
        let last = incident.comms.updates.last().map_or(Seq::ZERO, |last| last.seq);
        let end = self.unreached.get(&(incident.id, last)).copied().unwrap_or_default();
        // Receipts are not kept for ever.
        let ended_at = incident.course.ending.as_ref().map_or(self.now, |ending| ending.at);
        let end = (ended_at >= self.now - GOALS_OVER).then_some(end);
        incident.measures(&GoalFacts { now: self.now, works: &self.works, end })
    }
}
