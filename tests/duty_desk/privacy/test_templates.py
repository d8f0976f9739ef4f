"""Notice, assessment and notice of a breach are filled from what the office really keeps (S-54, S-55)."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from db.models import AuditEntry
from db.vocabulary import Category, Role
from duty_desk import policy, settings
from duty_desk.desk import Desk
from duty_desk.people import persons
from duty_desk.people.inventory import DataClass, inventory
from duty_desk.privacy import templates
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.duty_desk.people.synthetic import id_number

pytestmark = pytest.mark.slow
CHILD = id_number("20120203", 5)


@pytest.fixture
def office(sqlite_desk: Desk) -> Desk:
    with sqlite_desk.work() as work:
        settings.put(work, "office.name", "西岭理工大学总务处")
        settings.put(work, "office.phone", "6010")
        persons.add_person(work, name="李小满", category=Category.FAMILY, id_number=CHILD)
        persons.add_person(work, name="李衡", category=Category.STAFF)
    return sqlite_desk


def words_of(desk: Desk, kind: str) -> str:
    with desk.read() as read:
        pdf = templates.draw(read, kind)
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_the_notice_says_the_text_in_force_and_since_when(office: Desk, clock: Clock) -> None:
    """Acceptance check S-54: a text that was changed has another version, and the one before keeps its own."""
    assert "自2020年1月1日起施行" in words_of(office, templates.NOTICE)
    day = office.now.date() + timedelta(days=1)
    with office.work() as work:
        policy.set_value(work, key=templates.POLICY, value="只登记姓名。", starts_on=day, source="校办通知")
    assert "只登记姓名" not in words_of(office, templates.NOTICE)
    clock.forward(days=1)
    words = words_of(office, templates.NOTICE)
    assert "只登记姓名。" in words
    assert "自2020年3月7日起施行" in words
    assert "6010" in words
    with office.read() as read:
        assert policy.since(read, templates.POLICY, date(2020, 3, 6)) == date(2020, 1, 1)


def test_assessment_and_breach_are_filled_from_the_inventory(office: Desk) -> None:
    """Acceptance check S-55: every purpose of the inventory, how many people and children, how long, whom to call, and room to write."""
    words = words_of(office, templates.ASSESSMENT)
    purposes = {entry.purpose for entry in inventory() if entry.data_class is not DataClass.PLAIN}
    tables = {entry.table: entry.purpose for entry in reversed(inventory()) if entry.purpose in purposes}
    missing = [purpose for purpose in tables.values() if "".join(purpose.split()) not in words]
    assert len(missing) < len(tables) * 0.1, missing
    assert "其中未满14周岁1人" in words
    assert "至少保存三年" in words
    for asked in ("为什么需要", "可能的风险", "结论和改进", "负责人"):
        assert asked in words
    words = words_of(office, templates.BREACH)
    for asked in (
        "何时发生、何时发现",
        "原因",
        "可能造成的危害",
        "已采取的补救措施",
        "联系方式西岭理工大学总务处6010",
    ):
        assert asked in words


def test_a_print_is_on_record(office: Desk) -> None:
    with office.work(OfficerRef(None, "门岗甲", Role.GATE)) as work:
        templates.record(work, templates.BREACH, "HP")
    with office.read() as read:
        entry = read.session.scalars(select(AuditEntry).where(AuditEntry.action == "privacy.print")).one()
        assert '"form":"breach"' in str(entry.after)
