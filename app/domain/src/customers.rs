//! What customers are called. The log speaks of them by number alone, so that they can be forgotten.

use std::collections::BTreeMap;

use crate::company::CompanyChange;
use crate::deadline::DeadlineKind;
use crate::duty::Duty;
use crate::finding::Finding;
use crate::id::{ComponentId, CustomerId, PersonId, Seq};
use crate::imported::ImportedIncident;
use crate::policy::Policy;
use crate::postmortem::PostmortemPlan;
use crate::sitrep::Sitrep;
use crate::state::{ComponentImpact, Phase, State};
use crate::ticket::Counts;
use crate::time::Timestamp;
use crate::update::Update;
use crate::work::{Answer, FollowUpKind, Past, Report, TemporaryChange};

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

/// What an event or a command can be made of: a type that names customers says which.
pub(crate) trait NamesCustomers {
    fn customers(&self) -> &[CustomerId] {
        &[]
    }
}

impl NamesCustomers for CustomerId {
    fn customers(&self) -> &[CustomerId] {
        std::slice::from_ref(self)
    }
}

impl NamesCustomers for Vec<CustomerId> {
    fn customers(&self) -> &[CustomerId] {
        self
    }
}

impl<T: NamesCustomers> NamesCustomers for Option<T> {
    fn customers(&self) -> &[CustomerId] {
        self.as_ref().map_or(&[], T::customers)
    }
}

impl<T: NamesCustomers> NamesCustomers for Box<T> {
    fn customers(&self) -> &[CustomerId] {
        T::customers(self)
    }
}

/// Types that name no customer.
macro_rules! without_customers {
    ($($type:ty),+ $(,)?) => {
        $(impl NamesCustomers for $type {})+
    };
}

without_customers! {
    bool, u32, String, Seq, Timestamp, PersonId, Vec<PersonId>, Vec<ComponentId>, Vec<ComponentImpact>, Vec<Finding>,
    Answer, CompanyChange, Counts, DeadlineKind, Duty, FollowUpKind, ImportedIncident, Past, Phase, Policy,
    PostmortemPlan, Report, Sitrep, State, TemporaryChange, Update,
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
