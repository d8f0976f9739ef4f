"""The figures come out as they were published, are the sum of their rows, and can be counted again for any cut-off."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from duty_desk.desk import Desk
from duty_desk.errors import InputError
from duty_desk.reports import figures
from duty_desk.reports.scope import Pick
from tests.duty_desk.reports.conftest import Office, at

EXPECTED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "expected.json").read_text(encoding="utf-8")
)
END_OF_5, END_OF_6 = datetime(2020, 3, 5, 23, 59, 59), datetime(2020, 3, 6, 23, 59)


def value(desk: Desk, key: str, **more: Any) -> Decimal:
    """A figure; `more` that is neither first day nor cut-off are its choices."""
    from_on, cutoff = more.pop("from_on", None), more.pop("cutoff", None)
    with desk.read() as read:
        return figures.compute(read, key, from_on=from_on, cutoff=cutoff, choices=more)


def test_goods_come_to_what_was_published(sample: Desk) -> None:
    published = EXPECTED["published"]
    for metric in ("口罩", "体温计", "消毒剂kg"):
        said = published[metric]
        assert value(sample, "goods.received", metric=metric, cutoff=END_OF_5) == said["received"]
        assert value(sample, "goods.issued", metric=metric) == said["issued"]
        assert value(sample, "goods.balance", metric=metric) == said["balance"]
        if "not_itemised" in said:
            assert value(sample, "goods.unnamed", metric=metric, cutoff=END_OF_5) == said["not_itemised"]
    assert value(sample, "goods.batches") == EXPECTED["receipts"]["batches"]
    assert value(sample, "goods.slips") == EXPECTED["dispatch"]["effective_batches"]
    assert value(sample, "goods.served") == EXPECTED["dispatch"]["units"]


def test_passes_come_to_what_was_published(sample: Desk) -> None:
    period = {"from_on": date(2020, 2, 10), "cutoff": datetime(2020, 2, 24), "kind": "temporary"}
    groups = EXPECTED["passes"]["temporary"]["by_category"]
    assert value(sample, "passes.issued", **period) == sum(groups.values()) == 430
    for group, count in groups.items():
        assert value(sample, "passes.issued", group=group, **period) == count
    assert value(sample, "passes.issued", kind="material", from_on=date(2020, 2, 24)) == 537
    assert value(sample, "passes.issued") == 967


def test_the_other_desks_come_to_what_was_published(sample: Desk) -> None:
    assert value(sample, "isolation.rooms") == EXPECTED["isolation"]["rooms"] == 102
    assert value(sample, "isolation.staying", cutoff=END_OF_5) == EXPECTED["isolation"]["active"]
    assert value(sample, "isolation.admitted", origin="family") == 12
    totals = EXPECTED["key_people"]["totals"]
    for name, count in totals.items():
        assert value(sample, "key.counted", count=name) == count
    assert value(sample, "units.due", cutoff=END_OF_5) == EXPECTED["reports"]["units"]
    assert value(sample, "units.missing", cutoff=datetime(2020, 2, 9, 23, 59)) == 1
    roster = EXPECTED["roster"]
    whole = {"from_on": date(2020, 1, 29), "cutoff": END_OF_6}
    assert value(sample, "roster.longest", **whole) == roster["days"]
    assert value(sample, "roster.running", least="38", **whole) == roster["count_full"]
    assert value(sample, "roster.running", least="21", most="37", **whole) == roster["count_over_20_not_full"]


def test_every_figure_is_the_sum_of_its_rows(sample: Desk) -> None:
    """Acceptance check I-12: a headline that its rows do not come to cannot be had."""
    with sample.read() as read:
        for key, figure in figures.all_figures().items():
            choices = {pick.name: _some(read, pick) for pick in figure.picks}
            for chosen in ({}, {name: word for name, word in choices.items() if word}):
                for cutoff in (datetime(2020, 2, 20, 12, 0), END_OF_5, END_OF_6):
                    said = figures.compute(read, key, cutoff=cutoff, choices=chosen)
                    rows = figures.rows(read, key, cutoff=cutoff, choices=chosen)
                    assert rows.total == said, (key, chosen, cutoff)
                    assert all(len(line.cells) == len(rows.columns) for line in rows.lines), key


def _some(read: Any, pick: Pick) -> str:
    options = pick.options(read) if pick.options is not None else ((pick.usual or "1", ""),)
    return options[0][0] if options else ""


def test_what_happens_later_changes_no_figure_of_before(office: Office) -> None:
    """Acceptance check R-54; a midnight belongs to the day that it ends."""
    cutoff = office.desk.now
    office.incident(cutoff)
    before = value(office.desk, "incidents.found", cutoff=cutoff)
    office.forward(minutes=5)
    office.incident(office.desk.now)
    assert value(office.desk, "incidents.found", cutoff=cutoff) == before == 1
    assert value(office.desk, "incidents.found") == 2


def test_what_was_open_then_is_open_for_that_cutoff(office: Office) -> None:
    cutoff = office.desk.now
    incident = office.incident(cutoff)
    office.forward(hours=1)
    office.close(incident)
    assert value(office.desk, "incidents.found", state="open", cutoff=cutoff) == 1
    assert value(office.desk, "incidents.found", state="open") == 0
    assert value(office.desk, "incidents.found", state="closed") == 1


def test_what_is_typed_in_late_counts_where_it_belongs(office: Office) -> None:
    cutoff = office.desk.now
    office.forward(hours=2)
    office.incident(cutoff)
    assert value(office.desk, "incidents.found", cutoff=cutoff) == 1


def test_a_first_day_leaves_out_what_was_before(office: Office) -> None:
    at(office.desk, datetime(2020, 3, 7, 0, 0))
    office.incident(datetime(2020, 3, 6, 23, 59, 59))
    office.incident(datetime(2020, 3, 7, 0, 0))
    assert value(office.desk, "incidents.found", from_on=date(2020, 3, 7)) == 1
    assert value(office.desk, "incidents.found", cutoff=datetime(2020, 3, 6, 23, 59, 59)) == 1


def test_choices_that_do_not_exist_are_refused(office: Office) -> None:
    with office.desk.read() as read:
        with pytest.raises(InputError) as error:
            figures.check_choices(read, "passes.issued", {"kind": "card"})
        assert error.value.field == "kind"
        with pytest.raises(InputError):
            figures.check_choices(read, "goods.days_left", {})
        with pytest.raises(InputError):
            figures.check_choices(read, "roster.running", {"least": "many"})
        with pytest.raises(InputError):
            figures.compute(read, "weather.rain")
        assert figures.check_choices(read, "isolation.due", {}) == {"after": "1"}


def test_every_figure_can_be_said(office: Office) -> None:
    with office.desk.read() as read:
        for key, figure in figures.all_figures().items():
            assert figures.describe(read, key)
            assert figure.group in figures.GROUPS
            assert figures.unit_of(read, key) or figure.unit == "goods"
