"""Hands out an approved request: how much of each line, from which lots and why, before a second officer where the rule asks for one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval
from duty_desk.strings import t
from duty_desk.supplies import dispatch_issue, fefo_rules, reserving, stock
from duty_desk.supplies.fefo_rules import NOTHING, Pick, Wish
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.form import Form
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn
from ui.kit.labels import Label
from ui.kit.number_fields import parse_number
from ui.kit.panels import SidePanel
from ui.kit.tokens import HEAD, ROW, SMALL
from ui.views.second_officer import SecondOfficer

WIDTH = 416
LOT, EXPIRES, FREE, TAKEN, WHY = range(5)


class LineLots:
    """One line of the request: the lots that lie there, what is proposed of each, and what is typed."""

    def __init__(self, panel: IssuePanel, line: Any, rows: Sequence[tuple[Any, Any, Decimal, str]]) -> None:
        self.line = line
        # Candidate, holding, proposed quantity, and why it may not go (empty when it may).
        self.rows = tuple(rows)
        self.grid = Grid(self._columns(), (), panel, growing=False)
        self.grid.setAccessibleName(line.item)
        self.grid.setFixedHeight(HEAD + ROW * max(1, len(self.rows)) + 4)
        self.grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.grid.load(
            [
                (
                    holding.lot,
                    holding.expires_on.isoformat() if holding.expires_on else "\N{EM DASH}",
                    formats.number(one.free),
                    formats.number(proposed) if proposed else "",
                    skipped,
                )
                for one, holding, proposed, skipped in self.rows
            ]
        )

    def total(self) -> Decimal:
        """What is taken of all lots together."""
        return sum((self._taken(n) or NOTHING for n in range(len(self.rows))), NOTHING)

    def picks(self) -> list[Pick]:
        """What is taken of each lot, with the reason typed."""
        found: list[Pick] = []
        for n, (one, _holding, _proposed, skipped) in enumerate(self.rows):
            taken = self._taken(n)
            if taken:
                why = self.grid.grid.text(n, WHY).strip()
                found.append(Pick(one.lot, one.store, taken, why if why and why != skipped else None))
        return found

    def changed(self) -> bool:
        """Whether other lots than those proposed were chosen."""
        return any((self._taken(n) or NOTHING) != row[2] for n, row in enumerate(self.rows)) or any(
            pick.reason for pick in self.picks()
        )

    def _taken(self, n: int) -> Decimal | None:
        try:
            return parse_number(self.grid.grid.text(n, TAKEN))
        except ValueError:
            return None

    def _columns(self) -> tuple[GridColumn, ...]:
        return (
            GridColumn("lot", t("supplies_out.picks.lot"), 84, fixed=True),
            GridColumn("expires", t("supplies_out.picks.expires"), 88, fixed=True),
            GridColumn("free", t("supplies_moves.free"), 60, "right", fixed=True),
            GridColumn("taken", t("supplies_out.picks.taken"), 60, "right", judge=self._judge),
            GridColumn("why", t("supplies_out.issue.why"), 56, stretch=True),
        )

    def _judge(self, text: str, row: Sequence[str]) -> str | None:
        if not text.strip():
            return None
        try:
            taken = parse_number(text)
        except ValueError:
            return t("kit.number.not_number")
        found = next((each for each in self.rows if each[1].lot == row[LOT]), None)
        if found is None or not taken:
            return None
        if found[3]:
            return t("supplies_out.issue.may_not", reason=found[3])
        free = sum((each[0].free for each in self.rows if each[1].lot == row[LOT]), NOTHING)
        return t("supplies_moves.error.more", free=formats.number(free)) if taken > free else None


class IssuePanel(SidePanel):
    """`issued` carries what was posted."""

    issued = Signal(object)

    def __init__(self, shell: Shell, detail: Any, *, parent: QWidget) -> None:
        super().__init__(WIDTH, parent=parent)
        self._shell, self._detail = shell, detail
        self._operation = secrets.token_hex(16)
        self.set_head(
            t("supplies_out.issue.title", number=detail.number),
            f"{detail.unit}\N{IDEOGRAPHIC SPACE}{detail.purpose}",
        )
        self.form = Form()
        self.lines = self._propose()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for each in self.lines:
            words = t(
                "supplies_out.issue.line",
                item=each.line.item,
                approved=formats.number(each.line.approved),
                unit=each.line.unit,
            )
            column.addWidget(Label(words, bold=True, wrap=True))
            column.addWidget(each.grid)
        column.addWidget(Label(t("supplies_out.issue.help"), px=SMALL, colour="text2", wrap=True))
        self._guarded = any(each.line.needs_two for each in self.lines)
        self.second: SecondOfficer | None = None
        if self._guarded:
            self.second = SecondOfficer(shell, self.form, self.submit, title=t("supplies_out.issue.second"))
            self.second.proving.connect(lambda running: self.button.setEnabled(not running))
        column.addWidget(self.form)
        self.set_body(body)
        self.button = Button(
            t("supplies_out.issue.verb"),
            kind=Kind.PRIMARY,
            key="Ctrl+Return",
            icon="archive-arrow-up-outline",
            parent=self,
        )
        self.button.clicked.connect(self.submit)
        self.set_foot([self.form.problem_chip()], [self.button])

    @property
    def unsaved(self) -> bool:
        """Whether other lots were chosen and not handed out yet."""
        return any(each.changed() for each in self.lines)

    def focus_first(self) -> None:
        """Where what is taken stands."""
        self.lines[0].grid.setFocus()
        self.lines[0].grid.go_to(0, TAKEN)

    def submit(self) -> bool:
        """Hand out; a refusal stands in the form."""
        self.button.setFocus()
        for each in self.lines:
            if reason := each.grid.next_problem():
                each.grid.setFocus()
                self.form.clear_errors()
                self._say(reason)
                return False
        if not self.form.check_all():
            return False
        if self.second is None:
            return self._issue(None)
        content = dispatch_issue.countersigned(self._detail.id, self._detail.version)
        return self.second.prove(content, self._issue)

    def _issue(self, second: Approval | None) -> bool:
        changed = {each.line.id: each.picks() for each in self.lines if each.changed() and each.total()}
        try:
            with self._shell.desk.work() as work:
                given = dispatch_issue.issue(
                    work,
                    self._detail.id,
                    version=self._detail.version,
                    quantities={each.line.id: each.total() for each in self.lines},
                    picks=changed,
                    second=second,
                    operation=self._operation,
                )
        except DutyDeskError as error:
            self._say(error.text)
            return False
        for each in self.lines:
            each.grid.grid.load(())
            each.rows = ()
        self.issued.emit(given)
        return True

    def _propose(self) -> list[LineLots]:
        """Every lot of the items asked for, with what the order of expiry proposes of each."""
        found: list[LineLots] = []
        detail = self._detail
        with self._shell.desk.read() as read:
            wish = Wish(detail.unit_id, detail.purpose, read.at.date())
            for line in detail.lines:
                if not line.approved:
                    continue
                mine: dict[tuple[int, int], Decimal] = {}
                for pick in line.picks:
                    key = pick.lot_id, pick.store_id
                    mine[key] = mine.get(key, NOTHING) + pick.quantity
                lying = reserving.candidates(read, line.item_id, own=mine)
                held = {
                    (each.lots[0], each.store_id): each
                    for each in stock.on_hand(read, item=line.item_id, merged=False)
                }
                rows: list[tuple[Any, Any, Decimal, str]] = []
                for one in sorted(lying, key=lambda one: (one.expires_on is None, one.expires_on, one.lot)):
                    reason = fefo_rules.why_not(one, wish)
                    skipped = t(f"supplies_dispatch.skip.{reason.value}") if reason is not None else ""
                    rows.append(
                        (one, held[one.lot, one.store], mine.get((one.lot, one.store), NOTHING), skipped)
                    )
                found.append(LineLots(self, line, rows))
        return found

    def _say(self, words: str) -> None:
        from duty_desk.errors import Refusal

        self.form.show_error(Refusal("supplies_out.issue.refused", reason=words))
