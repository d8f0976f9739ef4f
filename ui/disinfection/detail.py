"""One record beside a list: what was done, what the rules say against it, who looked at it; accepted or taken back from here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.disinfection import records
from duty_desk.disinfection.record_rows import RecordRow
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.choices import Choice, Segmented
from ui.kit.facts import Facts
from ui.kit.fields import LineEdit
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel

STATES: dict[str, tuple[Tone, str]] = {
    "passed": (Tone.OK, "check-circle"),
    "failed": (Tone.DANGER, "cancel"),
    "unchecked": (Tone.INFO, "clipboard-check-outline"),
    "running": (Tone.PROC, "progress-clock"),
    "withdrawn": (Tone.NEUTRAL, "cancel"),
}


def state_mark(state: str) -> Mark:
    """How a record stands, as a chip."""
    tone, icon = STATES[state]
    return Mark(t(f"disinfection.record_state.{state}"), tone, icon)


class RecordDetail(SidePanel):
    """`accept_asked` and `withdraw_asked` when the officer may."""

    accept_asked = Signal()
    withdraw_asked = Signal()

    def __init__(self, row: RecordRow, *, may_record: bool, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.row = row
        self.set_head(row.place, formats.moment(row.started_at), state_mark(row.state))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if row.withdrawn_at is not None:
            said = t("disinfection_tab.record.withdrawn", at=formats.moment(row.withdrawn_at))
            column.addWidget(Banner(Tone.WARN, said, row.withdrawn_reason or ""))
        if row.findings:
            column.addWidget(Banner(Tone.WARN, row.findings_text, row.reason or ""))
        self.facts = (Facts(), Facts())
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts, values in zip(self.facts, _facts(row), strict=True):
            for key, value in values:
                facts.add(key, t(f"disinfection_tab.record.{key}"), value)
            facts.finish()
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        self.set_body(body)
        left: list[QWidget] = []
        if may_record and row.withdrawn_at is None:
            if row.state == "unchecked":
                check = Button(
                    t("disinfection_tab.record.accept"),
                    icon="clipboard-check-outline",
                    key="Ctrl+Return",
                    kind=Kind.PRIMARY,
                    parent=self,
                )
                check.clicked.connect(self.accept_asked)
                left.append(check)
            back = Button(t("disinfection_tab.record.withdraw"), icon="undo", parent=self)
            back.clicked.connect(self.withdraw_asked)
            left.append(back)
        self.set_foot(left)

    def add_print(self, act: Callable[[], object]) -> None:
        """A record that has a paper of its own."""
        button = icon_button("printer-outline", t("disinfection_tab.record.print"))
        button.clicked.connect(lambda: act())
        self.add_to_head(button)

    def fact(self, key: str) -> str:
        """What a fact says."""
        return self.facts[0].text(key) or self.facts[1].text(key)


def ask_accept(shell: Shell, row: RecordRow, done: Callable[[], object], parent: QWidget) -> ActPanel:
    """Another person says whether it was well done."""
    panel = ActPanel(
        shell,
        t("disinfection_tab.record.accept_title", place=row.place),
        t("disinfection_tab.record.done", who=row.done_by, at=formats.moment(row.started_at)),
        t("disinfection_tab.record.accept_do"),
        lambda work, values, second: records.accept(
            work, row.id, verdict=values["verdict"], second=second, note=values["note"] or None, seen=row
        ),
        icon="clipboard-check-outline",
        parent=parent,
    )
    verdicts = [Choice(each, t(f"disinfection_tab.record.verdict.{each}")) for each in ("passed", "failed")]
    verdict = Segmented(verdicts, "passed")
    panel.form.add("verdict", t("disinfection_tab.record.verdict.name"), verdict)
    panel.form.add(
        "note",
        t("disinfection_tab.record.remark"),
        LineEdit(placeholder=t("disinfection_tab.optional")),
        check=lambda value: (
            t("disinfection_tab.record.what_is_wrong") if verdict.value() == "failed" and not value else None
        ),
    )
    panel.ask_checker(
        lambda values: records.checked(row.id, row.recorded_at, values["verdict"], values["note"])
    )
    panel.done.connect(lambda _given: done())
    return panel


def ask_withdraw(shell: Shell, row: RecordRow, done: Callable[[], object], parent: QWidget) -> ActPanel:
    """A wrong record is taken back; it stays in the list, marked."""
    panel = ActPanel(
        shell,
        t("disinfection_tab.record.withdraw_title", place=row.place),
        t("disinfection_tab.record.withdraw_note"),
        t("disinfection_tab.record.withdraw"),
        lambda work, values, _second: records.withdraw(work, row.id, reason=values["reason"], seen=row),
        icon="undo",
        kind=Kind.DANGER,
        parent=parent,
    )
    panel.ask_reason()
    panel.done.connect(lambda _given: done())
    return panel


def _facts(row: RecordRow) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    minutes = lambda value: t("disinfection_tab.minutes", count=value) if value is not None else ""  # noqa: E731
    until = formats.clock(row.ended_at) if row.ended_at is not None else ""
    left = (
        ("time", f"{formats.clock(row.started_at)}\N{EN DASH}{until}"),
        ("method", t(f"disinfection.method.{row.method}")),
        ("agent", row.agent_text),
        ("strength", row.strength_text),
        ("mix", row.mix_number or ""),
        ("ratio", " ".join(part for part in (row.stock_text or "", row.ratio or "") if part)),
        ("used", t("disinfection_tab.millilitres", count=formats.number(row.used_ml)) if row.used_ml else ""),
        ("contact", minutes(row.minutes)),
        ("air", minutes(row.air_minutes)),
    )
    checked = formats.moment(row.checked_at) if row.checked_at is not None else ""
    right = (
        ("done_by", row.done_by),
        ("checked_by", f"{row.checked_by or ''} {checked}".strip()),
        ("points", formats.number(row.points)),
        ("team", row.team),
        ("protection", row.protection or ""),
        ("late", t("disinfection_tab.record.is_late") if row.is_late else ""),
        ("note", row.note or ""),
        ("recorded", f"{row.officer or ''} {formats.moment(row.recorded_at)}".strip()),
    )
    return left, right
