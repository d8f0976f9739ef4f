"""Builds the program as one folder for machines without Python, tries it, and packs it.

python packaging/build.py [--keep-folder]     makes dist/duty-desk/ and, beside it, an archive (.tar.xz, on Windows .zip)

It ends with an error when the folder is too large, holds what no screen uses, lacks a library or fails its self-test.
A Linux needs at least the C library of the machine it was built on (quality M0): build on the oldest one to be served.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT, WORK = ROOT / "dist", ROOT / "build"
FOLDER = OUT / "duty-desk"
WINDOWS = os.name == "nt"
PYTHON = WORK / "venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")
LARGEST_MB = 250
UNUSED = ("WebEngine", "Qt6Quick", "Qt6Qml", "Qt6Charts", "Qt6Multimedia", "Qt6Pdf", "tkinter")
# Stripping breaks it: its parts are laid out for the loader by hand.
NOT_STRIPPED = ("openblas",)
CLI = '#!/bin/sh\nexec "$(dirname -- "$(readlink -f -- "$0")")/duty-desk" --command-line "$@"\n'


def main() -> int:
    options = argparse.ArgumentParser(description="Build the packaged program.")
    options.add_argument("--keep-folder", action="store_true", help="leave out the archive")
    chosen = options.parse_args()
    make_venv()
    shutil.rmtree(OUT, ignore_errors=True)
    run(
        PYTHON,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level",
        "ERROR",
        "--distpath",
        OUT,
        "--workpath",
        WORK / "build",
        HERE / "duty_desk.spec",
    )
    finish()
    problems = [*too_large(), *unused(), *missing()]
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    try_out()
    print(f"{FOLDER}: {size_mb():.0f} MB, needs glibc {glibc_floor() or 'unknown'}")
    if not chosen.keep_folder:
        print(pack())
    return 0


def make_venv() -> None:
    """What the program needs, as locked, and the packager; nothing else, because it packs what it finds."""
    if not PYTHON.is_file():
        venv.create(WORK / "venv", with_pip=True)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "-r", ROOT / "requirements.lock")
    run(PYTHON, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt")


def finish() -> None:
    """What the packager leaves to be done: symbols taken off, licences, the command line, the icon."""
    if not WINDOWS:
        for path in libraries():
            if not any(part in path.name for part in NOT_STRIPPED):
                subprocess.run(["strip", "--strip-unneeded", path], check=False, stderr=subprocess.DEVNULL)
        script = FOLDER / "duty-desk-cli"
        script.write_text(CLI, encoding="utf-8")
        script.chmod(0o755)
        for name in ("duty-desk.png", "duty-desk.desktop", "install.sh"):
            shutil.copy(HERE / name, FOLDER / name)
    shutil.copy(HERE / "recover.py", FOLDER / "recover.py")
    shutil.copy(ROOT / "CHANGELOG.md", FOLDER / "CHANGELOG.md")
    parts = json.loads(run(PYTHON, HERE / "parts.py", FOLDER))
    (FOLDER / "LICENCES.txt").write_text(parts["licences"], encoding="utf-8")
    (FOLDER / "sbom.json").write_text(json.dumps(parts["sbom"], indent=1), encoding="utf-8")
    for font in sorted((ROOT / "resources" / "fonts").glob("*.txt")):
        if font.name.startswith("OFL"):
            shutil.copy(font, FOLDER / font.name)


def libraries() -> Iterator[Path]:
    yield from (path for path in sorted(FOLDER.rglob("*.so*")) if path.is_file() and not path.is_symlink())


def size_mb() -> float:
    return (
        sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file() and not path.is_symlink())
        / 2**20
    )


def too_large() -> Iterator[str]:
    if size_mb() > LARGEST_MB:
        yield f"The folder has {size_mb():.0f} MB; {LARGEST_MB} is the limit."


def unused() -> Iterator[str]:
    for path in FOLDER.rglob("*"):
        if any(part in path.name for part in UNUSED):
            yield f"No screen uses {path.relative_to(FOLDER)}."


def glibc_floor() -> str:
    """The oldest C library that has every symbol which the folder asks of it: 2.28 is that of the older domestic systems."""
    if WINDOWS or not shutil.which("objdump"):
        return ""
    asked: set[tuple[int, ...]] = set()
    for path in (FOLDER / "duty-desk", *libraries()):
        told = subprocess.run(["objdump", "-T", path], capture_output=True, text=True, check=False).stdout
        asked |= {tuple(map(int, found.split("."))) for found in re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)", told)}
    return ".".join(map(str, max(asked))) if asked else ""


def missing() -> Iterator[str]:
    """Libraries of the folder that nobody would find, neither in it nor on this system."""
    if WINDOWS or not shutil.which("ldd"):
        return
    for path in libraries():
        told = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
        for line in told.splitlines():
            if "not found" in line and "wayland" not in str(path):
                yield f"{path.relative_to(FOLDER)} needs {line.strip()}"


def try_out() -> None:
    """Open the sample office, visit every screen, print a paper, with nothing of this machine's Python in reach."""
    home = WORK / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    kept = ("SYSTEMROOT", "TEMP", "TMP", "PATH" if WINDOWS else "LANG")
    around = {name: os.environ[name] for name in kept if name in os.environ}
    around |= {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "LOCALAPPDATA": str(home),
        "LC_ALL": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
    }
    program = FOLDER / ("duty-desk.exe" if WINDOWS else "duty-desk")
    subprocess.run(
        [program, "--demo", "--self-test"], env=around, check=True, timeout=600, stdout=subprocess.DEVNULL
    )


def pack() -> Path:
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    name = f"duty-desk-{version}-{platform.system().lower()}-{platform.machine().lower()}"
    if WINDOWS:
        return Path(shutil.make_archive(str(OUT / name), "zip", OUT, FOLDER.name))
    target = OUT / f"{name}.tar.xz"
    with tarfile.open(target, "w:xz", preset=6) as archive:
        archive.add(FOLDER, FOLDER.name)
    return target


def run(*command: Any) -> str:
    done = subprocess.run(
        [str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
