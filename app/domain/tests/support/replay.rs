//! Whether a log is one that the rules write: it is played once more, and each record has to be what [`Incident::decide`]
//! makes, at that place, of the command behind it.
//!
//! Shared with the server's tests, which play what their servers wrote: two nodes that race, crashes, full disks.

use std::collections::BTreeSet;
use std::fmt;

use domain::redact::REDACTED;
use domain::*;

/// A record that the rules would not have allowed where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    pub seq: Seq,
    pub why: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {}: {}", self.seq, self.why)
    }
}

/// Plays an incident's whole log by the rules. The directory says who has which role; customers are taken as they are
/// named, because the log does not keep who they were.
///
/// # Errors
/// The first record that breaks a rule.
pub fn check(id: IncidentId, log: &[Recorded], directory: &Directory) -> Result<(), Breach> {
    let mut incident = Incident::new(id);
    let log = told_apart(log);
    let mut rest = log.as_slice();
    while let Some(first) = rest.first() {
        if first.seq != incident.seq.next() {
            return Err(Breach { seq: first.seq, why: format!("it follows record {}", incident.seq) });
        }
        let taken = played(&incident, rest, directory).map_err(|why| Breach {
            seq: first.seq,
            why: format!("{:?} by {:?}: {why}", first.event, first.by),
        })?;
        let (now, later) = rest.split_at(taken);
        now.iter().for_each(|record| incident.apply(record));
        rest = later;
    }
    Ok(())
}

/// How many of these records one command makes, by whoever wrote the first; or why none does.
fn played(incident: &Incident, rest: &[Recorded], directory: &Directory) -> Result<usize, String> {
    let mut why = "no command makes it".to_owned();
    for (command, facts) in commands(rest, directory) {
        let events = match incident.decide(&actor(&rest[0].by, directory), command, &facts) {
            Ok(events) => events,
            Err(refusal) => {
                why = refusal.to_string();
                continue;
            }
        };
        let made = events.len();
        let is_same = |(record, event): (&Recorded, &Event)| {
            (&record.by, record.at) == (&rest[0].by, rest[0].at)
                && without_headline(&record.event) == without_headline(event)
        };
        if made <= rest.len() && rest.iter().zip(&events).all(is_same) {
            return Ok(made);
        }
        why = format!("the rules make {events:?} of it");
    }
    Err(why)
}

/// The log, in which what was redacted differs from record to record, as it did before: some rules refuse the same
/// words twice.
fn told_apart(log: &[Recorded]) -> Vec<Recorded> {
    let redacted: BTreeSet<Seq> = log
        .iter()
        .filter_map(|record| match record.event {
            Event::Redacted { seq, .. } => Some(seq),
            _ => None,
        })
        .collect();
    let tell = |record: &Recorded| {
        if !redacted.contains(&record.seq) {
            return record.clone();
        }
        let json = serde_json::to_string(&record.event).expect("an event is plain data");
        let json = json.replace(REDACTED, &format!("[redacted {}]", record.seq));
        Recorded { event: serde_json::from_str(&json).expect("the same event"), ..record.clone() }
    };
    log.iter().map(tell).collect()
}

/// A headline follows from components that need not be kept: no rule looks at it.
fn without_headline(event: &Event) -> Event {
    let mut event = event.clone();
    if let Event::UpdatePublished { update } = &mut event {
        update.headline.clear();
    }
    event
}

fn actor(by: &By, directory: &Directory) -> Actor {
    let role = match by {
        By::Person { id } => directory.person(*id).map_or(Role::Viewer, |person| person.role),
        // A token's role is not in the log.
        By::Token { .. } => Role::Admin,
        By::Server | By::Import | By::Unknown => Role::Viewer,
    };
    Actor { by: by.clone(), role }
}

/// The world at the moment of these records, as far as they tell it.
fn facts(records: &[Recorded], directory: &Directory) -> Facts {
    let breath =
        || records.iter().take_while(|record| (&record.by, record.at) == (&records[0].by, records[0].at));
    let mut facts = Facts { now: records[0].at, directory: directory.clone().into(), ..Facts::default() };
    if let Event::Declared { policy, .. } = &records[0].event {
        facts.policy = policy.clone().into();
    }
    facts.tickets = breath().find_map(|record| counts(&record.event)).unwrap_or_default();
    facts.findings = breath().find_map(|record| findings(&record.event)).unwrap_or_default();
    facts
}

fn counts(event: &Event) -> Option<ticket::Counts> {
    if let Event::TicketsCounted { counts } = event { Some(*counts) } else { None }
}

fn findings(event: &Event) -> Option<Vec<Finding>> {
    match event {
        Event::UpdatePublished { update } => Some(update.findings.clone()),
        Event::UpdateCorrected { findings, .. }
        | Event::MacroWritten { findings, .. }
        | Event::HeadlineSet { findings, .. } => Some(findings.clone()),
        _ => None,
    }
}

