"""What stands behind one number of the bulletin: cut-off, filter, rows; in a draft also how it is written, or replaced with why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.reports import figures, period_papers, placing
from duty_desk.reports.bulletin_rows import BulletinDetail, PlacedFigure
from duty_desk.reports.scope import Rows
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Banner, EmptyState
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, TITLE, Tone
from ui.reports.bulletin_choice import FigureFields
from ui.reports.files import ask_workbook
from ui.views.act_panel import filled

if TYPE_CHECKING:
    from ui.reports.bulletin import BulletinView

WIDTH = 440
ROWS_HIGH = 232
_FEW = 4


class _Row:
    """One row behind the figure, by place."""

    def __init__(self, number: int, cells: Sequence[str], subject: tuple[str, int] | None) -> None:
        self.id, self.cells, self.subject = number, cells, subject


class FigurePanel(SidePanel):
    """`changed` after the bulletin was changed here."""

    changed = Signal()

    def __init__(self, view: BulletinView, detail: BulletinDetail, placed: PlacedFigure) -> None:
        super().__init__(WIDTH, parent=view)
        self.view, self.detail, self.placed = view, detail, placed
        with view.desk.read() as read:
            self.rows = figures.rows(
                read, placed.key, from_on=placed.from_on, cutoff=placed.cutoff, choices=placed.choices
            )
        self._may_write = detail.is_draft and view.tab.may(Permission.WRITE_BULLETIN)
        self.set_head(placed.name, figures.period_words(placed.from_on, placed.cutoff), _mark(placed))
        self.fields: FigureFields | None = None
        self.replacement: Form | None = None
        self.set_body(self._build(), pad=False)
        self._make_foot()

    @property
    def ordinal(self) -> int:
        """The figure shown."""
        return self.placed.ordinal

    @property
    def unsaved(self) -> bool:
        """Whether something was typed here and not saved."""
        return any(
            form is not None and form.dirty
            for form in (self.replacement, self.fields.form if self.fields is not None else None)
        )

    def save(self) -> bool:
        """Count and write it as chosen."""
        assert self.fields is not None
        try:
            with self.view.desk.work() as work:
                placing.change_figure(
                    work, self.detail.id, self.ordinal, version=self.detail.version, **self.fields.values()
                )
        except DutyDeskError as error:
            self.fields.show_error(error)
            return False
        self.changed.emit()
        return True

    def replace(self) -> bool:
        """Write another number, with why."""
        assert self.replacement is not None
        if not self.replacement.check_all():
            return False
        given = self.replacement.values()
        try:
            with self.view.desk.work() as work:
                placing.replace_figure(
                    work,
                    self.detail.id,
                    self.ordinal,
                    version=self.detail.version,
                    text=str(given["text"]),
                    reason=str(given["reason"]),
                )
        except DutyDeskError as error:
            self.replacement.show_error(error)
            return False
        self.changed.emit()
        return True

    def restore(self) -> None:
        """Back to what was counted."""
        self.view.attempt(
            lambda work: placing.restore_figure(
                work, self.detail.id, self.ordinal, version=self.detail.version
            )
        )
        self.changed.emit()

    def ask_replacement(self) -> None:
        """Show the fields for another number."""
        assert self.replacement is not None
        self.replacement.show()
        self.replace_button.hide()
        self.replacement.field("text").take_focus()

    def export(self) -> None:
        """Ask where the rows are to be kept."""
        name = f"{self.placed.name} {formats.last_day(self.placed.cutoff).isoformat()}.xlsx"
        ask_workbook(self.window(), t("reports_figures.view.excel"), name, self.save_rows)

    def save_rows(self, path: Path) -> None:
        """Write the rows as a workbook."""
        desk, placed, rows = self.view.desk, self.placed, self.rows

        def work() -> int:
            with desk.read() as read:
                count = period_papers.write_rows(
                    read, path, placed.name, figures.period_words(placed.from_on, placed.cutoff), rows
                )
            with desk.work() as work:
                period_papers.record_rows(work, placed.key, count)
            return count

        shell = self.view.shell
        shell.tasks.run(
            work,
            done=lambda count: shell.notify(
                t("shell.export.done", name=path.name, count=formats.number(count))
            ),
            failed=self.view.failed,
        )

    # --- inside ---

    def _build(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        placed = self.placed
        value = "" if placed.value is None else f"{formats.number(placed.value)} {placed.unit}"
        column.addWidget(Label(value or placed.text, px=TITLE, bold=True))
        if placed.untrue:
            column.addWidget(Banner(Tone.WARN, t("reports_bulletin.untrue"), placed.untrue))
        now = self.rows.total
        if placed.value is not None and now != placed.value and not self.detail.is_draft:
            late = t(
                "reports_bulletin.late_body", frozen=formats.number(placed.value), now=formats.number(now)
            )
            column.addWidget(Banner(Tone.WARN, t("reports_bulletin.late"), late))
        said = t("reports_bulletin.written", text=placed.text, moment=formats.moment(placed.counted_at))
        column.addWidget(Label(said, px=SMALL, colour="text2", wrap=True))
        if placed.replaced_by:
            why = t("reports_bulletin.because", reason=placed.replaced_reason or "")
            column.addWidget(Label(why, px=SMALL, colour="warn", wrap=True))
        count = t("reports_bulletin.rows", count=formats.number(len(self.rows.lines)))
        column.addWidget(Label(count, px=SMALL, bold=True, colour="text2"))
        self.list = _rows_list(self, self.rows)
        self.list.opened.connect(self._open)
        column.addWidget(self.list)
        if self._may_write:
            self._add_fields(column)
        column.addStretch()
        return body

    def _add_fields(self, column: QVBoxLayout) -> None:
        column.addWidget(Label(t("reports_bulletin.how"), px=SMALL, bold=True, colour="text2"))
        self.fields = FigureFields(self.view.shell, self.placed.key)
        self.fields.put(self.placed)
        column.addWidget(self.fields)
        self.replacement = form = Form()
        form.add(
            "text",
            t("reports_bulletin.replace.text"),
            LineEdit(),
            check=filled(t("reports_bulletin.replace.text_missing")),
        )
        reason = LineEdit()
        form.add("reason", t("views.act.reason"), reason, check=filled(t("views.act.reason_missing")))
        reason.returnPressed.connect(self.replace)
        write = Button(t("reports_bulletin.replace.verb"))
        write.clicked.connect(self.replace)
        form.add_widget(write)
        form.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        self.replace_button = Button(t("reports_bulletin.replace.open"), icon="pencil-outline")
        self.replace_button.clicked.connect(self.ask_replacement)
        line.addWidget(self.replace_button)
        if self.placed.replaced_by:
            back = Button(t("reports_bulletin.replace.back"), icon="undo")
            back.clicked.connect(self.restore)
            line.addWidget(back)
        line.addStretch()
        column.addLayout(line)
        column.addWidget(form)

    def _make_foot(self) -> None:
        left: list[QWidget] = []
        right: list[QWidget] = []
        if self.view.tab.may(Permission.EXPORT) and self.rows.lines:
            excel = Button(t("reports_bulletin.rows_excel"), icon="file-excel-outline", parent=self)
            excel.clicked.connect(self.export)
            left.append(excel)
        if self.fields is not None:
            self.save_button = Button(t("reports_bulletin.place.save"), kind=Kind.PRIMARY, parent=self)
            self.save_button.clicked.connect(self.save)
            right.append(self.save_button)
        self.set_foot(left, right)

    def _open(self, row: _Row) -> None:
        if row.subject is not None:
            self.view.shell.open_record(*row.subject)


def _rows_list(panel: FigurePanel, rows: Rows) -> LedgerView:
    shown = rows.columns[:_FEW]
    # The scroll bar takes its share.
    room = (WIDTH - 2 * 16 - 24) // max(1, len(shown))
    columns = [
        Column(str(place), t(f"reports.column.{name}"), width=room, stretch=place == len(shown) - 1)
        for place, name in enumerate(shown)
    ]
    source = ListSource(
        columns,
        [_Row(number, line.cells, line.subject) for number, line in enumerate(rows.lines, 1)],
        lambda column, row: Cell(row.cells[int(column.key)]),
    )
    made = LedgerView(
        source,
        panel.view.shell.tasks,
        key="reports.rows",
        name=t("reports_bulletin.rows_name"),
        menu=False,
        parent=panel,
    )
    made.setFixedHeight(ROWS_HIGH)
    made.set_empty(
        lambda: EmptyState(
            t("reports_bulletin.no_rows"), t("reports_bulletin.no_rows_next"), icon="circle-outline", tone=None
        )
    )  # fmt: skip
    made.clear_asked.connect(panel.close_asked)
    made.reload()
    return made


def _mark(placed: PlacedFigure) -> Mark:
    if placed.replaced_by:
        return Mark(t("reports_bulletin.mark.replaced"), Tone.WARN, "pencil-outline")
    if placed.untrue:
        return Mark(t("reports_bulletin.mark.untrue"), Tone.WARN)
    return Mark(t("reports_bulletin.mark.counted"), Tone.INFO, "file-chart-outline")
