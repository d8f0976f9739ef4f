"""Prints what the package is made of, as JSON: the licences to be handed on with it, and the bill of materials (CycloneDX 1.5).

    python packaging/parts.py FOLDER

Run by build.py with the Python of the build. Named is what lies in the folder, and nothing else; whatever lacks the text of its licence
ends it with an error. What comes from the system that builds, such as the C++ library, is named with its Debian package; elsewhere than
on Debian it is left out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

RULE = "=" * 78
HERE = Path(__file__).resolve().parent
RESOURCES = HERE.parent / "resources"
# Their wheels bring no text. Those of Qt lie in the folder as libraries of their own, which whoever has it may replace.
OWN_TEXTS = {
    "PySide6_Essentials": ("LGPL-3.0.txt", "GPL-3.0.txt", "Qt-third-party.txt"),
    "shiboken6": ("LGPL-3.0.txt",),
    "chinesecalendar": ("chinesecalendar.txt",),
}
PLACES = ("/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in the folder: what it is called, in which version, where that is kept, and under which licence with which text."""

    name: str
    version: str
    purl: str
    licence: str
    text: str

    def told(self) -> str:
        """Its place among the licences."""
        return f"{RULE}\n{self.name} {self.version}\n{self.licence}\n\n{self.text}\n"

    def component(self) -> dict[str, object]:
        """Its entry in the bill."""
        entry: dict[str, object] = {"type": "library", "name": self.name}
        entry |= {"version": self.version, "purl": self.purl} if self.version else {}
        return entry | {"licenses": [{"license": {"name": self.licence}}]}


def main() -> int:
    folder = Path(sys.argv[1])
    parts = [*wheels(packed(folder)), python(), *drawn(), *system_packages(folder)]
    if lacking := [part.name for part in parts if not part.text.strip()]:
        print("The text of the licence is missing:", *lacking, file=sys.stderr)
        return 1
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "components": [part.component() for part in parts],
    }
    json.dump({"licences": "\n".join(part.told() for part in parts), "sbom": bill}, sys.stdout)
    return 0


def packed(folder: Path) -> set[str]:
    """The names under which Python could import something out of the folder."""
    from PyInstaller.archive.readers import CArchiveReader

    program = CArchiveReader(str(folder / ("duty-desk.exe" if os.name == "nt" else "duty-desk")))
    inner = [name for name, entry in program.toc.items() if entry[-1] == "z"]
    modules = {
        module.partition(".")[0] for name in inner for module in program.open_embedded_archive(name).toc
    }
    return modules | {path.name.partition(".")[0] for path in (folder / "_internal").iterdir()}


def wheels(present: set[str]) -> Iterator[Part]:
    """The libraries of the lock of which something is in the folder."""
    for each in sorted(distributions(), key=lambda part: str(part.metadata["Name"]).lower()):
        if not present.isdisjoint(imported(each.files or ())):
            name = str(each.metadata["Name"])
            purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{each.version}"
            yield Part(name, each.version, purl, licence_of(each), text_of(each))


def imported(files: Iterable[Path]) -> set[str]:
    """The modules and packages that the files of a library make importable."""
    tops = {path.parts[0] for path in files if path.suffix in (".py", ".so", ".pyd")}
    return {top.partition(".")[0] for top in tops if not top.startswith((".", "_distutils_hack"))}


def licence_of(part: Distribution) -> str:
    said = part.metadata.get("License-Expression") or ""
    if not said:
        classes = [
            line for line in part.metadata.get_all("Classifier") or [] if line.startswith("License ::")
        ]
        said = ", ".join(line.rpartition(" :: ")[2] for line in classes)
    return said or (part.metadata.get("License") or "see its text").splitlines()[0]


def text_of(part: Distribution) -> str:
    """Every licence text that the part brings along, and those kept here for it."""
    texts: list[str] = []
    for path in part.files or ():
        upper = path.name.upper()
        named = upper.startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE")) or "licenses" in path.parts
        if named and not upper.endswith(".PY") and path.locate().is_file():
            texts.append(Path(str(path.locate())).read_text(encoding="utf-8", errors="replace"))
    own = OWN_TEXTS.get(str(part.metadata["Name"]), ())
    return "\n".join([*texts, *((HERE / "licences" / name).read_text(encoding="utf-8") for name in own)])


def python() -> Part:
    """The interpreter and its library."""
    version = sys.version.split()[0]
    kept = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python3.{sys.version_info.minor}/copyright"),
    )
    text = next((path.read_text(encoding="utf-8") for path in kept if path.is_file()), "")
    return Part("Python", version, f"pkg:generic/python@{version}", "PSF-2.0", text)


def drawn() -> Iterator[Part]:
    """Typefaces and icons."""
    for path in sorted((RESOURCES / "fonts").glob("OFL-*.txt")):
        name = path.stem.partition("-")[2]
        yield Part(name, "", "", "OFL-1.1", path.read_text(encoding="utf-8"))
    icons = (RESOURCES / "icons" / "LICENSE").read_text(encoding="utf-8")
    yield Part("Material Design Icons", "", "", "Apache-2.0", icons)


def system_packages(folder: Path) -> Iterator[Part]:
    """The Debian packages of the libraries in the folder that were taken from the system."""
    if not shutil.which("dpkg-query"):
        return
    found: dict[str, str] = {}
    for library in sorted((folder / "_internal").glob("lib*.so*")):
        # The interpreter may be another than the system's; it is named by itself.
        if library.is_symlink() or library.name.startswith("libpython"):
            continue
        # A package knows its files by the one place or by the other, as its folders were joined later.
        for place in PLACES:
            if told := asked("-S", f"{place}/{library.name}"):
                package = told.partition(":")[0]
                found[package] = asked("-W", "-f", "${Version}\n", package).splitlines()[0]
                break
    for package, version in sorted(found.items()):
        text = Path("/usr/share/doc", package, "copyright")
        words = text.read_text(encoding="utf-8", errors="replace") if text.is_file() else ""
        yield Part(package, version, f"pkg:deb/debian/{package}@{version}", "see its text", words)


def asked(*question: str) -> str:
    """What Debian's register of packages answers; nothing where it does not know."""
    return subprocess.run(["dpkg-query", *question], capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    sys.exit(main())