/// The commands that may have made these records, most telling first.
fn commands(rest: &[Recorded], directory: &Directory) -> Vec<(Command, Facts)> {
    let facts = facts(rest, directory);
    let next = rest.get(1).filter(|next| (&next.by, next.at) == (&rest[0].by, rest[0].at));
    let update = next.and_then(|next| draft(&next.event));
    let commands = by_maintenance(&rest[0].event, update.clone())
        .or_else(|| by_states(&rest[0].event, update))
        .or_else(|| by_duties(&rest[0].event))
        .or_else(|| by_words(&rest[0].event, rest))
        .or_else(|| by_work(&rest[0].event, rest))
        .unwrap_or_default();
    commands.into_iter().map(|command| (command, facts.clone())).collect()
}

fn draft(event: &Event) -> Option<UpdateDraft> {
    let Event::UpdatePublished { update } = event else { return None };
    let Update { phase, body, impacts, next_due, reason, .. } = update.clone();
    Some(UpdateDraft { phase, body, impacts, next_due, reason })
}

/// The posts that a change of state may have come with: the words that follow it, or none.
fn posts(no_post: Option<&String>, update: Option<UpdateDraft>) -> Vec<Post> {
    match no_post {
        Some(reason) => vec![Post::Confidential { reason: reason.clone() }],
        None => update.map(|update| Post::Now { update }).into_iter().chain([Post::Later]).collect(),
    }
}

/// What may have gone out with a declaration: own words may be the standard ones, which are all that a viewer has.
fn first_posts(confidential: Option<&String>, update: Option<UpdateDraft>) -> Vec<FirstPost> {
    let own = |update: UpdateDraft| FirstPost::Words {
        body: update.body,
        reason: update.reason,
        impacts: update.impacts,
    };
    match confidential {
        Some(reason) => vec![FirstPost::Confidential { reason: reason.clone() }],
        None => update.map(own).into_iter().chain([FirstPost::Standard]).collect(),
    }
}

fn by_states(event: &Event, update: Option<UpdateDraft>) -> Option<Vec<Command>> {
    let each = |no_post: &Option<String>, command: &dyn Fn(Post) -> Command| {
        Some(posts(no_post.as_ref(), update.clone()).into_iter().map(command).collect())
    };
    match event.clone() {
        Event::Declared { title, components, commander, suspected_at, confidential, .. } => {
            let (suspected_at, commander) = (Some(suspected_at), Some(commander));
            let declare = |post| {
                let (title, components) = (title.clone(), components.clone());
                Command::Declare { title, components, suspected_at, post, commander }
            };
            Some(first_posts(confidential.as_ref(), update).into_iter().map(declare).collect())
        }
        Event::DeclaredPast { title, past, confidential, postmortem } => {
            let declare = |post| {
                let (title, past, postmortem) = (title.clone(), past.clone(), postmortem.clone());
                Command::DeclarePast { title, past, post, postmortem }
            };
            Some(first_posts(confidential.as_ref(), update).into_iter().map(declare).collect())
        }
        Event::Confirmed { symptoms, scope, impacts, no_post } => each(&no_post, &|post| {
            let (symptoms, scope, impacts) = (symptoms.clone(), scope.clone(), impacts.clone());
            Command::Confirm { symptoms, scope, impacts, post }
        }),
        Event::EveryoneCalled { no_post } => each(&no_post, &|post| Command::CallEveryone { post }),
        Event::SteppedDown { to, reason, no_post } => {
            each(&no_post, &|post| Command::StepDown { to, reason: reason.clone(), post })
        }
        Event::StoodDown { no_post } => each(&no_post, &|post| Command::StandDown { post }),
        Event::Resolved { postmortem, no_post } => {
            each(&no_post, &|post| Command::Resolve { post, postmortem: postmortem.clone() })
        }
        Event::Reopened { reason, no_post, .. } => {
            each(&no_post, &|post| Command::Reopen { reason: reason.clone(), post })
        }
        Event::Closed => Some(vec![Command::Close]),
        Event::Imported { incident } | Event::ImportContinued { incident } => {
            Some(vec![Command::Import { incident }])
        }
        _ => None,
    }
}

/// Each step of planned maintenance with its words, which stand behind it.
fn by_maintenance(event: &Event, update: Option<UpdateDraft>) -> Option<Vec<Command>> {
    let (body, reason) = update.map(|update| (update.body, update.reason)).unwrap_or_default();
    let command = match event.clone() {
        Event::MaintenancePlanned { plan } => Command::PlanMaintenance { plan, body, reason },
        Event::MaintenanceChanged { plan } => Command::ChangeMaintenance { plan, body, reason },
        Event::MaintenanceReminded => Command::RemindMaintenance,
        Event::MaintenanceBegun => Command::BeginMaintenance { body, reason },
        Event::MaintenanceEnded => Command::EndMaintenance { body, reason },
        Event::MaintenanceCancelled => Command::CancelMaintenance { body, reason },
        _ => return None,
    };
    Some(vec![command])
}

