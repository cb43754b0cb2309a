//! The hash chain: each record's hash covers the one before it, and its body by a salted digest, so that a
//! redacted body leaves a chain that still holds.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::StoreError;

/// A SHA-256.
pub(super) type Hash = [u8; 32];
/// Random bytes that keep a short body from being guessed by its digest.
pub(super) type Salt = [u8; 16];

/// What the first record follows.
pub(super) const BEFORE_FIRST: Hash = [0; 32];

/// Names what is hashed, and its version, so that no other hash of ours can be taken for it.
const LABEL: &[u8] = b"command-post event 1";

/// What a record's hash covers.
pub(super) struct Link<'a> {
    pub prev_hash: &'a [u8],
    pub position: u64,
    pub stream: u32,
    pub seq: u64,
    pub at_us: i64,
    pub by: &'a str,
    pub kind: &'a str,
    pub body_digest: &'a [u8],
}

impl Link<'_> {
    /// Every part goes in behind its length, so that no two records give the same bytes.
    pub fn hash(&self) -> Hash {
        let mut hasher = Sha256::new();
        let position = self.position.to_be_bytes();
        let stream = self.stream.to_be_bytes();
        let seq = self.seq.to_be_bytes();
        let at = self.at_us.to_be_bytes();
        let parts: [&[u8]; 9] = [
            LABEL,
            self.prev_hash,
            &position,
            &stream,
            &seq,
            &at,
            self.by.as_bytes(),
            self.kind.as_bytes(),
            self.body_digest,
        ];
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        hasher.finalize().into()
    }
}

/// The digest of a body. The salt is of fixed length, so the two cannot run into each other.
pub(super) fn body_digest(salt: &Salt, body: &str) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(body.as_bytes());
    hasher.finalize().into()
}

/// A fresh salt.
pub(super) fn salt() -> Result<Salt, StoreError> {
    let mut salt = Salt::default();
    getrandom::fill(&mut salt)
        .map_err(|error| StoreError::Unavailable(format!("the system gives no randomness: {error}")))?;
    Ok(salt)
}

/// In hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link<'a>(by: &'a str, kind: &'a str) -> Link<'a> {
        Link {
            prev_hash: &BEFORE_FIRST,
            position: 1,
            stream: 1,
            seq: 1,
            at_us: 0,
            by,
            kind,
            body_digest: &[7; 32],
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(link("ab", "c").hash(), link("a", "bc").hash());
        assert_ne!(link("", "ab").hash(), link("ab", "").hash());
    }

    #[test]
    fn every_part_counts() {
        let plain = link("b", "k").hash();
        let changed = [
            Link { prev_hash: &[1; 32], ..link("b", "k") },
            Link { position: 2, ..link("b", "k") },
            Link { stream: 2, ..link("b", "k") },
            Link { seq: 2, ..link("b", "k") },
            Link { at_us: -1, ..link("b", "k") },
            Link { body_digest: &[8; 32], ..link("b", "k") },
            link("c", "k"),
            link("b", "l"),
        ];
        for link in changed {
            assert_ne!(link.hash(), plain);
        }
    }

    /// Stored hashes are for ever: this one may not change.
    #[test]
    fn the_encoding_stays() {
        assert_eq!(
            hex(&link("b", "k").hash()),
            "8469622bd04778688ace4535d9808dca2639c34e10be4547eff9d1eda2a10a0c"
        );
    }

    #[test]
    fn salts_differ_and_matter() {
        let (one, two) = (salt().expect("randomness"), salt().expect("randomness"));
        assert_ne!(one, two);
        assert_ne!(body_digest(&one, "{}"), body_digest(&two, "{}"));
    }
}
