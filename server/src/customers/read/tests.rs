use app::upload::ROWS_MAX;
use domain::{Component, Person, Role};

use super::*;

fn names() -> Names {
    let person = |id, name: &str| Person {
        id: PersonId(id),
        name: name.to_owned(),
        role: Role::Viewer,
        team: String::new(),
        active: true,
    };
    let component = |name: &str| Component { id: ComponentId::slug(name), name: name.to_owned() };
    let directory = Directory {
        people: vec![person(1, "Noor Haddad"), person(2, "Sam Lee"), person(3, "Sam Lee")],
        components: vec![component("Databases"), component("Builds & deploys")],
        ..Directory::default()
    };
    Names::new(
        &directory,
        vec![(PersonId(1), "noor@a.example".to_owned()), (PersonId(3), "sam@a.example".to_owned())],
    )
}

fn file(text: &str) -> Read {
    read(text.as_bytes(), &names(), &[]).expect("a table")
}

const HEADING: &str = "key,name,tier,yearly revenue,account manager,components,regions\n";

#[test]
fn a_row_becomes_an_account() {
    let row = "c1,Halden Bank,Enterprise,\"$1,900,000.00\",NOOR@a.example,databases; Builds & deploys,eu-west|us-east\n";
    let read = file(&(HEADING.to_owned() + row));
    assert_eq!(read.file.bad, 0, "{:?}", read.file.mistakes);
    let customer = &read.good[0];
    assert_eq!(
        (customer.key.as_str(), customer.name.as_str(), customer.revenue),
        ("c1", "Halden Bank", 1_900_000)
    );
    assert_eq!(customer.manager, Some(PersonId(1)));
    assert_eq!(customer.components.len(), 2);
    assert_eq!(customer.regions, ["eu-west", "us-east"]);

    let sparse = file("Customer ID;Customer\n7;Nook\n");
    assert_eq!((sparse.good[0].revenue, sparse.good[0].manager), (0, None));
}

#[test]
fn every_mistake_has_its_line_and_column_and_the_rest_is_good() {
    let rows = [
        (",A,,,,,", "key"),
        ("k2,,,,,,", "name"),
        ("k3,A,,1.9M,,,", "yearly revenue"),
        ("k4,A,,\"1,90\",,,", "yearly revenue"),
        ("k5,A,,-5,,,", "yearly revenue"),
        ("k6,A,,1000000000001,,,", "yearly revenue"),
        ("k8,A,,,Sam Lee,,", "account manager"),
        ("k9,A,,,,mainframe,", "components"),
        ("k10,A,,,,", ""),
        ("good,A,,,,,", "key"),
    ];
    let text: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
    let read = file(&format!("{HEADING}good,Good,,5,sam@a.example,,\n{text}"));
    assert_eq!(read.good.len(), 1);
    assert_eq!(read.file.bad as usize, rows.len());
    for ((mistake, (row, column)), line) in read.file.mistakes.iter().zip(rows).zip(3..) {
        assert_eq!((mistake.line, mistake.column.as_str()), (line, column), "{row}: {}", mistake.why);
        assert!(mistake.why.len() > 15, "{row}: {}", mistake.why);
    }
}

#[test]
fn encodings_are_read_or_refused() {
    let latin = b"key,name\n1,Caf\xe9 GmbH\n";
    let read_latin = read(latin, &names(), &[]).expect("text");
    assert_eq!(read_latin.good[0].name, "Café GmbH");
    assert!(read_latin.file.encoding.starts_with("Windows-1252"));
    let marked = read("\u{feff}key,name\n1,Ümit\n".as_bytes(), &names(), &[]).expect("text");
    assert_eq!(marked.good[0].name, "Ümit");
    assert!(read(b"PK\x03\x04", &names(), &[]).is_err());
}

#[test]
fn a_hundred_thousand_rows_and_no_more() {
    let rows: String = (0..ROWS_MAX).map(|n| format!("c{n},Customer {n}\n")).collect();
    let read_all = read(format!("key,name\n{rows}").as_bytes(), &names(), &[]).expect("within the limit");
    assert_eq!(read_all.good.len(), 100_000);
    let more = read(format!("key,name\n{rows}one,more\n").as_bytes(), &names(), &[]);
    assert!(more.expect_err("too many").to_string().contains("more than 100000 rows"));
}

#[test]
fn an_owner_who_is_no_colleague_is_told_once() {
    let rows: String = (0..30).map(|n| format!("k{n},A,,,Someone Else,,\n")).collect();
    let read = file(&format!("{HEADING}{rows}k99,A,,,noor@a.example,,\n"));
    assert_eq!((read.file.bad, read.good.len()), (0, 31));
    assert_eq!(read.file.unknown_managers, ["Someone Else"]);
    let managers: Vec<_> = read.good.iter().filter_map(|customer| customer.manager).collect();
    assert_eq!(managers, [PersonId(1)]);
}

#[test]
fn other_programs_headings_are_known() {
    let hubspot = file(
        "Company ID,Company name,Annual Revenue,Company owner\n77,Mill & Sons,\"120,000\",Noor Haddad\n",
    );
    let customer = &hubspot.good[0];
    assert_eq!(
        (customer.key.as_str(), customer.name.as_str(), customer.revenue),
        ("77", "Mill & Sons", 120_000)
    );
    assert_eq!(customer.manager, Some(PersonId(1)));
    let salesforce = file("Account ID,Account Name,Account Owner\n1A,Oven Ltd,\n");
    assert_eq!(salesforce.good[0].key, "1A");
}

#[test]
fn the_mark_against_formulas_goes_where_our_own_file_put_it() {
    let read = file(&format!("{HEADING}k1,'=cmd(),'-1+2,,,,\nk2,''=x,O'Brien,,,,\nk3,'quoted',,,,,\n"));
    let names: Vec<_> = read.good.iter().map(|c| (c.name.as_str(), c.tier.as_str())).collect();
    assert_eq!(names, [("=cmd()", "-1+2"), ("'=x", "O'Brien"), ("'quoted'", "")]);
}
