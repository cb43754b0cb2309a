//! How records change what this tab knows of one incident, its fold and the end of its log: pure, so that its tests run
//! anywhere.

use domain::{Event, Incident, Recorded, Seq, redact};

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// It is part of the log now.
    Applied,
    /// As above, and it took words away; whether none of them is left in the fold.
    Redacted { is_gone: bool },
    /// It was there already: catching up and the live queue overlap.
    Known,
    /// Records before it are missing.
    Gap,
}

/// What became of an incident that the server folded anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewed {
    /// It was taken in, with every redaction.
    Whole,
    /// It was taken in, and words were taken away since the server folded it.
    Redacted,
    /// It is from before what is here, and nothing was taken in.
    Stale,
}

/// Folds one record into the end of the log and the incident that the log tells.
pub fn take(log: &mut Vec<Recorded>, incident: &mut Incident, recorded: Recorded) -> Folded {
    if recorded.seq <= incident.seq {
        return Folded::Known;
    }
    if recorded.seq != incident.seq.next() {
        return Folded::Gap;
    }
    incident.apply(&recorded);
    log.push(recorded);
    let redacted = log.last().and_then(redaction);
    redacted.map_or(Folded::Applied, |seq| redact_in(log, incident, seq))
}

/// Takes the words of a record away; from the fold too, where the whole log is here to fold it anew.
fn redact_in(log: &mut [Recorded], incident: &mut Incident, seq: Seq) -> Folded {
    let was_folded = forget(log, seq);
    let is_whole = missing(log) == 0;
    if is_whole {
        *incident = Incident::fold(incident.id, log.iter());
    }
    Folded::Redacted { is_gone: is_whole || !was_folded }
}

/// How many records come before these.
pub fn missing(log: &[Recorded]) -> u64 {
    log.first().map_or(0, |first| first.seq.0.saturating_sub(1))
}

/// Drops the text of one record, if it is here; whether a fold may have it. Talk is in no fold.
fn forget(log: &mut [Recorded], seq: Seq) -> bool {
    let Some(record) = log.iter_mut().find(|recorded| recorded.seq == seq) else { return true };
    let is_talk = matches!(record.event, Event::Said { .. });
    record.event = redact::blank(&record.event);
    !is_talk
}

/// Puts a page of records before those that are here; whether it belongs there. What was redacted while the page was
/// on its way is forgotten.
pub fn earlier(log: &mut Vec<Recorded>, mut page: Vec<Recorded>) -> bool {
    let first = log.first().map_or(Seq::ZERO, |first| first.seq);
    page.retain(|recorded| recorded.seq < first);
    if page.last().is_none_or(|last| last.seq.next() != first) {
        return false;
    }
    for seq in log.iter().filter_map(redaction) {
        forget(&mut page, seq);
    }
    log.splice(..0, page);
    true
}

/// Which record this one redacts.
fn redaction(recorded: &Recorded) -> Option<Seq> {
    match recorded.event {
        Event::Redacted { seq, .. } => Some(seq),
        _ => None,
    }
}

/// Takes in the incident as the server folded it, with the end of its log. What came here since then is folded on top;
/// what was there and had not come yet is put after what is here.
pub fn renewed(
    log: &mut Vec<Recorded>,
    incident: &mut Incident,
    mut fresh: Incident,
    tail: Vec<Recorded>,
) -> Renewed {
    let (known, folded) = (incident.seq, fresh.seq);
    let since = log.partition_point(|recorded| recorded.seq <= folded);
    log[since..].iter().for_each(|recorded| fresh.apply(recorded));
    if fresh.seq < known {
        return Renewed::Stale;
    }
    *incident = fresh;
    let is_whole = log[since..].iter().all(|recorded| redaction(recorded).is_none());
    let unseen: Vec<_> = tail.into_iter().filter(|recorded| recorded.seq > known).collect();
    if unseen.first().is_some_and(|first| first.seq != known.next()) {
        log.clear();
    }
    for seq in unseen.iter().filter_map(redaction) {
        forget(log, seq);
    }
    log.extend(unseen);
    if is_whole { Renewed::Whole } else { Renewed::Redacted }
}

