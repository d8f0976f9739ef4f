"""An office with the sample workbooks, whose figures were published; and an empty one with officers of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.vocabulary import IncidentKind, Role
from duty_desk import importing, incidents, settings
from duty_desk.desk import Desk
from duty_desk.paths import resources
from duty_desk.reports import bulletin_rows, drafting
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.sheets.reading import read_book
from duty_desk.supplies import published as goods
from duty_desk.work import OfficerRef
from tests.conftest import Filled
from tests.duty_desk.passes.conftest import add_officer

FILES = (
    "places", "passes", "material", "crews", "gate", "rooms", "isolation", "goods_items", "goods_in", "goods_out", "goods_reserve",
    "disinfection", "key_people", "reports", "roster",
)  # fmt: skip
NAMED = {
    "口罩": ["P01", "D10"],
    "体温计": [],
    "消毒剂kg": ["P01", "P02", "P03", "P04", "P05", "D11", "D12", "D18"],
}


def fill(desk: Desk) -> None:
    """The workbooks of the sample, each whole."""
    for name in FILES:
        path = resources() / "demo" / f"{name}.xlsx"
        book = read_book(path)
        with desk.work() as work:
            importing.write_file(work, book, file_name=path.name, digest=importing.digest_of(path))
    published = {"received_to": "2020-03-05", "issued_to": "2020-03-06", "named": NAMED}
    with desk.work() as work:
        settings.store(work, 0, goods.PUBLISHED, published)


@pytest.fixture
def sample(filled: Filled) -> Desk:
    """The sample workbooks at the end of 6 March, when all of it has happened."""
    desk, _ = filled(fill)
    at(desk, datetime(2020, 3, 6, 23, 59))
    return desk


@dataclass
class Office:
    """`chief` writes and issues, `guard` writes only, `keeper` neither, `leader` issues only."""

    desk: Desk
    chief: OfficerRef
    guard: OfficerRef
    keeper: OfficerRef
    leader: OfficerRef

    def incident(self, found_at: datetime, title: str = "门岗争执") -> int:
        """Something that happened then, written down now."""
        with self.desk.work() as work:
            return incidents.report(
                work, kind=IncidentKind.GATE, level=4, title=title, place="南湖东大门", found_at=found_at
            )

    def close(self, incident: int) -> None:
        with self.desk.work() as work:
            incidents.close(work, incident, outcome="劝返")

    def draft(self, *sections: tuple[str, dict[str, Any]], **head: Any) -> int:
        """A draft with these texts and figures."""
        content = {
            "masthead": "疫情防控信息简报",
            "editor": "总务处",
            "section": [
                {"heading": f"【第{n}节】", "text": text, "figures": figures}
                for n, (text, figures) in enumerate(sections, 1)
            ],
            **head,
        }
        with self.desk.work(self.guard) as work:
            return drafting.compose(work, content)

    def detail(self, bulletin: int) -> BulletinDetail:
        with self.desk.read() as read:
            return bulletin_rows.get_bulletin(read, bulletin)

    def forward(self, **step: float) -> None:
        at(self.desk, self.desk.now + timedelta(**step))


def at(desk: Desk, moment: datetime) -> None:
    """Let it be that time."""
    desk.clock.at = moment  # type: ignore[attr-defined]


def officers_of(desk: Desk) -> Office:
    with desk.work() as work:
        made = [
            add_officer(work, name, role)
            for name, role in (
                ("林晓岚", Role.CHIEF),
                ("秦文昊", Role.GATE),
                ("董静", Role.KEEPER),
                ("程立言", Role.LEADER),
            )
        ]
    return Office(desk, *made)


@pytest.fixture
def office(desk: Desk) -> Office:
    """An empty office on each engine."""
    return officers_of(desk)


def day(month: int, number: int) -> date:
    return date(2020, month, number)
