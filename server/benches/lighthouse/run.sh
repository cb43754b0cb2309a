#!/usr/bin/env bash
# Audits the public status page of a demo with Lighthouse, as a phone and as a desktop reads it. Each of the four scores
# has to reach 98. Lighthouse goes into a temporary folder and away again.
# Usage: run.sh BINARY
set -euo pipefail
binary=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
command -v npm >/dev/null || { echo "npm is missing: Lighthouse is not run"; exit 0; }
# shellcheck source=server/tests/demo.sh
source "$here/../../tests/demo.sh"
start_demo "$binary"
tools="$folder/tools"
mkdir "$tools"
(cd "$tools" && npm init --yes >/dev/null && npm install --silent --no-audit --no-fund lighthouse@12.2.3)

export CHROME_PATH=${CHROMIUM:-/usr/bin/chromium}
for form in mobile desktop; do
    preset=(); [ "$form" = mobile ] || preset=(--preset=desktop)
    "$tools/node_modules/.bin/lighthouse" "$address/status" --quiet --chrome-flags="--headless=new --no-sandbox" \
        "${preset[@]}" --output=json --output-path="$tools/$form.json"
    node "$here/scores.mjs" "$form" "$tools/$form.json"
done
