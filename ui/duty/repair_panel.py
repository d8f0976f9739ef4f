"""One work order beside the list: how far it has come, when and by whom, and the next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.duty import RepairState, repair_rows
from duty_desk.duty.repair_rows import RepairRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.facts import Facts
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "\N{IDEOGRAPHIC SPACE}"
# The step that comes next, by state: words, icon, key.
NEXT: dict[RepairState, tuple[str, str, str]] = {
    RepairState.OPEN: ("assign", "account-outline", "A"),
    RepairState.ASSIGNED: ("start", "play", "S"),
    RepairState.STARTED: ("finish", "check", "D"),
}


class RepairPanel(SidePanel):
    """`asked` names the step: dial, amend, assign, start, finish, drop, print, back, log, incident."""

    asked = Signal(str)

    def __init__(self, row: RepairRow, *, may_write: bool, may_print: bool, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.row = row
        tone, icon = repair_rows.STATE_TONES[row.shown]
        note = t(
            "duty_repairs.panel.note",
            trade=t(f"duty_repairs.trade.{row.trade}"),
            at=formats.moment(row.called_at),
        )
        self.set_head(row.number, note, Mark(t(f"duty_repairs.state.{row.shown}"), Tone(tone), icon))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for banner in _banners(row):
            column.addWidget(banner)
        column.addWidget(Label(row.what, bold=True, wrap=True))
        self.about = Facts()
        for facts, values in ((self.about, _about(row)), (Facts(), _course(row))):
            for key, value in values:
                facts.add(key, t(f"duty_repairs.fact.{key}"), value)
            facts.finish()
            column.addWidget(facts)
        if may_write and masking.mask_phone(row.phone) != row.phone:
            dial = Button(t("people.dial.show"), icon="phone-outline", kind=Kind.TEXT, note="P", parent=self)
            dial.clicked.connect(lambda _=False: self.asked.emit("dial"))
            column.addWidget(dial, 0, Qt.AlignmentFlag.AlignLeft)
        links: list[str] = ["amend"] if may_write and row.is_waiting else []
        if row.log_entry is not None:
            links.append("log")
        if row.incident is not None:
            links.append("incident")
        for link in links:
            icon = "pencil-outline" if link == "amend" else "clipboard-text-outline"
            go = self._button(link, icon, Kind.TEXT, "E" if link == "amend" else "")
            column.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_body(body)
        self.set_foot(self._verbs(may_write), [*self._more(may_write), *self._papers(may_print)])

    def _verbs(self, may_write: bool) -> Sequence[QWidget]:
        found: list[QWidget] = []
        if may_write and (step := NEXT.get(self.row.state)) is not None:
            found.append(self._button(step[0], step[1], Kind.PRIMARY, step[2]))
        if may_write and self.row.state is RepairState.ASSIGNED:
            found.append(self._button("finish", "check", Kind.DEFAULT, "D"))
        return found

    def _papers(self, may_print: bool) -> Sequence[QWidget]:
        if not may_print:
            return ()
        button = icon_button("printer-outline", t("duty_repairs.panel.print"), "Ctrl+P")
        button.clicked.connect(lambda: self.asked.emit("print"))
        return (button,)

    def _more(self, may_write: bool) -> Sequence[QWidget]:
        if not may_write:
            return ()
        if self.row.is_waiting:
            return (self._button("drop", "", Kind.TEXT),)
        return (self._button("back", "undo", Kind.TEXT),)

    def _button(self, step: str, icon: str, kind: Kind, key: str = "") -> Button:
        button = Button(t(f"duty_repairs.panel.{step}"), icon=icon, kind=kind, note=key, parent=self)
        ask: Callable[[], None] = lambda: self.asked.emit(step)  # noqa: E731
        button.clicked.connect(lambda _=False: ask())
        return button


def called_by(row: RepairRow, phone: str) -> str:
    """Who reported the damage, with the number as it is to be shown."""
    return _GAP.join(part for part in (row.caller, phone) if part)


def _banners(row: RepairRow) -> list[Banner]:
    if row.shown == repair_rows.OVERDUE:
        words = t("duty_repairs.panel.overdue", due=formats.moment(row.due_at))
        who = row.assigned_to or t("duty_repairs.panel.nobody")
        return [Banner(Tone.DANGER, words, t("duty_repairs.panel.overdue_next", who=who))]
    if row.state is RepairState.DROPPED:
        return [Banner(Tone.NEUTRAL, t("duty_repairs.panel.dropped"), row.dropped_reason)]
    if row.is_urgent and row.is_waiting:
        return [Banner(Tone.WARN, t("duty_repairs.panel.urgent"), t("duty_repairs.panel.urgent_next"))]
    return []


def _about(row: RepairRow) -> tuple[tuple[str, str], ...]:
    return (
        ("place", _GAP.join(part for part in (row.building, row.place) if part)),
        ("caller", called_by(row, masking.mask_phone(row.phone))),
        ("due_at", formats.moment(row.due_at) if row.is_waiting else ""),
    )


def _course(row: RepairRow) -> tuple[tuple[str, str], ...]:
    assigned = _GAP.join(part for part in (formats.moment(row.assigned_at), row.assigned_to) if part)
    heads = t("duty_repairs.panel.heads", count=row.workers) if row.workers else ""
    started = _GAP.join(part for part in (formats.moment(row.started_at), heads, row.worker_names) if part)
    hours = t("duty_repairs.hours", hours=formats.number(row.hours)) if row.hours is not None else ""
    done = _GAP.join(part for part in (formats.moment(row.done_at), hours) if part)
    return (
        ("assigned", assigned),
        ("started", started),
        ("done", done),
        ("result", row.result),
        ("material", row.material),
        ("accepted_by", row.accepted_by),
    )
