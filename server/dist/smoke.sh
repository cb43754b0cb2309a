#!/usr/bin/env bash
# Tries what `build.sh` made, as far as this machine can: unpacks it, starts it, asks whether it is ready and signs in.
# Usage: smoke.sh FOLDER
set -euo pipefail
out=$(cd "$1" && pwd)
work=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

passed() { printf '  %-12s %s\n' "$1" "$2"; }
left_out() { printf '  %-12s not tried: %s\n' "$1" "$2"; }
fail() { echo "$1" >&2; exit 1; }

# Whether the page at an address has these words; further arguments are curl's.
shows() {
    local address=$1 words=$2 page
    shift 2
    page=$(curl --fail --silent --show-error "$@" "$address")
    [[ "$page" == *"$words"* ]]
}

# Starts a binary with the demo company, and sees that it serves: ready, a status page, a sign-in by its own call.
serves() {
    local what=$1 binary=$2 data="$work/data-$1" said="$work/said-$1" address="" cookies="$work/cookies-$1"
    "$binary" --version >/dev/null
    # The server writes it in its own time.
    touch "$said"
    "$binary" serve --demo --listen 127.0.0.1:0 --data "$data" >"$said" 2>"$said.log" &
    server=$!
    for _ in $(seq 100); do
        kill -0 "$server" 2>/dev/null || { cat "$said.log" >&2; fail "$what: the server ended"; }
        address=$(sed -n 's/^Command Post runs on \(http[^ ]*\) .*/\1/p' "$said")
        [ -z "$address" ] || break
        sleep 0.1
    done
    [ -n "$address" ] || fail "$what: the server gives no address"
    curl --fail --silent --show-error "$address/readyz" >/dev/null
    shows "$address/status" "Northwind Cloud" || fail "$what: no status page"
    curl --fail --silent --show-error --cookie-jar "$cookies" --header "Content-Type: application/json" \
        --header "Origin: $address" \
        --data '{"email":"dana@northwind.example","password":"northwind"}' "$address/rpc/sign_in" >/dev/null
    shows "$address/" "Dana Whitfield" --cookie "$cookies" || fail "$what: nobody is signed in"
    kill "$server"
    wait "$server" || fail "$what: the server did not stop cleanly"
    server=""
    "$binary" verify --data "$data" >/dev/null
    passed "$what" "serves, signs in, stops, its log is whole"
}

archive() {
    tar --extract --gzip --file "$out"/command-post-*.tar.gz --directory "$work"
    local folder
    folder=$(echo "$work"/command-post-*-linux)
    for file in LICENSE THIRD-PARTY-LICENCES.txt INSTALL.md command-post.service command-post.env; do
        [ -s "$folder/$file" ] || fail "archive: $file is missing"
    done
    serves archive "$folder/command-post"
    if readelf --dynamic "$folder/command-post" | grep -q NEEDED; then
        passed linkage "dynamic: needs the C library of the machine that built it, or a newer one"
    else
        passed linkage "static: runs on any Linux of its architecture"
    fi
}

debian_package() {
    command -v dpkg-deb >/dev/null || { left_out deb "no dpkg-deb"; return; }
    local package
    package=$(echo "$out"/command-post_*.deb)
    dpkg-deb --extract "$package" "$work/deb"
    dpkg-deb --control "$package" "$work/deb-control"
    for script in postinst prerm postrm; do sh -n "$work/deb-control/$script"; done
    grep -q '^Depends: adduser' "$work/deb-control/control"
    serves deb "$work/deb/usr/bin/command-post"
}

unit() {
    command -v systemd-analyze >/dev/null || { left_out unit "no systemd-analyze"; return; }
    # It wants the binary where the unit names it.
    local root="$work/unit" complaints
    mkdir -p "$root/usr/bin"
    cp "$work"/command-post-*-linux/command-post "$root/usr/bin/"
    sed "s#^ExecStart=/usr/bin#ExecStart=$root/usr/bin#" "$(dirname "${BASH_SOURCE[0]}")/command-post.service" >"$root/command-post.service"
    complaints=$(systemd-analyze verify --man=no "$root/command-post.service" 2>&1 | grep command-post.service || true)
    [ -z "$complaints" ] || fail "unit: $complaints"
    local exposure
    exposure=$(systemd-analyze security --offline=yes --no-pager "$root/command-post.service" 2>/dev/null | sed -n 's/.*Overall exposure level for .*: \([0-9.]*\).*/\1/p')
    passed unit "is valid; its exposure is $exposure of 10"
}

container() {
    [ -d "$out/container" ] || { left_out container "the binary is not static"; return; }
    command -v buildah >/dev/null || { left_out container "no buildah"; return; }
    # Storage of its own, which goes with the working folder.
    local store=(--storage-driver vfs --root "$work/images" --runroot "$work/images-run") image
    buildah "${store[@]}" build --quiet --isolation chroot --tag smoke "$out/container" >/dev/null
    image=$(buildah "${store[@]}" from --quiet smoke)
    buildah "${store[@]}" run --isolation chroot "$image" /command-post --version >/dev/null
    passed container "an image of $(buildah "${store[@]}" images --format '{{.Size}}' smoke), its binary runs"
}

bill_of_materials() {
    python3 - "$out"/command-post-*.cdx.json <<'PYTHON'
import json, sys
bill = json.load(open(sys.argv[1]))
assert bill["bomFormat"] == "CycloneDX" and len(bill["components"]) > 100
print(f"  {'sbom':<12} {len(bill['components'])} components")
PYTHON
}

checksums() {
    (cd "$out" && sha256sum --check --quiet SHA256SUMS)
    passed checksums "hold"
}

echo "smoke tests:"
checksums
archive
debian_package
unit
container
bill_of_materials
