//! The embedded files: what `build.rs` made, and the handler that serves it.

use std::io::Read;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file whose name holds its hash may be kept for a year and need not be asked for again.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// A file that keeps its name is asked for again after five minutes.
const SHORT: &str = "public, max-age=300";

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// The path of its URL.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// 64 bits of SHA-256 over its plain bytes, in hexadecimal digits.
    pub hash: &'static str,
    /// Its name holds a hash: the same path never has other bytes.
    pub immutable: bool,
    /// Its bytes; none where `gz` has them. Nearly nobody asks for them, and they are half of what would be embedded.
    pub plain: Option<&'static [u8]>,
    /// Its bytes in brotli, where that is smaller (release builds).
    pub br: Option<&'static [u8]>,
    /// Its bytes in gzip, where that is smaller (release builds).
    pub gz: Option<&'static [u8]>,
}

/// A file with parts of the browser's half.
#[derive(Debug)]
pub struct Pack {
    /// The path of its URL.
    pub path: &'static str,
    /// The parts that need it.
    pub parts: &'static [&'static str],
}

/// The file at `path` (`/pkg/app-….css`, `/favicon.svg`), if there is one.
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// The files that hold these parts of the browser's half, each once.
pub fn files_of(parts: &[&str]) -> Vec<&'static str> {
    let holds = |pack: &&Pack| pack.parts.iter().any(|part| parts.contains(part));
    PACKS.iter().filter(holds).map(|pack| pack.path).collect()
}

/// Serves the file at the request's path: the smallest form that the browser takes, or 304 when it has it, or 404.
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    match find(uri.path()) {
        Some(asset) => respond(asset, &headers),
        None => (StatusCode::NOT_FOUND, "No such file.\n").into_response(),
    }
}

fn respond(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let encoding = asset.encoding_for(&text_of(headers, ACCEPT_ENCODING.as_str()));
    let etag = match encoding {
        Some(encoding) => format!("\"{}-{encoding}\"", asset.hash),
        None => format!("\"{}\"", asset.hash),
    };
    let mut response = Response::builder()
        .header(CACHE_CONTROL, if asset.immutable { FOREVER } else { SHORT })
        .header(VARY, "accept-encoding")
        .header(ETAG, &etag);
    let body = if names(&text_of(headers, IF_NONE_MATCH.as_str()), &etag) {
        response = response.status(StatusCode::NOT_MODIFIED);
        Body::empty()
    } else {
        let bytes = asset.bytes(encoding);
        response = response
            .header(CONTENT_TYPE, asset.content_type)
            .header(CONTENT_LENGTH, bytes.len())
            .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
        if let Some(encoding) = encoding {
            response = response.header(CONTENT_ENCODING, encoding);
        }
        Body::from(bytes)
    };
    response.body(body).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

impl Asset {
    /// The encoding that the header's weights like best, as `Content-Encoding` names it; none for the plain bytes. Of
    /// equals the smaller kind, brotli before gzip before plain.
    fn encoding_for(&self, accept_encoding: &str) -> Option<&'static str> {
        let packed = [("br", self.br), ("gzip", self.gz)];
        packed
            .into_iter()
            .filter(|(_, bytes)| bytes.is_some())
            .map(|(encoding, _)| (encoding, weight(accept_encoding, encoding)))
            .filter(|(_, weight)| *weight > 0)
            // `max_by_key` takes the last of equals, and brotli is to win.
            .rev()
            .max_by_key(|(_, weight)| *weight)
            .map(|(encoding, _)| encoding)
    }

    fn bytes(&self, encoding: Option<&str>) -> Bytes {
        let packed = match encoding {
            Some("br") => self.br,
            Some(_) => self.gz,
            None => None,
        };
        packed.map_or_else(|| self.plain_bytes(), Bytes::from_static)
    }

    /// Its bytes as they are.
    pub fn plain_bytes(&self) -> Bytes {
        if let Some(plain) = self.plain {
            return Bytes::from_static(plain);
        }
        let mut plain = Vec::new();
        // What the build packed is whole: `every_file_is_whole_in_each_form`.
        let unpacked = GzDecoder::new(self.gz.unwrap_or_default()).read_to_end(&mut plain);
        debug_assert!(unpacked.is_ok(), "{}", self.path);
        Bytes::from(plain)
    }
}

/// All values of a header in one list, as if they had been sent in one line.
fn text_of(headers: &HeaderMap, name: &str) -> String {
    let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    values.join(",")
}

/// How much `Accept-Encoding` likes `encoding`, in thousandths; 0 is "not at all" (RFC 9110, 12.5.3).
fn weight(accept_encoding: &str, encoding: &str) -> u16 {
    let weight_of = |wanted: &str| {
        accept_encoding.split(',').find_map(|part| {
            let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
            name.trim().eq_ignore_ascii_case(wanted).then(|| thousandths(parameters))
        })
    };
    weight_of(encoding).or_else(|| weight_of("*")).unwrap_or(0)
}

/// Reads `q=0.5`. No weight is the full one; an unreadable one is none.
fn thousandths(parameters: &str) -> u16 {
    let parameters = parameters.trim();
    if parameters.is_empty() {
        return 1000;
    }
    let value = parameters.strip_prefix("q=").or_else(|| parameters.strip_prefix("Q="));
    match value.and_then(|value| value.trim().parse::<f32>().ok()) {
        Some(q) if (0.0..=1.0).contains(&q) => (q * 1000.0) as u16,
        _ => 0,
    }
}

/// Whether `If-None-Match` names this tag. Weakly marked tags count too (RFC 9110, 13.1.2).
fn names(if_none_match: &str, etag: &str) -> bool {
    if_none_match
        .split(',')
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests;
