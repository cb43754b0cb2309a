//! What customers of Northwind Cloud wrote while the API refused them; some of it waits for its follow-up.

use app::tickets::NewTicket;
use domain::ticket::{ActKind, List, Mark, Standing};
use domain::{Incident, IncidentId, Seq, Span, Timestamp};

use super::{DemoError, person};
use crate::store::log::read_all;
use crate::store::tickets::Change;
use crate::store::{EventLog, Store};

/// Minutes after it began, who wrote, for which customer, the subject, and what they wrote.
const TICKETS: [(i64, &str, &str, &str, &str); 24] = [
    (
        2,
        "Ines Duarte",
        "orbital-freight",
        "API answers 429 to everything",
        "Our dispatcher gets 429 since a minute.",
    ),
    (
        2,
        "Paul Weber",
        "pinecrest-labs",
        "Rate limit far below our plan",
        "We are refused at 20 requests a second.",
    ),
    (3, "Amara Obi", "maris-retail", "API calls refused", "Checkout fails, the API says too many requests."),
    (3, "Kenji Mori", "tallyworks", "429 on deploy hook", "Our pipeline calls the API and is refused."),
    (3, "Lucy Hale", "bluebell-clinics", "Is our data safe?", "We saw errors from the API and are worried."),
    (4, "Omar Aziz", "sunder", "API limit changed without notice", "Nobody told us about a new limit."),
    (
        4,
        "Greta Lund",
        "fernhill-media",
        "Too many requests, but there are none",
        "We send one request a minute.",
    ),
    (4, "Tom Bauer", "aster-insurance", "Nightly export stopped", "The export uses the API and got 429."),
    (5, "Mina Park", "loom-and-lark", "API refuses our key", "429 with a fresh key, too."),
    (5, "Raj Patel", "northgate-council", "Cannot list apps", "The API list call is refused."),
    (
        5,
        "Elsa Berg",
        "quillwood-press",
        "Import job died",
        "It retried the API for five minutes and gave up.",
    ),
    (6, "Jon Reyes", "sable-games", "Preview apps cannot start", "They ask the API for their settings."),
    (6, "Nadia Haas", "copper-kettle", "Invoice question", "Where do I find last month's invoice?"),
    (7, "Ben Frost", "harbour-lines", "API 429 from one region only", "Europe is refused, the rest works."),
    (7, "Sofia Marin", "orbital-freight", "Still refused", "Second ticket: the API still says 429."),
    (8, "Wim de Boer", "tidewater", "Webhooks late", "They come, but minutes late."),
    (8, "Ada King", "pinecrest-labs", "Works again?", "The last three API calls went through."),
    (9, "Leo Costa", "maris-retail", "How long was the API refused?", "We have to tell our own customers."),
    (10, "Ruth Okoye", "granite-bank", "API credit", "Do we get a credit for the refused calls?"),
    (11, "Yuki Sato", "tallyworks", "Deploys work again", "Thanks. What was it?"),
    (12, "Carl Nystrom", "fjord-energy", "Password reset mail", "The reset mail does not come."),
    (14, "Dora Klein", "bluebell-clinics", "Please confirm", "Can you confirm that no records were lost?"),
    (17, "Ivan Petrov", "sunder", "Log of refused API calls", "We need the list of what was refused."),
    (21, "May Lin", "aster-insurance", "Export ran by hand", "It ran now. Will tonight's run, too?"),
];

/// Where the answers that were given point.
const LINK: &str = "https://northwind.example/status";

/// How many of them support had tagged by then.
const TAGGED: usize = 15;

/// Adds them to an incident that is over; what is there already stays.
pub(super) async fn write(
    store: &Store,
    log: &dyn EventLog,
    id: IncidentId,
    now: Timestamp,
) -> Result<(), DemoError> {
    let incident = Incident::fold(id, &read_all(log, id, Seq::ZERO).await?);
    let began = incident.course.suspected_at;
    let tickets: Vec<_> = TICKETS.iter().zip(48_201..).map(|(row, key)| ticket(row, key, began)).collect();
    store.add_tickets(id, &tickets, now).await?;
    let Some(jonas) = person("Jonas") else { return Ok(()) };
    let (rows, _) = store.tickets(id, List::New, None, "").await?;
    let tickets: Vec<_> = rows.iter().rev().take(TAGGED).map(|row| (row.id, row.version)).collect();
    let directory = store.company().await?.directory;
    let at = incident.course.ending.as_ref().map_or(now, |ending| ending.at);
    let change =
        Change { incident: id, tickets: &tickets, person: jonas, at, wish: "demo", act: ActKind::Tag };
    // The wish acts once: a second start tags no more.
    store
        .act_on_tickets(change, |row| {
            let name = row.came.requester.split(' ').next().unwrap_or_default();
            let answer = incident.macro_for(&directory, name, LINK, at);
            Ok(Standing { tagged: Some(Mark { by: jonas, at }), answer, ..Standing::default() })
        })
        .await?;
    Ok(())
}

fn ticket(row: &(i64, &str, &str, &str, &str), key: i64, began: Timestamp) -> NewTicket {
    let (minutes, requester, customer, subject, excerpt) = *row;
    let first = requester.split(' ').next().unwrap_or_default().to_lowercase();
    NewTicket {
        key: key.to_string(),
        subject: subject.to_owned(),
        requester: requester.to_owned(),
        email: format!("{first}@{customer}.example"),
        customer: customer.to_owned(),
        excerpt: excerpt.to_owned(),
        url: String::new(),
        created_at: Some(began + Span::minutes(minutes)),
    }
}
