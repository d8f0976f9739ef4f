"""Rules that change when the government changes its mind: what holds now, since when, by what order, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, policy
from duty_desk.errors import DutyDeskError
from duty_desk.people.officers import list_officers
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import KeyHint, Shell
from ui.kit.beside import Beside
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL
from ui.office.policy_values import control_for, name_of, typed_of, value_of, words_of
from ui.office.setting_page import SettingPage
from ui.office.small_list import SmallList


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as the list shows it: what is in force today."""

    id: int
    key: str
    name: str
    value: str
    since: date | None
    source: str


class PolicyPage(SettingPage):
    """A value is never changed, only followed by a later one; records keep the rule they were judged by."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"policy"})

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.rules = list(policy.rules().values())
        self.values: tuple[policy.PolicyRow, ...] = ()
        self.editable = self.may(Permission.EDIT_POLICY)
        self.row: RuleRow | None = None
        self.form = Form()
        self.search = LineEdit(placeholder=t("office.policy.search"), icon="magnify", hint="/", width=240)
        self.search.changed.connect(lambda: self.list.search(self.search.text()))
        self.source = SmallList(self._columns(), self._cell, lambda row: [row.name, row.value, row.source])
        self.list = LedgerView(
            self.source,
            shell.tasks,
            key="office.policy",
            memory=DeskMemory(shell.recall, shell.remember),
            menu=False,
            strong="name",
        )
        self.list.table.setAccessibleName(t("office.subject.policy"))
        self.list.current_changed.connect(self._moved)
        self.list.opened.connect(lambda _row: self.focus_form())
        self.list.filter_asked.connect(self.search.setFocus)
        self.list.clear_asked.connect(self.search.clear)
        self.panel = SidePanel()
        self._lay_out()

    def facts(self) -> str:
        changed = sum(1 for row in self.values if row.id is not None)
        return t("office.policy.facts", count=len(self.rules), changed=changed)

    def keys(self) -> tuple[KeyHint, ...]:
        own = (KeyHint("/", t("office.key.filter")),)
        return (*own, KeyHint("Ctrl+Return", t("office.policy.add"))) if self.editable else own

    def reload(self) -> None:
        with self.desk.read() as read:
            self.values = policy.list_values(read)
            in_force = {rule.key: policy.value(read, rule.key) for rule in self.rules}
            self._officers = [
                (row.id, row.name, t(f"roles.name.{row.role}"))
                for row in list_officers(read, active_only=True)
                if row.id != self.desk.officer.id
            ]
        today = self.desk.now.date()
        rows: list[RuleRow] = []
        for number, rule in enumerate(self.rules, 1):
            current = next(
                (row for row in self._history(rule.key) if row.starts_on <= today and row.id is not None),
                None,
            )
            rows.append(
                RuleRow(
                    number,
                    rule.key,
                    name_of(rule),
                    words_of(rule, in_force[rule.key]),
                    current.starts_on if current else None,
                    (current.source if current else rule.source) or "",
                )
            )
        self.source.put(rows)
        self.list.reload()
        if self.row is None and rows:
            self.list.select_id(1)
        if not self.form.dirty:
            self._show(self.list.current_row())
        self.facts_changed.emit()

    def focus_first(self) -> None:
        self.list.setFocus()

    def focus_form(self) -> None:
        """The keyboard goes to the new value."""
        self.beside.bring()
        if "value" in self.form.names():
            self.form.field("value").take_focus()

    def open_record(self, kind: str, record_id: int) -> bool:
        return kind == "policy" and self.list.select_id(record_id)

    def show_matches(self, text: str) -> None:
        self.search.setText(text)

    def unsaved(self) -> bool:
        return self.form.dirty

    def save(self) -> bool:
        """Add the value from its day on; a refusal stands at its field."""
        if self.row is None or not self.editable or not self.form.check_all():
            return False
        rule = policy.rules()[self.row.key]
        values = self.form.values()
        try:
            with self.desk.work() as work:
                policy.set_value(
                    work,
                    key=rule.key,
                    value=value_of(rule, values["value"]),
                    starts_on=values["starts_on"] or self.desk.now.date(),
                    source=str(values["source"]),
                    approved_by=values["approved_by"],
                )
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.reload()
        self.shell.notify(t("office.policy.added", name=self.row.name if self.row else ""))
        return True

    def _history(self, key: str) -> list[policy.PolicyRow]:
        return [row for row in self.values if row.key == key]

    def _columns(self) -> Sequence[ColumnLike]:
        return (
            Column("name", t("office.policy.name_head"), width=200),
            Column("value", t("office.policy.value"), width=96),
            Column("since", t("office.policy.since"), width=88),
            Column("source", t("office.policy.source"), width=168, stretch=True),
        )

    def _cell(self, column: ColumnLike, row: RuleRow) -> Cell:
        if column.key == "since":
            return Cell(formats.full_day(row.since) if row.since else t("office.policy.default"))
        return Cell(str(getattr(row, column.key)))

    def _moved(self, row: RuleRow | None) -> None:
        if self.form.dirty and row is not None and self.row is not None and row.id != self.row.id:
            here = self.row.id
            self.beside.bring()
            self.panel.offer_save(
                lambda: self.list.select_id(row.id) if self.save() else self.list.select_id(here),
                lambda: self._discard(row.id),
            )
        elif not self.form.dirty:
            self._show(row)

    def _discard(self, identity: int) -> None:
        self.form.mark_saved()
        self.list.select_id(identity)
        self._show(self.list.current_row())

    def _show(self, row: RuleRow | None) -> None:
        self.row = row
        if row is None:
            return
        rule = policy.rules()[row.key]
        self.panel.set_head(row.name, t("office.policy.now", value=row.value))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.form = Form()
        if self.editable:
            self._fill(rule)
            column.addWidget(self.form)
        column.addWidget(Label(t("office.policy.history"), px=SMALL, bold=True, colour="text2"))
        history = self._history(row.key)
        for past in history:
            column.addWidget(self._past(rule, past))
        if rule.source not in {past.source for past in history}:
            basis = t("office.policy.basis", source=rule.source)
            column.addWidget(Label(basis, px=SMALL, colour="text2", wrap=True))
        self.panel.set_body(holder)
        if self.editable:
            save = Button(t("office.policy.add"), kind=Kind.PRIMARY, icon="check", key="Ctrl+Return")
            save.clicked.connect(self.save)
            self.panel.set_foot([self.form.problem_chip()], [save])

    def _fill(self, rule: policy.Rule) -> None:
        self.form.add("value", t("office.policy.new_value"), control_for(rule, lambda: self.desk.now))
        self.form.add("starts_on", t("office.policy.starts_on"), DateField(lambda: self.desk.now))
        self.form.add("source", t("office.policy.source"), LineEdit(), help=t("office.policy.source_help"))
        self.form.add(
            "approved_by",
            t("office.policy.approved_by"),
            ComboBox(self._officers, placeholder=t("office.not_chosen")),
        )
        with self.desk.read() as read:
            current = policy.value(read, rule.key)
        self.form.set_values(
            {
                "value": typed_of(rule, current),
                "starts_on": self.desk.now.date(),
            }
        )

    def _past(self, rule: policy.Rule, past: policy.PolicyRow) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        since = formats.full_day(past.starts_on) if past.id is not None else t("office.policy.default")
        column.addWidget(Label(f"{words_of(rule, past.value)}\u3000{since}", wrap=True))
        told = "\u3000".join(part for part in (past.source, past.recorded_by) if part)
        column.addWidget(Label(told, px=SMALL, colour="text2", wrap=True))
        return line

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search)
        top.addStretch()
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(top)
        left.addWidget(self.list, 1)
        self.beside = Beside(self)
        self.beside.put(left, self.panel)
        self.beside.closed.connect(self.list.setFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.beside)
