#!/usr/bin/env bash
# Packs a built binary for people who do not compile: an archive, a Debian package, the context of a container image,
# and the list of everything inside (SBOM). Usage: build.sh BINARY FOLDER
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
given=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")
machine=$(uname -m)
name="command-post-$version-$machine-linux"
# Everything in a package has this time, so that packing the same twice gives the same bytes.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || date +%s)}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$out"/command-post* "$out/container" "$out/SHA256SUMS"

binary="$work/command-post"
install -m 755 "$given" "$binary"
strip --strip-all "$binary"

# "libc6 (>= 2.36)" for a binary that is linked to the C library of this machine, nothing for a static one.
libraries() {
    objdump -T "$binary" 2>/dev/null | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1 |
        sed 's/GLIBC_\(.*\)/, libc6 (>= \1)/' || true
}

bill_of_materials() {
    python3 "$here/crates.py" "$root" sbom "$version" >"$out/$name.cdx.json"
    python3 "$here/crates.py" "$root" licences >"$work/THIRD-PARTY-LICENCES.txt"
}

archive() {
    local folder="$work/$name"
    mkdir -p "$folder"
    cp "$binary" "$root/LICENSE" "$work/THIRD-PARTY-LICENCES.txt" "$here/command-post.service" "$here/command-post.env" "$folder/"
    cp "$here/INSTALL.md" "$folder/"
    tar --create --gzip --file "$out/$name.tar.gz" --directory "$work" --sort=name --owner=0 --group=0 --numeric-owner \
        --mtime="@$SOURCE_DATE_EPOCH" "$name"
}

debian_package() {
    local folder="$work/debian" architecture
    architecture=$(dpkg --print-architecture)
    install -D -m 755 "$binary" "$folder/usr/bin/command-post"
    install -D -m 644 "$here/command-post.service" "$folder/lib/systemd/system/command-post.service"
    install -D -m 640 "$here/command-post.env" "$folder/etc/command-post/command-post.env"
    install -D -m 644 "$root/LICENSE" "$folder/usr/share/doc/command-post/copyright"
    install -D -m 644 "$work/THIRD-PARTY-LICENCES.txt" "$folder/usr/share/doc/command-post/THIRD-PARTY-LICENCES.txt"
    mkdir -p "$folder/DEBIAN"
    sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@DEPENDS@/$(libraries)/" \
        -e "s/@SIZE@/$(du -sk "$folder" | cut -f1)/" "$here/debian/control.in" >"$folder/DEBIAN/control"
    install -m 755 "$here/debian/postinst" "$here/debian/prerm" "$here/debian/postrm" "$folder/DEBIAN/"
    install -m 644 "$here/debian/conffiles" "$folder/DEBIAN/"
    dpkg-deb --root-owner-group --build "$folder" "$out/command-post_${version}_$architecture.deb" >/dev/null
}

# An image of the binary alone has no C library: only a static binary runs in it.
container() {
    mkdir -p "$out/container/rootfs/data"
    cp "$here/Containerfile" "$out/container/"
    cp "$binary" "$out/container/rootfs/"
}

bill_of_materials
archive
if command -v dpkg-deb >/dev/null; then
    debian_package
else
    echo "dpkg-deb is missing: no Debian package"
fi
if readelf --dynamic "$binary" | grep -q NEEDED; then
    echo "the binary is not static: no container"
else
    container
fi
(cd "$out" && sha256sum command-post* >SHA256SUMS)
echo "in $out:"
(cd "$out" && ls -l --human-readable command-post* SHA256SUMS | awk '{ print "  " $5 "\t" $9 }')
