"""One unit's report beside the list: what it says, what does not agree, every edition, and the calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.strings import t
from duty_desk.unit_reports import (
    FIGURES,
    CallRow,
    ExemptionRow,
    ReportRow,
    ReportState,
    UnitDay,
    changed,
    wording,
)
from duty_desk.unit_reports.ledgers import TONES
from ui.kit.buttons import Button
from ui.kit.labels import Label
from ui.kit.more import Act, more_buttons
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone


def unit_mark(row: UnitDay, over: bool) -> Mark:
    """The state of a unit; before the deadline nobody is to blame yet."""
    tone, icon = TONES[row.state.value]
    if row.state is ReportState.MISSING and not over:
        return Mark(t("unit_reports.state.missing"), Tone.WARN, "clock-outline")
    return Mark(t(f"unit_reports.state.{row.state.value}"), Tone(tone), icon)


class UnitPanel(SidePanel):
    """`unit` is who is shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.unit = 0
        self.buttons: list[Button] = []
        self.more: Sequence[Act] = ()

    def show_row(
        self,
        row: UnitDay,
        over: bool,
        editions: Sequence[ReportRow],
        calls: Sequence[CallRow],
        exemption: ExemptionRow | None,
    ) -> None:
        """Everything known of one unit's day."""
        self.unit = row.id
        parts = (
            (formats.moment(row.at), row.reporter)
            if row.report is not None
            else (row.contact, masking.mask_phone(row.phone))
        )
        self.set_head(row.name, "\N{IDEOGRAPHIC SPACE}".join(filter(None, parts)), unit_mark(row, over))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if exemption is not None:
            column.addWidget(
                Banner(Tone.INFO, t("reports_units.exempt.fact", reason=exemption.reason), _period(exemption))
            )
        for found in row.findings:
            column.addWidget(Banner(Tone.WARN, wording.finding(found), row.remark or ""))
        if row.report is not None:
            column.addWidget(_figures(row))
            if row.remark and not row.findings:
                column.addWidget(Label(row.remark, colour="text2", wrap=True))
        if len(editions) > 1:
            column.addWidget(Label(t("reports_units.panel.editions"), bold=True))
            for before, after in zip((None, *editions), editions, strict=False):
                column.addWidget(Label(_edition(before, after), wrap=True))
        if calls:
            column.addWidget(Label(t("reports_units.panel.calls"), bold=True))
            for call in calls:
                column.addWidget(Label(_call(call), colour="text2", wrap=True))
        if row.report is None and not calls and exemption is None:
            column.addWidget(Label(t("reports_units.panel.nothing"), colour="text2", wrap=True))
        self.set_body(body)

    def show_acts(self, verbs: Sequence[tuple[Button, Callable[[], object]]], more: Sequence[Act]) -> None:
        """Buttons at the left, the rest in the menu at the right."""
        self.buttons = [button for button, _ in verbs]
        for button, act in verbs:
            button.clicked.connect(lambda _=False, act=act: act())
        self.more = more
        self.set_foot(self.buttons, more_buttons(t("reports_units.more"), more))


def _figures(row: UnitDay) -> QWidget:
    """Name and number, two beside one another; what was not said has a dash, which is not nought."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    shown = [name for name in FIGURES if row.figures[name] is not None or name in _ALWAYS]
    for place, name in enumerate(shown):
        value = row.figures[name]
        line, side = divmod(place, 2)
        loud = bool(value) and name not in _PRESENCE
        grid.addWidget(Label(t(f"unit_reports.figure.{name}"), px=SMALL, colour="text2"), line, side * 2)
        words = "\N{EN DASH}" if value is None else formats.number(value)
        grid.addWidget(Label(words, bold=loud), line, side * 2 + 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return holder


_PRESENCE = ("due", "on_campus", "off_campus")
_ALWAYS = frozenset(
    {"due", "fever", "symptom", "visit", "suspected", "confirmed", "close", "central", "home", "new", "released"}
)  # fmt: skip


def _edition(before: ReportRow | None, after: ReportRow) -> str:
    head = t("reports_units.panel.edition", edition=after.edition, at=formats.moment(after.submitted_at))
    if before is None:
        return head
    mark = t("reports_units.mark")
    changes = mark.join(
        t(
            "reports_units.panel.change",
            name=t(f"unit_reports.figure.{name}"),
            was=_said(was),
            now=_said(now),
        )
        for name, (was, now) in changed(before.figures, after.figures).items()
    )
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in (head, changes, after.reason or "") if part)


def _said(value: int | None) -> str:
    return t("reports_units.panel.unsaid") if value is None else formats.number(value)


def _call(call: CallRow) -> str:
    parts = (
        formats.moment(call.at),
        t(f"reports_units.call.outcome.{call.outcome}"),
        call.whom,
        call.officer,
        call.note,
    )
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in parts if part)


def _period(row: ExemptionRow) -> str:
    if row.until_on is None:
        return t("reports_units.exempt.open_end", day=formats.day(row.from_on))
    return formats.period(row.from_on, row.until_on)
