//! Events and commands name every customer that they are about.

use domain::*;
use serde::Serialize;
use serde_json::Value;

use crate::{old_events, permissions};

/// The customers in something's JSON: what is called a customer there, or is in a list of them.
fn customers_in(plain: &impl Serialize) -> Vec<CustomerId> {
    let json = serde_json::to_value(plain).expect("serialises");
    let one = json.get("customer").into_iter();
    let many = json.get("customers").and_then(Value::as_array).into_iter().flatten();
    one.chain(many).map(|id| serde_json::from_value(id.clone()).expect("a customer's number")).collect()
}

#[test]
fn every_event_names_the_customers_it_is_about() {
    let about = old_events::recorded().into_iter().map(|record| record.event);
    let named: Vec<_> = about.map(|event| (customers_in(&event), event)).collect();
    assert!(named.iter().any(|(customers, _)| customers.len() > 1), "one names several");
    for (customers, event) in named {
        assert_eq!(event.customers(), customers, "{event:?}");
    }
}

#[test]
fn every_command_names_the_customers_it_is_about() {
    let named: Vec<_> =
        permissions::commands().into_iter().map(|command| (customers_in(&command), command)).collect();
    assert!(named.iter().any(|(customers, _)| !customers.is_empty()), "some name a customer");
    for (customers, command) in named {
        assert_eq!(command.customers(), customers, "{command:?}");
    }
}
