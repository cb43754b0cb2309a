//! Files of subscribers: a table with a column of addresses, Statuspage's own list (`email,ada@example.com,…`), or an
//! address a line.

use app::Error;
use app::upload::Mistake;
use csv::StringRecord;
use domain::{ComponentId, Directory};

use super::{PICKED_COMPONENTS_MAX, address};
use crate::store::subscribers::ImportedSubscriber;
use crate::table::{self, Bad, Heading, Keyed, Shape, Sorted, beginning};

const SHAPE: Shape<'static> = Shape {
    by_hand: &[],
    columns: &[
        ("email", &["email", "e mail", "mail", "email address", "address", "subscriber", "subscriber email"]),
        ("type", &["type", "mode", "subscriber type", "subscription type", "channel"]),
        ("components", &["components", "component"]),
        ("incidents", &["incidents"]),
    ],
    needs: &[("email", "mail address")],
};

/// What other subscribers than those by mail are called in such files.
const OTHER_KINDS: [&str; 6] = ["sms", "phone", "webhook", "slack", "teams", "integration_partner"];

/// What was read.
#[derive(Debug, Default)]
pub struct Read {
    pub encoding: String,
    pub good: Vec<ImportedSubscriber>,
    pub bad: u32,
    pub mistakes: Vec<Mistake>,
}

impl Keyed for ImportedSubscriber {
    const KEY: &'static str = "Address";

    fn key(&self) -> &str {
        &self.address
    }
}

/// Reads a file's bytes.
///
/// # Errors
/// When it is no text, or has too many rows: then nothing of it is taken.
pub fn read(bytes: &[u8], directory: &Directory) -> Result<Read, Error> {
    let decoded = table::decode(bytes)?;
    let mut rows = Sorted::default();
    if has_heading(&decoded.text) {
        table::read(&decoded.text, SHAPE, |heading, line, row| {
            let subscriber = row.and_then(|row| read_row(heading, row, directory));
            rows.take(line, subscriber, |field| heading.name(field))
        })?;
    } else {
        for (line, number) in table::unix(&decoded.text).lines().zip(1_u64..) {
            if let Some(subscriber) = read_line(line) {
                rows.take(number, subscriber, str::to_owned)?;
            }
        }
    }
    let Sorted { good, bad, mistakes, .. } = rows;
    Ok(Read { encoding: decoded.encoding.to_owned(), good, bad, mistakes })
}

/// Whether the first line names columns. One with an address is a subscriber, even where its first cell is `email`.
fn has_heading(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    !first.contains('@') && table::is_table(text, SHAPE)
}

fn read_row(heading: &Heading, row: &StringRecord, directory: &Directory) -> Result<ImportedSubscriber, Bad> {
    let kind = heading.cell(row, "type").to_lowercase();
    if OTHER_KINDS.contains(&kind.as_str()) {
        return Err(Bad::new("type", not_by_mail(&kind)));
    }
    let components = heading.cell(row, "components").split([';', '|', ',']).map(str::trim);
    let components = components.filter(|word| !word.is_empty()).map(|word| component(word, directory));
    let components: Vec<ComponentId> = components.collect::<Result<_, _>>()?;
    if components.len() > PICKED_COMPONENTS_MAX {
        let why = format!("At most {PICKED_COMPONENTS_MAX} components are picked.");
        return Err(Bad::new("components", why));
    }
    if components.is_empty() && !heading.cell(row, "incidents").is_empty() {
        return Err(Bad::new("incidents", "Only single incidents are followed, which are no longer news."));
    }
    let address =
        address::parse("Address", heading.cell(row, "email")).map_err(|why| Bad::new("email", why))?;
    Ok(ImportedSubscriber { address, components })
}

/// A component by its slug, else by its name.
fn component(word: &str, directory: &Directory) -> Result<ComponentId, Bad> {
    let by_slug = directory.components.iter().find(|component| component.id.0 == word);
    let is_named = |component: &&domain::Component| component.name.to_lowercase() == word.to_lowercase();
    let found = by_slug.or_else(|| directory.components.iter().find(is_named));
    found
        .map(|component| component.id.clone())
        .ok_or_else(|| Bad::new("components", format!("We have no component called “{}”.", beginning(word))))
}

