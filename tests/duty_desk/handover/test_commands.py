"""The papers of hand-over and incidents without a window, by the number that stands on them (X13)."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from db.vocabulary import IncidentKind
from duty_desk import incidents
from duty_desk.commands.papers_handover import PAPERS
from duty_desk.desk import Desk
from duty_desk.errors import InputError
from tests.conftest import Clock
from tests.duty_desk.handover.conftest import EVENING, make_watches

pytestmark = pytest.mark.slow


def test_papers_are_written_by_their_number(sqlite_desk: Desk, clock: Clock, tmp_path: Path) -> None:
    watches = make_watches(sqlite_desk, clock)
    with sqlite_desk.work() as work:
        incidents.report(work, kind=IncidentKind.FACILITY, level=3, title="供电倒闸", place="配电室")
        with pytest.raises(InputError):
            PAPERS["handover"](work, Namespace(file=tmp_path / "a.pdf", numbers=[]))
    watches.take()
    clock.at = EVENING
    done = watches.hand_over(watches.second)
    for paper, numbers in (
        ("handover", []),
        ("handover", [done.number]),
        ("handover", ["交字[2020]第1号"]),
        ("incident", ["事字〔2020〕第0001号"]),
    ):
        file = tmp_path / f"{paper}-{len(numbers)}.pdf"
        with sqlite_desk.work() as work:
            PAPERS[paper](work, Namespace(file=file, numbers=numbers))
        assert file.read_bytes().startswith(b"%PDF")
    for numbers in ([], ["没有这个号"]):
        with pytest.raises(InputError), sqlite_desk.work() as work:
            PAPERS["incident"](work, Namespace(file=tmp_path / "x.pdf", numbers=numbers))
