//! What every page of the site shares: the document around it, its icons, its one style and one script.

use std::collections::BTreeMap;

use app::brand::Brand;
use axum::http::HeaderValue;
use domain::directory::Group;
use domain::{Component, ComponentId, Impact, Timestamp};
use sha2::{Digest, Sha256};

use super::html::Html;
use super::language::{Edition, Language};
use super::words::{ENGLISH, Words, filled};
use super::{Input, SourceIds, brand, foot, format, mark};

/// Two comforts, nothing more: it says so when the page is older than five minutes, and shows times in the reader's zone with UTC beside.
const SCRIPT: &str = concat!(include_str!("script.js"), include_str!("times.js"));
/// What a copy does beside: it tells its age by the clock of whoever serves it, and keeps the lasting address.
const COPY_SCRIPT: &str = include_str!("copy.js");

/// The shapes that stand for a meaning beside its colour and word.
const ICONS: &str = concat!(
    "<svg hidden aria-hidden=\"true\">",
    "<symbol id=\"ok\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"6.2\"/><path d=\"m5.3 8.2 1.9 1.9 3.6-4\"/></symbol>",
    "<symbol id=\"watch\" viewBox=\"0 0 16 16\"><path d=\"M8 1.6 14.4 8 8 14.4 1.6 8zM8 5v3.4M8 10.9v.1\"/></symbol>",
    "<symbol id=\"warn\" viewBox=\"0 0 16 16\"><path d=\"M8 2 14.6 13.6H1.4zM8 6.4v3.2M8 11.6v.1\"/></symbol>",
    "<symbol id=\"crit\" viewBox=\"0 0 16 16\"><path d=\"M5.3 1.6h5.4l3.7 3.7v5.4l-3.7 3.7H5.3l-3.7-3.7V5.3zM8 4.6v4M8 11.2v.1\"/></symbol>",
    "<symbol id=\"info\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"6.2\"/><path d=\"M5 8h6\"/></symbol>",
    "<symbol id=\"none\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"6.2\"/><path d=\"M8 4.6V8l2.2 1.6\"/></symbol>",
    "</svg>",
);

/// Titles and descriptions are cut here, in characters.
const LINE_MAX: usize = 160;

/// What stays the same from one snapshot to the next: the company, its components, the look.
#[derive(Debug)]
pub struct PublicContext {
    pub company: String,
    /// Scheme, host and port, without a slash at the end.
    pub origin: String,
    pub feed_tag: String,
    pub components: Vec<Component>,
    retired: Vec<Component>,
    pub groups: Vec<Group>,
    /// What other pages call what was taken over from them.
    pub source_ids: SourceIds,
    /// Where the record of each component begins, as far as that is known.
    pub begins: BTreeMap<ComponentId, Timestamp>,
    /// Where that of the others begins; `None`: longer ago than anything shown.
    pub since: Option<Timestamp>,
    css: String,
    /// What of the page is the company's own.
    pub brand: Brand,
    /// The languages that the pages are there in.
    pub languages: Vec<Language>,
    /// Whether people can subscribe to mail.
    pub subscribes: bool,
    /// In a copy: where the app is.
    pub copy_of: Option<String>,
    /// The content security policy of every page.
    pub policy: HeaderValue,
    /// That of pages with a form.
    pub form_policy: HeaderValue,
}

impl PublicContext {
    pub fn new(input: &Input<'_>) -> Self {
        let Input {
            company,
            origin,
            feed_tag,
            source_ids,
            components,
            retired,
            groups,
            subscribes,
            copy_of,
            languages,
            css,
            brand,
            ..
        } = *input;
        let css = brand::style(css, brand);
        let style = hash(&css);
        let script = match copy_of {
            None => format!("'{}'", hash(SCRIPT)),
            Some(_) => format!("'{}' '{}'", hash(SCRIPT), hash(COPY_SCRIPT)),
        };
        // A copy asks its own site for its age, and what audits a page reads robots.txt through it.
        let policy = |forms| {
            let policy = format!(
                "default-src 'none'; style-src '{style}'; script-src {script}; img-src 'self'; connect-src 'self'; \
                 base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
            );
            HeaderValue::try_from(policy).expect("base64 and words are ASCII")
        };
        Self {
            company: company.to_owned(),
            origin: origin.trim_end_matches('/').to_owned(),
            feed_tag: feed_tag.to_owned(),
            components: components.to_vec(),
            retired: retired.to_vec(),
            groups: groups.to_vec(),
            source_ids: source_ids.clone(),
            begins: input.begins.clone(),
            since: input.since,
            css,
            brand: brand.clone(),
            languages: languages.to_vec(),
            subscribes,
            copy_of: copy_of.map(|app| app.trim_end_matches('/').to_owned()),
            policy: policy("'none'"),
            form_policy: policy("'self'"),
        }
    }