/// A line without a heading over it; none where it is empty, or a heading of its own.
fn read_line(line: &str) -> Option<Result<ImportedSubscriber, Bad>> {
    let cells: Vec<&str> = line.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"')).collect();
    let kind = cells.first()?.to_lowercase();
    let is_kind = cells.len() > 1 && OTHER_KINDS.contains(&kind.as_str());
    let mut addresses = cells.iter().filter(|cell| cell.contains('@'));
    let typed = match (addresses.next(), addresses.next()) {
        (_, Some(_)) => {
            return Some(Err(Bad::row("Several addresses stand in one line: give each its own.")));
        }
        (Some(address), None) if !is_kind => *address,
        _ if is_kind => return Some(Err(Bad::row(not_by_mail(&kind)))),
        _ if line.trim().is_empty() || SHAPE.columns[0].1.contains(&kind.as_str()) => return None,
        _ => line,
    };
    let address = address::parse("Address", typed).map_err(Bad::row);
    Some(address.map(|address| ImportedSubscriber { address, components: Vec::new() }))
}

fn not_by_mail(kind: &str) -> String {
    format!("Only subscribers by mail come in; this one is by {kind}.")
}

#[cfg(test)]
mod tests {
    use domain::Component;

    use super::*;

    fn directory() -> Directory {
        let component =
            |id: &str, name: &str| Component { id: ComponentId(id.to_owned()), name: name.to_owned() };
        Directory {
            components: vec![component("api", "Public API"), component("web", "Web")],
            ..Directory::default()
        }
    }

    /// The addresses with their components, and the mistakes with their lines.
    fn told(text: &str) -> (Vec<String>, Vec<String>) {
        let read = read(text.as_bytes(), &directory()).expect("a list");
        let good = read.good.into_iter().map(|one| {
            let components: Vec<_> = one.components.into_iter().map(|id| id.0).collect();
            [&[one.address][..], &components].concat().join(" ")
        });
        let bad = read.mistakes.into_iter().map(|bad| format!("{} {}", bad.line, bad.why));
        (good.collect(), bad.collect())
    }

    #[test]
    fn takes_lists_as_people_have_them() {
        for (what, text, good) in [
            (
                "an address a line",
                "ada@example.com\n\nBen@Example.com\n",
                vec!["ada@example.com", "ben@example.com"],
            ),
            ("with a heading over one column", "Email\nada@example.com\n", vec!["ada@example.com"]),
            (
                "of Windows",
                "ada@example.com\r\nben@example.com\r\n",
                vec!["ada@example.com", "ben@example.com"],
            ),
            (
                "Statuspage's template",
                "email,ada@example.com,no\nemail,ben@example.com,yes\n",
                vec!["ada@example.com", "ben@example.com"],
            ),
            (
                "a table",
                "id,Type,E-Mail,created_at\n1,email,ada@example.com,2024-01-02\n2,Email,ben@example.com,2024-01-03\n",
                vec!["ada@example.com", "ben@example.com"],
            ),
            (
                "quoted, by semicolons",
                "\"mode\";\"email\"\n\"email\";\"ada@example.com\"\n",
                vec!["ada@example.com"],
            ),
            (
                "with components, by slug and by name",
                "email,components\nada@example.com,api; Web\nben@example.com,public api\ncleo@example.com,\n",
                vec!["ada@example.com api web", "ben@example.com api", "cleo@example.com"],
            ),
            (
                "with the mark of a spreadsheet",
                "\u{feff}email,name\nada@example.com,Ada\n",
                vec!["ada@example.com"],
            ),
            ("empty", "", vec![]),
        ] {
            assert_eq!(told(text), (good.into_iter().map(str::to_owned).collect(), vec![]), "{what}");
        }
    }

    #[test]
    fn tells_each_line_that_it_cannot_take_and_why() {
        for (text, line) in [
            ("ada@example.com\nada\n", "2 Address: “ada” has no @."),
            ("ada@example.com\nADA@example.com\n", "2 Address: the same as in line 1."),
            (
                "ada@example.com, ben@example.com\n",
                "1 Several addresses stand in one line: give each its own.",
            ),
            (
                "sms,5551234,US\nemail,ada@example.com,no\n",
                "1 Only subscribers by mail come in; this one is by sms.",
            ),
            (
                "webhook,https://a.example/hook,ops@a.example\n",
                "1 Only subscribers by mail come in; this one is by webhook.",
            ),
            (
                "type,email\nslack,ada@example.com\n",
                "2 Only subscribers by mail come in; this one is by slack.",
            ),
            ("email,components\nada@example.com,Search\n", "2 We have no component called “Search”."),
            ("email,name\nada@example.com\n", "2 The row has 1 cells; the heading has 2."),
            (
                "email,components,incidents\nada@example.com,,7\n",
                "2 Only single incidents are followed, which are no longer news.",
            ),
        ] {
            assert_eq!(told(text).1, [line], "{text:?}");
        }
    }
}
