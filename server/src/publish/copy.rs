//! A copy of the public pages, ready to be written but for its times.

use bytes::Bytes;
use domain::{Span, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::FRESH_FOR;
use crate::assets;
use crate::public::words::Words;
use crate::public::{Language, Page, Snapshot, mark};

/// Where the file is that says which version a copy is.
pub const STAMP_PATH: &str = "status/copy.json";
/// The page that stands for the whole site, and the name under which web servers look for it at their root.
pub const HOME: &str = "status";
pub const INDEX: &str = "index.html";
/// Where the pages of incidents are.
const INCIDENTS: &str = "/status/incidents/";
/// Assets of the pages.
const ASSETS: [&str; 1] = ["/favicon.svg"];
/// How a document begins that says when it was made.
const DATED_JSON: &str = "{\"page\":{\"copied_at\":\"";
/// Digits of a version: 64 bits.
const VERSION_BYTES: usize = 8;

/// Every file of a copy.
#[derive(Debug)]
pub struct Copy {
    version: String,
    files: Vec<File>,
    redacted_at: Option<Timestamp>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct File {
    /// Below the root, as in addresses: `status/history`.
    pub path: String,
    pub kind: Kind,
    pub content_type: String,
    /// The one that its times are written in.
    language: Language,
    body: Body,
}

/// What is in a file.
#[derive(Clone, Debug)]
enum Body {
    Text(String),
    /// A picture.
    Bytes(Bytes),
}

impl Body {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// What a file is to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The page of an incident, which feeds and data lead to.
    Incident,
    /// Data, a picture, a script, a feed.
    Data,
    /// A page that leads to incidents and to its own feed.
    List,
    /// The page that everybody begins with.
    Home,
    /// What says which version it is.
    Stamp,
}

/// How a copy is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// When it was right.
    pub made: Timestamp,
    /// What stands before the addresses of pages within pages: nothing, or the folder of the version.
    pub base: &'a str,
}

impl Copy {
    /// Takes over every page of a snapshot that was rendered for a copy.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut files: Vec<File> = snapshot.pages().map(|(path, page)| file(path, page)).collect();
        files.extend(snapshot.editions().iter().map(|(path, page)| file(path, page)));
        let home = files.iter().find(|file| file.kind == Kind::Home);
        let index = home.map(|home| File { path: INDEX.to_owned(), ..home.clone() });
        files.extend(index);
        files.extend(ASSETS.iter().filter_map(|path| asset(path)));
        let stamp = json!({"version": mark::VERSION, "made_at": mark::MADE_AT, "next_by": mark::NEXT_AT});
        files.push(File {
            path: STAMP_PATH.to_owned(),
            kind: Kind::Stamp,
            content_type: "application/json; charset=utf-8".to_owned(),
            language: Language::English,
            body: Body::Text(format!("{stamp}\n")),
        });
        files.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
        Self { version: version(&files), files, redacted_at: snapshot.redacted_at() }
    }

    /// What tells it from copies with other content. The times of its files do not count.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Its files: first those that others lead to, the file that says which version it is last.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Whether what `before` has is to be nowhere any more: an incident that is not public now, or words that were taken back.
    pub fn takes_back(&self, before: &Self) -> bool {
        let has = |file: &File| self.files.iter().any(|own| own.path == file.path);
        self.redacted_at > before.redacted_at || !before.files.iter().all(has)
    }
}

impl Kind {
    /// In the order in which they are written: whoever leads to others comes after them.
    pub const ALL: [Self; 5] = [Self::Incident, Self::Data, Self::List, Self::Home, Self::Stamp];

    /// Whether it is a page of the site, which leads to others.
    pub fn is_page(self) -> bool {
        matches!(self, Self::Incident | Self::List | Self::Home)
    }
}

impl File {
    /// Whether it comes out otherwise at another time.
    pub fn tells_time(&self) -> bool {
        let Body::Text(text) = &self.body else { return false };
        [mark::MADE_AT, mark::MADE_SECONDS, mark::MADE_SHORT].iter().any(|mark| text.contains(mark))
    }

