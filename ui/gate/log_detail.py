"""One line of the log beside the list: who, where, when, what was answered, and taking it back with a reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.gate import CrossingOrigin, LogRow
from duty_desk.gate.log import WITHDRAWN
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.facts import Facts
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel

WIDTH = 400
_SPACE = "\N{IDEOGRAPHIC SPACE}"


class PassagePanel(SidePanel):
    """`withdraw_asked` carries the passage and the reason, `complete_asked` the passage and what is added, `record_asked` a record."""

    withdraw_asked = Signal(int, str)
    complete_asked = Signal(int, str)
    record_asked = Signal(str, int)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(WIDTH, parent=parent)
        self.row: LogRow | None = None
        self.facts = Facts()
        self.form = Form()

    @property
    def unsaved(self) -> bool:
        """Whether a reason is half typed."""
        return self.form.dirty

    def put(self, row: LogRow, mark: Mark, *, may_work: bool, reveal: bool) -> None:
        """Show one passage or refusal."""
        self.row = row
        name = row.name if reveal else masking.mask_name(row.name)
        direction = t(f"gate.direction.{row.direction}") if row.direction else ""
        line = _SPACE.join(part for part in (formats.full_moment(row.at), direction, row.gate) if part)
        self.set_head(name or row.plate or row.number or t("gate_views.log.nobody"), line, mark)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.facts = _facts(row)
        column.addWidget(self.facts)
        self.form = Form(parent=body)
        right: list[QWidget] = []
        if may_work and row.crossing_id is not None and row.result != WITHDRAWN:
            if row.origin == CrossingOrigin.EMERGENCY.value and not row.note:
                hint = t("gate_tab.emergency.about_hint")
                self.form.add("note", t("gate_tab.emergency.about"), LineEdit(placeholder=hint))
                complete = Button(t("gate_tab.emergency.complete"), icon="check", parent=self)
                complete.clicked.connect(self._complete)
                right.append(complete)
            self.form.add(
                "reason", t("gate_views.reason.why"), LineEdit(placeholder=t("gate_views.log.why_hint"))
            )
            column.addWidget(self.form)
            back = Button(t("gate_views.log.withdraw"), icon="undo", kind=Kind.DANGER, parent=self)
            back.clicked.connect(self._ask)
            right.append(back)
        self.set_body(body)
        self.set_foot(self._others(row), right)

    def _others(self, row: LogRow) -> list[QWidget]:
        """To the pass and the person of the line."""
        made: list[QWidget] = []
        for kind, record in (("pass", row.pass_id), ("person", row.person_id)):
            if record is None:
                continue
            button = Button(t(f"gate_views.log.open_{kind}"), parent=self)
            button.clicked.connect(
                lambda _=False, kind=kind, record=record: self.record_asked.emit(kind, record)
            )
            made.append(button)
        return made

    def _complete(self) -> None:
        if self.row is not None and self.row.crossing_id is not None:
            self.complete_asked.emit(self.row.crossing_id, str(self.form.field("note").value()))

    def _ask(self) -> None:
        if self.row is not None and self.row.crossing_id is not None:
            self.withdraw_asked.emit(self.row.crossing_id, str(self.form.field("reason").value()))


def _facts(row: LogRow) -> Facts:
    facts = Facts()
    facts.add("kind", t("gate.column.kind"), t(f"gate.kind.{row.kind}") if row.kind else "")
    facts.add("place", t("gate.column.place"), row.place)
    facts.add("number", t("gate.column.number"), row.number)
    facts.add("plate", t("gate.column.plate"), row.plate or "")
    facts.add("temperature", t("gate.column.temperature"), row.temperature)
    facts.add("reason", t("gate.column.reason"), row.reason, bold=True)
    facts.add("origin", t("gate.column.origin"), t(f"gate.origin.{row.origin}") if row.origin else "")
    facts.add("officer", t("gate.column.officer"), row.officer or "")
    facts.add("note", t("gate.column.note"), row.note or "")
    facts.finish()
    return facts
