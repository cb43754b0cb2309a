//! Files as people have them, and everything else.

use app::tickets::EXCERPT_MAX;
use app::upload::ROWS_MAX;
use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp(1_794_888_000_000_000);

fn keys(read: &Read) -> Vec<&str> {
    read.good.iter().map(|ticket| ticket.key.as_str()).collect()
}

/// Line, column and words of the first mistake.
fn first_mistake(text: &str) -> (u64, String, String) {
    let read = read(text.as_bytes(), NOW, &[]).expect("readable");
    let mistake = read.file.mistakes.first().expect("a mistake").clone();
    (mistake.line, mistake.column, mistake.why)
}

#[test]
fn tables_of_every_kind() {
    let want = "48211";
    for (name, text) in [
        ("commas", "id,subject\n48211,App down\n"),
        ("semicolons", "Ticket ID;Subject\n48211;App down\n"),
        ("tabs, as a spreadsheet pastes", "Subject\tTicket\nApp down\t#48211"),
        ("windows line ends", "id,subject\r\n48211,App down\r\n"),
        ("quotes with a line break", "id,subject,body\n48211,\"App, down\",\"a\n\"\"b\"\"\"\n"),
        ("a mark", "\u{feff}id,subject\n48211,App down"),
        ("cleared rows", "id,subject\n,\n48211,App down\n , \n"),
        ("columns that we do not know", "Priority,id,Group,subject\nhigh,48211,a,App down\n"),
        ("a line for spreadsheets", "sep=;\r\nId;Subject\r\n48211;App down\r\n"),
        ("quoted headings", "\"Id\",\"Subject\"\r\n\"48211\",\"App \"\"down\"\"\"\r\n"),
        ("headings with hard spaces", "Id,\u{a0}Subject\u{a0}\n48211,App down\n"),
        ("German", "Ticket-ID;Betreff;Erstellt\n48211;Kann nicht zahlen;16.11.2026 10:00\n"),
        (
            "HubSpot",
            "Ticket ID,Ticket name,Create date,Associated Contact\n48211,App down,2026-11-16 10:00,Kim\n",
        ),
        (
            "Salesforce",
            "Case Number,Subject,Date/Time Opened,Account Name\n48211,App down,\"11/16/2026, 6:07 PM\",Acme\n",
        ),
        (
            "Freshdesk",
            "Ticket ID,Subject,Created time,Full name,Company\n48211,App down,2026-11-16 10:00:00,Kim,Acme\n",
        ),
        (
            "Intercom",
            "Conversation ID,Title,Conversation started at (UTC),User email\n48211,App down,2026-11-16 10:00:00,k@a.example\n",
        ),
        (
            "Zendesk",
            "Id,Subject,Requester,Requester email,Created at\n48211,App down,Kim,k@a.example,2026-11-16 10:00\n",
        ),
        ("lines", "48211 App down"),
        ("lines with commas", "48211 App down, twice"),
        ("lines with signs", "\n#48211: App down\n"),
        ("addresses", "https://help.example/tickets/48211\n"),
    ] {
        let read = read(text.as_bytes(), NOW, &[]).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((keys(&read), read.file.bad), (vec![want], 0), "{name}: {read:?}");
    }
}

#[test]
fn every_field_finds_its_place() {
    let text = "Created,Number,Title,Name,E-mail,Account,Description,Link\n\
                2026-11-17T03:30:00+01:00,7,Down,Jo,jo@a.example,acme,It is,https://h.example/7\n\
                2026-11-17 03:30,8,Down,,,,,\n";
    let read = read(text.as_bytes(), NOW, &[]).expect("readable");
    let [first, second] = read.good.as_slice() else { panic!("{read:?}") };
    let at = |minutes| Some(NOW - domain::Span::minutes(minutes));
    assert_eq!((first.created_at, second.created_at), (at(90), at(30)));
    let fields = [&first.requester, &first.email, &first.customer, &first.excerpt, &first.url];
    assert_eq!(fields, ["Jo", "jo@a.example", "acme", "It is", "https://h.example/7"]);
}

#[test]
fn a_mistake_has_its_line_and_column_and_the_good_rows_stay() {
    let text = "id,subject,created\n1,a,\n,b,\n3,,\n4,d,yesterday\n1,again,\n6,f,,more\n\"7\n\",g,\n";
    let read = read(text.as_bytes(), NOW, &[]).expect("readable");
    assert_eq!(keys(&read), ["1", "7"]);
    let told: Vec<_> = read.file.mistakes.iter().map(|m| (m.line, m.column.as_str())).collect();
    assert_eq!(told, [(3, "id"), (4, "subject"), (5, "created"), (6, "id"), (7, "")]);
    assert_eq!((read.file.good, read.file.bad), (2, 5));
    for end in ["\n", "\r\n", "\r"] {
        let text = ["id,subject", "1,a", "1,b"].join(end);
        let (row, _, why) = first_mistake(&text);
        assert!(row == 3 && why.contains("line 2"), "{row}: {why}");
    }
    assert!(first_mistake("hello there").2.contains("is no ticket’s number"));
    assert_eq!(
        first_mistake("48211 a\n215469,2026-11-20 10:00,open").0,
        2,
        "a row of a table is no line of a list"
    );
    assert_eq!(first_mistake("sep=;\nid;subject\n1;a\n2;\n").0, 4, "by the lines of the file");
}