    fn is_json(&self) -> bool {
        self.content_type.contains("json")
    }

    /// Its bytes.
    pub fn written(&self, version: &str, stamp: Stamp<'_>) -> Bytes {
        match &self.body {
            Body::Text(text) => Bytes::from(self.filled(text, version, stamp)),
            Body::Bytes(bytes) => bytes.clone(),
        }
    }

    /// Its text, with the times in it.
    fn filled(&self, text: &str, version: &str, stamp: Stamp<'_>) -> String {
        let next = stamp.made + Span(i64::try_from(FRESH_FOR.as_micros()).unwrap_or(i64::MAX));
        let words = Words::of(self.language);
        let seconds = |at: Timestamp| at.0.div_euclid(1_000_000).to_string();
        let values = [
            (mark::VERSION, version.to_owned()),
            (mark::MADE, words.full(stamp.made)),
            (mark::MADE_AT, stamp.made.rfc3339()),
            (mark::MADE_SECONDS, seconds(stamp.made)),
            (mark::MADE_SHORT, short(stamp.made)),
            (mark::NEXT, words.full(next)),
            (mark::NEXT_AT, next.rfc3339()),
            (mark::NEXT_SECONDS, seconds(next)),
        ];
        // Text of people is escaped in markup. In JSON it is not, but where there are marks they come first, and each comes once.
        let (most, is_ours): (usize, fn(&str) -> bool) = match (self.kind, self.is_json()) {
            (Kind::Data, true) if text.starts_with(DATED_JSON) => {
                (1, |mark| matches!(mark, mark::MADE_AT | mark::NEXT_AT))
            }
            (Kind::Data, true) => (0, |_| false),
            _ => (usize::MAX, |_| true),
        };
        let mut body = text.to_owned();
        for (mark, value) in values {
            if is_ours(mark) && body.contains(mark) {
                body = body.replacen(mark, &value, most);
            }
        }
        if !stamp.base.is_empty() && self.kind.is_page() {
            body = led_within(&body, stamp.base);
        }
        body
    }
}

/// The same page, whose links to pages lead into the folder `base`. Feeds are followed for years: they keep their addresses. No
/// text can look like such a link, because its quotation marks are escaped.
fn led_within(page: &str, base: &str) -> String {
    const LINK: &str = "href=\"/";
    let mut out = String::with_capacity(page.len() + page.len() / 8);
    let mut parts = page.split(LINK);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str("href=\"");
        let target = part.split('"').next().unwrap_or_default();
        let path = target.split(['#', '?']).next().unwrap_or_default();
        if !path.contains('.') {
            out.push('/');
            out.push_str(base);
        }
        out.push('/');
        out.push_str(part);
    }
    out
}

fn file(path: &str, page: &Page) -> File {
    let language = page.language().unwrap_or(Language::English);
    let plain = Language::of_path(path).map_or_else(|| path.to_owned(), |(_, plain)| plain);
    let path = path.trim_start_matches('/').to_owned();
    let is_page = page.is_own() && page.content_type().starts_with("text/html");
    let kind = match is_page {
        true if path == HOME => Kind::Home,
        true if plain.starts_with(INCIDENTS) => Kind::Incident,
        true => Kind::List,
        false => Kind::Data,
    };
    let body = match std::str::from_utf8(page.bytes()) {
        Ok(text) => Body::Text(
            page.content_policy().map_or_else(|| text.to_owned(), |policy| with_policy(text, policy)),
        ),
        Err(_) => Body::Bytes(page.bytes().clone()),
    };
    File { path, kind, content_type: page.content_type().to_owned(), language, body }
}

