//! Mail addresses that people type: taken as they are meant, or refused with what is wrong.

use sha2::{Digest, Sha256};

/// Bytes of an address (RFC 5321).
pub const ADDRESS_BYTES_MAX: usize = 254;
/// Bytes of what stands before the @ (RFC 5321).
pub const LOCAL_BYTES_MAX: usize = 64;

/// Takes an address, in small letters: what differs in capitals alone is the same mailbox everywhere today.
///
/// # Errors
/// What is wrong, beginning with the field's name.
pub fn parse(field: &str, typed: &str) -> Result<String, String> {
    let typed = typed.trim_matches([' ', '\t']);
    let bad = |why: String| Err(format!("{field}: {why}"));
    if typed.is_empty() {
        return bad("write a mail address, as in ada@example.com.".to_owned());
    }
    if typed.len() > ADDRESS_BYTES_MAX {
        return bad(format!("a mail address has at most {ADDRESS_BYTES_MAX} characters."));
    }
    if typed.chars().any(char::is_control) {
        return bad("a mail address has no line breaks and no control characters.".to_owned());
    }
    if let Some(other) = typed.chars().find(|c| !c.is_ascii()) {
        return bad(format!(
            "“{other}” (U+{:04X}) only looks like a plain letter, or is none. Write the address in plain letters; a domain \
             of other letters as its xn-- name.",
            u32::from(other)
        ));
    }
    let Some((local, domain)) = typed.rsplit_once('@') else {
        return bad(format!("“{typed}” has no @."));
    };
    if local.len() > LOCAL_BYTES_MAX {
        return bad(format!("at most {LOCAL_BYTES_MAX} characters stand before the @."));
    }
    let is_name =
        domain.contains('.') && !domain.starts_with('[') && !domain.ends_with(|c: char| c.is_ascii_digit());
    if !is_name || typed.parse::<lettre::Address>().is_err() || local.contains('"') {
        return bad(format!("“{typed}” is no mail address, as ada@example.com is one."));
    }
    Ok(typed.to_ascii_lowercase())
}

/// What stands behind the @.
pub fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// What is kept of an address that gets nothing more.
pub fn digest(address: &str) -> [u8; 32] {
    Sha256::digest(address.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_or_refused_with_the_field() {
        for (typed, taken) in [
            ("ada@example.com", "ada@example.com"),
            (" Ada+Status@Ops.Example.COM ", "ada+status@ops.example.com"),
            ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ] {
            assert_eq!(parse("Address", typed).as_deref(), Ok(taken), "{typed}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        let longer = format!("a@{}.com", "e".repeat(260));
        for (typed, says) in [
            ("", "write a mail address"),
            ("ada", "has no @"),
            ("ada@localhost", "is no mail address"),
            ("ada@[127.0.0.1]", "is no mail address"),
            ("ada@127.0.0.1", "is no mail address"),
            ("ada@@example.com", "is no mail address"),
            ("ada@example.com, ben@example.com", "is no mail address"),
            ("Ada <ada@example.com>", "is no mail address"),
            ("\"a b\"@example.com", "is no mail address"),
            ("ada@example.com\r\nBcc: all@example.com", "no line breaks"),
            ("ada@example.com\n", "no line breaks"),
            ("ada\0@example.com", "no line breaks"),
            ("ada@ex\u{430}mple.com", "U+0430"),
            ("ad\u{200b}a@example.com", "U+200B"),
            ("ada\u{ff20}example.com", "U+FF20"),
            (&long, "at most 64"),
            (&longer, "at most 254"),
        ] {
            let refusal = parse("Address", typed).expect_err(typed);
            assert!(refusal.starts_with("Address: ") && refusal.contains(says), "{typed:?}: {refusal}");
        }
    }
}
