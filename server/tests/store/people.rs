//! People, and what the server keeps for each of them.

use app::drafts::{Draft, DraftPlace, Saved};
use domain::{By, IncidentId, PersonId, Role, Seq, Timestamp};
use server::store::people::{PersonRow, RoleChange};
use server::store::{Stamp, Store};

const ONE: IncidentId = IncidentId(1);

pub fn row(name: &str, role: Role) -> PersonRow {
    PersonRow {
        name: name.to_owned(),
        email: format!("{name}@example.com").to_lowercase(),
        role,
        team: "reliability".to_owned(),
        password_hash: Some("hash".to_owned()),
        created: Timestamp(7),
    }
}

/// Whose changes these are.
pub fn stamp() -> Stamp {
    Stamp { by: By::Server, at: Timestamp(10) }
}

pub async fn added(store: &Store, name: &str, role: Role) -> PersonId {
    store.add_person(&By::Server, &row(name, role)).await.expect("a database").expect("a new address")
}

pub async fn an_address_is_taken_once(store: &Store) {
    let ada = store.add_first_person("Acme", &row("Ada", Role::Admin)).await.expect("a database");
    assert_eq!(ada, Some(PersonId(1)));
    assert_eq!(store.add_first_person("Else", &row("Eve", Role::Admin)).await, Ok(None));
    assert_eq!(store.add_person(&By::Server, &row("Ada", Role::Viewer)).await, Ok(None));
    let found = store.credentials("ada@example.com").await.expect("a database");
    assert_eq!(found, Some((PersonId(1), Some("hash".to_owned()))));
    assert_eq!(store.credentials("eve@example.com").await, Ok(None));
    assert_eq!(store.company().await.expect("a company").directory.company, "Acme");
}

pub async fn the_last_admin_stays(store: &Store) {
    let ada = added(store, "Ada", Role::Admin).await;
    assert_eq!(store.set_role(&stamp(), ada, Role::Viewer).await, Ok(RoleChange::LastAdmin));
    let ben = added(store, "Ben", Role::Viewer).await;
    assert_eq!(store.set_role(&stamp(), ben, Role::Admin).await, Ok(RoleChange::Done));
    assert_eq!(store.set_role(&stamp(), ada, Role::Viewer).await, Ok(RoleChange::Done));
    assert_eq!(store.set_role(&stamp(), PersonId(9), Role::Viewer).await, Ok(RoleChange::NoSuchPerson));
}

pub async fn drafts_and_looks_are_kept(store: &Store) {
    let ada = added(store, "Ada", Role::Responder).await;
    let draft = |editor: &str, body: &str, at| Draft {
        place: DraftPlace::of(ONE, editor),
        body: body.to_owned(),
        edited_at: Timestamp(at),
    };
    let now = Timestamp(10);
    for (body, at, seen) in [("half", 1, vec![]), ("half a sent", 2, vec![Timestamp(1)])] {
        let saved = store.save_draft(ada, &draft("update", body, at), &seen, now).await;
        assert_eq!(saved, Ok(Saved::Taken(Timestamp(at))));
    }
    assert_eq!(store.drafts(ada, ONE).await, Ok(vec![draft("update", "half a sent", 2)]));
    let saved = store.save_draft(ada, &draft("update", "other", 3), &[Timestamp(1)], now).await;
    assert_eq!(saved, Ok(Saved::Beside(draft("update", "half a sent", 2))));
    let sent = store.save_draft(ada, &draft("update", "", 4), &[Timestamp(2)], now).await;
    assert_eq!(sent, Ok(Saved::Taken(Timestamp(4))));
    assert_eq!(store.drafts(ada, ONE).await, Ok(vec![]));

    assert_eq!(store.looked(ada, ONE).await, Ok(Seq::ZERO));
    for seq in [5, 3] {
        store.set_looked(ada, ONE, Seq(seq)).await.expect("room");
    }
    assert_eq!(store.looked(ada, ONE).await, Ok(Seq(5)), "a look never goes back");
}

pub async fn sessions_end(store: &Store) {
    let ada = added(store, "Ada", Role::Responder).await;
    let (now, later) = (Timestamp(10), Timestamp(100));
    let phone = store.open_session(&[1; 32], ada, "a phone", now, later).await.expect("room");
    let desk = store.open_session(&[2; 32], ada, "a desk", now, later).await.expect("room");
    store.touch_session(phone, Timestamp(20)).await.expect("room");
    let own = store.sessions_of(ada, now).await.expect("a database");
    assert_eq!(own.iter().map(|session| session.id).collect::<Vec<_>>(), [phone, desk]);
    assert_eq!(store.session(&[1; 32], now).await.expect("a database").map(|row| row.id), Some(phone));
    assert_eq!(store.session(&[1; 32], later).await, Ok(None), "it has run out");
    let ended = store.change_password(ada, "another", desk, now).await;
    assert_eq!(ended, Ok(vec![phone]));
    assert_eq!(store.close_session_of(PersonId(9), desk).await, Ok(false));
    assert_eq!(store.close_sessions_of(&stamp(), ada).await, Ok(vec![desk]));
}

pub async fn an_invitation_is_used_once(store: &Store) {
    let ada = added(store, "Ada", Role::Responder).await;
    let (now, later) = (Timestamp(10), Timestamp(100));
    assert_eq!(store.invite(&stamp(), &[1; 32], PersonId(9), later).await, Ok(false));
    for token in [[1; 32], [2; 32]] {
        assert_eq!(store.invite(&stamp(), &token, ada, later).await, Ok(true));
    }
    assert_eq!(store.invitation(&[1; 32], now).await, Ok(None), "a newer one took its place");
    assert_eq!(store.invitation(&[2; 32], later).await, Ok(None), "it has run out");
    let whose = store.invitation(&[2; 32], now).await.expect("a database").expect("Ada's");
    assert_eq!((whose.person, whose.email.as_str()), (ada, "ada@example.com"));
    let session = store.open_session(&[3; 32], ada, "a phone", now, later).await.expect("room");
    assert_eq!(store.accept_invitation(&[2; 32], "new", now).await, Ok(Some((ada, vec![session]))));
    assert_eq!(store.accept_invitation(&[2; 32], "newer", now).await, Ok(None));
    let (_, hash) = store.credentials("ada@example.com").await.expect("a database").expect("Ada");
    assert_eq!(hash.as_deref(), Some("new"));
}
