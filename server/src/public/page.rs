//! A finished page: its bytes, and each way to send them, made once.

use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use axum::http::HeaderValue;
use bytes::Bytes;
use domain::Timestamp;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use super::HTML;
use super::format;
use super::language::Language;

/// High, but not the two highest, which are slow enough that the first reader would wait for them.
const BROTLI_QUALITY: i32 = 9;
/// As a power of two, in bytes: no page needs to look back further.
const BROTLI_WINDOW: i32 = 18;

/// A page as it is sent, immutable. Its compressed forms are made when first asked for.
#[derive(Debug)]
pub struct Page {
    pub(super) content_type: HeaderValue,
    pub(super) policy: Policy,
    pub(super) last_modified: HeaderValue,
    changed_at: Timestamp,
    hash: String,
    plain: Form,
    br: OnceLock<Form>,
    gz: OnceLock<Form>,
    /// What people read: the language of the page.
    pub(super) language: Option<Language>,
    /// The same page in each language, made when first asked for. It stays with the page for as long as that stays the same.
    editions: [OnceLock<Arc<Self>>; Language::ALL.len()],
}

/// What browsers let a page do, and what they let pages of other sites do with it.
#[derive(Clone, Debug)]
pub enum Policy {
    /// A page that people read, with a content security policy of its own.
    Own(HeaderValue),
    /// Data, which runs nothing: pages of every site may read it.
    Open,
    /// What pages of every site may show or run as it is: a picture, a script.
    Shared,
    /// A page that other pages may show within themselves.
    Frame(HeaderValue),
    /// A picture that the company uploaded: opened as a page, it may draw and do nothing else.
    Picture,
}

/// How the bytes are encoded on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Identity,
    Brotli,
    Gzip,
}

/// The bytes of one encoding with their own strong validator.
#[derive(Clone, Debug)]
pub struct Form {
    pub bytes: Bytes,
    /// Quoted, as in the header.
    pub etag: HeaderValue,
}

impl Encoding {
    /// The name in `Content-Encoding`; none for the plain bytes.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
        }
    }
}

impl Page {
    /// A page of `body`; `policy` says what it and others may do with it, `changed_at` when its bytes were made.
    pub(super) fn new(
        content_type: &'static str,
        policy: Policy,
        changed_at: Timestamp,
        body: impl Into<Bytes>,
    ) -> Self {
        let body = body.into();
        let hash = hex(&Sha256::digest(&body)[..8]);
        Self {
            content_type: HeaderValue::from_static(content_type),
            policy,
            last_modified: value(format::http_date(changed_at)),
            changed_at,
            plain: Form { bytes: body, etag: value(format!("\"{hash}\"")) },
            hash,
            br: OnceLock::new(),
            gz: OnceLock::new(),
            language: None,
            editions: Default::default(),
        }
    }

    /// The page, which is in this language.
    pub(super) fn within(self, language: Language) -> Self {
        Self { language: Some(language), ..self }
    }

    /// The language of a page that people read.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The same page in a language, of the same moment; `render` writes it where it was not asked for before.
    pub(super) fn edition(&self, language: Language, render: impl FnOnce() -> String) -> &Arc<Self> {
        self.editions[language as usize].get_or_init(|| {
            let page = Self::new(HTML, self.policy.clone(), self.changed_at, render());
            Arc::new(page.within(language))
        })
    }

    /// Its media type.
    pub fn content_type(&self) -> &str {
        self.content_type.to_str().unwrap_or_default()
    }

    /// What browsers let it do, where it is markup.
    pub fn content_policy(&self) -> Option<&str> {
        match &self.policy {
            Policy::Own(policy) | Policy::Frame(policy) => policy.to_str().ok(),
            Policy::Open | Policy::Shared | Policy::Picture => None,
        }
    }

    /// Whether it is one of the site's own pages, which lead to each other.
    pub fn is_own(&self) -> bool {
        matches!(self.policy, Policy::Own(_))
    }

    /// When its bytes were made.
    pub fn changed_at(&self) -> Timestamp {
        self.changed_at
    }

    /// The page's bytes as they are.
    pub fn bytes(&self) -> &Bytes {
        &self.plain.bytes
    }

    /// The page in `encoding`, compressed at the first call.
    pub fn form(&self, encoding: Encoding) -> &Form {
        match encoding {
            Encoding::Identity => &self.plain,
            Encoding::Brotli => self.br.get_or_init(|| self.encoded("br", brotli(self.bytes()))),
            Encoding::Gzip => self.gz.get_or_init(|| self.encoded("gz", gzip(self.bytes()))),
        }
    }

    fn encoded(&self, suffix: &str, bytes: Vec<u8>) -> Form {
        Form { bytes: Bytes::from(bytes), etag: value(format!("\"{}-{suffix}\"", self.hash)) }
    }
}

/// Header values here are made of digits and ASCII words.
fn value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("ASCII without control characters")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let params = ::brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    ::brotli::BrotliCompress(&mut &*bytes, &mut out, &params).expect("memory takes every byte");
    out
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes every byte")
}