fn by_duties(event: &Event) -> Option<Vec<Command>> {
    let command = match event.clone() {
        Event::DutyOffered { duty, to, .. } => Command::OfferDuty { duty, to },
        Event::DutyAccepted { duty, .. } => Command::AcceptDuty { duty },
        Event::DutyDeclined { duty, .. } => Command::DeclineDuty { duty },
        // Or it went with whoever it was for.
        Event::OfferWithdrawn { duty, to } => {
            return Some(vec![Command::WithdrawOffer { duty }, Command::Vacate { person: to }]);
        }
        Event::DutyVacated { from, .. } => Command::Vacate { person: from },
        Event::DutyTakenOver { duty, reason, .. } => Command::TakeOver { duty, reason },
        Event::Acknowledged => Command::Acknowledge,
        Event::PostmortemAssigned { owner, due } => Command::AssignPostmortem { owner, due },
        Event::PostmortemPublished { link } => Command::PublishPostmortem { link },
        Event::PostmortemWaived { reason } => Command::WaivePostmortem { reason },
        Event::DeadlineMissed { kind, due, .. } => Command::RecordMiss { kind, due },
        Event::Redacted { seq, reason } => Command::Redact { seq, reason },
        _ => return None,
    };
    Some(vec![command])
}

fn draft_of(proposal: domain::proposal::Proposal) -> UpdateDraft {
    let domain::proposal::Proposal { phase, body, impacts, corrects: _ } = proposal;
    UpdateDraft { phase, body, impacts, ..UpdateDraft::default() }
}

fn by_words(event: &Event, rest: &[Recorded]) -> Option<Vec<Command>> {
    let command = match event.clone() {
        Event::SitrepSent { sitrep } => Command::SendSitrep { sitrep },
        Event::NothingNew => Command::NothingNew,
        Event::Said { text, .. } => Command::Say { text },
        Event::Retitled { title } => Command::Retitle { title },
        Event::HeadlineSet { headline, reason, .. } => Command::SetHeadline { headline, reason },
        Event::MacroWritten { body, reason, .. } => Command::WriteMacro { body, reason },
        Event::UpdateCorrected { update, body, reason, .. } => {
            Command::CorrectUpdate { update, body, reason }
        }
        Event::UpdateWithdrawn { update, reason } => Command::WithdrawUpdate { update, reason },
        Event::ApprovalAsked { proposal } => {
            let corrects = proposal.corrects;
            Command::AskApproval { update: draft_of(proposal), corrects }
        }
        Event::ApprovalSkipped { proposal, reason } => {
            let corrects = proposal.corrects;
            Command::SkipApproval { update: draft_of(proposal), reason, corrects }
        }
        Event::ApprovalAnswered { request, approved, words } => {
            Command::AnswerApproval { request, approve: approved, words }
        }
        Event::ReportedUp { report } => Command::ReportUp { report },
        Event::UpdatePublished { update } if update.still_working => Command::StillWorking,
        Event::UpdatePublished { .. } => {
            let update = draft(event)?;
            // The last post comes before the end that it goes with.
            return Some(match rest.get(1).map(|next| &next.event) {
                Some(Event::Resolved { postmortem, .. }) => {
                    vec![Command::Resolve { post: Post::Now { update }, postmortem: postmortem.clone() }]
                }
                Some(Event::StoodDown { .. }) => vec![Command::StandDown { post: Post::Now { update } }],
                _ => {
                    let (phase, body, reason) = (update.phase, update.body.clone(), update.reason.clone());
                    vec![Command::PublishUpdate { update }, Command::PostMaintenance { phase, body, reason }]
                }
            });
        }
        _ => return None,
    };
    Some(vec![command])
}

fn by_work(event: &Event, rest: &[Recorded]) -> Option<Vec<Command>> {
    let command = match event.clone() {
        Event::RestoreQueued { customers } => Command::QueueRestore { customers },
        Event::RestoreRequested { customer, reason } => Command::RequestRestore { customer, reason },
        Event::RestoreRequestAnswered { customer, approved } => {
            Command::AnswerRestoreRequest { customer, approve: approved }
        }
        Event::RestoreStarted { customer } => Command::StartRestore { customer },
        Event::RestoreFinished { customer } => Command::FinishRestore { customer },
        Event::RestoreLeft { customer } => Command::LeaveRestoreQueue { customer },
        Event::ChangeMade { change, maker, .. } => Command::MakeChange { change, maker: Some(maker) },
        Event::ChangeRolledBack { number } => {
            // Undone by hand, or by answering its follow-up.
            let answered = rest.get(1).and_then(|next| match next.event.clone() {
                Event::FollowUpAnswered { number, answer } => {
                    Some(Command::AnswerFollowUp { number, answer })
                }
                _ => None,
            });
            return Some([Command::RollBack { number }].into_iter().chain(answered).collect());
        }
        Event::FollowUpAdded { kind, what, owner, due, .. } => {
            Command::AddFollowUp { kind, what, owner, due }
        }
        Event::FollowUpMoved { number, owner, due } => Command::MoveFollowUp { number, owner, due },
        Event::FollowUpAnswered { number, answer } => Command::AnswerFollowUp { number, answer },
        _ => return None,
    };
    Some(vec![command])
}
