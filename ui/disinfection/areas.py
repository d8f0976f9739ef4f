"""Places that are disinfected and the plans that say how; a change begins on a day and leaves what was done as it is (product rule D1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.disinfection import areas, plans, rules, usual
from duty_desk.disinfection.areas import AreaRow
from duty_desk.disinfection.ledgers import AREA_TONES, AREAS
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.disinfection.area_forms import AreaForm, PlanForm
from ui.disinfection.area_panel import AreaPanel
from ui.kit.buttons import Button, Kind
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {"code": 56, "name": 152, "agent_text": 136, "when": 120, "team": 104}


class AreasView(ListView):
    """Enter opens an area with its plans; those after events stand among the others, with what they follow."""

    SEARCHES = "disinfection_tab.area.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"area", "plan"})
    LEDGER = fitted(AREAS, _WIDTHS, ("kind", "rule", "state"))
    STRONG = "name"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "views.hint.open"),
        ("E", "disinfection_tab.area.key.edit"),
        ("P", "disinfection_tab.area.key.plan"),
        ("A", "disinfection_tab.area.key.once"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F2", "disinfection_tab.area.key.new"),
        ("E", "disinfection_tab.area.key.edit"),
        ("P", "disinfection_tab.area.key.plan"),
        ("A", "disinfection_tab.area.key.once"),
    )

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        new = QShortcut(QKeySequence("F2"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self._by_key)

    def buttons(self) -> Sequence[QWidget]:
        self.load = Button(t("disinfection_tab.area.load"), icon="download", parent=self.head)
        self.load.clicked.connect(self.load_usual)
        self.new = Button(
            t("disinfection_tab.area.new"), icon="plus", note="F2", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(lambda: self.edit(None))
        return self.load, self.new

    def choices(self, read: Any) -> Mapping[str, Chip]:
        known = areas.list_areas(read, inactive=True)
        codes = {row.code for row in known}
        missing = any(each.code not in codes for each in (*usual.usual_areas(), *usual.usual_events()))
        may = self.tab.may(Permission.PLAN_DISINFECTION)
        self.load.setVisible(may and missing)
        self.new.setVisible(may)
        found = {ALL: Chip(t("views.all"))}
        kinds = {row.kind for row in known if row.is_active}
        for kind in rules.KINDS:
            if kind in kinds:
                found[kind] = Chip(t(f"disinfection.area_kind.{kind}"), {"kind": kind})
        for state in ("unplanned", "inactive"):
            tone, icon = AREA_TONES[state]
            found[state] = Chip(t(f"disinfection.area_state.{state}"), {"state": state}, icon, Tone(tone))
        return found

    def faint(self, row: Any) -> bool:
        return row.state == "inactive"

    def empty(self) -> QWidget:
        return EmptyState(
            t("disinfection_tab.day.load_fact"),
            t("disinfection_tab.day.load_next"),
            icon="spray-bottle",
            tone=None,
        )

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if row is None:
            return
        with self.desk.read() as read:
            area = areas.get_area(read, row.id)
        if letter == "E" and self.tab.may(Permission.PLAN_DISINFECTION):
            self.edit(area)
        elif letter == "P" and self.tab.may(Permission.PLAN_DISINFECTION):
            self.plan(area)
        elif letter == "A" and self.tab.may(Permission.RECORD_DISINFECTION) and area.is_active:
            self.tab.record_once(area)

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            row = areas.get_area(read, row_id)
            found = plans.list_plans(read, row_id)
        panel = AreaPanel(
            self.shell,
            row,
            found,
            may_plan=self.tab.may(Permission.PLAN_DISINFECTION),
            may_record=self.tab.may(Permission.RECORD_DISINFECTION),
            may_print=self.tab.may(Permission.PRINT),
            parent=self,
        )
        panel.edit_asked.connect(lambda: self.edit(row))
        panel.plan_asked.connect(lambda: self.plan(row))
        panel.once_asked.connect(lambda: self.tab.record_once(row))
        panel.retire_asked.connect(lambda: self.retire(row))
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, AreaPanel):
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

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

    def _saved(self, area: int, said: str) -> None:
        self.shell.notify(said)
        self.put_panel(None)
        self.reload()
        self.show_only(area)
        self.show_row(area)
        self.list.setFocus()

    def _by_key(self) -> None:
        if self.tab.may(Permission.PLAN_DISINFECTION):
            self.edit(None)
