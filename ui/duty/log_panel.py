"""One entry of the log beside the list: what was said and done, what is still open, why it was struck out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.duty import LogRow, log_rows
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.facts import Facts
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from ui.feature_tab import Shell


class LogPanel(SidePanel):
    """Shows and offers; what is to be done it asks of the view."""

    finish_asked = Signal()
    postpone_asked = Signal()
    strike_asked = Signal()
    subject_asked = Signal()
    dial_asked = Signal()

    def __init__(self, shell: Shell, row: LogRow, *, may_write: bool, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.row = row
        tone, icon = log_rows.STATE_TONES[row.state]
        self.set_head(
            row.number,
            t("duty_log.panel.note", kind=t(f"duty_log.kind.{row.kind}"), at=formats.moment(row.at)),
            Mark(t(f"duty_log.state.{row.state}"), Tone(tone), icon),
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for banner in _banners(row):
            column.addWidget(banner)
        column.addWidget(Label(row.text, bold=True, wrap=True))
        self.facts = Facts()
        for key, value in _facts(row):
            self.facts.add(key, t(f"duty_log.column.{key}"), value)
        self.facts.finish()
        column.addWidget(self.facts)
        if may_write and masking.mask_phone(row.phone) != row.phone:
            dial = Button(t("people.dial.show"), icon="phone-outline", kind=Kind.TEXT, note="P")
            dial.clicked.connect(self.dial_asked)
            column.addWidget(dial, 0, Qt.AlignmentFlag.AlignLeft)
        if row.subject is not None:
            go = Button(t("duty_log.panel.subject"), icon="clipboard-text-outline", kind=Kind.TEXT)
            go.clicked.connect(self.subject_asked)
            column.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_body(body)
        left: list[QWidget] = []
        if may_write and row.state != log_rows.STRUCK:
            waits = row.state in (log_rows.OPEN, log_rows.OVERDUE)
            if waits:
                left.append(self._button("finish", "check", Kind.PRIMARY, self.finish_asked.emit, key="D"))
            if row.state != log_rows.DONE:
                words = "postpone" if waits else "follow"
                left.append(
                    self._button(words, "clock-outline", Kind.DEFAULT, self.postpone_asked.emit, key="T")
                )
            left.append(self._button("strike", "cancel", Kind.DEFAULT, self.strike_asked.emit, key="X"))
        self.set_foot(left)

    def _button(self, words: str, icon: str, kind: Kind, act: Callable[[], object], *, key: str) -> Button:
        button = Button(t(f"duty_log.panel.{words}"), icon=icon, kind=kind, note=key, parent=self)
        button.clicked.connect(lambda _=False: act())
        return button


def _banners(row: LogRow) -> list[Banner]:
    if row.state == log_rows.STRUCK:
        words = t("duty_log.panel.struck", by=row.struck_by, at=formats.moment(row.struck_at))
        return [Banner(Tone.NEUTRAL, words, row.struck_reason)]
    if row.state == log_rows.OVERDUE:
        words = t("duty_log.panel.overdue", due=formats.moment(row.due_at))
        return [Banner(Tone.DANGER, words, t("duty_log.panel.overdue_next", name=row.responsible))]
    return []


def _facts(row: LogRow) -> tuple[tuple[str, str], ...]:
    done = ""
    if row.done_at is not None:
        done = "\N{IDEOGRAPHIC SPACE}".join(
            part for part in (formats.moment(row.done_at), row.done_by, row.done_note) if part
        )
    return (
        ("from_whom", row.from_whom),
        ("phone", masking.mask_phone(row.phone)),
        ("handling", row.handling),
        ("responsible", row.responsible),
        ("due_at", formats.moment(row.due_at)),
        ("done", done),
        ("officer", row.officer),
    )
