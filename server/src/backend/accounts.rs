//! Taking a file of accounts over: first what it would change, then the change.

use std::collections::{HashMap, HashSet};

use app::Error;
use app::backend::Asker;
use app::customers::{Account, AccountChange, AccountFields, AccountsFile, CHANGES_MAX};
use domain::Directory;

use super::{Engine, must_be_admin, told};
use crate::customers::read::{Names, Read, read};
use crate::store::customers::{TOGETHER_MAX, Written};

/// What to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Tell what it would change.
    Preview,
    /// Take the good rows; accounts that are not in the file stay.
    Take,
    /// Take the good rows, and forget the accounts that are not in the file.
    Replace,
}

impl Mode {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "preview" => Some(Self::Preview),
            "take" => Some(Self::Take),
            "replace" => Some(Self::Replace),
            _ => None,
        }
    }
}

impl Engine {
    /// Reads a file of accounts, and takes its good rows unless it is only asked what they would change.
    pub async fn accounts_file(
        &self,
        asker: &Asker,
        mode: Mode,
        bytes: bytes::Bytes,
    ) -> Result<AccountsFile, Error> {
        must_be_admin(asker)?;
        let company = self.world.company();
        let emails = self.store.emails().await.map_err(|e| told(&e))?;
        let names = Names::new(&company.directory, emails);
        let reading = tokio::task::spawn_blocking(move || read(&bytes, &names)).await;
        let read = reading.map_err(|_| Error::Internal)??;
        let known = self.store.accounts().await.map_err(|e| told(&e))?;
        let gone = gone(&known, &read);
        let file = compared(read.file, &read.good, &known, &company.directory);
        let mut file = AccountsFile { gone: count(gone.len()), ..file };
        // Rows that could not be read may be these accounts' own.
        if mode == Mode::Replace && file.bad > 0 {
            return Err(Error::invalid(format!(
                "{} rows cannot be read, so nobody can tell which accounts are not in the file. Mend them, or keep the others.",
                file.bad
            )));
        }
        if mode == Mode::Preview {
            return Ok(file);
        }
        self.take_accounts(asker, &read.good, &mut file).await?;
        if mode == Mode::Replace {
            for account in gone {
                self.store.forget_account(account.id, &[], &self.stamp(asker)).await.map_err(|e| told(&e))?;
            }
            file.removed = true;
        }
        self.store.accounts_changed(&self.open_incidents()).await.map_err(|e| told(&e))?;
        self.wake.notify_one();
        Ok(AccountsFile { taken: true, ..file })
    }

    async fn take_accounts(
        &self,
        asker: &Asker,
        good: &[AccountFields],
        file: &mut AccountsFile,
    ) -> Result<(), Error> {
        (file.new, file.changed, file.unchanged) = (0, 0, 0);
        for some in good.chunks(TOGETHER_MAX) {
            let written = self.store.write_accounts(some, asker.person, self.clock.now()).await;
            for one in written.map_err(|e| told(&e))? {
                match one {
                    Written::New => file.new += 1,
                    Written::Changed => file.changed += 1,
                    Written::Unchanged => file.unchanged += 1,
                }
            }
        }
        Ok(())
    }
}

fn gone<'a>(known: &'a [Account], read: &Read) -> Vec<&'a Account> {
    let keys: HashSet<&str> = read.good.iter().map(|account| account.key.as_str()).collect();
    known.iter().filter(|account| !keys.contains(account.fields.key.as_str())).collect()
}

fn compared(
    file: AccountsFile,
    good: &[AccountFields],
    known: &[Account],
    directory: &Directory,
) -> AccountsFile {
    let known: HashMap<&str, &AccountFields> =
        known.iter().map(|account| (account.fields.key.as_str(), &account.fields)).collect();
    let mut file = file;
    for wanted in good {
        match known.get(wanted.key.as_str()) {
            None => file.new += 1,
            Some(before) if *before == wanted => file.unchanged += 1,
            Some(before) => {
                file.changed += 1;
                if file.changes.len() < CHANGES_MAX {
                    let fields = differences(before, wanted, directory);
                    file.changes.push(AccountChange { name: wanted.name.clone(), fields });
                }
            }
        }
    }
    file
}

fn differences(
    before: &AccountFields,
    after: &AccountFields,
    directory: &Directory,
) -> Vec<(String, String, String)> {
    let (was, will) = (words(before, directory), words(after, directory));
    let pairs = was.into_iter().zip(will).filter(|((_, was), (_, will))| was != will);
    pairs.map(|((label, was), (_, will))| (label.to_owned(), was, will)).collect()
}

/// Each field as people read it.
fn words(account: &AccountFields, directory: &Directory) -> [(&'static str, String); 6] {
    let components: Vec<_> = account.components.iter().map(|id| directory.component_name(id)).collect();
    let manager = account.manager.map_or("nobody", |id| directory.name(id));
    [
        ("Name", account.name.clone()),
        ("Tier", account.tier.clone()),
        ("Yearly revenue", account.revenue.to_string()),
        ("Account manager", manager.to_owned()),
        ("Components", components.join(", ")),
        ("Regions", account.regions.join(", ")),
    ]
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
