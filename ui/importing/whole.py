"""All registers of a workbook at once: judged together, written in one transaction, taken back with one click."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from duty_desk import importing
from duty_desk.errors import DutyDeskError
from duty_desk.importing import Imported, Judged
from duty_desk.sheets import Verdict
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.importing.source import Source
from ui.kit.buttons import Kind
from ui.kit.dialogs import Dialog
from ui.kit.labels import Label

WIDTH = 560


class WholeFile:
    """`done` is told once everything was written."""

    def __init__(self, shell: Shell, parent: QWidget, done: Callable[[], object]) -> None:
        self._shell, self._parent, self._done = shell, parent, done
        # What is asked before anything is written.
        self.question: Dialog | None = None

    def start(self, source: Source) -> None:
        """Judge every register after those it builds on, beside the window; nothing is written."""
        desk = self._shell.desk
        self._shell.tasks.run(
            lambda: importing.rehearse_book(desk, source.book, source.name),
            done=lambda found: self._ask(source, found),
            failed=self._failed,
        )

    def _ask(self, source: Source, found: Sequence[Judged]) -> None:
        ready = [each for each in found if each.is_importable]
        lines = [
            t(
                "importing_wizard.whole.line",
                title=each.title,
                **{verdict.value: f"{each.examination.count(verdict):,}" for verdict in Verdict},
            )
            for each in ready
        ]
        rows = sum(len(each.rows) for each in ready)
        question = Dialog(
            self._parent.window(),
            t("importing_wizard.whole.question", count=f"{rows:,}"),
            t("importing_wizard.whole.body"),
            act=t("importing_wizard.write", count=f"{rows:,}"),
            keep=t("importing_wizard.whole.keep"),
            kind=Kind.PRIMARY,
            width=WIDTH,
        )
        for line in lines:
            question.add(Label(line))
        question.acted.connect(lambda: self._write(question, source))
        self.question = question
        question.open()

    def _write(self, question: Dialog, source: Source) -> None:
        question.accept()
        desk = self._shell.desk

        def write() -> tuple[Imported, ...]:
            with desk.work() as work:
                return importing.write_file(work, source.book, file_name=source.name, digest=source.digest)

        self._shell.tasks.run(write, done=self._written, failed=self._failed)

    def _written(self, made: Sequence[Imported]) -> None:
        count = sum(each.written for each in made)
        self._shell.notify(
            t("importing_wizard.whole.told", count=f"{count:,}", forms=len(made)),
            undo=lambda: self._undo([each.batch_id for each in made]),
        )
        self._done()

    def _undo(self, batches: Sequence[int]) -> None:
        with self._shell.desk.work() as work:
            for batch in reversed(batches):
                importing.undo(work, batch)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self._shell.refuse(error)
