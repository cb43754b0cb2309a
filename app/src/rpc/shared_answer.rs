//! An answer that is the same for many: its bytes are made once, however many ask.

use std::io;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// On its way it is its value and nothing else. Clones share the value and its bytes.
pub struct SharedAnswer<T> {
    made: Arc<Made<T>>,
}

struct Made<T> {
    value: T,
    /// The value in borsh, once somebody has asked for it.
    bytes: OnceLock<Vec<u8>>,
}

impl<T> SharedAnswer<T> {
    pub fn new(value: T) -> Self {
        Self { made: Arc::new(Made { value, bytes: OnceLock::new() }) }
    }
}

impl<T: Clone> SharedAnswer<T> {
    /// The value: copied only where others share it, as nobody does in a browser.
    pub fn into_value(self) -> T {
        Arc::try_unwrap(self.made).map_or_else(|shared| shared.value.clone(), |own| own.value)
    }
}

impl<T> Deref for SharedAnswer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.made.value
    }
}

// By hand, because a derived one would ask the same of the value.
impl<T> Clone for SharedAnswer<T> {
    fn clone(&self) -> Self {
        Self { made: self.made.clone() }
    }
}

impl<T: BorshSerialize> BorshSerialize for SharedAnswer<T> {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        let bytes = match self.made.bytes.get() {
            Some(bytes) => bytes,
            None => {
                let made = borsh::to_vec(&self.made.value)?;
                self.made.bytes.get_or_init(|| made)
            }
        };
        writer.write_all(bytes)
    }
}

impl<T: BorshDeserialize> BorshDeserialize for SharedAnswer<T> {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        T::deserialize_reader(reader).map(Self::new)
    }
}

/// As JSON it is asked for by programs and tests alone, a few times: each gets it written anew.
impl<T: Serialize> Serialize for SharedAnswer<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.made.value.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for SharedAnswer<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    static WRITTEN: AtomicU32 = AtomicU32::new(0);

    /// Counts how often it is written.
    struct Counted(u16);

    impl BorshSerialize for Counted {
        fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
            WRITTEN.fetch_add(1, Ordering::SeqCst);
            BorshSerialize::serialize(&self.0, writer)
        }
    }

    #[test]
    fn is_written_once_for_all_who_ask() {
        let answer = SharedAnswer::new(Counted(0x0102));
        for asked in [answer.clone(), answer.clone(), answer] {
            assert_eq!(borsh::to_vec(&(7_u8, asked)).ok(), Some(vec![7, 2, 1]));
        }
        assert_eq!(WRITTEN.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn is_its_value_on_its_way() {
        let value = vec!["hit".to_owned(), "down".to_owned()];
        let answer = SharedAnswer::new(value.clone());
        let bytes = borsh::to_vec(&answer).expect("bytes");
        assert_eq!(Some(&bytes), borsh::to_vec(&value).ok().as_ref());
        let read: SharedAnswer<Vec<String>> = borsh::from_slice(&bytes).expect("an answer");
        assert_eq!(read.into_value(), value);
        let json = serde_json::to_value(&answer).expect("JSON");
        assert_eq!(json, serde_json::json!(["hit", "down"]));
        let read: SharedAnswer<Vec<String>> = serde_json::from_value(json).expect("an answer");
        assert_eq!((read.into_value(), answer.into_value()), (value.clone(), value));
    }
}
