"""Prints what the package is made of, as JSON: the licences to be handed on with it, and the bill of materials (CycloneDX 1.5).

    python packaging/parts.py FOLDER

Run by build.py with the Python of the build, which holds just what goes into the folder. What comes from the system that builds, such as
the C++ library, is named with its Debian package; elsewhere than on Debian it is left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

# They make the package and are not in it.
MAKERS = {"pip", "setuptools", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging"}
RULE = "=" * 78
HERE = Path(__file__).resolve().parent
# Their wheels bring no text. They lie in the folder as libraries of their own, which whoever has it may replace.
OWN_TEXTS = {
    "PySide6_Essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt",),
}
PLACES = ("/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib")


def main() -> int:
    found = {str(each.metadata["Name"]): each for each in distributions()}
    names = sorted((name for name in found if name.lower() not in MAKERS), key=str.lower)
    texts = [text_of(found[name]) for name in names]
    texts.append(
        f"{RULE}\nPython {sys.version.split()[0]}\nPython Software Foundation License: https://docs.python.org/3/license.html\n"
    )
    components: list[dict[str, object]] = [
        {
            "type": "library",
            "name": name,
            "version": found[name].version,
            "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{found[name].version}",
            "licenses": [{"license": {"name": licence_of(found[name])}}],
        }
        for name in names
    ]
    for package, version in system_packages(Path(sys.argv[1])):
        text = Path("/usr/share/doc", package, "copyright")
        words = text.read_text(encoding="utf-8", errors="replace") if text.is_file() else ""
        texts.append(f"{RULE}\n{package} {version} (Debian)\n\n{words}")
        purl = f"pkg:deb/debian/{package}@{version}"
        components.append({"type": "library", "name": package, "version": version, "purl": purl})
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}
    json.dump({"licences": "\n".join(texts), "sbom": bill}, sys.stdout)
    return 0


def licence_of(part: Distribution) -> str:
    said = part.metadata.get("License-Expression") or ""
    if not said:
        classes = [
            line for line in part.metadata.get_all("Classifier") or [] if line.startswith("License ::")
        ]
        said = ", ".join(line.rpartition(" :: ")[2] for line in classes)
    return said or (part.metadata.get("License") or "see its text").splitlines()[0]


def text_of(part: Distribution) -> str:
    """Name, version, licence, and every licence text that the part brings along."""
    lines = [RULE, f"{part.metadata['Name']} {part.version}", licence_of(part), ""]
    for path in part.files or ():
        upper = path.name.upper()
        named = upper.startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE")) or "licenses" in path.parts
        if named and not upper.endswith(".PY") and path.locate().is_file():
            lines.append(Path(str(path.locate())).read_text(encoding="utf-8", errors="replace"))
    texts = OWN_TEXTS.get(part.metadata["Name"], ())
    lines += [(HERE / "licences" / name).read_text(encoding="utf-8") for name in texts]
    return "\n".join(lines)


def system_packages(folder: Path) -> Iterator[tuple[str, str]]:
    """Package and version of each library in the folder that was taken from the system."""
    if not shutil.which("dpkg-query"):
        return
    found: dict[str, str] = {}
    for library in sorted((folder / "_internal").glob("lib*.so*")):
        # The interpreter may be another than the system's; it is named by itself.
        if library.is_symlink() or library.name.startswith("libpython"):
            continue
        # A package knows its files by the one place or by the other, as its folders were joined later.
        for place in PLACES:
            told = subprocess.run(
                ["dpkg-query", "-S", f"{place}/{library.name}"], capture_output=True, text=True, check=False
            )
            if told.returncode == 0:
                package = told.stdout.partition(":")[0]
                shown = subprocess.run(
                    ["dpkg-query", "-W", "-f", "${Version}\n", package],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                found[package] = shown.stdout.splitlines()[0]
                break
    yield from sorted(found.items())


if __name__ == "__main__":
    sys.exit(main())
