#!/usr/bin/env bash
# Writes each labelled update as a seed of its own into ./seeds.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p seeds
cat ../tests/corpus/*.jsonl ../tests/fresh/*.jsonl | python3 -c '
import json, sys
for n, line in enumerate(sys.stdin):
    with open(f"seeds/{n:05}", "wb") as seed:
        seed.write(bytes([n % 6]) + json.loads(line)["text"].encode())
'
