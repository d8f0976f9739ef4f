"""Charts of a period with the numbers beside them: passes, goods, occupancy, coverage, reports, gates, reserves (product rule R5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from math import nan

from sqlalchemy import func, select

from db.models import Movement, Pass, Stay, UnitReport
from duty_desk import formats
from duty_desk.errors import InputError
from duty_desk.reports import figures
from duty_desk.reports.scope import Pick
from duty_desk.strings import t
from duty_desk.work import Read

# A chart has at most so many columns: a longer period is drawn by week, a still longer one by month.
MOST_COLUMNS = 62
LONGEST = timedelta(days=730)
KINDS = ("passes", "goods", "occupancy", "coverage", "reports", "gate", "reserves")
# From which figure the choices of a chart come.
_PICKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "passes": ("passes.issued", ("kind",)),
    "goods": ("goods.received", ("metric", "item")),
    "gate": ("gate.passages", ("gate",)),
}


@dataclass(frozen=True, slots=True)
class Series:
    """One row of columns, by its name; `sums` where its values may be added up over the period."""

    name: str
    values: tuple[Decimal, ...]
    sums: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, printed and written into the workbook: the same numbers in the same order.

    `beside` where the series do not add up to a column; `line` runs over them on its own scale, None where it has no value.
    """

    kind: str
    first: date
    last: date
    step: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    days: tuple[date, ...]
    series: tuple[Series, ...]
    unit: str
    beside: bool = False
    line: str = ""
    line_values: tuple[Decimal | None, ...] = ()
    # What was chosen, in words.
    chosen: str = ""

    @property
    def totals(self) -> tuple[Decimal, ...] | None:
        """The sum of each column, where columns add up."""
        if self.beside or len(self.series) < 2:
            return None
        return tuple(
            sum(values, Decimal(0)) for values in zip(*(one.values for one in self.series), strict=True)
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(any(one.values) for one in self.series)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A column: some days on end, as far as they have passed."""

    first: date
    last: date
    end: datetime

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


Make = Callable[[Read, Sequence[_Piece], Mapping[str, str]], tuple[Series, ...]]


def picks_of(kind: str) -> tuple[Pick, ...]:
    """What can be chosen for a chart."""
    key, names = _PICKS.get(kind, ("", ()))
    return tuple(pick for pick in figures.figure(key).picks if pick.name in names) if key else ()


def chart(read: Read, kind: str, first: date, last: date, choices: Mapping[str, str] | None = None) -> Chart:
    """The chart of a period. Raises InputError for a period that is turned round or longer than two years."""
    if kind not in KINDS:
        raise InputError("kind", "reports.error.choose")
    if last < first or last - first > LONGEST:
        raise InputError("last", "reports_figures.error.period")
    chosen = {name: value for name, value in (choices or {}).items() if value}
    if kind == "reserves":
        return _reserves(read, first, last)
    step, pieces = _pieces(read, first, last)
    series = _MAKES[kind](read, pieces, chosen)
    line, values = _LINES[kind](read, pieces, chosen) if kind in _LINES else ("", ())
    return Chart(
        kind=kind,
        first=first,
        last=last,
        step=step,
        labels=_labels(step, pieces),
        names=tuple(_name(step, piece) for piece in pieces),
        days=tuple(piece.first for piece in pieces),
        series=series,
        unit=_unit(read, kind, chosen),
        beside=kind in ("goods", "gate"),
        line=line,
        line_values=values,
        chosen=_said(read, kind, chosen),
    )


def earliest(read: Read) -> date:
    """The first day of which the office has anything to draw, within two years."""
    moments = [
        read.session.scalar(select(func.min(column)))
        for column in (Pass.issued_at, Movement.at, Stay.admitted_at, UnitReport.day)
    ]
    days = [each.date() if isinstance(each, datetime) else each for each in moments if each is not None]
    today = read.at.date()
    return max(min([*days, today]), today - LONGEST)


def title(kind: str) -> str:
    """What a chart is called."""
    return t(f"reports_figures.kind.{kind}")


# --- the charts ---


def _passes(read: Read, pieces: Sequence[_Piece], choices: Mapping[str, str]) -> tuple[Series, ...]:
    groups = _options("passes.issued", "group", read)
    found = [
        Series(name, _counted(read, "passes.issued", pieces, {**choices, "group": group}))
        for group, name in groups
    ]
    return tuple(one for one in found if any(one.values)) or tuple(found[:1])


def _goods(read: Read, pieces: Sequence[_Piece], choices: Mapping[str, str]) -> tuple[Series, ...]:
    return tuple(
        Series(t(f"reports_figures.series.{key}"), _counted(read, f"goods.{key}", pieces, choices))
        for key in ("received", "issued")
    )


def _occupancy(read: Read, pieces: Sequence[_Piece], choices: Mapping[str, str]) -> tuple[Series, ...]:
    """People under observation at the end of each column, by where they are counted."""
    found: list[Series] = []
    for value, name in _options("isolation.staying", "origin", read):
        values = (
            figures.compute(read, "isolation.staying", cutoff=piece.end, choices={"origin": value})
            for piece in pieces
        )
        found.append(Series(name, tuple(values), sums=False))
    return tuple(one for one in found if any(one.values)) or tuple(found[:1])


def _coverage(read: Read, pieces: Sequence[_Piece], choices: Mapping[str, str]) -> tuple[Series, ...]:
    done = _daily(read, "disinfection.done", pieces)
    due = _daily(read, "disinfection.due", pieces)
    undone = tuple(max(a - b, Decimal(0)) for a, b in zip(due, done, strict=True))
    return (
        Series(t("reports_figures.series.done"), done),
        Series(t("reports_figures.series.undone"), undone),
    )


def _reports(read: Read, pieces: Sequence[_Piece], choices: Mapping[str, str]) -> tuple[Series, ...]:
    received, late, missing = (
        _daily(read, f"units.{key}", pieces) for key in ("received", "late", "missing")
    )
    on_time = tuple(a - b for a, b in zip(received, late, strict=True))
    return (
        Series(t("reports_figures.series.on_time"), on_time),
        Series(t("reports_figures.series.late"), late),
        Series(t("reports_figures.series.missing"), missing),
    )


def _gate(read: Read, pieces: Sequence[_Piece], choices: Mapping[str, str]) -> tuple[Series, ...]:
    return (
        *(
            Series(
                t(f"reports_figures.series.{way}"),
                _counted(read, "gate.passages", pieces, {**choices, "direction": way}),
            )
            for way in ("in", "out")
        ),
        Series(t("reports_figures.series.refused"), _counted(read, "gate.refused", pieces, {})),
    )


def _reserves(read: Read, first: date, last: date) -> Chart:
    """What canteens and shops declared by the end of the period, by how old each word was then (S9)."""
    end = min(_end(last), read.at)
    classes = _options("goods.reserves", "category", read)
    ages: dict[str, list[Decimal]] = {"fresh": [], "known": [], "old": []}
    for value, _ in classes:
        every = figures.compute(read, "goods.reserves", cutoff=end, choices={"category": value})
        old = figures.compute(read, "goods.old_reserves", cutoff=end, choices={"category": value})
        today = Decimal(
            sum(
                line.cells[-1] == t("reports.age", days=0)
                for line in figures.rows(
                    read, "goods.reserves", cutoff=end, choices={"category": value}
                ).lines
            )
        )
        for name, count in (("fresh", today), ("known", every - old - today), ("old", old)):
            ages[name].append(count)
    names = tuple(name for _, name in classes)
    series = (Series(t(f"reports_figures.series.{name}"), tuple(values)) for name, values in ages.items())
    return Chart(
        kind="reserves", first=first, last=last, step="class", labels=names, names=names, days=(),
        series=tuple(series), unit=t("reports.unit.entries"),
    )  # fmt: skip


_MAKES: Mapping[str, Make] = {
    "passes": _passes,
    "goods": _goods,
    "occupancy": _occupancy,
    "coverage": _coverage,
    "reports": _reports,
    "gate": _gate,
}


# --- counting ---


def _options(key: str, name: str, read: Read) -> tuple[tuple[str, str], ...]:
    """What can be chosen for a figure under a name."""
    pick = next(pick for pick in figures.figure(key).picks if pick.name == name)
    return pick.options(read) if pick.options is not None else ()


def _counted(
    read: Read, key: str, pieces: Sequence[_Piece], choices: Mapping[str, str]
) -> tuple[Decimal, ...]:
    """A figure of periods, for each column."""
    return tuple(
        figures.compute(read, key, from_on=piece.first, cutoff=piece.end, choices=choices) for piece in pieces
    )


def _daily(read: Read, key: str, pieces: Sequence[_Piece]) -> tuple[Decimal, ...]:
    """A figure of single days, added up over the days of each column."""
    return tuple(
        sum((figures.compute(read, key, cutoff=min(_end(day), read.at)) for day in piece.days), Decimal(0))
        for piece in pieces
    )


def _days_left(
    read: Read, pieces: Sequence[_Piece], choices: Mapping[str, str]
) -> tuple[str, tuple[Decimal | None, ...]]:
    """How long one item lasts at the end of each column; nothing where several are drawn together."""
    if not choices.get("item"):
        return "", ()
    values: list[Decimal | None] = []
    for piece in pieces:
        found = figures.rows(read, "goods.days_left", cutoff=piece.end, choices={"item": choices["item"]})
        values.append(found.total if found.lines and found.lines[0].cells[-1] else None)
    return t("reports_figures.series.days_left"), tuple(values)


def _rooms_taken(
    read: Read, pieces: Sequence[_Piece], choices: Mapping[str, str]
) -> tuple[str, tuple[Decimal | None, ...]]:
    """In how many rooms those people are at the end of each column: two who share one count once."""
    values: list[Decimal | None] = []
    for piece in pieces:
        found = figures.rows(read, "isolation.staying", cutoff=piece.end)
        place = found.columns.index("room")
        values.append(Decimal(len({line.cells[place] for line in found.lines} - {""})))
    return t("reports_figures.series.rooms_taken"), tuple(values)


_LINES: Mapping[str, Callable[..., tuple[str, tuple[Decimal | None, ...]]]] = {
    "goods": _days_left,
    "occupancy": _rooms_taken,
}


def floats(values: Sequence[Decimal | None]) -> tuple[float, ...]:
    """Values as a chart draws them; a gap where there is none."""
    return tuple(nan if value is None else float(value) for value in values)


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time()) - timedelta(seconds=1)


def _pieces(read: Read, first: date, last: date) -> tuple[str, list[_Piece]]:
    """The days by themselves, or by calendar week or month, until today."""
    last = max(first, min(last, read.at.date()))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    step, grouped = "day", [[day] for day in days]
    if len(days) > MOST_COLUMNS:
        step = "week"
        grouped = [list(each) for _, each in groupby(days, lambda day: day - timedelta(days=day.weekday()))]
    if len(grouped) > MOST_COLUMNS:
        step, grouped = "month", [list(each) for _, each in groupby(days, lambda day: day.replace(day=1))]
    return step, [_Piece(each[0], each[-1], min(_end(each[-1]), read.at)) for each in grouped]


def _labels(step: str, pieces: Sequence[_Piece]) -> tuple[str, ...]:
    from duty_desk.paper.chart import day_labels

    if step == "month":
        return tuple(_name(step, piece) for piece in pieces)
    return day_labels([piece.first for piece in pieces])


def _name(step: str, piece: _Piece) -> str:
    if step == "month":
        return t("reports_figures.month", year=piece.first.year, month=formats.month_name(piece.first))
    said = formats.period(piece.first, piece.last)
    return f"{said} {formats.weekday(piece.first)}" if step == "day" else said


def _unit(read: Read, kind: str, choices: Mapping[str, str]) -> str:
    key = {
        "passes": "passes.issued", "goods": "goods.received", "occupancy": "isolation.staying",
        "coverage": "disinfection.done", "reports": "units.received", "gate": "gate.passages",
    }[kind]  # fmt: skip
    return figures.unit_of(read, key, choices)


def _said(read: Read, kind: str, choices: Mapping[str, str]) -> str:
    said: list[str] = []
    for pick in picks_of(kind):
        if pick.options is not None and (value := choices.get(pick.name)):
            said.append(dict(pick.options(read)).get(value, value))
    return "\N{IDEOGRAPHIC SPACE}".join(said)
