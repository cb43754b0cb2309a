//! Pages of components, and feeds of all and of each in three formats.

use domain::{Impact, Phase};
use serde_json::Value;

use crate::company::*;

const TAG: &str = "tag:status.example.com,2026-11-01:0a1b2c3d";

#[test]
fn a_component_has_a_page_of_its_own() {
    let snapshot = snapshot(busy());
    let status = html(&snapshot, "/status");
    for component in components() {
        let path = format!("/status/components/{}", component.id.0);
        assert!(status.contains(&format!("href=\"{path}\"")), "{path}");
        let page = body(&snapshot, &path);
        assert_eq!(page.matches("class=\"bars\"").count(), 1, "{page}");
        for format in ["atom", "rss", "json"] {
            assert!(page.contains(&format!("href=\"{path}/feed.{format}\"")), "{path}");
        }
    }
    let databases = words(&body(&snapshot, "/status/components/databases"));
    assert!(databases.contains("Partial outage") && databases.contains("going on"), "{databases}");
    assert!(databases.contains("Elevated errors on database connections"), "{databases}");
    let api = words(&body(&snapshot, "/status/components/api"));
    assert!(api.contains("Operational") && api.contains("Incident number 39"), "{api}");
    assert!(!api.contains("Elevated errors"), "that hit another component");
    assert!(words(&body(&snapshot, "/status/components/billing")).contains("No incidents"));
}

#[test]
fn the_three_formats_tell_the_same_under_the_same_ids() {
    let snapshot = snapshot(busy());
    for base in ["/status/feed", "/status/components/api/feed"] {
        let atom: atom_syndication::Feed = html(&snapshot, &format!("{base}.atom")).parse().expect("Atom");
        let json: Value = serde_json::from_str(&html(&snapshot, &format!("{base}.json"))).expect("JSON");
        let rss = html(&snapshot, &format!("{base}.rss"));
        let ids: Vec<&str> = atom.entries.iter().map(|entry| entry.id.as_str()).collect();
        let of_json: Vec<&str> =
            json["items"].as_array().expect("items").iter().filter_map(|item| item["id"].as_str()).collect();
        let of_rss: Vec<&str> = rss
            .split("<guid isPermaLink=\"false\">")
            .skip(1)
            .filter_map(|rest| rest.split("</guid>").next())
            .collect();
        assert_eq!(ids, of_json, "{base}");
        assert_eq!(ids, of_rss, "{base}");
        assert!(
            !ids.is_empty() && ids.iter().all(|id| id.starts_with(&format!("{TAG}/incident/"))),
            "{ids:?}"
        );
        assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(json["feed_url"], format!("https://status.example.com{base}.json"));
        assert_eq!(
            json["items"][0]["date_modified"],
            atom.entries[0].updated.to_rfc3339().replace("+00:00", "Z")
        );
    }
}

#[test]
fn the_feed_of_a_component_has_what_hit_it_and_an_id_of_its_own() {
    let snapshot = snapshot(busy());
    let feed: atom_syndication::Feed =
        html(&snapshot, "/status/components/api/feed.atom").parse().expect("Atom");
    assert_eq!(feed.id, format!("{TAG}/component/api/feed"));
    assert_eq!(feed.title.value, "API · Northwind Cloud status");
    let hits = busy().values().filter(|incident| incident.components.iter().any(|id| id.0 == "api")).count();
    assert_eq!((feed.entries.len(), hits > 3), (hits, true));
    assert!(feed.entries.iter().all(|entry| entry.title.value != "Slow builds"));
}

#[test]
fn words_of_people_are_text_in_every_feed() {
    let evil = "</description><script>&amp;]]>\u{1}";
    let updates =
        vec![domain::public::PublicUpdate { label: evil.to_owned(), ..update(Phase::Confirmed, 9, evil) }];
    let odd = domain::public::PublicIncident {
        headline: evil.to_owned(),
        ..open(1, "API", Impact::Major, updates)
    };
    let snapshot = snapshot(indexed(vec![odd]));
    let rss = html(&snapshot, "/status/feed.rss");
    assert_eq!((rss.matches("</description>").count(), rss.matches("<script>").count()), (2, 0), "{rss}");
    assert!(!rss.contains('\u{1}') && rss.contains("&amp;lt;script&amp;gt;"), "{rss}");
    let json: Value = serde_json::from_str(&html(&snapshot, "/status/feed.json")).expect("JSON");
    assert_eq!(json["items"][0]["title"], evil);
    let content = json["items"][0]["content_html"].as_str().expect("markup");
    assert!(!content.contains("<script>") && content.contains("&lt;script&gt;"), "{content}");
}
