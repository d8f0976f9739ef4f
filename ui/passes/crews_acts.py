"""What can be done with a job and its people; each act is one service call and one notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from duty_desk import passes
from duty_desk.errors import DutyDeskError, Refusal
from duty_desk.passes import PassState
from duty_desk.strings import t
from ui.kit.combo import ComboBox
from ui.kit.dialogs import Dialog

if TYPE_CHECKING:
    from duty_desk.work import Work
    from ui.passes.crews_view import CrewsView
    from ui.passes.printing import PassPrinting
    from ui.passes.tab import PassesTab

Result = TypeVar("Result")
REFUSE_REASONS = ("region", "health", "papers", "other")
_PRINTABLE = frozenset({PassState.VALID, PassState.LAST_DAY, PassState.NOT_YET, PassState.SUSPENDED})


class CrewActs:
    """Belongs to the jobs of the passes screen."""

    def __init__(self, tab: PassesTab, view: CrewsView) -> None:
        self._tab, self._view = tab, view

    def do(self, verb: str, job: int, people: Sequence[int]) -> None:
        """One of: add, edit, documents, admit, refuse, issue, print, leave, import."""
        acts: dict[str, Callable[[], object]] = {
            "add": lambda: self._view.add_people(job),
            "edit": lambda: self._view.edit(job),
            "documents": lambda: self._view.open_member(people[0]) if people else None,
            "admit": lambda: self.admit(job, people),
            "refuse": lambda: self.ask_refuse(job, people),
            "issue": lambda: self._view.issue(job),
            "print": lambda: self.print_cards(job, people),
            "leave": lambda: self.ask_leave(job),
            "import": lambda: self._tab.shell.open_import("workers"),
        }
        rights = {"print": "print", "leave": "void", "import": "import"}
        if self._tab.allowed(rights.get(verb, "crew")):
            acts[verb]()

    def admit(self, job: int, people: Sequence[int]) -> None:
        """Let people of a crew in."""
        if not people:
            return
        done = self._attempt(
            lambda work: passes.decide_members(work, job, people, admitted=True) or len(people)
        )
        if done is not None:
            self._clear_ticks()
            self._tab.shell.notify(t("passes_crews.done.admitted", count=done))

    def ask_refuse(self, job: int, people: Sequence[int]) -> Dialog | None:
        """Keep people of a crew out, with the reason; their passes are taken in."""
        if not people:
            return None
        dialog = Dialog(
            self._tab.window(),
            t("passes_crews.refuse.question", count=len(people)),
            t("passes_crews.refuse.body"),
            act=t("passes_crews.refuse.act"),
            keep=t("passes_crews.refuse.keep"),
            icon="cancel",
            note=t("passes_tab.logged"),
        )
        words = [t(f"passes_crews.refuse.reason.{key}") for key in REFUSE_REASONS]
        reason = ComboBox([(word, word) for word in words], words[0], name=t("passes_tab.reason"))
        dialog.add(reason)
        dialog.acted.connect(lambda: self._refuse(dialog, job, people, str(reason.value())))
        dialog.open()
        return dialog

    def ask_leave(self, job: int) -> Dialog:
        """A crew that left cannot come back under the same job, so it is asked."""
        with self._tab.desk.read() as read:
            row = passes.get_job(read, job)
        dialog = Dialog(
            self._tab.window(),
            t("passes_crews.leave.question", project=row.project),
            t("passes_crews.leave.body", count=row.passes),
            act=t("passes_crews.leave.act"),
            keep=t("passes_crews.leave.keep"),
            icon="logout",
            note=t("passes_tab.logged"),
        )
        dialog.acted.connect(lambda: self._leave(dialog, job))
        dialog.open()
        return dialog

    def print_cards(self, job: int, people: Sequence[int]) -> None:
        """The cards of those ticked, else of everyone of the job who holds a pass."""
        with self._tab.desk.read() as read:
            members = passes.list_members(read, job)
        ticked = set(people) if len(people) > 1 else set()
        ids = [
            row.pass_id
            for row in members
            if row.pass_id is not None and row.state in _PRINTABLE and (not ticked or row.id in ticked)
        ]
        if not ids:
            self._tab.shell.refuse(Refusal("passes_crews.done.nothing_to_print"))
            return
        place = self._view.list
        self._printing().choose(ids, place.mapToGlobal(place.rect().bottomLeft()))

    def after_issue(self, given: passes.CrewPasses) -> None:
        """Say it with the way back, show the job again, and print."""
        words = t("passes_crews.issue.done", count=len(given.issued))
        if given.left:
            why = given.left[0].error.text
            words += "\N{IDEOGRAPHIC SPACE}" + t("passes_crews.issue.left", count=len(given.left), why=why)
        ids = [one.id for one in given.issued]
        self._tab.close_panel()
        self._tab.shell.notify(words, undo=lambda: self._take_back(ids))
        if ids:
            self._printing().start(ids)

    def _printing(self) -> PassPrinting:
        """The paper kit is loaded with the first card."""
        from ui.passes.printing import PassPrinting

        return PassPrinting(self._tab)

    def _take_back(self, ids: Sequence[int]) -> None:
        with self._tab.desk.work() as work:
            for pass_id in ids:
                passes.undo_issue(work, pass_id)

    def _refuse(self, dialog: Dialog, job: int, people: Sequence[int], reason: str) -> None:
        try:
            with self._tab.desk.work() as work:
                passes.decide_members(work, job, people, admitted=False, reason=reason)
        except DutyDeskError as error:
            dialog.refuse(error.text)
            return
        dialog.accept()
        self._clear_ticks()
        self._tab.shell.notify(t("passes_crews.done.refused", count=len(people)))

    def _leave(self, dialog: Dialog, job: int) -> None:
        try:
            with self._tab.desk.work() as work:
                count = passes.leave(work, job)
        except DutyDeskError as error:
            dialog.refuse(error.text)
            return
        dialog.accept()
        self._tab.shell.notify(t("passes_crews.done.left", count=count), locked=t("passes_crews.done.locked"))

    def _clear_ticks(self) -> None:
        panel = self._view.panel()
        if panel is not None:
            panel.people.clear_ticks()

    def _attempt(self, act: Callable[[Work], Result]) -> Result | None:
        try:
            with self._tab.desk.work() as work:
                return act(work)
        except DutyDeskError as error:
            self._tab.shell.refuse(error)
            return None
