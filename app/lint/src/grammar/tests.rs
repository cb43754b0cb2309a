use super::{Tense, head};
use crate::lexicon::Lexicon;
use crate::text::Doc;

/// Each group as "head of its subject | verbs | tense and marks".
fn read(text: &str) -> Vec<String> {
    let doc = Doc::parse(text, Lexicon::built_in());
    let said = |r: &std::ops::Range<usize>| {
        doc.words[r.clone()].iter().map(|w| w.norm.as_str()).collect::<Vec<_>>().join(" ")
    };
    let mark = |on: bool, name: &'static str| if on { name } else { "" };
    let group = |g: &super::Group| {
        let subject = head(&doc, &g.subject).map_or("", |i| doc.words[i].norm.as_str());
        let marks = [
            mark(g.passive, "passive"),
            mark(g.copula, "copula"),
            mark(g.negated, "not"),
            mark(g.unsure, "unsure"),
            mark(g.hypothetical, "if"),
        ];
        let tense = format!("{:?}", g.tense).to_lowercase();
        let all: Vec<&str> = std::iter::once(tense.as_str()).chain(marks).filter(|m| !m.is_empty()).collect();
        format!("{subject} | {} | {}", said(&g.verbs), all.join(" "))
    };
    doc.groups.iter().map(group).collect()
}

#[test]
fn finds_subject_verb_and_tense() {
    for (text, groups) in [
        ("A severed cable has taken out landlines in Perth.", vec!["cable | has taken | perfect"]),
        ("Tills were floored by an overnight batch.", vec!["tills | were floored | past passive"]),
        ("All pumps will have restarted by nightfall.", vec!["pumps | will have restarted | future"]),
        ("Power comes back at nine.", vec!["power | comes | present"]),
        ("Test results from Monday are missing.", vec!["results | are | present copula"]),
        ("Standing orders were not paid.", vec!["orders | were not paid | past passive not"]),
        ("Lyon may see late trams.", vec!["lyon | may see | present unsure"]),
        ("If the pump fails, call us.", vec!["pump | fails | present if", " | call | order"]),
        ("The lift is back.", vec!["lift | is | present copula"]),
        ("Wi-Fi on trains: repaired tomorrow.", vec![" | repaired | bare passive"]),
        ("The dip is going to be over.", vec!["dip | is going to be | future copula"]),
    ] {
        assert_eq!(read(text), groups, "{text}");
    }
}

#[test]
fn sends_heads_before_what_depends_on_them() {
    let text = "In Perth a severed cable near the bridge";
    let doc = Doc::parse(text, Lexicon::built_in());
    let head = head(&doc, &(0..doc.words.len())).map(|i| doc.words[i].norm.as_str());
    assert_eq!((head, Tense::Past == Tense::Future), (Some("cable"), false));
}
