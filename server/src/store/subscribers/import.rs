//! Lists of subscribers who confirmed elsewhere. Whoever unsubscribed here, or whose mail server refused them, stays out.

use std::collections::HashSet;

use domain::ComponentId;

use super::super::db::args;
use super::super::{Stamp, Store, StoreError};
use super::TOKEN_BYTES;
use crate::delivery::address;
use crate::session;

/// Imported subscribers that are written together: whoever else writes waits no longer than that takes.
pub const IMPORT_AT_ONCE_MAX: usize = 500;

/// Somebody who confirmed elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedSubscriber {
    pub address: String,
    /// What they hear of; everything where none is named.
    pub components: Vec<ComponentId>,
}

/// What a list would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    pub new: u32,
    /// Who gets mail already, and keeps what they picked.
    pub known: u32,
    /// Who wants none, or cannot be reached.
    pub suppressed: u32,
    /// Everybody who gets mail now.
    pub all: u32,
}

impl Store {
    /// What a list would do.
    pub async fn weigh_subscribers(&self, list: &[ImportedSubscriber]) -> Result<Weighed, StoreError> {
        let mut tx = self.snapshot().await?;
        let known: Vec<(String,)> = tx.rows("SELECT address FROM subscriber", args![]).await?;
        let suppressed: Vec<(Vec<u8>,)> = tx.rows("SELECT digest FROM suppression", args![]).await?;
        tx.commit().await?;
        let all = u32::try_from(known.len()).unwrap_or(u32::MAX);
        let known: HashSet<String> = known.into_iter().map(|(address,)| address).collect();
        let suppressed: HashSet<Vec<u8>> = suppressed.into_iter().map(|(digest,)| digest).collect();
        let mut weighed = Weighed { all, ..Weighed::default() };
        for ImportedSubscriber { address, .. } in list {
            let count = if suppressed.contains(&address::digest(address)[..]) {
                &mut weighed.suppressed
            } else if known.contains(address) {
                &mut weighed.known
            } else {
                &mut weighed.new
            };
            *count += 1;
        }
        Ok(weighed)
    }

    /// Takes over those who are new, and tells how many that were.
    pub async fn import_subscribers(
        &self,
        stamp: &Stamp,
        list: &[ImportedSubscriber],
    ) -> Result<u32, StoreError> {
        let mut added = 0;
        for part in list.chunks(IMPORT_AT_ONCE_MAX) {
            added += self.import_part(stamp, part).await?;
        }
        Ok(added)
    }

    async fn import_part(&self, stamp: &Stamp, part: &[ImportedSubscriber]) -> Result<u32, StoreError> {
        let mut tx = self.begin().await?;
        let now = tx.now().await?;
        let (before,): (i64,) = tx.one("SELECT count(*) FROM subscriber", args![]).await?;
        let mut added = 0_u32;
        for ImportedSubscriber { address, components } in part {
            let sql = "SELECT why FROM suppression WHERE digest = $1";
            let suppressed: Option<(String,)> = tx.row(sql, args![&address::digest(address)]).await?;
            if suppressed.is_some() {
                continue;
            }
            let sql = "INSERT INTO subscriber (address, token, everything, refusals, since_us)
                       VALUES ($1, $2, $3, 0, $4) ON CONFLICT (address) DO NOTHING RETURNING id";
            let token = session::secret::<TOKEN_BYTES>()?;
            let made: Option<(i64,)> =
                tx.row(sql, args![address, &token, components.is_empty(), now]).await?;
            let Some((id,)) = made else { continue };
            for component in components {
                tx.pick(id, "component", &component.0).await?;
            }
            added += 1;
        }
        if added > 0 {
            let after = before + i64::from(added);
            tx.record_setting(stamp, "Subscribers", &before.to_string(), &after.to_string()).await?;
        }
        tx.commit().await?;
        Ok(added)
    }
}
