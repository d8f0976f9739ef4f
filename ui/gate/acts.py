"""What a guard can do beside scanning: take back, add, exempt, force, sign out, check a crew, let an ambulance pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from duty_desk import formats, gate, screening
from duty_desk.errors import DutyDeskError, Refusal
from duty_desk.gate import CrossingOrigin, EmergencyRow, InsideRow, RetestRow, Sound, Subject, Written
from duty_desk.strings import t
from ui.gate.emergency_panel import CompletePanel, EmergencyPanel
from ui.gate.exempt_panel import ExemptPanel, read_offers
from ui.gate.force_dialog import ForceDialog
from ui.gate.missed_panel import MissedPanel
from ui.gate.rest_panel import GiveUpPanel

if TYPE_CHECKING:
    from duty_desk.work import Work
    from ui.gate.scan_page import ScanPage

Result = TypeVar("Result")


class Acts:
    """Belongs to the scan page."""

    def __init__(self, page: ScanPage) -> None:
        self._page = page
        self._busy = False

    def take_back(self) -> None:
        """Ctrl+Z: the last crossing this officer logged here; it stays in the log, marked."""
        page = self._page

        def withdraw(work: Work) -> int | None:
            crossing = gate.last_crossing(work, page.gate)
            if crossing is not None:
                gate.withdraw(work, crossing)
            return crossing

        crossing = self._attempt(withdraw)
        if crossing is not None:
            with page.desk.read() as read:
                rows = gate.latest_at(read, page.gate, 60)
            row = next((each for each in rows if each.crossing_id == crossing), None)
            said = ""
            if row is not None:
                way = t(f"gate.direction.{row.direction}")
                said = f"{row.plate or row.name} {way} {formats.clock(row.at)}"
            page.shell.notify(t("gate_tab.done.withdrawn", said=said))
            page.station.session.forget()
            page.station.go_idle()
        else:
            page.shell.notify(t("gate_tab.done.nothing_to_withdraw"))

    def add_missed(self) -> None:
        """F5: a passage that was not scanned."""
        page = self._page
        shown = page.station.shown
        panel = MissedPanel(page.desk, page.gate, shown.verdict if shown is not None else None, page)
        panel.saved.connect(self._missed)
        page.put_form(panel)
        panel.start()

    def emergency(self) -> None:
        """F4: who may pass without a permit, and is written down afterwards."""
        page = self._page
        panel = EmergencyPanel(page.desk, page.gate, page)
        panel.saved.connect(self._missed)
        panel.complete_asked.connect(self.complete)
        page.put_form(panel)
        panel.start()

    def complete(self, row: EmergencyRow) -> None:
        """Whom one that was let pass came for."""
        page = self._page
        panel = CompletePanel(page.desk, row, page)
        panel.saved.connect(self._told)
        page.put_form(panel)
        panel.start()

    def give_up(self) -> None:
        """F3: somebody who was to rest went away."""
        page = self._page
        if not page.rests.rows:
            page.shell.refuse(Refusal("gate_tab.give_up.nobody"))
            return
        panel = GiveUpPanel(page.desk, page.rests.rows, page)
        panel.saved.connect(self._told)
        page.put_form(panel)
        panel.start()

    def exempt(self) -> None:
        """F6: out without using the allowance of the household."""
        page = self._page
        shown = page.station.shown
        subject = shown.verdict.subject if shown is not None else None
        if shown is None or subject is None or subject.household_id is None:
            page.shell.refuse(Refusal("gate_tab.exempt.not_now"))
            return
        with page.desk.read() as read:
            reasons, approvers = read_offers(read)
        panel = ExemptPanel(page.station.session, reasons, approvers, page)
        panel.saved.connect(page.close_form)
        page.put_form(panel)
        panel.start()

    def force(self) -> None:
        """Ctrl+Shift+Enter: against a rule, with a chief."""
        page = self._page
        shown = page.station.shown
        if shown is None or not shown.verdict.may_force:
            page.shell.refuse(Refusal("gate_tab.force.not_now"))
            return
        ForceDialog(page.shell, page.station.session, page.window()).start()

    def sign_out(self, row: InsideRow) -> None:
        """F9: somebody on the list has gone."""
        page = self._page
        if row.run_id is not None:
            if not page.shell.open_record("vehicle_run", row.run_id):
                page.shell.refuse(Refusal("gate_tab.inside.by_run"))
            return
        if row.visit_id is not None:
            subject = Subject(
                row.kind, person_id=row.person_id, visit_id=row.visit_id, origin=CrossingOrigin.LIST
            )
            page.station.session.sign_out(subject)
            page.focus_first()
            return
        crossing = row.id
        assert crossing is not None
        out = self._attempt(lambda work: gate.sign_out(work, crossing, gate=page.gate))
        if out is not None:
            name = row.plate or row.name
            page.shell.notify(t("gate_tab.done.signed_out", name=name), undo=lambda: self._withdraw(out))
        page.focus_first()

    def record_check(self, typed: str) -> None:
        """The morning check of whoever stands there, then judged anew."""
        page = self._page
        shown = page.station.shown
        person = shown.verdict.subject.person_id if shown is not None and shown.verdict.subject else None
        if person is None:
            return
        try:
            value = gate.parse_temperature(typed)
            with page.desk.work() as work:
                screening.record_check(work, person=person, temperature=value)
        except DutyDeskError as error:
            page.shell.refuse(error)
            return
        page.station.session.ask_again()
        page.focus_first()

    def remind(self, row: RetestRow) -> None:
        """The rest of somebody is over: said once, with a sound."""
        page = self._page
        page.station.sounds.say(Sound.ATTENTION)
        page.shell.notify(t("gate_tab.done.rest_over", name=row.name or t("gate_tab.last.nobody")))

    def write_waiting(self) -> None:
        """Try to write what could not be written."""
        if not self._busy:
            self._busy = True
            desk = self._page.desk
            self._page.shell.tasks.run(
                partial(gate.write_waiting, desk), done=self._written, failed=self._not_written
            )

    def forget_form(self) -> None:
        """Another answer came: a form about the one before, in which nothing was typed, goes."""
        page = self._page
        form = getattr(page.form, "form", None)
        if isinstance(page.form, ExemptPanel) and form is not None and not form.dirty:
            page.close_form(focus=False)

    def _told(self, said: str) -> None:
        self._page.close_form()
        self._page.shell.notify(said)

    def _missed(self, crossing: int, said: str) -> None:
        page = self._page
        page.close_form()
        page.shell.notify(said, undo=lambda: self._withdraw(crossing))
        page.station.session.ask_again_if_refused()

    def _withdraw(self, crossing: int) -> None:
        with self._page.desk.work() as work:
            gate.withdraw(work, crossing)

    def _written(self, written: Written) -> None:
        self._busy = False
        page = self._page
        if written.logged:
            page.shell.notify(t("gate_tab.done.written", count=written.logged))
        page.tab.refresh()

    def _not_written(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, DutyDeskError):
            raise error

    def _attempt(self, act: Callable[[Work], Result]) -> Result | None:
        """Run an act as one transaction; a refusal is shown as a notice and gives None."""
        try:
            with self._page.desk.work() as work:
                return act(work)
        except DutyDeskError as error:
            self._page.shell.refuse(error)
            return None
