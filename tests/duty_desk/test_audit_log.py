"""The record of what was done, in the office's words."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from duty_desk import audit, audit_log, ledger, settings
from duty_desk.desk import Desk
from duty_desk.ledger import Request
from duty_desk.strings import LANGUAGES, catalogue
from tests.conftest import Clock

CODE = Path(audit.__file__).parent
# Where an act gets its name: directly, or through a module's own recorder.
NAMED = re.compile(
    r'action="([a-z_]+\.[a-z_]+)"|_(?:record|note)\(\s*work,\s*(?:row,\s*)?"([a-z_]+\.[a-z_]+)"'
    r'|record_paper\(\s*work,\s*"([a-z_]+\.[a-z_]+)"'
)


def named_acts() -> set[str]:
    found = {
        next(filter(None, match.groups()))
        for path in CODE.rglob("*.py")
        for match in NAMED.finditer(path.read_text(encoding="utf-8"))
    }
    composed = {
        f"officer.{what}{how}" for what in ("sign_in", "verify") for how in ("", "_failed", "_blocked")
    }
    composed |= {
        f"{kind}.{verb}"
        for kind in ("campus", "gate", "building", "store", "grid_team")
        for verb in ("add", "change")
    }
    return found | composed | {"pass.lost", "pass.returned", "pass.voided", "paper.reprint"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_has_words(language: str) -> None:
    texts = catalogue(language)
    without = [
        act
        for act in sorted(named_acts())
        if f"audit.action.{act}" not in texts
        and not (
            f"audit.verb.{act.partition('.')[2]}" in texts
            and f"audit.subject.{act.partition('.')[0]}" in texts
        )
    ]
    assert without == []


def test_an_entry_reads_as_an_officer_would_say_it(desk: Desk) -> None:
    with desk.work() as work:
        audit.record(
            work,
            action="pass.extend",
            subject=("pass", 7),
            before={"valid_until": datetime(2020, 3, 7)},
            after={"number": "通字〔2020〕第0012号", "valid_until": datetime(2020, 3, 9), "gates": [1, 2]},
            private={"phone": "19900001234"},
            reason="值班延长",
        )
        audit.record(work, action="building.change", subject=("building", 1), after={"state": "closed"})
    with desk.read() as read:
        entry = audit.history(read, "pass", 7)[0]
        other = audit.history(read, "building", 1)[0]
    names = {("gate", 1): "南门", ("gate", 2): "北门"}
    assert audit_log.describe(entry) == "延期 通字〔2020〕第0012号"
    assert audit_log.line(entry) == "3月6日 12:00 周敏 延期 通字〔2020〕第0012号：值班延长"
    assert [(c.label, c.before, c.after) for c in audit_log.list_changes(entry, names)] == [
        ("校门", "", "南门、北门"),
        ("电话", "", "（不留原文）"),
        ("有效期止", "3月6日 24:00", "3月8日 24:00"),
    ]
    assert audit_log.line(other) == "3月6日 12:00 周敏 修改楼宇"


def test_the_whole_record_is_a_list_that_can_be_searched(desk: Desk, clock: Clock) -> None:
    with desk.work() as work:
        settings.put(work, "office.phone", "6011")
    clock.forward(days=1)
    with desk.work() as work:
        settings.put(work, "office.phone", "100%_sure")

    def found(request: Request) -> list[str]:
        with desk.read() as read:
            return [row.act for row in ledger.page(audit_log.LOG, read, request).rows]

    assert found(Request())[:2] == ["修改设置", "修改设置"]
    assert found(Request(search="设置")) == ["修改设置"] * 2
    assert found(Request(search="100%_")) == ["修改设置"]
    assert found(Request(search="0%1")) == []
    assert found(Request(filters={"first": date(2020, 3, 7), "last": date(2020, 3, 7)})) == ["修改设置"]
    assert found(Request(filters={"officer": desk.officer.id}, search="登记")) == []
    with desk.read() as read:
        row = ledger.page(audit_log.LOG, read, Request()).rows[0]
        assert ledger.cell_text(audit_log.LOG.column("at"), row) == "3月7日 12:00"
        assert "6011 → 100%_sure" in row.detail
        assert audit_log.LOG.describe is not None
        assert "2020年3月7日" in audit_log.LOG.describe(read, Request(filters={"first": date(2020, 3, 7)}))