#[cfg(test)]
mod tests {
    use domain::{By, IncidentId, PersonId, Timestamp};

    use super::*;

    const ID: IncidentId = IncidentId(12);

    fn said(seq: u64, text: &str) -> Recorded {
        let by = By::Person { id: PersonId(1) };
        Recorded { seq: Seq(seq), at: Timestamp(0), by, event: Event::said(text.to_owned()) }
    }

    fn sitrep(seq: u64, broken: &str) -> Recorded {
        let sitrep = domain::Sitrep { broken: broken.to_owned(), ..Default::default() };
        Recorded { event: Event::SitrepSent { sitrep }, ..said(seq, "") }
    }

    fn redacted(seq: u64, of: u64) -> Recorded {
        let reason = "personal data".to_owned();
        Recorded { event: Event::Redacted { seq: Seq(of), reason }, ..said(seq, "") }
    }

    #[test]
    fn records_fold_once_and_in_order() {
        let (mut log, mut incident) = (Vec::new(), Incident::new(ID));
        for (seq, folded) in [
            (1, Folded::Applied),
            (1, Folded::Known),
            (3, Folded::Gap),
            (2, Folded::Applied),
            (3, Folded::Applied),
            (2, Folded::Known),
        ] {
            assert_eq!(take(&mut log, &mut incident, said(seq, "x")), folded, "{seq}");
        }
        assert_eq!(incident.seq, Seq(3));
        assert_eq!(log.iter().map(|r| r.seq.0).collect::<Vec<_>>(), [1, 2, 3]);
    }

