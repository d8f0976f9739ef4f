"""The first start: three short steps to an office of one's own, or a look at the sample one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit, PasswordField
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.start.card import CardPage

STEPS = 3
SHORTEST_PASSWORD = 8


def _filled(key: str) -> Callable[[Any], str | None]:
    return lambda value: None if str(value).strip() else t(key)


def _at_top(form: Form) -> QWidget:
    """A step is as high as the longest; the fields of a shorter one stay together."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(form)
    column.addStretch(1)
    return page


class WelcomePage(CardPage):
    """Emits `finished` with the arguments of `create_office` and whether to look at the sample office first."""

    finished = Signal(dict, bool)
    demo_asked = Signal()
    # The office is on a server already, or is to be made there.
    connect_asked = Signal()
    # What was typed so far, without the password, so that a first start can be broken off and taken up again.
    typed = Signal(dict)

    def __init__(self, typed: Mapping[str, str]) -> None:
        super().__init__(t("start.welcome.title"))
        self.steps = QStackedWidget()
        self.office = self._office_step()
        self.officer = self._officer_step()
        self._last = self._last_step()
        for page in (_at_top(self.office), _at_top(self.officer), self._last):
            self.steps.addWidget(page)
        self.body.addWidget(self.steps)
        self.back = Button(t("start.welcome.back"))
        self.back.clicked.connect(lambda: self.go(self.steps.currentIndex() - 1))
        self.try_demo = Button(t("start.welcome.try_sample"), kind=Kind.TEXT)
        self.try_demo.clicked.connect(self.demo_asked)
        self.next = Button(t("start.welcome.next"), kind=Kind.PRIMARY)
        self.next.clicked.connect(self.advance)
        self.connect_button = Button(t("server.connect.open"), kind=Kind.TEXT)
        self.connect_button.clicked.connect(self.connect_asked)
        self.foot.addWidget(self.try_demo)
        self.foot.addWidget(self.connect_button)
        self.foot.addStretch()
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.next)
        for form in (self.office, self.officer):
            form.set_values(typed)
        self.go(0)

    def go(self, step: int) -> None:
        """Show a step and put the focus where it starts."""
        self.steps.setCurrentIndex(step)
        self.note.setText(t("start.welcome.step", step=step + 1, steps=STEPS))
        self.note.show()
        self.back.setVisible(step > 0)
        for first_only in (self.try_demo, self.connect_button):
            first_only.setVisible(step == 0)
        self.next.setVisible(step < STEPS - 1)
        starts = (self.office.control("name"), self.officer.control("officer"), self.start_empty)
        starts[step].setFocus()

    def advance(self) -> None:
        """To the next step when this one is filled in."""
        form = (self.office, self.officer)[self.steps.currentIndex()]
        if form.check_all():
            self.typed.emit(self._plain())
            self.go(self.steps.currentIndex() + 1)

    def refused(self, error: DutyDeskError) -> None:
        """Creating the office was refused: go to the field it is about."""
        errors = error.errors if isinstance(error, Problems) else [error]
        named = [each.field for each in errors if isinstance(each, InputError)]
        step = 0 if named and named[0] in self.office.names() else 1
        self.go(step)
        (self.office, self.officer)[step].show_error(error)

    def busy(self, busy: bool) -> None:
        """While the office is being made, neither button can be pressed again."""
        for button in (self.start_empty, self.start_sample, self.back):
            button.setEnabled(not busy)

    def _office_step(self) -> Form:
        form = Form()
        form.add(
            "name",
            t("start.welcome.name"),
            LineEdit(placeholder=t("start.welcome.name_example")),
            check=_filled("start.error.office_missing"),
        )
        campus = LineEdit(placeholder=t("start.welcome.campus_example"))
        form.add("campus", t("start.welcome.campus"), campus, check=_filled("start.error.campus_missing"))
        campus.returnPressed.connect(self.advance)
        return form

    def _officer_step(self) -> Form:
        form = Form()
        name = LineEdit(icon="account-outline")
        form.add("officer", t("start.welcome.officer"), name, check=_filled("start.error.officer_missing"))
        name.left.connect(self._propose_login)
        form.add(
            "login",
            t("start.welcome.login"),
            LineEdit(),
            help=t("start.welcome.login_help"),
            check=_filled("start.error.login_missing"),
        )
        form.add("password", t("start.welcome.password"), PasswordField(), check=self._check_password)
        again = PasswordField()
        form.add("again", t("start.welcome.again"), again, check=self._check_again)
        again.returnPressed.connect(self.advance)
        return form

    def _last_step(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(Label(t("start.welcome.last"), wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.start_empty = Button(
            t("start.welcome.start_empty"), kind=Kind.PRIMARY, icon="check", key="Ctrl+Return"
        )
        self.start_sample = Button(t("start.welcome.start_sample"), icon="eye-outline")
        self.start_empty.clicked.connect(lambda: self._finish(False))
        self.start_sample.clicked.connect(lambda: self._finish(True))
        row.addWidget(self.start_empty)
        row.addWidget(self.start_sample)
        row.addStretch()
        column.addLayout(row)
        column.addStretch()
        return page

    def _finish(self, sample: bool) -> None:
        values = {**self.office.values(), **self.officer.values()}
        values.pop("again")
        self.finished.emit(values, sample)

    def _plain(self) -> dict[str, str]:
        secret = {"password", "again"}
        values = {**self.office.values(), **self.officer.values()}
        return {name: str(value) for name, value in values.items() if name not in secret}

    def _propose_login(self) -> None:
        name = str(self.officer.field("officer").value())
        if name and not self.officer.field("login").value():
            from duty_desk.search import sort_key

            self.officer.control("login").setText(sort_key(name).replace(" ", ""))

    def _check_password(self, value: Any) -> str | None:
        if len(str(value)) < SHORTEST_PASSWORD:
            return t("start.error.password_short", count=SHORTEST_PASSWORD)
        return None

    def _check_again(self, value: Any) -> str | None:
        return None if value == self.officer.field("password").value() else t("start.error.passwords_differ")
