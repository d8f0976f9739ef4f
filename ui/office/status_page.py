"""What to set up first and what is set up already; versions, data folder, and the proof that the data fits together."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, ClassVar

from PySide6 import __version__ as qt_version
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import backup, check, settings
from duty_desk.desk import Desk
from duty_desk.errors import DutyDeskError
from duty_desk.people import households, officers, places, units
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label
from ui.kit.notices import Banner, Picture
from ui.kit.panels import Panel, Scroll
from ui.kit.printing import printer_names
from ui.kit.tokens import SMALL, Tone
from ui.office.setting_page import SettingPage

WIDTH = 720


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: its words `office.status.step.<key>`, whether it is done, and where it is done."""

    key: str
    done: bool
    subject: str


class StatusPage(SettingPage):
    """The list stays until everything on it is done; then only the facts are left."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"gate", "unit", "officer", "setting"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.steps: tuple[Step, ...] = ()
        self.first = Panel(t("office.status.first"))
        self.first.setMaximumWidth(WIDTH)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.first.body.addLayout(self._lines)
        self.facts_panel = Panel(t("office.subject.status"))
        self.facts_panel.setMaximumWidth(WIDTH)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnStretch(1, 1)
        self.facts_panel.body.addLayout(self._facts)
        self.result = Banner(Tone.OK, "")
        self.result.hide()
        self.check_button = Button(
            t("office.status.check"), kind=Kind.PRIMARY, icon="database-check-outline", key="F2"
        )
        self.check_button.clicked.connect(self.check)
        self.copy_button = Button(t("office.status.copy"), icon="content-copy")
        self.copy_button.clicked.connect(self._copy)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch()
        foot.addWidget(self.copy_button)
        foot.addWidget(self.check_button)
        self.facts_panel.body.addWidget(self.result)
        self.facts_panel.body.addLayout(foot)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.first)
        column.addWidget(self.facts_panel)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scroll(inside))
        self._told: list[tuple[str, str]] = []

    def facts(self) -> str:
        left = sum(not step.done for step in self.steps)
        return t("office.status.left", count=left) if left else t("office.status.ready")

    def reload(self) -> None:
        self.shell.tasks.run(partial(_look, self.desk), done=self._show)

    def focus_first(self) -> None:
        self.check_button.setFocus()

    def check(self) -> None:
        """Prove beside the window that everything stored fits together."""
        self.check_button.refuse(t("office.status.checking"))
        self.shell.tasks.run(
            partial(check.run, self.desk, full=True), done=self._checked, failed=self._not_checked
        )

    def _checked(self, findings: Any) -> None:
        self.check_button.refuse("")
        wrong = tuple(findings)
        if wrong:
            self.result.say(
                t("office.status.wrong", count=len(wrong)),
                "\n".join(finding.text for finding in wrong[:5]),
                Tone.DANGER,
            )
        else:
            self.result.say(t("office.status.fits"), tone=Tone.OK)
        self.result.show()

    def _not_checked(self, error: Exception) -> None:
        self.check_button.refuse("")
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)

    def _show(self, found: tuple[tuple[Step, ...], list[tuple[str, str]]]) -> None:
        self.steps, self._told = found
        _empty(self._lines)
        for step in self.steps:
            self._lines.addWidget(self._line(step))
        self.first.setVisible(any(not step.done for step in self.steps))
        # New lines come last to the Tab key, though they stand first.
        lines = [go for go in self.first.findChildren(Button) if go.isVisibleTo(self.first)]
        stops = [*lines, self.copy_button, self.check_button]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)
        _empty(self._facts)
        for row, (name, value) in enumerate(self._told):
            self._facts.addWidget(Label(t(f"office.status.fact.{name}"), colour="text2"), row, 0)
            self._facts.addWidget(Label(value, wrap=True), row, 1)
        self.facts_changed.emit()

    def _line(self, step: Step) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(
            Picture(
                "check-circle" if step.done else "circle-outline", tone=Tone.OK if step.done else Tone.NEUTRAL
            )
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(t(f"office.status.step.{step.key}"), bold=not step.done))
        words.addWidget(Label(t(f"office.status.why.{step.key}"), px=SMALL, colour="text2", elide=True))
        row.addLayout(words, 1)
        if not step.done:
            go = Button(t("office.status.go"), icon="arrow-right")
            go.setAccessibleName(f"{t('office.status.go')} {t(f'office.status.step.{step.key}')}")
            go.clicked.connect(lambda _=False, step=step: self.shell.open_place("office", step.subject))
            row.addWidget(go)
        return line

    def _copy(self) -> None:
        text = "\n".join(f"{name}: {value}" for name, value in self._told if name != "folder")
        QGuiApplication.clipboard().setText(text)


def _look(desk: Desk) -> tuple[tuple[Step, ...], list[tuple[str, str]]]:
    """What is set up, and the facts for a technician."""
    with desk.read() as read:
        registered: dict[str, Callable[[], bool]] = {
            "gates": lambda: bool(places.list_gates(read)),
            "units": lambda: bool(units.list_units(read)),
            "households": lambda: bool(households.list_households(read)),
            "officers": lambda: len(officers.list_officers(read, active_only=True)) > 1,
            "scanner": lambda: bool(settings.get(read, "scanner.tested_at")),
            "second": lambda: bool(settings.get(read, "backup.second")),
        }
        done = {key: look() for key, look in registered.items()}
    done["printing"] = bool(printer_names())
    subjects = {"second": "backup"}
    order = ("gates", "units", "households", "officers", "printing", "scanner", "second")
    steps = tuple(Step(key, done[key], subjects.get(key, key)) for key in order)
    size = desk.path.stat().st_size if desk.path is not None and desk.path.exists() else 0
    standing = backup.status(desk)
    facts = [
        ("program", f"Python {platform.python_version()}\u3000Qt {qt_version}\u3000{platform.platform()}"),
        ("database", desk.engine.dialect.name + (f"\u3000{size / 1_000_000:,.1f} MB" if size else "")),
        ("folder", str(desk.folder)),
        ("backups", f"{standing.count:,}"),
    ]
    return steps, facts


def _empty(layout: QVBoxLayout | QGridLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        old = item.widget() if item is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
