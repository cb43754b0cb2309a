//! The pieces that pages are made of, named like their style sheets.

mod alarm;
mod avatar;
mod banner;
mod chat;
mod deadline;
mod dialog;
mod dock;
mod field;
mod icon;
mod line;
mod matrix;
mod preview;
mod seats;
mod situation;
mod switcher;
mod topbar;
mod words;

pub use alarm::{Alarm, Wall};
pub use avatar::{Avatar, Who};
pub use banner::LinkBanner;
pub use chat::Chat;
pub use deadline::Deadlines;
pub use dialog::Dialog;
pub use dock::Dock;
pub use field::{Area, Input, Problem, WhenReady};
pub use icon::{Icon, Sprite, state_icon};
pub use line::{Line, Stamp};
pub use matrix::Matrix;
pub use preview::Preview;
pub use seats::seats;
pub use situation::SituationBar;
pub use switcher::Switcher;
pub use topbar::TopBar;
pub use words::{Words, WordsEditor};
