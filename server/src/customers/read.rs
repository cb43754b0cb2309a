//! From a file to customers: each row whole, or told as a mistake with its line and column.

use std::collections::{BTreeSet, HashMap, HashSet};

use app::Error;
use app::customers::{
    COMPONENTS_MAX, CustomerFields, CustomersFile, KEY_MAX, REGIONS_MAX, REVENUE_MAX, UNKNOWN_MANAGERS_MAX,
    WORD_MAX,
};
use csv::StringRecord;
use domain::text::{self, NAME_MAX};
use domain::{ComponentId, Directory, PersonId};

use crate::table::{self, Bad, ByHand, Heading, Keyed, Shape, Sorted, beginning};

const SHAPE: Shape<'static> = Shape {
    by_hand: &[],
    columns: &[
        (
            "key",
            &[
                "key",
                "account key",
                "id",
                "account id",
                "account number",
                "customer key",
                "customer id",
                "company id",
                "record id",
                "organization id",
                "organisation id",
                "kundennummer",
            ],
        ),
        (
            "name",
            &[
                "name",
                "account",
                "account name",
                "customer",
                "customer name",
                "company",
                "company name",
                "organization",
                "organization name",
                "organisation",
                "organisation name",
            ],
        ),
        ("tier", &["tier", "plan", "segment", "account tier"]),
        (
            "revenue",
            &[
                "yearly revenue",
                "revenue",
                "arr",
                "annual revenue",
                "revenue a year",
                "annual recurring revenue",
            ],
        ),
        ("manager", &["account manager", "manager", "owner", "account owner", "company owner"]),
        ("components", &["components", "component", "products", "services"]),
        ("regions", &["regions", "region"]),
    ],
    needs: &[("key", "customer’s key")],
};

/// The company's people and components, by what files call them.
pub struct Names {
    people: HashMap<String, PersonId>,
    /// Names of several people, in lower case.
    shared: HashSet<String>,
    components: HashMap<String, ComponentId>,
}

impl Names {
    /// `emails` are in lower case. Where two people have one name, only their e-mail addresses tell them apart.
    pub fn new(directory: &Directory, emails: Vec<(PersonId, String)>) -> Self {
        let mut people = HashMap::new();
        let mut shared = HashSet::new();
        for person in &directory.people {
            let name = person.name.to_lowercase();
            if people.insert(name.clone(), person.id).is_some() {
                shared.insert(name);
            }
        }
        shared.iter().for_each(|name| {
            people.remove(name);
        });
        people.extend(emails.into_iter().map(|(id, email)| (email, id)));
        // A slug goes before a name: two components may have one name, under two headings.
        let by_name = directory.components.iter().map(|c| (c.name.to_lowercase(), c.id.clone()));
        let by_slug = directory.components.iter().map(|c| (c.id.0.clone(), c.id.clone()));
        let components = by_name.chain(by_slug).collect();
        Self { people, shared, components }
    }
}

/// What was read, and the customers that can be taken.
#[derive(Debug, Default)]
pub struct Read {
    pub file: CustomersFile,
    pub good: Vec<CustomerFields>,
}

/// Reads a file's bytes. `by_hand` is what somebody matched the columns with.
///
/// # Errors
/// When it is no text, has no heading that we know, or too many rows: then nothing of it is taken.
pub fn read(bytes: &[u8], names: &Names, by_hand: &ByHand) -> Result<Read, Error> {
    let shape = SHAPE.matched(by_hand)?;
    let decoded = table::decode(bytes)?;
    let (mut rows, mut strangers) = (Sorted::default(), BTreeSet::new());
    table::read(&decoded.text, shape, |heading, line, row| {
        let customer = row.and_then(|row| read_customer(heading, row, names, &mut strangers));
        rows.take(line, customer, |field| heading.name(field))
    })?;
    let Sorted { good, bad, mistakes, .. } = rows;
    let encoding = decoded.encoding.to_owned();
    let unknown_managers = strangers.into_iter().take(UNKNOWN_MANAGERS_MAX).collect();
    Ok(Read {
        file: CustomersFile { encoding, bad, mistakes, unknown_managers, ..CustomersFile::default() },
        good,
    })
}

