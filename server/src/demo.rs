//! Northwind Cloud, a made-up company to try things with: people, components, and a past to look at.

mod customers;
mod northwind;
mod past;
mod story;
mod tickets;
mod works;

use domain::{By, Component, ComponentId, PersonId, Role, Span, Timestamp};

use crate::password;
use crate::store::people::PersonRow;
use crate::store::{EventLog, Stamp, Store, StoreError};

/// Every demo person's.
pub const PASSWORD: &str = "northwind";
/// The company's name.
pub const COMPANY: &str = "Northwind Cloud";
/// How long before the first start the company began, so that the status page has 90 days to show.
const BEGAN_BEFORE: Span = Span::days(120);

/// In the order of the status page.
const COMPONENTS: [&str; 5] = ["Dashboard", "API", "Builds & deploys", "Databases", "Routing"];

/// Name, team and role. The number is the place in the list, from 1.
const PEOPLE: [(&str, &str, Role); 13] = [
    ("Priya Raman", "incident command", Role::Responder),
    ("Dana Whitfield", "reliability", Role::Admin),
    ("Mei-Lin Chow", "communications", Role::Responder),
    ("Tomasz Król", "database", Role::Responder),
    ("Aisha Bello", "platform", Role::Responder),
    ("Jonas Eriksen", "support", Role::Responder),
    ("Ricardo Alves", "routing", Role::Responder),
    ("Rosa Fernandez", "communications", Role::Responder),
    ("Lena Baum", "sales", Role::Viewer),
    ("Ivo Santos", "builds", Role::Responder),
    ("Noor Haddad", "account management", Role::Responder),
    ("Wen Zhang", "logging", Role::Responder),
    ("Sam Okafor", "api", Role::Responder),
];

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("--demo takes only a database that it made itself: give an empty folder with --data")]
    ForeignDatabase,
    #[error("the demo company could not be made: {0}")]
    Store(#[from] StoreError),
    #[error("the demo company's past could not be made: {0}")]
    Past(String),
}

/// Makes the demo company, unless it is there already.
///
/// # Errors
/// [`DemoError::ForeignDatabase`] where the database is somebody's.
pub async fn prepare(store: &Store, log: &dyn EventLog, now: Timestamp) -> Result<(), DemoError> {
    if !store.claim_for_demo(COMPANY).await? && !store.company().await?.demo {
        return Err(DemoError::ForeignDatabase);
    }
    // A first start that was cut off goes on where it stopped.
    add_company(store, now).await?;
    past::write(store, log, now).await?;
    tickets::write(store, log, past::LAST, now).await
}

/// What is printed at the start.
pub fn how_to_sign_in() -> String {
    let mut text = format!("Demo company {COMPANY}; everybody's password is {PASSWORD}. Sign in as");
    for (name, team, role) in PEOPLE {
        text += &format!("\n  {:<27} {name}, {team} ({})", email(name), role.label());
    }
    text
}

async fn add_company(store: &Store, now: Timestamp) -> Result<(), DemoError> {
    let created = now - BEGAN_BEFORE;
    let components = COMPONENTS.map(|name| Component { id: ComponentId::slug(name), name: name.to_owned() });
    store.add_components(&Stamp { by: By::Import, at: created }, COMPANY, &components).await?;
    if store.company().await?.directory.people.len() == PEOPLE.len() {
        return Ok(());
    }
    add_people(store, created).await?;
    customers::write(store, now).await?;
    Ok(())
}

async fn add_people(store: &Store, created: Timestamp) -> Result<(), DemoError> {
    let hash = password::hash(password::Lane::From(None), PASSWORD.to_owned()).await.ok().flatten();
    for (name, team, role) in PEOPLE {
        let (name, email, team) = (name.to_owned(), email(name), team.to_owned());
        store
            .add_person(
                &By::Import,
                &PersonRow { name, email, role, team, password_hash: hash.clone(), created },
            )
            .await?;
    }
    Ok(())
}

/// `priya@northwind.example`
fn email(name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or(name).to_lowercase();
    format!("{first}@northwind.example")
}

/// The number of the person whose first name this is.
fn person(first_name: &str) -> Option<PersonId> {
    let place = PEOPLE.iter().position(|(name, ..)| name.split_whitespace().next() == Some(first_name))?;
    u32::try_from(place + 1).ok().map(PersonId)
}
