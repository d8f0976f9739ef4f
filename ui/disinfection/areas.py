"""Places that are disinfected and the plans that say how; a change begins on a day and leaves what was done as it is (product rule D1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.disinfection import areas, plans, rules, usual
from duty_desk.disinfection.areas import AreaRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.disinfection.area_forms import AreaForm, PlanForm
from ui.disinfection.area_panel import AreaPanel
from ui.disinfection.plan_words import often, team_words
from ui.disinfection.view import DisinfectionView
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.choices import Choice, FilterChips
from ui.kit.drawer import DrawerRow
from ui.kit.fields import LineEdit
from ui.kit.ledger_source import Column, ColumnLike, GroupRow, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.panels import SidePanel
from ui.kit.regions import Regions

if TYPE_CHECKING:
    from ui.disinfection.tab import DisinfectionTab

ALL, DAILY, EVENT, NONE, RETIRED = "all", "daily", "event", "none", "retired"
_KEYS = (("F2", "new"), ("E", "edit"), ("P", "plan"), ("A", "once"))


class AreasView(DisinfectionView):
    """Enter opens an area with its plans."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"area", "plan"})

    def __init__(self, tab: DisinfectionTab) -> None:
        super().__init__(tab)
        self.rows: tuple[AreaRow, ...] = ()
        self.panel: SidePanel | None = None
        self._chip = ALL
        self.head = QWidget(self)
        self.search = LineEdit(
            placeholder=t("disinfection_tab.area.search"),
            icon="magnify",
            hint="/",
            width=176,
            parent=self.head,
        )
        self.search.textChanged.connect(lambda _text: self._show())
        self.search.returnPressed.connect(lambda: self.list.setFocus())
        self.load = Button(t("disinfection_tab.area.load"), icon="download", parent=self.head)
        self.load.clicked.connect(self.load_usual)
        self.new = Button(
            t("disinfection_tab.area.new"), icon="plus", key="F2", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(lambda: self.edit(None))
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.search)
        line.addStretch()
        line.addWidget(self.load)
        line.addWidget(self.new)
        self.chips = FilterChips([], name=t("views.chips"), parent=self)
        self.chips.chosen.connect(self.choose)
        self.source = ListSource(_columns(), (), _cell)
        self.list = LedgerView(
            self.source,
            self.shell.tasks,
            key="disinfection.areas",
            name=t("disinfection_tab.view.areas"),
            memory=DeskMemory(self.shell.recall, self.shell.remember),
            menu=False,
            hints=[("↑↓", t("views.hint.choose")), ("Return", t("views.hint.open"))]
            + [(key, t(f"disinfection_tab.area.key.{words}")) for key, words in _KEYS[1:]],
            strong="name",
            parent=self,
        )
        self.list.set_empty(self._empty)
        self.list.opened.connect(lambda row: self.show_row(row.id))
        self.list.current_changed.connect(self._moved)
        self.list.letter_pressed.connect(self._letter)
        self.list.filter_asked.connect(self.search.setFocus)
        self.list.clear_asked.connect(self._escape)
        self.chips.serve_digits_of(self.list.table)
        self._body = DrawerRow()
        self._body.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addLayout(self._body, 1)
        Regions(self, lambda: [self.search, self.list, *([self.panel] if self.panel else [])])
        QShortcut(QKeySequence("F2"), self, self._by_key)

    def keys(self) -> tuple[KeyHint, ...]:
        own = tuple(KeyHint(key, t(f"disinfection_tab.area.key.{words}")) for key, words in _KEYS)
        shared = (("/", "search"), ("Return", "open"), ("F6", "region"), ("Esc", "back"))
        return own + tuple(KeyHint(key, t(f"views.key.{words}")) for key, words in shared)

    def reload(self) -> None:
        with self.desk.read() as read:
            self.rows = areas.list_areas(read, inactive=True)
        may = self.tab.may(Permission.PLAN_DISINFECTION)
        known = {row.code for row in self.rows}
        missing = [each for each in (*usual.usual_areas(), *usual.usual_events()) if each.code not in known]
        self.load.setVisible(may and bool(missing))
        self.new.setVisible(may)
        choices = [
            Choice(key, t(f"disinfection_tab.area.chip.{key}"), sum(_is(row, key) for row in self.rows))
            for key in (ALL, DAILY, EVENT, NONE, RETIRED)
        ]
        self.chips.set_choices(choices, self._chip)
        self._show()
        if isinstance(self.panel, AreaPanel):
            self.show_row(self.panel.row.id)

    def focus_first(self) -> None:
        self.list.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        self._chip = ALL
        self.search.setText("")
        self.reload()
        if not self.list.select_id(record_id):
            return False
        self.show_row(record_id)
        return True

    def show_matches(self, text: str) -> None:
        self.search.setText(text)

    def state(self) -> Mapping[str, Any]:
        return {"chip": self._chip}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("chip") in (ALL, DAILY, EVENT, NONE, RETIRED):
            self._chip = str(state["chip"])

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    def choose(self, key: str) -> None:
        """Only areas of one sort."""
        self._chip = key
        self.chips.set_value(key)
        self._show()

    def show_row(self, area: int) -> None:
        """One area with its plans."""
        row = next((each for each in self.rows if each.id == area), None)
        if row is None:
            return
        with self.desk.read() as read:
            found = plans.list_plans(read, area)
        panel = AreaPanel(
            self.shell,
            row,
            found,
            may_plan=self.tab.may(Permission.PLAN_DISINFECTION),
            may_record=self.tab.may(Permission.RECORD_DISINFECTION),
            parent=self,
        )
        panel.edit_asked.connect(lambda: self.edit(row))
        panel.plan_asked.connect(lambda: self.plan(row))
        panel.once_asked.connect(lambda: self.record_once(row))
        panel.retire_asked.connect(lambda: self.retire(row))
        self.put_panel(panel)

    def edit(self, row: AreaRow | None) -> AreaForm:
        """A new area, or what is said of one."""
        form = AreaForm(self.shell, row, parent=self)
        form.done.connect(lambda area: self._saved(area, t("disinfection_tab.area.saved")))
        self.put_panel(form)
        form.form.field("name").take_focus()
        return form

    def plan(self, row: AreaRow) -> PlanForm:
        """How it is disinfected from a day on."""
        form = PlanForm(self.shell, row, parent=self)
        form.done.connect(lambda said: self._saved(row.id, said))
        self.put_panel(form)
        form.form.field("from_on").take_focus()
        return form

    def record_once(self, row: AreaRow) -> None:
        """One time more than planned, or after an event: in the form of the day."""
        self.tab.record_once(row)

    def retire(self, row: AreaRow) -> None:
        """No longer disinfected, or again."""

        def act(work: Any) -> bool:
            areas.edit_area(work, row.id, version=row.version, is_active=not row.is_active)
            return True

        if self.attempt(act):
            words = "retired" if row.is_active else "restored"
            self._saved(row.id, t(f"disinfection_tab.area.{words}", area=row.name))

    def load_usual(self) -> None:
        """Take over the usual areas that are not there yet."""
        if (count := self.attempt(plans.load_usual)) is not None:
            self.shell.notify(t("disinfection_tab.day.loaded", count=formats.number(count)))
            self.reload()

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the list."""
        old = self.panel
        if old is not None:
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.panel = panel
        if panel is not None:
            self._body.addWidget(panel)
            panel.close_asked.connect(self.close_panel)

    def close_panel(self) -> None:
        """Back to the list."""
        self.put_panel(None)
        self.list.setFocus()

    # --- inside ---

    def _saved(self, area: int, said: str) -> None:
        self.shell.notify(said)
        self.put_panel(None)
        self.reload()
        self.list.select_id(area)
        self.show_row(area)
        self.list.setFocus()

    def _show(self) -> None:
        typed = self.search.text().strip().lower()
        shown = [
            row
            for row in self.rows
            if _is(row, self._chip) and (not typed or any(typed in each.lower() for each in _words(row)))
        ]
        lines: list[Any] = []
        for kind in rules.KINDS:
            of_kind = [row for row in shown if row.kind == kind]
            if of_kind:
                note = t("disinfection_tab.area.count", count=len(of_kind))
                lines.append(GroupRow(-1 - len(lines), t(f"disinfection_tab.kind.{kind}"), note))
                lines += of_kind
        self.source.put(lines)
        self.list.reload()

    def _empty(self) -> QWidget:
        if self.rows:
            return EmptyState(t("disinfection_tab.area.none"), icon="magnify", tone=None)
        return EmptyState(
            t("disinfection_tab.day.load_fact"),
            t("disinfection_tab.day.load_next"),
            icon="spray-bottle",
            tone=None,
        )

    def _moved(self, row: Any) -> None:
        if isinstance(row, AreaRow) and isinstance(self.panel, AreaPanel) and self.list.table.hasFocus():
            self.show_row(row.id)
            self.list.setFocus()

    def _letter(self, letter: str) -> None:
        row = self.list.current_row()
        if not isinstance(row, AreaRow):
            return
        if letter == "E" and self.tab.may(Permission.PLAN_DISINFECTION):
            self.edit(row)
        elif letter == "P" and self.tab.may(Permission.PLAN_DISINFECTION):
            self.plan(row)
        elif letter == "A" and self.tab.may(Permission.RECORD_DISINFECTION) and row.is_active:
            self.record_once(row)

    def _by_key(self) -> None:
        if self.tab.may(Permission.PLAN_DISINFECTION):
            self.edit(None)

    def _escape(self) -> None:
        if self.panel is not None:
            self.close_panel()
        else:
            self.search.setText("")
            self.choose(ALL)


def _is(row: AreaRow, chip: str) -> bool:
    trigger = row.plan.trigger if row.plan is not None else None
    match chip:
        case "retired":
            return not row.is_active
        case "event":
            return row.is_active and trigger == rules.EVENT
        case "none":
            return row.is_active and trigger is None
        case "daily":
            return row.is_active and trigger not in (None, rules.EVENT)
        case _:
            return row.is_active


def _words(row: AreaRow) -> tuple[str, ...]:
    return row.name, row.code, row.team, row.place or ""


def _columns() -> tuple[Column, ...]:
    return (
        Column("code", t("disinfection_tab.area.code"), width=56),
        Column("name", t("disinfection_tab.day.area"), width=168, stretch=True),
        Column("rule", t("disinfection_tab.day.rule"), width=96),
        Column("method", t("disinfection_tab.form.method"), width=72),
        Column("often", t("disinfection_tab.area.often"), width=120),
        Column("points", t("disinfection_tab.form.points"), kind="number", width=56, align="right"),
        Column("team", t("disinfection_tab.route.team"), width=104),
    )


def _cell(column: ColumnLike, row: AreaRow) -> Cell:
    plan, faint = row.plan, not row.is_active
    match column.key:
        case "code":
            return Cell(row.code, faint=faint)
        case "name":
            return Cell(row.name, row.place or "", faint=faint)
        case "rule":
            return Cell(plan.rule if plan is not None else "", faint=faint)
        case "method":
            return Cell(t(f"disinfection_tab.method.{plan.method}") if plan is not None else "", faint=faint)
        case "often":
            return Cell(often(plan) if plan is not None else t("disinfection_tab.area.no_plan"), faint=faint)
        case "points":
            return Cell(formats.number(row.points), faint=faint)
        case _:
            return Cell(team_words(row.team), faint=faint)
