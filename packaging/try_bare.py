"""Tries the package on a system that has nothing but a desktop's libraries, with keys alone, as an officer at the window would.

python packaging/try_bare.py [FOLDER] [--system DIR] [--pictures DIR] [--patience 1.0]        as root, on Debian

A bare Debian is laid into DIR (a few minutes, once), the package into it, and its window on a screen that nobody sees: sign in, issue
a pass, print it to a PDF, scan the code of that very PDF at the gate, take the temperature. Then the command line is asked whether
all of it is on record. A picture is kept of each step, to be looked at.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = {
    "debootstrap": "debootstrap",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "pdftoppm": "poppler-utils",
    "zbarimg": "zbar-tools",
}
# What any desktop has and a bare system has not; the README names it.
DESKTOP = ("libgl1", "libegl1", "libfontconfig1", "libxkbcommon0", "libdbus-1-3", "libcups2")
SUITE = "bookworm"
SCREEN = ":87"
OFFICE = "/srv/office"
PROGRAM = "/opt/duty-desk/duty-desk"
# Somebody of the sample office, by initials, and the officer at its window.
OFFICER, HOLDER = "zhoumin", "dyr"


def main() -> int:
    options = argparse.ArgumentParser(description="Try the package on a bare system.")
    options.add_argument("folder", nargs="?", type=Path, default=HERE.parent / "dist" / "duty-desk")
    options.add_argument("--system", type=Path, default=Path("/var/tmp/duty-desk-bare"))
    options.add_argument("--pictures", type=Path, default=HERE.parent / "dist" / "pictures")
    options.add_argument("--patience", type=float, default=1.0, help="longer waits on a slow machine")
    chosen = options.parse_args()
    if lacking := sorted(package for tool, package in TOOLS.items() if not shutil.which(tool)):
        print("apt-get install --no-install-recommends", *lacking, file=sys.stderr)
        return 1
    if os.geteuid() != 0:
        print("Only root may make a system of its own.", file=sys.stderr)
        return 1
    lay_out(chosen.system, chosen.folder)
    inside(chosen.system, f"{PROGRAM}-cli", "demo", OFFICE)
    chosen.pictures.mkdir(parents=True, exist_ok=True)
    before = counted(chosen.system)
    with screen(), window(chosen.system):
        drive(Hands(chosen.pictures, chosen.patience), chosen.system)
    added = tuple(now - then for now, then in zip(counted(chosen.system), before, strict=True))
    print(f"on record: {added[0]} pass and {added[1]} passage; pictures in {chosen.pictures}")
    return 0 if added == (1, 1) else 1


def lay_out(system: Path, folder: Path) -> None:
    """The bare system, made when it is not there, with the package and without what an earlier try left."""
    if not (system / "bin" / "sh").exists():
        run("debootstrap", "--variant=minbase", SUITE, system)
        inside(system, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *DESKTOP)
    assert not list((system / "usr" / "bin").glob("python3*")), "a bare system has no Python"
    for left in ("opt/duty-desk", "root/office", "root/Documents"):
        shutil.rmtree(system / left, ignore_errors=True)
    shutil.copytree(folder, system / "opt" / "duty-desk", symlinks=True)


@contextmanager
def screen() -> Iterator[None]:
    """A screen that nobody sees, with a window manager."""
    server = subprocess.Popen(["Xvfb", SCREEN, "-screen", "0", "1366x768x24", "-ac", "-nolisten", "tcp"])
    os.environ["DISPLAY"] = SCREEN
    time.sleep(2)
    manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        for each in (manager, server):
            each.terminate()
            each.wait()


@contextmanager
def window(system: Path) -> Iterator[None]:
    """The packaged program on the sample office, ended with the try."""
    program = subprocess.Popen(
        [shutil.which("chroot") or "chroot", system, PROGRAM, "--data", OFFICE], env=around(), cwd="/"
    )
    try:
        yield
        assert program.poll() is None, "the program ended by itself"
    finally:
        program.terminate()
        program.wait()


class Hands:
    """Keys, and a picture of what they did."""

    def __init__(self, pictures: Path, patience: float) -> None:
        self._pictures, self._patience, self._number = pictures, patience, 0

    def press(self, *keys: str, wait: float = 1.0) -> None:
        for key in keys:
            run("xdotool", "key", key)
            time.sleep(wait * self._patience)

    def write(self, text: str, wait: float = 2.0) -> None:
        run("xdotool", "type", "--delay", "60", text)
        time.sleep(wait * self._patience)

    def scan(self, code: str) -> None:
        """As a scanner types: all at once, Enter behind it."""
        run("xdotool", "type", "--delay", "4", code)
        self.press("Return", wait=3)

    def keep(self, name: str) -> None:
        self._number += 1
        run("import", "-window", "root", self._pictures / f"{self._number}-{name}.png")


def drive(hands: Hands, system: Path) -> None:
    """Sign in, issue, print, check, measure."""
    run("xdotool", "search", "--sync", "--onlyvisible", "--name", ".")
    time.sleep(5)
    hands.keep("sign-in")
    hands.write(OFFICER)
    hands.press("Return", wait=15)
    hands.keep("today")
    hands.press("ctrl+2", "F2", wait=3)
    hands.write(HOLDER)
    hands.press("Return")
    # Each Ctrl+Enter goes to the field that is still missing: the gate, then who approves.
    hands.press("ctrl+Return", "space", "ctrl+Return", "Down", wait=2)
    hands.keep("form")
    hands.press("ctrl+Return", wait=8)
    hands.keep("preview")
    # No printer: the paper is kept as a PDF.
    hands.press("ctrl+p", wait=5)
    hands.keep("printed")
    hands.press("Escape", "ctrl+3", wait=5)
    hands.scan(code_of(system))
    hands.keep("scanned")
    hands.write("36.5", wait=1)
    hands.press("Return", wait=3)
    hands.keep("measured")


def code_of(system: Path) -> str:
    """What a scanner reads from the paper that was printed."""
    (paper,) = (system / "root" / "Documents").glob("*.pdf")
    picture = system / "root" / "pass"
    run("pdftoppm", "-r", "200", "-png", "-singlefile", paper, picture)
    return run("zbarimg", "--quiet", "--raw", picture.with_suffix(".png")).strip()


def counted(system: Path) -> tuple[int, int]:
    """How many passes were issued and how many passages recorded, as the command line has it."""
    found = json.loads(inside(system, f"{PROGRAM}-cli", "--data", OFFICE, "figures", "--json"))
    return found["passes"]["temporary"]["total"], found["gate"]["crossings"]


def around() -> dict[str, str]:
    """Nothing of this machine but the screen."""
    return {
        "HOME": "/root",
        "LC_ALL": "C.UTF-8",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "DISPLAY": os.environ.get("DISPLAY", ""),
    }


def inside(system: Path, *command: str) -> str:
    return run(shutil.which("chroot") or "chroot", system, *command, clean=True)


def run(*command: str | Path, clean: bool = False) -> str:
    return subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=around() if clean else None,
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
