use super::*;

const SHAPE: Shape<'static> = Shape {
    by_hand: &[],
    columns: &[("key", &["key", "account key"]), ("name", &["name"])],
    needs: &[("key", "account’s key")],
};

/// Each row as `line:key|name`, or `line!field: why`.
fn rows(text: &str) -> Result<Vec<String>, String> {
    let mut all = Vec::new();
    let read = read(text, SHAPE, |heading, line, row| {
        all.push(match row {
            Ok(row) => format!("{line}:{}|{}", heading.cell(row, "key"), heading.cell(row, "name")),
            Err(bad) => format!("{line}!{}", bad.why),
        });
        Ok(())
    });
    read.map(|()| all).map_err(|error| error.to_string())
}

#[test]
fn tables_as_spreadsheets_save_them() {
    for (name, text, want) in [
        ("commas", "key,name\n1,a\n2,b\n", vec!["2:1|a", "3:2|b"]),
        ("semicolons", "Key;Name\r\n1;a, b\r\n", vec!["2:1|a, b"]),
        ("tabs, other columns, another order", "Name\tx\tAccount-Key\na\t?\t1", vec!["2:1|a"]),
        ("quotes", "key,name\n1,\"a \"\"b\"\", c\"\n", vec!["2:1|a \"b\", c"]),
        ("a break in a cell", "key,name\n1,\"a\nb\"\n2,c\n", vec!["2:1|a\nb", "4:2|c"]),
        ("a quote inside of a cell", "key,name\n1,6\" pipe\n2,b\n", vec!["2:1|6\" pipe", "3:2|b"]),
        ("cleared rows", "key,name\n,\n1,a\n , \n", vec!["3:1|a"]),
        ("only a heading", "key,name", vec![]),
    ] {
        assert_eq!(rows(text), Ok(want.into_iter().map(str::to_owned).collect()), "{name}");
    }
}

#[test]
fn never_half_a_row() {
    let short = rows("key,name\n1\n2,b\n3,c,d\n").expect("read");
    assert_eq!(short[1], "3:2|b");
    assert!(short[0].starts_with("2!The row has 1 cells") && short[2].starts_with("4!The row has 3 cells"));

    let open = rows("key,name\n1,a\n2,\"b\n3,c\n").expect("read");
    assert_eq!(open[0], "2:1|a");
    assert!(open[1].starts_with("3!A quote opens") && open.len() == 2, "{open:?}");
}

#[test]
fn explains_why_a_text_is_not_a_table() {
    for (first, text) in [("", ""), ("Dear all,", "Dear all,\nhere they are"), ("a,b", "a,b\n1,2\n")] {
        let why = rows(text).expect_err(first);
        let words = "Name the columns key, name, or match them by hand.";
        assert_eq!(why, format!("The first line is no heading that we know: “{first}”. {words}"));
    }
    let twice = rows("key,account key,name\n1,2,3\n").expect_err("twice");
    assert_eq!(twice, "Heading: “key” and “account key” mean the same. Keep one of them.");
    let wide = format!("key,name{}\n", ",x".repeat(COLUMNS_MAX));
    assert!(rows(&wide).expect_err("wide").contains("more than 100 columns"));
}

#[test]
fn columns_are_matched_by_hand() {
    let chosen = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(field, name)| ((*field).to_owned(), (*name).to_owned())).collect()
    };
    let by_hand = chosen(&[("key", " conversation "), ("name", "Phase")]);
    let shape = SHAPE.matched(&by_hand).expect("fields of ours");
    let mut told = Vec::new();
    let text = "Conversation,Name,Phase\n7,x,open\n";
    read(text, shape, |heading, _, row| {
        let row = row.expect("a whole row");
        told.push((heading.cell(row, "key").to_owned(), heading.cell(row, "name").to_owned()));
        Ok(())
    })
    .expect("read");
    assert_eq!(told, [("7".to_owned(), "open".to_owned())], "what was chosen goes before what is usual");
    let why = SHAPE.matched(&chosen(&[("colour", "x")])).map(|_| ()).expect_err("no field").to_string();
    assert_eq!(why, "Columns: we have none called “colour”. There are key, name.");
    let many = vec![("key".to_owned(), "x".to_owned()); BY_HAND_MAX + 1];
    assert!(SHAPE.matched(&many).is_err());
}
