"""One key person beside the list: what is known, names and numbers shortened, the calls, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.screening.key_ledger import TONES
from duty_desk.screening.key_rows import DONE, CallRow, KeyRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.facts import Facts
from ui.kit.more import Act, more_buttons
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone
from ui.reports.key_forms import day_words
from ui.reports.screening_lines import DatedLine, DatedLines


def key_mark(row: KeyRow) -> Mark:
    """What the calls of today came to, as the list and the panel show it. A temperature that is too high is loud, symptoms are amber."""
    tone, icon = TONES[row.state.value]
    if row.abnormal:
        return Mark(row.said, Tone.DANGER, "thermometer-alert")
    if row.state in DONE and row.last is not None and row.last.symptoms:
        return Mark(row.said, Tone.WARN, "alert")
    return Mark(row.said, Tone(tone), icon)


class KeyPanel(SidePanel):
    """`row` is who is shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.row: KeyRow | None = None
        self.buttons: list[Button] = []
        self.more: Sequence[Act] = ()

    def show_row(self, row: KeyRow, calls: Sequence[CallRow]) -> None:
        """Everything known of one person."""
        self.row = row
        self.set_head(
            row.name, "\N{IDEOGRAPHIC SPACE}".join(filter(None, (row.unit, row.home))), key_mark(row)
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if row.drawn:
            key = "verified" if row.verified else "drawn"
            tone = Tone.OK if row.verified else Tone.WARN
            column.addWidget(Banner(tone, t(f"reports_key.panel.{key}"), t(f"reports_key.panel.{key}_next")))
        left, right = Facts(), Facts()
        for key, value in (
            ("came_on", formats.day(row.came_on)),
            ("follow_until", day_words(row.follow_until, t("reports_key.panel.open_end"))),
            ("calls", t("reports_key.panel.times", count=row.calls)),
        ):
            left.add(key, t(f"key_people.column.{key}"), value)
        for key, value in (
            ("phone", row.phone),
            ("delivered", t("reports_key.panel.bottles", count=row.delivered)),
            ("remark", row.remark),
        ):
            right.add(key, t(f"key_people.column.{key}"), value)
        if row.ended_on is not None:
            ended = "\N{IDEOGRAPHIC SPACE}".join(filter(None, (formats.day(row.ended_on), row.ended_reason)))
            right.add("ended", t("key_people.state.ended"), ended)
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts in (left, right):
            facts.finish()
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        lines = [
            DatedLine(
                formats.moment(call.at),
                "\N{IDEOGRAPHIC SPACE}".join(filter(None, (call.said, call.note))),
                call.officer,
                bool(call.symptoms),
            )
            for call in calls
        ]
        self.calls = DatedLines(t("reports_key.panel.calls"), lines, t("reports_key.panel.no_calls"))
        column.addWidget(self.calls)
        self.set_body(body)

    def show_acts(self, dial: Callable[[], object] | None, more: Sequence[Act]) -> None:
        """The call is the one thing that is done every day; the rest is in the menu."""
        self.buttons = []
        if dial is not None:
            button = Button(
                t("reports_key.dial"),
                icon="phone-outline",
                kind=Kind.PRIMARY,
                key="D",
                bind=False,
                parent=self,
            )
            button.clicked.connect(lambda: dial())
            self.buttons.append(button)
        self.more = more
        self.set_foot(self.buttons, more_buttons(t("reports_key.panel.more"), more))
