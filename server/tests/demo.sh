# Sourced by the runs that let other programs speak to a demo server: one server of its own, in a folder that goes with it.

# Starts the binary $1 with the flags behind it. Sets `folder` (its data, what it said, its log), `address` and `server`; all
# ends with the script.
start_demo() {
    folder=$(mktemp -d)
    "$1" serve --demo --listen 127.0.0.1:0 --data "$folder/data" "${@:2}" >"$folder/said" 2>"$folder/log" &
    server=$!
    # shellcheck disable=SC2064
    trap "kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf '$folder'" EXIT
    address=""
    until [ -n "$address" ]; do
        kill -0 "$server" 2>/dev/null || { cat "$folder/log"; exit 1; }
        address=$(sed -n 's/^Command Post runs on \(http[^ ]*\) .*/\1/p' "$folder/said")
        sleep 0.1
    done
}

# Prints a token of an administrator, named $2, for the server of the binary $1.
create_token() {
    "$1" token create --name "$2" --role admin --data "$folder/data" | tail -n 1
}
