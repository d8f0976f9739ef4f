"""How far disinfection reached: the map of two weeks, what was missed and why, what was used, and what the rules say against it (D6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.disinfection import coverage
from duty_desk.strings import t
from ui.disinfection.detail import RecordDetail
from ui.disinfection.heat_map import HeatMap, percent
from ui.disinfection.view import DisinfectionView
from ui.feature_tab import KeyHint
from ui.kit.buttons import icon_button
from ui.kit.cells import Cell
from ui.kit.choices import Choice, FilterChips
from ui.kit.date_fields import DateField
from ui.kit.drawer import DrawerRow
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import EmptyState
from ui.kit.pages import Pages
from ui.kit.panels import SidePanel, Surface
from ui.kit.regions import Regions
from ui.kit.tokens import SMALL, Tone

if TYPE_CHECKING:
    from ui.disinfection.tab import DisinfectionTab

DAYS = 14
MAP, MISSED, USE, FINDINGS = "map", "missed", "use", "findings"
PARTS = (MAP, MISSED, USE, FINDINGS)


class Line:
    """A row of one of the lists: its identifier and its cells by column."""

    def __init__(self, identifier: int, row: Any, **cells: Cell) -> None:
        self.id, self.row, self.cells = identifier, row, cells


class CoverageView(DisinfectionView):
    """Chips choose the map or one of the lists beside it; all of the same two weeks."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"round", "disinfection_record", "area"})

    def __init__(self, tab: DisinfectionTab) -> None:
        super().__init__(tab)
        self.last = self.desk.now.date()
        self._part = MAP
        self.panel: SidePanel | None = None
        self.head = self._make_head()
        self.chips = FilterChips([], name=t("views.chips"), parent=self)
        self.chips.chosen.connect(self.choose)
        self.map = HeatMap()
        self.map.opened.connect(self._open_day)
        self.chips.serve_digits_of(self.map)
        self.sums = Label(px=SMALL, colour="text2")
        map_page = Surface()
        box = QVBoxLayout(map_page)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self.map, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.addWidget(self.sums)
        foot.addStretch()
        box.addLayout(foot)
        self.pages = Pages(self)
        self.pages.addWidget(map_page)
        self.sources: dict[str, ListSource] = {}
        self.lists: dict[str, LedgerView] = {}
        for part in (MISSED, USE, FINDINGS):
            self.pages.addWidget(self._make_list(part))
        self._body = DrawerRow()
        self._body.addWidget(self.pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addLayout(self._body, 1)
        Regions(self, lambda: [self.chips, self.pages, *([self.panel] if self.panel else [])])
        for key, by in (("Alt+Left", -DAYS), ("Alt+Right", DAYS)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self.show_until(self.last + timedelta(days=by)))

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("Return", t("disinfection_tab.coverage.open_day"), in_status=True),
            KeyHint("Alt+Left", t("disinfection_tab.coverage.back")),
            KeyHint("Alt+Right", t("disinfection_tab.coverage.on")),
            KeyHint("F6", t("views.key.region")),
        )

    @property
    def first(self) -> date:
        """The first of the two weeks."""
        return self.last - timedelta(days=DAYS - 1)

    def reload(self) -> None:
        today = self.desk.now.date()
        with self.desk.read() as read:
            lines = coverage.coverage(read, self.first, self.last)
            missed = coverage.missed(read, self.first, self.last)
            used = coverage.use_by_agent(read, self.first, self.last)
            found = coverage.findings(read, self.first, self.last)
        self.field.set_value(self.last)
        self.period.setText(formats.period(self.first, self.last))
        self.map.put(lines, today)
        due, done = sum(line.due for line in lines), sum(line.done for line in lines)
        self.sums.setText(
            t(
                "disinfection_tab.coverage.sums",
                done=formats.number(done),
                due=formats.number(due),
                share=percent(done, due),
            )
            if due
            else t("disinfection_tab.coverage.nothing")
        )
        self._put(MISSED, [_missed_line(area, row) for area, row in missed])
        self._put(USE, [_use_line(number, row) for number, row in enumerate(used)])
        self._put(FINDINGS, [_finding_line(row) for row in found])
        counts = {MISSED: len(missed), USE: len(used), FINDINGS: len(found)}
        self.chips.set_choices(
            [Choice(part, t(f"disinfection_tab.coverage.part.{part}"), counts.get(part)) for part in PARTS],
            self._part,
        )
        self.pages.setCurrentIndex(PARTS.index(self._part))

    def focus_first(self) -> None:
        (self.map if self._part == MAP else self.lists[self._part]).setFocus()

    def state(self) -> Mapping[str, Any]:
        return {"part": self._part}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("part") in PARTS:
            self._part = str(state["part"])

    def choose(self, part: str) -> None:
        """The map or one of the lists."""
        self._part = part
        self.chips.set_value(part)
        self.put_panel(None)
        self.pages.setCurrentIndex(PARTS.index(part))

    def show_until(self, last: date) -> None:
        """Two weeks up to another day, today at most."""
        self.last = min(last, self.desk.now.date())
        self.put_panel(None)
        self.reload()

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show a record beside its list."""
        self.panel = panel
        self._body.put(panel, self.close_panel)

    def close_panel(self) -> None:
        """Back to the list."""
        self.put_panel(None)
        self.focus_first()

    # --- inside ---

    def _make_head(self) -> QWidget:
        head = QWidget(self)
        back = icon_button("chevron-left", t("disinfection_tab.coverage.back"), "Alt+Left")
        self.field = DateField(lambda: self.desk.now, self.last, name=t("disinfection_tab.coverage.until"))
        self.field.setFixedWidth(132)
        on = icon_button("chevron-right", t("disinfection_tab.coverage.on"), "Alt+Right")
        self.period = Label(px=SMALL, colour="text2")
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (back, self.field, on, self.period):
            line.addWidget(widget)
        line.addStretch()
        back.clicked.connect(lambda: self.show_until(self.last - timedelta(days=DAYS)))
        on.clicked.connect(lambda: self.show_until(self.last + timedelta(days=DAYS)))
        self.field.returnPressed.connect(self._typed)
        self.field.left.connect(self._typed)
        return head

    def _typed(self) -> None:
        value = self.field.value()
        if isinstance(value, date) and value != self.last:
            self.show_until(value)

    def _make_list(self, part: str) -> LedgerView:
        source = ListSource(_COLUMNS[part](), (), lambda column, line: line.cells.get(column.key, Cell()))
        view = LedgerView(
            source,
            self.shell.tasks,
            key=f"disinfection.{part}",
            name=t(f"disinfection_tab.coverage.part.{part}"),
            menu=False,
            hints=[("↑↓", t("views.hint.choose")), ("Return", t("views.hint.open"))] if part != USE else [],
            parent=self,
        )
        view.set_empty(lambda: EmptyState(t(f"disinfection_tab.coverage.empty.{part}")))
        view.opened.connect(lambda line: self._open_line(part, line))
        view.clear_asked.connect(self.close_panel)
        self.chips.serve_digits_of(view.table)
        self.sources[part], self.lists[part] = source, view
        return view

    def _put(self, part: str, lines: Sequence[Line]) -> None:
        self.sources[part].put(lines)
        self.lists[part].reload()

    def _open_day(self, area: int, day: object) -> None:
        view: Any = self.tab.show_view("day")
        view.show_area(area, day)

    def _open_line(self, part: str, line: Line) -> None:
        if part == MISSED:
            self.tab.open_record("round", line.id)
        elif part == FINDINGS:
            self.put_panel(RecordDetail(line.row, may_record=False, parent=self))


def _missed_columns() -> tuple[Column, ...]:
    return (
        Column("day", t("disinfection_tab.day.day"), width=88),
        Column("area", t("disinfection_tab.day.area"), width=200),
        Column("due", t("disinfection_tab.route.due"), width=72),
        Column("team", t("disinfection_tab.route.team"), width=120),
        Column("reason", t("views.act.reason"), width=240, stretch=True),
    )


def _use_columns() -> tuple[Column, ...]:
    return (
        Column("agent", t("disinfection_tab.form.agent"), width=200, stretch=True),
        Column("records", t("disinfection_tab.coverage.records"), width=112, align="right"),
        Column("points", t("disinfection_tab.coverage.points"), width=112, align="right"),
        Column("litres", t("disinfection_tab.coverage.litres"), width=136, align="right"),
        Column("findings", t("disinfection_tab.coverage.part.findings"), width=112, align="right"),
    )


def _finding_columns() -> tuple[Column, ...]:
    return (
        Column("at", t("disinfection_tab.record.time"), width=112),
        Column("place", t("disinfection_tab.day.area"), width=200),
        Column("what", t("disinfection_tab.coverage.part.findings"), width=176),
        Column("strength", t("disinfection_tab.record.strength"), width=104),
        Column("done_by", t("disinfection_tab.form.done_by"), width=88),
        Column("reason", t("views.act.reason"), width=200, stretch=True),
    )


_COLUMNS = {MISSED: _missed_columns, USE: _use_columns, FINDINGS: _finding_columns}


def _missed_line(area: Any, row: Any) -> Line:
    return Line(
        row.id,
        row,
        day=Cell(formats.day(row.day)),
        area=Cell(area.name),
        due=Cell(formats.clock(row.due_at), icon="cancel", tone=Tone.DANGER),
        team=Cell(area.team),
        reason=Cell(row.reason or ""),
    )


def _use_line(number: int, row: Any) -> Line:
    return Line(
        number,
        row,
        agent=Cell(t(f"disinfection_mix.product.{row.agent}")),
        records=Cell(formats.number(row.records)),
        points=Cell(formats.number(row.points)),
        litres=Cell(formats.number(row.litres), t("disinfection_tab.unit.litre")),
        findings=Cell(formats.number(row.findings), tone=Tone.WARN if row.findings else None),
    )


def _finding_line(row: Any) -> Line:
    return Line(
        row.id,
        row,
        at=Cell(formats.moment(row.started_at)),
        place=Cell(row.place),
        what=Cell(row.findings_text, icon="alert", tone=Tone.WARN),
        strength=Cell(row.strength_text),
        done_by=Cell(row.done_by),
        reason=Cell(row.reason or ""),
    )
