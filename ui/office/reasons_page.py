"""The reasons that pass forms offer: their names, the line of the bulletin they count on, their order; retired ones stay listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.passes import reasons
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.cells import Cell
from ui.kit.checks import CheckBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.paint import Mark
from ui.kit.suggestions import Suggestion
from ui.kit.tokens import Tone
from ui.kit.type_ahead import TypeAhead
from ui.office.register_page import RegisterPage
from ui.office.units_page import LIST_COMMA, split_names


class ReasonsPage(RegisterPage):
    """Reasons in the order in which forms offer them."""

    KEY = "reasons"
    OPENS = "pass_reason"
    EDITS = Permission.EDIT_POLICY

    def columns(self) -> Sequence[ColumnLike]:
        return (
            Column("label", t("office.reasons.label"), width=176),
            Column("mark", t("office.reasons.mark"), width=64),
            Column("report_group", t("office.reasons.group"), width=144, stretch=True),
            Column("exempt", t("office.reasons.quota"), width=96),
            Column("state", t("office.reasons.state"), width=128),
        )

    def cell(self, column: ColumnLike, row: Any) -> Cell:
        faint = not row.is_active
        match column.key:
            case "label":
                return Cell(row.name, faint=faint)
            case "exempt":
                return Cell(t("office.reasons.exempt_short") if row.exempt else "", faint=faint)
            case "state":
                if not row.is_active:
                    return Cell(mark=Mark(t("office.reasons.inactive"), Tone.NEUTRAL, "minus-circle-outline"))
                return Cell(t("office.reasons.needed" if row.is_needed else "office.reasons.active"))
            case _:
                return Cell(getattr(row, column.key), faint=faint)

    def words(self, row: Any) -> Sequence[str | None]:
        return [row.label, row.label_en, row.code, row.report_group, *row.synonyms]

    def read_rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            rows = reasons.list_reason_rows(read)
        self._groups = tuple(dict.fromkeys(row.report_group for row in rows))
        return rows

    def build_form(self, form: Form) -> None:
        optional = t("kit.field.optional")
        self._groups: tuple[str, ...] = ()
        form.add("label", t("office.reasons.label"), LineEdit())
        form.add("label_en", t("office.reasons.label_en"), LineEdit(placeholder=optional))
        form.add(
            "mark",
            t("office.reasons.mark"),
            LineEdit(placeholder=optional),
            help=t("office.reasons.mark_help"),
        )
        group = LineEdit(placeholder=optional)
        form.add("report_group", t("office.reasons.group"), group, help=t("office.reasons.group_help"))
        ahead = TypeAhead(group, self._find_groups, self.shell.tasks, preselect=False)
        ahead.picked.connect(lambda chosen: group.setText(chosen.text))
        form.add(
            "synonyms",
            t("office.reasons.synonyms"),
            LineEdit(placeholder=optional),
            help=t("office.reasons.synonyms_help"),
        )
        form.add("exempt", t("office.reasons.quota"), CheckBox(t("office.reasons.exempt")))
        self.code = LineEdit(placeholder=optional)
        form.add("code", t("office.reasons.code"), self.code, help=t("office.reasons.code_help"))

    def values_of(self, row: Any) -> dict[str, Any]:
        if row is None:
            empty = dict.fromkeys(("label", "label_en", "mark", "report_group", "synonyms", "code"), "")
            return {**empty, "exempt": False}
        plain = ("label", "label_en", "mark", "report_group", "exempt", "code")
        return {
            **{name: getattr(row, name) for name in plain},
            "synonyms": LIST_COMMA.join(row.synonyms),
        }

    def title_of(self, row: Any) -> tuple[str, str]:
        return row.name, "" if row.is_active else t("office.reasons.inactive")

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        form: Any = {**values, "synonyms": split_names(str(values["synonyms"]))}
        if row is None:
            return reasons.add_reason(work, **form)
        reasons.change_reason(work, row.id, **form)
        return row.id

    def head_buttons(self) -> Sequence[QWidget]:
        if not self.editable:
            return ()
        self.up_button = icon_button("arrow-up", t("office.reasons.up"), "Alt+Up", Kind.DEFAULT)
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button = icon_button("arrow-down", t("office.reasons.down"), "Alt+Down", Kind.DEFAULT)
        self.down_button.clicked.connect(lambda: self._move(1))
        return (self.up_button, self.down_button)

    def foot_buttons(self) -> Sequence[QWidget]:
        self.switch_button = Button(t("office.reasons.retire"))
        self.switch_button.clicked.connect(self._switch)
        return (self.switch_button,)

    def show_extra(self, row: Any) -> None:
        # The code is what passes and imports know it by.
        self.code.setEnabled(row is None or not row.keeps_code)
        if hasattr(self, "switch_button"):
            self.switch_button.setVisible(self.editable and row is not None and not row.is_needed)
            if row is not None:
                self.switch_button.set_words(t(f"office.reasons.{'retire' if row.is_active else 'restore'}"))

    def _find_groups(self, text: str) -> Sequence[Suggestion]:
        return [Suggestion(group, group) for group in self._groups if text in group]

    def _move(self, by: int) -> None:
        if self.row is None or self.adding:
            return
        identity, name = self.row.id, self.row.name
        moved: list[bool] = []

        def move(work: Work) -> None:
            moved.append(reasons.move_reason(work, identity, by=by))

        if self._do(move) and moved[0]:
            self.shell.notify(
                t("office.reasons.moved", name=name),
                undo=lambda: self._do(lambda work: reasons.move_reason(work, identity, by=-by)),
            )

    def _switch(self) -> None:
        if self.row is None:
            return
        identity, name, active = self.row.id, self.row.name, self.row.is_active
        act, back = reasons.retire_reason, reasons.restore_reason
        if not active:
            act, back = back, act
        if self._do(lambda work: act(work, identity)):
            self.shell.notify(
                t(f"office.reasons.{'retired' if active else 'restored'}", name=name),
                undo=lambda: self._do(lambda work: back(work, identity)),
            )

    def _do(self, act: Callable[[Work], object]) -> bool:
        """One act; a refusal stands over the form."""
        try:
            with self.desk.work() as work:
                act(work)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        return True
