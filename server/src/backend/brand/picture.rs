//! Pictures that people upload for the status page. An SVG is a program to browsers that open it: what has one in it is not
//! taken, and what is taken is served with a policy that runs nothing.

use app::Error;
use app::brand::{Picture, PictureKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use html5gum::{Token, Tokenizer};

/// Elements that run something, or bring another document.
const ACTIVE: [&str; 10] =
    ["script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set", "animate", "a"];

/// Reads a picture by what is in it, whatever its name says.
///
/// # Errors
/// [`Error::Invalid`], which names the field and what is wrong.
pub fn read(field: &str, bytes: &[u8], bytes_max: usize) -> Result<Picture, Error> {
    let refused = |why: String| Err(Error::invalid(format!("{field}: {why}")));
    if bytes.len() > bytes_max {
        let kilobytes = bytes.len().div_ceil(1024);
        return refused(format!("{kilobytes} KB are too many; the limit is {} KB.", bytes_max / 1024));
    }
    let Some(kind) = kind(bytes) else {
        return refused("it is no PNG, SVG, WebP or JPEG.".to_owned());
    };
    if kind == PictureKind::Svg
        && let Some(active) = std::str::from_utf8(bytes).ok().and_then(active_part)
    {
        return refused(format!(
            "the SVG has “{active}” in it, which is not taken. Save it as plain SVG, or as PNG."
        ));
    }
    Ok(Picture { kind, data: STANDARD.encode(bytes) })
}

/// `PNG, 12 KB`.
pub fn in_words(picture: &Picture) -> String {
    let bytes = picture.data.len() / 4 * 3;
    format!("{}, {} KB", picture.kind.ending().to_uppercase(), bytes.div_ceil(1024))
}

fn kind(bytes: &[u8]) -> Option<PictureKind> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(PictureKind::Png),
        [0xff, 0xd8, 0xff, ..] => Some(PictureKind::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(PictureKind::Webp),
        _ => is_svg(std::str::from_utf8(bytes).ok()?).then_some(PictureKind::Svg),
    }
}

/// Whether the outermost element is a drawing.
fn is_svg(text: &str) -> bool {
    let first = Tokenizer::new(text).flatten().find_map(|token| match token {
        Token::StartTag(tag) => Some(String::from_utf8_lossy(&tag.name).into_owned()),
        _ => None,
    });
    first.is_some_and(|name| name == "svg" || name.ends_with(":svg"))
}

/// What in an SVG is more than a drawing.
fn active_part(svg: &str) -> Option<String> {
    if svg.contains("<!ENTITY") {
        return Some("<!ENTITY".to_owned());
    }
    for token in Tokenizer::new(svg).flatten() {
        let Token::StartTag(tag) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).to_lowercase();
        let local = name.rsplit(':').next().unwrap_or_default();
        if ACTIVE.contains(&local) {
            return Some(format!("<{name}>"));
        }
        for (attribute, value) in &tag.attributes {
            let attribute = String::from_utf8_lossy(attribute).to_lowercase();
            let value = String::from_utf8_lossy(value).to_lowercase();
            let leads = attribute.ends_with("href") || value.contains("url(");
            let is_inside =
                value.starts_with('#') || value.contains("url(#") || value.starts_with("data:image/png");
            if attribute.starts_with("on") || leads && !is_inside {
                return Some(attribute);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">{inside}</svg>"
        )
    }

    #[test]
    fn pictures_are_known_by_what_is_in_them() {
        for (bytes, kind) in [
            (b"\x89PNG\r\n\x1a\nrest".to_vec(), Some(PictureKind::Png)),
            (b"\xff\xd8\xff\xe0rest".to_vec(), Some(PictureKind::Jpeg)),
            (b"RIFF1234WEBPVP8 ".to_vec(), Some(PictureKind::Webp)),
            (svg("<path d=\"M0 0h8v8z\" fill=\"url(#g)\"/>").into_bytes(), Some(PictureKind::Svg)),
            (b"GIF89a".to_vec(), None),
            (b"<html><svg></svg>".to_vec(), None),
            (b"plain".to_vec(), None),
            (Vec::new(), None),
        ] {
            let read = read("Logo", &bytes, 1024).ok();
            assert_eq!(read.map(|picture| picture.kind), kind, "{}", String::from_utf8_lossy(&bytes));
        }
        let why = read("Logo", &vec![0; 70_000], 65_536).expect_err("too large").to_string();
        assert!(why.contains("Logo: 69 KB are too many; the limit is 64 KB."), "{why}");
    }

    #[test]
    fn an_svg_that_does_something_is_refused() {
        for (inside, part) in [
            ("<script>alert(1)</script>", "<script>"),
            ("<g onload=\"alert(1)\"/>", "onload"),
            ("<svg:script href=\"x\"/>", "<svg:script>"),
            ("<image href=\"https://evil.example/a.png\"/>", "href"),
            ("<image xlink:href=\"data:image/svg+xml,x\"/>", "xlink:href"),
            ("<foreignObject><p>x</p></foreignObject>", "<foreignobject>"),
            ("<rect style=\"fill:url(https://evil.example)\"/>", "style"),
            ("<a href=\"https://example.com\"><path/></a>", "<a>"),
        ] {
            let why = read("Logo", svg(inside).as_bytes(), 65_536).expect_err(part).to_string();
            assert!(why.contains(part), "{inside}: {why}");
        }
    }
}
