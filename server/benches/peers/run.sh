#!/usr/bin/env bash
# Runs this linter, a few regular expressions, write-good, alex, textlint and proselint on the same drafts and prints one table.
#
# Needs node, npm, python3 and a network for the peers' packages, which go into a temporary folder and away again.
# The peers check English style, not status updates; the column "finds" says what they notice of what customers mind.
set -euo pipefail
cd "$(dirname "$0")"
python3 -c 'import ensurepip' 2>/dev/null || { echo "python3 with venv is missing (Debian: python3-venv): the peers are left out"; exit 0; }
command -v npm >/dev/null || { echo "npm is missing: the peers are left out"; exit 0; }
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "building the linter and fetching its peers (about a minute)" >&2
cargo build --quiet --release --package lint --example jsonl
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
(cd "$work" && npm init --yes >/dev/null && npm install --silent --no-audit --no-fund write-good alex textlint textlint-rule-write-good)
python3 -m venv "$work/python" && "$work/python/bin/pip" install --quiet proselint
python3 compare.py "$target/release/examples/jsonl" "$work" "$here/../../../app/lint/tests/corpus"
