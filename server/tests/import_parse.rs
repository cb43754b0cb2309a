//! What the reader of Statuspage histories takes, keeps, leaves out and refuses.

use std::path::Path;

use domain::{Impact, ImportedIncident, Phase, Standing, Timestamp};
use serde_json::Value;
use server::import::{History, ImportError, MAX_FILE_BYTES, Outcome, parse, summary};

const BAKERY: &str = include_str!("fixtures/statuspage/bakery.json");
const LIGHTHOUSE: &str = include_str!("fixtures/statuspage/lighthouse.json");
const HARBOUR: &str = include_str!("fixtures/statuspage/harbour.json");

fn read(text: &str) -> History {
    parse(text.as_bytes()).expect("the fixture is well formed")
}

fn at(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().expect("a test's own time").as_microsecond())
}

fn slugs(incident: &ImportedIncident) -> Vec<&str> {
    incident.components.iter().map(|id| id.0.as_str()).collect()
}

fn phases(incident: &ImportedIncident) -> Vec<(&str, Phase)> {
    incident.updates.iter().map(|update| (update.status.as_str(), update.phase)).collect()
}

#[test]
fn texts_read_as_text() {
    let history = read(BAKERY);
    let [cold, smoke, twice] = &history.incidents[..] else { panic!("three incidents") };
    assert_eq!(cold.headline, "Cold ovens");
    assert_eq!(smoke.headline, "Smoke\u{200b} in the hall");
    assert_eq!(
        twice.updates[0].body,
        "It’s the “retry” of the till & the app.\n\nMore (https://oldmill.example/?a=1&b=2)"
    );
    assert_eq!(twice.updates[1].body, "");
    assert_eq!(twice.updates[2].body, "Each order is one order again. 🎉");
    let postmortem = "What happened\n\nA retry without a key.";
    assert_eq!(twice.updates[3].body, postmortem);
    assert_eq!(twice.postmortem.as_deref(), Some(postmortem));
}

#[test]
fn times_are_the_files_own_whatever_their_offset() {
    let history = read(BAKERY);
    let [cold, smoke, twice] = &history.incidents[..] else { panic!("three incidents") };
    assert_eq!(twice.began_at, at("2023-05-02T05:45:00.250Z"), "started_at goes before created_at");
    assert_eq!(twice.ended_at, Some(at("2023-05-02T08:05:00Z")), "the post-mortem is a week later");
    assert_eq!(twice.updates[2].at, at("2023-05-02T08:05:00Z"), "display_at goes before created_at");
    assert_eq!(smoke.began_at, at("2023-03-02T05:00:00Z"));
    assert_eq!((smoke.ended_at, smoke.standing), (None, Standing::Open));
    assert_eq!(cold.ended_at, Some(at("2022-12-24T07:00:00Z")), "resolved_at goes before the updates");
    let same = twice.updates.iter().map(|update| update.status.as_str()).collect::<Vec<_>>();
    assert_eq!(same, ["identified", "update", "resolved", "postmortem"], "equal times: the file’s order");
}

#[test]
fn words_become_phases_and_impacts() {
    let (bakery, harbour) = (read(BAKERY), read(HARBOUR));
    let impacts: Vec<_> = bakery.incidents.iter().map(|incident| incident.impact).collect();
    assert_eq!(impacts, [Impact::Partial, Impact::Degraded, Impact::Major]);
    assert_eq!(
        phases(&bakery.incidents[2]),
        [
            ("identified", Phase::Confirmed),
            ("update", Phase::Confirmed),
            ("resolved", Phase::Resolved),
            ("postmortem", Phase::Resolved)
        ]
    );
    let [again, lamps, dredging] = &harbour.incidents[..] else { panic!("three incidents") };
    assert_eq!(
        phases(dredging),
        [
            ("scheduled", Phase::Investigating),
            ("in_progress", Phase::Confirmed),
            ("verifying", Phase::Monitoring),
            ("completed", Phase::Resolved)
        ]
    );
    assert_eq!((dredging.impact, dredging.maintenance), (Impact::Maintenance, true));
    assert_eq!(dredging.ended_at, Some(at("2021-06-08T03:00:00Z")));
    assert_eq!((lamps.impact, lamps.maintenance, lamps.ended_at), (Impact::Degraded, true, None));
    assert_eq!((again.impact, again.maintenance, again.ended_at), (Impact::Operational, false, None));
}

