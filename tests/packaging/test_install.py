"""The package puts itself into the menu from wherever it was unpacked, and out of it again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.code_tree import ROOT

PACKAGING = ROOT / "packaging"
ENTRY = ".local/share/applications/duty-desk.desktop"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a script of Linux")


def unpacked(folder: Path) -> Path:
    """The folder of the package as far as the menu needs it; the program says that it was started."""
    folder.mkdir()
    for name in ("install.sh", "duty-desk.desktop", "duty-desk.png"):
        shutil.copy(PACKAGING / name, folder / name)
    for name in ("duty-desk", "duty-desk-cli"):
        (folder / name).write_text("#!/bin/sh\necho started\n")
        (folder / name).chmod(0o755)
    return folder


def install(folder: Path, home: Path, *words: str) -> None:
    around = {"HOME": str(home), "PATH": os.environ["PATH"]}
    subprocess.run(["/bin/sh", folder / "install.sh", *words], env=around, check=True, capture_output=True)


def started_by(entry: Path) -> str:
    """What the line of the menu starts, read as a desktop does: the value first, then its quotes, then its percent signs."""
    (value,) = re.findall(r"^Exec=(.*)$", entry.read_text(encoding="utf-8"), re.MULTILINE)
    value = value.replace(r"\\", "\\")
    assert value[0] == value[-1] == '"'
    program = re.sub(r'\\(["`$\\])', r"\1", value[1:-1]).replace("%%", "%")
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", ["duty-desk", "值 班 台", "a&b 50% $HOME |x"])
def test_the_menu_starts_the_program_and_is_left_clean(tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    folder = unpacked(tmp_path / name)
    install(folder, home)
    assert started_by(home / ENTRY) == "started\n"
    assert subprocess.run([home / ".local/bin/duty-desk-cli"], capture_output=True).stdout == b"started\n"
    install(folder, home, "--remove")
    assert not [path for path in home.rglob("*") if not path.is_dir()]
