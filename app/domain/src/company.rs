//! The company's own log: what changed about it, beside its incidents. People are named by number, so that they can be
//! forgotten; secrets and addresses are never in it.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Deserializer, Serialize};

use crate::actor::Role;
use crate::directory::Directory;
use crate::id::{CustomerId, IncidentId, PersonId, TemplateId};
use crate::newer::Readable;
use crate::redact::FreeText;
use crate::state::Phase;

/// The stream of the log that is the company's own: no incident ever has this number.
pub const COMPANY: IncidentId = IncidentId(u32::MAX);
/// Most characters of a setting that are shown, before and after.
pub const SETTING_MAX: usize = 300;

/// What changed about the company. As with events, its JSON is for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum CompanyChange {
    /// Somebody made the first account, their own.
    FirstAccount {
        person: PersonId,
    },
    PersonAdded {
        person: PersonId,
        role: Role,
    },
    RoleChanged {
        person: PersonId,
        from: Role,
        to: Role,
    },
    /// The person does not work here any more: they are signed out, and what they held is others' to take.
    PersonDeactivated {
        person: PersonId,
    },
    /// The person is back.
    PersonReactivated {
        person: PersonId,
    },
    /// The person has another name, or is in another team.
    PersonRenamed {
        person: PersonId,
    },
    /// The name and the address of somebody who left were forgotten.
    PersonForgotten {
        person: PersonId,
    },
    /// A link was made with which the person chooses a password.
    Invited {
        person: PersonId,
    },
    /// The person chose a password by such a link.
    PasswordChosen,
    /// Somebody who knew the old password changed it.
    PasswordChanged,
    /// The person was signed out everywhere.
    SignedOut {
        person: PersonId,
    },
    SettingsSaved {
        settings: Vec<Setting>,
    },
    TemplateSaved {
        template: TemplateId,
        phase: Phase,
        name: String,
        new: bool,
    },
    TemplateRemoved {
        template: TemplateId,
    },
    /// A program may come in from now on.
    TokenCreated {
        name: String,
        role: Role,
    },
    TokenRevoked {
        name: String,
    },
    /// Customers' accounts were taken over from a file.
    AccountsImported {
        added: u32,
        changed: u32,
    },
    /// A customer's account was forgotten, with all that hung on it.
    AccountForgotten {
        customer: CustomerId,
    },
    /// Components were taken over with somebody's history.
    ComponentsImported {
        names: Vec<String>,
    },
    /// Written by a newer release: a change that this one does not know, or cannot read in full.
    #[serde(other)]
    Unknown,
}

/// One setting, in short, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Setting {
    /// As the form labels it.
    pub name: String,
    /// At most [`SETTING_MAX`] characters; empty for none.
    pub before: String,
    pub after: String,
}

impl Setting {
    /// The setting, if it changed.
    pub fn changed(name: &str, before: &str, after: &str) -> Option<Self> {
        let shortened = |text: &str| text.chars().take(SETTING_MAX).collect();
        (before != after).then(|| Self {
            name: name.to_owned(),
            before: shortened(before),
            after: shortened(after),
        })
    }

    fn words(&self) -> String {
        let said = |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("“{text}”") };
        format!("{} from {} to {}", self.name, said(&self.before), said(&self.after))
    }
}

impl CompanyChange {
    /// Reads a change; one that only a newer release can read is an unknown one.
    pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let change = Readable::deserialize(deserializer)?;
        Ok(change.known().unwrap_or(Self::Unknown))
    }

    /// What goes after the name of whoever did it: `made Ben Okafor admin, who was responder.`
    pub fn words(&self, people: &Directory) -> String {
        let name = |id: &PersonId| people.name(*id);
        match self {
            Self::FirstAccount { .. } => "made the first account.".to_owned(),
            Self::PersonAdded { person, role } => format!("added {} as {}.", name(person), role.label()),
            Self::RoleChanged { person, from, to } => {
                format!("made {} {}, who was {}.", name(person), to.label(), from.label())
            }
            Self::PersonDeactivated { person } => format!("deactivated the account of {}.", name(person)),
            Self::PersonReactivated { person } => format!("reactivated the account of {}.", name(person)),
            Self::PersonRenamed { person } => format!("changed the name or the team of {}.", name(person)),
            Self::PersonForgotten { person } => format!("removed person {person} for good."),
            Self::Invited { person } => {
                format!("made a link with which {} chooses a password.", name(person))
            }
            Self::PasswordChosen => "chose a password by a link.".to_owned(),
            Self::PasswordChanged => "changed their password.".to_owned(),
            Self::SignedOut { person } => format!("signed {} out everywhere.", name(person)),
            Self::SettingsSaved { settings } => {
                let settings: Vec<_> = settings.iter().map(Setting::words).collect();
                format!("changed {}.", settings.join("; "))
            }
            Self::TemplateSaved { phase, name, new, .. } => {
                let did = if *new { "added" } else { "changed" };
                format!("{did} the template “{name}” for {}.", phase.word())
            }
            Self::TemplateRemoved { template } => format!("removed template {template}."),
            Self::TokenCreated { name, role } => {
                format!("made a token for “{name}”, which may do what {} may.", role.with_article())
            }
            Self::TokenRevoked { name } => format!("revoked the token of “{name}”."),
            Self::AccountsImported { added, changed } => {
                format!("imported customers’ accounts: {added} new, {changed} changed.")
            }
            Self::AccountForgotten { customer } => format!("forgot customer {customer}."),
            Self::ComponentsImported { names } => format!("took over components: {}.", names.join(", ")),
            Self::Unknown => {
                "did something that only a newer release can show. Reload the page, or update the server."
                    .to_owned()
            }
        }
    }
}

impl FreeText for CompanyChange {
    fn drop_text(&mut self) {
        match self {
            Self::SettingsSaved { settings } => settings.iter_mut().for_each(|setting| {
                setting.before.drop_text();
                setting.after.drop_text();
            }),
            Self::TemplateSaved { name, .. }
            | Self::TokenCreated { name, .. }
            | Self::TokenRevoked { name } => name.drop_text(),
            Self::ComponentsImported { names } => names.drop_text(),
            Self::FirstAccount { .. }
            | Self::PersonAdded { .. }
            | Self::RoleChanged { .. }
            | Self::PersonDeactivated { .. }
            | Self::PersonReactivated { .. }
            | Self::PersonRenamed { .. }
            | Self::PersonForgotten { .. }
            | Self::Invited { .. }
            | Self::PasswordChosen
            | Self::PasswordChanged
            | Self::SignedOut { .. }
            | Self::TemplateRemoved { .. }
            | Self::AccountsImported { .. }
            | Self::AccountForgotten { .. }
            | Self::Unknown => {}
        }
    }
}
