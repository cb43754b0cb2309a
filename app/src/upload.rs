//! Tables that people upload, as they cross between browser and server: how much is taken, and what is told of the rest.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// Largest file.
pub const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Most rows of one file.
pub const ROWS_MAX: u32 = 100_000;
/// Most mistakes in one file that are reported.
pub const MISTAKES_MAX: usize = 100;

/// A row that cannot be taken, or a cell of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Mistake {
    /// The line of the file, from 1.
    pub line: u64,
    /// As the file's own heading names it; empty where it is the whole row.
    pub column: String,
    pub why: String,
}
