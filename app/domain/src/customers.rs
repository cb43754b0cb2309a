//! What customers are called. The log speaks of them by number alone, so that they can be forgotten.

use std::collections::BTreeMap;

use crate::event::Event;
use crate::id::CustomerId;

/// Most customers that a line names; the others are counted.
const NAMED_MAX: usize = 3;

/// Names of customers, as far as they were looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerNames(BTreeMap<CustomerId, String>);

impl CustomerNames {
    /// The customer's name; one who is not known, or was forgotten, is "customer 7".
    pub fn name(&self, id: CustomerId) -> String {
        self.0.get(&id).cloned().unwrap_or_else(|| format!("customer {id}"))
    }

    /// The first of them by name, the others by their count.
    pub fn list(&self, ids: &[CustomerId]) -> String {
        let (named, rest) = ids.split_at(ids.len().min(NAMED_MAX));
        let named: Vec<_> = named.iter().map(|id| self.name(*id)).collect();
        match (rest.len(), named.split_last()) {
            (0, Some((last, []))) => last.clone(),
            (0, Some((last, before))) => format!("{} and {last}", before.join(", ")),
            (0, None) => "nobody".to_owned(),
            (more, _) => format!("{} and {more} more", named.join(", ")),
        }
    }
}

impl FromIterator<(CustomerId, String)> for CustomerNames {
    fn from_iter<T: IntoIterator<Item = (CustomerId, String)>>(names: T) -> Self {
        Self(names.into_iter().collect())
    }
}

impl Extend<(CustomerId, String)> for CustomerNames {
    fn extend<T: IntoIterator<Item = (CustomerId, String)>>(&mut self, names: T) {
        self.0.extend(names);
    }
}

impl Event {
    /// The customers that it is about.
    pub fn customers(&self) -> &[CustomerId] {
        match self {
            Self::RestoreQueued { customers } => customers,
            Self::RestoreRequested { customer, .. }
            | Self::RestoreRequestAnswered { customer, .. }
            | Self::RestoreStarted { customer }
            | Self::RestoreFinished { customer }
            | Self::RestoreLeft { customer } => std::slice::from_ref(customer),
            Self::Declared { .. }
            | Self::Confirmed { .. }
            | Self::EveryoneCalled { .. }
            | Self::SteppedDown { .. }
            | Self::StoodDown { .. }
            | Self::Resolved { .. }
            | Self::Reopened { .. }
            | Self::Closed
            | Self::DutyOffered { .. }
            | Self::DutyAccepted { .. }
            | Self::DutyDeclined { .. }
            | Self::OfferWithdrawn { .. }
            | Self::DutyTakenOver { .. }
            | Self::DutyVacated { .. }
            | Self::SitrepSent { .. }
            | Self::NothingNew
            | Self::UpdatePublished { .. }
            | Self::UpdateCorrected { .. }
            | Self::UpdateWithdrawn { .. }
            | Self::Said { .. }
            | Self::Acknowledged
            | Self::PostmortemAssigned { .. }
            | Self::PostmortemPublished { .. }
            | Self::PostmortemWaived { .. }
            | Self::ReportedUp { .. }
            | Self::ChangeMade { .. }
            | Self::ChangeRolledBack { .. }
            | Self::FollowUpAdded { .. }
            | Self::FollowUpMoved { .. }
            | Self::FollowUpAnswered { .. }
            | Self::DeclaredPast { .. }
            | Self::MacroWritten { .. }
            | Self::TicketsCounted { .. }
            | Self::Retitled { .. }
            | Self::HeadlineSet { .. }
            | Self::DeadlineMissed { .. }
            | Self::Redacted { .. }
            | Self::Imported { .. }
            | Self::ImportContinued { .. }
            | Self::CompanyChanged { .. }
            | Self::Unknown => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_first_ones_and_counts_the_others() {
        let names: CustomerNames = [(1, "Halden Bank"), (2, "Voltra")]
            .map(|(id, name)| (CustomerId(id), name.to_owned()))
            .into_iter()
            .collect();
        for (ids, says) in [
            (&[][..], "nobody"),
            (&[1], "Halden Bank"),
            (&[2, 1], "Voltra and Halden Bank"),
            (&[1, 2, 9], "Halden Bank, Voltra and customer 9"),
            (&[9, 1, 2, 3, 4], "customer 9, Halden Bank, Voltra and 2 more"),
        ] {
            let ids: Vec<_> = ids.iter().copied().map(CustomerId).collect();
            assert_eq!(names.list(&ids), says);
        }
    }
}
