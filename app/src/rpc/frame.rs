//! A message of the live connection, encoded once and shared by everybody who follows its topic.

use bytes::Bytes;

use super::compact::{self, Unreadable};
use crate::wire::Message;

/// The bytes of one [`Message`]. Cloning shares them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    pub fn encode(message: &Message) -> Self {
        Self(compact::encode(message).into())
    }

    pub fn from_bytes(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The message.
    ///
    /// # Errors
    /// When the bytes are another build's, or no message.
    pub fn decode(&self) -> Result<Message, Unreadable> {
        compact::decode(&self.0)
    }

    pub fn bytes(&self) -> Bytes {
        self.0.clone()
    }
}
