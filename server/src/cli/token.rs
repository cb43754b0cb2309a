//! `command-post token`

use app::tokens::ProgramToken;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser as _;
use domain::{By, Role, Timestamp};

use super::{Data, Failure, say};
use crate::store::{Stamp, Store};
use crate::token::{NotMade, make};
use crate::{Clock, start};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Token {
    /// Make a token and print it, last; nobody can read it again
    Create(Create),
    /// List the active tokens
    List(List),
    /// Revoke a token: it stops working at once
    Revoke(Revoke),
}

#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// As the log names whoever acts with it
    #[arg(long, value_name = "NAME", env = "COMMAND_POST_NAME")]
    name: String,
    /// What it may do: admin, responder or viewer
    #[arg(long, value_name = "ROLE", env = "COMMAND_POST_ROLE", value_parser = role())]
    role: Role,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
pub(super) struct Revoke {
    /// The token's name
    #[arg(long, value_name = "NAME", env = "COMMAND_POST_NAME")]
    name: String,
    #[command(flatten)]
    data: Data,
}

fn role() -> impl clap::builder::TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::label))
        .try_map(|word| Role::ALL.into_iter().find(|role| role.label() == word).ok_or("no role of ours"))
}

impl Token {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let now = Clock::system().now();
        match self {
            Self::Create(Create { name, role, data }) => {
                let store = opened(&data).await?;
                let made = make(&store, &name, role, None, now).await;
                store.close().await;
                let token = made.map_err(|why| match why {
                    NotMade::Store(error) => Failure::of(error),
                    bad => Failure::use_of(bad),
                })?;
                say(&format!("The token {name}, with the role {}. It is not shown again:", role.label()))?;
                say(&token)
            }
            Self::List(List { data }) => {
                let store = opened(&data).await?;
                let tokens = store.tokens().await.map_err(Failure::of);
                store.close().await;
                tokens?.iter().try_for_each(|token| say(&line(token)))
            }
            Self::Revoke(Revoke { name, data }) => {
                let store = opened(&data).await?;
                let revoked = revoke(&store, &name, now).await;
                store.close().await;
                revoked?;
                say(&format!("{name} is revoked."))
            }
        }
    }
}

async fn opened(data: &Data) -> Result<Store, Failure> {
    start::open(&data.existing()?).await.map_err(Failure::of)
}

async fn revoke(store: &Store, name: &str, now: Timestamp) -> Result<(), Failure> {
    let tokens = store.tokens().await.map_err(Failure::of)?;
    let named = |token: &&ProgramToken| token.name.to_lowercase() == name.trim().to_lowercase();
    let token = tokens
        .iter()
        .find(named)
        .ok_or_else(|| Failure::use_of(format!("there is no token {name}; see `command-post token list`")))?;
    store.revoke_token(token.id, &Stamp { by: By::Server, at: now }).await.map_err(Failure::of)?;
    Ok(())
}

fn line(token: &ProgramToken) -> String {
    let used = token
        .last_used
        .map_or_else(|| "never used".to_owned(), |at| format!("last used about {}", moment(at)));
    format!("{}\t{}\tmade {}\t{used}", token.name, token.role.label(), moment(token.created))
}

fn moment(at: Timestamp) -> String {
    format!("{} {} UTC", at.date(), at.hhmm())
}
