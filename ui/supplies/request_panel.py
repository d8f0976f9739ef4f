"""A request of one unit beside the list: who, what for, and lines in any unit; kept as a draft while it is typed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import drafts, formats
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.people.rules import check_phone
from duty_desk.strings import t
from duty_desk.supplies import catalogue, dispatch, quantities
from duty_desk.supplies.dispatch_form import Asked
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.draft import DraftKeeper, type_in, typed_in
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn
from ui.kit.labels import Label
from ui.kit.panels import SidePanel
from ui.kit.suggestions import Suggestion
from ui.kit.tokens import HEAD, ROW, SMALL
from ui.supplies.pick import UnitField
from ui.supplies.receive_lines import Known, faults_of
from ui.views.act_panel import filled

DRAFT = "supplies.request"
WIDTH = 416
ITEM, QUANTITY, UNIT = range(3)
SHOWN_LINES = 6


class RequestPanel(SidePanel):
    """`requested` carries what was made."""

    requested = Signal(object)

    def __init__(self, shell: Shell, *, parent: QWidget) -> None:
        super().__init__(WIDTH, parent=parent)
        self._shell = shell
        self._operation = secrets.token_hex(16)
        self._faults: dict[Any, str] = {}
        with shell.desk.read() as read:
            self._known = Known(read)
        self.set_head(t("supplies_out.request.title"), t("supplies_out.request.note"))
        self.form = Form()
        optional = t("supplies_in.optional")
        self.unit = UnitField(shell)
        self.form.add("unit", t("supplies_out.request.unit"), self.unit, check=self._check_unit)
        self.form.add(
            "purpose",
            t("supplies_out.request.purpose"),
            LineEdit(placeholder=t("supplies_out.allocation.purpose_hint")),
            check=filled(t("supplies_out.request.purpose_missing")),
        )
        self.form.add("place", t("supplies_out.request.place"), LineEdit(placeholder=optional))
        self.form.add("receiver", t("supplies_out.request.receiver"), LineEdit(placeholder=optional))
        self.form.add(
            "receiver_phone", t("supplies_in.phone"), LineEdit(placeholder=optional), check=_check_phone
        )
        self.form.add("note", t("supplies_in.note"), LineEdit(placeholder=optional))
        self.grid = Grid(self._columns(), along=True)
        self.grid.setAccessibleName(t("supplies_out.request.lines"))
        self.grid.setFixedHeight(HEAD + ROW * SHOWN_LINES)
        self.grid.suggest("item", self._find, shell.tasks)
        self.grid.saves_by(self.submit)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.form)
        column.addWidget(Label(t("supplies_out.request.lines"), px=SMALL, bold=True, colour="text2"))
        column.addWidget(self.grid)
        self.set_body(body)
        send = Button(t("supplies_out.request.submit"), kind=Kind.PRIMARY, key="Ctrl+Return", parent=self)
        send.clicked.connect(self.submit)
        self.set_foot([self.form.problem_chip()], [send])
        self.keeper = DraftKeeper(shell.desk, DRAFT, self.form, self._draft)
        self.form.changed.connect(self.keeper.look)
        self.grid.changed.connect(self.form.mark_typed)
        self._take_draft()

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def focus_first(self) -> None:
        """Typing starts with the unit."""
        self.form.field("unit").take_focus()

    def save_draft(self) -> None:
        """Keep what was typed so far."""
        self.keeper.keep()

    def add_item(self, item: int) -> None:
        """Begin a line with an item."""
        with self._shell.desk.read() as read:
            row = catalogue.get_item(read, item)
        place = next(
            (n for n in range(self.grid.grid.rowCount()) if not self.grid.grid.text(n, ITEM)),
            self.grid.grid.rowCount(),
        )
        self.grid.grid.change("", [(place, ITEM, self._known.words(row))])

    def submit(self) -> bool:
        """Ask for the goods; what is wrong stands at its place with everything typed still there."""
        self.grid.setFocus()
        if not self.form.check_all():
            return False
        if reason := self.grid.next_problem():
            self.form.show_error(InputError("lines", "supplies_out.request.line_wrong", reason=reason))
            return False
        lines, rows = self._lines()
        values = self.form.values()
        try:
            with self._shell.desk.work() as work:
                made = dispatch.request(
                    work,
                    unit=int(values["unit"]),
                    purpose=str(values["purpose"]),
                    lines=lines,
                    operation=self._operation,
                    place=str(values["place"]),
                    receiver=str(values["receiver"]),
                    receiver_phone=str(values["receiver_phone"]),
                    note=str(values["note"]),
                )
                drafts.discard(work, DRAFT)
        except DutyDeskError as error:
            self._refused(error, rows)
            return False
        self.form.mark_saved()
        self.keeper.look()
        self.requested.emit(made)
        return True

    def _lines(self) -> tuple[list[Asked], list[int]]:
        lines: list[Asked] = []
        rows: list[int] = []
        model = self.grid.grid
        for row in range(model.rowCount()):
            item = self._known.item(model.text(row, ITEM))
            if item is not None:
                lines.append(
                    Asked(item.id, model.text(row, QUANTITY).strip(), model.text(row, UNIT).strip() or None)
                )
                rows.append(row)
        return lines, rows

    def _refused(self, error: DutyDeskError, rows: Sequence[int]) -> None:
        cells, others = faults_of(error, rows, self.grid.grid, width=UNIT + 1)
        self._faults.clear()
        self._faults.update(cells)
        self.grid.viewport().update()
        if cells:
            reason = self.grid.next_problem()
            self.form.show_error(InputError("lines", "supplies_out.request.line_wrong", reason=reason))
        elif others:
            self.form.show_error(others[0])
        else:
            self.form.show_error(error)

    def _columns(self) -> tuple[GridColumn, ...]:
        def told(check: Any, key: str) -> Any:
            return lambda text, row: check(text, row) or self._faults.get((tuple(row), key))

        return (
            GridColumn("item", t("supplies_in.line.item"), 200, judge=told(self._item, "item"), stretch=True),
            GridColumn(
                "quantity",
                t("supplies_out.request.quantity"),
                96,
                "right",
                judge=told(self._quantity, "quantity"),
            ),
            GridColumn("unit", t("supplies_in.line.unit"), 72),
        )

    def _item(self, text: str, row: Sequence[str]) -> str | None:
        if not text.strip():
            return t("supplies_in.error.item_missing")
        return None if self._known.item(text) else t("supplies_tab.nothing_found", text=text.strip()[:20])

    def _quantity(self, text: str, row: Sequence[str]) -> str | None:
        item = self._known.item(row[ITEM])
        if item is None:
            return None
        try:
            quantities.read_quantity(text, row[UNIT], item)
        except InputError as error:
            return error.text
        return None

    def _find(self, text: str) -> list[Suggestion]:
        with self._shell.desk.read() as read:
            return [
                Suggestion(row.id, self._known.words(row), note=row.spec, number=row.code)
                for row in catalogue.search_items(read, text)
            ]

    def _check_unit(self, value: object) -> str | None:
        return None if value is not None else self.unit.problem() or t("supplies_out.request.unit_missing")

    def _draft(self) -> Mapping[str, Any]:
        model = self.grid.grid
        lines = [[model.text(row, place) for place in range(UNIT + 1)] for row in range(model.rowCount())]
        return {"form": typed_in(self.form), "lines": [line for line in lines if any(line)]}

    def _take_draft(self) -> None:
        kept = self.keeper.load()
        if kept is None:
            return
        self.grid.grid.load(kept.content.get("lines") or ())
        type_in(self.form, kept.content.get("form") or {})
        self.set_head(
            t("supplies_out.request.title"), t("supplies_in.restored", moment=formats.moment(kept.saved_at))
        )


def _check_phone(text: str) -> str | None:
    if text:
        check_phone(text)
    return None
