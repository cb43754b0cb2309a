use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

static HASHED: Asset = Asset {
    path: "/pkg/app-1.css",
    content_type: "text/css; charset=utf-8",
    hash: "0123456789abcdef",
    immutable: true,
    plain: Some(b"plain bytes"),
    br: Some(b"brotli"),
    gz: Some(b"gzipped"),
};

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, value.parse().expect("a header value"));
    }
    headers
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

async fn body(response: Response) -> Vec<u8> {
    axum::body::to_bytes(response.into_body(), 1 << 24).await.expect("a whole body").to_vec()
}

#[test]
fn the_browser_gets_the_form_it_likes_best() {
    for (accept_encoding, expected) in [
        ("", None),
        ("gzip, deflate, br, zstd", Some("br")),
        ("br;q=0.5, gzip;q=0.8", Some("gzip")),
        ("br;q=0, gzip", Some("gzip")),
        ("gzip;q=0, br;q=0", None),
        ("*", Some("br")),
        ("*, br;q=0", Some("gzip")),
        ("BR", Some("br")),
        ("br; q=1.0", Some("br")),
        ("br;q=much", None),
        ("br;q=7, gzip;q=-1", None),
        ("identity, bro", None),
    ] {
        assert_eq!(HASHED.encoding_for(accept_encoding), expected, "{accept_encoding}");
    }
}

#[test]
fn a_tag_is_recognised_in_a_list_and_when_weak() {
    for (if_none_match, expected) in [
        ("", false),
        ("\"a\"", true),
        ("\"b\", \"a\"", true),
        ("W/\"a\"", true),
        ("*", true),
        ("a", false),
        ("\"a-br\"", false),
    ] {
        assert_eq!(names(if_none_match, "\"a\""), expected, "{if_none_match}");
    }
}

#[tokio::test]
async fn a_hashed_file_is_kept_for_a_year_and_has_a_tag_per_form() {
    let plain = respond(&HASHED, &headers(&[]));
    assert_eq!(plain.status(), StatusCode::OK);
    assert_eq!(header(&plain, "cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(header(&plain, "etag"), Some("\"0123456789abcdef\""));
    assert_eq!(header(&plain, "content-encoding"), None);
    assert_eq!(header(&plain, "content-length"), Some("11"));
    assert_eq!(header(&plain, "vary"), Some("accept-encoding"));
    assert_eq!(body(plain).await, b"plain bytes");

    let packed = respond(&HASHED, &headers(&[("accept-encoding", "gzip"), ("accept-encoding", "br")]));
    assert_eq!(header(&packed, "etag"), Some("\"0123456789abcdef-br\""));
    assert_eq!(header(&packed, "content-encoding"), Some("br"));
    assert_eq!(header(&packed, "content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(body(packed).await, b"brotli");
}

/// A release embeds no plain bytes where it has them packed.
#[test]
fn every_file_is_whole_in_each_form() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(b"plain bytes").expect("written");
    let gz: &'static [u8] = packed.finish().expect("packed").leak();
    let unpacked = Asset { plain: None, gz: Some(gz), br: None, ..HASHED };
    assert_eq!(unpacked.plain_bytes(), HASHED.plain_bytes());
    for asset in ASSETS {
        let mut plain = Vec::new();
        if let Some(gz) = asset.gz {
            GzDecoder::new(gz).read_to_end(&mut plain).expect("whole");
            assert!(asset.plain.is_none() && plain == asset.plain_bytes(), "{}", asset.path);
        }
        if let Some(br) = asset.br {
            plain.clear();
            brotli::Decompressor::new(br, 4096).read_to_end(&mut plain).expect("whole");
            assert!(plain == asset.plain_bytes(), "{}", asset.path);
        }
        assert!(asset.plain.is_some() || asset.gz.is_some(), "{}", asset.path);
    }
}

#[tokio::test]
async fn who_has_it_gets_304_without_bytes() {
    let known = [("accept-encoding", "br"), ("if-none-match", "\"0123456789abcdef-br\"")];
    let response = respond(&HASHED, &headers(&known));
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(&response, "etag"), Some("\"0123456789abcdef-br\""));
    assert_eq!(header(&response, "content-type"), None);
    assert!(body(response).await.is_empty());

    let other_form = [("accept-encoding", "gzip"), ("if-none-match", "\"0123456789abcdef-br\"")];
    assert_eq!(respond(&HASHED, &headers(&other_form)).status(), StatusCode::OK);
}

#[tokio::test]
async fn files_of_public_keep_their_names_and_are_asked_for_again() {
    for (path, content_type) in [
        ("/favicon.svg", "image/svg+xml"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ] {
        let response = serve(Uri::from_static(path), HeaderMap::new()).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&response, "content-type"), Some(content_type), "{path}");
        assert_eq!(header(&response, "cache-control"), Some("public, max-age=300"), "{path}");
        assert_eq!(header(&response, "x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    for path in ["/pkg/", "/pkg/app.js", "/pkg/../favicon.svg", "/favicon.svg/", "/robots.txt%00"] {
        let response = serve(Uri::from_static(path), HeaderMap::new()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn the_build_embedded_the_style_sheets() {
    let style = find(STYLE_PATH).expect("the style sheet that the pages ask for");
    assert!(style.immutable && style.content_type.starts_with("text/css"));
    let text = style.plain_bytes();
    for css in [std::str::from_utf8(&text).expect("UTF-8"), PUBLIC_CSS] {
        assert!(!css.is_empty() && !css.contains("@import"), "bundled into one file");
    }
    assert!(!PUBLIC_CSS.contains("</style"), "can stand inside <style>");
    assert_eq!(BUILD_ID.len(), 16);
}

#[test]
fn the_glue_and_the_module_come_together_or_not_at_all() {
    let glue = find(&format!("/pkg/{OUTPUT_NAME}.js"));
    let module = find(&format!("/pkg/{OUTPUT_NAME}_bg.wasm"));
    assert_eq!(glue.is_some(), module.is_some());
    assert_eq!(module.is_some(), OUTPUT_NAME != "app", "a build without wasm has no hash in its name");
    if let Some(module) = module {
        assert!(module.plain_bytes().starts_with(b"\0asm") && module.content_type == "application/wasm");
    }
}
