//! A copy in a bucket of an S3-compatible service.
//!
//! S3 replaces one object at once, and no two together. So each version's pages are written first, below `v/VERSION/`, and they
//! lead to each other there. Then what everybody knows the address of is replaced, one object after the other, in the order of
//! [`Kind::ALL`]; each of those pages leads into its version. What is guaranteed, at every moment and wherever this process ends:
//!
//! - Every object is whole.
//! - Every page that a reader gets, and every page that it leads to, is there and of the same version.
//! - From the first whole copy on, what feeds and data lead to is there. While a version is being put in place, and after this process has ended in the middle of
//!   that, one lasting address may tell of the new version and another of the one before. The next copy mends that.
//!
//! Nothing of a version is changed later but its times. A version goes when it is [old](VERSION_KEPT_FOR), or at once where words
//! were taken back.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{Span, Timestamp};
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::{
    Attribute, AttributeValue, Attributes, BackoffConfig, ObjectStore, ObjectStoreExt, PutOptions,
    RetryConfig,
};
use tokio::sync::Mutex;

use super::Target;
use super::copy::{Copy, File, INDEX, Kind, Stamp};
use super::http::Connector;
use crate::config::{BucketPlace, ConfigError, Credentials};

/// Where versions are.
pub const VERSIONS: &str = "v";
/// Versions that are kept, with the one that is served.
pub const VERSIONS_KEPT: usize = 5;
/// How long a version is kept after it was made: somebody may be walking through it.
pub const VERSION_KEPT_FOR: Duration = Duration::from_secs(600);
/// Requests of one copy at the same time.
pub const REQUESTS_AT_ONCE_MAX: usize = 16;
/// How often one request is tried again before the copy as a whole is.
const RETRIES_MAX: usize = 2;
const RETRY_WITHIN: Duration = Duration::from_secs(20);
/// Characters of what a service says about an error.
const WORDS_MAX: usize = 300;
/// What lasting addresses tell caches: to ask every ten seconds, and to go on with what they have while the bucket is away. A copy
/// tells its age by itself.
const CACHE: &str = "public, max-age=10, stale-if-error=86400";
/// The folders of lasting addresses that are ours.
const OWN: [&str; 2] = ["status", "api"];

/// A bucket with copies.
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    known: Mutex<Option<Known>>,
}

/// What is in the bucket, as long as nobody failed to change it.
#[derive(Default)]
struct Known {
    /// What was written last, and the folder of its version.
    last: Option<(Arc<Copy>, String)>,
    /// The folders of versions, the oldest first.
    versions: BTreeSet<String>,
    /// What is at lasting addresses.
    lasting: BTreeSet<String>,
}

impl Bucket {
    /// # Errors
    /// When its credentials are missing, or the service cannot be spoken to at all.
    pub fn open(place: &BucketPlace) -> Result<Self, ConfigError> {
        let Credentials { key_id, secret, token } = Credentials::of(place)?;
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&place.bucket)
            .with_region(&place.region)
            .with_access_key_id(key_id)
            .with_secret_access_key(secret)
            // Not every service has it.
            .with_disable_bulk_delete(true)
            .with_http_connector(Connector)
            .with_retry(RetryConfig {
                backoff: BackoffConfig::default(),
                max_retries: RETRIES_MAX,
                retry_timeout: RETRY_WITHIN,
            });
        if let Some(token) = token {
            builder = builder.with_token(token);
        }
        if let Some(endpoint) = &place.endpoint {
            builder = builder.with_endpoint(endpoint.to_string()).with_allow_http(!endpoint.https);
        }
        let store =
            builder.build().map_err(|error| ConfigError(format!("--publish: {}", in_words(&error))))?;
        Ok(Self { store: Arc::new(store), known: Mutex::new(None) })
    }

    async fn replace(
        &self,
        known: &mut Known,
        copy: &Arc<Copy>,
        made: Timestamp,
    ) -> object_store::Result<()> {
        let same = known.last.as_ref().filter(|(before, _)| before.version() == copy.version());
        let (base, is_new) = match same {
            Some((_, base)) => (base.clone(), false),
            None => (format!("{:011}-{}", made.0.max(0) / 1_000_000, copy.version()), true),
        };
        known.versions.insert(base.clone());
        let folder = format!("{VERSIONS}/{base}");
        let stamp = Stamp { made, base: &folder };
        // What says the same at every time is there already.
        let due: Vec<&File> = copy.files().iter().filter(|file| is_new || file.tells_time()).collect();
        let pages = due.iter().filter(|file| is_within_versions(file));
        let pages = pages.map(|file| (format!("{folder}/{}", file.path), *file)).collect();
        self.put_all(pages, copy, stamp).await?;
        for kind in Kind::ALL {
            let files = due.iter().filter(|file| file.kind == kind);
            let files = files.map(|file| (file.path.clone(), *file)).collect();
            self.put_all(files, copy, stamp).await?;
        }
        let lasting: BTreeSet<String> = copy.files().iter().map(|file| file.path.clone()).collect();
        self.delete_all(known.lasting.difference(&lasting).cloned().collect()).await?;
        known.lasting = lasting;
        let takes_back = known.last.as_ref().is_some_and(|(before, _)| copy.takes_back(before));
        self.prune(known, &base, made, takes_back).await?;
        known.last = Some((copy.clone(), base));
        Ok(())
    }

    /// Reads what is in the bucket.
    async fn look(&self) -> object_store::Result<Known> {
        let mut known = Known::default();
        for name in OWN {
            let mut found = self.store.list(Some(&Path::from(name)));
            while let Some(object) = found.try_next().await? {
                known.lasting.insert(object.location.to_string());
            }
        }
        let versions = self.store.list_with_delimiter(Some(&Path::from(VERSIONS))).await?;
        known.versions =
            versions.common_prefixes.iter().filter_map(|path| path.filename().map(str::to_owned)).collect();
        Ok(known)
    }

    async fn put_all(
        &self,
        files: Vec<(String, &File)>,
        copy: &Copy,
        stamp: Stamp<'_>,
    ) -> object_store::Result<()> {
        let puts = files.into_iter().map(|(path, file)| self.put(path, file, copy.version(), stamp).boxed());
        all(puts.collect()).await
    }

    async fn put(
        &self,
        path: String,
        file: &File,
        version: &str,
        stamp: Stamp<'_>,
    ) -> object_store::Result<()> {
        let attributes: [(Attribute, AttributeValue); 3] = [
            (Attribute::ContentType, file.content_type.clone().into()),
            (Attribute::CacheControl, CACHE.into()),
            (Attribute::Metadata("version".into()), version.to_owned().into()),
        ];
        let options = PutOptions { attributes: Attributes::from_iter(attributes), ..PutOptions::default() };
        let body = file.written(version, stamp);
        self.store.put_opts(&Path::parse(path)?, body.into(), options).await.map(|_| ())
    }

    async fn delete_all(&self, paths: Vec<String>) -> object_store::Result<()> {
        let deletes = paths.into_iter().map(|path| self.delete(path).boxed());
        all(deletes.collect()).await
    }

    async fn delete(&self, path: String) -> object_store::Result<()> {
        match self.store.delete(&Path::parse(path)?).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            done => done,
        }
    }

    /// Removes versions that nobody is to read any more.
    async fn prune(
        &self,
        known: &mut Known,
        current: &str,
        made: Timestamp,
        takes_back: bool,
    ) -> object_store::Result<()> {
        let others: Vec<String> =
            known.versions.iter().rev().filter(|name| *name != current).cloned().collect();
        for (number, name) in others.iter().enumerate() {
            if !takes_back && number + 1 < VERSIONS_KEPT && !is_old(name, made) {
                continue;
            }
            let folder = Path::from(format!("{VERSIONS}/{name}"));
            let found: Vec<_> = self.store.list(Some(&folder)).try_collect().await?;
            self.delete_all(found.into_iter().map(|object| object.location.to_string()).collect()).await?;
            known.versions.remove(name);
        }
        Ok(())
    }
}

