#!/usr/bin/env bash
# Holds the API against its own description: schemathesis sends what openapi.json says may be sent, and what it says may
# not, to a demo server of its own. Usage: run.sh BINARY [arguments of `st run`]
set -euo pipefail
binary=$1; shift
version=4.32.5
config=$(realpath "$(dirname "$0")/schemathesis.toml")
tools="${HOME}/.cache/command-post/schemathesis-${version}"

python="${PYTHON:-python3}"
if ! command -v "$python" >/dev/null || ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "Python 3 with venv is missing (Debian: apt-get install python3-venv): the API is not held against its description."
    exit "${SCHEMATHESIS_MISSING:-1}"
fi
if [ ! -e "$tools/.installed" ]; then
    "$python" -m venv --clear "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check "schemathesis==$version"
    touch "$tools/.installed"
fi

folder=$(mktemp -d)
"$binary" serve --demo --listen 127.0.0.1:0 --data "$folder/data" >"$folder/said" 2>"$folder/log" &
server=$!
# shellcheck disable=SC2064
trap "kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf '$folder'" EXIT
address=""
until [ -n "$address" ]; do
    kill -0 "$server" 2>/dev/null || { cat "$folder/log"; exit 1; }
    address=$(sed -n 's/^Command Post runs on \(http[^ ]*\) .*/\1/p' "$folder/said")
    sleep 0.1
done
token=$("$binary" token create --name schemathesis --role admin --data "$folder/data" | tail -n 1)

cd "$folder"
"$tools/bin/st" --config-file "$config" run "$address/api/v1/openapi.json" \
    --header "Authorization: Bearer $token" --no-color --checks all "$@"
