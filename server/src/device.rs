//! Browsers in which somebody has signed in before: a signed cookie that outlives the session. It gives access to nothing;
//! it tells the owner's attempts to sign in from those of strangers at the same account.
//!
//! The key of the signature is the hash of the account's password, which nobody sees and every node knows. A new password
//! makes all devices unknown again.

use domain::{PersonId, Span, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::session;
use crate::store::StoreError;

/// How long a browser is known after somebody has signed in.
pub const DEVICE_LASTS: Span = Span::days(180);
/// Random bytes of a device's own number.
const NUMBER_BYTES: usize = 8;

/// The cookie's value for a browser in which this person has signed in now.
///
/// # Errors
/// When the system gives no randomness.
pub fn issue(person: PersonId, password_hash: &str, now: Timestamp) -> Result<String, StoreError> {
    let number = session::secret::<NUMBER_BYTES>()?;
    let known_until = (now + DEVICE_LASTS).0;
    let signed = format!("{number}.{known_until}");
    let signature = signature(person, password_hash, &signed).finalize().into_bytes();
    let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{signed}.{digits}"))
}

/// The device's own number, where the value is one that this person was given, and still good.
pub fn recognise(value: &str, person: PersonId, password_hash: &str, now: Timestamp) -> Option<String> {
    let (signed, digits) = value.rsplit_once('.')?;
    let (number, known_until) = signed.split_once('.')?;
    if Timestamp(known_until.parse().ok()?) <= now {
        return None;
    }
    signature(person, password_hash, signed).verify_slice(&bytes(digits)?).ok()?;
    Some(number.to_owned())
}

fn signature(person: PersonId, password_hash: &str, signed: &str) -> Hmac<Sha256> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(password_hash.as_bytes()).expect("a key of any length is one");
    mac.update(format!("device of {}: {signed}", person.0).as_bytes());
    mac
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[test]
    fn a_device_is_its_persons_until_the_password_changes_or_it_was_not_used_for_long() {
        let ada = PersonId(1);
        let value = issue(ada, "the hash", NOW).expect("randomness");
        let number = recognise(&value, ada, "the hash", NOW).expect("hers");
        assert!(value.starts_with(&number));
        for (why, value, person, hash, now) in [
            ("another person", value.as_str(), PersonId(2), "the hash", NOW),
            ("another password", &value, ada, "another", NOW),
            ("long ago", &value, ada, "the hash", NOW + DEVICE_LASTS),
            ("nothing", "", ada, "the hash", NOW),
            ("no signature", &value[..value.len() - 64], ada, "the hash", NOW),
            ("another number", &format!("0{value}"), ada, "the hash", NOW),
            ("longer", &format!("{value}00"), ada, "the hash", NOW),
            ("no digits", &format!("{}é", &value[..value.len() - 2]), ada, "the hash", NOW),
        ] {
            assert_eq!(recognise(value, person, hash, now), None, "{why}");
        }
    }
}
