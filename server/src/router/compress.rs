//! The staff app's pages, compressed on their way out.
//!
//! Who can make somebody else's browser ask for pages, and watch how long the answers are, can guess what stands in
//! them when their own words stand there too (BREACH). So nothing of a request is repeated in a compressed page but the
//! path of a page that there is: what else somebody asks for gets a 404, which goes out plain, and the secret in the
//! path of a link is never compressed. No page holds a secret that signs in: the session's cookie and the keys of the
//! socket stand in heads alone, requests from other sites are told by their origin and not by a token in the page, and
//! the cookie does not go along with what other sites embed (`SameSite=Lax`). Calls and exports are not compressed.

use axum::http::{StatusCode, header};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::Predicate;

/// Brotli’s effort; the most, 11, is for what is compressed once and sent often.
const EFFORT: i32 = 5;

/// Compresses pages with brotli or gzip, as the browser likes.
pub fn pages() -> CompressionLayer<IsPage> {
    CompressionLayer::new().quality(CompressionLevel::Precise(EFFORT)).compress_when(IsPage)
}

/// Whether an answer is a page that there is.
#[derive(Clone, Copy)]
pub struct IsPage;

impl Predicate for IsPage {
    fn should_compress<B>(&self, response: &axum::http::Response<B>) -> bool
    where
        B: axum::body::HttpBody,
    {
        let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        response.status() == StatusCode::OK && media_type.is_some_and(|media| media.starts_with("text/html"))
    }
}
