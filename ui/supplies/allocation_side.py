"""What must be in order before an allocation goes to the leader, and from which lots it would be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Picture
from ui.kit.paint import Mark
from ui.kit.panels import Panel
from ui.kit.tasks import Tasks
from ui.kit.tokens import HEAD, PADDING, ROW, Tone


@dataclass(frozen=True, slots=True)
class Check:
    """One line: in order, to be looked at, or in the way (`tone`), what, and the figures."""

    tone: Tone
    words: str
    figures: str


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot and how much of it would go."""

    id: int
    lot: str
    source: str
    taken: str
    left: str
    expires: str


class CheckList(Panel):
    """The checks under one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("supplies_out.check.title"), parent=parent)
        self._holder: QWidget | None = None
        self.checks: tuple[Check, ...] = ()

    @property
    def blocking(self) -> tuple[Check, ...]:
        """What must be put right first."""
        return tuple(check for check in self.checks if check.tone is Tone.DANGER)

    def put(self, checks: Sequence[Check]) -> None:
        """Show other checks."""
        self.checks = tuple(checks)
        holder = QWidget(self)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for row, check in enumerate(checks):
            grid.addWidget(Picture(Mark("", check.tone).picture, tone=check.tone, height=ROW), row, 0)
            words = Label(check.words, colour="danger" if check.tone is Tone.DANGER else "text", wrap=True)
            grid.addWidget(words, row, 1)
            figures = Label(check.figures, bold=True)
            figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(figures, row, 2)
        if self._holder is not None:
            self.body.replaceWidget(self._holder, holder)
            self._holder.hide()
            self._holder.deleteLater()
        else:
            self.body.addWidget(holder)
        self._holder = holder
        holder.show()


class LotLines(Panel):
    """Lots in the order in which they go."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(
            t("supplies_out.picks.title"), t("supplies_out.picks.note"), pad=False, parent=parent
        )
        columns = (
            Column("lot", t("supplies_out.picks.lot"), width=88),
            Column("source", t("supplies_out.picks.source"), width=96, stretch=True),
            Column("taken", t("supplies_out.picks.taken"), width=72, align="right"),
            Column("left", t("supplies_out.picks.left"), width=72, align="right"),
            Column("expires", t("supplies_out.picks.expires"), width=96),
        )
        self.source = ListSource(columns)
        self.list = LedgerView(self.source, tasks, key="supplies.picks", menu=False, foot=False, parent=self)
        self.body.setContentsMargins(PADDING, 0, PADDING, PADDING)
        self.body.addWidget(self.list)
        self.body.addStretch()
        self.list.setFixedHeight(HEAD + ROW + 2)

    def put(self, lines: Sequence[LotLine]) -> None:
        """Show other lots."""
        self.source.put(lines)
        self.list.setFixedHeight(HEAD + ROW * max(1, len(lines)) + 2)
        self.list.reload()


class Steps(QWidget):
    """How far a paper has come: who did what, and who is next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._column = column
        self._lines: list[QWidget] = []

    def put(self, steps: Sequence[tuple[str, str, bool]]) -> None:
        """Show steps as (what, who and when, done)."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        for what, who, done in steps:
            line = QWidget(self)
            grid = QGridLayout(line)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(8)
            grid.setColumnStretch(1, 1)
            picture = "check-circle" if done else "circle-outline"
            tone = Tone.OK if done else None
            grid.addWidget(Picture(picture, tone=tone, colour="ctl", height=ROW), 0, 0)
            grid.addWidget(Label(what), 0, 1)
            grid.addWidget(Label(who, px=12, colour="text2"), 0, 2)
            self._column.addWidget(line)
            line.show()
            self._lines.append(line)
