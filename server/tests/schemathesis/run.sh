#!/usr/bin/env bash
# Holds the API against its own description: schemathesis sends what openapi.json says may be sent, and what it says may
# not, to a demo server of its own. Usage: run.sh BINARY [arguments of `st run`]
set -euo pipefail
binary=$1; shift
version=4.32.5
here=$(cd "$(dirname "$0")" && pwd)
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

# shellcheck source=server/tests/demo.sh
source "$here/../demo.sh"
start_demo "$binary"
token=$(create_token "$binary" schemathesis)

cd "$folder"
"$tools/bin/st" --config-file "$here/schemathesis.toml" run "$address/api/v1/openapi.json" \
    --header "Authorization: Bearer $token" --no-color --checks all "$@"
