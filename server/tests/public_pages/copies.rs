//! Copies that outlive the app, killed in the middle of being written: what readers get is one whole version.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use domain::public::PublicIncident;
use domain::{Impact, IncidentId, Phase, Span, Timestamp};
use server::config::BucketPlace;
use server::public::{Input, Language, Snapshot};
use server::publish::Target;
use server::publish::bucket::{Bucket, VERSIONS_KEPT};
use server::publish::copy::Copy;
use server::publish::folder::{CURRENT, Folder, VERSIONS};
use tempfile::TempDir;

use crate::bucket::{BUCKET, FakeBucket, KEY, Objects, SECRET};
use crate::company::*;
use crate::dice::Dice;

/// How often a process or a task is killed in the middle of writing.
const KILLS: usize = 200;
/// One language and one that is written the other way round.
const BOTH: [Language; 2] = [Language::English, Language::Arabic];
/// Tells a child where to write.
const CHILD_FOLDER: &str = "COMMAND_POST_TEST_COPIES";

/// What the company shows after so many changes: each has another open incident and another update, every third takes an
/// incident away.
fn snapshot_of(change: usize, languages: &[Language]) -> Snapshot {
    let number = u32::try_from(change).expect("few changes");
    let updates = vec![update(Phase::Confirmed, 5, &format!("Change number {change}."))];
    let mut incidents = vec![open(100 + number % 7, "API", Impact::Partial, updates)];
    incidents.extend(
        (1..=4).filter(|id| id % 3 != number % 3).map(|id| ended(id, 2, 30, "API", Impact::Degraded)),
    );
    copied(indexed(incidents), languages)
}

fn copied(incidents: Incidents, languages: &[Language]) -> Snapshot {
    // Few, so that many copies are quickly made.
    let components = &components()[..2];
    let copy_of = Some("https://ops.example.com");
    let input = Input { copy_of, languages, ..input(components, incidents) };
    Snapshot::build(input, None)
}

fn copy_of(change: usize) -> Arc<Copy> {
    Arc::new(Copy::of(&snapshot_of(change, &BOTH)))
}

/// The same with half as many pages.
fn english_copy_of(change: usize) -> Arc<Copy> {
    Arc::new(Copy::of(&snapshot_of(change, &[Language::English])))
}

/// When the copies of these tests were right, one a minute.
fn made(change: usize) -> Timestamp {
    NOW + Span::minutes(i64::try_from(change).expect("few changes"))
}

/// The version that a page says it is of.
fn version(page: &str) -> &str {
    let rest = page.split_once("<meta name=\"version\" content=\"").expect("a version").1;
    rest.split('"').next().expect("its end")
}

/// The paths that a page leads to on its own site.
fn leads_to(page: &str) -> impl Iterator<Item = &str> {
    page.split("href=\"/").skip(1).map(|rest| rest.split(['"', '#', '?']).next().expect("its end"))
}

/// Holds every file of a folder against each other.
fn assert_whole_folder(root: &Path) {
    let served = fs::canonicalize(root.join(CURRENT)).expect("a version");
    let page_at = |path: &str| {
        let plain = served.join(path);
        if plain.is_file() { plain } else { served.join(format!("{path}.html")) }
    };
    let stamp: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(served.join("status/copy.json")).expect("a stamp"))
            .expect("JSON");
    let mut pages = 0;
    for file in files_below(&served) {
        let body = fs::read_to_string(&file).expect("text");
        assert!(!body.contains("<!--") && !body.is_empty(), "{}", file.display());
        if file.extension().is_some_and(|end| end == "html") && !file.ends_with("embed.html") {
            assert!(body.ends_with("</html>\n"), "{} is cut", file.display());
            assert_eq!(stamp["version"], version(&body), "{}", file.display());
            for path in leads_to(&body) {
                assert!(page_at(path).is_file(), "{} leads to {path}", file.display());
            }
            pages += 1;
        }
    }
    let summary = fs::read_to_string(served.join("api/v2/summary.json")).expect("a summary");
    serde_json::from_str::<serde_json::Value>(&summary).expect("JSON");
    assert!(pages > 5, "{pages}");
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Not a test of its own: the process that is killed. It writes one copy after the other for as long as it lives.
#[tokio::test]
async fn child_that_writes_copies() {
    let Ok(folder) = std::env::var(CHILD_FOLDER) else { return };
    let folder = Folder::new(PathBuf::from(folder));
    let copies = [copy_of(1), copy_of(2)];
    for change in 0.. {
        folder.publish(&copies[change % copies.len()], made(change)).await.expect("written");
        println!("wrote {change}");
    }
}