    /// Whether a page made for `other` holds for this one.
    pub fn same_as(&self, other: &Self) -> bool {
        self.company == other.company
            && self.origin == other.origin
            && self.css == other.css
            && self.brand == other.brand
            && self.languages == other.languages
            && self.subscribes == other.subscribes
            && self.copy_of == other.copy_of
            && self.components == other.components
            && self.retired == other.retired
            && self.groups == other.groups
    }

    /// What stands before the address of what the app alone can do.
    pub fn app(&self) -> &str {
        self.copy_of.as_deref().unwrap_or_default()
    }

    /// What pages call the whole site, in the language of the words.
    pub fn title(&self, words: &Words) -> String {
        if self.brand.name.is_empty() {
            filled(words.says.site_title, &[("company", &words.isolated(&self.company))])
        } else {
            words.isolated(&self.brand.name)
        }
    }

    /// What stands above the page.
    fn name_above(&self) -> &str {
        if self.brand.name.is_empty() { &self.company } else { &self.brand.name }
    }

    /// The edition in a language. A copy has no server that asks browsers for theirs: English is at its plain addresses.
    pub fn edition(&self, language: Language) -> Edition {
        match language {
            Language::English if self.copy_of.is_some() => Edition::PLAIN,
            language => Edition::of(language),
        }
    }

    /// The component's name, also where the company no longer has it; the slug of what it never had.
    pub fn name<'a>(&'a self, id: &'a ComponentId) -> &'a str {
        self.components.iter().chain(&self.retired).find(|c| &c.id == id).map_or(&id.0, |c| &c.name)
    }
}

/// How fresh the content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// True for ever: nothing on the page can change with time.
    Settled,
    /// Was right at this moment; a reader who sees it much later is told so.
    Checked(Timestamp),
    /// Known to be out of date since.
    Stale(Timestamp),
}

impl Freshness {
    pub fn is_stale(self) -> bool {
        matches!(self, Self::Stale(_))
    }
}

/// A page's own part of the document.
pub struct Document<'a> {
    pub title: String,
    pub description: String,
    /// The page's address below the origin.
    pub path: &'a str,
    pub freshness: Freshness,
    /// Whether the page is part of the history, for the navigation.
    pub in_history: bool,
    pub switch: Switch,
}

/// How a reader gets the same page in another language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Each language has an address of its own.
    Pages,
    /// The page takes `?lang=de`.
    Asking,
    /// Not at all: what it says is over once it is left.
    No,
}

/// The whole document around what `main` writes.
pub fn document(
    site: &PublicContext,
    edition: Edition,
    document: &Document<'_>,
    main: impl FnOnce(&mut Html),
) -> String {
    let words = edition.words;
    let mut h = Html::with_capacity(24 * 1024);
    h.raw("<!doctype html>\n<html lang=\"").raw(words.language.code()).raw("\"");
    if words.language.is_right_to_left() {
        h.raw(" dir=\"rtl\"");
    }
    if document.freshness.is_stale() {
        h.raw(" data-stale");
    }
    h.raw(">\n");
    head(&mut h, site, edition, document);
    match (document.freshness, &site.copy_of) {
        (Freshness::Checked(at), None) => {
            h.raw("<body data-checked=\"").num(at.0.div_euclid(1_000_000)).raw("\">\n");
        }
        (Freshness::Checked(_), Some(_)) => {
            h.raw("<body data-made=\"").raw(mark::MADE_SECONDS);
            h.raw("\" data-next=\"").raw(mark::NEXT_SECONDS).raw("\">\n");
        }
        _ => {
            h.raw("<body>\n");
        }
    }
    h.raw(ICONS).raw("\n");
    stale_banner(&mut h, site, words, document.freshness);
    header(&mut h, site, edition, document);
    h.raw("<main>\n");
    main(&mut h);
    h.raw("</main>\n");
    foot::foot(&mut h, site, edition, document);
    h.raw("<script>").raw(SCRIPT).raw("</script>\n");
    if site.copy_of.is_some() {
        h.raw("<script>").raw(COPY_SCRIPT).raw("</script>\n");
    }
    h.raw("</body>\n</html>\n");
    h.finish()
}

