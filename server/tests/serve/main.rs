//! The whole server, over the network: what browsers and other programs can do to it, and what they cannot.

mod commands;
mod company;
mod company_log;
mod company_words;
mod customers;
mod export;
mod faults;
mod guard;
mod import;
mod live;
mod passwords;
mod people;
mod place;
