"""Ultraviolet lamps: hours so far, what is due, and when each burnt (product rule D5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from duty_desk import formats, ledger
from duty_desk.disinfection import lamp_rows, lamps
from duty_desk.disinfection.lamp_rows import LAMP_USES, LAMPS, STATE_TONES, LampRow, LampUseRow
from duty_desk.disinfection.lamps import LampUsed
from duty_desk.ledger import Request
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Read
from ui.disinfection.lamps_forms import RoomLamps, ShortForm, lamp_form, tube_form, use_form
from ui.disinfection.lamps_panel import LampPanel
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {"code": 80, "place": 168}
# The last uses shown beside the list; all of them have a list of their own.
_SHOWN = 6


class LampsView(ListView):
    """Enter opens a lamp; A writes down a use, T a new tube, E changes it; F2 registers one."""

    SEARCHES = "disinfection_mix.lamp.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"lamp", "lamp_use", "policy"})
    LEDGER = fitted(LAMPS, _WIDTHS, ("last_used_at", "watts"))
    STRONG = "code"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "views.hint.open"),
        ("A", "disinfection_mix.lamp.use"),
        ("T", "disinfection_mix.lamp.tube"),
        ("E", "disinfection_mix.lamp.edit"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F2", "disinfection_mix.lamp.new"),
        ("A", "disinfection_mix.lamp.use"),
        ("T", "disinfection_mix.lamp.tube"),
        ("E", "disinfection_mix.lamp.edit"),
    )

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        new = QShortcut(QKeySequence("F2"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(lambda: self.edit(None))

    def buttons(self) -> Sequence[QWidget]:
        bring_in = Button(t("disinfection_mix.lamp.import"), icon="upload", parent=self.head)
        bring_in.clicked.connect(lambda: self.shell.open_import("uv_log"))
        bring_in.setVisible(self.tab.may(Permission.IMPORT))
        reckon = Button(t("disinfection_mix.lamp.reckon"), parent=self.head)
        reckon.clicked.connect(self.reckon)
        self.new = Button(
            t("disinfection_mix.lamp.new"), icon="plus", note="F2", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(lambda: self.edit(None))
        return bring_in, reckon, self.new

    def choices(self, read: Any) -> Mapping[str, Chip]:
        self.new.setVisible(self.tab.may(Permission.PLAN_DISINFECTION))
        tone, icon = STATE_TONES["retired"]
        return {
            ALL: Chip(t("disinfection_mix.lamp.in_use")),
            "retired": Chip(t("disinfection_mix.lamp.with_retired"), {"retired": True}, icon, Tone(tone)),
        }

    def cells(self) -> Mapping[str, CellMaker]:
        return {"hours": _hours_cell}

    def faint(self, row: Any) -> bool:
        return not row.is_active

    def empty(self) -> QWidget:
        return EmptyState(
            t("disinfection_mix.lamp.empty"),
            t("disinfection_mix.lamp.empty_next"),
            icon="spray-bottle",
            tone=None,
        )

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if not isinstance(row, LampRow):
            return
        if letter == "A" and row.is_active and self.tab.may(Permission.RECORD_DISINFECTION):
            self.use(row)
        elif letter == "T" and row.is_active and self.tab.may(Permission.RECORD_DISINFECTION):
            self.tube(row)
        elif letter == "E" and self.tab.may(Permission.PLAN_DISINFECTION):
            self.edit(row)

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            row = lamp_rows.get_lamp(read, row_id)
            uses = _last_uses(read, row_id)
        panel = LampPanel(
            self.shell,
            row,
            uses,
            may_record=self.tab.may(Permission.RECORD_DISINFECTION),
            may_plan=self.tab.may(Permission.PLAN_DISINFECTION),
            parent=self,
        )
        panel.use_asked.connect(lambda: self.use(row))
        panel.tube_asked.connect(lambda: self.tube(row))
        panel.edit_asked.connect(lambda: self.edit(row))
        panel.all_asked.connect(lambda: self.tab.show_view("lamp_uses"))
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, LampPanel):
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def use(self, row: LampRow) -> ShortForm:
        """When it burnt."""
        panel = use_form(self.shell, row, self)
        panel.done.connect(lambda used: self._used(row, used))
        return self._open(panel, "started_at")

    def tube(self, row: LampRow) -> ShortForm:
        """A new tube."""
        panel = tube_form(self.shell, row, self)
        panel.done.connect(
            lambda lamp: self._saved(lamp, t("disinfection_mix.lamp.tube_done", code=row.code))
        )
        return self._open(panel, "at")

    def edit(self, row: LampRow | None) -> ShortForm | None:
        """A new lamp, or another place, limit, out of use."""
        if not self.tab.may(Permission.PLAN_DISINFECTION):
            return None
        panel = lamp_form(self.shell, row, self)
        panel.done.connect(lambda lamp: self._saved(lamp, t("disinfection_mix.lamp.saved")))
        return self._open(panel, "code" if row is None else "place")

    def reckon(self) -> None:
        """How many lamps a room needs."""
        panel = RoomLamps(parent=self)
        self.put_panel(panel)
        panel.form.field("surface_m2").take_focus()

    def _open(self, panel: ShortForm, field: str) -> ShortForm:
        self.put_panel(panel)
        panel.form.field(field).take_focus()
        return panel

    def _used(self, row: LampRow, used: LampUsed) -> None:
        said = [t("disinfection_mix.lamp.use_done", code=row.code, hours=formats.number(used.total))]
        said += lamps.finding_words(used.findings)

        def undo() -> None:
            with self.desk.work() as work:
                lamps.withdraw_use(work, used.id, reason=t("disinfection_mix.panel.undone"))

        self.shell.notify(t("disinfection_mix.use.mark").join(said), undo=undo)
        self._saved(row.id, "")

    def _saved(self, lamp: int, said: str) -> None:
        if said:
            self.shell.notify(said)
        self.put_panel(None)
        self.reload()
        self.show_only(lamp)
        self.show_row(lamp)
        self.list.setFocus()


def _last_uses(read: Read, lamp: int) -> Sequence[LampUseRow]:
    request = Request(filters={"lamp": lamp}, sort="started_at", descending=True)
    found: Sequence[LampUseRow] = ledger.page(LAMP_USES, read, request, _SHOWN).rows
    return found


def _hours_cell(row: LampRow) -> Cell:
    text = formats.number(row.hours)
    if row.hours >= row.limit_hours:
        return Cell(text, icon="alert-octagon", tone=Tone.DANGER)
    return Cell(text)