fn head(h: &mut Html, site: &PublicContext, edition: Edition, document: &Document<'_>) {
    h.raw("<head>\n<meta charset=\"utf-8\">\n");
    h.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    h.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    h.text(&format::line(&document.title, LINE_MAX)).raw("</title>\n<meta name=\"description\" content=\"");
    h.text(&format::line(&document.description, LINE_MAX)).raw("\">\n<link rel=\"canonical\" href=\"");
    h.text(&site.origin).text(&edition.path(document.path)).raw("\">\n");
    alternates(h, site, document);
    h.raw("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/status/feed.atom\" title=\"");
    h.text(&site.title(ENGLISH)).raw("\">\n");
    brand::favicon(h, &site.brand);
    if site.copy_of.is_some() {
        h.raw("<meta name=\"version\" content=\"").raw(mark::VERSION).raw("\">\n");
    }
    h.style(&site.css).raw("\n</head>\n");
}

/// Where the same page is in each language, for those who search.
fn alternates(h: &mut Html, site: &PublicContext, document: &Document<'_>) {
    if document.switch != Switch::Pages || site.languages.len() < 2 {
        return;
    }
    let mut alternate = |code: &'static str, edition: Edition| {
        h.raw("<link rel=\"alternate\" hreflang=\"").raw(code).raw("\" href=\"").text(&site.origin);
        h.text(&edition.path(document.path)).raw("\">\n");
    };
    for language in &site.languages {
        alternate(language.code(), site.edition(*language));
    }
    alternate("x-default", Edition::PLAIN);
}

/// Empty on a fresh page, where the script writes it once the page has become old: whoever reads without scripts and
/// styles reads nothing that does not hold.
fn stale_banner(h: &mut Html, site: &PublicContext, words: &Words, freshness: Freshness) {
    let says = &words.says;
    match freshness {
        Freshness::Settled => {}
        Freshness::Checked(at) => {
            h.raw("<p class=\"stale\" role=\"status\" data-old=\"").text(says.may_be_out_of_date);
            h.raw("\" data-last=\"").phrase(says.last_checked, |h, _| {
                if site.copy_of.is_some() {
                    h.raw(mark::MADE);
                } else {
                    h.text(&words.full(at));
                }
            });
            h.raw("\" hidden></p>\n");
        }
        Freshness::Stale(at) => {
            h.raw("<p class=\"stale\" role=\"status\"><b>").text(says.may_be_out_of_date).raw("</b> ");
            h.phrase_at(says.last_checked, at, &words.full(at)).raw("</p>\n");
        }
    }
}

fn header(h: &mut Html, site: &PublicContext, edition: Edition, document: &Document<'_>) {
    let says = &edition.words.says;
    h.raw("<header class=\"hd\"><a href=\"").text(&edition.path("/status"));
    h.raw("\" class=\"logo\" dir=\"auto\">");
    brand::logo(h, &site.brand, site.name_above());
    h.raw("</a><nav aria-label=\"").text(says.site).raw("\"><a href=\"").text(&edition.path("/status"));
    h.raw("\"").raw(if document.path == "/status" { " aria-current=\"page\"" } else { "" });
    h.raw(">").text(says.status).raw("</a><a href=\"").text(&edition.path("/status/history")).raw("\"");
    h.raw(if document.in_history { " aria-current=\"true\"" } else { "" });
    h.raw(">").text(says.history).raw("</a>");
    brand::links(h, &site.brand.header);
    h.raw("</nav></header>\n");
}

/// The shape of a meaning: `ok`, `watch`, `warn`, `crit`, `info`, `none`.
pub fn icon(h: &mut Html, kind: &'static str) {
    h.raw("<svg class=\"ico\" aria-hidden=\"true\"><use href=\"#").raw(kind).raw("\"/></svg>");
}

/// The shape of an impact that is shown in the colour of `kind`: a grey one keeps its shape, but for the check mark.
pub fn shape(impact: Impact, kind: &'static str) -> &'static str {
    if impact == Impact::Operational { kind } else { impact.kind() }
}

/// An impact as shape, colour and word; grey where it is only what was known last.
pub fn impact_mark(h: &mut Html, words: &Words, impact: Impact, kind: &'static str) {
    h.raw("<b class=\"st\" data-k=\"").raw(kind).raw("\">");
    icon(h, shape(impact, kind));
    h.text(words.impact(impact)).raw("</b>");
}

/// A source expression of a content security policy for an inline element with exactly this text.
pub fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0_u32, |group, i| group << 8 | u32::from(chunk.get(i).copied().unwrap_or(0)));
        for i in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_in_rfc_4648() {
        for (text, digits) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), digits);
        }
    }

    #[test]
    fn the_scripts_stay_tiny() {
        for script in [SCRIPT, COPY_SCRIPT] {
            assert!(script.len() < 2048 && !script.contains("</"), "{} bytes", script.len());
        }
    }
}
