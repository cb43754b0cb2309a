//! The whole server, over the network: what browsers and other programs can do to it, and what they cannot.

mod amend;
mod api;
mod api_stream;
mod backup;
mod brand;
#[path = "../support/bucket.rs"]
mod bucket;
mod builds;
mod channel_faults;
mod channels;
mod chat_sink;
mod commands;
mod company;
mod company_log;
mod company_words;
mod copies;
mod corrections;
mod crowds;
mod customers;
mod databases;
#[path = "../../../app/domain/tests/support/dice.rs"]
mod dice;
mod drafts;
mod earlier;
mod export;
mod faults;
mod four_eyes;
mod goals;
mod guard;
mod home;
mod import;
mod languages;
mod live;
mod mail;
mod mail_server;
mod mail_sink;
mod maintenance;
mod matrix;
#[path = "../support/newer.rs"]
mod newer;
mod nodes;
mod outage;
mod outlook;
mod output;
mod own_host;
mod pages;
mod passwords;
mod people;
mod place;
#[path = "../support/postgres.rs"]
mod postgres;
mod presence;
mod roles;
mod rolling;
#[path = "../support/rules.rs"]
mod rules;
#[path = "../support/shared.rs"]
mod shared;
mod shared_answers;
mod signing_in;
mod statuspage;
mod statuspage_write;
mod subscribers;
mod supervised;
mod tails;
mod tickets;
mod tokens;
mod traces;
mod webhooks;
