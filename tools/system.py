"""System packages: which libraries Qt misses here, and how they come in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from say import say

APT_QT = (
    "libgl1",
    "libegl1",
    "libglib2.0-0",
    "libfontconfig1",
    "libdbus-1-3",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libwayland-cursor0",
    "libcups2",
)
# What the window, its icons, printing and the tests without a screen load.
QT_FILES = (
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/printsupport/libcupsprintersupport.so",
    "QtWidgets.abi3.so",
    "QtSvg.abi3.so",
)


def missing_libraries(venv: Path) -> list[str]:
    """Names of the shared libraries that Qt would not find when it loads."""
    if sys.platform != "linux" or not shutil.which("ldd"):
        return []
    folder = next(venv.glob("lib/python3.*/site-packages/PySide6"))
    files = [str(folder / name) for name in QT_FILES]
    answer = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    return sorted({line.split()[0] for line in answer.splitlines() if line.endswith("not found")})


def apt_command(packages: Sequence[str]) -> str:
    return "sudo apt-get install -y --no-install-recommends " + " ".join(packages)


def may_install() -> bool:
    """Whether packages can be installed without a password."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> bool:
    """Install by apt where that is allowed; False where it is not or did not work."""
    if not may_install():
        return False
    say("setup.installing", packages=" ".join(packages))
    refresh_lists()
    return apt("install", *packages)


@cache
def refresh_lists() -> None:
    # When this fails, the lists already there may still serve; installing then tells.
    apt("update")


def install_postgres() -> bool:
    """Install PostgreSQL's programs without the server that the package would otherwise set up and start."""
    if not may_install():
        return False
    folder = Path("/etc/postgresql-common/createcluster.d")
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / "no-main-cluster.conf"
    note.write_text("create_main_cluster = false\n", encoding="utf-8")
    try:
        return install(("postgresql",))
    finally:
        note.unlink()


def apt(*arguments: str) -> bool:
    """Run apt-get with nobody there to ask; True when it worked."""
    command = [
        "apt-get",
        "-qq",
        "-y",
        "--no-install-recommends",
        "-o",
        "DPkg::Lock::Timeout=300",
        "-o",
        "Acquire::Retries=3",
    ]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "l"}
    answer = subprocess.run(
        [*command, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if answer.returncode:
        sys.stderr.buffer.write(answer.stdout[-4000:])
    return answer.returncode == 0
