//! What every test of load and of faults ends with: the log is whole, and each incident's is one that the rules write.

#[path = "../../../app/domain/tests/support/replay.rs"]
mod replay;

use std::collections::BTreeMap;

use domain::{COMPANY, IncidentId, Recorded};
use server::store::Store;
use server::store::log::PAGE_MAX;

/// Plays everything that was written once more, by the rules.
pub async fn check_the_rules(store: &Store) {
    let log = store.log();
    log.verify().await.expect("the log is whole");
    let directory = store.company().await.expect("the company").directory;
    let mut incidents: BTreeMap<IncidentId, Vec<Recorded>> = BTreeMap::new();
    let mut position = 0;
    loop {
        let page = log.since(position, PAGE_MAX).await.expect("a page");
        let Some(last) = page.last() else { break };
        position = last.position;
        for placed in page {
            incidents.entry(placed.stream).or_default().push(placed.recorded);
        }
    }
    incidents.remove(&COMPANY);
    for (id, records) in incidents {
        if let Err(breach) = replay::check(id, &records, &directory) {
            panic!("incident {id}, {breach}");
        }
    }
}
