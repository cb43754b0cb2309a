//! The company as its pages know it.

use domain::{Component, ComponentId, Phase, Role, Timestamp};
use server::store::Store;
use server::store::templates::{Saved, TemplateRow};

use crate::people::added;

fn component(name: &str) -> Component {
    Component { id: ComponentId::slug(name), name: name.to_owned() }
}

fn names(components: &[Component]) -> Vec<&str> {
    components.iter().map(|component| component.name.as_str()).collect()
}

pub async fn its_version_goes_up_with_what_pages_show(store: &Store) {
    let mut last = store.company_version().await.expect("a company");
    let ada = added(store, "Ada", Role::Admin).await;
    let mut changed = async |what: &str| {
        let version = store.company_version().await.expect("a company");
        assert!(version > last, "{what}");
        last = version;
    };
    changed("a person").await;
    store.add_components("Acme", &[component("API")]).await.expect("room");
    changed("a component").await;
    store.set_role(ada, Role::Admin).await.expect("room");
    changed("a role").await;
    let template = template("Looking", Phase::Investigating, ada);
    let Ok(Saved::Done(id)) = store.save_template(None, &template).await else { panic!("saved") };
    changed("a template").await;
    assert_eq!(store.drop_template(id).await, Ok(true));
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

pub async fn the_second_of_two_who_save_is_told(store: &Store) {
    store.add_components("Acme", &[component("API"), component("Databases")]).await.expect("room");
    store.add_components("Else", &[component("API"), component("Routing")]).await.expect("room");
    let company = store.company().await.expect("a company");
    assert_eq!(company.directory.company, "Acme", "its name stays");
    assert_eq!(names(&company.directory.components), ["API", "Databases", "Routing"]);
    let wanted = [component("Routing"), component("API")];
    assert_eq!(store.save_company(company.version, "Acme Inc.", "{}", &wanted).await, Ok(true));
    assert_eq!(store.save_company(company.version, "Lost", "{}", &[]).await, Ok(false));
    let company = store.company().await.expect("a company").directory;
    assert_eq!((company.company.as_str(), names(&company.components)), ("Acme Inc.", vec!["Routing", "API"]));
}
