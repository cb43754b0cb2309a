//! Tokens of other programs: admins make them, look after them, and revoke them.

use std::sync::Arc;
use std::time::Duration;

use app::Error;
use app::backend::Asker;
use app::tokens::{ProgramToken, Tokens};
use async_trait::async_trait;
use domain::Role;
use tokio::time::MissedTickBehavior;

use super::{Engine, log_failure, must_be_admin};
use crate::supervise::Beat;
use crate::token::{NotMade, make};

/// How often the tokens with open streams are looked at: one may be revoked on the command line, or by another node.
const LOOK_EVERY: Duration = Duration::from_millis(300);

#[async_trait]
impl Tokens for Engine {
    async fn read_tokens(&self, asker: Asker) -> Result<Vec<ProgramToken>, Error> {
        must_be_admin(&asker)?;
        self.store.tokens().await.map_err(|e| log_failure(&e))
    }

    async fn make_token(&self, asker: Asker, name: String, role: Role) -> Result<String, Error> {
        must_be_admin(&asker)?;
        let made = make(&self.store, &name, role, Some(asker.person), self.clock.now()).await;
        made.map_err(|why| match why {
            NotMade::Store(error) => log_failure(&error),
            bad => Error::invalid(bad.to_string()),
        })
    }

    async fn revoke_token(&self, asker: Asker, token: i64) -> Result<(), Error> {
        must_be_admin(&asker)?;
        if !self.store.revoke_token(token, &self.stamp(&asker)).await.map_err(|e| log_failure(&e))? {
            return Err(Error::NotFound);
        }
        self.driver.close_token(token);
        Ok(())
    }
}

impl Engine {
    /// Ends the streams of tokens that are good no more, whoever revoked them. Runs until it is dropped.
    pub async fn watch_tokens(self: Arc<Self>, beat: Beat) {
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            self.close_revoked_tokens().await;
            beat.turn();
        }
    }

    async fn close_revoked_tokens(&self) {
        let streaming = self.driver.streaming_tokens();
        if streaming.is_empty() {
            return;
        }
        // A database that does not answer revokes nothing; the next look tries again.
        let Ok(good) = self.store.tokens().await else { return };
        let revoked = streaming.into_iter().filter(|id| !good.iter().any(|token| token.id == *id));
        revoked.for_each(|id| self.driver.close_token(id));
    }
}
