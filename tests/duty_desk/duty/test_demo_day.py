"""The duty office of the sample office: what was written, the fences of 60 m in eight hours, six switch rooms, phones and rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from duty_desk import check, demo, duty
from duty_desk.desk import Desk
from duty_desk.duty import open_items, patrol_rows, references, repair_rows, routine
from duty_desk.duty.figures import figures

pytestmark = pytest.mark.slow
TODAY = date(2020, 3, 6)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("duty") / "office"
    desk = demo.open_demo(folder)
    yield desk
    desk.close()


def test_the_fences_took_eight_hours_across_midnight(sample: Desk) -> None:
    with sample.read() as read:
        rows = repair_rows.list_called(read, date(2020, 3, 4), TODAY)
    fences = rows[0]
    assert "60 米" in fences.what
    assert (fences.hours, fences.shown) == (8.0, "done")
    assert any("倒闸" in row.what and row.shown == "done" for row in rows)
    assert [row.is_waiting for row in rows].count(True) == 1


def test_something_of_everything_was_written_down(sample: Desk) -> None:
    with sample.read() as read:
        found = figures(read)
        entries = duty.list_span(read, duty.span_at(read, read.at))
        waiting = {item.what for item in open_items.list_open_items(read)}
    assert found["log"]["energy"] == 1
    assert any("6382 元" in entry.text for entry in entries)
    assert [entry.state for entry in entries].count("struck") == found["log_struck"] == 1
    assert {"follow_up", "repair_waiting"} <= waiting
    # Gone through this morning.
    assert "routine_due" not in waiting


def test_six_switch_rooms_were_looked_at(sample: Desk) -> None:
    with sample.read() as read:
        walk = patrol_rows.get_patrol(read, 1)
        went = routine.sheet(read, TODAY)
    assert (walk.row.looked, walk.row.total, walk.row.state) == (6, 6, "done")
    assert "周敏" in [row.officer for row in went if row.good]


def test_phones_and_three_rules_are_at_hand(sample: Desk) -> None:
    with sample.read() as read:
        phones, rules = references.list_phones(read), references.in_force(read)
    assert len(phones) >= 8
    assert len([row for row in rules if row.kind in ("plan", "rule")]) == 3
    assert all(row.state == "in_force" for row in rules)


def test_the_sample_is_whole(sample: Desk) -> None:
    assert check.run(sample) == ()
