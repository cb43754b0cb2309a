//! Taking a file of customers over: first what it would change, then the change.

use std::collections::{HashMap, HashSet};

use app::Error;
use app::backend::Asker;
use app::customers::{CHANGES_MAX, Customer, CustomerChange, CustomerFields, CustomersFile};
use domain::Directory;

use crate::backend::{Engine, log_failure, must_be_admin};
use crate::customers::read::{Names, Read, read};
use crate::store::customers::{TOGETHER_MAX, Written};

/// What to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// Tell what it would change.
    Preview,
    /// Take the good rows; customers who are not in the file stay.
    Take,
    /// Take the good rows, and forget the customers who are not in the file.
    Replace,
}

impl ImportMode {
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
    /// Reads a file of customers, and takes its good rows unless it is only asked what they would change.
    pub(crate) async fn import_customers(
        &self,
        asker: &Asker,
        mode: ImportMode,
        bytes: bytes::Bytes,
        columns: Vec<(String, String)>,
    ) -> Result<CustomersFile, Error> {
        must_be_admin(asker)?;
        let company = self.world.company();
        let emails = self.store.emails().await.map_err(|e| log_failure(&e))?;
        let names = Names::new(&company.directory, emails);
        let reading = tokio::task::spawn_blocking(move || read(&bytes, &names, &columns)).await;
        let read = reading.map_err(|_| Error::Internal)??;
        let known = self.store.customers().await.map_err(|e| log_failure(&e))?;
        let gone = gone(&known, &read);
        let file = compared(read.file, &read.good, &known, &company.directory);
        let mut file = CustomersFile { gone: count(gone.len()), ..file };
        // Rows that could not be read may be these customers' own.
        if mode == ImportMode::Replace && file.bad > 0 {
            return Err(Error::invalid(format!(
                "{} rows cannot be read, so nobody can tell which customers are not in the file. Mend them, or keep the others.",
                file.bad
            )));
        }
        if mode == ImportMode::Preview {
            return Ok(file);
        }
        self.take_customers(asker, &read.good, &mut file).await?;
        if mode == ImportMode::Replace {
            for customer in gone {
                self.store
                    .forget_customer(customer.id, &[], &self.stamp(asker))
                    .await
                    .map_err(|e| log_failure(&e))?;
            }
            file.removed = true;
        }
        self.store.customers_changed(&self.open_incidents()).await.map_err(|e| log_failure(&e))?;
        self.wake.notify_one();
        Ok(CustomersFile { taken: true, ..file })
    }

    async fn take_customers(
        &self,
        asker: &Asker,
        good: &[CustomerFields],
        file: &mut CustomersFile,
    ) -> Result<(), Error> {
        (file.new, file.changed, file.unchanged) = (0, 0, 0);
        for some in good.chunks(TOGETHER_MAX) {
            let written = self.store.write_customers(some, asker.person, self.clock.now()).await;
            for one in written.map_err(|e| log_failure(&e))? {
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

fn gone<'a>(known: &'a [Customer], read: &Read) -> Vec<&'a Customer> {
    let keys: HashSet<&str> = read.good.iter().map(|customer| customer.key.as_str()).collect();
    known.iter().filter(|customer| !keys.contains(customer.fields.key.as_str())).collect()
}

fn compared(
    file: CustomersFile,
    good: &[CustomerFields],
    known: &[Customer],
    directory: &Directory,
) -> CustomersFile {
    let known: HashMap<&str, &CustomerFields> =
        known.iter().map(|customer| (customer.fields.key.as_str(), &customer.fields)).collect();
    let mut file = file;
    for wanted in good {
        match known.get(wanted.key.as_str()) {
            None => file.new += 1,
            Some(before) if *before == wanted => file.unchanged += 1,
            Some(before) => {
                file.changed += 1;
                if file.changes.len() < CHANGES_MAX {
                    let fields = differences(before, wanted, directory);
                    file.changes.push(CustomerChange { name: wanted.name.clone(), fields });
                }
            }
        }
    }
    file
}

fn differences(
    before: &CustomerFields,
    after: &CustomerFields,
    directory: &Directory,
) -> Vec<(String, String, String)> {
    let (was, will) = (words(before, directory), words(after, directory));
    let pairs = was.into_iter().zip(will).filter(|((_, was), (_, will))| was != will);
    pairs.map(|((label, was), (_, will))| (label.to_owned(), was, will)).collect()
}

/// Each field as people read it.
fn words(customer: &CustomerFields, directory: &Directory) -> [(&'static str, String); 6] {
    let components: Vec<_> = customer.components.iter().map(|id| directory.component_name(id)).collect();
    let manager = customer.manager.map_or("nobody", |id| directory.name(id));
    [
        ("Name", customer.name.clone()),
        ("Tier", customer.tier.clone()),
        ("Yearly revenue", customer.revenue.to_string()),
        ("Account manager", manager.to_owned()),
        ("Components", components.join(", ")),
        ("Regions", customer.regions.join(", ")),
    ]
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
