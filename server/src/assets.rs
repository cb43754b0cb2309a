//! The embedded files: what `build.rs` made, and the handler that serves it.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

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
    /// Its bytes.
    pub plain: &'static [u8],
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

/// One way to send an asset.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form {
    /// The name in `Content-Encoding`; none for the plain bytes.
    encoding: Option<&'static str>,
    bytes: &'static [u8],
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
    let form = asset.form_for(&text_of(headers, ACCEPT_ENCODING.as_str()));
    let etag = match form.encoding {
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
        response = response
            .header(CONTENT_TYPE, asset.content_type)
            .header(CONTENT_LENGTH, form.bytes.len())
            .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
        if let Some(encoding) = form.encoding {
            response = response.header(CONTENT_ENCODING, encoding);
        }
        Body::from(form.bytes)
    };
    response.body(body).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

impl Asset {
    /// The form that the header's weights like best; of equals the smaller kind, brotli before gzip before plain.
    fn form_for(&self, accept_encoding: &str) -> Form {
        let plain = Form { encoding: None, bytes: self.plain };
        let packed = [("br", self.br), ("gzip", self.gz)];
        packed
            .into_iter()
            .filter_map(|(encoding, bytes)| Some((encoding, bytes?, weight(accept_encoding, encoding))))
            .filter(|(_, _, weight)| *weight > 0)
            // `max_by_key` takes the last of equals, and brotli is to win.
            .rev()
            .max_by_key(|(_, _, weight)| *weight)
            .map_or(plain, |(encoding, bytes, _)| Form { encoding: Some(encoding), bytes })
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
