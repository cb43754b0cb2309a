//! Customers, and who speaks to them.

use app::customers::CustomerFields;
use app::wire::Scope;
use domain::outreach::Stage;
use domain::{By, CustomerId, IncidentId, PersonId, Role, Timestamp};
use server::store::Store;
use server::store::customers::Written;
use server::store::outreach::CardStep;
use server::store::people::PersonRow;

use crate::people::stamp;

const INCIDENT: IncidentId = IncidentId(1);

async fn person(store: &Store, name: &str) -> PersonId {
    let row = PersonRow {
        name: name.to_owned(),
        email: format!("{name}@a.example"),
        role: Role::Viewer,
        team: String::new(),
        password_hash: None,
        created: Timestamp(1),
    };
    store.add_person(&By::Server, &row).await.expect("room").expect("a new address")
}

fn customer(key: &str, tier: &str, revenue: i64) -> CustomerFields {
    let (key, name, tier) = (key.to_owned(), format!("Customer {key}"), tier.to_owned());
    CustomerFields { key, name, tier, revenue, ..CustomerFields::default() }
}

async fn write(store: &Store, customers: &[CustomerFields], by: PersonId) -> Vec<Written> {
    store.write_customers(customers, by, Timestamp(5)).await.expect("room")
}

async fn id_of(store: &Store, key: &str) -> CustomerId {
    let all = store.customers().await.expect("customers");
    all.iter().find(|customer| customer.fields.key == key).expect("is there").id
}

pub async fn customers_are_known_by_their_key(store: &Store) {
    let ada = person(store, "ada").await;
    let gold = CustomerFields { manager: Some(ada), ..customer("b", "Gold", 7) };
    let all = [customer("a", "gold", 9), gold.clone(), customer("c", "Free", 100)];
    assert_eq!(write(store, &all, ada).await, [Written::New; 3]);
    let richer = CustomerFields { revenue: 8, ..gold.clone() };
    let again = [all[0].clone(), richer.clone()];
    assert_eq!(write(store, &again, ada).await, [Written::Unchanged, Written::Changed]);
    assert_eq!(write(store, std::slice::from_ref(&richer), ada).await, [Written::Unchanged]);

    let of_tier = store.customers_of_tier("GOLD").await.expect("customers");
    let listed: Vec<_> =
        of_tier.iter().map(|a| (a.fields.key.as_str(), a.fields.revenue, a.version)).collect();
    assert_eq!(listed, [("a", 9, 1), ("b", 8, 2)]);
    assert_eq!(of_tier[1].fields, richer);
    assert_eq!(store.manages_any(ada).await, Ok(true));
    let facts = store.customer_facts(&[of_tier[1].id, CustomerId(99)]).await.expect("facts");
    assert_eq!(facts.iter().map(|f| (f.id, f.manager)).collect::<Vec<_>>(), [(of_tier[1].id, Some(ada))]);
}

pub async fn letters_find_customers_and_are_no_pattern(store: &Store) {
    let ada = person(store, "ada").await;
    write(store, &[customer("a%1", "", 0), customer("b_1", "", 0), customer("c!1", "", 0)], ada).await;
    for (letters, found) in [("", 3), ("CUSTOMER", 3), ("%", 1), ("_", 1), ("!", 1), ("nobody", 0)] {
        let (count, all) = store.count_customers(letters).await.expect("a count");
        assert_eq!((count, all), (found, 3), "{letters}");
        let page = store.find_customers(letters, 0, 2).await.expect("customers");
        assert_eq!(page.len(), (found as usize).min(2), "{letters}");
    }
    assert_eq!(store.find_customers("", 2, 2).await.expect("customers").len(), 1);
}

fn claim(customer: CustomerId, version: i64, by: PersonId) -> CardStep {
    CardStep {
        incident: INCIDENT,
        customer,
        version,
        stage: Stage::Claimed,
        person: Some(by),
        note: String::new(),
        by,
        at: Timestamp(7),
    }
}

pub async fn of_two_who_claim_one_has_it(store: &Store) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    write(store, &[customer("a", "Gold", 9)], ada).await;
    let id = id_of(store, "a").await;
    let (first, second) = (claim(id, 0, ada), claim(id, 0, bob));
    let (first, second) = tokio::join!(store.step_card(&first), store.step_card(&second));
    assert_eq!([first, second].into_iter().filter(|taken| *taken == Ok(true)).count(), 1);
    let card = store.card(INCIDENT, id).await.expect("a read").expect("a card");
    let winner = card.person.expect("somebody has it");
    assert_eq!((card.version, card.stage), (1, Stage::Claimed));

    let contacted = CardStep { stage: Stage::Contacted, note: "By phone".to_owned(), ..claim(id, 1, winner) };
    assert_eq!(store.step_card(&contacted).await, Ok(true));
    assert_eq!(store.step_card(&contacted).await, Ok(false), "the card is newer by now");
    let answered = CardStep { stage: Stage::Acknowledged, ..claim(id, 2, winner) };
    assert_eq!(store.step_card(&answered).await, Ok(true));
    let cards = store.cards(INCIDENT).await.expect("cards");
    assert_eq!(cards[0].1.note, "By phone", "an empty note keeps what was noted before");
    assert_eq!(store.cards(IncidentId(2)).await, Ok(vec![]));
    let heads = store.rows_since(0).await.expect("heads");
    assert_eq!(
        (heads[0].scope, heads[0].head),
        (Scope::Incident(INCIDENT), 3),
        "pages are told of each step"
    );
}

pub async fn who_is_forgotten_is_gone_from_every_table(store: &Store) {
    let ada = person(store, "ada").await;
    let before = customer("secret-key", "Gold", 9);
    write(store, std::slice::from_ref(&before), ada).await;
    write(store, &[CustomerFields { name: "Renamed".to_owned(), ..before }], ada).await;
    let id = id_of(store, "secret-key").await;
    assert_eq!(store.step_card(&claim(id, 0, ada)).await, Ok(true));
    assert_eq!(store.forget_customer(id, &[INCIDENT], &stamp()).await, Ok(true));
    assert_eq!(store.forget_customer(id, &[], &stamp()).await, Ok(false));
    assert_eq!(store.customers().await, Ok(vec![]));
    assert_eq!(store.cards(INCIDENT).await, Ok(vec![]));
    assert_eq!(store.step_card(&claim(id, 0, ada)).await, Ok(false), "nobody calls them any more");
}
