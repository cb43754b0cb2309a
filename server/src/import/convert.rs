//! From the files' shapes to ours.

mod incident;
mod parts;
mod word;

use std::collections::HashSet;

use domain::text::{self, NAME_MAX};
use domain::{ImportedIncident, Timestamp};

use super::source::{File, Raw};
use super::{History, ImportError, SOURCE_ID_MAX, Skipped};
use parts::Parts;

/// Where the public endpoints of Statuspage end.
const ENDPOINT_ENDS_AT: usize = 50;

/// The whole history.
pub(super) fn history(
    files: Vec<(String, File<'_>)>,
    named: Option<&str>,
) -> Result<History, (usize, ImportError)> {
    let (page, page_name) = page(&files, named)?;
    let mut reader = Reader { page, ..Reader::default() };
    for (place, (name, file)) in files.iter().enumerate() {
        if [&file.components, &file.incidents, &file.scheduled_maintenances].iter().all(|list| list.is_none())
        {
            let message = "none of the lists incidents, scheduled_maintenances and components".to_owned();
            return Err((place, ImportError::Field { path: "top level".to_owned(), message }));
        }
        if let Some(components) = &file.components {
            reader.parts.list(&at(name, "components"), components, &mut reader.skipped);
        }
    }
    reader.parts.place_in_groups();
    let mut incidents = Vec::new();
    for (name, file) in files {
        for (list, raw) in
            [("incidents", file.incidents), ("scheduled_maintenances", file.scheduled_maintenances)]
        {
            let raw = raw.unwrap_or_default();
            reader.note_the_end(name.as_str(), list, raw.len());
            incidents.extend(reader.incidents(&at(&name, list), raw));
        }
    }
    incidents.sort_by_key(|incident| incident.began_at);
    reader.notes.extend(reader.parts.notes());
    let (lists_components, components, groups) = reader.parts.into_found();
    let (skipped, notes) = (reader.skipped, reader.notes);
    Ok(History {
        page: reader.page,
        page_name,
        lists_components,
        components,
        groups,
        incidents,
        skipped,
        notes,
    })
}

/// `incidents`, or `old.json: incidents` where there are several files.
fn at(file: &str, list: &str) -> String {
    if file.is_empty() { list.to_owned() } else { format!("{file}: {list}") }
}

/// The page's id and name: from the files, which are all of one page, else as it was named.
fn page(files: &[(String, File<'_>)], named: Option<&str>) -> Result<(String, String), (usize, ImportError)> {
    let field = |place, message: String| (place, ImportError::Field { path: "page".to_owned(), message });
    let clean = |text: &Option<String>| text.as_deref().and_then(|text| text::cleaned_line(text, NAME_MAX));
    let mut known: Option<(String, Option<String>)> = None;
    for (place, (_, file)) in files.iter().enumerate() {
        let Some(page) = file.page.as_ref().map(|page| &page.0) else { continue };
        let name = clean(&page.name);
        let Some(id) = page.id.clone().filter(|id| is_id(id)).or_else(|| name.clone()) else { continue };
        match &mut known {
            None => known = Some((id, name)),
            Some((first, _)) if *first != id => {
                let message = format!("it is of page {id:?}, and the files before it of {first:?}");
                return Err(field(place, message));
            }
            Some((_, known)) => *known = known.take().or(name),
        }
    }
    let named = clean(&named.map(str::to_owned));
    match (known, named) {
        (Some((id, name)), named) => {
            Ok((id.clone(), name.or(named).or(clean(&Some(id.clone()))).unwrap_or(id)))
        }
        (None, Some(named)) => Ok((named.clone(), named)),
        (None, None) => Err(field(
            0,
            "neither an id nor a name, so a second import couldn’t know the page. Name it with --page NAME"
                .to_owned(),
        )),
    }
}

/// Whether a second import can know something by it.
fn is_id(id: &str) -> bool {
    !id.trim().is_empty() && id.chars().count() <= SOURCE_ID_MAX && !id.chars().any(char::is_control)
}

/// What one pass over the files gathers besides the incidents.
#[derive(Default)]
struct Reader {
    page: String,
    parts: Parts,
    /// The ids of the incidents so far.
    seen: HashSet<String>,
    skipped: Vec<Skipped>,
    notes: Vec<String>,
}

impl Reader {
    fn incidents(&mut self, list: &str, raw: Vec<Raw<'_>>) -> Vec<ImportedIncident> {
        let read = |(n, raw): (usize, Raw<'_>)| self.incident(&format!("{list}[{n}]"), raw);
        let mut taken: Vec<_> = raw.into_iter().enumerate().filter_map(read).collect();
        oldest_first(&mut taken, |incident| incident.began_at);
        taken
    }

    /// A list that is exactly as long as the endpoint gives has most likely lost its older half.
    fn note_the_end(&mut self, file: &str, list: &str, count: usize) {
        if count == ENDPOINT_ENDS_AT {
            self.notes.push(format!(
                "{} has exactly {ENDPOINT_ENDS_AT} entries, where Statuspage’s public API ends: older ones are most likely \
                 missing. The v1 API gives all of them, page by page, with an API key: \
                 https://api.statuspage.io/v1/pages/{}/incidents?limit=100&page=1. Import its answers as several files.",
                at(file, list),
                self.page,
            ));
        }
    }

    /// Notes what isn't taken.
    fn skip<T>(&mut self, what: impl Into<String>, why: impl Into<String>) -> Option<T> {
        self.skipped.push(Skipped { what: what.into(), why: why.into() });
        None
    }
}

/// Sorts by time. Of equal times the file's order decides, which is the newest first unless its ends say otherwise.
fn oldest_first<T>(list: &mut [T], at: impl Fn(&T) -> Timestamp) {
    if let (Some(first), Some(last)) = (list.first(), list.last())
        && at(first) >= at(last)
    {
        list.reverse();
    }
    list.sort_by_key(at);
}
