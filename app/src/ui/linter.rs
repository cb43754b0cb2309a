//! The linter in the browser: a part of its own, which comes once the page is there. Until then nothing is claimed about
//! words; the server checks them anyway.

use domain::{Command, Directory, Finding, Incident, Phase, Policy, Timestamp};
use leptos::prelude::*;
use lint::{Company, Context, Report, Rulebook};

use super::parts::{NotLoaded, arrival, part};
use crate::error::Error;
use crate::review;

part! {
    LINTER: Code = linter, Code {
        rulebook: |company| Rulebook::new(company).unwrap_or_default(),
        report: |book, text, phase, context| match context {
            Some(context) => book.lint_within(text, phase, context),
            None => book.lint(text, phase),
        },
        command: review::command,
        template: review::template,
        policy: review::policy,
    };
}

/// What is called of the linter.
#[derive(Clone, Copy)]
struct Code {
    /// The server has compiled the same rules before it sent them: they hold.
    rulebook: fn(&Company) -> Rulebook,
    report: fn(&Rulebook, &str, lint::Phase, Option<&Context>) -> Report,
    command: fn(&Rulebook, &Command, &Incident, &Directory, Timestamp) -> Vec<Finding>,
    template: fn(&Rulebook, &str, Phase, &str) -> Result<(), Error>,
    policy: fn(&Rulebook, &Policy) -> Result<(), Error>,
}

/// The linter with the company's rules, once it is there. Copies share it.
#[derive(Clone, Copy)]
pub struct Linter {
    arrived: ReadSignal<Option<Result<(), NotLoaded>>>,
    company: StoredValue<Company>,
    book: StoredValue<Option<Rulebook>>,
}

impl Linter {
    /// Loads it once the page is there.
    pub fn new(company: Company) -> Self {
        Self { arrived: arrival(&LINTER), company: StoredValue::new(company), book: StoredValue::new(None) }
    }

    pub fn company(self) -> Company {
        self.company.get_value()
    }

    /// Whether it did not come: words are checked by the server alone.
    pub fn is_missing(self) -> bool {
        self.arrived.get() == Some(Err(NotLoaded))
    }

    /// What it says about words for customers, as the server will; none while it is not there.
    pub fn report(self, text: &str, phase: lint::Phase, context: Option<&Context>) -> Option<Report> {
        self.arrived.track();
        self.with(|code, book| (code.report)(book, text, phase, context))
    }

    /// What it finds in the words that a command would publish. Nothing while it is not there: the server decides.
    pub fn command(
        self,
        command: &Command,
        incident: &Incident,
        directory: &Directory,
        now: Timestamp,
    ) -> Vec<Finding> {
        self.with(|code, book| (code.command)(book, command, incident, directory, now)).unwrap_or_default()
    }

    /// Whether a template would be taken, as far as is known; the server says.
    pub fn template(self, field: &str, phase: Phase, body: &str) -> Result<(), Error> {
        self.with(|code, book| (code.template)(book, field, phase, body)).unwrap_or(Ok(()))
    }

    /// As [`Self::template`], for all that a policy has for customers.
    pub fn policy(self, policy: &Policy) -> Result<(), Error> {
        self.with(|code, book| (code.policy)(book, policy)).unwrap_or(Ok(()))
    }

    fn with<R>(self, read: impl FnOnce(Code, &Rulebook) -> R) -> Option<R> {
        // Asked of the signal, not of the part: the server renders the page as the browser takes it over.
        self.arrived.get_untracked()?.ok()?;
        let code = LINTER.get()?;
        if self.book.with_value(Option::is_none) {
            self.book.set_value(Some(self.company.with_value(code.rulebook)));
        }
        self.book.with_value(|book| book.as_ref().map(|book| read(code, book)))
    }
}
