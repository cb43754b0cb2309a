#!/bin/sh
# A throw-away PostgreSQL cluster, for all processes of one run of tests.
#
#   cluster.sh FOLDER RUNNER
#
# Makes FOLDER (a short path: sockets have no longer ones) with the cluster's socket in it and PostgreSQL's programs
# under bin. A process stays behind that takes it away once the process RUNNER has ended.

set -eu
folder=$1
runner=$2

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || programs=$(dirname "$(command -v initdb || echo missing/initdb)")
if [ ! -x "$programs/initdb" ]; then
    echo "These tests need PostgreSQL's server programs (Debian: apt-get install postgresql)." >&2
    exit 1
fi

mkdir "$folder"
ln -s "$programs" "$folder/bin"
as=""
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL does not run as root.
    user=$(id -u postgres 2>/dev/null || echo 65534)
    chown "$user:$user" "$folder"
    chmod 755 "$folder"
    as="setpriv --reuid=$user --regid=$user --clear-groups"
fi

cd /
$as "$programs/initdb" --no-sync --auth=trust --username=postgres --encoding=UTF8 --locale=C \
    --pgdata="$folder/data" >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
$as "$programs/pg_ctl" start --wait --pgdata="$folder/data" --log="$folder/data/server.log" \
    --options="-k $folder -c listen_addresses= -c fsync=off -c max_connections=400" >/dev/null \
    || { cat "$folder/data/server.log" >&2; exit 1; }

# In a session of its own: who interrupts the tests does not interrupt this.
setsid sh -c '
    tail --pid="$1" -f /dev/null
    $3 "$2/bin/pg_ctl" stop --mode=immediate --pgdata="$2/data"
    rm -rf "$2" "$2.lock"
' sh "$runner" "$folder" "$as" </dev/null >/dev/null 2>&1 &
