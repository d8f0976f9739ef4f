"""The figures of key persons by their names in `figures --json`."""

from __future__ import annotations

from typing import Any

from duty_desk.screening import key_rows
from duty_desk.work import Read


def key_figures(read: Read) -> dict[str, Any]:
    """Every figure of key persons, counted from what the units said and from the list of those who are called.

    `returned_upper_bound` is how many may have left: whoever lives on campus is among them where `subset_holds`.
    """
    sums = key_rows.totals(read)
    rows = key_rows.list_key_people(read, everybody=True)
    named = {
        "staff_origin": sums.staff_origin,
        "student_origin": sums.student_origin,
        "staff_there": sums.staff_there,
        "student_there": sums.student_there,
        "back": sums.back,
    }
    left = sums.origin - sums.there
    holds = sums.staff_there <= sums.staff_origin and sums.student_there <= sums.student_origin
    return {
        "units": sums.units,
        "totals": named,
        "sum_origin": sums.origin,
        "sum_there": sums.there,
        "returned_upper_bound": left,
        "back_rows": sum(row.ended_on is None for row in rows),
        "subset_holds": holds and sums.back <= left,
        "delivered_bottles": sum(row.delivered for row in rows),
        "phone_calls": sum(row.calls for row in rows),
        "summary_sheet": list(named.values()),
    }
