"""Temperatures, follow-up and what a fever brought about are known to who measures and who judges, and to nobody else (S-56)."""

from __future__ import annotations

from typing import Any

import pytest

from db.vocabulary import Role
from duty_desk import gate, incidents, ledger
from duty_desk.errors import Denied
from duty_desk.gate import open_items, visit_queries, visits
from duty_desk.incidents import papers
from duty_desk.incidents.ledgers import INCIDENTS
from duty_desk.ledger import Request
from duty_desk.paper.layout import Text
from duty_desk.screening import KEY_PEOPLE, grid_ledgers, return_ledger
from duty_desk.work import OfficerRef, Read
from tests.conftest import Clock, on_sqlite
from tests.duty_desk.gate.conftest import Office, go, issue

pytestmark = on_sqlite
KNOWS = {Role.ADMINISTRATOR, Role.CHIEF, Role.GATE, Role.SITE, Role.LEADER}
HEALTH = (KEY_PEOPLE, grid_ledgers.MEMBERS, grid_ledgers.TESTS, return_ledger.RETURNEES)


def rows(read: Read, shown: Any, typed: str = "") -> Any:
    return ledger.page(shown, read, Request(search=typed)).rows


def visit(office: Office, phone: str, temperature: float) -> int:
    with office.desk.work() as work:
        slip = visits.register(
            work,
            gate=office.east,
            name="谭峻一",
            phone=phone,
            purpose="检修",
            host_name="郗文博",
            host_confirmed=True,
            mask=True,
            places="锅炉房",
        )
    go(office, slip.token, temperature=temperature)
    return slip.id


def test_who_neither_measures_nor_judges_reads_no_reading(office: Office, clock: Clock) -> None:
    """Acceptance check S-56: of a fever at the gate the others learn that it was, where, and that it is seen to."""
    token = issue(office).token
    go(office, token, temperature=37.5)
    clock.forward(minutes=16)
    go(office, token, temperature=37.8)
    came = visit(office, "19900000001", 36.4)
    visit(office, "19900000002", 37.4)
    for role in Role:
        with office.desk.read(OfficerRef(None, "某人", role)) as read:
            (row,) = rows(read, INCIDENTS)
            detail = incidents.get_incident(read, row.id)
            (page,) = papers.incident_sheet(read, row.id)
            said = [
                str(detail),
                str([item.text for item in page.items if isinstance(item, Text)]),
                str([(one.temperature, one.note) for one in rows(read, gate.LOG)]),
            ]
            knows = role in KNOWS
            assert ["37." in words for words in said] == [knows] * 3, role
            assert (visit_queries.get_visit(read, came).temperature == 36.4) == knows
            assert ("任晓慧" in said[0]) == knows
            assert bool(gate.list_waiting_retests(read)) == knows
            assert len(rows(read, INCIDENTS, "任晓慧")) == knows
            assert len(rows(read, INCIDENTS, "37.8")) == knows
            (draft,) = [item for item in open_items.list_open_items(read) if item.what == "admission_draft"]
            assert (draft.name, draft.detail) == ("任晓慧", "37.8" if knows else "")
            assert (row.title, detail.row.place) == ("南湖东大门两次测温异常", "南湖东大门")
            assert len(detail.entries) == 1
            for shown in HEALTH:
                if knows:
                    rows(read, shown)
                else:
                    with pytest.raises(Denied):
                        rows(read, shown)
