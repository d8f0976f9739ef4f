"""All of one person on one page: nothing that names the person is missing, nothing of others is on it (acceptance check S-53)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.models import AuditEntry, KeyCall, KeyPerson, LogEntry, Pass, Person, Reading, Stay, whole
from duty_desk import passes
from duty_desk.demo import open_demo
from duty_desk.errors import Denied, InputError
from duty_desk.people.revealing import list_reveals
from duty_desk.privacy.plan import RULES
from duty_desk.privacy.plan_rows import links, table_of
from duty_desk.privacy.subject import Subject, _ids, _section, gather, open_subject
from duty_desk.privacy.subject_paper import draw
from tests.conftest import Filled
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.passes.conftest import Office, build, form

NUMBER, PHONE = "610000197803164216", "19900005678"


def fill(desk: Any) -> Office:
    """Somebody with a pass, a stay with a reading, calls, a line of the log, and another of the same name."""
    office = build(desk)
    with desk.work() as work:
        passes.issue(work, **form(office))
        given = {"person_id": office.person}
        stay = Stay(
            **given, origin="staff", category="other", requested_at=work.at, state="ended", ending="released"
        )
        called = KeyPerson(**given, came_on=work.at.date())
        other = Person(name="任晓慧", category="visitor", created_at=work.at, phone="19900009999")
        work.session.add_all((stay, called, other))
        work.session.flush()
        moment = {"at": work.at, "day": work.at.date()}
        work.session.add_all(
            (
                Reading(stay_id=stay.id, **moment, slot="am", recorded_at=work.at, temperature=36.4),
                KeyCall(key_person_id=called.id, **moment, outcome="reached", note="无异常"),
                LogEntry(number="记1", at=work.at, kind="call", text=f"{PHONE} 来电问解除时间", phone=PHONE),
                LogEntry(number="记2", at=work.at, kind="call", text="与此人无关", phone="19900007777"),
            )
        )
    return office


@pytest.fixture
def office(filled: Filled) -> Office:
    desk, made = filled(fill)
    return replace(made, desk=desk)


def brute_force(office: Office) -> Mapping[str, set[int]]:
    """Every row of every table that points to the person, or in which number, phone or name can be read."""
    found: dict[str, set[int]] = {}
    with office.desk.read() as read:
        for table in whole().sorted_tables:
            if table.name in ("audit_entry", "setting", "officer") or "id" not in table.c:
                continue
            links = [c.name for c in table.c if any(k.column.table.name == "person" for k in c.foreign_keys)]
            for row in read.session.execute(select(table)).mappings():
                texts = [str(value) for value in row.values()]
                named = any(row[name] == office.person for name in links) and table.name != "person"
                if named or any(NUMBER in t or PHONE in t or t == "任晓慧" for t in texts):
                    found.setdefault(table.name, set()).add(row["id"])
    return found


def said(found: Subject) -> Mapping[str, set[int]]:
    rows: dict[str, set[int]] = {}
    for section in found.sections:
        rows.setdefault(section.table, set()).update(entry.id for entry in section.entries)
    return rows


def test_the_page_has_all_that_names_the_person(office: Office) -> None:
    """S-53: against a search through every row of every table; what hangs on a stay or a call comes with it."""
    with office.desk.read() as read:
        found = gather(read, office.person)
    rows = said(found)
    missing = {table: ids - rows.get(table, set()) for table, ids in brute_force(office).items()}
    assert {table: ids for table, ids in missing.items() if ids} == {}
    assert {"pass_event", "reading", "key_call", "log_entry"} <= set(rows)
    assert len(rows["log_entry"]) == 1
    assert "已解除" in {value for s in found.sections for entry in s.entries for _label, value in entry.facts}
    # The other of that name is said to be perhaps another.
    assert [s.by_name for s in found.sections if s.table == "person"] == [False, True]


def test_who_looked_and_why_is_on_record_and_in_the_list_of_the_day(office: Office) -> None:
    desk = office.desk
    with pytest.raises(Denied), desk.work(office.guard) as work:
        open_subject(work, office.person, reason="本人申请")
    with pytest.raises(InputError), desk.work() as work:
        open_subject(work, office.person, reason=" ")
    with desk.work(office.chief) as work:
        found = open_subject(work, office.person, reason="本人书面申请")
    with desk.read() as read:
        entry = read.session.scalars(select(AuditEntry).where(AuditEntry.action == "privacy.subject")).one()
        assert (entry.officer_name, entry.reason) == ("贺清岚", "本人书面申请")
        assert [row.person_id for row in list_reveals(read, read.at.date())] == [office.person]
        pages = pdfium_pages(BytesIO(draw(read, found, "本人书面申请")).getvalue())
    words = squeezed("".join(pages))
    for expected in (
        "任晓慧的个人信息",
        NUMBER,
        PHONE,
        "事由：本人书面申请",
        "用于：",
        "通字〔2020〕第0001号",
        "36.4",
    ):
        assert squeezed(expected) in words
    assert "与此人无关" not in words
    assert Pass.__tablename__ in said(found)


CODE = re.compile(r"^[a-z][a-z0-9_]*$|[a-z]+_[a-z]+")


@pytest.mark.slow
def test_no_code_of_the_program_stands_on_the_page(tmp_path: Path) -> None:
    """Acceptance check S-53: whatever table it comes from, the person reads words. Looked at in the sample office, all of it."""
    with closing(open_demo(tmp_path / "office")) as desk, desk.read() as read:
        raw = {
            (name, field): words
            for name in sorted(
                {table.name for table, _ in links()} | {rule.table for rule in RULES} | {"person"}
            )
            if "id" in (table := table_of(name)).c
            for entry in _section(read, table, _ids(read, table, table.c.id < 60), by_name=False).entries
            for field, words in entry.facts
            if CODE.search(words) or CODE.search(field)
        }
    assert not raw