#[async_trait]
impl Target for Bucket {
    async fn publish(&self, copy: &Arc<Copy>, made: Timestamp) -> Result<(), String> {
        let mut shared = self.known.lock().await;
        // Whoever fails, or is dropped in the middle, leaves nothing known.
        let mut known = match shared.take() {
            Some(known) => known,
            None => self.look().await.map_err(|error| in_words(&error))?,
        };
        self.replace(&mut known, copy, made).await.map_err(|error| in_words(&error))?;
        *shared = Some(known);
        Ok(())
    }

    async fn forget(&self) {
        self.known.lock().await.take();
    }
}

/// Does some things at the same time, all of them or until one fails.
async fn all(things: Vec<BoxFuture<'_, object_store::Result<()>>>) -> object_store::Result<()> {
    stream::iter(things).buffer_unordered(REQUESTS_AT_ONCE_MAX).try_collect().await
}

/// Whether a version has the file: what pages lead to.
fn is_within_versions(file: &File) -> bool {
    file.kind.is_page() && file.path != INDEX
}

/// Whether a version, by the name of its folder, is too old to be kept.
fn is_old(name: &str, now: Timestamp) -> bool {
    let made = name.split('-').next().and_then(|seconds| seconds.parse::<i64>().ok()).unwrap_or(0);
    let kept = Span(i64::try_from(VERSION_KEPT_FOR.as_micros()).unwrap_or(i64::MAX));
    now - Timestamp(made.saturating_mul(1_000_000)) > kept
}

/// An error as the service told it: its code and message where it gave them. They name no secret, and the rest of what it said may
/// name the key.
fn in_words(error: &object_store::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let all = format!("{error} {innermost}");
    let part = |name: &str| {
        let (_, rest) = all.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(text, _)| text.to_owned())
    };
    let words = match (part("Code"), part("Message")) {
        (Some(code), Some(message)) if !message.is_empty() => format!("the service says {code}: {message}"),
        (Some(code), _) => format!("the service says {code}"),
        (None, _) => innermost.to_string(),
    };
    crate::public::format::line(&words, WORDS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_the_services_own_words_without_the_key() {
        let said = "<Error><Code>AccessDenied</Code><Message>No such\n access.</Message><AWSAccessKeyId>KEY</AWSAccessKeyId></Error>";
        let coded = "<Error><Code>NoSuchBucket</Code></Error>";
        for (said, words) in [
            (said, "the service says AccessDenied: No such access."),
            (coded, "the service says NoSuchBucket"),
            ("connection refused", "connection refused"),
        ] {
            let error = object_store::Error::Generic { store: "S3", source: said.into() };
            assert_eq!(in_words(&error), words);
        }
    }

    #[test]
    fn versions_grow_old_by_their_name() {
        let now = Timestamp(10_000 * 1_000_000);
        for (name, old) in [
            ("00000009999-5eed", false),
            ("00000009400-5eed", false),
            ("00000009399-5eed", true),
            ("x", true),
        ] {
            assert_eq!(is_old(name, now), old, "{name}");
        }
    }
}
