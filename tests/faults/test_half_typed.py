"""The program is killed while somebody types: on opening it again each form has what stood in it (acceptance check U-31)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.models import AuditEntry, Pass, Unit
from duty_desk import drafts
from duty_desk.desk import Desk
from tests.faults.acts import open_office
from tests.faults.children import ROOT
from tests.faults.typist import LETTER_EVERY_MS, REGISTERS
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.start.opening import Opening
from ui.theme import Mode, install

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]
GOODS = {"receive": "party", "allocation": "purpose"}
DRAFTS = ("supplies.receive", "supplies.allocation")
# What may be lost of the typing, and how long the typist goes on after the last form was reached.
LOSS, TYPES_ON = 5.0, 7.0


def type_until_killed(folder: Path) -> tuple[dict[str, str], int, int]:
    """What was typed in each form; how many letters in the last one when it was killed, and how many long enough before."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    typed: dict[str, str] = {}
    letters: list[float] = []
    killed_at = None
    command = [sys.executable, "-m", "tests.faults.typist", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            word, _, rest = line.strip().partition(" ")
            if word == "letter":
                letters.append(time.monotonic())
                if killed_at is None and letters[-1] - letters[0] > TYPES_ON:
                    killed_at = letters[-1]
                    child.send_signal(signal.SIGKILL)
            elif word != "typed":
                typed[word] = rest
    assert killed_at is not None
    return typed, len(letters), sum(at <= killed_at - LOSS for at in letters)


def facts(desk: Desk) -> list[int]:
    with desk.read() as read:
        return [read.session.query(table).count() for table in (AuditEntry, Pass, Unit)]


def test_every_form_is_as_it_was_left(busy_office: Path, qapp: QApplication, qtbot: QtBot) -> None:
    desk = open_office(busy_office)
    before = facts(desk)
    desk.close()
    typed, letters, at_least = type_until_killed(busy_office)
    assert typed == {**{key: f"半途{key}" for key in (*REGISTERS, *GOODS)}, "passes": "新来的人"}
    assert at_least > TYPES_ON * 1000 / LETTER_EVERY_MS / 10
    desk = open_office(busy_office)
    assert facts(desk) == before, "a draft is no number, no pass, no entry"
    window = MainWindow(
        Appearance(install(qapp, mode=Mode.LIGHT), busy_office), Opening(busy_office, busy_office)
    )
    qtbot.addWidget(window)
    office = window.enter(desk)
    window.show()
    for subject, field in REGISTERS.items():
        page = office.go("office").show_subject(subject)  # type: ignore[attr-defined]
        assert page.form.field(field).value() == typed[subject], subject
        assert page.adding
        assert "已恢复" in page.panel.note.text()
        page.put_back()
    for view, field in GOODS.items():
        shown = office.go("supplies").show_view(view)  # type: ignore[attr-defined]
        assert getattr(shown.form, field).text() == typed[view], view
    form = office.go("passes").start_new().form  # type: ignore[attr-defined]
    assert form.holder.text() == typed["passes"]
    kept = form.field("remark").value()
    assert set(kept) == {"字"}
    assert at_least <= len(kept) <= letters
    with desk.read() as read:
        left = [row.form for row in drafts.list_drafts(read)]
    assert set(left) == {"passes.issue", *DRAFTS}, "what was thrown away is no draft any more"
    window.close()
    desk.close()
