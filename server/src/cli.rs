//! The command line: a few commands, each in a file of its name.

mod backup;
mod import;
mod lint;
mod restore;
mod serve;
mod token;
mod verify;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};

use crate::config::{Database, database_file};

/// What a command that was asked for wrongly ends with; clap ends with the same.
const BAD_USE: u8 = 2;
/// What a command ends with that could not do it.
const FAILED: u8 = 1;

/// Incident response for a whole company, in one binary.
#[derive(Debug, Parser)]
#[command(name = "command-post", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the app and the status page
    Serve(Box<serve::Serve>),
    /// Check the words of status updates
    Lint(lint::Lint),
    /// Import a history from another status page
    #[command(subcommand)]
    Import(import::Import),
    /// Create, list and revoke tokens for other programs; works beside a running server
    #[command(subcommand)]
    Token(token::Token),
    /// Check that nothing in the event log was changed
    Verify(verify::Verify),
    /// Copy everything into a new file; works beside a running server
    Backup(backup::Backup),
    /// Restore a backup into an empty database, of either kind
    Restore(restore::Restore),
}

/// Where the data is.
#[derive(Clone, Debug, Args)]
struct Data {
    /// The folder of the database
    #[arg(long, value_name = "DIR", default_value = "./data", env = "COMMAND_POST_DATA")]
    data: PathBuf,
    /// The database, where it is not in the data folder: sqlite:FILE or postgres://USER@HOST/DATABASE
    // It may hold a password: neither help nor complaints repeat it.
    #[arg(long, value_name = "URL", env = "COMMAND_POST_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

impl Data {
    fn database(&self) -> Result<Database, Failure> {
        match &self.database {
            Some(text) => text.parse().map_err(Failure::use_of),
            None => Ok(Database::Sqlite(database_file(&self.data))),
        }
    }

    /// The database, which must be there already.
    fn existing(&self) -> Result<Database, Failure> {
        match self.database()? {
            Database::Sqlite(file) if !file.is_file() => {
                Err(Failure::use_of(format!("there is no database at {}", file.display())))
            }
            database => Ok(database),
        }
    }
}

/// Why a command ends, in one line, and with which code.
#[derive(Debug)]
struct Failure {
    code: u8,
    line: String,
}

impl Failure {
    /// It was asked for wrongly.
    fn use_of(line: impl ToString) -> Self {
        Self { code: BAD_USE, line: line.to_string() }
    }

    /// It was done, and what it told is the failure.
    fn already_reported() -> Self {
        Self { code: FAILED, line: String::new() }
    }

    /// It could not be done.
    fn of(line: impl ToString) -> Self {
        Self { code: FAILED, line: line.to_string() }
    }
}

/// Reads the command line, does what it says, and tells how that ended.
pub async fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error)
            if error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand =>
        {
            complain(&in_one_line(&error.to_string()));
            return ExitCode::from(BAD_USE);
        }
        Err(error) => error.exit(),
    };
    let done = match cli.command {
        Command::Serve(serve) => serve.run().await,
        Command::Lint(lint) => lint.run(),
        Command::Import(import) => import.run().await,
        Command::Token(token) => token.run().await,
        Command::Verify(verify) => verify.run().await,
        Command::Backup(backup) => backup.run().await,
        Command::Restore(restore) => restore.run().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.line.is_empty() {
                complain(&failure.line);
            }
            ExitCode::from(failure.code)
        }
    }
}

/// Prints a line of what a command has to say.
fn say(line: &str) -> Result<(), Failure> {
    written(writeln!(io::stdout(), "{line}"))
}

/// Whether what was printed arrived. Whoever reads it may have enough of it; a disk that is full is worth a complaint.
fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::of(format!("the output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints why the command ends, for whoever still listens.
fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "command-post: {line}");
}

/// The first paragraph of what clap says, which names what is wrong.
fn in_one_line(said: &str) -> String {
    let paragraph = said.split("\n\n").next().unwrap_or(said);
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    words.join(" ").trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_flag_has_its_variable() {
        Cli::command().debug_assert();
        for command in Cli::command().get_subcommands() {
            for flag in command
                .get_arguments()
                .filter_map(|argument| argument.get_long().map(|long| (long, argument)))
            {
                let (long, argument) = flag;
                if long == "help" {
                    continue;
                }
                let variable = format!("COMMAND_POST_{}", long.replace('-', "_").to_uppercase());
                assert_eq!(argument.get_env(), Some(variable.as_ref()), "{} --{long}", command.get_name());
            }
        }
    }
}
