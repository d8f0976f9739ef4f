"""One paper beside its list: facts, its lines, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.facts import Facts
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.more import Act, more_buttons
from ui.kit.notices import Banner
from ui.kit.panels import SidePanel
from ui.kit.tokens import HEAD, ROW, SMALL, Tone


class RecordPanel(SidePanel):
    """`show_parts` fills the body anew; `show_acts` the foot: the first acts as buttons, the rest in the menu."""

    def __init__(self, shell: Shell, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._shell = shell
        self.record_id = 0
        self.facts: tuple[Facts, Facts] = (Facts(), Facts())
        self.lines: LedgerView | None = None

    def fact(self, key: str) -> str:
        """What a fact says now."""
        return self.facts[0].text(key) or self.facts[1].text(key)

    def show_parts(
        self,
        pairs: tuple[Sequence[tuple[str, str, str]], Sequence[tuple[str, str, str]]],
        *,
        banners: Sequence[tuple[Tone, str, str]] = (),
        title: str = "",
        columns: Sequence[Column] = (),
        rows: Sequence[object] = (),
        cell: Callable[[ColumnLike, object], Cell] | None = None,
        opened: Callable[[object], object] | None = None,
        below: Sequence[QWidget] = (),
    ) -> None:
        """Facts in two columns as (key, label, value), then a list of lines as high as they are."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for tone, fact, remedy in banners:
            column.addWidget(Banner(tone, fact, remedy))
        self.facts = (Facts(), Facts())
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts, values in zip(self.facts, pairs, strict=True):
            for key, label, value in values:
                facts.add(key, label, value)
            facts.finish()
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        self.lines = None
        if columns and not rows:
            column.addWidget(Label(title, bold=True))
            column.addWidget(Label(t("supplies_tab.no_lines"), px=SMALL, colour="text2"))
        elif columns:
            column.addWidget(Label(title, bold=True))
            source = ListSource(columns, rows, cell)  # pyright: ignore[reportArgumentType]
            view = LedgerView(source, self._shell.tasks, key="supplies.record", menu=False, foot=False)
            view.setFixedHeight(HEAD + ROW * max(1, len(rows)) + 2)
            if opened is not None:
                view.opened.connect(opened)
            view.reload()
            column.addWidget(view)
            self.lines = view
        for widget in below:
            column.addWidget(widget)
        self.set_body(body)

    def show_acts(
        self, acts: Sequence[tuple[str, str, Kind, str, Callable[[], object]]], more: Sequence[Act]
    ) -> None:
        """Buttons as (words, icon, kind, key, act); further acts stand in the menu at the right."""
        left: list[QWidget] = []
        for words, icon, kind, key, act in acts:
            button = Button(words, icon=icon, kind=kind, key=key, parent=self)
            button.clicked.connect(lambda _=False, act=act: act())
            left.append(button)
        self.set_foot(left, more_buttons(t("supplies_tab.more"), more))