#[test]
fn refuses_a_file_that_is_no_list_of_tickets() {
    for (name, text, want) in [
        (
            "a heading that we do not know",
            "Conversation,Opened,Phase\n215469,2026-11-20,open\n",
            "Name the columns key, subject",
        ),
        ("another language", "Número;Asunto\n1;No\n", "Name the columns key, subject"),
        ("JSON", "[{\"id\": 1}]", "JSON, not a table"),
        ("a page", "<html>Please sign in", "HTML or XML"),
        (
            "dates that nobody can tell",
            "id,subject,created\n1,a,03/04/2026\n",
            "begins with the day or the month",
        ),
        ("no subject", "id,priority\n1,high\n", "no column for the subject"),
        ("no key", "subject,priority\na,high\n", "no column for the ticket’s number"),
    ] {
        let why = read(text.as_bytes(), NOW, &[]).expect_err(name).to_string();
        assert!(why.contains(want), "{name}: {why}");
    }
    let many = "1 a\n".repeat(ROWS_MAX as usize + 1);
    let why = read(many.as_bytes(), NOW, &[]).expect_err("too many").to_string();
    assert!(why.contains("100000 rows"), "{why}");
}

#[test]
fn a_hundred_thousand_rows_are_read_whole() {
    let mut text = "id,subject,body\n".to_owned();
    for n in 0..ROWS_MAX {
        text += &format!("{n},\"App {n}, down\",\"a\r\nb\"\r\n");
    }
    let read = read(text.as_bytes(), NOW, &[]).expect("readable");
    assert_eq!((read.file.good, read.file.bad), (ROWS_MAX, 0));
    assert_eq!(read.good.last().map(|t| t.subject.as_str()), Some("App 99999, down"));
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-zé ,;\"']{0,12}", 1 => "[a-z]{1,4}\r?\n[a-z]{1,4}", 1 => Just("=1+1".to_owned())]
}

fn tickets() -> impl Strategy<Value = Vec<NewTicket>> {
    let one = (text(), text(), text(), text(), 0_i64..1_000_000).prop_map(
        |(subject, requester, customer, excerpt, ago)| NewTicket {
            key: String::new(),
            subject: format!("s {subject}"),
            requester,
            email: String::new(),
            customer,
            excerpt,
            url: String::new(),
            created_at: Some(Timestamp(NOW.0 - ago * 1_000_000)),
        },
    );
    prop::collection::vec(one, 0..20).prop_map(|mut all| {
        for (n, ticket) in all.iter_mut().enumerate() {
            ticket.key = format!("T-{n}");
        }
        all
    })
}

fn written(tickets: &[NewTicket], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(["id", "subject", "name", "account", "body", "created"]).expect("a heading");
    for t in tickets {
        let created = t.created_at.map(Timestamp::rfc3339).unwrap_or_default();
        writer
            .write_record([&t.key, &t.subject, &t.requester, &t.customer, &t.excerpt, &created])
            .expect("a row");
    }
    writer.into_inner().expect("written")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_back_what_was_written(all in tickets(), delimiter in prop::sample::select(&[b',', b';', b'\t'][..])) {
        let read = read(&written(&all, delimiter), NOW, &[]).expect("readable");
        let want: Vec<_> = all.into_iter().map(|t| clean(t, NOW).expect("clean")).collect();
        prop_assert_eq!(read.good, want);
    }

    #[test]
    fn a_file_that_is_cut_or_damaged_gives_whole_rows_only(
        all in tickets(), cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = written(&all, b',');
        bytes.truncate(cut.index(bytes.len()) + 1);
        let place = at.index(bytes.len());
        bytes[place] = byte;
        if let Ok(read) = read(&bytes, NOW, &[]) {
            prop_assert_eq!(read.file.good as usize, read.good.len());
            for ticket in &read.good {
                prop_assert_eq!(clean(ticket.clone(), NOW), Ok(ticket.clone()), "what is kept is clean");
                prop_assert!(ticket.excerpt.chars().count() <= EXCERPT_MAX as usize);
            }
        }
    }

    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, NOW, &[]);
    }
}

#[test]
fn a_list_with_other_names_is_matched_by_hand() {
    let text = "Conversation,Opened,Phase\n215469,2026-11-16 10:00,open\n";
    let chosen = [("key", "Conversation"), ("subject", "Phase"), ("created_at", "Opened")];
    let chosen = chosen.map(|(field, heading)| (field.to_owned(), heading.to_owned()));
    let read = read(text.as_bytes(), NOW, &chosen).expect("readable");
    assert_eq!((keys(&read), read.good[0].subject.as_str()), (vec!["215469"], "open"));
    assert!(read.good[0].created_at.is_some_and(|at| at < NOW));
}
