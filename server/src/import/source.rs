//! The file's own shape. Only what the import needs is named; anything else may be there.

use std::fmt;
use std::marker::PhantomData;

use domain::Timestamp;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{ImportError, Skipped};

/// How errors name the whole file, where the path is empty.
const TOP_LEVEL: &str = "top level";

/// How much of a text that should have been a time is shown.
const SHOWN_CHARS: usize = 60;

/// A piece of the file, as it stands there: one that is malformed spoils no other.
pub(super) type Raw<'a> = &'a RawValue;

#[derive(Default, Deserialize)]
pub(super) struct File<'a> {
    pub page: Option<Object<Page>>,
    #[serde(borrow)]
    pub components: Option<Vec<Raw<'a>>>,
    #[serde(borrow)]
    pub incidents: Option<Vec<Raw<'a>>>,
    #[serde(borrow)]
    pub scheduled_maintenances: Option<Vec<Raw<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Page {
    pub id: Option<String>,
    pub name: Option<String>,
}

/// A component, a group of components, or an incident's mention of one.
#[derive(Deserialize)]
pub(super) struct Part {
    pub id: Option<String>,
    /// The id's other name, in an update's `affected_components`.
    pub code: Option<String>,
    pub name: Option<String>,
    pub group: Option<bool>,
    /// The group that it is in.
    pub group_id: Option<String>,
    /// Since when its days are shown: `2025-01-31`.
    pub start_date: Option<String>,
    pub created_at: Option<When>,
    pub showcase: Option<bool>,
    pub only_show_if_degraded: Option<bool>,
    /// In an update's `affected_components`.
    pub old_status: Option<String>,
    pub new_status: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Incident<'a> {
    pub id: String,
    pub name: String,
    pub status: Option<String>,
    pub impact: Option<String>,
    pub started_at: Option<When>,
    pub created_at: Option<When>,
    pub updated_at: Option<When>,
    pub resolved_at: Option<When>,
    pub scheduled_for: Option<When>,
    pub scheduled_until: Option<When>,
    #[serde(borrow)]
    pub components: Option<Vec<Raw<'a>>>,
    #[serde(borrow)]
    pub incident_updates: Option<Vec<Raw<'a>>>,
    pub postmortem_body: Option<String>,
    /// A time, or whether it was.
    pub postmortem_published_at: Option<serde_json::Value>,
}

#[derive(Deserialize)]
pub(super) struct Update<'a> {
    pub id: Option<String>,
    pub status: Option<String>,
    pub body: Option<String>,
    pub display_at: Option<When>,
    pub created_at: Option<When>,
    #[serde(borrow)]
    pub affected_components: Option<Vec<Raw<'a>>>,
}

/// An instant as the file writes it: RFC 3339 with any offset.
#[derive(Clone, Copy)]
pub(super) struct When(pub Timestamp);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse::<jiff::Timestamp>() {
            Ok(at) => Ok(Self(Timestamp(at.as_microsecond()))),
            Err(_) => Err(D::Error::custom(format_args!(
                "{:?} is not a time with an offset, such as 2019-02-20T12:00:19-06:00",
                text.chars().take(SHOWN_CHARS).collect::<String>()
            ))),
        }
    }
}

/// A `T` that was written as a JSON object. Derived readers would take a list in the order of the fields, too.
pub(super) struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

/// Reads the file's shape: an object with lists, or the bare list that the v1 API gives.
pub(super) fn read(text: &str) -> Result<File<'_>, ImportError> {
    if text.trim_start().starts_with('[') { bare(whole(text)?) } else { whole(text).map(|Object(file)| file) }
}

fn whole<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ImportError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let whole = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        refusal(&path, &error.into_inner())
    })?;
    json.end().map_err(|error| refusal("", &error))?;
    Ok(whole)
}

/// What tells the items of a bare list apart.
#[derive(Default, Deserialize)]
struct Item {
    page_id: Option<String>,
    incident_updates: Option<IgnoredAny>,
    impact: Option<IgnoredAny>,
}

/// The v1 API lists either incidents or components, each with its page's id.
fn bare(items: Vec<Raw<'_>>) -> Result<File<'_>, ImportError> {
    let parse = |item: &Raw<'_>| Some(serde_json::from_str::<Object<Item>>(item.get()).ok()?.0);
    let read: Vec<Item> = items.iter().filter_map(parse).collect();
    let id = read.iter().find_map(|item| item.page_id.clone());
    if let Some(other) = read.iter().find(|item| item.page_id.is_some() && item.page_id != id) {
        let (id, other) = (id.unwrap_or_default(), other.page_id.clone().unwrap_or_default());
        let message = format!("the list is of two pages, {id:?} and {other:?}: import each on its own");
        return Err(ImportError::Field { path: TOP_LEVEL.to_owned(), message });
    }
    let page = id.map(|id| Object(Page { id: Some(id), name: None }));
    let of_incidents = read.iter().any(|item| item.incident_updates.is_some() || item.impact.is_some());
    let items = Some(items);
    Ok(if of_incidents || read.is_empty() {
        File { page, incidents: items, ..File::default() }
    } else {
        File { page, components: items, ..File::default() }
    })
}

/// Reads one piece of the file, which stands at `place`.
///
/// # Errors
/// What is wrong with it, and where in it.
pub(super) fn piece<'a, T: Deserialize<'a>>(place: &str, raw: Raw<'a>) -> Result<T, Skipped> {
    let mut json = serde_json::Deserializer::from_str(raw.get());
    serde_path_to_error::deserialize(&mut json).map(|Object(piece)| piece).map_err(|error| {
        let path = error.path().to_string();
        let inside = if matches!(path.as_str(), "" | ".") { String::new() } else { format!(".{path}") };
        let error = error.into_inner();
        let at = format!(" at line {} column {}", error.line(), error.column());
        let why = error.to_string();
        Skipped { what: format!("{place}{inside}"), why: why.strip_suffix(&at).unwrap_or(&why).to_owned() }
    })
}

/// A broken text is told by line and column, a wrong value by its path.
fn refusal(path: &str, error: &serde_json::Error) -> ImportError {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Data => ImportError::Field {
            path: if matches!(path, "" | ".") { TOP_LEVEL.to_owned() } else { path.to_owned() },
            message: error.to_string(),
        },
        Category::Syntax | Category::Eof | Category::Io => {
            let message = error.to_string();
            let place = format!(" at line {line} column {column}");
            let message = message.strip_suffix(&place).unwrap_or(&message).to_owned();
            ImportError::Json { line, column, message }
        }
    }
}
