"""The daily sheet on one page of A4; two prints of one cut-off are the same paper, but for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from duty_desk import formats, paper, settings
from duty_desk.paper import Box, Item, Layout, Line, Text, middle
from duty_desk.paper.forms import FormColumn, grid
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import POINT
from duty_desk.paper.text import ems, wrap
from duty_desk.reports import daily
from duty_desk.reports.daily import Open, Row, Sheet
from duty_desk.reports.figures import GROUPS
from duty_desk.roles import Permission, require
from duty_desk.strings import t, writing_in
from duty_desk.work import Read

A4: Final = (210.0, 297.0)
LEFT, RIGHT = 20.0, 198.0
_GAP = 4.0
_HALF = (RIGHT - LEFT - _GAP) / 2
_ROW, _SIZE = 5.6, 8.5
_FOOT = 283.0


def layout(read: Read, found: Sheet) -> Layout:
    """The page, in the language it was first written in."""
    with writing_in(found.language):
        return _layout(read, found)


def _layout(read: Read, found: Sheet) -> Layout:
    mark = paper.demo_mark() if settings.get(read, "office.demo", False) else None
    items: list[Item] = [*(watermark_items(mark, *A4) if mark else ()), *_head(found)]
    y = 39.0
    left, right = _divided(found.rows)
    for x, rows in ((LEFT, left), (LEFT + _HALF + _GAP, right)):
        items += _table(x, y, rows)
    y += _ROW * (max(_height(left), _height(right)) + 1) + 6
    items += _opens(found.opens, y)
    y += _ROW * (_open_lines(found.opens) + 1) + 5
    y = _duty(found, y, items)
    _incidents(found, y, items)
    items += _foot(found)
    return Layout(*A4, tuple(items))


def draw(read: Read, found: Sheet) -> bytes:
    """The sheet as PDF."""
    require(read, Permission.PRINT)
    target = BytesIO()
    paper.write_layouts(target, t("reports_daily.title"), [layout(read, found)])
    return target.getvalue()


def _head(found: Sheet) -> list[Item]:
    cutoff = t("paper.frame.cut_off", moment=formats.full_moment(found.cutoff))
    number = t("paper.frame.number", number=found.anchor)
    centre = (LEFT + RIGHT) / 2
    title = t("reports_daily.title")
    return [
        Text(centre, middle(17, 18), title, 18, bold=True, align="centre", shrink_to=120),
        Text(LEFT, middle(28, 9), found.office, 9, shrink_to=70),
        Text(centre, middle(28, 9), cutoff, 9, align="centre", shrink_to=60),
        Text(RIGHT, middle(28, 9), number, 9, align="right", shrink_to=45),
        Line(LEFT, 33, RIGHT, 33, 0.4),
    ]


def _divided(rows: Sequence[Row]) -> tuple[list[list[Row]], list[list[Row]]]:
    """The groups in two columns of nearly the same height."""
    groups = [[row for row in rows if row.group == name] for name in GROUPS]
    groups = [group for group in groups if group]
    whole = sum(len(group) + 1 for group in groups)
    left: list[list[Row]] = []
    while groups and (_height(left) + (len(groups[0]) + 1) / 2) * 2 <= whole:
        left.append(groups.pop(0))
    return left, groups


def _height(groups: Sequence[Sequence[Row]]) -> int:
    return sum(len(group) + 1 for group in groups)


def _table(x: float, y: float, groups: Sequence[Sequence[Row]]) -> list[Item]:
    columns = (
        FormColumn(t("reports_daily.what"), _HALF - 41),
        FormColumn(t("reports_daily.today"), 13.5, "right", True),
        FormColumn(t("reports_daily.yesterday"), 14.5, "right"),
        FormColumn(t("reports_daily.unit"), 13, "centre"),
    )
    lines: list[tuple[str, str, str, str]] = []
    bands: list[Item] = []
    for group in groups:
        bands.append(Box(x, y + _ROW * (len(lines) + 1), _HALF, _ROW, line=0, fill="tint"))
        lines.append((t(f"reports.group.{group[0].group}"), "", "", ""))
        lines += [(f"\N{IDEOGRAPHIC SPACE}{row.name}", row.today, row.yesterday, row.unit) for row in group]
    return [*bands, *grid(x, y, columns, lines, row=_ROW, size=_SIZE, line=0.15)]


def _opens(opens: Sequence[Open] | None, y: float) -> list[Item]:
    """What is open by kind, in three columns."""
    items: list[Item] = [_heading(y, t("reports_daily.open"))]
    if not opens:
        words = t("reports_daily.open_none" if opens is not None else "reports_daily.open_unknown")
        return [*items, Text(LEFT, middle(y + _ROW * 1.3, _SIZE), words, _SIZE, shrink_to=RIGHT - LEFT)]
    shown, rest = opens[: daily.MOST_OPEN], opens[daily.MOST_OPEN :]
    wide = (RIGHT - LEFT) / 3
    said = [_said(each) for each in shown]
    if rest:
        said[-1] = t(
            "reports_daily.more", count=len(rest) + 1, items=sum(each.count for each in (*shown[-1:], *rest))
        )
    for place, words in enumerate(said):
        at = y + _ROW * (place // 3 + 1.3)
        items.append(Text(LEFT + wide * (place % 3), middle(at, _SIZE), words, _SIZE, shrink_to=wide - 3))
    return items  # fmt: skip


def _said(each: Open) -> str:
    key = "late" if each.late else "item"
    return t(f"reports_daily.open_{key}", name=each.name, count=each.count, late=each.late)


def _open_lines(opens: Sequence[Open] | None) -> int:
    return max(1, -(-min(len(opens or ()), daily.MOST_OPEN) // 3))


def _duty(found: Sheet, y: float, items: list[Item]) -> float:
    items.append(_heading(y, t("reports_daily.duty")))
    lines = [t("reports_daily.shift", shift=shift, names=names) for shift, names in found.duty]
    for words in lines or [t("reports_daily.duty_none")]:
        for line in _folded(words)[:2]:
            y += _ROW
            items.append(Text(LEFT, middle(y + 1.6, _SIZE), line, _SIZE, shrink_to=RIGHT - LEFT))
    return y + _ROW + 5


def _incidents(found: Sheet, y: float, items: list[Item]) -> None:
    items.append(_heading(y, t("reports_daily.incidents")))
    room = max(1, int((_FOOT - 8 - y) / _ROW) - 1)
    lines = list(found.incidents) or [t("reports_daily.incidents_none")]
    most = min(room, daily.MOST_INCIDENTS)
    if len(lines) > most:
        lines = [*lines[: most - 1], t("reports_daily.incidents_more", count=len(lines) - most + 1)]
    for line in lines:
        y += _ROW
        items.append(Text(LEFT, middle(y + 1.6, _SIZE), line, _SIZE, shrink_to=RIGHT - LEFT))


def _foot(found: Sheet) -> list[Item]:
    made = t("paper.frame.prepared", officer=found.officer, moment=formats.full_moment(found.cutoff))
    page = t("reports_daily.page")
    return [
        Line(LEFT, _FOOT, RIGHT, _FOOT, 0.2),
        Text(LEFT, middle(_FOOT + 4, 9), made, 9, shrink_to=110),
        Text(RIGHT, middle(_FOOT + 4, 9), page, 9, align="right"),
    ]  # fmt: skip


def _heading(y: float, words: str) -> Item:
    return Text(LEFT, middle(y, 10), words, 10, bold=True)


def _folded(words: str) -> tuple[str, ...]:
    return wrap(words, RIGHT - LEFT, lambda part: ems(part) * _SIZE * POINT)
