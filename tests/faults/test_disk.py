"""The disk refuses: read-only, full, failing. What was said to be saved is saved, and the desk goes on afterwards."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from duty_desk.desk import Desk
from tests.faults.children import NOBODY, finish, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights and limits of POSIX")


@pytest.fixture
def shared_office(template_office: Path) -> Iterator[Path]:
    """An office that another account can reach, which pytest's own folders do not allow."""
    top = Path(tempfile.mkdtemp(prefix="dd-"))
    top.chmod(0o755)
    folder = top / "office"
    shutil.copytree(template_office, folder)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(top)


def make_read_only(folder: Path, *, file: bool) -> None:
    """Take the right to write from the account that looks: the folder's, or only the file's."""
    (folder / "office.db").chmod(0o444)
    folder.chmod(0o777 if file else 0o555)
    if os.getuid() == 0 and file:
        os.chown(folder, NOBODY, -1)


@pytest.mark.parametrize("file", [True, False], ids=["file", "folder"])
def test_an_office_that_cannot_be_written_can_be_looked_at(shared_office: Path, file: bool) -> None:
    """Acceptance check R-11."""
    make_read_only(shared_office, file=file)
    said = finish(start("look_without_rights", shared_office))
    assert said == ["西岭理工大学总务处", "True", "storage.read_only", "storage.read_only"]


def test_an_error_in_the_middle_of_a_write_loses_nothing_and_is_over_when_it_is_over(
    sqlite_desk: Desk,
) -> None:
    """Acceptance check R-10 (b)."""
    said = finish(start("write_beyond_limit", sqlite_desk.folder))
    assert said == ["storage.io", "6011", "saved"] or said == ["storage.full", "6011", "saved"]
