//! Lists of incidents: bare arrays, page by page.

use serde_json::Value;

use super::fault::Fault;
use super::{Answer, Call, answer, ok};
use crate::public::statuspage::Which;

/// Most incidents of one answer, as Statuspage has it.
const PAGE_MAX: usize = 100;

/// Incidents and planned works, the newest first; those whose words have `q` in them, where that is asked for.
pub fn all(call: &Call) -> Answer {
    page(call, Which::All, call.asked("q"))
}

/// One of the shorter lists.
pub fn list(call: &Call, name: &str) -> Answer {
    let which = match name {
        "unresolved" => Which::Unresolved,
        "scheduled" => Which::Scheduled,
        "upcoming" => Which::Upcoming,
        _ => Which::Active,
    };
    page(call, which, None)
}

fn page(call: &Call, which: Which, words: Option<&str>) -> Answer {
    let limit = call.asked("limit").or(call.asked("per_page"));
    let most = number("limit", limit, PAGE_MAX)?;
    if most == 0 || most > PAGE_MAX {
        return Err(Fault::invalid(format!("limit: it is 1 to {PAGE_MAX}.")));
    }
    let nth = number("page", call.asked("page"), 1)?.max(1);
    let found = call.record.list(which, words, (nth - 1).saturating_mul(most), most);
    let whole = |(id, object)| answer::whole(&call.record, id, &object);
    let objects: Vec<Value> = found.into_iter().map(whole).collect();
    Ok(ok(&objects))
}

fn number(name: &str, asked: Option<&str>, otherwise: usize) -> Result<usize, Fault> {
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(otherwise) };
    asked.parse().map_err(|_| Fault::invalid(format!("{name}: it is no number.")))
}

impl Call {
    /// What the address asks for under this name.
    fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
