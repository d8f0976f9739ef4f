"""One incident beside the list: what it is, who was told in time, its course; a line is added or it is closed (product rule W5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats, incidents, masking
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.incidents import REPORTS, IncidentDetail, IncidentRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.incidents.course import CLOSED, CoursePart
from ui.incidents.tied import TiedPart
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, Segmented
from ui.kit.facts import Facts
from ui.kit.fields import LineEdit, TextArea
from ui.kit.flow import Flow
from ui.kit.form import Form
from ui.kit.labels import Label, Line
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tasks import Tasks
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 448
NOTED, TOLD = "noted", "told"
_SPACE = "\N{IDEOGRAPHIC SPACE}"


def state_mark(row: IncidentRow) -> Mark:
    """Whether it still needs somebody."""
    open_ = row.closed_at is None
    return Mark(t(f"incidents.state.{row.state.value}"), Tone.WARN if open_ else Tone.OK)


def tell_mark(row: IncidentRow, now: datetime) -> Mark | None:
    """The two-hour clock; None where nobody need be told."""
    if row.told_at is not None:
        return Mark(t("incidents.told_at", moment=formats.moment(row.told_at)), Tone.OK)
    if row.tell_until is None:
        return None
    moment = formats.moment(row.tell_until)
    if row.is_overdue(now):
        return Mark(t("incidents.tell_late", moment=moment), Tone.DANGER)
    return Mark(t("incidents.tell_until", moment=moment), Tone.WARN)


class RecordPanel(SidePanel):
    """`changed` carries the sentence for the notice; `record_asked` a kind and an identifier; the others the incident."""

    changed = Signal(str)
    record_asked = Signal(str, int)
    print_asked = Signal(int)
    change_asked = Signal(int)

    def __init__(
        self,
        desk: Desk,
        *,
        may_report: bool,
        may_close: bool,
        may_print: bool,
        reveal: bool,
        may_change: bool = False,
        tasks: Tasks | None = None,
        parent: QWidget,
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._reveal, self._tasks = desk, reveal, tasks
        self._may_report, self._may_close, self._may_print = may_report, may_close, may_print
        self._may_change = may_change
        self.detail: IncidentDetail | None = None
        self.form = Form()
        self.tied: TiedPart | None = None

    @property
    def unsaved(self) -> bool:
        """Whether a line is half typed."""
        return bool(self.form.names()) and any(
            str(self.form.field(name).value() or "") for name in ("text", "told")
        )

    def put(self, detail: IncidentDetail) -> None:
        """Show one incident."""
        self.detail = detail
        row = detail.row
        self.set_head(row.title, row.number, state_mark(row))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        mark = tell_mark(row, self._desk.now)
        if mark is not None and row.told_at is None:
            column.addWidget(Banner(mark.tone, mark.word))
        open_ = self._may_report and row.closed_at is None
        self.form = Form(parent=body)
        right: list[QWidget] = []
        if not open_:
            column.addWidget(self._facts(detail))
        else:
            # What is to be written down now stands first; what it is stands in the list and below.
            self._ask(column)
            save = Button(
                t("incidents.save"), key="Ctrl+Return", kind=Kind.PRIMARY, icon="check", parent=self
            )
            save.clicked.connect(self.save)
            right.append(save)
        column.addWidget(Label(t("incidents.course"), bold=True))
        self.course = CoursePart(detail.entries, may_strike=open_, parent=body)
        self.course.strike_asked.connect(self._strike)
        column.addWidget(self.course)
        if open_:
            column.addWidget(Line())
            column.addWidget(self._facts(detail))
        if row.source is not None:
            kind, record = row.source
            source = Button(t("incidents.source"), icon="history", kind=Kind.TEXT, parent=body)
            source.clicked.connect(lambda: self.record_asked.emit(kind, record))
            column.addWidget(source, 0, Qt.AlignmentFlag.AlignLeft)
        if detail.links or open_:
            self.tied = TiedPart(self._desk, self._tasks, detail.links, may_tie=open_, parent=body)
            self.tied.record_asked.connect(self.record_asked)
            self.tied.tie_asked.connect(lambda kind, found: self._tie(kind, found))
            self.tied.untie_asked.connect(lambda kind, found: self._untie(kind, found))
            column.addWidget(self.tied)
        column.addStretch()
        self.set_body(body)
        self.set_foot(self._others(row), right)

    def save(self) -> bool:
        """Add the line, or close with the outcome; a refusal stands in the form and everything typed stays."""
        assert self.detail is not None
        row, values = self.detail.row, self.form.values()
        closes = values["act"] == CLOSED
        try:
            with self._desk.work() as work:
                if closes:
                    incidents.close(work, row.id, outcome=values["text"], version=self.detail.version)
                else:
                    incidents.add_entry(
                        work, row.id, kind=values["act"], text=values["text"], told=values["told"] or ""
                    )
        except InputError as error:
            # The outcome is typed where the words of every line are.
            field = "text" if error.field == "outcome" else error.field
            self.form.show_error(InputError(field, error.key, **error.values))
            return False
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.set_values({"text": "", "told": ""})
        self.changed.emit(t(f"incidents.{'closed' if closes else 'entered'}", number=row.number))
        return True

    def choose(self, act: str) -> None:
        """What is entered next: a note, who was told, what was done, what was reported later, the end."""
        self.act.set_value(act)
        self._turn()
        self.form.field("text").take_focus()

    def _ask(self, column: QVBoxLayout) -> None:
        assert self.detail is not None
        row = self.detail.row
        acts = (*incidents.ENTRIES, *((CLOSED,) if self._may_close else ()))
        first = TOLD if row.tell_until is not None and row.told_at is None else NOTED
        self.act = Segmented(
            [Choice(act, t(f"incidents.entry.{act}")) for act in acts], first, name=t("incidents.act")
        )
        self.act.chosen.connect(lambda _act: self._turn())
        self.form.add("act", t("incidents.act"), self.act)
        told = LineEdit(placeholder=t("incidents.told_hint"))
        self.form.add("told", t("incidents.told"), told)
        self._usual = QWidget(self.form)
        flow = Flow(self._usual, gap=4, line_gap=4)
        for name in t("incidents.told_usual").split():
            button = Button(name, kind=Kind.TEXT, parent=self._usual)
            button.clicked.connect(lambda _=False, name=name: told.set_value(name))
            flow.addWidget(button)
        self.form.add_widget(self._usual)
        self.form.add("text", t("incidents.text"), TextArea(lines=2))
        column.addWidget(self.form)
        self._turn()

    def _turn(self) -> None:
        reports = self.act.value() in REPORTS
        self.form.field("told").setVisible(reports)
        self._usual.setVisible(reports)

    def _tie(self, kind: str, record: int) -> None:
        self._do(lambda work, one: incidents.tie(work, one, (kind, record)), t("incidents.tied"))

    def _untie(self, kind: str, record: int) -> None:
        self._do(lambda work, one: incidents.untie(work, one, (kind, record)), t("incidents.untied"))

    def _strike(self, entry: int, reason: str) -> None:
        self._do(lambda work, one: incidents.strike(work, one, entry, reason=reason), t("incidents.struck"))

    def _do(self, act: Callable[[Work, int], object], said: str) -> None:
        assert self.detail is not None
        try:
            with self._desk.work() as work:
                act(work, self.detail.row.id)
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.changed.emit(said)

    def _others(self, row: IncidentRow) -> list[QWidget]:
        made: list[QWidget] = []
        if self._may_print:
            paper = Button(t("incidents.print"), icon="printer-outline", parent=self)
            paper.clicked.connect(lambda: self.print_asked.emit(row.id))
            made.append(paper)
        if self._may_change and self._may_report and row.closed_at is None:
            change = Button(t("incidents.change"), parent=self)
            change.clicked.connect(lambda: self.change_asked.emit(row.id))
            made.append(change)
        return made

    def _facts(self, detail: IncidentDetail) -> Facts:
        row = detail.row
        names = [name if self._reveal else masking.mask_name(name) for _person, name in detail.people]
        mark = tell_mark(row, self._desk.now)
        kind = _SPACE.join((t(f"incidents.kind.{row.kind.value}"), t(f"incidents.level.{row.level}")))
        facts = Facts()
        facts.add("kind", t("incidents.column.kind"), kind, bold=True)
        found = _SPACE.join((formats.full_moment(row.found_at), row.place))
        facts.add("found_at", t("incidents.column.found_at"), found)
        way = t(f"incidents.way.{row.reported_way}") if row.reported_way else ""
        reported = _SPACE.join(part for part in (way, row.reported_by) if part)
        facts.add("reported", t("incidents.column.reported"), reported)
        people = t("incidents.list_mark").join(names)
        if row.people_count:
            people = _SPACE.join(
                part for part in (t("incidents.sheet.count", count=detail.how_many), people) if part
            )
        facts.add("people", t("incidents.column.people"), people)
        facts.add("responsible", t("incidents.column.responsible"), row.responsible or "")
        facts.add("impact", t("incidents.column.impact"), row.impact or "")
        if row.told_at is not None or mark is None:
            facts.add("tell", t("incidents.column.tell"), mark.word if mark else t("incidents.not_told"))
        facts.add("outcome", t("incidents.column.outcome"), row.outcome or "", bold=True)
        return facts
