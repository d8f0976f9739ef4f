"""The jobs of crews on the passes screen: found by name or state, each opens beside the list with its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import passes
from duty_desk.errors import DutyDeskError
from duty_desk.passes import JobState
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, FilterChips
from ui.kit.desk_source import DeskSource
from ui.kit.fields import LineEdit
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.passes.crews_acts import CrewActs
from ui.passes.crews_form import JobFormPanel
from ui.passes.crews_issue import CrewIssuePanel
from ui.passes.crews_member import MemberPanel
from ui.passes.crews_panel import JobPanel

if TYPE_CHECKING:
    from ui.passes.tab import PassesTab

SEARCH = 240
ALL = "all"
HINTS = (("↑↓", "choose"), ("Enter", "open"), ("E", "edit"), ("A", "add"), ("Ctrl+P", "print"))


class CrewsView(QWidget):
    """Belongs to the passes screen, which shows it in the place of the ledger of passes."""

    def __init__(self, tab: PassesTab) -> None:
        super().__init__(tab)
        self._tab = tab
        self.acts = CrewActs(tab, self)
        self.search = LineEdit(
            placeholder=t("passes_crews.search"),
            icon="magnify",
            hint="/",
            name=t("passes_crews.search_name"),
            width=SEARCH,
            parent=self,
        )
        self.states = FilterChips(name=t("passes_crews.filter"), parent=self)
        self.list = self._make_list()
        self._connect()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.states, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.list, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusProxy(self.search)

    def reload(self) -> None:
        """Read the jobs again, and the one that is open."""
        with self._tab.desk.read() as read:
            counts = passes.count_jobs(read)
        choices = [Choice(ALL, t("passes_crews.all"), sum(counts.values()))]
        for state in JobState:
            tone, picture = passes.JOB_TONES[state]
            if counts[state] or self.states.value() == state.value:
                words = t(f"passes_crews.state.{state.value}")
                choices.append(Choice(state.value, words, counts[state], picture, Tone(tone)))
        self.states.set_choices(choices, self.states.value() or ALL)
        self.list.reload()
        panel = self._tab.panel
        if isinstance(panel, JobPanel):
            self.show_job(panel.job.id)

    def start_new(self) -> JobFormPanel:
        """The form for a new job."""
        return self._form(None)

    def edit(self, job: int) -> JobFormPanel:
        """The form of a job on record."""
        return self._form(job)

    def show_job(self, job: int) -> None:
        """A job with its people beside the list."""
        try:
            with self._tab.desk.read() as read:
                row, members = passes.get_job(read, job), passes.list_members(read, job)
        except DutyDeskError as error:
            self._tab.shell.refuse(error)
            return
        panel = self._tab.panel
        if not isinstance(panel, JobPanel):
            panel = JobPanel(self._tab.allowed)
            panel.act_asked.connect(self.act)
            panel.member_asked.connect(self.open_member)
            self._tab.put_panel(panel)
        panel.put(row, members)

    def add_people(self, job: int) -> MemberPanel:
        """The form to put people on a crew, one after the other."""
        return self._put_member(job, None)

    def issue(self, job: int | None, done: Any = None) -> CrewIssuePanel:
        """Give passes to those admitted."""
        panel = CrewIssuePanel(self._tab.desk, job, done)
        panel.issued.connect(self.acts.after_issue)
        self._tab.put_panel(panel, back=(lambda: self.show_job(job)) if job is not None else None)
        panel.take_focus()
        return panel

    def act(self, verb: str) -> None:
        """Do something with the job that is open, else with the current one."""
        panel = self._tab.panel
        row = self.list.current_row()
        if isinstance(panel, JobPanel):
            self.acts.do(verb, panel.job.id, panel.chosen())
        elif row is not None:
            self.acts.do(verb, row.id, [])

    def _form(self, job: int | None) -> JobFormPanel:
        panel = self._tab.panel
        if isinstance(panel, JobFormPanel) and panel.job_id == job:
            return panel
        panel = JobFormPanel(self._tab.desk, job)
        panel.saved.connect(self._saved)
        self._tab.put_panel(panel, back=(lambda: self.show_job(job)) if job is not None else None)
        panel.form.field("company").take_focus()
        return panel

    def _saved(self, job: int, words: str) -> None:
        self._tab.close_panel()
        self._tab.shell.notify(words)
        self.list.select_id(job)
        self.show_job(job)

    def panel(self) -> JobPanel | None:
        """The job that is open beside the list."""
        return self._tab.panel if isinstance(self._tab.panel, JobPanel) else None

    def open_member(self, person: int) -> None:
        """The papers of one of the crew."""
        panel = self.panel()
        if panel is not None and self._tab.allowed("crew"):
            self._put_member(panel.job.id, person)

    def _put_member(self, job: int, person: int | None) -> MemberPanel:
        panel = MemberPanel(self._tab.desk, self._tab.shell.tasks, job, person)
        panel.saved.connect(lambda words: self._tab.shell.notify(words))
        panel.done.connect(lambda: self.show_job(job))
        self._tab.put_panel(panel, back=lambda: self.show_job(job))
        panel.take_focus()
        return panel

    def _make_list(self) -> LedgerView:
        shell = self._tab.shell
        with shell.desk.read() as read:
            in_full = may(read, Permission.REVEAL)
        source = DeskSource(
            shell.desk, passes.JOBS, faint=lambda row: row.state is JobState.LEFT, reveal=in_full
        )
        view = LedgerView(
            source,
            shell.tasks,
            request=passes.Request(),
            key=passes.JOBS.key,
            memory=DeskMemory(shell.recall, shell.remember),
            hints=[(key, t(f"passes_crews.hint.{name}")) for key, name in HINTS],
            strong="project",
            parent=self,
        )
        view.table.setAccessibleName(t("passes_crews.list"))
        view.set_empty(self._empty)
        return view

    def _connect(self) -> None:
        view = self.list
        view.opened.connect(lambda row: self.show_job(row.id))
        view.current_changed.connect(self._moved)
        view.letter_pressed.connect(self._letter)
        view.filter_asked.connect(lambda: self.search.setFocus(Qt.FocusReason.OtherFocusReason))
        view.clear_asked.connect(self._escape)
        view.asked.connect(self.take_out)
        self.search.textChanged.connect(view.search)
        self.search.returnPressed.connect(view.setFocus)
        self.states.chosen.connect(lambda key: view.filter(states=None if key == ALL else [key]))
        self.states.serve_digits_of(view.table)

    def _moved(self, row: Any) -> None:
        if row is not None and isinstance(self._tab.panel, JobPanel):
            self.show_job(row.id)

    def _letter(self, letter: str) -> None:
        verb = {"E": "edit", "A": "add"}.get(letter.upper())
        if verb is not None:
            self.act(verb)

    def _escape(self) -> None:
        if self._tab.panel is not None:
            self._tab.close_panel()
            return
        self.search.clear()
        self.states.set_value(ALL)
        self.list.set_request(passes.Request())

    def take_out(self, how: str) -> None:
        """The jobs as they are shown, to a workbook, a PDF or the printer."""
        columns = [
            passes.JOBS.column(self.list.model.columns[index].key) for index in self.list.columns.shown()
        ]
        self._tab.shell.export(passes.JOBS, self.list.request, how, columns)

    def _empty(self) -> QWidget:
        button = None
        if self._tab.allowed("crew"):
            button = Button(t("passes_crews.new"), icon="plus", kind=Kind.PRIMARY)
            button.clicked.connect(lambda: self.start_new())
        return EmptyState(
            t("passes_crews.empty.fact"),
            t("passes_crews.empty.next"),
            icon="account-hard-hat-outline",
            tone=None,
            button=button,
        )
