"""Who works at the desk: names, logins, roles, and first passwords that are told once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.people import officers
from duty_desk.people.approvals import Approval
from duty_desk.people.passwords import first_password
from duty_desk.roles import Permission, Role
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.buttons import Button
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.office.register_page import RegisterPage
from ui.office.second_person import SecondPerson


class OfficersPage(RegisterPage):
    """A new officer gets a random first password, to be changed at the first sign-in."""

    KEY = "officers"
    OPENS = "officer"
    EDITS = Permission.MANAGE_OFFICERS

    def columns(self) -> Sequence[ColumnLike]:
        return (
            Column("name", t("office.officers.name"), width=104, sortable=True),
            Column("login", t("office.officers.login"), width=104, sortable=True),
            Column("role", t("office.officers.role"), width=136, stretch=True, sortable=True),
            Column("title", t("office.officers.title"), width=112, hidden=True),
            Column("last_login_at", t("office.officers.last_login"), width=112, sortable=True),
            Column("is_active", t("office.officers.state"), width=96),
        )

    def cell(self, column: ColumnLike, row: Any) -> Cell:
        faint = not row.is_active
        match column.key:
            case "role":
                return Cell(t(f"roles.name.{row.role}"), faint=faint)
            case "last_login_at":
                return Cell(formats.moment(row.last_login_at), faint=faint)
            case "is_active":
                if not row.is_active:
                    return Cell(mark=Mark(t("office.officers.inactive"), Tone.NEUTRAL, "account-outline"))
                if row.must_change:
                    return Cell(mark=Mark(t("office.officers.first_password"), Tone.INFO, "key-outline"))
                return Cell(mark=Mark(t("office.officers.active"), Tone.OK))
            case _:
                return Cell(str(getattr(row, column.key) or ""), faint=faint)

    def words(self, row: Any) -> Sequence[str | None]:
        return [row.name, row.login, row.title, row.phone, t(f"roles.name.{row.role}")]

    def read_rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            return officers.list_officers(read)

    def build_form(self, form: Form) -> None:
        optional = t("kit.field.optional")
        form.add("name", t("office.officers.name"), LineEdit(icon="account-outline"))
        form.add("login", t("office.officers.login"), LineEdit(), help=t("office.officers.login_help"))
        roles = [(role.value, t(f"roles.name.{role}")) for role in Role]
        form.add("role", t("office.officers.role"), ComboBox(roles), help=t("office.officers.role_help"))
        form.add("title", t("office.officers.title"), LineEdit(placeholder=optional))
        form.add("phone", t("office.officers.phone"), LineEdit(placeholder=optional))

    def values_of(self, row: Any) -> dict[str, Any]:
        if row is None:
            return {**dict.fromkeys(("name", "login", "title", "phone"), ""), "role": Role.GATE.value}
        return {
            "name": row.name,
            "login": row.login,
            "role": row.role,
            "title": row.title or "",
            "phone": row.phone or "",
        }

    def title_of(self, row: Any) -> tuple[str, str]:
        return row.name, t(f"roles.name.{row.role}")

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        plain = {name: str(values[name]).strip() for name in ("name", "login")}
        plain |= {name: str(values[name]).strip() or None for name in ("title", "phone")}
        form: Any = plain
        role = Role(values["role"])
        if row is None:
            password = first_password()
            made = officers.add_officer(work, role=role, password=password, **form)
            self._told.append((str(values["name"]), password))
            return made
        officers.update_officer(work, row.id, version=row.version, **form)
        if role != row.role:
            officers.change_role(work, row.id, role, approval=self._approval)
        return row.id

    def save(self) -> bool:
        self._told.clear()
        if self._needs_approval():
            return False
        done = super().save()
        self._approval = None
        if done:
            for name, password in self._told:
                self._tell_password(name, password)
        return done

    def extra(self) -> QWidget | None:
        self._approval: Approval | None = None
        # Name and first password of who was just added.
        self._told: list[tuple[str, str]] = []
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.password_note = Banner(Tone.INFO, "", icon="key-outline")
        self.password_note.hide()
        copy = Button(t("office.officers.copy"), icon="content-copy")
        copy.clicked.connect(self._copy)
        self.password_note.add_button(copy)
        self.second = SecondPerson(self.shell)
        self.second.hide()
        self.second.approved.connect(self._approved)
        column.addWidget(self.second)
        column.addWidget(self.password_note)
        return holder

    def show_extra(self, row: Any) -> None:
        self.second.hide()
        if row is None or self.password_note.title.text() != self._password_title(row.name):
            self.password_note.hide()
        if not hasattr(self, "reset_button"):
            return
        active = row is not None and row.is_active
        oneself = row is not None and row.id == self.desk.officer.id
        self.reset_button.setVisible(self.editable and active and not oneself)
        self.active_button.setVisible(self.editable and row is not None and not oneself)
        if row is not None:
            word = "deactivate" if row.is_active else "reactivate"
            self.active_button.set_words(t(f"office.officers.{word}"))

    def foot_buttons(self) -> Sequence[QWidget]:
        self.reset_button = Button(t("office.officers.reset"), icon="key-outline")
        self.reset_button.clicked.connect(self._reset)
        self.active_button = Button(t("office.officers.deactivate"))
        self.active_button.clicked.connect(self._switch_active)
        return (self.reset_button, self.active_button)

    def _needs_approval(self) -> bool:
        """A change of role asks a second person first, where there is one."""
        from duty_desk.people import approvals

        role = str(self.form.field("role").value())
        if self.row is None or self._approval is not None or role == self.row.role:
            return False
        with self.desk.read() as read:
            if not approvals.is_needed(read):
                return False
        content = officers.role_change(self.row.id, Role(role))
        self.second.ask(
            t("office.officers.approve_role", name=self.row.name, role=t(f"roles.name.{role}")), content
        )
        return True

    def _approved(self, approval: Approval) -> None:
        self._approval = approval
        self.save()

    def _reset(self) -> None:
        if self.row is None:
            return
        name = self.row.name
        try:
            with self.desk.work() as work:
                password = officers.reset_password(work, self.row.id)
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self._tell_password(name, password)

    def _switch_active(self) -> None:
        if self.row is None:
            return
        identity, active = self.row.id, self.row.is_active
        act, back = officers.deactivate, officers.reactivate
        if not active:
            act, back = back, act
        try:
            with self.desk.work() as work:
                act(work, identity)
        except DutyDeskError as error:
            self.form.show_error(error)
            return

        def undo() -> None:
            with self.desk.work() as work:
                back(work, identity)

        word = "deactivated" if active else "reactivated"
        self.shell.notify(t(f"office.officers.{word}", name=self.row.name), undo=undo)

    def _tell_password(self, name: str, password: str) -> None:
        self._password = password
        self.password_note.say(
            self._password_title(name), t("office.officers.password_note", password=password)
        )
        self.password_note.show()

    def _password_title(self, name: str) -> str:
        return t("office.officers.password_title", name=name)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._password)
