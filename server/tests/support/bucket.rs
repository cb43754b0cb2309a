//! A bucket that speaks S3's HTTP, as far as copies need it: objects put, read, removed and listed. `make clients` has the same
//! copies written into a service of others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

pub const BUCKET: &str = "acme-status";
pub const KEY: &str = "KEY";
pub const SECRET: &str = "s3cret";
/// Objects of one page of a list: few, so that lists have several.
const LISTED: usize = 7;

pub type Objects = BTreeMap<String, Object>;

#[derive(Clone, Debug)]
pub struct Object {
    pub body: String,
    pub content_type: String,
    pub version: String,
}

/// The service; clones are the same one.
#[derive(Clone)]
pub struct FakeBucket {
    pub url: String,
    objects: Arc<Mutex<Objects>>,
    /// Counts what was changed.
    pub changes: watch::Sender<usize>,
    mood: Arc<Mutex<Mood>>,
}

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "only whole servers are tested with services that do not work")]
pub enum Mood {
    Works,
    /// Never.
    Silent,
    /// With an error of its own.
    Refuses,
}

impl FakeBucket {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let bucket = Self {
            url,
            objects: Arc::default(),
            changes: watch::Sender::new(0),
            mood: Arc::new(Mutex::new(Mood::Works)),
        };
        let router = Router::new().fallback(answer).with_state(bucket.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        bucket
    }

    pub fn objects(&self) -> Objects {
        self.objects.lock().expect("whole").clone()
    }

    #[allow(dead_code, reason = "only whole servers are tested with services that do not work")]
    pub fn set_mood(&self, mood: Mood) {
        *self.mood.lock().expect("whole") = mood;
    }
}

async fn answer(
    State(bucket): State<FakeBucket>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mood = *bucket.mood.lock().expect("whole");
    match mood {
        Mood::Works => {}
        Mood::Silent => std::future::pending().await,
        Mood::Refuses => return error(StatusCode::FORBIDDEN, "AccessDenied", "Not today."),
    }
    if let Some(refusal) = refusal(&headers, &body) {
        return refusal;
    }
    let path = uri.path().trim_start_matches('/');
    let (name, key) = path.split_once('/').unwrap_or((path, ""));
    if name != BUCKET {
        return error(StatusCode::NOT_FOUND, "NoSuchBucket", "There is no such bucket.");
    }
    match method {
        Method::GET if key.is_empty() => bucket.list(uri.query().unwrap_or_default()),
        Method::PUT => bucket.put(key, &headers, &body),
        Method::DELETE => {
            bucket.objects.lock().expect("whole").remove(key);
            bucket.changes.send_modify(|count| *count += 1);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => error(StatusCode::NOT_IMPLEMENTED, "NotImplemented", "Not here."),
    }
}

/// Why a request is refused that is not signed by the right key, or whose body is not the one that was signed.
fn refusal(headers: &HeaderMap, body: &[u8]) -> Option<Response> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !text("authorization").starts_with(&format!("AWS4-HMAC-SHA256 Credential={KEY}/")) {
        return Some(error(StatusCode::FORBIDDEN, "InvalidAccessKeyId", "The key is not known."));
    }
    let hash: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    if text("x-amz-content-sha256") != hash {
        return Some(error(StatusCode::BAD_REQUEST, "XAmzContentSHA256Mismatch", "The body is another one."));
    }
    None
}

impl FakeBucket {
    fn put(&self, key: &str, headers: &HeaderMap, body: &[u8]) -> Response {
        let text = |name: &str| {
            headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let object = Object {
            body: String::from_utf8(body.to_vec()).expect("UTF-8"),
            content_type: text(header::CONTENT_TYPE.as_str()),
            version: text("x-amz-meta-version"),
        };
        self.objects.lock().expect("whole").insert(key.to_owned(), object);
        self.changes.send_modify(|count| *count += 1);
        (StatusCode::OK, [(header::ETAG, "\"1\"")]).into_response()
    }

    /// `ListObjectsV2`.
    fn list(&self, query: &str) -> Response {
        let asked: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let text = |name: &str| asked.get(name).map_or("", String::as_str);
        let (prefix, delimiter, after) = (text("prefix"), text("delimiter"), text("continuation-token"));
        let objects = self.objects();
        let mut names: Vec<(String, bool)> = objects
            .keys()
            .filter_map(|key| key.strip_prefix(prefix))
            .map(|rest| match rest.split_once(delimiter).filter(|_| !delimiter.is_empty()) {
                Some((folder, _)) => (format!("{prefix}{folder}{delimiter}"), true),
                None => (format!("{prefix}{rest}"), false),
            })
            .filter(|(name, _)| name.as_str() > after)
            .collect();
        names.dedup();
        let is_cut = names.len() > LISTED;
        names.truncate(LISTED);
        let mut xml = format!("<ListBucketResult><Name>{BUCKET}</Name><IsTruncated>{is_cut}</IsTruncated>");
        if let Some((last, _)) = names.last().filter(|_| is_cut) {
            xml += &format!("<NextContinuationToken>{last}</NextContinuationToken>");
        }
        for (name, is_folder) in names {
            xml += &match is_folder {
                true => format!("<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>"),
                false => format!(
                    "<Contents><Key>{name}</Key><LastModified>2026-11-17T04:12:07.000Z</LastModified><ETag>&quot;1&quot;</ETag>\
                     <Size>1</Size></Contents>"
                ),
            };
        }
        xml += "</ListBucketResult>";
        ([(header::CONTENT_TYPE, "application/xml")], xml).into_response()
    }
}

fn error(status: StatusCode, code: &str, message: &str) -> Response {
    let xml = format!(
        "<Error><Code>{code}</Code><Message>{message}</Message><AWSAccessKeyId>{KEY}</AWSAccessKeyId></Error>"
    );
    (status, [(header::CONTENT_TYPE, "application/xml")], xml).into_response()
}