/// The page with its policy within, because whoever serves it need not know it. Who may frame it can be said in a header only.
fn with_policy(page: &str, policy: &str) -> String {
    const AFTER: &str = "<meta charset=\"utf-8\">";
    let directives: Vec<&str> =
        policy.split("; ").filter(|directive| !directive.starts_with("frame-ancestors")).collect();
    let policy = directives.join("; ");
    page.replacen(
        AFTER,
        &format!("{AFTER}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
        1,
    )
}

fn asset(path: &str) -> Option<File> {
    let asset = assets::find(path)?;
    Some(File {
        path: path.trim_start_matches('/').to_owned(),
        kind: Kind::Data,
        content_type: asset.content_type.to_owned(),
        language: Language::English,
        body: Body::Text(String::from_utf8_lossy(&asset.plain_bytes()).into_owned()),
    })
}

fn version(files: &[File]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        for part in [file.path.as_bytes(), file.body.bytes()] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize()[..VERSION_BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `2026-11-17 04:12Z`.
fn short(at: Timestamp) -> String {
    format!("{} {}Z", at.date(), at.hhmm())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MADE: Timestamp = Timestamp(1_794_888_727_000_000);

    fn file(kind: Kind, content_type: &str, body: &str) -> File {
        File {
            path: "status".to_owned(),
            kind,
            content_type: content_type.to_owned(),
            language: Language::English,
            body: Body::Text(body.to_owned()),
        }
    }

    fn written(kind: Kind, content_type: &str, body: &str, base: &str) -> String {
        let written = file(kind, content_type, body).written("5eed", Stamp { made: MADE, base });
        String::from_utf8(written.to_vec()).expect("UTF-8")
    }

    #[test]
    fn times_are_filled_in_and_text_that_looks_like_them_is_not() {
        for (content_type, body, want) in [
            ("text/html", "<!--made-->, <!--next-->", "17 Nov 2026, 04:12 UTC, 17 Nov 2026, 04:17 UTC"),
            ("text/html", "<!--made-seconds-->|<!--next-seconds-->", "1794888727|1794889027"),
            ("image/svg+xml", "<!--made-short--> <!--made-short-->", "2026-11-17 04:12Z 2026-11-17 04:12Z"),
            ("text/html", "&lt;!--made--&gt; <!--version-->", "&lt;!--made--&gt; 5eed"),
            (
                "application/json; charset=utf-8",
                r#"{"page":{"copied_at":"<!--made-at-->","name":"<!--made-at--><!--made-->"}"#,
                r#"{"page":{"copied_at":"2026-11-17T04:12:07Z","name":"<!--made-at--><!--made-->"}"#,
            ),
            ("application/feed+json", r#"{"title":"<!--made-at-->"}"#, r#"{"title":"<!--made-at-->"}"#),
        ] {
            assert_eq!(written(Kind::Data, content_type, body, ""), want);
        }
    }

    #[test]
    fn pages_lead_into_their_version_and_feeds_stay_where_they_are() {
        let links = "<a href=\"/status\">a</a><a href=\"/status/incidents/3#post-mortem\">b</a><a href=\"/status/feed.atom\">c</a>\
                     <a href=\"https://example.com/status\">d</a><link href=\"/favicon.svg\"><p>href=&quot;/status&quot;</p>";
        let want = "<a href=\"/v/1/status\">a</a><a href=\"/v/1/status/incidents/3#post-mortem\">b</a><a href=\"/status/feed.atom\">c</a>\
                    <a href=\"https://example.com/status\">d</a><link href=\"/favicon.svg\"><p>href=&quot;/status&quot;</p>";
        assert_eq!(written(Kind::List, "text/html", links, "v/1"), want);
        assert_eq!(written(Kind::Incident, "text/html", links, ""), links);
        assert_eq!(written(Kind::Data, "text/html", links, "v/1"), links);
    }

    #[test]
    fn a_page_carries_its_policy_but_for_what_only_a_header_can_say() {
        let policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
        let page = with_policy("<head><meta charset=\"utf-8\"></head>", policy);
        assert!(page.contains("content=\"default-src 'none'; base-uri 'none'\""), "{page}");
    }

    #[test]
    fn a_short_time_has_one_length() {
        assert_eq!(short(MADE).chars().count(), mark::MADE_SHORT_LENGTH);
    }
}
