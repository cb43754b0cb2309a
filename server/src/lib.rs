//! The server's library; the binary is a line around it.
//!
//! - [`cli`], [`config`]: what people type, checked
//! - [`start`]: everything put together; [`supervise`]: what runs in the background, watched; [`trace`]: requests in the log; [`listen`]: connections taken; [`client`]: where they come from; [`router`]: routes with their access rule; [`session`]: who is asking, and `device`: who has asked before; [`rules`]: a company's own for its words
//! - [`backend`]: what the server functions ask for, done; [`world`]: the log, folded; [`feed`]: the log, told; [`consumer`]: what follows from the log
//! - [`api`]: the JSON API for other programs, with a [`token`]
//! - [`store`]: all SQL; [`public`]: the status page, [`publish`]: copies of it elsewhere; [`demo`]: a company to try things with

pub mod api;
pub mod assets;
pub mod backend;
mod claim;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod consumer;
pub mod customers;
pub mod delivery;
pub mod demo;
mod device;
pub mod export;
pub mod feed;
pub mod import;
pub mod listen;
pub mod metrics;
mod password;
pub mod presence;
pub mod private;
pub mod public;
pub mod publish;
pub mod router;
pub mod rules;
pub mod session;
mod start;
pub mod statuspage;
pub mod store;
pub mod supervise;
pub mod table;
pub mod tickets;
pub mod token;
pub mod trace;
pub mod world;

pub use clock::Clock;
pub use config::Config;
pub use start::{Running, StartError, start};