#[test]
fn components_go_by_the_pages_list_before_their_names() {
    let history = read(BAKERY);
    let names: Vec<_> = history.components.iter().map(|c| (c.id.0.as_str(), c.name.as_str())).collect();
    assert_eq!(
        names,
        [("ordering", "Ordering"), ("ovens-trays", "Ovens & Trays"), ("ordering-2", "ordering")],
        "ids tell what names do not"
    );
    assert_eq!(history.components[0].group.as_deref(), Some("g1"));
    assert_eq!(history.groups[0].name, "Shop");
    assert_eq!(slugs(&history.incidents[2]), ["ordering", "ovens-trays"]);
    let lighthouse = read(LIGHTHOUSE);
    let names: Vec<_> = lighthouse.components.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["Lamp", "Fog Horn", "Stairs"]);
    assert_eq!(slugs(&lighthouse.incidents[1]), ["lamp", "fog-horn", "stairs"]);
}

#[test]
fn sources_name_page_and_incident() {
    let history = read(BAKERY);
    assert_eq!((history.page.as_str(), history.page_name.as_str()), ("bk7", "Old Mill Bakery"));
    assert_eq!(history.incidents[0].source, "statuspage:bk7/i1");
    let nameless = read(LIGHTHOUSE);
    assert_eq!((nameless.page.as_str(), nameless.page_name.as_str()), ("Lighthouse", "Lighthouse"));
    assert_eq!(nameless.incidents[0].source, "statuspage:Lighthouse/a");
}

#[test]
fn nulls_and_gaps_are_taken_as_they_are() {
    let history = read(LIGHTHOUSE);
    let [bare, timeless, draft] = &history.incidents[..] else { panic!("three incidents") };
    assert_eq!((bare.began_at, bare.updates.len()), (at("2019-12-31T11:00:00Z"), 0));
    assert_eq!(timeless.began_at, at("2020-03-01T10:00:00Z"));
    let bodies: Vec<_> = timeless.updates.iter().map(|update| update.body.as_str()).collect();
    assert_eq!(bodies, ["First.", "", "Last."]);
    assert_eq!(phases(timeless)[2], ("", Phase::Monitoring));
    assert_eq!(draft.postmortem, None, "a draft stays unpublished");
}

#[test]
fn reports_what_was_left_out_with_place_and_reason() {
    let history = read(LIGHTHOUSE);
    let found: Vec<_> =
        history.skipped.iter().map(|skipped| format!("{}: {}", skipped.what, skipped.why)).collect();
    assert_eq!(
        found,
        [
            "incidents[1] (“Neither updates nor times”): it has no time and no update with a time",
            "incidents[2] (“The first one’s id”): its id \"a\" was there before; the first one counts",
            "incidents[3] (“No id”): it has no id, so a second import couldn’t know it",
            "the component “—” in incidents[4].incident_updates[0].affected_components[2]: its name has no letter and no digit",
            "incidents[4].incident_updates[2]: the update has no time",
            "the impact of incidents[4] (“No time of its own”): no impact that we know: \"catastrophic\"; \
             the incident is kept as degraded",
            "the post-mortem of incidents[5] (“A draft”): it is a draft: nothing says that it was published",
        ]
    );
    let bakery: Vec<_> = read(BAKERY).skipped.into_iter().map(|skipped| skipped.what).collect();
    assert_eq!(bakery, ["components[3] (“🥨”)"]);
}

/// The bakery's file with one of its pieces changed.
fn bent(from: &str, to: &str) -> Result<History, ImportError> {
    assert!(BAKERY.contains(from), "{from} is in the fixture");
    parse(BAKERY.replacen(from, to, 1).as_bytes())
}

