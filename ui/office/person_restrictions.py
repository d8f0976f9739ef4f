"""What holds against a person: isolation, home quarantine, fever, a block; put on and lifted with a reason."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.people import restrictions
from duty_desk.people.restrictions import RestrictionKind, RestrictionRow
from duty_desk.roles import ALLOWED, Permission
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label, Line
from ui.kit.paint import Mark
from ui.kit.tokens import SMALL, Tone


class PersonRestrictions(QWidget):
    """Below the form of a person. Passes and gate read these; nothing else suspends a pass."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._person: int | None = None
        role = shell.desk.officer.role
        self._may_add = Permission.RESTRICT in ALLOWED[role] and not shell.desk.read_only
        self._may_lift = Permission.LIFT_RESTRICTION in ALLOWED[role] and not shell.desk.read_only
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(Line())
        self._column.addWidget(Label(t("office.restrictions.title"), px=SMALL, bold=True, colour="text2"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._column.addLayout(self._rows)
        self.form = Form()
        kinds = [(str(kind), t(f"people.restriction_kind.{kind}")) for kind in RestrictionKind]
        self.form.add("kind", t("office.restrictions.kind"), ComboBox(kinds))
        self.form.add("starts_on", t("office.restrictions.from"), DateField(lambda: shell.desk.now))
        self.form.add(
            "ends_on",
            t("office.restrictions.until"),
            DateField(lambda: shell.desk.now),
            help=t("office.restrictions.until_help"),
        )
        self.form.add("reason", t("office.restrictions.reason"), LineEdit())
        self.add_button = Button(t("office.restrictions.add"), kind=Kind.DANGER, icon="lock-outline")
        self.add_button.clicked.connect(self._add)
        for part in (self.form, self.add_button):
            self._column.addWidget(part)
            if not self._may_add:
                part.hide()

    def show_person(self, person: int | None) -> None:
        """Read what holds and held."""
        self._person = person
        self.setVisible(person is not None)
        if person is None:
            return
        with self._shell.desk.read() as read:
            rows = restrictions.list_restrictions(read, person)
        while self._rows.count():
            item = self._rows.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.deleteLater()
        for row in rows:
            self._rows.addWidget(self._line(row))
        if not rows:
            self._rows.addWidget(Label(t("office.restrictions.none"), colour="text2"))
        self.form.clear_errors()
        self.form.set_values(
            {"kind": "blocked", "starts_on": self._shell.desk.now.date(), "ends_on": None, "reason": ""}
        )

    def _line(self, row: RestrictionRow) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        holds = row.lifted_at is None and row.holds(self._shell.desk.now.date())
        tone = Tone.DANGER if holds else Tone.NEUTRAL
        head.addWidget(Chip(Mark(t(f"people.restriction_kind.{row.kind}"), tone)))
        until = formats.day(row.ends_on) if row.ends_on else t("office.restrictions.open_end")
        head.addWidget(Label(f"{formats.day(row.starts_on)}\u2014{until}"))
        head.addStretch()
        if holds and self._may_lift and row.id is not None:
            lift = Button(t("office.restrictions.lift"), icon="check")
            lift.clicked.connect(lambda _=False, which=row.id: self._lift(which))
            head.addWidget(lift)
        column.addLayout(head)
        told = row.reason
        if row.lifted_at is not None:
            told += "\u3000" + t(
                "office.restrictions.lifted",
                moment=formats.moment(row.lifted_at),
                reason=row.lift_reason or "",
            )
        column.addWidget(Label(told, px=SMALL, colour="text2", wrap=True))
        return line

    def _add(self) -> None:
        if self._person is None or not self.form.check_all():
            return
        values = self.form.values()
        try:
            with self._shell.desk.work() as work:
                made = restrictions.restrict(
                    work,
                    person=self._person,
                    kind=RestrictionKind(values["kind"]),
                    starts_on=values["starts_on"] or self._shell.desk.now.date(),
                    ends_on=values["ends_on"],
                    reason=str(values["reason"]),
                )
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self._shell.notify(t("office.restrictions.added"), undo=lambda: self._take_back(made))

    def _lift(self, which: int) -> None:
        reason = str(self.form.field("reason").value())
        try:
            with self._shell.desk.work() as work:
                restrictions.lift(work, which, reason=reason)
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self._shell.notify(t("office.restrictions.was_lifted"))

    def _take_back(self, which: int) -> None:
        with self._shell.desk.work() as work:
            restrictions.lift(work, which, reason=t("office.restrictions.taken_back"))
