"""A throw-away office filled from sample workbooks, so that everything can be tried without risk (product rule X1).

Its clock starts at 17:20 on 6 March 2020 and runs on; its papers carry a watermark and its codes open no real gate.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from db.vocabulary import Role
from duty_desk import importing, settings
from duty_desk.desk import Desk, campus_clock
from duty_desk.office import create_office
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.sheets.reading import read_book
from duty_desk.strings import text_in

START = datetime(2020, 3, 6, 17, 20)
# Registers first: passes name units, gates, households and persons.
FILES = ("places", "passes", "material", "crews", "gate")


def open_demo(folder: Path) -> Desk:
    """Make the sample office in an empty folder and sign its duty officer in."""
    desk = create_office(
        folder,
        name=_word("office"),
        campus=_word("campus"),
        officer=_word("officer"),
        login="demo",
        password=secrets.token_urlsafe(16),
        phone="6010",
        clock=running_clock(START),
    )
    with desk.work() as work:
        settings.store(work, 0, "office.demo", True)
        officers.add_officer(
            work,
            name=_word("leader"),
            login="leader",
            role=Role.LEADER,
            password=secrets.token_urlsafe(16),
            title=_word("leader_title"),
        )
    desk.is_demo = True
    fill(desk, resources() / "demo")
    with desk.read() as read:
        desk.officer = next(row.ref for row in officers.list_officers(read) if row.login == "demo")
    return desk


def fill(desk: Desk, folder: Path) -> None:
    """Import the sample workbooks, each file whole."""
    for name in FILES:
        path = folder / f"{name}.xlsx"
        book = read_book(path)
        with desk.work() as work:
            importing.write_file(work, book, file_name=path.name, digest=importing.digest_of(path))


def draw_sample_card(desk: Desk) -> bytes:
    """Give a pass for today to somebody of the sample office and draw its card; for the program's test of itself."""
    from duty_desk import passes
    from duty_desk.passes import PassKind, papers
    from duty_desk.people.finding import find_person

    with desk.work() as work:
        leader = next(row for row in officers.list_officers(work) if row.login == "leader")
        gate = passes.list_open_gates(work)[0][0]
        holder = find_person(work, "wang")[0].id
        given = passes.issue(
            work,
            kind=PassKind.TEMPORARY,
            holder=holder,
            reason="other",
            gates=[gate],
            valid_from=work.at,
            valid_until=passes.end_of_day(work.at.date()),
            approver=leader.id,
            another=True,
        )
        return papers.draw(papers.cards_to_print(work, [given.id]), "a6")


def running_clock(start: datetime) -> Callable[[], datetime]:
    """A clock that stands at `start` now and runs on from there."""
    begun = campus_clock()
    return lambda: start + (campus_clock() - begun)


def _word(key: str) -> str:
    return text_in("zh_CN", f"demo.{key}")
