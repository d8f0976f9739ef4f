"""The scan page of the gate: every answer, what is asked under it, and the forms beside it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QApplication, QWidget

from duty_desk import gate, passes
from duty_desk.gate import Attempt, CrossingKind, Direction, Reason, Subject, Word
from tests.ui.screens.registry import office_of, screen
from ui.gate.force_dialog import ForceDialog
from ui.gate.locked import LockedGate
from ui.gate.scan_page import ScanPage
from ui.gate.tab import GateTab
from ui.main_window import MainWindow

HOME, EAST = "JS-W", "NH-E"


def page_of(window: MainWindow, place: str = EAST) -> ScanPage:
    tab = office_of(window).go("gate")
    assert isinstance(tab, GateTab)
    tab.show_view("scan")
    page = tab.scan_page
    page.close_form()
    page.station.session.turn(None)
    page.station.session.forget()
    page.context.clear()
    page.station.go_idle()
    tab.choose_gate(next(row.id for row in tab.gates if row.code == place))
    return page


def ask(page: ScanPage, subject: Subject, direction: Direction | None = None, **more: object) -> None:
    page.station.session._ask(Attempt(page.gate, subject=subject, direction=direction, **more))  # type: ignore[arg-type]
    QApplication.processEvents()


def residents(page: ScanPage) -> Iterator[Subject]:
    """People of households, those of one household together."""
    from duty_desk.people import find_person

    with page.desk.read() as read:
        seen: set[int] = set()
        for row in (row for letter in "zwlyc" for row in find_person(read, letter, limit=200)):
            if row.id not in seen and row.household_id is not None:
                seen.add(row.id)
                yield Subject(CrossingKind.HOUSEHOLD, person_id=row.id, household_id=row.household_id)


def would(page: ScanPage, subject: Subject, direction: Direction) -> Reason:
    with page.desk.read() as read:
        return gate.look(read, Attempt(page.gate, subject=subject, direction=direction)).reason


def resident(page: ScanPage, reason: Reason) -> Subject:
    """Somebody of a household to whom the gate would say that on the way out."""
    return next(one for one in residents(page) if would(page, one, Direction.OUT) is reason)


def inside(page: ScanPage, kind: CrossingKind) -> Subject:
    with page.desk.read() as read:
        # Not a vehicle on a run: that has no pass to be asked for.
        row = [each for each in gate.list_inside(read, [kind]) if each.pass_id or each.visit_id][-1]
    return Subject(kind, pass_id=row.pass_id, person_id=row.person_id, visit_id=row.visit_id)


@screen("gate-idle")
def idle(window: MainWindow) -> QWidget:
    page_of(window)
    return window


@screen("gate-go")
def go(window: MainWindow) -> QWidget:
    page = page_of(window, HOME)
    ask(page, resident(page, Reason.OK), Direction.OUT)
    assert page.station.verdict.word is Word.GO
    return window


@screen("gate-measure")
def measure(window: MainWindow) -> QWidget:
    page = page_of(window, HOME)
    # Not the one who has just gone out.
    one = [one for one in residents(page) if would(page, one, Direction.IN) is Reason.MEASURE][-1]
    ask(page, one, Direction.IN)
    page.station.row.box.set_measuring(True, "36.")
    return window


@screen("gate-again")
def again(window: MainWindow) -> QWidget:
    page = page_of(window, HOME)
    one = next(one for one in residents(page) if would(page, one, Direction.IN) is Reason.MEASURE)
    ask(page, one, Direction.IN)
    page.station.session.measure("37.4")
    QApplication.processEvents()
    return window


@screen("gate-stop-quota")
def quota(window: MainWindow) -> QWidget:
    page = page_of(window, HOME)
    ask(page, resident(page, Reason.QUOTA), Direction.OUT)
    return window


@screen("gate-stop-unknown")
def unknown(window: MainWindow) -> QWidget:
    page = page_of(window)
    page.take_scan(passes.new_token())
    QApplication.processEvents()
    return window


@screen("gate-stop-inside")
def already(window: MainWindow) -> QWidget:
    page = page_of(window)
    ask(page, inside(page, CrossingKind.MATERIAL), Direction.IN)
    return window


@screen("gate-stop-vehicle")
def vehicle(window: MainWindow) -> QWidget:
    page = page_of(window)
    ask(page, inside(page, CrossingKind.VEHICLE), Direction.IN)
    return window


@screen("gate-crew")
def crew(window: MainWindow) -> QWidget:
    page = page_of(window)
    ask(page, inside(page, CrossingKind.CREW), Direction.OUT)
    return window


@screen("gate-visitor")
def visitor(window: MainWindow) -> QWidget:
    page = page_of(window)
    ask(page, inside(page, CrossingKind.VISIT), Direction.IN)
    return window


@screen("gate-check")
def check(window: MainWindow) -> QWidget:
    page = page_of(window, HOME)
    one = resident(page, Reason.OK)
    with page.desk.read() as read:
        found = gate.look(read, Attempt(page.gate, subject=one)).card
    assert found is not None
    page.station._typed(found.name)
    QApplication.processEvents()
    page.station.choices.take()
    page.station.asking.go_on()
    return window


@screen("gate-choices")
def choices(window: MainWindow) -> QWidget:
    page = page_of(window)
    page.station._typed("wang")
    return window


@screen("gate-missed")
def missed(window: MainWindow) -> QWidget:
    page = page_of(window)
    ask(page, inside(page, CrossingKind.MATERIAL), Direction.IN)
    page.acts.add_missed()
    form = page.form
    assert form is not None
    form.save()  # type: ignore[attr-defined]
    return window


@screen("gate-exempt")
def exempt(window: MainWindow) -> QWidget:
    page = page_of(window, HOME)
    ask(page, resident(page, Reason.QUOTA), Direction.OUT)
    page.acts.exempt()
    form = page.form
    assert form is not None
    form.save()  # type: ignore[attr-defined]
    return window


@screen("gate-force")
def force(window: MainWindow) -> QWidget:
    page = page_of(window, HOME)
    ask(page, resident(page, Reason.QUOTA), Direction.OUT)
    dialog = ForceDialog(page.shell, page.station.session, window)
    dialog.start()
    dialog.submit()
    return dialog


@screen("gate-locked")
def locked(window: MainWindow) -> QWidget:
    page = page_of(window, HOME)
    one = [one for one in residents(page) if would(page, one, Direction.IN) is Reason.MEASURE][-1]
    window.lock()
    going_on = window.entrance.going_on
    assert isinstance(going_on, LockedGate)
    going_on.station.session._ask(Attempt(page.gate, subject=one, direction=Direction.IN))
    return window


@screen("gate-emergency")
def emergency(window: MainWindow) -> QWidget:
    page = page_of(window)
    with page.desk.work() as work:
        if not gate.list_incomplete(work):
            gate.emergency(
                work, gate=page.gate, direction=Direction.IN, plate="陕Z0120急", description="急救车"
            )
    page.tab.reload()
    page.acts.emergency()
    return window


@screen("gate-give-up")
def give_up(window: MainWindow) -> QWidget:
    page = page_of(window)
    page.tab.reload()
    page.acts.give_up()
    return window
