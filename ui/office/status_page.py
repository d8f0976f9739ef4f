"""What to set up first and what is set up already; versions, data folder, and the proof that the data fits together."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import ClassVar

from PySide6 import __version__ as qt_version
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import VERSION, backup, check, formats, nightly, server, settings
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
from ui.kit.tasks import Report, Task
from ui.kit.tokens import SMALL, Tone
from ui.office.clock_panel import ClockPanel
from ui.office.setting_page import SettingPage

WIDTH = 720
SHOWN_FINDINGS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: its words `office.status.step.<key>`, whether it is done, and where it is done."""

    key: str
    done: bool
    subject: str


class StatusPage(SettingPage):
    """The list stays until everything on it is done; then only the facts are left."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"gate", "unit", "officer", "setting"})

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.steps: tuple[Step, ...] = ()
        inside = QWidget()
        self.clock = ClockPanel(self, inside)
        self.clock.setMaximumWidth(WIDTH)
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
        self.stop_button = Button(t("office.status.stop"), icon="close")
        self.stop_button.clicked.connect(self._stop)
        self.stop_button.hide()
        self.task: Task | None = None
        self.copy_button = Button(t("office.status.copy"), icon="content-copy")
        self.copy_button.clicked.connect(self._copy)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch()
        foot.addWidget(self.copy_button)
        foot.addWidget(self.stop_button)
        foot.addWidget(self.check_button)
        self.facts_panel.body.addWidget(self.result)
        self.facts_panel.body.addLayout(foot)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.clock)
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
        self.clock.look()
        self.shell.tasks.run(partial(_look, self.desk), done=self._show)

    def focus_first(self) -> None:
        if self.clock.isHidden():
            self.check_button.setFocus()
        else:
            self.clock.form.field("reason").take_focus()

    def check(self) -> None:
        """Prove beside the window that everything stored fits together; it can be stopped."""
        self.check_button.refuse(t("office.status.checking"))
        self.stop_button.show()
        self.task = self.shell.tasks.run(
            partial(_prove, self.desk),
            done=self._checked,
            failed=self._not_checked,
            progress=lambda done, total, name: self._going_on(done, total, name),
        )
        self.task.ended.connect(self._ended)

    def _going_on(self, done: int, total: int, name: str) -> None:
        words = t("office.status.proving", part=t(f"office.status.part.{name}"), done=done + 1, total=total)
        self.result.say(words, tone=Tone.INFO)
        self.result.show()

    def _stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            self.result.say(t("office.status.stopped"), tone=Tone.WARN)

    def _ended(self) -> None:
        self.task = None
        self.check_button.refuse("")
        self.stop_button.hide()

    def _checked(self, proof: nightly.Proof) -> None:
        self._show_proof(proof)
        self.reload()

    def _show_proof(self, proof: nightly.Proof | None) -> None:
        """The banner stays for as long as the last proof found something."""
        if proof is None:
            self.result.hide()
            return
        if proof.is_good:
            self.result.say(t("office.status.fits"), tone=Tone.OK)
        else:
            self.result.say(
                t("office.status.wrong", count=len(proof.texts)),
                "\n".join(proof.texts[:SHOWN_FINDINGS]),
                Tone.DANGER,
            )
        self.result.show()

    def _not_checked(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)

    def _show(self, found: tuple[tuple[Step, ...], list[tuple[str, str]], nightly.Proof | None]) -> None:
        self.steps, self._told, proof = found
        if self.task is None and proof is not None and not proof.is_good:
            self._show_proof(proof)
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


def _prove(desk: Desk, report: Report) -> nightly.Proof:
    try:
        return nightly.prove_now(desk, told=report, stopped=lambda: report.cancelled)
    except check.Stopped:
        report.check()
        raise


def _look(desk: Desk) -> tuple[tuple[Step, ...], list[tuple[str, str]], nightly.Proof | None]:
    """What is set up, the facts for a technician, and what the last proof of everything found."""
    with desk.read() as read:
        checked, tried = nightly.last_check(read), nightly.last_trial(read)
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
    system = f"Python {platform.python_version()}\u3000Qt {qt_version}\u3000{platform.platform()}"
    kind = (
        f"PostgreSQL\u3000{server.shown(desk)}"
        if desk.path is None
        else f"SQLite\u3000{size / 1_000_000:,.1f} MB"
    )
    facts = [
        ("program", f"{VERSION}\u3000{system}"),
        ("database", kind),
        ("folder", str(desk.folder)),
        ("backups", f"{standing.count:,}"),
        ("backup", formats.full_moment(standing.good_at) if standing.good_at else t("office.status.never")),
        ("checked", _words(checked)),
        ("tried", _words(tried)),
    ]
    return steps, facts, checked


def _words(proof: nightly.Proof | None) -> str:
    """When it was and what came of it."""
    if proof is None:
        return t("office.status.never")
    outcome = t("office.status.good") if proof.is_good else t("office.status.wrong", count=len(proof.texts))
    return "\u3000".join(part for part in (formats.full_moment(proof.at), outcome, proof.file) if part)


def _empty(layout: QVBoxLayout | QGridLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        old = item.widget() if item is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
