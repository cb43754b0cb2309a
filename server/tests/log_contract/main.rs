//! The event log's contract, the same on SQLite and on a throw-away PostgreSQL cluster.

mod cases;
mod faults;
#[path = "../support/newer.rs"]
mod newer;
mod place;
#[path = "../support/postgres.rs"]
mod postgres;
mod postgresql;
mod redaction;
mod redecide;
mod schema;
mod sqlite;
mod tomorrow;

use place::{Place, Postgresql, SqliteFile};

/// Runs each case in a database of its own and names it, so that a failure says which one it was.
macro_rules! cases {
    ($place:expr; $($case:path),+ $(,)?) => {
        $(
            println!("case {}", stringify!($case));
            let place = $place;
            $case(&place).await;
            place.close().await;
        )+
    };
}

macro_rules! contract {
    ($place:expr) => {
        cases! { $place;
            cases::appends_and_reads,
            cases::refuses_what_others_overtook,
            cases::refuses_what_exceeds_a_limit,
            cases::time_never_goes_back,
            cases::pages,
            cases::orders_concurrent_appends,
            cases::orders_appends_of_two_nodes,
            cases::a_key_acts_once,
            cases::a_large_group_is_written_in_its_order,
            cases::commits_in_groups,
            cases::a_refusal_leaves_the_rest_of_its_group,
            cases::refuses_what_the_queue_cannot_hold,
            cases::withdraws_what_has_not_begun_in_time,
            cases::restarts,
            cases::closes,
            faults::refuses_update_and_delete,
            faults::finds_what_was_changed,
            faults::finds_what_was_removed,
            faults::finds_a_covert_redaction,
            faults::reads_what_a_newer_version_wrote,
            redaction::removes_the_text_and_still_verifies,
            redaction::refuses_what_it_cannot_redact,
            redaction::a_key_redacts_once,
            redaction::the_writer_outlives_a_panic,
            redecide::writes_as_decided_where_nobody_came_between,
            redecide::decides_anew_on_what_others_wrote,
            redecide::redecides_what_was_built_on_a_broken_write,
            redecide::refuses_a_history_that_is_not_the_one_it_knows,
            redecide::a_repeated_key_is_not_decided_anew,
            redecide::conflicts_where_nothing_comes_of_deciding_anew,
            redecide::does_not_read_without_end_to_decide_anew,
            tomorrow::reads_unknown_values_of_every_enum,
            tomorrow::reads_shapes_that_it_does_not_know,
            tomorrow::counts_a_redaction_with_more_in_it,
            tomorrow::writes_nothing_that_it_does_not_know,
        }
    };
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_the_contract() {
    contract!(SqliteFile::new().await);
    cases! { SqliteFile::new().await;
        sqlite::refuses_to_replace_a_record,
        sqlite::survives_a_full_disk,
        sqlite::ordinary_writes_survive_a_full_disk,
        sqlite::redacted_text_leaves_the_file,
        sqlite::readers_cannot_write,
        sqlite::two_processes_open_it_at_once,
    }
}

#[test]
fn postgresql_keeps_the_contract() {
    // The cluster belongs to this thread, which outlives the runtime.
    let cluster = postgres::Cluster::start();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        contract!(Postgresql::new(&cluster).await);
        cases! { Postgresql::new(&cluster).await;
            postgresql::does_not_know_of_a_commit_that_is_not_answered,
        }
    });
}
