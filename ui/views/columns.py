"""Columns of a list where there is little room: other widths, short numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from duty_desk.ledger import Ledger
from ui.kit.cells import Cell


def fitted(shown: Ledger, widths: Mapping[str, int], hidden: Sequence[str] = ()) -> Ledger:
    """The same list as it fits beside a panel: other widths, and columns that are there only when asked for."""
    columns = tuple(
        replace(each, width=widths.get(each.key, each.width), hidden=each.hidden or each.key in hidden)
        for each in shown.columns
    )
    return replace(shown, columns=columns)


def number_cell(row: Any) -> Cell:
    """The number of a paper without year and words; in full on paper, in workbooks and under the pointer."""
    return Cell(short_number(row.number), tip=row.number)


def short_number(number: str) -> str:
    """The last figures of a paper's number; all of it where there are none."""
    figures = "".join(sign if sign.isdigit() else " " for sign in number).split()
    return figures[-1] if figures else number
