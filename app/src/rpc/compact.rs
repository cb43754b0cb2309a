//! How things reach the browser: as bytes in borsh, which only halves of the same build read alike. So every value says
//! first which build wrote it, and one of another build is never read.
//!
//! The log, the API and what browsers ask stay JSON: those are read by others, and by other releases.

use std::fmt;
use std::sync::OnceLock;

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;
use leptos::server::codee::{Decoder, Encoder};
use server_fn::{ContentType, Decodes, Encodes, Format, FormatType};

/// What every value begins with, in every release: an answer of something in between is none of ours.
const MAGIC: &[u8; 2] = b"CP";
/// Bytes before the value: the magic and the build.
const HEAD: usize = MAGIC.len() + size_of::<u64>();

/// Which build of the app this is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Build(u64);

static OWN: OnceLock<Build> = OnceLock::new();

impl Build {
    /// Reads the name of a build: 16 hexadecimal digits.
    pub fn named(name: &str) -> Option<Self> {
        u64::from_str_radix(name, 16).ok().map(Self)
    }

    /// This build; the first name counts. The server knows its own; the page tells the browser.
    pub fn set_own(name: &str) {
        OWN.get_or_init(|| Self::named(name).unwrap_or_default());
    }

    pub fn own() -> Self {
        OWN.get().copied().unwrap_or_default()
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Why bytes are not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("build {0} wrote it")]
    OtherBuild(Build),
    #[error("it is not what was asked for")]
    Damaged,
}

/// The value's bytes.
pub fn encode(value: &impl BorshSerialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    bytes.extend(MAGIC);
    bytes.extend(Build::own().0.to_le_bytes());
    // Writing to memory fails for collections of more than 2^32 items only.
    let _ = value.serialize(&mut bytes);
    bytes
}

/// Reads a value of this build, all of its bytes.
///
/// # Errors
/// When another build wrote it, or nobody of ours.
pub fn decode<T: BorshDeserialize>(bytes: &[u8]) -> Result<T, Unreadable> {
    let (head, value) = bytes.split_at_checked(HEAD).ok_or(Unreadable::Damaged)?;
    let build = head.strip_prefix(MAGIC).and_then(|build| build.try_into().ok()).map(u64::from_le_bytes);
    match build.map(Build) {
        None => Err(Unreadable::Damaged),
        Some(build) if build != Build::own() => Err(Unreadable::OtherBuild(build)),
        Some(_) => T::try_from_slice(value).map_err(|_| Unreadable::Damaged),
    }
}

/// These bytes, for what pages start from and for errors of the calls' own.
pub struct Compact;

impl<T: BorshSerialize> Encoder<T> for Compact {
    type Error = Unreadable;
    type Encoded = Vec<u8>;

    fn encode(value: &T) -> Result<Vec<u8>, Unreadable> {
        Ok(encode(value))
    }
}

impl<T: BorshDeserialize> Decoder<T> for Compact {
    type Error = Unreadable;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<T, Unreadable> {
        decode(bytes)
    }
}

impl ContentType for Compact {
    const CONTENT_TYPE: &'static str = "application/vnd.command-post";
}

impl FormatType for Compact {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: BorshSerialize> Encodes<T> for Compact {
    type Error = Unreadable;

    /// Only the server answers with errors; the browser's half has no code for it.
    #[cfg(feature = "ssr")]
    fn encode(value: &T) -> Result<Bytes, Unreadable> {
        Ok(encode(value).into())
    }

    #[cfg(not(feature = "ssr"))]
    fn encode(_: &T) -> Result<Bytes, Unreadable> {
        Ok(Bytes::new())
    }
}

impl<T: BorshDeserialize> Decodes<T> for Compact {
    type Error = Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Unreadable> {
        decode(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes_of(build: u64, value: &str) -> Vec<u8> {
        let mut bytes = encode(&value.to_owned());
        bytes[MAGIC.len()..HEAD].copy_from_slice(&build.to_le_bytes());
        bytes
    }

    #[test]
    fn reads_what_this_build_wrote_and_nothing_else() {
        let own = encode(&"hit".to_owned());
        assert_eq!(decode::<String>(&own), Ok("hit".to_owned()));
        for (bytes, why) in [
            (bytes_of(7, "hit"), Unreadable::OtherBuild(Build(7))),
            (b"<html>502 Bad Gateway</html>".to_vec(), Unreadable::Damaged),
            (own[..HEAD - 1].to_vec(), Unreadable::Damaged),
            (own[..own.len() - 1].to_vec(), Unreadable::Damaged),
            ([own.as_slice(), b"!"].concat(), Unreadable::Damaged),
            (Vec::new(), Unreadable::Damaged),
        ] {
            assert_eq!(decode::<String>(&bytes), Err(why), "{bytes:?}");
        }
    }

    #[test]
    fn builds_are_named_by_16_digits() {
        assert_eq!(
            Build::named("00000000000000ff").map(|build| build.to_string()).as_deref(),
            Some("00000000000000ff")
        );
        assert_eq!(Build::named("latest"), None);
    }
}
