"""One thing at hand beside the list: the number to dial, or what a plan says and its files; and the form for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.duty import ReferenceKind, references
from duty_desk.duty.references import ReferenceRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.duty.log_offer import optional
from ui.duty.reference_files import Files
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import DateField
from ui.kit.facts import Facts
from ui.kit.fields import LineEdit, TextArea
from ui.kit.labels import Label
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import TITLE, Tone
from ui.views.act_panel import ActPanel, Values, filled

if TYPE_CHECKING:
    from ui.feature_tab import Shell

_DATED = (ReferenceKind.PLAN, ReferenceKind.RULE, ReferenceKind.GUIDE, ReferenceKind.NOTICE)


class ReferencePanel(SidePanel):
    """`asked` names what is to be done: edit, retire, restore, up, down."""

    asked = Signal(str)
    files_changed = Signal()

    def __init__(
        self, shell: Shell, row: ReferenceRow, *, may_write: bool, may_attach: bool, parent: QWidget
    ) -> None:
        super().__init__(parent=parent)
        self.row = row
        tone, icon = references.STATE_TONES[row.state]
        self.set_head(
            row.title,
            t(f"duty_references.kind.{row.kind}"),
            Mark(t(f"duty_references.state.{row.state}"), Tone(tone), icon),
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if row.phone:
            # Read from the telephone, an arm's length away.
            column.addWidget(Label(row.phone, px=TITLE, bold=True))
        facts = Facts()
        for key, value in _facts(row):
            facts.add(key, t(f"duty_references.fact.{key}"), value)
        facts.finish()
        column.addWidget(facts)
        self.files: Files | None = None
        if row.kind != ReferenceKind.PHONE:
            self.files = Files(shell, row.id, may_attach=may_attach, parent=body)
            self.files.changed.connect(self.files_changed)
            column.addWidget(self.files)
        self.set_body(body)
        self.set_foot(self._acts() if may_write else (), self._moves() if may_write else ())

    def _acts(self) -> list[QWidget]:
        steps = [("edit", "pencil-outline", Kind.PRIMARY)]
        if self.row.state == references.RETIRED:
            steps.append(("restore", "undo", Kind.DEFAULT))
        else:
            steps.append(("retire", "cancel", Kind.DEFAULT))
        found: list[QWidget] = []
        for step, icon, kind in steps:
            button = Button(t(f"duty_references.panel.{step}"), icon=icon, kind=kind, parent=self)
            button.clicked.connect(lambda _=False, step=step: self.asked.emit(step))
            found.append(button)
        return found

    def _moves(self) -> list[QWidget]:
        """Up and down the telephone list as it is printed."""
        found: list[QWidget] = []
        if self.row.kind == ReferenceKind.PHONE and self.row.state != references.RETIRED:
            for step in ("up", "down"):
                button = icon_button(f"arrow-{step}", t(f"duty_references.panel.{step}"))
                button.clicked.connect(lambda _=False, step=step: self.asked.emit(step))
                found.append(button)
        return found


def reference_form(shell: Shell, row: ReferenceRow | None, kind: ReferenceKind, parent: QWidget) -> ActPanel:
    """Something new at hand, or what is said of it. Which fields there are depends on the kind."""
    panel = ActPanel(
        shell,
        t("duty_references.form.new") if row is None else t("duty_references.form.edit", title=row.title),
        t("duty_references.form.note"),
        t("duty_references.form.save"),
        lambda work, values, _second: _save(work, row, values),
        parent=parent,
    )
    form, now = panel.form, lambda: shell.desk.now
    kinds = Segmented(
        [Choice(e.value, t(f"duty_references.kind.{e.value}")) for e in ReferenceKind], kind.value
    )
    if row is None:
        form.add("kind", t("duty_references.column.kind"), kinds)
    form.add(
        "title",
        t("duty_references.column.title"),
        LineEdit(row.title if row else ""),
        check=filled(t("duty_references.error.title")),
    )
    for name in ("phone", "number", "issuer"):
        line = optional()
        line.setText(getattr(row, name) if row else "")
        form.add(name, t(f"duty_references.fact.{name}"), line)
    form.add(
        "valid_from", t("duty_references.column.valid_from"), DateField(now, row.valid_from if row else None)
    )
    form.add(
        "valid_until",
        t("duty_references.column.valid_until"),
        DateField(now, row.valid_until if row else None),
    )
    form.add("text", t("duty_references.column.text"), TextArea(row.text if row else "", lines=3))
    form.mark_saved()

    def fit() -> None:
        chosen = ReferenceKind(row.kind if row else kinds.value())
        for name in ("number", "valid_from", "valid_until"):
            form.field(name).setVisible(chosen in _DATED)
        required = chosen is ReferenceKind.PHONE
        form.control("phone").setPlaceholderText("" if required else t("duty_log.form.optional"))
        form.field("issuer").label.setText(
            t("duty_references.fact.whom" if chosen is ReferenceKind.PHONE else "duty_references.fact.issuer")
        )

    kinds.changed.connect(fit)
    fit()
    return panel


def _save(work: Work, row: ReferenceRow | None, values: Values) -> int:
    kind = ReferenceKind(str(row.kind if row else values["kind"]))
    dated = kind in _DATED
    said: dict[str, Any] = {
        "title": values["title"],
        "number": values["number"] if dated else "",
        "issuer": values["issuer"],
        "phone": values["phone"],
        "text": values["text"],
        "valid_from": values["valid_from"] if dated else None,
        "valid_until": values["valid_until"] if dated else None,
    }
    if row is None:
        return references.add(work, kind=kind, **said)
    references.edit(work, row.id, version=row.version, **said)
    return row.id


def _facts(row: ReferenceRow) -> tuple[tuple[str, str], ...]:
    return (
        ("number", row.number),
        ("whom" if row.kind == ReferenceKind.PHONE else "issuer", row.issuer),
        ("valid_from", formats.full_day(row.valid_from)),
        ("valid_until", formats.full_day(row.valid_until)),
        ("text", row.text),
    )
