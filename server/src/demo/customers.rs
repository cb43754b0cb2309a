//! Northwind Cloud's customers. All of them are made up.

use app::customers::CustomerFields;
use domain::{ComponentId, PersonId, Timestamp};

use super::person;
use crate::store::{Store, StoreError};

/// Name, tier, thousands a year, the account manager's first name, components, region.
type DemoCustomer = (&'static str, &'static str, i64, &'static str, &'static [&'static str], &'static str);

const CUSTOMERS: [DemoCustomer; 30] = [
    ("Halden Bank", "Enterprise", 1_900, "Noor", &["Databases", "API"], "eu-west"),
    ("Voltra Energy", "Enterprise", 1_400, "Lena", &["Databases"], "eu-west"),
    ("Aster Insurance", "Enterprise", 1_100, "Lena", &["Databases", "Builds & deploys"], "us-east"),
    ("Kestrel Health", "Enterprise", 980, "Noor", &["Databases", "Routing"], "eu-west"),
    ("Sable Games", "Enterprise", 860, "Noor", &["Databases", "API"], "ap-south"),
    ("Orbital Freight", "Enterprise", 610, "Lena", &["Databases", "Dashboard"], "us-east"),
    ("Lumen Telecom", "Enterprise", 590, "Noor", &["Routing", "API"], "eu-west"),
    ("Brightwater Utilities", "Enterprise", 540, "Lena", &["Routing"], "eu-west"),
    ("Cobalt Retail", "Enterprise", 480, "Noor", &["API", "Dashboard"], "us-east"),
    ("Pinegrove Hotels", "Enterprise", 420, "Lena", &["Builds & deploys"], "us-east"),
    ("Meridian Tax", "Team", 240, "", &["Databases"], "eu-west"),
    ("Quillon Press", "Team", 210, "Noor", &["Dashboard"], "eu-west"),
    ("Tidewater Foods", "Team", 190, "Lena", &["API"], "us-east"),
    ("Northgate Council", "Team", 130, "", &["Databases"], "eu-west"),
    ("Fernhill Media", "Team", 110, "Lena", &["Databases", "API"], "us-east"),
    ("Saffron Travel", "Team", 98, "Noor", &["Routing"], "ap-south"),
    ("Ironbark Tools", "Team", 92, "", &["Builds & deploys"], "us-east"),
    ("Willow Clinics", "Team", 88, "Noor", &["API"], "eu-west"),
    ("Harbour Logistics", "Team", 85, "Lena", &["Routing", "Dashboard"], "eu-west"),
    ("Copperfield Schools", "Team", 74, "", &["Dashboard"], "us-east"),
    ("Juniper Labs", "Team", 71, "Noor", &["Builds & deploys", "API"], "us-east"),
    ("Marlow & Finch", "Team", 66, "Lena", &["Dashboard"], "eu-west"),
    ("Opal Fitness", "Starter", 18, "", &["API"], "us-east"),
    ("Redwood Bakery", "Starter", 12, "", &["Databases"], "us-east"),
    ("Stonebridge Cycles", "Starter", 11, "", &["Dashboard"], "eu-west"),
    ("Thistle Apps", "Starter", 9, "", &["Databases", "API"], "eu-west"),
    ("Umber Studio", "Starter", 8, "", &["Builds & deploys"], "ap-south"),
    ("Vesper Tickets", "Starter", 7, "", &["API"], "eu-west"),
    ("Wren Postal", "Starter", 6, "", &["Routing"], "eu-west"),
    ("Yarrow Gardens", "Starter", 4, "", &["Databases"], "us-east"),
];

/// Writes them, where they are not there already.
pub(super) async fn write(store: &Store, now: Timestamp) -> Result<(), StoreError> {
    let by = person("Dana").unwrap_or(PersonId(1));
    let customers: Vec<_> = CUSTOMERS.iter().map(customer).collect();
    store.write_customers(&customers, by, now).await.map(|_| ())
}

fn customer((name, tier, thousands, manager, components, region): &DemoCustomer) -> CustomerFields {
    let mut components: Vec<_> = components.iter().map(|name| ComponentId::slug(name)).collect();
    components.sort();
    CustomerFields {
        key: ComponentId::slug(name).0,
        name: (*name).to_owned(),
        tier: (*tier).to_owned(),
        revenue: thousands * 1_000,
        manager: person(manager),
        components,
        regions: vec![(*region).to_owned()],
    }
}
