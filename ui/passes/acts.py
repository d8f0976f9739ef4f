"""What can be done with passes from the list, the panel and the form; each act is one service call and one notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from duty_desk import passes, policy
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit.combo import ComboBox
from ui.kit.dialogs import Dialog
from ui.passes import choices
from ui.passes.detail import DetailPanel
from ui.passes.extend_panel import ExtendPanel
from ui.passes.issue_panel import IssuePanel

if TYPE_CHECKING:
    from duty_desk.work import Work
    from ui.passes.tab import PassesTab

Result = TypeVar("Result")
VOID_REASONS = ("left", "wrong", "misuse", "finished", "other")
REFUSE_REASONS = ("not_needed", "papers", "later", "other")


class Acts:
    """Belongs to the passes screen."""

    def __init__(self, tab: PassesTab) -> None:
        self._tab = tab

    def do(self, verb: str, pass_id: int) -> None:
        """One of: print, extend, lost, return, void, reissue, copy, approve, refuse."""
        acts: dict[str, Callable[[int], object]] = {
            "print": lambda i: self.choose_paper([i]),
            "extend": self.extend,
            "lost": self.report_lost,
            "return": self.take_in,
            "void": self.ask_void,
            "reissue": self.reissue,
            "copy": self.copy,
            "approve": lambda i: self.approve([i]),
            "refuse": lambda i: self.ask_refuse([i]),
        }
        if self._tab.allowed(verb):
            acts[verb](pass_id)

    def after_issue(self, given: passes.IssuedPass, print_it: bool) -> None:
        """Say it with the way back, and print."""
        if not given.repeated:
            self._tab.shell.notify(
                t("passes_tab.done.issued", number=given.number),
                undo=lambda: self._undo(given.id, passes.undo_issue),
            )
        if print_it:
            self.print_passes([given.id])

    def after_request(self, name: str, asked: int) -> None:
        """Say who waits now, with the way back."""
        self._tab.shell.notify(
            t("passes_tab.done.requested", name=name), undo=lambda: self._undo(asked, passes.withdraw)
        )

    def extend(self, pass_id: int) -> None:
        """Open the small form."""
        tab = self._tab
        with tab.desk.read() as read:
            detail = passes.get_pass(read, pass_id)
            offered = choices.read_choices(read)
        panel = ExtendPanel(tab.desk, detail, offered.approvers)
        panel.extended.connect(lambda done: self._extended(done, detail.row.number or ""))
        tab.put_panel(panel)
        panel.until.setFocus()

    def report_lost(self, pass_id: int) -> None:
        self._step(pass_id, "lost", passes.report_lost)

    def take_in(self, pass_id: int) -> None:
        self._step(pass_id, "returned", passes.take_in)

    def ask_void(self, pass_id: int) -> Dialog:
        """Voiding cannot be taken back later, so it is asked."""
        with self._tab.desk.read() as read:
            row = passes.get_row(read, pass_id)
        who = (
            t("passes_tab.void.who", name=row.holder_name, place=row.place) if row.place else row.holder_name
        )
        dialog = Dialog(
            self._tab.window(),
            t("passes_tab.void.question", number=row.number),
            t("passes_tab.void.body", who=who),
            act=t("passes_tab.void.act"),
            keep=t("passes_tab.void.keep"),
            icon="cancel",
            note=t("passes_tab.logged"),
        )
        reason = _reason_box("void", VOID_REASONS)
        dialog.add(reason)
        dialog.acted.connect(lambda: self._void(dialog, pass_id, str(reason.value())))
        dialog.open()
        return dialog

    def reissue(self, pass_id: int) -> None:
        """A new number and code; the old one is refused at the gates from now on."""
        given = self._attempt(lambda work: passes.reissue(work, pass_id))
        if given is not None:
            self._tab.shell.notify(t("passes_tab.done.reissued", number=given.number))
            self._tab.open_record("pass", given.id)
            self.print_passes([given.id])

    def copy(self, pass_id: int) -> None:
        """A new pass filled in from an earlier one."""
        with self._tab.desk.read() as read:
            application = passes.copy_form(read, pass_id)
        self._tab.close_panel()
        panel = self._tab.issue(application.kind)
        if isinstance(panel, IssuePanel):
            panel.start_from(application)

    def approve(self, ids: Sequence[int]) -> None:
        """Give those that may be given; of the others say why the first may not, and leave them waiting."""
        result = self._attempt(lambda work: passes.approve(work, ids)) if ids else None
        if result is None:
            return
        tab = self._tab
        tab.list.clear_ticks()
        text = t("passes_tab.done.approved", count=len(result.issued))
        if result.left:
            why = result.left[0].error.text
            text += "\N{IDEOGRAPHIC SPACE}" + t("passes_tab.done.left", count=len(result.left), why=why)
        tab.shell.notify(text, locked=t("passes_tab.requests.locked"))

    def ask_refuse(self, ids: Sequence[int]) -> Dialog:
        """Refuse requests with a reason that the applicant hears."""
        dialog = Dialog(
            self._tab.window(),
            t("passes_tab.refuse.question", count=len(ids)),
            t("passes_tab.refuse.body"),
            act=t("passes_tab.refuse.act"),
            keep=t("passes_tab.refuse.keep"),
            icon="cancel",
            note=t("passes_tab.logged"),
        )
        reason = _reason_box("refuse", REFUSE_REASONS)
        dialog.add(reason)
        dialog.acted.connect(lambda: self._refuse(dialog, ids, str(reason.value())))
        dialog.open()
        return dialog

    def reveal(self, reason: str) -> None:
        """Show document and phone in full for some seconds; logged with the reason."""
        from duty_desk import people

        tab = self._tab
        panel = tab.panel
        if not isinstance(panel, DetailPanel) or panel.detail is None or panel.detail.row.holder_id is None:
            return
        try:
            with tab.desk.work() as work:
                people.reveal(work, panel.detail.row.holder_id, ("id_number", "phone"), reason=reason)
                seconds = policy.integer(work, "privacy.reveal_seconds")
        except DutyDeskError as error:
            tab.shell.refuse(error)
            return
        panel.reveal(seconds)

    def print_passes(self, ids: Sequence[int]) -> None:
        """Preview and print; a second print of a card says so."""
        from ui.passes.printing import PassPrinting

        if ids:
            PassPrinting(self._tab).start(list(ids))

    def choose_paper(self, ids: Sequence[int]) -> None:
        """Print after choosing the form: A6, four on A4, card, receipt."""
        from ui.passes.printing import PassPrinting

        if ids:
            list_ = self._tab.list
            PassPrinting(self._tab).choose(list(ids), list_.mapToGlobal(list_.rect().bottomLeft()))

    def take_out(self, how: str) -> None:
        """The list as it is shown, to a workbook, a PDF or the printer."""
        tab, view = self._tab, self._tab.list
        ledger = passes.LEDGERS[tab.kind]
        columns = [ledger.column(view.model.columns[index].key) for index in view.columns.shown()]
        tab.shell.export(ledger, view.request, how, columns)

    def _step(self, pass_id: int, word: str, service: Callable[..., None]) -> None:
        def step(work: Work) -> str:
            service(work, pass_id)
            return passes.get_row(work, pass_id).number or ""

        number = self._attempt(step)
        if number is not None:
            self._tab.shell.notify(
                t(f"passes_tab.done.{word}", number=number),
                undo=lambda: self._undo(pass_id, passes.undo_last),
            )

    def _extended(self, pass_id: int, number: str) -> None:
        self._tab.shell.notify(
            t("passes_tab.done.extended", number=number), undo=lambda: self._undo(pass_id, passes.undo_last)
        )
        self._tab.open_record("pass", pass_id)
        self._tab.list.setFocus()

    def _void(self, dialog: Dialog, pass_id: int, reason: str) -> None:
        try:
            with self._tab.desk.work() as work:
                passes.void(work, pass_id, reason=reason)
                number = passes.get_row(work, pass_id).number
        except DutyDeskError as error:
            dialog.refuse(error.text)
            return
        dialog.accept()
        self._tab.shell.notify(t("passes_tab.done.voided", number=number))

    def _refuse(self, dialog: Dialog, ids: Sequence[int], reason: str) -> None:
        try:
            with self._tab.desk.work() as work:
                passes.refuse(work, ids, reason=reason)
        except DutyDeskError as error:
            dialog.refuse(error.text)
            return
        dialog.accept()
        self._tab.list.clear_ticks()
        self._tab.shell.notify(
            t("passes_tab.done.refused", count=len(ids)), locked=t("passes_tab.requests.locked")
        )

    def _undo(self, pass_id: int, service: Callable[..., Any]) -> None:
        with self._tab.desk.work() as work:
            service(work, pass_id)

    def _attempt(self, act: Callable[[Work], Result]) -> Result | None:
        """Run an act as one transaction; a refusal is shown as a notice and gives None."""
        try:
            with self._tab.desk.work() as work:
                return act(work)
        except DutyDeskError as error:
            self._tab.shell.refuse(error)
            return None


def _reason_box(prefix: str, reasons: Sequence[str]) -> ComboBox:
    words = [t(f"passes_tab.{prefix}.reason.{key}") for key in reasons]
    return ComboBox([(word, word) for word in words], words[0], name=t("passes_tab.reason"))
