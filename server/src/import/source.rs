//! The file's own shape. Only what the import needs is named; anything else may be there.

use std::fmt;
use std::marker::PhantomData;

use domain::Timestamp;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_json::error::Category;

use super::ImportError;

/// How errors name the whole file, where the path is empty.
const TOP_LEVEL: &str = "top level";

/// How much of a text that should have been a time is shown.
const SHOWN_CHARS: usize = 60;

#[derive(Deserialize)]
pub(super) struct File {
    pub page: Object<Page>,
    pub components: Option<Vec<Object<Part>>>,
    pub incidents: Vec<Object<Incident>>,
    pub scheduled_maintenances: Option<Vec<Object<Incident>>>,
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
}

#[derive(Deserialize)]
pub(super) struct Incident {
    pub id: String,
    pub name: String,
    pub status: Option<String>,
    pub impact: Option<String>,
    pub started_at: Option<When>,
    pub created_at: Option<When>,
    pub resolved_at: Option<When>,
    pub components: Option<Vec<Object<Part>>>,
    pub incident_updates: Option<Vec<Object<Update>>>,
    pub postmortem_body: Option<String>,
    pub postmortem_published_at: Option<When>,
}

#[derive(Deserialize)]
pub(super) struct Update {
    pub status: Option<String>,
    pub body: Option<String>,
    pub display_at: Option<When>,
    pub created_at: Option<When>,
    pub affected_components: Option<Vec<Object<Part>>>,
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

/// Reads the file's shape.
pub(super) fn read(text: &str) -> Result<File, ImportError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let Object(file) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        refusal(&path, &error.into_inner())
    })?;
    json.end().map_err(|error| refusal("", &error))?;
    Ok(file)
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
