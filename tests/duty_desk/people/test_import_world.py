"""Who may fill a register, and what the registers know while a sheet is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from duty_desk.desk import Desk
from duty_desk.errors import Denied
from duty_desk.people.import_world import world
from duty_desk.people.importing import write_rows
from tests.conftest import NOON, Filled
from tests.duty_desk.people.sample import add_batch, bring_in_all, judged
from tests.duty_desk.people.synthetic import GATE, id_number
from tests.duty_desk.sheets.sample import expected_rows

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Row:
    """A row as a judge leaves it."""

    values: Mapping[str, Any]


def test_the_gate_may_import_persons_but_not_registers(desk: Desk) -> None:
    rows = judged(desk, "campuses")
    with desk.work() as work:
        batch = add_batch(work, "campuses")
    with pytest.raises(Denied), desk.work(GATE) as work:
        write_rows(work, "campuses", rows, batch)
    with desk.work(GATE) as work:
        assert write_rows(work, "people", [Row({"name": "李衡", "id_no": "", "phone": ""})], batch).added == 1


def test_the_known_world_says_what_names_mean(filled: Filled) -> None:
    desk, _ = filled(bring_in_all)
    with desk.read() as read:
        known = world(read)
        assert known.units is not None
        assert known.units["公管"] == "公共管理学院"
        assert known.units["物业(外包)"] == "物业服务部(外包)"
        assert known.gates == {row["name"]: row["state"] == "开放" for row in expected_rows()["gates"]}
        assert known.stores is not None
        assert known.stores["南湖一库"] == known.stores["NH1"] == "NH1"
        assert known.households is not None
        assert "JS12-3-102" in known.households
        assert known.known_as("610000195710039732")
        assert known.known_as(id_number("19000101", 1)) is None
        assert known.today == NOON.date()
