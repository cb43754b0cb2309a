"""Keeps a copy of the status page in a bucket of moto and in a folder, kills the app, and reads what is left."""

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
import feedparser
from moto.server import ThreadedMotoServer

BUCKET = "acme-status"
LINK = re.compile(r'href="/([^"#?]*)')
VERSION = re.compile(r'<meta name="version" content="([0-9a-f]{16})">')
WITHIN = 60


def read(bucket, key):
    answer = bucket.Object(key).get()
    return answer["Body"].read().decode(), answer


def keys(bucket):
    return {found.key for found in bucket.objects.all()}


def until(what, look):
    end = time.monotonic() + WITHIN
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise SystemExit(f"{what} did not happen within {WITHIN} s")


def check_bucket(bucket):
    there = keys(bucket)
    pages = 0
    for key in sorted(there):
        body, answer = read(bucket, key)
        if not answer["ContentType"].startswith("text/html") or key.endswith("embed.html"):
            continue
        version = VERSION.search(body).group(1)
        assert answer["Metadata"]["version"] == version, key
        assert "stale-if-error" in answer["CacheControl"], key
        for target in LINK.findall(body):
            assert target in there, f"{key} leads to {target}"
            if target.startswith("v/"):
                assert VERSION.search(read(bucket, target)[0]).group(1) == version, f"{key} leads to {target}"
        pages += 1
    assert pages > 5, pages
    summary, answer = read(bucket, "api/v2/summary.json")
    assert answer["ContentType"].startswith("application/json")
    page = json.loads(summary)["page"]
    assert page["url"] == "https://status.example.com/status" and page["copied_at"] < page["next_copy_by"], page


def check_feeds(bucket):
    feeds = [key for key in keys(bucket) if key.endswith((".atom", ".rss"))]
    assert feeds
    for key in feeds:
        read_feed = feedparser.parse(read(bucket, key)[0])
        assert not read_feed.bozo, (key, read_feed.get("bozo_exception"))
        assert read_feed.feed.title, key
        ids = [entry.id for entry in read_feed.entries]
        assert len(ids) == len(set(ids)), key
        for entry in read_feed.entries:
            assert entry.link.removeprefix("https://status.example.com/") in keys(bucket), entry.link


def check_folder(current):
    version = json.loads((current / "status/copy.json").read_text())["version"]
    for page in current.rglob("*.html"):
        if page.name != "embed.html":
            assert VERSION.search(page.read_text()).group(1) == version, page


def main(binary):
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    service = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    service.start()
    host, port = service.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    key = {"AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "s3cret"}
    session = boto3.Session(key["AWS_ACCESS_KEY_ID"], key["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1")
    bucket = session.resource("s3", endpoint_url=endpoint).create_bucket(Bucket=BUCKET)
    bucket.put_object(Key="theirs.txt", Body=b"not ours")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        www = folder / "www"
        target = f"s3://{BUCKET}?endpoint={endpoint}&url=https://status.example.com"
        command = [binary, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", folder / "data"]
        command += ["--publish", target, "--publish", www]
        with open(folder / "log", "wb") as log:
            app = subprocess.Popen(command, env={**os.environ, **key}, stdout=subprocess.DEVNULL, stderr=log)
        try:
            until("a copy in the bucket", lambda: "status/copy.json" in keys(bucket))
            until("a copy in the folder", (www / "current").exists)
        finally:
            app.kill()
            app.wait()
        check_bucket(bucket)
        check_feeds(bucket)
        check_folder(www / "current")
        assert read(bucket, "theirs.txt")[0] == "not ours"
        assert "s3cret" not in (folder / "log").read_text()
    service.stop()


main(sys.argv[1])