    /// The tab was loaded from this release; the server that it follows now is a newer one.
    #[test]
    fn records_of_a_newer_release_leave_no_gap() {
        let (mut log, mut incident) = (Vec::new(), Incident::new(ID));
        for (seq, by, event) in [
            (1, r#"{"who":"person","id":1}"#, r#"{"type":"said","text":"x"}"#),
            (2, r#"{"who":"person","id":1}"#, r#"{"type":"stepped_down","to":"calm","reason":"x"}"#),
            (3, r#"{"who":"team","id":[1]}"#, r#"{"type":"said","text":"x"}"#),
            (4, r#"{"who":"person","id":1}"#, r#"{"type":"said","text":"x"}"#),
        ] {
            let json = format!(r#"{{"seq":{seq},"at":0,"by":{by},"event":{event}}}"#);
            let recorded = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
            assert_eq!(take(&mut log, &mut incident, recorded), Folded::Applied, "{seq}");
        }
        assert!(incident.newer);
        assert_eq!(log.iter().map(Recorded::is_newer).collect::<Vec<_>>(), [false, true, true, false]);
    }

    #[test]
    fn a_redaction_drops_the_text_everywhere() {
        let (mut log, mut incident) = (Vec::new(), Incident::new(ID));
        take(&mut log, &mut incident, sitrep(1, "card 4929 of Ms Miller"));
        take(&mut log, &mut incident, sitrep(2, "cards"));
        let folded = take(&mut log, &mut incident, redacted(3, 1));
        assert_eq!(folded, Folded::Redacted { is_gone: true });
        assert!(!format!("{log:?}{incident:?}").contains("Miller"));
        assert_eq!(incident.knowledge.situation.broken, "cards");
        assert_eq!((incident.seq, incident.knowledge.sitreps.len(), log.len()), (Seq(3), 2, 3));
    }

    /// The incident is told by these; the tab has loaded the last `loaded` of them.
    fn opened(story: &[Recorded], loaded: usize) -> (Vec<Recorded>, Incident) {
        (story[story.len() - loaded..].to_vec(), Incident::fold(ID, story))
    }

    #[test]
    fn a_redaction_of_what_is_not_loaded_asks_for_the_incident_anew() {
        let story = [sitrep(1, "Ms Miller"), said(2, "Mr Doe"), sitrep(3, "cards")];
        for (loaded, seq, is_gone) in
            [(1, 1, false), (1, 2, false), (2, 2, true), (2, 3, false), (3, 1, true)]
        {
            let (mut log, mut incident) = opened(&story, loaded);
            let folded = take(&mut log, &mut incident, redacted(4, seq));
            assert_eq!(folded, Folded::Redacted { is_gone }, "{seq} with {loaded} loaded");
            assert_eq!((incident.seq, log.len()), (Seq(4), loaded + 1));
            let here = log.iter().find(|recorded| recorded.seq == Seq(seq));
            assert!(here.is_none_or(|here| here.event == redact::blank(&here.event)), "gone from the log");
        }
    }

    #[test]
    fn earlier_records_go_before_those_that_are_there() {
        let story: Vec<_> = (1..=6).map(|seq| said(seq, "Ms Miller")).collect();
        let (mut log, mut incident) = opened(&story, 2);
        assert_eq!(missing(&log), 4);
        take(&mut log, &mut incident, redacted(7, 4));
        for (page, fits) in [(&story[2..5], true), (&story[2..5], false), (&story[0..1], false), (&[], false)]
        {
            assert_eq!(earlier(&mut log, page.to_vec()), fits, "{page:?}");
        }
        assert_eq!(log.iter().map(|r| r.seq.0).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert_ne!(log[1], story[3], "it was redacted while the page was on its way");
        assert!(earlier(&mut log, story[..2].to_vec()));
        assert_eq!(missing(&log), 0);
    }

    #[test]
    fn records_that_arrive_during_a_reload_are_neither_lost_nor_doubled() {
        let blank = |story: &[Recorded]| {
            let mut story = story.to_vec();
            story[0].event = redact::blank(&story[0].event);
            story
        };
        let story = [sitrep(1, "Ms Miller"), said(2, "x"), redacted(3, 1), said(4, "y"), said(5, "z")];
        // How far the server had folded when it answered, and how far this tab had.
        for (there, here, becomes) in [(3, 3, 3), (3, 5, 5), (5, 3, 5), (4, 5, 5)] {
            let (mut log, mut incident) = opened(&story[..2], 1);
            for recorded in &story[2..here] {
                take(&mut log, &mut incident, recorded.clone());
            }
            let whole = blank(&story[..there]);
            let answer = renewed(&mut log, &mut incident, Incident::fold(ID, &whole), whole[1..].to_vec());
            assert_eq!(answer, Renewed::Whole);
            assert_eq!(incident, Incident::fold(ID, &blank(&story[..becomes])), "{there} there, {here} here");
            assert_eq!(log, story[1..becomes], "{there} there, {here} here");
        }
    }

    #[test]
    fn an_answer_from_before_a_redaction_is_asked_for_again() {
        let story = [sitrep(1, "Ms Miller"), said(2, "x"), said(3, "Mr Doe"), redacted(4, 1), redacted(5, 3)];
        let (mut log, mut incident) = opened(&story[..3], 2);
        for recorded in &story[3..] {
            take(&mut log, &mut incident, recorded.clone());
        }
        let stale = Incident::fold(ID, &story[..1]);
        let (known, tail) = (log.clone(), incident.clone());
        let mut gap = log.split_off(1);
        assert_eq!(renewed(&mut gap, &mut incident, stale, vec![]), Renewed::Stale);
        assert_eq!((incident.clone(), gap), (tail, known[1..].to_vec()), "nothing was taken in");
        let mut log = known;
        let before = Incident::fold(ID, &story[..4]);
        assert_eq!(renewed(&mut log, &mut incident, before, story[1..4].to_vec()), Renewed::Redacted);
        assert_eq!((incident.seq, log.len()), (Seq(5), 4));
        assert!(!format!("{log:?}").contains("Doe"), "what is here stays forgotten");
    }

    #[test]
    fn a_tab_that_is_far_behind_starts_from_the_tail() {
        let story: Vec<_> = (1..=9).map(|seq| said(seq, "x")).collect();
        let (mut log, mut incident) = opened(&story[..4], 2);
        let whole = Incident::fold(ID, &story);
        assert_eq!(renewed(&mut log, &mut incident, whole.clone(), story[6..].to_vec()), Renewed::Whole);
        assert_eq!((incident, log), (whole, story[6..].to_vec()));
    }
}