impl Keyed for CustomerFields {
    const KEY: &'static str = "Key";

    fn key(&self) -> &str {
        &self.key
    }
}

fn read_customer(
    heading: &Heading,
    row: &StringRecord,
    names: &Names,
    strangers: &mut BTreeSet<String>,
) -> Result<CustomerFields, Bad> {
    let cell = |field| heading.cell(row, field);
    let line = |field, label, limit| {
        text::line(label, cell(field), limit).map_err(|bad| Bad::new(field, bad.to_string()))
    };
    let tier = if cell("tier").is_empty() { String::new() } else { line("tier", "Tier", WORD_MAX)? };
    Ok(CustomerFields {
        key: line("key", "Key", KEY_MAX)?,
        name: line("name", "Name", NAME_MAX)?,
        tier,
        revenue: revenue(cell("revenue"))?,
        manager: manager(cell("manager"), names, strangers)?,
        components: components(cell("components"), names)?,
        regions: regions(cell("regions"))?,
    })
}

/// Whole units: `1900000`, `1,900,000`, `$ 1 900 000.00`.
fn revenue(cell: &str) -> Result<i64, Bad> {
    let bad = || {
        let why = format!("Yearly revenue: “{}” is no amount. Write it like 1900000.", beginning(cell));
        Bad::new("revenue", why)
    };
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || "$€£¥".contains(c));
    if cell.is_empty() {
        return Ok(0);
    }
    let (whole, cents) = cell.rsplit_once('.').unwrap_or((cell, ""));
    if cents.len() > 2 || !cents.chars().all(|c| c.is_ascii_digit()) {
        return Err(bad());
    }
    let groups: Vec<&str> = whole.split([',', ' ', '\'', '_', '\u{a0}', '\u{202f}']).collect();
    let grouped = groups.iter().skip(1).all(|group| group.len() == 3);
    let digits = groups.concat();
    if !grouped || digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return Err(bad());
    }
    let amount = digits.parse().map_err(|_| bad())?;
    if amount > REVENUE_MAX {
        return Err(Bad::new("revenue", format!("Yearly revenue: at most {REVENUE_MAX}.")));
    }
    Ok(amount)
}

/// Nobody here is no mistake: whoever owns the account in another program need not be a colleague here. They are told
/// once, in `strangers`.
fn manager(cell: &str, names: &Names, strangers: &mut BTreeSet<String>) -> Result<Option<PersonId>, Bad> {
    let name = cell.to_lowercase();
    if names.shared.contains(&name) && !names.people.contains_key(&name) {
        let why = format!(
            "Account manager: several people here are “{}”. Write the e-mail address.",
            beginning(cell)
        );
        return Err(Bad::new("manager", why));
    }
    let person = names.people.get(&name).copied();
    if person.is_none() && !cell.is_empty() {
        strangers.insert(beginning(cell));
    }
    Ok(person)
}

fn components(cell: &str, names: &Names) -> Result<Vec<ComponentId>, Bad> {
    let mut components: Vec<ComponentId> = Vec::new();
    for name in parts(cell) {
        let Some(id) = names.components.get(&name.to_lowercase()) else {
            let why = format!("Components: there is no component “{}”.", beginning(name));
            return Err(Bad::new("components", why));
        };
        if !components.contains(id) {
            components.push(id.clone());
        }
    }
    if components.len() > COMPONENTS_MAX as usize {
        return Err(Bad::new("components", format!("Components: at most {COMPONENTS_MAX}.")));
    }
    components.sort();
    Ok(components)
}

fn regions(cell: &str) -> Result<Vec<String>, Bad> {
    let mut regions: Vec<String> = Vec::new();
    for name in parts(cell) {
        let region =
            text::line("Region", name, WORD_MAX).map_err(|bad| Bad::new("regions", bad.to_string()))?;
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    if regions.len() > REGIONS_MAX as usize {
        return Err(Bad::new("regions", format!("Regions: at most {REGIONS_MAX}.")));
    }
    regions.sort();
    Ok(regions)
}

/// The names of a cell that holds several.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests;
