//! The table of commands: what is to be known of each before it is decided.

use crate::duty::Duty;
use crate::id::CustomerId;

/// What a command asks of its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// Every person who is signed in.
    Person,
    /// A person who takes part: a responder, an admin, or whoever holds a duty or has a follow-up to answer.
    Responder,
    /// The holder of the duty; the IC where it is vacant.
    Holder(Duty),
    /// The holder of the duty, or the IC, who may hand out every duty.
    HolderOrCommander(Duty),
    /// A responder, or the server where its time has come.
    ResponderOrServer,
    /// A responder, or the customer's account manager, who may be a viewer.
    ResponderOrManager(CustomerId),
    /// Whoever may publish: the holder of communications; after the end, the person in charge, or an admin.
    Publisher,
    /// The person in charge of an incident that is over, or an admin.
    InCharge,
    Admin,
    /// The server's own hand.
    Server,
    /// An import.
    Import,
}

/// What the command needs of the incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// It begins an incident.
    Opens,
    /// The incident is declared and not over.
    Open,
    /// It is planned maintenance.
    Maintenance,
    /// Its rule says when.
    AnyTime,
}

/// Makes a function of each column, so that a caller takes along what it asks for and nothing else.
///
/// A row names a command and says, in this order: what it asks of its sender; what it needs of the incident; the act that
/// only a person can do, if it is one; the words that it would publish; the state that the incident enters.
macro_rules! terms {
    ($($variant:ident $({ $($field:tt)* })? => $need:expr, $when:expr, $in_person:expr, $words:expr, $enters:expr;)+) => {
        // A row binds the fields that any of its columns is about.
        #[allow(unused_variables)]
        impl Command {
            /// What it asks of its sender.
            pub fn need(&self) -> Need {
                match self {
                    $(Self::$variant $({ $($field)* })? => $need,)+
                }
            }

            pub(crate) fn when(&self) -> When {
                match self {
                    $(Self::$variant $({ $($field)* })? => $when,)+
                }
            }

            /// The act that only a person can do, if it is one: no program can send it.
            pub(crate) fn in_person(&self) -> Option<PersonsAct> {
                match self {
                    $(Self::$variant $({ $($field)* })? => $in_person,)+
                }
            }

            /// The words that it would publish, for the linter.
            pub fn public_words(&self) -> Option<PublicWords<'_>> {
                match self {
                    $(Self::$variant $({ $($field)* })? => $words,)+
                }
            }

            fn enters(&self) -> Option<State> {
                match self {
                    $(Self::$variant $({ $($field)* })? => $enters,)+
                }
            }
        }
    };
}

pub(super) use terms;
