//! A newer release on the same database: what it appends, this one cannot read. Its rows are as good as ours, with
//! hashes that hold.

use serde_json::{Value, json};
use server::store::Store;
use server::store::postgres::LOG_LOCK;
use sha2::{Digest, Sha256};

/// What the first record follows.
const BEFORE_FIRST: [u8; 32] = [0; 32];
const SALT: [u8; 16] = [7; 16];

const INSERT: &str = r#"INSERT INTO event
    (position, stream, seq, at_us, "by", kind, body, digest_salt, body_digest, prev_hash, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"#;

/// Person 1, whom every release knows.
pub fn person() -> Value {
    json!({"who": "person", "id": 1})
}

/// Appends a record at the end of the log, in one transaction of the newer release.
pub async fn append(store: &Store, stream: u32, by: &Value, event: &Value) {
    macro_rules! append {
        ($tx:expr) => {{
            let mut tx = $tx;
            let last = sqlx::query_as("SELECT position, hash FROM event ORDER BY position DESC LIMIT 1");
            let last: Option<(i64, Vec<u8>)> = last.fetch_optional(&mut *tx).await.expect("the log");
            let (position, prev_hash) = last.unwrap_or((0, BEFORE_FIRST.to_vec()));
            let last =
                sqlx::query_as("SELECT seq, at_us FROM event WHERE stream = $1 ORDER BY seq DESC LIMIT 1");
            let last: Option<(i64, i64)> =
                last.bind(i64::from(stream)).fetch_optional(&mut *tx).await.expect("the log");
            let (seq, at) = last.unwrap_or((0, 1_000));
            let (position, seq) = (position + 1, seq + 1);
            let kind = event["type"].as_str().expect("every event has a type");
            let (by, body) = (by.to_string(), event.to_string());
            let digest = Sha256::new().chain_update(SALT).chain_update(&body).finalize().to_vec();
            let parts = [
                &b"command-post event 1"[..],
                &prev_hash,
                &position.to_be_bytes(),
                &stream.to_be_bytes(),
                &seq.to_be_bytes(),
                &at.to_be_bytes(),
                by.as_bytes(),
                kind.as_bytes(),
                &digest,
            ];
            let row = sqlx::query(INSERT).bind(position).bind(i64::from(stream)).bind(seq).bind(at);
            let row = row.bind(&by).bind(kind).bind(&body).bind(SALT.to_vec()).bind(&digest);
            let row = row.bind(&prev_hash).bind(hash(&parts));
            row.execute(&mut *tx).await.expect("a row");
            tx.commit().await.expect("durable");
        }};
    }
    match store {
        Store::Sqlite(sqlite) => append!(sqlite.begin().await.expect("a transaction")),
        Store::Postgres(postgres) => append!({
            let mut tx = postgres.begin().await.expect("a transaction");
            let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOG_LOCK);
            lock.execute(&mut *tx).await.expect("the lock");
            tx
        }),
    }
}

/// The hash over the parts, each behind its length.
fn hash(parts: &[&[u8]]) -> Vec<u8> {
    let parts = parts.iter().fold(Sha256::new(), |hasher, part| {
        hasher.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
    });
    parts.finalize().to_vec()
}