#[test]
fn whoever_kills_the_app_leaves_a_folder_with_one_whole_version() {
    // What is flushed is flushed for all of a disk: one in memory is quick.
    let shm = Path::new("/dev/shm");
    let root = if shm.is_dir() { TempDir::new_in(shm) } else { TempDir::new() }.expect("a folder");
    let mut dice = Dice(13);
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "copies::child_that_writes_copies", "--nocapture", "--test-threads=1"])
            .env(CHILD_FOLDER, root.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let said = BufReader::new(child.stdout.take().expect("what it says")).lines();
        let wrote = said.map(|line| line.expect("text")).filter(|line| line.contains("wrote"));
        // At least one, so that it has begun; then in the middle of another.
        let seen = wrote.take(1 + dice.roll(2)).count();
        for _ in 0..dice.roll(100) {
            assert_whole_link(root.path());
        }
        child.kill().expect("it ran");
        child.wait().expect("it ended");
        assert!(seen > 0, "kill {kill}: it wrote nothing");
        assert_whole_folder(root.path());
    }
    let kept = fs::read_dir(root.path().join(VERSIONS)).expect("versions").count();
    assert!(kept < 10, "{kept} versions are left");
}

/// While somebody writes: the link leads to a version that says which one it is.
fn assert_whole_link(root: &Path) {
    let page = fs::read_to_string(root.join(CURRENT).join("status.html")).expect("always there");
    assert!(page.ends_with("</html>\n"), "it is cut");
}

/// Every page that a reader of the bucket can get leads, over any number of links, to pages that are there and of its version.
fn assert_whole_bucket(objects: &Objects, is_complete: bool) {
    let is_lasting = |path: &str| !path.starts_with("v/") && !path.ends_with("embed.html");
    let pages = objects.iter().filter(|(_, object)| object.content_type.starts_with("text/html"));
    let mut to_read: Vec<&str> =
        pages.map(|(path, _)| path.as_str()).filter(|path| is_lasting(path)).collect();
    let mut seen = BTreeSet::new();
    while let Some(path) = to_read.pop() {
        if !seen.insert(path) {
            continue;
        }
        let object = &objects[path];
        assert!(object.body.ends_with("</html>\n") && !object.body.contains("<!--"), "{path}");
        let own = version(&object.body);
        assert_eq!(object.version, own, "{path}");
        for target in leads_to(&object.body) {
            let Some((target, found)) = objects.get_key_value(target) else {
                assert!(
                    !is_complete && !target.starts_with("v/"),
                    "{path} leads to {target}, which is not there"
                );
                continue;
            };
            if target.starts_with("v/") {
                assert_eq!(version(&found.body), own, "{path} leads to {target}");
                to_read.push(target);
            } else {
                assert!(target.contains('.'), "{path} leads out of its version: {target}");
            }
        }
    }
    if !is_complete {
        return;
    }
    for path in ["status/feed.atom", "api/v2/summary.json", "api/v2/incidents.json"] {
        let data = &objects.get(path).unwrap_or_else(|| panic!("no {path}")).body;
        for rest in data.split("https://status.example.com/").skip(1) {
            let target = rest.split(['"', '<', '#', '?']).next().expect("its end");
            assert!(objects.contains_key(target), "{path} leads to {target}");
        }
    }
}

struct Opened {
    fake: FakeBucket,
    place: BucketPlace,
    _folder: TempDir,
}

