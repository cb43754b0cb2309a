//! What the linter found in a published text.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::redact::FreeText;

/// What the linter found in a published text, as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's name: `eta`; one of the company's own is `company/NAME`.
    pub rule: String,
    /// Whether it breaks trust, so that publishing asks for a reason.
    pub stop: bool,
    /// The words that it marked.
    pub words: String,
}

impl FreeText for Finding {
    fn drop_text(&mut self) {
        let Self { rule: _, stop: _, words } = self;
        words.drop_text();
    }
}
