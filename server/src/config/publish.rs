//! Where copies of the status page go, as it is told at the start.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{env, fs};

use super::{ConfigError, Origin};
use crate::public::Language;

/// Copies that one server keeps.
pub const TARGETS_MAX: usize = 8;
/// Bytes of a file with credentials.
const CREDENTIALS_BYTES_MAX: u64 = 16 * 1024;
/// The region of services that have none of their own.
const REGION_DEFAULT: &str = "us-east-1";

/// Where a copy of the status page goes. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishTarget {
    pub place: Place,
    /// Where readers reach the copy, where that is not where they reach the app.
    pub url: Option<Origin>,
    /// The languages that its pages are there in: English is always one of them.
    pub languages: Vec<Language>,
}

/// What kind of place it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Folder(PathBuf),
    Bucket(BucketPlace),
}

/// A bucket of an S3-compatible service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketPlace {
    pub bucket: String,
    /// Without it Amazon's.
    pub endpoint: Option<Origin>,
    pub region: String,
    /// The file with the credentials, where they are not in the environment.
    pub credentials: Option<PathBuf>,
}

/// What opens a bucket. What is shown of it does not.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub key_id: String,
    pub secret: String,
    pub token: Option<String>,
}

impl FromStr for PublishTarget {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let (place, settings) = text.split_once('?').unwrap_or((text, ""));
        let mut settings = Settings::of(settings)?;
        let url = settings.origin("url")?;
        let languages = settings.languages()?;
        let place = match place.split_once("://") {
            Some(("s3", bucket)) => Place::Bucket(bucket_place(bucket, &mut settings)?),
            // What is refused may hold a password: it is not repeated.
            Some(_) => return Err(no_target()),
            None if place.is_empty() => return Err(no_target()),
            None => Place::Folder(PathBuf::from(place)),
        };
        settings.none_left()?;
        Ok(Self { place, url, languages })
    }
}

fn no_target() -> ConfigError {
    ConfigError(
        "--publish takes a folder, as in /var/www/status, or a bucket, as in s3://BUCKET?endpoint=https://HOST".to_owned(),
    )
}

fn bucket_place(bucket: &str, settings: &mut Settings) -> Result<BucketPlace, ConfigError> {
    let bucket = bucket.trim_end_matches('/');
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    if bucket.contains('@') {
        return Err(ConfigError(
            "--publish: credentials of a bucket are given in the environment or in a file, never in its address".to_owned(),
        ));
    }
    if bucket.contains('/') {
        return Err(ConfigError(
            "--publish: a copy takes a bucket of its own, because its pages lead to addresses at the root: s3://BUCKET".to_owned(),
        ));
    }
    if !(3..=63).contains(&bucket.len()) || !bucket.chars().all(is_name) {
        return Err(ConfigError(
            "--publish: the name of a bucket has 3 to 63 small letters, digits, hyphens and dots".to_owned(),
        ));
    }
    Ok(BucketPlace {
        bucket: bucket.to_owned(),
        endpoint: settings.origin("endpoint")?,
        region: settings.take("region").unwrap_or_else(|| REGION_DEFAULT.to_owned()),
        credentials: settings.take("credentials").map(PathBuf::from),
    })
}

/// What stands behind the question mark.
struct Settings(Vec<(String, String)>);

impl Settings {
    fn of(text: &str) -> Result<Self, ConfigError> {
        let mut all: Vec<(String, String)> = Vec::new();
        for (key, value) in form_urlencoded::parse(text.as_bytes()) {
            if all.iter().any(|(known, _)| *known == key) {
                return Err(ConfigError(format!("--publish: {key} is given twice")));
            }
            all.push((key.into_owned(), value.into_owned()));
        }
        Ok(Self(all))
    }

    fn take(&mut self, key: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.swap_remove(at).1).filter(|value| !value.is_empty())
    }

    fn origin(&mut self, key: &str) -> Result<Option<Origin>, ConfigError> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let bad = |_| ConfigError(format!("--publish: {key} takes https://HOST or http://HOST:PORT"));
        value.parse().map(Some).map_err(bad)
    }

    /// Without it all of them.
    fn languages(&mut self) -> Result<Vec<Language>, ConfigError> {
        let Some(given) = self.take("languages") else { return Ok(Language::ALL.to_vec()) };
        let given: Vec<&str> = given.split(',').map(str::trim).collect();
        let known = Language::ALL.map(Language::code);
        if let Some(unknown) = given.iter().find(|code| !known.contains(code)) {
            let known = known.join(", ");
            return Err(ConfigError(format!("--publish: languages takes some of {known}, not {unknown:?}")));
        }
        let is_wanted =
            |language: &Language| *language == Language::English || given.contains(&language.code());
        Ok(Language::ALL.into_iter().filter(is_wanted).collect())
    }

    /// A misspelt setting is not left out in silence. Its value may be a secret.
    fn none_left(self) -> Result<(), ConfigError> {
        let Some((key, _)) = self.0.first() else { return Ok(()) };
        let known = "url, languages, endpoint, region and credentials";
        Err(ConfigError(format!(
            "--publish: there is no setting {key:?}; a folder takes url and languages, a bucket {known}"
        )))
    }
}

