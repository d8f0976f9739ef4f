"""The office itself: name, campus and phone, as they stand on every paper."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import settings
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import KeyHint, Shell
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.panels import Panel
from ui.office.setting_page import SettingPage

FIELDS = ("name", "campus", "phone")
WIDTH = 560


class ParticularsPage(SettingPage):
    """A short form; saving can be taken back."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"setting"})

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.form = Form()
        self.form.add("name", t("office.particulars.name"), LineEdit(), check=_needed)
        self.form.add("campus", t("office.particulars.campus"), LineEdit(), check=_needed)
        self.form.add(
            "phone",
            t("office.particulars.phone"),
            LineEdit(placeholder=t("kit.field.optional")),
            help=t("office.particulars.phone_help"),
        )
        self.editable = self.may(Permission.EDIT_SETTINGS)
        self.form.setEnabled(self.editable)
        panel = Panel(t("office.subject.particulars"))
        panel.setMaximumWidth(WIDTH)
        panel.body.addWidget(self.form)
        self.save_button = Button(t("office.save"), kind=Kind.PRIMARY, icon="check", key="Ctrl+Return")
        if not self.editable:
            self.save_button.hide()
        self.save_button.clicked.connect(self.save)
        foot = QHBoxLayout()
        foot.addWidget(self.form.problem_chip())
        foot.addStretch()
        foot.addWidget(self.save_button)
        panel.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        column.addStretch(1)

    def keys(self) -> tuple[KeyHint, ...]:
        return (KeyHint("Ctrl+Return", t("office.save")),) if self.editable else ()

    def reload(self) -> None:
        if not self.form.dirty:
            self.form.set_values(self._read())

    def focus_first(self) -> None:
        self.form.field("name").take_focus()

    def unsaved(self) -> bool:
        return self.form.dirty

    def save(self) -> bool:
        """Save what differs."""
        if not self.editable or not self.form.check_all():
            return False
        before = self._read()
        try:
            self._write({name: str(value) for name, value in self.form.values().items()})
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.shell.notify(
            t("office.saved", name=t("office.subject.particulars")), undo=lambda: self._write(before)
        )
        return True

    def _read(self) -> dict[str, str]:
        with self.desk.read() as read:
            return {name: str(settings.get(read, f"office.{name}", "")) for name in FIELDS}

    def _write(self, values: dict[str, str]) -> None:
        with self.desk.work() as work:
            for name, value in values.items():
                if settings.get(work, f"office.{name}", "") != value:
                    settings.put(work, f"office.{name}", value)


def _needed(value: object) -> str | None:
    return None if str(value).strip() else t("office.particulars.missing")
