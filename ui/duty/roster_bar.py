"""Over the roster while shifts are proposed: what would change, taken over or dropped."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk.strings import t
from ui.duty.roster_model import RosterModel
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label


class ProposalBar(QWidget):
    """Hidden as long as nothing is proposed."""

    taken = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 8, 6)
        line.setSpacing(8)
        self.words = Label("", bold=True, colour="warn", elide=True)
        self.take = Button(t("duty_roster.proposal.take"), kind=Kind.PRIMARY, key="Return", bind=False)
        self.drop = Button(t("duty_roster.proposal.drop"), key="Esc", bind=False)
        self.take.clicked.connect(self.taken)
        self.drop.clicked.connect(self.dropped)
        line.addWidget(self.words, 1)
        line.addWidget(self.drop)
        line.addWidget(self.take)
        self.hide()

    def put(self, model: RosterModel) -> None:
        """Say what the proposal in the grid would change."""
        people = len({person for person, _ in model.proposed})
        said = t("duty_roster.proposal.bar", count=len(model.proposed), people=people)
        if model.left:
            said += t("duty_roster.proposal.left", count=len(model.left))
        self.words.setText(said)
        self.setVisible(bool(model.proposed))
