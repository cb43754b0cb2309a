//! The ordinary tables, the same on SQLite and on a throw-away PostgreSQL cluster. A group of tables has its cases in
//! a file of its name; each case gets an empty database.

mod company;
mod consumers;
mod customers;
mod deliveries;
mod destinations;
mod kills;
mod people;
#[path = "../support/postgres.rs"]
mod postgres;
mod rows;
mod tickets;
mod transactions;
mod unreached;

use server::delivery::Kind;
use server::store::{Postgres, Sqlite, Store};

/// Runs each case in a database of its own and names it, so that a failure says which one it was.
macro_rules! cases {
    ($store:expr; $($case:path),+ $(,)?) => {
        $(
            println!("case {}", stringify!($case));
            let store = $store;
            $case(&store).await;
            store.close().await;
        )+
    };
}

macro_rules! all_cases {
    ($store:expr) => {
        cases! { $store;
            company::its_version_goes_up_with_what_pages_show,
            company::people_and_templates_come_in_their_order,
            company::the_second_of_two_who_save_is_told,
            company::its_log_tells_every_change,
            consumers::rows_and_cursor_survive_a_crash_together,
            consumers::a_failed_insert_leaves_nothing,
            consumers::one_of_two_nodes_has_the_lease,
            consumers::a_node_that_lost_its_lease_cannot_commit,
            consumers::a_turn_takes_a_page_and_so_many_rows_at_most,
            consumers::appending_goes_on_beside_a_turn,
            consumers::a_new_consumer_begins_where_it_says,
            consumers::a_record_has_one_row_for_each_target,
            customers::customers_are_known_by_their_key,
            customers::letters_find_customers_and_are_no_pattern,
            customers::of_two_who_claim_one_has_it,
            customers::who_is_forgotten_is_gone_from_every_table,
            deliveries::two_nodes_share_the_work,
            deliveries::what_a_node_sends_is_left_to_it_for_as_long_as_that_takes,
            deliveries::whoever_is_alone_takes_up_what_the_dead_have_left,
            deliveries::a_domain_takes_so_many_at_once,
            deliveries::a_lost_lease_settles_nothing,
            deliveries::what_rests_is_sent_later_or_not_at_all,
            deliveries::hearers_are_those_who_would_get_mail,
            deliveries::an_import_brings_nobody_back,
            deliveries::a_long_list_of_subscribers_comes_in_whole,
            deliveries::the_last_choice_counts,
            destinations::what_a_service_gives_back_is_kept_with_the_outcome,
            destinations::an_announcement_stays_in_its_reality,
            destinations::a_backlog_has_an_end,
            destinations::an_owner_gets_word_of_what_fails_for_days,
            kills::a_killed_sender_loses_nothing,
            kills::a_killed_sender_to_channels_loses_nothing,
            people::an_address_is_taken_once,
            people::the_last_admin_stays,
            people::drafts_and_looks_are_kept,
            people::sessions_end,
            people::an_invitation_is_used_once,
            rows::heads_count_up_in_the_order_of_commits,
            tickets::a_key_adds_one_ticket,
            tickets::pages_follow_one_another,
            tickets::the_second_of_two_is_told_who_was_faster,
            tickets::two_at_once_tag_a_ticket_once,
            tickets::a_wish_is_taken_back_as_a_whole,
            tickets::figures_count,
            tickets::whoever_wrote_can_be_forgotten,
            transactions::writers_take_turns,
            transactions::what_is_dropped_never_was,
            transactions::a_snapshot_stands_still,
            transactions::rows_and_records_are_written_together,
            transactions::a_probe_leaves_nothing,
            unreached::what_did_not_arrive_is_counted_by_record,
            unreached::what_was_given_up_is_kept_for_longer,
        }
    };
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_ordinary_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = (0..).map(|number| folder.path().join(format!("{number}.db")));
    let mut next = || files.next().expect("a name");
    all_cases!(Store::Sqlite(Sqlite::open(&next()).await.expect("a new file")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_deliveries_outlive_hundreds_of_kills() {
    let folder = tempfile::tempdir().expect("a folder");
    for (number, kind) in [Kind::Mail, Kind::Webhook, kills::CHAT].into_iter().enumerate() {
        let file = folder.path().join(format!("{number}.db"));
        let store = Store::Sqlite(Sqlite::open(&file).await.expect("a new file"));
        let fire =
            kills::Fire { kind, recipients: 100, messages: 10, kill_within: 2, jumps: 40, kills_min: 150 };
        kills::outlive(&fire, &store).await;
        store.close().await;
    }
}

#[test]
fn postgresql_keeps_ordinary_rows() {
    // The cluster belongs to this thread, which outlives the runtime.
    let cluster = postgres::Cluster::start();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        all_cases!(Store::Postgres(
            Postgres::open_with(cluster.database().await).await.expect("the database opens")
        ));
    });
}