impl fmt::Display for PublishTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Folder(folder) => write!(f, "{}", folder.display()),
            Place::Bucket(BucketPlace { bucket, endpoint: Some(endpoint), .. }) => {
                write!(f, "s3://{bucket} at {endpoint}")
            }
            Place::Bucket(BucketPlace { bucket, .. }) => write!(f, "s3://{bucket}"),
        }
    }
}

impl Credentials {
    /// Those of a bucket: from its file, else from the environment.
    ///
    /// # Errors
    /// Which of them is missing. No value is repeated.
    pub fn of(place: &BucketPlace) -> Result<Self, ConfigError> {
        match &place.credentials {
            Some(file) => {
                let text = read(file).map_err(|why| {
                    ConfigError(format!(
                        "--publish: the credentials in {} cannot be read: {why}",
                        file.display()
                    ))
                })?;
                Self::from_values(&file.display().to_string(), |name| value_in(&text, name))
            }
            None => Self::from_values("the environment", |name| env::var(name).ok()),
        }
    }

    fn from_values(place: &str, value: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let filled = |name: &str| value(name).filter(|value| !value.is_empty());
        let needed = |name: &str| {
            let missing =
                || ConfigError(format!("--publish: a bucket needs {name}, which is not in {place}"));
            filled(name).ok_or_else(missing)
        };
        Ok(Self {
            key_id: needed("AWS_ACCESS_KEY_ID")?,
            secret: needed("AWS_SECRET_ACCESS_KEY")?,
            token: filled("AWS_SESSION_TOKEN"),
        })
    }
}

fn read(file: &Path) -> Result<String, String> {
    let length = fs::metadata(file).map_err(|error| error.to_string())?.len();
    if length > CREDENTIALS_BYTES_MAX {
        return Err(format!("it has more than {CREDENTIALS_BYTES_MAX} bytes"));
    }
    fs::read_to_string(file).map_err(|error| error.to_string())
}

/// The value of a line `NAME = value`, in whatever case the name is: as in an environment file, or in Amazon's own.
fn value_in(text: &str, name: &str) -> Option<String> {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    let mut values = lines.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    values.next().map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_folders_and_buckets() {
        for (text, shown, url) in [
            ("/var/www/status", "/var/www/status", None),
            (
                "copies/status?url=https://status.example.com",
                "copies/status",
                Some("https://status.example.com"),
            ),
            ("s3://acme-status", "s3://acme-status", None),
            (
                "s3://acme-status/?endpoint=https://s3.example.com&region=auto&url=https://Status.example.com/",
                "s3://acme-status at https://s3.example.com",
                Some("https://status.example.com"),
            ),
        ] {
            let target: PublishTarget = text.parse().expect(text);
            let read = target.url.as_ref().map(Origin::to_string);
            assert_eq!((target.to_string().as_str(), read.as_deref()), (shown, url), "{text}");
        }
    }

    #[test]
    fn what_is_no_target_is_refused_without_its_secrets() {
        for (text, names) in [
            ("", "--publish takes a folder"),
            ("?url=https://status.example.com", "--publish takes a folder"),
            ("gs://s3cret", "--publish takes a folder"),
            ("https://ada:s3cret@example.com/bucket", "--publish takes a folder"),
            ("s3://key:s3cret@acme-status", "never in its address"),
            ("s3://acme-status/status", "a bucket of its own"),
            ("s3://Acme", "the name of a bucket"),
            ("s3://ab", "the name of a bucket"),
            ("s3://acme-status?secret=s3cret", "there is no setting \"secret\""),
            ("s3://acme-status?endpoint=s3cret", "endpoint takes https://HOST"),
            ("s3://acme-status?region=a&region=b", "region is given twice"),
            ("/var/www/status?region=auto", "there is no setting \"region\""),
        ] {
            let error = text.parse::<PublishTarget>().expect_err(text).to_string();
            assert!(error.contains(names) && !error.contains("s3cret"), "{text}: {error}");
        }
    }

    #[test]
    fn credentials_come_from_a_file_and_are_never_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        let place = BucketPlace {
            bucket: "acme-status".to_owned(),
            endpoint: None,
            region: REGION_DEFAULT.to_owned(),
            credentials: Some(file.clone()),
        };
        fs::write(&file, "[default]\naws_access_key_id = KEY\naws_secret_access_key=\"s3cret\"\n")
            .expect("room");
        let read = Credentials::of(&place).expect("credentials");
        assert_eq!((read.key_id.as_str(), read.secret.as_str(), &read.token), ("KEY", "s3cret", &None));
        assert_eq!(format!("{read:?}"), "Credentials");

        fs::write(&file, "AWS_SECRET_ACCESS_KEY=s3cret\n").expect("room");
        let error = Credentials::of(&place).expect_err("half of them").to_string();
        assert!(error.contains("AWS_ACCESS_KEY_ID") && !error.contains("s3cret"), "{error}");
        fs::write(&file, "s".repeat(20_000)).expect("room");
        assert!(Credentials::of(&place).expect_err("no such file").to_string().contains("16384 bytes"));
        fs::remove_file(&file).expect("it was there");
        assert!(Credentials::of(&place).expect_err("gone").to_string().contains("cannot be read"));
    }
}
