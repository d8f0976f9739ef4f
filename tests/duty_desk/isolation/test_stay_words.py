"""The record says every act with a stay, its fields and its values in words, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from duty_desk import audit_log, audit_words, isolation, ledger
from duty_desk.ledger import Request
from duty_desk.strings import LANGUAGES, set_language, t
from tests.conftest import on_sqlite
from tests.duty_desk.isolation.conftest import Site

ACTS = (
    "request", "change", "withdraw", "assess", "approve", "refuse", "notice", "reserve", "admit", "move", "undo_move",
    "swap", "undo_swap",
    "extend", "shorten", "rebase", "release", "refer", "leave",
)  # fmt: skip
FIELDS = {
    "request": ("category", "origin"),
    "change": ("fields",),
    "assess": ("suitable",),
    "notice": ("notice",),
    "admit": ("room", "bed", "days", "due_on", "emergency"),
    "move": ("left", "room", "bed"),
    "swap": ("left", "room", "bed"),
    "extend": ("days", "due_on", "approved_by"),
    "release": ("unmet",),
}


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("zh_CN")


def test_every_act_and_field_has_a_word(spoken: str) -> None:
    for act in ACTS:
        assert audit_words.act(f"stay.{act}") != f"stay.{act}"
    for act, fields in FIELDS.items():
        for field in fields:
            assert audit_words.label(f"stay.{act}", field) != field
    for condition in ("period", "temperature", "tests", "readings", "papers"):
        said = audit_words.value("stay.release", "unmet", condition, {})
        assert said == t(f"audit.value.unmet.{condition}")


@on_sqlite
def test_an_admission_and_a_move_are_said_with_their_rooms(site: Site) -> None:
    stay = site.admitted()
    with site.desk.work(site.keeper) as work:
        version = site.version(stay)
        isolation.move(work, stay, room=site.rooms["NH-EX2-102"], reason="漏水", version=version)
    with site.desk.read() as read:
        rows = {row.act: row.detail for row in ledger.page(audit_log.LOG, read, Request()).rows}
    moved = next(detail for act, detail in rows.items() if act.startswith("换房"))
    admitted = next(detail for act, detail in rows.items() if act.startswith("办理入住"))
    assert moved == "原房间 NH-EX2-101　床号 1　房号 NH-EX2-102"
    assert "预计解除 3月16日" in admitted
    assert "NH-EX2-101" in admitted
