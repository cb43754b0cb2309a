#!/usr/bin/env bash
# Lets other people's programs speak to a server of ours: Statuspage's clients from npm and PyPI, as they are, its own widget
# in Chromium, and the libraries of Standard Webhooks; clients of chats and social networks prove the fakes that its channels
# are told at; and copies of its page are written into a bucket of another program's making. They are installed outside of the checkout, each Python client in an environment of its own.
# Usage: run.sh BINARY REPORT
set -euo pipefail
binary=$(realpath "$1") report=$(realpath -m "$2")
here=$(cd "$(dirname "$0")" && pwd)
lock=$(cat "$here"/package-lock.json "$here"/*.txt | sha256sum | cut -c1-12)
tools="${HOME}/.cache/command-post/clients-${lock}"

python="${PYTHON:-python3}"
if ! command -v npm >/dev/null || ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "Node with npm, or Python 3 with venv, is missing: Statuspage's clients are not run."
    exit "${CLIENTS_MISSING:-1}"
fi
if [ ! -e "$tools/.installed" ]; then
    rm -rf "$tools"
    mkdir -p "$tools"
    cp "$here"/package.json "$here"/package-lock.json "$tools"
    (cd "$tools" && npm ci --quiet --no-audit --no-fund)
    for client in atlassian calendar copies crunch exporter slack webhooks; do
        "$python" -m venv "$tools/$client"
        "$tools/$client/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/$client.txt"
    done
    touch "$tools/.installed"
fi

# shellcheck source=server/tests/demo.sh
source "$here/../demo.sh"
start_demo "$binary" --webhook-network 127.0.0.0/8
token=$(create_token "$binary" statuspage-clients)

mkdir -p "$(dirname "$report")"
cd "$folder"
COMMAND_POST_BINARY=$binary COMMAND_POST_URL=$address COMMAND_POST_TOKEN=$token CLIENTS=$tools END2END=$here/../../../end2end \
    node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$report" "$here"/*.test.mjs
# No line of the log shows a token.
if grep -qF "$token" "$folder/log"; then
    echo "the log shows a token"
    exit 1
fi