#[test]
fn a_wrong_value_is_left_out_with_its_path_and_the_rest_is_taken() {
    let cases = [
        (
            "\"created_at\": \"2023-03-01T23:50:00-05:30\"",
            "\"created_at\": \"yesterday\"",
            "incidents[1].incident_updates[0].created_at: \"yesterday\" is not a time with an offset",
            3,
        ),
        (
            "\"created_at\": \"2022-12-24T07:01:00Z\"",
            "\"display_at\": \"2022-12-24T07:01:00\"",
            "incidents[2].incident_updates[0].display_at: \"2022-12-24T07:01:00\" is not a time with an offset",
            3,
        ),
        (
            "\"body\": \"Windows open.\"",
            "\"body\": 7",
            "incidents[1].incident_updates[0].body: invalid type: integer `7`, expected a string",
            3,
        ),
        ("\"id\": \"i2\"", "\"id\": null", "incidents[1].id: invalid type: null, expected a string", 2),
        ("\"id\": \"i2\"", "\"key\": \"i2\"", "incidents[1]: missing field `id`", 2),
        (
            "\"impact\": \"minor\"",
            "\"impact\": 2",
            "incidents[1].impact: invalid type: integer `2`, expected a string",
            2,
        ),
        (
            "\"components\": []",
            "\"components\": [[]]",
            "incidents[2].components[0]: invalid type: sequence, expected an object",
            3,
        ),
    ];
    for (from, to, place, left) in cases {
        let history = bent(from, to).expect(place);
        let found: Vec<_> =
            history.skipped.iter().map(|skip| format!("{}: {}", skip.what, skip.why)).collect();
        assert!(found.iter().any(|found| found.starts_with(place)), "{place}: {found:?}");
        assert_eq!(history.incidents.len(), left, "{place}");
    }
}

#[test]
fn a_wrong_shape_is_refused_with_its_path() {
    let cases = [
        ("\"incidents\"", "\"Incidents\": 1, \"components\"", "top level: duplicate field `components`"),
        ("\"page\"", "\"site\"", "page: neither an id nor a name"),
        ("\"page\": {", "\"page\": [], \"site\": {", "page: invalid type: sequence, expected an object"),
    ];
    for (from, to, place) in cases {
        let error = bent(from, to).expect_err(place);
        assert!(matches!(error, ImportError::Field { .. }), "{error:?}");
        assert!(error.to_string().starts_with(place), "{error}");
    }
}

#[test]
fn a_wrong_whole_is_refused() {
    for (text, place) in [
        ("[]", "page: neither an id nor a name"),
        ("\"incidents\"", "top level: invalid type: string"),
        ("{\"page\": {\"id\": \"a\"}}", "top level: none of the lists incidents, scheduled"),
        ("{\"page\": {\"id\": \" \"}, \"incidents\": []}", "page: neither an id nor a name"),
        (
            "{\"page\": {\"id\": \"a\"}, \"incidents\": {}}",
            "incidents: invalid type: map, expected a sequence",
        ),
    ] {
        let error = parse(text.as_bytes()).expect_err(place);
        assert!(error.to_string().starts_with(place), "{error}");
    }
}

