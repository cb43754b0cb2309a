//! The company as its pages know it.

use domain::{By, COMPANY, Component, ComponentId, Phase, Role, Seq, Timestamp};
use server::store::Store;
use server::store::company::SettingsRow;
use server::store::templates::{Saved, TemplateRow};

use crate::people::{added, row as person, stamp};

fn component(name: &str) -> Component {
    Component { id: ComponentId::slug(name), name: name.to_owned() }
}

fn names(components: &[Component]) -> Vec<&str> {
    components.iter().map(|component| component.name.as_str()).collect()
}

pub async fn its_version_goes_up_with_what_pages_show(store: &Store) {
    let mut last = store.company_version().await.expect("a company");
    let ada = added(store, "Ada", Role::Responder).await;
    let mut changed = async |what: &str| {
        let version = store.company_version().await.expect("a company");
        assert!(version > last, "{what}");
        last = version;
    };
    changed("a person").await;
    store.add_components(&stamp(), "Acme", &[component("API")]).await.expect("room");
    changed("a component").await;
    store.set_role(&stamp(), ada, Role::Admin).await.expect("room");
    changed("a role").await;
    let template = template("Looking", Phase::Investigating, ada);
    let Ok(Saved::Done(id)) = store.save_template(None, &template).await else { panic!("saved") };
    changed("a template").await;
    assert_eq!(store.drop_template(&stamp(), id).await, Ok(true));
    changed("no template").await;
    store.open_session(&[1; 32], ada, "a phone", Timestamp(1), Timestamp(9)).await.expect("room");
    assert_eq!(store.company_version().await, Ok(last), "a session is nobody's business");
}

fn template(name: &str, phase: Phase, changed_by: domain::PersonId) -> TemplateRow {
    TemplateRow {
        phase,
        name: name.to_owned(),
        body: "We see it.".to_owned(),
        changed: Timestamp(1),
        changed_by,
    }
}

pub async fn people_and_templates_come_in_their_order(store: &Store) {
    for name in ["ben", "Zoë", "Ada", "Émile", "Cem"] {
        added(store, name, Role::Responder).await;
    }
    let ada = domain::PersonId(3);
    for (name, phase) in [("b", Phase::Resolved), ("B", Phase::Confirmed), ("a", Phase::Confirmed)] {
        assert!(matches!(store.save_template(None, &template(name, phase, ada)).await, Ok(Saved::Done(_))));
    }
    let taken = store.save_template(None, &template("a", Phase::Confirmed, ada)).await;
    assert_eq!(taken, Ok(Saved::NameTaken));
    let directory = store.company().await.expect("a company").directory;
    let people: Vec<_> = directory.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(people, ["Ada", "ben", "Cem", "Zoë", "Émile"], "the same on every database");
    let templates: Vec<_> = directory.templates.iter().map(|template| template.name.as_str()).collect();
    assert_eq!(templates, ["a", "B", "b"]);
}

fn row<'a>(name: &'a str, components: &'a [Component]) -> SettingsRow<'a> {
    let groups = r#"[{"name":"Front","components":["api"]}]"#;
    SettingsRow { name, policy: "{}", components, groups }
}

pub async fn the_second_of_two_who_save_is_told(store: &Store) {
    store.add_components(&stamp(), "Acme", &[component("API"), component("Databases")]).await.expect("room");
    store.add_components(&stamp(), "Else", &[component("API"), component("Routing")]).await.expect("room");
    let company = store.company().await.expect("a company");
    assert_eq!(company.directory.company, "Acme", "its name stays");
    assert_eq!(names(&company.directory.components), ["API", "Databases", "Routing"]);
    let wanted = [component("Routing"), component("API")];
    assert_eq!(
        store.save_company(&stamp(), company.version, &row("Acme Inc.", &wanted), Vec::new()).await,
        Ok(true)
    );
    assert_eq!(store.save_company(&stamp(), company.version, &row("Lost", &[]), Vec::new()).await, Ok(false));
    let company = store.company().await.expect("a company").directory;
    assert_eq!((company.company.as_str(), names(&company.components)), ("Acme Inc.", vec!["Routing", "API"]));
    assert_eq!(company.groups[0].name, "Front");
}

/// Every change leaves its line with the row that it changes, and what changes nothing leaves none.
pub async fn its_log_tells_every_change(store: &Store) {
    let log = store.log();
    let (now, later) = (Timestamp(10), Timestamp(100));
    let ada =
        store.add_first_person("Acme", &person("Ada", Role::Admin)).await.expect("room").expect("first");
    let ben = added(store, "Ben", Role::Viewer).await;
    store.add_person(&By::Server, &person("Ben", Role::Viewer)).await.expect("room");
    store.set_role(&stamp(), ben, Role::Responder).await.expect("room");
    store.set_role(&stamp(), ben, Role::Responder).await.expect("room");
    store.set_role(&stamp(), ada, Role::Viewer).await.expect("room");
    store.invite(&stamp(), &[1; 32], ben, later).await.expect("room");
    store.invite(&stamp(), &[1; 32], domain::PersonId(9), later).await.expect("room");
    store.accept_invitation(&[1; 32], "hash", now).await.expect("room");
    store.accept_invitation(&[1; 32], "hash", now).await.expect("room");
    store.change_password(ben, "another", 1, now).await.expect("room");
    store.close_sessions_of(&stamp(), ben).await.expect("room");
    store.add_components(&stamp(), "Acme", &[component("API")]).await.expect("room");
    store.add_components(&stamp(), "Acme", &[component("API")]).await.expect("room");
    let version = store.company_version().await.expect("a company");
    store.save_company(&stamp(), version, &row("New", &[]), Vec::new()).await.expect("room");
    store.save_company(&stamp(), version, &row("Late", &[]), Vec::new()).await.expect("room");
    let looking = template("Looking", Phase::Investigating, ada);
    let Ok(Saved::Done(id)) = store.save_template(None, &looking).await else { panic!("saved") };
    store.save_template(Some(id), &looking).await.expect("room");
    store.save_template(None, &looking).await.expect("the name is taken");
    store.drop_template(&stamp(), id).await.expect("room");
    store.drop_template(&stamp(), id).await.expect("room");

    let kinds = [
        "first_account",
        "person_added",
        "role_changed",
        "invited",
        "password_chosen",
        "password_changed",
        "signed_out",
        "components_imported",
        "settings_saved",
        "template_saved",
        "template_saved",
        "template_removed",
    ];
    let records = log.read(COMPANY, Seq::ZERO, 100).await.expect("the log");
    let changes = records.iter().map(|recorded| {
        let json = serde_json::to_value(&recorded.event).expect("serialises");
        json["change"]["change"].as_str().unwrap_or_default().to_owned()
    });
    assert_eq!(changes.collect::<Vec<_>>(), kinds);
    assert_eq!(records[4].by, By::Person { id: ben }, "by whom");
    assert_eq!(log.verify().await.map(|verified| verified.records), Ok(kinds.len() as u64));
    assert_eq!(log.last_stream().await, Ok(None), "the company is no incident");
    log.close().await;
}
