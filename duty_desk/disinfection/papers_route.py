"""The way of a team over its areas, A4 landscape: areas and slots with a box for each round, to be ticked with a pen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from duty_desk import formats
from duty_desk.disinfection import rules
from duty_desk.disinfection.grid import AreaDay, Cell
from duty_desk.disinfection.rules import Shown
from duty_desk.paper import dates
from duty_desk.paper.forms import FormColumn, grid, imprint, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Item, Layout, Text, middle
from duty_desk.paper.pass_card import zh

A4: Final = (297.0, 210.0)
_LEFT: Final = 12.0
_RIGHT: Final = 285.0
_ROW: Final = 9.2
_ON_PAGE: Final = 15
_BOX: Final = "\N{WHITE SQUARE}"
_TICK: Final = "\N{CHECK MARK}"


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """A team's areas on a day, and who prints it."""

    team: str
    lines: tuple[AreaDay, ...]
    day: date
    office: str
    officer: str
    printed_at: datetime
    watermark: str | None


def layout_route(facts: RouteFacts) -> tuple[Layout, ...]:
    """The sheets of one team."""
    pieces = [facts.lines[i : i + _ON_PAGE] for i in range(0, len(facts.lines), _ON_PAGE)]
    return tuple(_page(facts, piece, n, len(pieces)) for n, piece in enumerate(pieces, start=1))


def _page(facts: RouteFacts, lines: Sequence[AreaDay], page: int, pages: int) -> Layout:
    rows = [_cells(line) for line in lines]
    due = sum(row.shown is not Shown.EXEMPT for line in facts.lines for row in line.rounds)
    done = sum(row.shown is Shown.DONE for line in facts.lines for row in line.rounds)
    about = zh("disinfection_papers.route.about", areas=len(facts.lines), due=due, done=done)
    team = facts.team or zh("disinfection_papers.route.no_team")
    items: list[Item] = [
        *(watermark_items(facts.watermark, *A4) if facts.watermark else ()),
        Text(_LEFT, middle(14, 10.5), facts.office, 10.5, shrink_to=80),
        Text(A4[0] / 2, middle(14, 17), zh("disinfection_papers.title.route"), 17, bold=True, align="centre"),
        Text(_RIGHT, middle(14, 10.5), _day(facts.day), 10.5, align="right", shrink_to=80),
        Text(_LEFT, middle(23, 12), team, 12, bold=True, shrink_to=110),
        Text(_RIGHT, middle(23, 10), about, 10, align="right", shrink_to=150),
        *grid(_LEFT, 28, _columns(), rows, row=_ROW, size=9),
    ]
    if page == pages:
        foot = 28 + _ROW * (len(rows) + 1)
        labels = [zh(f"disinfection_papers.sign.{who}") for who in ("worker", "checker", "head")]
        items.append(
            Text(
                _LEFT,
                middle(foot + 6, 9),
                zh("disinfection_papers.route.advice"),
                9,
                shrink_to=_RIGHT - _LEFT,
            )
        )
        items += signatures(_LEFT, foot + 14, labels, step=70)
    items += imprint(
        _LEFT, _RIGHT, 203, officer=facts.officer, printed_at=facts.printed_at, copy=1, page=page, pages=pages, chinese=True
    )  # fmt: skip
    return Layout(*A4, tuple(items))


def _columns() -> tuple[FormColumn, ...]:
    slots = (FormColumn(_slot(n), 20, "centre") for n in range(rules.SLOTS))
    return (
        FormColumn(zh("disinfection_papers.route.area"), 58),
        FormColumn(zh("disinfection_papers.route.rule"), 37),
        FormColumn(zh("disinfection_papers.route.points"), 10, "centre"),
        *slots,
        FormColumn(zh("disinfection_papers.route.by"), 8, "centre"),
    )


def _slot(n: int) -> str:
    first = 6 + 2 * n
    return f"{first:02d}–{first + 2:02d}"


def _cells(line: AreaDay) -> tuple[str, ...]:
    area, plan = line.area, line.area.plan
    rule = ""
    if plan is not None:
        rule = f"{plan.agent_text}\N{IDEOGRAPHIC SPACE}{zh(f'disinfection.method.{plan.method}')}"
    name = f"{area.code}\N{IDEOGRAPHIC SPACE}{area.name}"
    return name, rule, str(area.points), *(_marks(cell) for cell in line.cells), ""


def _marks(cell: Cell) -> str:
    """Due at 08:30 with a box; ticked with the time when done; a stroke for what need not be done."""
    words: list[str] = []
    for row in cell.rounds:
        if row.shown is Shown.DONE and row.record is not None:
            words.append(f"{_TICK} {formats.clock(row.record.started_at)}")
        elif row.shown is Shown.EXEMPT:
            words.append(zh("disinfection_papers.route.exempt"))
        else:
            words.append(f"{_BOX} {formats.clock(row.due_at)}")
    return " ".join(words)


def _day(day: date) -> str:
    return f"{dates.full(day)}\N{IDEOGRAPHIC SPACE}{zh(f'disinfection_papers.weekday.{day.weekday()}')}"
