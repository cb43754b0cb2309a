//! The status page's own name, colour, pictures and links: checked, saved, and written down in the company's log.

mod colour;
pub mod picture;

use app::Error;
use app::backend::Asker;
use app::brand::{BRAND_LINKS_MAX, Brand, Brands, FAVICON_BYTES_MAX, LOGO_BYTES_MAX, Link, Picture};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::company::Setting;
use domain::text::{self, NAME_MAX};

use super::{Engine, log_failure, must_be_admin};

/// Characters of a link's label.
pub const LINK_LABEL_MAX: u32 = 40;
/// Bytes of a link's address.
pub const LINK_ADDRESS_MAX: usize = 500;
/// How often the settings are compared anew because something else about the company changed in between.
const TRIES_MAX: usize = 8;

#[async_trait]
impl Brands for Engine {
    async fn read_brand(&self, asker: Asker) -> Result<Brand, Error> {
        must_be_admin(&asker)?;
        Ok(self.world.company().brand.as_ref().clone())
    }

    async fn save_brand(&self, asker: Asker, was: Brand, wanted: Brand) -> Result<(), Error> {
        must_be_admin(&asker)?;
        let wanted = checked(wanted)?;
        let json = serde_json::to_string(&wanted).map_err(|_| Error::Internal)?;
        for _ in 0..TRIES_MAX {
            let company = self.world.company();
            if was != *company.brand {
                return Err(Error::invalid(
                    "Somebody else changed the page’s looks meanwhile. Open this page in another tab to see them.",
                ));
            }
            let changed = changed(&was, &wanted);
            if changed.is_empty() {
                return Ok(());
            }
            let saved = self.store.save_brand(&self.stamp(&asker), company.version, &json, changed).await;
            let saved = saved.map_err(|e| log_failure(&e))?;
            self.refresh_company().await?;
            if saved {
                return Ok(());
            }
        }
        Err(Error::Busy)
    }
}

/// What was typed, cleaned; pictures are looked at once more, because the form sends them back.
fn checked(wanted: Brand) -> Result<Brand, Error> {
    let name = match wanted.name.trim() {
        "" => String::new(),
        name => text::line("Name of the page", name, NAME_MAX)?,
    };
    let accent = wanted.accent.trim().to_ascii_lowercase();
    if !accent.is_empty() {
        colour::check(&accent).map_err(|why| Error::invalid(format!("Accent colour: {why}")))?;
    }
    Ok(Brand {
        name,
        accent,
        logo: again("Logo", wanted.logo, LOGO_BYTES_MAX)?,
        favicon: again("Favicon", wanted.favicon, FAVICON_BYTES_MAX)?,
        header: links("Links above", wanted.header)?,
        footer: links("Links below", wanted.footer)?,
    })
}

fn again(field: &str, sent: Option<Picture>, bytes_max: usize) -> Result<Option<Picture>, Error> {
    let Some(sent) = sent else { return Ok(None) };
    let bytes = STANDARD
        .decode(&sent.data)
        .map_err(|_| Error::invalid(format!("{field}: it did not arrive whole. Choose the file again.")))?;
    picture::read(field, &bytes, bytes_max).map(Some)
}

/// Links with a label and an address; lines in which nothing is typed are left out.
fn links(field: &str, typed: Vec<Link>) -> Result<Vec<Link>, Error> {
    let typed =
        typed.into_iter().filter(|link| !(link.label.trim().is_empty() && link.address.trim().is_empty()));
    let links: Vec<Link> = typed.map(|link| checked_link(field, &link)).collect::<Result<_, Error>>()?;
    if links.len() > BRAND_LINKS_MAX {
        return Err(Error::invalid(format!(
            "{field}: {} are too many; the limit is {BRAND_LINKS_MAX}.",
            links.len()
        )));
    }
    Ok(links)
}

fn checked_link(field: &str, typed: &Link) -> Result<Link, Error> {
    let label = text::line(&format!("{field}, label"), &typed.label, LINK_LABEL_MAX)?;
    let address = typed.address.trim().to_owned();
    let is_address = address.parse::<http::Uri>().is_ok_and(|uri| {
        let host = uri.host().unwrap_or_default();
        uri.scheme_str() == Some("https") && !host.is_empty() && !address.contains('@')
    });
    if !is_address || address.len() > LINK_ADDRESS_MAX {
        return Err(Error::invalid(format!(
            "{field}: “{label}” needs an address as in https://example.com/help, of at most {LINK_ADDRESS_MAX} characters."
        )));
    }
    Ok(Link { label, address })
}

/// What differs, each in short.
fn changed(was: &Brand, now: &Brand) -> Vec<Setting> {
    let all = [
        Setting::changed("Name of the page", &was.name, &now.name),
        Setting::changed("Accent colour", &was.accent, &now.accent),
        changed_picture("Logo", was.logo.as_ref(), now.logo.as_ref()),
        changed_picture("Favicon", was.favicon.as_ref(), now.favicon.as_ref()),
        Setting::changed("Links above", &in_short(&was.header), &in_short(&now.header)),
        Setting::changed("Links below", &in_short(&was.footer), &in_short(&now.footer)),
    ];
    all.into_iter().flatten().collect()
}

/// Two pictures of one kind and size are still two.
fn changed_picture(field: &str, was: Option<&Picture>, now: Option<&Picture>) -> Option<Setting> {
    let words = |picture: Option<&Picture>| picture.map_or_else(String::new, picture::in_words);
    (was != now).then(|| Setting { name: field.to_owned(), before: words(was), after: words(now) })
}

fn in_short(links: &[Link]) -> String {
    links.iter().map(|link| format!("{} ({})", link.label, link.address)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(label: &str, address: &str) -> Link {
        Link { label: label.to_owned(), address: address.to_owned() }
    }

    #[test]
    fn refuses_by_field_and_keeps_what_is_fine() {
        for (wanted, word) in [
            (
                Brand { accent: "#ffee00".to_owned(), ..Brand::default() },
                "Accent colour: #ffee00 is too light",
            ),
            (Brand { accent: "red".to_owned(), ..Brand::default() }, "Accent colour: “red”"),
            (
                Brand { header: vec![link("Help", "http://example.com")], ..Brand::default() },
                "Links above: “Help”",
            ),
            (
                Brand { footer: vec![link("", "https://example.com")], ..Brand::default() },
                "Links below, label",
            ),
            (
                Brand { footer: vec![link("x", "https://me@example.com")], ..Brand::default() },
                "Links below: “x”",
            ),
            (
                Brand { footer: vec![link("x", "javascript:alert(1)")], ..Brand::default() },
                "Links below: “x”",
            ),
            (Brand { header: vec![link("x", "https://a.example"); 5], ..Brand::default() }, "the limit is 4"),
            (Brand { name: "x".repeat(81), ..Brand::default() }, "Name of the page"),
        ] {
            let why = checked(wanted).expect_err(word).to_string();
            assert!(why.contains(word), "{why}");
        }
        let wanted = Brand {
            name: " Harbour status ".to_owned(),
            accent: " #2F7FD6 ".to_owned(),
            header: vec![link("Help", "https://example.com/help"), link(" ", "")],
            ..Brand::default()
        };
        let fine = checked(wanted).expect("fine");
        assert_eq!(
            (fine.name.as_str(), fine.accent.as_str(), fine.header.len()),
            ("Harbour status", "#2f7fd6", 1)
        );
        let words: Vec<String> = changed(&Brand::default(), &fine).into_iter().map(|s| s.after).collect();
        assert_eq!(words, ["Harbour status", "#2f7fd6", "Help (https://example.com/help)"]);
    }
}
