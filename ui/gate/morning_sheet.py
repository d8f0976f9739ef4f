"""The sheet of a morning check: its columns, what is wrong with a cell, and what was typed against what is on record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from duty_desk.gate import Bands
from duty_desk.screening import CheckRow
from duty_desk.strings import t
from ui.kit.grid_model import GridColumn, GridModel
from ui.kit.number_fields import HIGHEST, LOWEST, parse_temperature

NAME, TRADE, TEMPERATURE, RETEST, SYMPTOMS, ABSENT, NOTE, STATE = range(8)
# How symptoms are separated when several are typed.
_MARKS = re.compile(
    "[\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA},;\N{FULLWIDTH SEMICOLON}/\N{IDEOGRAPHIC SPACE}]+"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """One person's line that differs from the record; `new` where there was none."""

    person: int
    temperature: float | None
    retest: float | None
    symptoms: tuple[str, ...]
    absent: bool
    note: str
    new: bool

    @property
    def last(self) -> float | None:
        """The reading that counts."""
        return self.retest if self.retest is not None else self.temperature


def columns(bands: Bands) -> tuple[GridColumn, ...]:
    """Who, and what is typed about them."""
    return (
        GridColumn("name", t("gate.column.name"), 120, fixed=True),
        GridColumn("trade", t("gate_views.morning.trade"), 120, fixed=True),
        GridColumn("temperature", t("gate_views.morning.temperature"), 104, "right", judge=_first),
        GridColumn(
            "retest",
            t("gate_views.morning.retest"),
            104,
            "right",
            judge=lambda text, row: _second(text, row, bands),
        ),
        GridColumn("symptoms", t("gate_views.morning.symptoms"), 200, stretch=True),
        GridColumn("absent", t("gate_views.morning.absent"), 88, judge=_absent),
        GridColumn("note", t("gate.column.note"), 160),
        GridColumn("state", t("gate.column.state"), 96, fixed=True),
    )


def typed_rows(rows: Sequence[CheckRow], model: GridModel) -> list[Typed]:
    """Lines that differ from the record; a line with a wrong cell is left out."""
    found: list[Typed] = []
    for place, row in enumerate(rows):
        if any(model.reason(place, column) for column in (TEMPERATURE, RETEST, ABSENT)):
            continue
        one = Typed(
            row.person_id,
            reading(model.text(place, TEMPERATURE)),
            reading(model.text(place, RETEST)),
            tuple(part.strip() for part in _MARKS.split(model.text(place, SYMPTOMS)) if part.strip()),
            bool(model.text(place, ABSENT).strip()),
            model.text(place, NOTE).strip(),
            row.id is None,
        )
        known = (row.temperature, row.retest, row.symptoms, row.excused, row.note or "")
        typed = (one.temperature, one.retest, one.symptoms, one.absent, one.note)
        if typed != known and (one.absent or one.temperature is not None):
            found.append(one)
    return found


def reading(text: str) -> float | None:
    """The reading meant; 365 is 36.5."""
    try:
        found = parse_temperature(text)
    except ValueError:
        return None
    return float(found[0]) if found else None


def absent_word() -> str:
    """What stands in the cell of somebody who does not work that day."""
    return t("gate_views.morning.state.excused")


def _first(text: str, row: Sequence[str]) -> str | None:
    if row[ABSENT].strip():
        return t("screening.error.absent_reading") if text.strip() else None
    if not text.strip() and any(row[place].strip() for place in (RETEST, SYMPTOMS, NOTE)):
        return t("screening.error.temperature_missing")
    if not text.strip() and row[STATE] != t("gate_views.morning.state.missing"):
        # What is on record is corrected, never taken away.
        return t("gate_views.morning.kept")
    return _wrong(text)


def _absent(text: str, _row: Sequence[str]) -> str | None:
    """Only the one word, so that a reading typed a column too far is no absence."""
    typed = text.strip()
    return (
        t("gate_views.morning.absent_word", word=absent_word()) if typed not in ("", absent_word()) else None
    )


def _second(text: str, row: Sequence[str], bands: Bands) -> str | None:
    """A second reading is only taken after one that is too high or too low."""
    if not text.strip():
        return None
    if row[ABSENT].strip():
        return t("screening.error.absent_reading")
    first = reading(row[TEMPERATURE])
    if first is not None and bands.low <= first < bands.abnormal:
        return t("gate_views.morning.no_retest")
    return _wrong(text)


def _wrong(text: str) -> str | None:
    try:
        found = parse_temperature(text)
    except ValueError:
        return t("kit.temperature.not_number")
    if found is not None and not LOWEST <= Decimal(found[0]) <= HIGHEST:
        return t("kit.temperature.out_of_range", value=found[0])
    return None