#[test]
fn a_broken_text_is_refused_with_line_and_column() {
    for (text, line, column) in [
        ("{\"page\": {\"id\": \"a\"},\n \"incidents\": [", 2, 15),
        ("{\"page\": {\"id\": \"a\"},\n \"incidents\": [],}", 2, 18),
        ("{\"page\": {\"id\": \"a\"}, \"incidents\": []}\n{}", 2, 1),
        ("{\"page\": {\"id\": \"\\ud800\"}, \"incidents\": []}", 1, 24),
    ] {
        match parse(text.as_bytes()) {
            Err(ImportError::Json { line: l, column: c, message }) => {
                assert_eq!((l, c), (line, column), "{text}: {message}");
                assert!(!message.contains(" at line "), "{message}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    // Wherever a download breaks off, nothing is taken.
    let whole = BAKERY.trim_end();
    for end in (1..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        assert!(matches!(parse(&whole.as_bytes()[..end]), Err(ImportError::Json { .. })), "cut at {end}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_offset() {
    let mut bytes = BAKERY.as_bytes().to_vec();
    bytes[40] = 0xff;
    assert_eq!(parse(&bytes), Err(ImportError::NotUtf8 { offset: 40 }));
    assert_eq!(parse(&vec![b' '; MAX_FILE_BYTES + 1]), Err(ImportError::TooLarge { limit: MAX_FILE_BYTES }),);
}

#[test]
fn a_byte_order_mark_is_no_error() {
    assert_eq!(parse(format!("\u{feff}{BAKERY}").as_bytes()), parse(BAKERY.as_bytes()));
}

#[test]
fn the_summary_is_plain() {
    assert_eq!(
        summary(&read(BAKERY), Outcome { added: 1, continued: 1, already: 1 }),
        "Old Mill Bakery: 3 incidents with 8 updates and 1 post-mortem, 3 components; 2022-12-24 to 2023-05-02.\n\
         1 added; 1 continued; 1 already here.\n\
         skipped 1:\n  \
         components[3] (“🥨”): its name has no letter and no digit\n\
         1 is open at the source. Import again to continue it: “Smoke\u{200b} in the hall”."
    );
    let mut empty = read("{\"page\": {\"id\": \"a\", \"name\": \"a\\u001b[2J\"}, \"incidents\": []}");
    assert_eq!(
        summary(&empty, Outcome { already: 1_240, ..Outcome::default() }),
        "a[2J: 0 incidents with 0 updates and 0 post-mortems, 0 components.\n\
         0 added; 0 continued; 1,240 already here. Nothing was skipped."
    );
    let skipped = read(LIGHTHOUSE).skipped;
    empty.skipped = (0..60).map(|n| skipped[n % skipped.len()].clone()).collect();
    assert!(summary(&empty, Outcome::default()).ends_with("\n  and 10 more"));
}

/// The histories of real companies, which aren't part of this repository.
#[test]
fn real_histories_lose_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/real");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: there are no real histories at {}", folder.display());
        return;
    };
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    for path in paths.filter(|path| path.extension().is_some_and(|e| e == "json")) {
        let bytes = std::fs::read(&path).expect("a readable file");
        let history = parse(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file: Value = serde_json::from_slice(&bytes).expect("JSON");
        same(&file, &history);
        eprintln!("{}:\n{}", path.display(), summary(&history, Outcome::default()));
    }
}

/// Each incident and each update of the JSON is in the history with its own words and time, and nothing else is.
fn same(file: &Value, history: &History) {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let incidents = file["incidents"].as_array().expect("a list");
    assert_eq!(history.incidents.len(), incidents.len());
    assert!(history.incidents.is_sorted_by_key(|incident| incident.began_at));
    assert_eq!(history.skipped, []);
    for theirs in incidents {
        let source = format!("statuspage:{}/{}", text(&file["page"]["id"]), text(&theirs["id"]));
        let ours = history.incidents.iter().find(|ours| ours.source == source).expect("each incident");
        assert_eq!(ours.headline, text(&theirs["name"]).trim());
        assert_eq!(ours.ended_at, Some(at(&text(&theirs["resolved_at"]))));
        assert!(ours.updates.is_sorted_by_key(|update| update.at));
        assert!(ours.components.iter().all(|id| history.components.iter().any(|c| c.id == *id)));
        let mut words: Vec<_> = theirs["incident_updates"].as_array().expect("a list").iter().collect();
        assert_eq!(ours.updates.len(), words.len());
        words.reverse();
        words.sort_by_key(|update| at(&text(&update["display_at"])));
        for (ours, theirs) in ours.updates.iter().zip(words) {
            has_the_words(&ours.body, &text(&theirs["body"]));
            assert_eq!(ours.status, text(&theirs["status"]));
            assert_eq!(ours.at, at(&text(&theirs["display_at"])));
        }
        let published = theirs["status"] == "postmortem";
        assert_eq!(ours.postmortem.is_some(), published, "{source}");
    }
}

/// A text without marks is what it was; of one with marks, every word of six letters stays.
fn has_the_words(ours: &str, theirs: &str) {
    let unix = theirs.replace("\r\n", "\n");
    if !theirs.contains(['<', '&', '*', '_', '`', '#', '[']) {
        assert_eq!(ours, unix.trim());
    }
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() >= 6).map(str::to_owned).collect()
    };
    let kept = words(ours);
    let is_markup = |word: &String| {
        ["strong", "target", "noopener", "noreferrer", "_blank", "nofollow"].contains(&word.as_str())
    };
    for word in words(&unix).iter().filter(|word| !is_markup(word)) {
        assert!(
            kept.contains(word) || theirs.contains(&format!("{word}=")),
            "{word:?} of {theirs:?} is not in {ours:?}"
        );
    }
}
