//! A message of the live connection, encoded once and shared by everybody who follows its topic.

use bytes::Bytes;

use crate::wire::Message;

/// The bytes of one [`Message`]: JSON text. Cloning shares them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    pub fn encode(message: &Message) -> Self {
        // A message is plain data with string keys: encoding it cannot fail.
        Self(serde_json::to_vec(message).unwrap_or_default().into())
    }

    pub fn from_bytes(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The message; `None` where the bytes are not one of this version.
    pub fn decode(&self) -> Option<Message> {
        serde_json::from_slice(&self.0).ok()
    }

    pub fn bytes(&self) -> Bytes {
        self.0.clone()
    }
}
