"""What is left behind on a shared PC after work: print jobs, reports of defects, copies, and temporary files (S-45, S-62)."""

from __future__ import annotations

import ast
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from db.vocabulary import Category
from duty_desk import attachments, housekeeping
from duty_desk.desk import Desk, open_desk
from duty_desk.people import persons
from tests.code_tree import ROOT, called_name, calls, modules, report, short
from tests.conftest import sign_in_first
from tests.duty_desk.people.synthetic import id_number, phone

pytestmark = pytest.mark.slow

NAME, NUMBER, PHONE = "欧阳珺玥", id_number("19900203", 77), phone(7777)
TAGS = (NAME, NUMBER, PHONE)


@pytest.fixture
def desk(sqlite_desk: Desk) -> Desk:
    with sqlite_desk.work() as work:
        persons.add_person(work, name=NAME, category=Category.STAFF, id_number=NUMBER, phone=PHONE)
    return sqlite_desk


def hits(text: str) -> list[str]:
    return [tag for tag in TAGS if tag in text]


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_a_copy_that_another_program_shows_is_ours_alone_and_goes_even_after_a_crash(desk: Desk) -> None:
    """Acceptance check S-62: the folder and the copy are for this account only, and the next start removes what a crash left."""
    with desk.work() as work:
        attachment = attachments.add(work, ("person", 1), f"{NAME}的告知书.pdf", b"%PDF-1.7\n")
    with desk.read() as read:
        copy = attachments.open_copy(read, attachment)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert not hits(copy.name)
    desk.close()
    assert copy.exists(), "the program was killed here"
    with closing(open_desk(desk.folder)) as again:
        housekeeping.clear_opened(again)
    assert not copy.exists()


def test_files_beside_the_office_say_nothing_in_their_names_and_nobody_else_reads_them(desk: Desk) -> None:
    """Acceptance check S-45."""
    with desk.work() as work:
        sign_in_first(desk)
        attachments.add(work, ("person", 1), f"{NAME}{NUMBER}.pdf", b"%PDF-1.7\n")
    for path in files(desk.folder):
        assert not hits(str(path.relative_to(desk.folder)))
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_defect_tells_a_journal_nothing_about_anybody() -> None:
    """Acceptance check S-45: what the window writes where nobody looks on has no message of the error in it."""
    code = (
        "import sys; from PySide6.QtWidgets import QApplication, QWidget; from ui.shell.crash import LastResort\n"
        "app = QApplication([]); resort = LastResort(QWidget()); resort.caught.disconnect()\n"
        f"sys.excepthook(*(lambda e: (type(e), e, None))(ValueError({TAGS!r})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ValueError" in done.stderr
    assert not hits(done.stderr + done.stdout)


def test_print_jobs_and_files_are_not_called_by_anybodys_name() -> None:
    """Acceptance check S-45: the title of a printout names the job in the spooler, where every account of the PC reads it."""
    report(
        f"{short(path)}:{call.lineno} {ast.unparse(call)[:90]}"
        for path in modules("ui")
        for call in calls(path)
        if called_name(call) == "Printout"
        for argument in call.args[1:3]
        for part in ast.walk(argument)
        if isinstance(part, ast.Name | ast.Attribute)
        and ast.unparse(part).endswith(("name", "holder", "person", "phone"))
    )


def test_only_these_leave_temporary_files_for_later() -> None:
    """Acceptance check S-62: each of them private, and removed by who made it. A `TemporaryDirectory` goes with its block."""
    makers = {"mkstemp", "mkdtemp", "NamedTemporaryFile", "QTemporaryFile", "QTemporaryDir"}
    found = {
        short(path)
        for path in modules("duty_desk", "ui", "db")
        for call in calls(path)
        if called_name(call) in makers
    }
    assert found == {
        "duty_desk/attachments/keeping.py",
        "duty_desk/attachments/stores.py",
        "duty_desk/demo/__init__.py",
    }
