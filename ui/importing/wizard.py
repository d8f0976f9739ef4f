"""Brings a workbook or pasted cells in, in four steps in one panel; nothing is written before the last one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from duty_desk.errors import DutyDeskError
from duty_desk.importing import FORMS, Imported, Judged
from duty_desk.sheets import Cancelled, Verdict, form, write_refused
from duty_desk.strings import t
from ui.cards import CardPrinting
from ui.feature_tab import Shell
from ui.importing import source as files
from ui.importing.check_step import CheckStep
from ui.importing.choose_step import ChooseStep
from ui.importing.columns_step import ColumnsStep
from ui.importing.done_step import DoneStep
from ui.importing.source import Corrections, Source
from ui.importing.whole import WholeFile
from ui.kit import tasks as kit_tasks
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label, Line
from ui.kit.pages import Pages
from ui.kit.panels import Surface
from ui.kit.progress import ProgressPanel
from ui.kit.tasks import Report, Task
from ui.kit.tokens import PADDING, PANEL_FOOT, SMALL

CHOOSE, COLUMNS, CHECK, DONE = range(4)


class ImportWizard(Surface):
    """`closed` when the officer leaves it; `imported` and `taken_back` carry the batch."""

    closed = Signal()
    imported = Signal(object)
    opened = Signal(str)

    def __init__(self, shell: Shell, form_key: str = "") -> None:
        super().__init__()
        self._shell = shell
        self.source: Source | None = None
        self.form_key = form_key
        self.corrections = Corrections()
        self.judged: Judged | None = None
        self.result: Imported | None = None
        self._task: Task | None = None
        # Whether rows are being judged, and whether those that may come in are written right after.
        self._judging = self._write_next = False
        self._save_refused_to: Path | None = None
        self.choose, self.columns, self.check, self.done = (
            ChooseStep(),
            ColumnsStep(),
            CheckStep(),
            DoneStep(),
        )
        self.steps = Pages()
        for step in (self.choose, self.columns, self.check, self.done):
            self.steps.addWidget(step)
        self._heads = [Label(f"{n} {t(f'importing_wizard.step.{n}')}") for n in range(1, 5)]
        self.back_button = Button(t("importing_wizard.back"))
        self.next_button = Button(t("importing_wizard.next"), kind=Kind.PRIMARY, key="Ctrl+Return")
        self.leave_button = Button(t("importing_wizard.leave"), key="Esc", bind=False)
        self.refused_button = Button(t("importing_wizard.save_refused"), icon="file-excel-outline")
        self.whole_button = Button(t("importing_wizard.whole.button", count=0))
        self.whole = WholeFile(shell, self, self.closed.emit)
        self.progress: ProgressPanel | None = None
        self._lay_out()
        self._connect()
        self.go(CHOOSE)

    @property
    def step(self) -> int:
        return self.steps.currentIndex()

    def start(self) -> None:
        """Put the focus where the step starts."""
        {CHOOSE: self.choose.open_button.setFocus, CHECK: self.check.focus_first}.get(
            self.step, self.next_button.setFocus
        )()

    def go(self, step: int) -> None:
        """Show a step; its buttons say what comes next."""
        self.steps.setCurrentIndex(step)
        for number, head in enumerate(self._heads):
            head.set_bold(number == step)
            head.set_colour("accent_text" if number == step else "text2" if number > step else "text")
        self.back_button.setVisible(step in (COLUMNS, CHECK))
        self.refused_button.setVisible(step in (CHECK, DONE))
        self.whole_button.setVisible(
            step == CHOOSE and self.source is not None and len(self.source.forms) > 1
        )
        self.next_button.setVisible(step != DONE or bool(self._next_form()))
        self._word_next()
        self.start()

    def advance(self) -> None:
        """The primary button: recognise, judge, write, or go on with the next register of the file."""
        if self.step == CHOOSE and self.source is not None and self.form_key:
            self._recognise()
        elif self.step == COLUMNS:
            self.judge()
        elif self.step == CHECK:
            self.write()
        elif self.step == DONE and (following := self._next_form()):
            self._take_form(following)
            self._recognise()

    # --- step 1 ---

    def read_file(self, path: Path, encoding: str = "") -> None:
        """Read a file beside the window."""
        self._run(
            t("importing_wizard.reading", name=path.name),
            lambda report: files.read_file(path, encoding, lambda: report.cancelled),
            self._read,
        )

    def read_pasted(self, text: str) -> None:
        """Read what was copied in a spreadsheet."""
        self._run(t("importing_wizard.reading", name=""), lambda _report: files.read_pasted(text), self._read)

    def _read(self, found: Source) -> None:
        self.source = found
        wanted = self.form_key if self.form_key in found.forms or not found.forms else found.forms[0]
        self._take_form(wanted)
        self.choose.show_source(found, wanted)
        self.whole_button.set_words(t("importing_wizard.whole.button", count=len(found.forms)))
        self.go(CHOOSE)
        if wanted:
            self.next_button.setFocus()

    def _take_form(self, key: str) -> None:
        if key != self.form_key or self.judged is not None:
            self.corrections = Corrections()
        self.form_key, self.judged, self.result = key, None, None
        self.note.setText(form(key).title if key in FORMS else "")
        self._word_next()

    # --- step 2 ---

    def _recognise(self) -> None:
        assert self.source is not None
        tables = files.tables_of(self.source, self.form_key, self.corrections)
        if not tables:
            self.choose.refused(t("sheets.file.NOT_THIS_FORM", form=form(self.form_key).title))
            self.go(CHOOSE)
            return
        self.columns.show_tables(tables, self.corrections)
        self.go(COLUMNS)

    def _mapped(self, corrections: Corrections) -> None:
        assert self.source is not None
        self.corrections = corrections
        self.columns.show_tables(files.tables_of(self.source, self.form_key, corrections), corrections)

    # --- step 3 ---

    def judge(self) -> None:
        """Judge every row beside the window."""
        source, key, corrections = self.source, self.form_key, self.corrections
        assert source is not None
        desk = self._shell.desk
        self._write_next = False
        self._run(
            t("importing_wizard.judging"),
            lambda report: files.judge(desk, source, key, corrections, report, lambda: report.cancelled),
            self._judged,
        )
        self._judging = True

    def _judged(self, judged: Judged) -> None:
        self.judged = judged
        if judged.examination.missing:
            self._recognise()
            return
        self.check.show_judged(judged)
        if self.step != CHECK:
            self.check.offer_approvers(files.approvers(self._shell.desk, self.form_key))
            self.go(CHECK)
        else:
            self._word_next()
            if self._write_next:
                self.write()

    def _cells_changed(self, texts: dict[tuple[str, int, int], str]) -> None:
        self.corrections = replace(self.corrections, cells={**self.corrections.cells, **texts})
        self.judge()

    # --- step 4 ---

    def write(self) -> None:
        """Write the chosen rows in one transaction; nothing is kept when it is stopped."""
        source, judged = self.source, self.judged
        if source is None or judged is None:
            return
        self.check.tell_now()
        if self._judging:
            # What was put right a moment ago comes in with the rest.
            self._write_next = True
            return
        rows = files.chosen_rows(judged, with_warned=self.check.with_warned.isChecked())
        if not rows:
            self.check.notice.say(
                t("importing_wizard.check.nothing"), t("importing_wizard.check.nothing_next")
            )
            self.check.notice.show()
            return
        desk, approver = self._shell.desk, self.check.approved_by()
        self._run(
            t("importing_wizard.writing", title=form(self.form_key).title),
            lambda report: files.write(desk, source, judged, rows, report, approver),
            self._written,
            leaves=t("importing_wizard.leaves_nothing"),
        )

    def _written(self, result: Imported) -> None:
        self.result = result
        assert self.judged is not None
        left = len(self.judged.examination.rows) - result.written
        printable = len(files.passes_to_print(self._shell.desk, result.batch_id))
        self.done.show_result(form(self.form_key).title, result.written, left, printable)
        self.go(DONE)
        self._shell.notify(
            t("importing_wizard.done.told", title=form(self.form_key).title, count=f"{result.written:,}"),
            undo=lambda: self.undo(result.batch_id),
        )
        self.imported.emit(result)

    def undo(self, batch: int) -> None:
        """Take the import back; raises the refusal when something was built on it."""
        count = files.undo(self._shell.desk, batch)
        if self.result is not None and self.result.batch_id == batch:
            self.done.show_undone(count)

    def _undo_here(self) -> None:
        if self.result is None:
            return
        try:
            self.undo(self.result.batch_id)
        except DutyDeskError as error:
            self.done.refused(error.text)

    def print_cards(self, paper: str = "") -> None:
        """Print the cards of all passes that came in, after choosing what on."""
        ids = files.passes_to_print(self._shell.desk, self.result.batch_id) if self.result else ()
        printing, button = CardPrinting(self._shell, self), self.done.print_button
        if ids and paper:
            printing.start(ids, paper)
        elif ids:
            printing.choose(ids, button.mapToGlobal(button.rect().bottomLeft()))

    def save_refused(self) -> None:
        """A workbook of the rows that were not imported, each with its reason, to be corrected and brought in again."""
        if self.judged is None:
            return
        path = self._save_refused_to or self._ask_where()
        if path is None:
            return
        warned_too = not self.check.with_warned.isChecked()
        verdicts = {Verdict.REFUSE, Verdict.WARN} if warned_too else {Verdict.REFUSE}
        try:
            count = write_refused(path, self.judged.examination, verdicts=verdicts)
        except DutyDeskError as error:
            self._shell.refuse(error)
            return
        self._shell.notify(t("importing_wizard.refused_saved", count=count, name=path.name))

    def _ask_where(self) -> Path | None:
        proposed = f"{t('importing_wizard.refused_name', title=form(self.form_key).title)}.xlsx"
        chosen, _kind = QFileDialog.getSaveFileName(
            self, t("importing_wizard.save_refused"), proposed, t("shell.export.kind_xlsx")
        )
        return Path(chosen) if chosen else None

    # --- all steps ---

    def _next_form(self) -> str:
        """The next register of the same file; later ones name what earlier ones brought in."""
        if self.source is None or self.form_key not in self.source.forms:
            return ""
        after = self.source.forms[self.source.forms.index(self.form_key) + 1 :]
        return after[0] if after else ""

    def _word_next(self) -> None:
        words = t("importing_wizard.next")
        if self.step == CHECK and self.judged is not None:
            count = len(files.chosen_rows(self.judged, with_warned=self.check.with_warned.isChecked()))
            words = t("importing_wizard.write", count=f"{count:,}")
        elif self.step == DONE and (following := self._next_form()):
            words = t("importing_wizard.following", title=form(following).title)
        self.next_button.set_words(words)
        ready = self.step != CHOOSE or (self.source is not None and self.form_key in FORMS)
        self.next_button.refuse("" if ready else t("importing_wizard.choose.first"))

    def _run(self, title: str, work, done, *, leaves: str = "") -> None:  # type: ignore[no-untyped-def]
        """One piece of work at a time; a new one takes the place of the one before."""
        if self._task is not None:
            self._task.cancel()
            self._close_progress()

        def guarded(report: Report):  # type: ignore[no-untyped-def]
            try:
                return work(report)
            except Cancelled as stopped:
                raise kit_tasks.Cancelled from stopped

        self._task = self._shell.tasks.run(guarded, done=done, failed=self._failed, progress=self._progressed)
        task = self._task
        task.ended.connect(partial(self._ended, task))
        self.progress = ProgressPanel(title, leaves)
        self.progress.cancelled.connect(task.cancel)
        self._below.addWidget(self.progress)
        self.progress.hide()

    def _progressed(self, done: int, total: int, text: str) -> None:
        if self.progress is not None:
            self.progress.show()
            self.progress.put(done, total, text or f"{done:,} / {total:,}")

    def _ended(self, task: Task) -> None:
        if task is self._task:
            self._task, self._judging = None, False
            self._close_progress()

    def _close_progress(self) -> None:
        if self.progress is not None:
            self.progress.hide()
            self.progress.deleteLater()
            self.progress = None

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        if self.step == CHOOSE:
            self.choose.refused(error.text)
        else:
            self._shell.refuse(error)

    def _connect(self) -> None:
        self.choose.file_chosen.connect(self.read_file)
        self.choose.pasted.connect(self.read_pasted)
        self.choose.form_chosen.connect(self._take_form)
        self.columns.changed.connect(self._mapped)
        self.check.cells_changed.connect(self._cells_changed)
        self.check.warned_changed.connect(self._word_next)
        self.done.undo_asked.connect(self._undo_here)
        self.done.print_asked.connect(lambda: self.print_cards())
        self.done.open_asked.connect(lambda: self.opened.emit(self.form_key))
        self.done.again_asked.connect(self._again)
        self.back_button.clicked.connect(lambda: self.go(self.step - 1))
        self.next_button.clicked.connect(self.advance)
        self.leave_button.clicked.connect(self.closed)
        self.refused_button.clicked.connect(self.save_refused)
        self.whole_button.clicked.connect(lambda: self.source is not None and self.whole.start(self.source))

    def _again(self) -> None:
        self.source, self.judged, self.result = None, None, None
        self.corrections = Corrections()
        self.choose.show_source(None)
        self.go(CHOOSE)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(PADDING, 12, PADDING, 12)
        head.setSpacing(24)
        head.addWidget(Label(t("importing_wizard.title"), bold=True))
        for label in self._heads:
            head.addWidget(label)
        head.addStretch()
        self.note = Label(form(self.form_key).title if self.form_key else "", px=SMALL, colour="text2")
        head.addWidget(self.note)
        body = QVBoxLayout()
        body.setContentsMargins(PADDING, 12, PADDING, 12)
        body.addWidget(self.steps, 1)
        self._below = QVBoxLayout()
        body.addLayout(self._below)
        foot = QHBoxLayout()
        foot.setContentsMargins(PADDING, 0, PADDING, 0)
        foot.setSpacing(8)
        foot.addWidget(self.leave_button)
        foot.addWidget(self.refused_button)
        foot.addWidget(self.whole_button)
        foot.addStretch()
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        foot.addStrut(PANEL_FOOT - 8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(Line())
        whole.addLayout(body, 1)
        whole.addWidget(Line())
        whole.addLayout(foot)
