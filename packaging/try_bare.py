"""Tries the package on a system that has nothing but a desktop's libraries, with keys alone, as an officer at the window would.

python packaging/try_bare.py [FOLDER] [--system DIR] [--pictures DIR] [--patience 1.0]        as root, on Debian

A bare Debian is laid into DIR (a few minutes, once) and the package into it. An ordinary user puts it into the menu and starts
it from there, on a screen that nobody sees, with the sample office: issue a pass, print it to a PDF, scan the code of that very PDF at
the gate, take the temperature. Then the command line is asked, beside the open window, whether one more pass and one more
passage let through are on record; at the end the menu is as it was. A picture is kept of each step, to be looked at.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
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
PACKAGE = "/opt/duty-desk"
USER, HOME = "officer", "/srv/officer"
MENU = f"{HOME}/.local/share/applications/duty-desk.desktop"
COMMAND_LINE = f"{HOME}/.local/bin/duty-desk-cli"
# Somebody of the sample office without a pass, by initials.
HOLDER = "yqc"


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
    chosen.pictures.mkdir(parents=True, exist_ok=True)
    inside(chosen.system, "/bin/sh", f"{PACKAGE}/install.sh")
    with screen(), window(chosen.system):
        hands = Hands(chosen.pictures, chosen.patience)
        hands.wait_for_window()
        before = counted(chosen.system)
        drive(hands, chosen.system)
        added = tuple(now - then for now, then in zip(counted(chosen.system), before, strict=True))
    inside(chosen.system, "/bin/sh", f"{PACKAGE}/install.sh", "--remove")
    left = [
        path
        for path in (MENU, COMMAND_LINE)
        if (chosen.system / path.lstrip("/")).is_symlink() or (chosen.system / path.lstrip("/")).exists()
    ]
    print(f"on record: {added[0]} pass and {added[1]} passage let through; pictures in {chosen.pictures}")
    print(f"left in the menu: {left or 'nothing'}")
    return 0 if added == (1, 1) and not left else 1


def lay_out(system: Path, folder: Path) -> None:
    """The bare system, made when it is not there, with the package and without what an earlier try left."""
    if not (system / "bin" / "sh").exists():
        run("debootstrap", "--variant=minbase", SUITE, system)
        inside(system, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *DESKTOP, user="root")
    assert not list((system / "usr" / "bin").glob("python3*")), "a bare system has no Python"
    for left in (PACKAGE, HOME, *(f"/tmp/{each.name}" for each in (system / "tmp").glob("duty-desk-*"))):
        shutil.rmtree(system / left.lstrip("/"), ignore_errors=True)
    shutil.copytree(folder, system / PACKAGE.lstrip("/"), symlinks=True)
    if f"\n{USER}:" not in (system / "etc" / "passwd").read_text():
        inside(system, "useradd", "--no-create-home", "--home-dir", HOME, USER, user="root")
    inside(system, "install", "-d", "-o", USER, "-g", USER, HOME, user="root")


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
    """The program as its entry in the menu starts it, with the sample office; ended with the try."""
    entry = (system / MENU.lstrip("/")).read_text(encoding="utf-8")
    command = next(line for line in entry.splitlines() if line.startswith("Exec=")).removeprefix("Exec=")
    program = subprocess.Popen(
        [*chroot(system, USER), *shlex.split(command), "--demo"], env=around(), cwd="/"
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

    def wait_for_window(self) -> None:
        """Until the sample office stands there: it is filled once, half a minute."""
        run("xdotool", "search", "--sync", "--onlyvisible", "--classname", "^duty-desk$")
        time.sleep(15 * self._patience)

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
    """Issue, print, scan, measure."""
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
    (paper,) = (system / HOME.lstrip("/") / "Documents").glob("*.pdf")
    picture = system / "tmp" / "pass"
    run("pdftoppm", "-r", "200", "-png", "-singlefile", paper, picture)
    return run("zbarimg", "--quiet", "--raw", picture.with_suffix(".png")).strip()


def counted(system: Path) -> tuple[int, int]:
    """How many passes were issued and how many let through at the gate, as the command line has it; most who came were let through."""
    (office,) = (system / "tmp").glob("duty-desk-demo-*")
    found = json.loads(inside(system, COMMAND_LINE, "--data", f"/tmp/{office.name}", "figures", "--json"))
    return found["passes"]["temporary"]["total"], max(found["gate"]["crossings_by_result"].values())


def around() -> dict[str, str]:
    """Nothing of this machine but the screen."""
    return {
        "HOME": HOME,
        "LC_ALL": "C.UTF-8",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "DISPLAY": os.environ.get("DISPLAY", ""),
    }


def chroot(system: Path, user: str) -> tuple[str, ...]:
    """The beginning of a command that `user` gives in the bare system."""
    return shutil.which("chroot") or "chroot", f"--userspec={user}", str(system)


def inside(system: Path, *command: str, user: str = USER) -> str:
    return run(*chroot(system, user), *command, clean=True)


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
