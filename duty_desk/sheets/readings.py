"""Reading the day columns of temperature grids."""

from __future__ import annotations

from datetime import date

from duty_desk.sheets.layout import Table
from duty_desk.sheets.values import is_blank, read_temperature
from duty_desk.sheets.verdicts import Draft, Verdict
from duty_desk.sheets.world import World

Reading = tuple[date, str, int | float | None]


def read_slots(draft: Draft, table: Table, world: World) -> tuple[Reading, ...]:
    """(day, slot, temperature) for every day column; None where a reading was missed.

    A sign such as `/` says that none was due, so there is no reading at all.
    """
    found: list[Reading] = []
    for slot in table.slots:
        cell = draft.row.cells.get(slot.column)
        if cell is None:
            found.append((slot.day, slot.slot, None))
        elif not is_blank(cell):
            value, trouble = read_temperature(cell, table.context)
            title = f"{slot.day:%m-%d}"
            if trouble or value is None:
                draft.add("NUMBER_INVALID", None, None, title=title, **(trouble.values if trouble else {}))
                continue
            low, high = world.plausible
            if not low <= value <= high:
                tenth = round(value / 10, 1)
                if low <= tenth <= high:
                    draft.add("TEMP_SUGGEST", None, None, title=title, value=value, suggestion=tenth)
                else:
                    draft.add("TEMP_RANGE", None, Verdict.REFUSE, title=title, value=value)
                continue
            found.append((slot.day, slot.slot, value))
    return tuple(found)
