//! The consumer that notes what channels are to tell: a row for each record and channel.

use domain::{Event, IncidentId, Seq};

use super::Kind;
use crate::consumer::rows::{Begins, Output, Outputs, RowConsumer};
use crate::consumer::target::{Real, Target};
use crate::store::{Positioned, StoreError, Tx};

/// Writes announcements. It begins with what comes next: nobody is told of what is long over.
#[derive(Debug, Default)]
pub struct Announcing;

impl RowConsumer for Announcing {
    const NAME: &'static str = "deliveries";
    const BEGINS: Begins = Begins::AtEnd;
    type Reality = Real;
    type Row = (IncidentId, Seq);

    async fn derive(&mut self, page: &[Positioned]) -> Result<Outputs<Self>, StoreError> {
        let mut outputs = Vec::new();
        for positioned in page {
            let kinds: &[Kind] = match positioned.recorded.event {
                Event::UpdatePublished { .. } => &[Kind::Mail, Kind::Webhook, Kind::Destinations],
                // Mail has been read by then; whoever put the words right was not asked to write again.
                Event::UpdateCorrected { .. } | Event::UpdateWithdrawn { .. } => {
                    &[Kind::Webhook, Kind::Destinations]
                }
                Event::SitrepSent { .. } | Event::NothingNew => &[Kind::List, Kind::Destinations],
                _ => &[],
            };
            for kind in kinds {
                let bad = |error| StoreError::Invalid(format!("{}: {error}", kind.slug()));
                let target = Target::real(kind.slug()).map_err(bad)?;
                let row = (positioned.stream, positioned.recorded.seq);
                outputs.push(Output { position: positioned.position, target, row });
            }
        }
        Ok(outputs)
    }

    async fn insert(&self, tx: &mut Tx, output: &Output<Real, (IncidentId, Seq)>) -> Result<(), StoreError> {
        let target = (output.target.key(), output.target.reality());
        tx.announce(output.position, target, output.row).await
    }
}