impl Opened {
    async fn new() -> Self {
        let (fake, folder) = (FakeBucket::start().await, TempDir::new().expect("a folder"));
        let credentials = folder.path().join("key");
        fs::write(&credentials, format!("AWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY={SECRET}\n"))
            .expect("room");
        let place = BucketPlace {
            bucket: BUCKET.to_owned(),
            endpoint: Some(fake.url.parse().expect("an origin")),
            region: "us-east-1".to_owned(),
            credentials: Some(credentials),
        };
        Self { fake, place, _folder: folder }
    }

    /// As a server that has just started.
    fn bucket(&self) -> Bucket {
        Bucket::open(&self.place).expect("a bucket")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_kills_the_app_leaves_a_bucket_whose_pages_lead_to_one_whole_version() {
    let opened = Opened::new().await;
    let mut bucket = opened.bucket();
    let copies: Vec<_> = (0..5).map(english_copy_of).collect();
    bucket.publish(&copies[0], made(0)).await.expect("written");
    assert_whole_bucket(&opened.fake.objects(), true);
    let mut dice = Dice(13);
    for kill in 1..=KILLS {
        let mut changes = opened.fake.changes.subscribe();
        let begun = *changes.borrow_and_update();
        let killed_after = begun + dice.roll(60);
        let copy = &copies[kill % copies.len()];
        let finished = tokio::select! {
            done = bucket.publish(copy, made(kill)) => done.map(|()| true).expect("written"),
            _ = changes.wait_for(|count| *count >= killed_after) => false,
        };
        assert_whole_bucket(&opened.fake.objects(), true);
        if !finished {
            // What the app knew is gone with it.
            bucket = opened.bucket();
        }
    }
    bucket.publish(&copies[3], made(KILLS + 60)).await.expect("written");
    let objects = opened.fake.objects();
    assert_whole_bucket(&objects, true);
    let page = &objects["status"].body;
    assert!(page.contains("Change number 3."), "{page}");
    assert!(objects.values().all(|object| !object.body.contains(SECRET)));
    assert!(versions(&objects).len() <= VERSIONS_KEPT, "{:?}", versions(&objects));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_is_whole_after_each_of_its_changes() {
    let opened = Opened::new().await;
    let bucket = opened.bucket();
    for change in 0..4 {
        let mut changes = opened.fake.changes.subscribe();
        let copy = copy_of(change);
        let mut writing = std::pin::pin!(bucket.publish(&copy, made(change)));
        loop {
            tokio::select! {
                done = &mut writing => break done.expect("written"),
                _ = changes.changed() => assert_whole_bucket(&opened.fake.objects(), change > 0),
            }
        }
    }
}

fn versions(objects: &Objects) -> Vec<String> {
    let mut names: Vec<String> = objects
        .keys()
        .filter_map(|path| path.strip_prefix("v/")?.split('/').next().map(str::to_owned))
        .collect();
    names.dedup();
    names
}

#[tokio::test]
async fn what_only_the_time_has_changed_is_the_same_version_told_anew() {
    let opened = Opened::new().await;
    let bucket = opened.bucket();
    bucket.publish(&copy_of(1), made(0)).await.expect("written");
    let before = opened.fake.objects();
    let written = *opened.fake.changes.borrow();
    bucket.publish(&copy_of(1), made(1)).await.expect("written");
    let after = opened.fake.objects();
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "no object more");
    assert!(*opened.fake.changes.borrow() - written < written, "what says the same is not written again");
    for (body, at) in [(&before["status"].body, "04:12 UTC"), (&after["status"].body, "04:13 UTC")] {
        assert!(words(body).contains(&format!("Checked 17 Nov 2026, {at}")), "{body}");
    }
    assert_eq!(version(&before["status"].body), version(&after["status"].body));
    let next = format!("data-next=\"{}\"", (made(1) + Span::minutes(5)).0 / 1_000_000);
    assert!(after["status"].body.contains(&next), "{next}");
    let stamp: serde_json::Value = serde_json::from_str(&after["status/copy.json"].body).expect("JSON");
    assert_eq!(
        (&stamp["made_at"], &stamp["next_by"]),
        (&"2026-11-17T04:13:07Z".into(), &"2026-11-17T04:18:07Z".into())
    );
    let summary: serde_json::Value = serde_json::from_str(&after["api/v2/summary.json"].body).expect("JSON");
    assert_eq!(summary["page"]["copied_at"], "2026-11-17T04:13:07Z");
    assert!(
        words(&after["status/badge.svg"].body).contains("2026-11-17 04:13Z"),
        "{}",
        after["status/badge.svg"].body
    );
}

#[tokio::test]
async fn what_is_taken_back_is_in_no_version() {
    let secret = || ended(9, 1, 30, "API", Impact::Partial);
    let public = PublicIncident { headline: "The word".to_owned(), ..secret() };
    let redacted = PublicIncident { headline: "Redacted".to_owned(), redacted_at: Some(NOW), ..secret() };
    for (name, after) in [("redacted", Some(redacted)), ("confidential", None)] {
        let (opened, folder) = (Opened::new().await, TempDir::new().expect("a folder"));
        let targets: [&dyn Target; 2] = [&opened.bucket(), &Folder::new(folder.path().to_owned())];
        let incidents = [Some(public.clone()), after];
        for (incident, change) in incidents.into_iter().zip(0..) {
            let copy = Arc::new(Copy::of(&copied(indexed(incident.into_iter().collect()), &BOTH)));
            for target in targets {
                target.publish(&copy, made(change)).await.expect("written");
            }
        }
        let objects = opened.fake.objects();
        assert!(objects.values().all(|object| !object.body.contains("The word")), "{name}");
        assert_eq!(objects.contains_key("status/incidents/9"), name == "redacted");
        for file in files_below(folder.path()) {
            let body = fs::read_to_string(&file).expect("text");
            assert!(!body.contains("The word"), "{name}: {}", file.display());
        }
    }
}

#[tokio::test]
async fn what_a_bucket_refuses_is_told_in_its_own_words() {
    let opened = Opened::new().await;
    let other = BucketPlace { bucket: "another".to_owned(), ..opened.place.clone() };
    let why =
        Bucket::open(&other).expect("an address").publish(&copy_of(0), made(0)).await.expect_err("refused");
    assert_eq!(why, "the service says NoSuchBucket: There is no such bucket.");
    let key = opened.place.credentials.clone().expect("a file");
    fs::write(key, "AWS_ACCESS_KEY_ID=OTHER\nAWS_SECRET_ACCESS_KEY=s3cret\n").expect("room");
    let why = opened.bucket().publish(&copy_of(0), made(0)).await.expect_err("refused");
    assert_eq!(why, "the service says InvalidAccessKeyId: The key is not known.");
}

#[tokio::test]
async fn a_folder_takes_one_server_and_can_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt;
    let root = TempDir::new().expect("a folder");
    let place = root.path().join("www/status");
    let first = Folder::new(place.clone());
    first.publish(&copy_of(0), made(0)).await.expect("written");
    let why = Folder::new(place.clone()).publish(&copy_of(1), made(1)).await.expect_err("refused");
    assert_eq!(why, "another server keeps its copy here");
    for file in files_below(&fs::canonicalize(place.join(CURRENT)).expect("a version")) {
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(
            (mode(&file), mode(file.parent().expect("a folder"))),
            (0o644, 0o755),
            "{}",
            file.display()
        );
    }
    // Somebody sets the clock back: what is served stays.
    for change in [9, 8, 7, 6, 5, 4] {
        first.publish(&copy_of(change), made(change)).await.expect("written");
        assert_whole_folder(&place);
    }
}

/// What a copy says of its age rests on no clock of the reader's.
#[test]
fn a_copy_asks_for_what_the_app_alone_does_at_the_app() {
    let copy = copied(BTreeMap::<IncidentId, Arc<PublicIncident>>::new(), &BOTH);
    let page = html(&copy, "/status");
    assert!(page.contains("data-made=\"<!--made-seconds-->\"") && !page.contains("data-checked"), "{page}");
    assert!(!page.contains("/status/subscribe"), "there is no mail");
    let csp =
        copy.page("/status").and_then(|page| page.content_policy().map(str::to_owned)).expect("a policy");
    assert!(csp.contains("connect-src 'self'"), "{csp}");
}
