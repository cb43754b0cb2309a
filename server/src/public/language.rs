//! The languages of the public pages: which one a reader gets, and where each is.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use super::words::{ENGLISH, Words};

/// A language that the pages are there in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    English,
    German,
    French,
    Spanish,
    Portuguese,
    Japanese,
    Arabic,
}

/// Languages of a header that are looked at: the first ones, as long as they may be.
pub const ACCEPTED_LANGUAGES_MAX: usize = 32;
/// Where the pages are.
const ROOT: &str = "/status";

impl Language {
    /// In the order of the switch.
    pub const ALL: [Self; 7] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
        Self::Japanese,
        Self::Arabic,
    ];

    /// ISO 639-1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Japanese => "ja",
            Self::Arabic => "ar",
        }
    }

    /// As its speakers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Portuguese => "Português",
            Self::Japanese => "日本語",
            Self::Arabic => "العربية",
        }
    }

    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic)
    }

    /// The language of a code, with or without a region: `de`, `de-AT`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let code = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code))
    }

    /// The language that a query asks for: `?lang=de`.
    pub fn of_query(query: Option<&str>) -> Option<Self> {
        let asked = query?.split('&').find_map(|pair| pair.strip_prefix("lang="))?;
        Self::of_tag(asked)
    }

    /// The language that an address names, and the page: `/status/de/history` is German, and `/status/history`.
    pub fn of_path(path: &str) -> Option<(Self, String)> {
        let rest = path.strip_prefix(ROOT)?.strip_prefix('/')?;
        let (code, page) = rest.split_once('/').map_or((rest, None), |(code, page)| (code, Some(page)));
        let language = Self::ALL.into_iter().find(|language| language.code() == code)?;
        let page = page.map_or_else(|| ROOT.to_owned(), |page| format!("{ROOT}/{page}"));
        Some((language, page))
    }

    /// What a browser asks for: of our languages the one with the most weight, the first of those with the same. Whoever
    /// asks for none of ours reads English.
    pub fn negotiated(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(ACCEPT_LANGUAGE).into_iter().filter_map(|line| line.to_str().ok());
        let items = lines.flat_map(|line| line.split(',')).take(ACCEPTED_LANGUAGES_MAX);
        let mut best = (0, Self::English);
        for item in items {
            let mut parts = item.split(';').map(str::trim);
            let Some(language) = Self::of_tag(parts.next().unwrap_or_default()) else { continue };
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1000), thousandths);
            if let Some(weight) = weight.filter(|weight| *weight > best.0) {
                best = (weight, language);
            }
        }
        best.1
    }
}

/// `0.8` as 800; nothing that is no weight (RFC 9110, 12.4.2).
fn thousandths(weight: &str) -> Option<u32> {
    let weight: f32 = weight.trim().parse().ok()?;
    (0.0..=1.0).contains(&weight).then_some((weight * 1000.0).round() as u32)
}

/// How a page is made: in which language, and whether the addresses that it leads to name it.
#[derive(Clone, Copy, Debug)]
pub struct Edition {
    pub words: &'static Words,
    names_language: bool,
}

impl Edition {
    /// English, at addresses that leave the language to the browser.
    pub const PLAIN: Self = Self { words: ENGLISH, names_language: false };

    /// A language that its addresses name, so that a reader who has chosen it keeps it.
    pub fn of(language: Language) -> Self {
        Self { words: Words::of(language), names_language: true }
    }

    pub fn language(&self) -> Language {
        self.words.language
    }

    /// Where a page is in this edition: `/status/de/history` for `/status/history`.
    pub fn path(&self, page: &str) -> String {
        match page.strip_prefix(ROOT) {
            Some(rest) if self.names_language => format!("{ROOT}/{}{rest}", self.language().code()),
            _ => page.to_owned(),
        }
    }

    /// The same for a page that takes its language as `?lang=de`.
    pub fn asking(&self, page: &str) -> String {
        let gap = if page.contains('?') { '&' } else { '?' };
        if self.names_language {
            format!("{page}{gap}lang={}", self.language().code())
        } else {
            page.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_browsers_best_language_is_taken() {
        for (accepted, language) in [
            ("", Language::English),
            ("de", Language::German),
            ("de-AT, en;q=0.9", Language::German),
            ("en-GB,en;q=0.9,de;q=0.8", Language::English),
            ("zh-CN, zh;q=0.9", Language::English),
            ("zh-CN, de;q=0.3", Language::German),
            ("fr;q=0.4, ja;q=0.8, es;q=0.8", Language::Japanese),
            ("DE-de ; q=1.0", Language::German),
            ("ar;q=0, pt;q=0.001", Language::Portuguese),
            ("ar;q=2, es;q=x", Language::English),
            ("*", Language::English),
            ("deu, german", Language::English),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static(accepted))]);
            assert_eq!(Language::negotiated(&headers), language, "{accepted}");
        }
    }

    #[test]
    fn an_address_names_its_language() {
        for (path, found) in [
            ("/status", None),
            ("/status/de", Some((Language::German, "/status"))),
            ("/status/ar/incidents/12", Some((Language::Arabic, "/status/incidents/12"))),
            ("/status/de/", Some((Language::German, "/status/"))),
            ("/status/DE", None),
            ("/status/zh", None),
            ("/statusde", None),
            ("/api/v2/de", None),
        ] {
            let found = found.map(|(language, page)| (language, page.to_owned()));
            assert_eq!(Language::of_path(path), found, "{path}");
        }
        let german = Edition::of(Language::German);
        assert_eq!(german.path("/status/history/2026-11"), "/status/de/history/2026-11");
        assert_eq!(german.asking("/status/subscribe?incident=3"), "/status/subscribe?incident=3&lang=de");
        assert_eq!(Edition::PLAIN.path("/status"), "/status");
        for (query, found) in [
            (None, None),
            (Some("lang=ja"), Some(Language::Japanese)),
            (Some("a=b&lang=pt-BR"), Some(Language::Portuguese)),
            (Some("lang=zh"), None),
            (Some("slang=de"), None),
        ] {
            assert_eq!(Language::of_query(query), found);
        }
    }
}
