"""The panel of one record of screening: head, banners, facts in two columns, dated lines, verbs and a menu of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.facts import Facts
from ui.kit.more import Act, more_buttons
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

# Words, picture, key, act; the first is the primary one.
Verb = tuple[str, str, str, Callable[[], object]]
Fact = tuple[str, str]


class RecordPanel(SidePanel):
    """`record` is the identifier of what is shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.record = 0
        self.buttons: list[Button] = []
        self.more: Sequence[Act] = ()

    def show_record(
        self,
        record: int,
        title: str,
        note: str,
        mark: Mark | None,
        facts: Sequence[Sequence[Fact]],
        below: Sequence[QWidget] = (),
        banners: Sequence[tuple[Tone, str, str]] = (),
    ) -> None:
        """Show one record; a fact without a value is left out."""
        self.record = record
        self.set_head(title, note, mark)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for tone, words, next_step in banners:
            column.addWidget(Banner(tone, words, next_step))
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for values in facts:
            part = Facts()
            for label, value in values:
                part.add(label, label, value)
            part.finish()
            pair.addWidget(part, 1)
        column.addLayout(pair)
        for widget in below:
            column.addWidget(widget)
        self.set_body(body)

    def show_acts(self, verbs: Sequence[Verb], more: Sequence[Act]) -> None:
        """The buttons at the foot."""
        self.buttons = []
        for place, (words, icon, key, act) in enumerate(verbs):
            kind = Kind.DEFAULT if place else Kind.PRIMARY
            button = Button(words, icon=icon, kind=kind, key=key, bind=False, parent=self)
            button.clicked.connect(lambda _=False, act=act: act())
            self.buttons.append(button)
        self.more = more
        self.set_foot(self.buttons, more_buttons(t("reports_screening.more"), more))
