"""The register of issue of any kind and period: on paper through the preview, or as a workbook (P9)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats, passes
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.passes import PassKind, registers
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.form_field import beside_labels
from ui.kit.labels import Label
from ui.kit.panels import SidePanel
from ui.kit.period_filter import Period, PeriodFilter
from ui.kit.printing import Printout
from ui.kit.progress import QUIET_MS, ProgressPanel
from ui.kit.tasks import Report, Task
from ui.kit.tokens import SMALL
from ui.passes.figures_file import ask_workbook

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.passes.tab import PassesTab

WIDTH = 400


class RegisterPanel(SidePanel):
    """Says how many passes the register holds before it is printed."""

    def __init__(self, tab: PassesTab, kind: PassKind, period: Period) -> None:
        super().__init__(WIDTH, parent=tab)
        self._tab = tab
        self._asked = 0
        self._task: Task | None = None
        self.progress: ProgressPanel | None = None
        with tab.desk.read() as read:
            counts = passes.count_kinds(read)
            self._rights = {
                right: may(read, right)
                for right in (Permission.PRINT, Permission.EXPORT, Permission.EXPORT_UNMASKED)
            }
        self.set_head(t("passes_tab.more.register"), t("passes_figures.register.note"))
        self.kind = ComboBox(
            [
                (one.value, t(f"passes.kind.{one.value}"))
                for one in PassKind
                if counts.get(one) or one is kind
            ],
            kind.value,
            name=t("passes_figures.series"),
        )
        self.kind.changed.connect(self._count)
        self.period = PeriodFilter(lambda: tab.desk.now, t("passes_figures.issued"))
        self.period.put(period)
        self.period.picked.connect(self._count)
        self.sums = Label(wrap=True)
        self.form = Form()
        self.form.add("kind", t("passes_figures.series"), self.kind)
        self.form.add_widget(beside_labels(self.period))
        self._add_reveal()
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.form)
        self._column.addWidget(self.sums)
        self._column.addWidget(Label(t("passes_figures.register.holds"), px=SMALL, colour="text2", wrap=True))
        self.set_body(body)
        self._build_foot()
        self.setFocusProxy(self.kind)
        self._count()

    def print(self) -> None:
        """Draw the register beside the window and preview it."""
        if not self._ready():
            return
        desk, kind, period, purpose = self._tab.desk, self._kind(), self.period.value(), self._purpose()
        title = registers.register_title(kind)

        def drawn(document: bytes) -> None:
            self._tab.shell.show_paper(Printout(document, title, f"{title}.pdf", "list"))

        self._run(lambda report: draw(desk, kind, period, purpose, report), drawn)

    def choose_file(self) -> None:
        """Ask where to keep the workbook."""
        if not self._ready():
            return
        name = f"{registers.register_title(self._kind())} {self._tab.desk.now.date().isoformat()}.xlsx"
        ask_workbook(self.window(), t("passes_figures.excel"), name, self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the register as a workbook beside the window."""
        desk, kind, period, purpose = self._tab.desk, self._kind(), self.period.value(), self._purpose()

        def told(rows: int) -> None:
            text = t("shell.export.done", name=path.name, count=formats.number(rows))
            self._tab.shell.notify(text)

        self._run(lambda report: save(desk, path, kind, period, purpose, report), told)

    def _add_reveal(self) -> None:
        self.reveal = CheckBox(t("passes_figures.register.reveal"))
        self.purpose = LineEdit(placeholder=t("passes_figures.register.purpose_hint"))
        self.form.add_widget(beside_labels(self.reveal))
        field = self.form.add("purpose", t("passes_tab.reason"), self.purpose)
        self.reveal.setVisible(self._rights[Permission.EXPORT_UNMASKED])
        field.hide()
        self.reveal.changed.connect(lambda: field.setVisible(self.reveal.value()))

    def _build_foot(self) -> None:
        right: list[QWidget] = []
        if self._rights[Permission.EXPORT]:
            excel = Button(t("passes_figures.excel"), icon="file-excel-outline")
            excel.clicked.connect(self.choose_file)
            right.append(excel)
        if self._rights[Permission.PRINT]:
            paper = Button(t("passes_figures.register.print"), icon="printer-outline", kind=Kind.PRIMARY)
            paper.clicked.connect(self.print)
            right.append(paper)
        self.set_foot([self.form.problem_chip()], right)

    def _kind(self) -> PassKind:
        return PassKind(str(self.kind.value()))

    def _purpose(self) -> str | None:
        """Why numbers are wanted in full; None when they are not."""
        return str(self.purpose.value() or "") if self.reveal.value() else None

    def _ready(self) -> bool:
        self.form.clear_errors()
        if self._purpose() == "":
            self.form.show_error(InputError("purpose", "passes.error.why_missing"))
            return False
        return self._task is None

    def _count(self) -> None:
        self._asked += 1
        asked, desk, kind, (first, last) = self._asked, self._tab.desk, self._kind(), self.period.value()

        def count() -> tuple[int, str]:
            with desk.read() as read:
                return asked, registers.sums_text(read, kind, first, last)

        # A bound method: nothing arrives at a panel that was closed meanwhile.
        self._tab.shell.tasks.run(count, done=self._counted)

    def _counted(self, answer: tuple[int, str]) -> None:
        asked, text = answer
        if asked == self._asked:
            self.sums.setText(text)

    def _run(self, work: Any, done: Any) -> None:
        self.progress = ProgressPanel(
            t("passes_figures.register.drawing"), t("shell.export.leaves"), parent=self
        )
        self.progress.hide()
        self._column.addWidget(self.progress)
        # A short register is there before anybody could read how far it is.
        QTimer.singleShot(QUIET_MS, self.progress, self.progress.show)
        self._task = self._tab.shell.tasks.run(
            work, done=done, failed=self._failed, progress=self.progress.put
        )
        self.progress.cancelled.connect(self._task.cancel)
        self._task.ended.connect(self._ended)

    def _ended(self) -> None:
        self._task = None
        if self.progress is not None:
            self.progress.hide()
            self.progress.deleteLater()
            self.progress = None

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.form.show_error(error)


def draw(desk: Desk, kind: PassKind, period: Period, purpose: str | None, report: Report) -> bytes:
    """The register as a PDF, put on record."""
    first, last = period
    reveal = purpose is not None
    target = BytesIO()
    with desk.read() as read:
        printed = registers.draw_register(
            read, target, kind, first, last, reveal=reveal, purpose=purpose or "", progress=report
        )
    with desk.work() as work:
        registers.record_paper(
            work, "pass.print_register", kind, first, last, printed.rows, reveal, purpose or ""
        )
    return target.getvalue()


def save(desk: Desk, path: Path, kind: PassKind, period: Period, purpose: str | None, report: Report) -> int:
    """The register as a workbook, put on record; returns its rows."""
    first, last = period
    reveal = purpose is not None
    with desk.read() as read:
        rows = registers.write_register(
            read, path, kind, first, last, reveal=reveal, purpose=purpose or "", progress=report
        )
    with desk.work() as work:
        registers.record_paper(work, "pass.export_register", kind, first, last, rows, reveal, purpose or "")
    return rows
