"""Says which crates are inside the binary, from what cargo itself says about them.

Usage: crates.py ROOT licences          prints their licence texts
       crates.py ROOT sbom VERSION      prints a software bill of materials, as CycloneDX JSON

The browser's half is inside the binary, too, so its crates count as well.
"""

import json
import os
import subprocess
import sys
import tomllib
import uuid
from collections import defaultdict
from datetime import datetime, timezone
from pathlib import Path

PLATFORMS = ("x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl", "wasm32-unknown-unknown")
LICENCE_FILES = ("license", "licence", "copying", "notice", "unlicense")


def read_metadata(root: Path) -> dict:
    filters = [word for platform in PLATFORMS for word in ("--filter-platform", platform)]
    command = ["cargo", "metadata", "--format-version=1", "--locked", *filters]
    return json.loads(subprocess.check_output(command, cwd=root))


def plain_dependencies(node: dict) -> list[str]:
    """The packages that a package needs when it runs: no build scripts' and no tests'."""
    return [dep["pkg"] for dep in node["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"])]


def find_shipped(metadata: dict) -> dict[str, dict]:
    """The packages that are reached from ours, by id, sorted by name."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    reached, waiting = set(), list(metadata["workspace_members"])
    while waiting:
        package = waiting.pop()
        if package not in reached:
            reached.add(package)
            waiting.extend(plain_dependencies(nodes[package]))
    packages = [package for package in metadata["packages"] if package["id"] in reached]
    packages.sort(key=lambda package: (package["name"], package["version"]))
    return {package["id"]: package for package in packages}


def read_licence_texts(package: dict) -> list[str]:
    folder = Path(package["manifest_path"]).parent
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name.lower().startswith(LICENCE_FILES))
    return [file.read_text(encoding="utf-8", errors="replace").strip() for file in files]


def print_licences(metadata: dict) -> None:
    """Each text once, under the names of all crates that carry it."""
    packages = [package for package in find_shipped(metadata).values() if package["source"]]
    crates_by_text = defaultdict(list)
    print(f"Command Post contains these {len(packages)} crates. Their licence texts follow.\n")
    for package in packages:
        print(f"  {package['name']} {package['version']}: {package['license'] or 'see its text'}")
        for text in read_licence_texts(package):
            crates_by_text[text].append(f"{package['name']} {package['version']}")
    for text, crates in crates_by_text.items():
        print(f"\n{'=' * 80}\n{', '.join(crates)}\n{'=' * 80}\n\n{text}")


def read_checksums(root: Path) -> dict[tuple[str, str], str]:
    lock = tomllib.loads((root / "Cargo.lock").read_text(encoding="utf-8"))
    return {(package["name"], package["version"]): package.get("checksum", "") for package in lock["package"]}


def describe_component(package: dict, checksum: str) -> dict:
    purl = f"pkg:cargo/{package['name']}@{package['version']}"
    component = {"type": "library", "bom-ref": purl, "name": package["name"], "version": package["version"], "purl": purl}
    if checksum:
        component["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    if package["license"]:
        component["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    return component


def print_sbom(root: Path, metadata: dict, version: str) -> None:
    shipped, checksums = find_shipped(metadata), read_checksums(root)
    purls = {id: f"pkg:cargo/{package['name']}@{package['version']}" for id, package in shipped.items()}
    nodes = [node for node in metadata["resolve"]["nodes"] if node["id"] in shipped]
    dependencies = [
        {"ref": purls[node["id"]], "dependsOn": sorted({purls[id] for id in plain_dependencies(node)})} for node in nodes
    ]
    components = [
        describe_component(package, checksums.get((package["name"], package["version"]), "")) for package in shipped.values()
    ]
    made = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), timezone.utc)
    root_component = {"type": "application", "bom-ref": "command-post", "name": "command-post", "version": version}
    server = next(purls[id] for id, package in shipped.items() if package["name"] == "server")
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components))}",
        "version": 1,
        "metadata": {"timestamp": made.isoformat().replace("+00:00", "Z"), "component": root_component},
        "components": components,
        "dependencies": [{"ref": "command-post", "dependsOn": [server]}, *dependencies],
    }
    print(json.dumps(bill, indent=1))


def main() -> None:
    root, what = Path(sys.argv[1]), sys.argv[2]
    metadata = read_metadata(root)
    if what == "sbom":
        print_sbom(root, metadata, sys.argv[3])
    else:
        print_licences(metadata)


if __name__ == "__main__":
    main()
