//! Below every page: the times that it shows, mail and feeds, what a copy says of itself, the languages.

use super::html::Html;
use super::language::Edition;
use super::shell::{Document, Freshness, PublicContext, Switch};
use super::words::Words;
use super::{brand, mark};

/// What stands below every page.
pub fn foot(h: &mut Html, site: &PublicContext, edition: Edition, document: &Document<'_>) {
    let Words { says, calendar, .. } = edition.words;
    h.raw("<footer class=\"ft m\"><p><span>").text(says.times_are_utc);
    h.raw("</span> <button type=\"button\" hidden data-locale=\"").raw(calendar.locale);
    h.raw("\" data-utc=\"").text(says.show_utc).raw("\" data-yours=\"").text(says.times_are_yours);
    h.raw("\">").text(says.show_yours).raw("</button></p><p>");
    if site.subscribes {
        h.raw("<a href=\"").text(site.app()).text(&edition.asking("/status/subscribe")).raw("\">");
        h.text(says.get_mail).raw("</a> · ");
    }
    h.text(says.feeds)
        .raw(" <a href=\"/status/feed.atom\">Atom</a> · <a href=\"/status/feed.rss\">RSS</a> · ");
    h.raw("<a href=\"/status/feed.json\">JSON</a> · <a href=\"/status/maintenance.ics\">");
    h.text(says.calendar_feed).raw("</a></p>");
    if site.copy_of.is_some() {
        copied(h, edition.words, document.freshness);
    }
    if !site.brand.footer.is_empty() {
        h.raw("<p class=\"own\">");
        brand::links(h, &site.brand.footer);
        h.raw("</p>");
    }
    languages(h, site, edition, document);
    h.raw("</footer>\n");
}

/// Leads to the same page in every language, each by the name that its readers know.
fn languages(h: &mut Html, site: &PublicContext, edition: Edition, document: &Document<'_>) {
    if document.switch == Switch::No || site.languages.len() < 2 {
        return;
    }
    h.raw("<nav class=\"langs\" aria-label=\"").text(edition.words.says.languages).raw("\">");
    for language in &site.languages {
        let other = site.edition(*language);
        let path = match document.switch {
            Switch::Pages => other.path(document.path),
            Switch::Asking | Switch::No => other.asking(document.path),
        };
        h.raw("<a dir=\"auto\" lang=\"").raw(language.code()).raw("\" hreflang=\"").raw(language.code());
        h.raw("\" href=\"").text(&path).raw("\"");
        if *language == edition.language() {
            h.raw(" aria-current=\"true\"");
        }
        h.raw(">").raw(language.name()).raw("</a> ");
    }
    h.raw("</nav>");
}

/// What a copy says of itself, also to those who read without scripts: with these two times they know what it is worth.
fn copied(h: &mut Html, words: &Words, freshness: Freshness) {
    if matches!(freshness, Freshness::Checked(_)) {
        h.raw("<p class=\"copied\">").phrase(words.says.copied, |h, gap| match gap {
            "made" => open_time(h, mark::MADE_AT, mark::MADE),
            _ => open_time(h, mark::NEXT_AT, mark::NEXT),
        });
        h.raw("</p>");
    }
}

/// A time that is filled in when the copy is written out.
pub fn open_time(h: &mut Html, at: &'static str, words: &'static str) {
    h.raw("<time datetime=\"").raw(at).raw("\">").raw(words).raw("</time>");
}
