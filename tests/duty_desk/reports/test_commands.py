"""Reports without a screen: the bulletin, the daily sheet and a chart from the command line; what the other desks call the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from duty_desk import unit_reports
from duty_desk.commands import main
from duty_desk.desk import Desk
from duty_desk.gate.figures import figures_between
from duty_desk.reports import drafting, figures, issuing
from tests.conftest import on_sqlite
from tests.duty_desk.paper.reading import pdfium_pages, squeezed


def text_of(path: Path) -> str:
    return squeezed("".join(pdfium_pages(path.read_bytes())))


def test_the_papers_are_printed_from_the_command_line(sqlite_desk: Desk, tmp_path: Path) -> None:
    with sqlite_desk.work() as work:
        draft = drafting.new_bulletin(work)
    folder = str(sqlite_desk.folder)

    def run(*words: str) -> tuple[int, Path]:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.pdf"
        return main(["--data", folder, "print", words[0], str(path), *words[1:]]), path

    code, path = run("bulletin")
    assert code == 0
    assert "草稿" in text_of(path)
    with sqlite_desk.work() as work:
        issuing.issue(work, draft)
    code, path = run("bulletin", "1")
    assert code == 0
    assert "草稿" not in text_of(path)
    assert run("bulletin", "7")[0] == 1
    code, path = run("daily", "--to", "2020-03-05")
    assert code == 0
    assert "截至2020年3月5日23:59" in text_of(path)
    code, path = run("chart", "gate", "--from", "2020-03-01", "--to", "2020-03-06")
    assert code == 0
    assert "门岗进出" in text_of(path)
    assert run("chart", "weather")[0] == 1


@on_sqlite
@pytest.mark.parametrize("day", [9, 20], ids=["one was missing", "all were there"])
def test_the_units_of_a_day_are_those_of_their_own_screen(sample: Desk, day: int) -> None:
    cutoff = datetime(2020, 2, day, 23, 59)
    with sample.read() as read:
        rows = unit_reports.day_view(read, cutoff.date(), as_of=cutoff).rows
        for key, states in (
            ("units.received", {"late", "filed", "zero"}),
            ("units.zero", {"zero"}),
            ("units.late", {"late"}),
            ("units.missing", {"missing"}),
        ):
            said = {line.cells[0] for line in figures.rows(read, key, cutoff=cutoff).lines}
            assert said == {row.name for row in rows if row.state.value in states}, key


@on_sqlite
def test_the_gates_say_the_same_on_their_own_screen(sample: Desk) -> None:
    begin, cutoff = datetime(2020, 2, 20), datetime(2020, 3, 4, 18, 0)
    with sample.read() as read:
        theirs = figures_between(read, begin, cutoff + timedelta(seconds=1)).total
        for key, choices, count in (
            ("gate.passages", {"direction": "in"}, theirs.came),
            ("gate.passages", {"direction": "out"}, theirs.left),
            ("gate.refused", {}, theirs.refusals),
            ("gate.fevers", {}, theirs.fevers),
            ("gate.measured", {}, theirs.measured_again),
            ("gate.visitors", {}, theirs.visitors_in),
        ):
            ours = figures.compute(read, key, from_on=begin.date(), cutoff=cutoff, choices=choices)
            assert ours == count, key
    assert theirs.came
    assert theirs.visitors_in
