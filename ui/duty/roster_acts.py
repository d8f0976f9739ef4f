"""What is done on the roster: cells written and taken back, proposals, people, days; each tells how to undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from duty_desk import formats, roster
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.roster import Change, calendar, proposing
from duty_desk.roster.cells import Place
from duty_desk.roster.proposing import Proposal
from duty_desk.roster.rules import NOTHING, SHIFTS, Cell, is_attended
from duty_desk.strings import t
from ui.duty import roster_forms
from ui.duty.roster_head import month_end
from ui.duty.roster_model import words

if TYPE_CHECKING:
    from ui.duty.roster import RosterView

_DAY = timedelta(days=1)


def may_plan(view: RosterView) -> bool:
    """Whether the officer may; whoever may not is told."""
    allowed = view.tab.may(Permission.PLAN_ROSTER)
    if not allowed:
        view.shell.notify(t("duty_roster.may_not"))
    return allowed


def write(view: RosterView, wanted: Mapping[Place, Cell], *, go_on: bool = False) -> None:
    """Let cells hold something: at once, into the proposal that is shown, or after a reason for days gone by."""
    model = view.grid.roster
    if not may_plan(view):
        return
    if model.proposed:
        model.propose({**model.proposed, **wanted}, model.left)
        view.show_proposal()
        _go_on(view, go_on)
        return
    seen = _seen(view, wanted)
    wanted = {place: cell for place, cell in wanted.items() if seen.get(place, NOTHING) != cell}
    if not wanted:
        _go_on(view, go_on)
        return
    if min(day for _, day in wanted) < view.desk.now.date():
        panel = roster_forms.reason_panel(view.shell, wanted, seen, parent=view)
        panel.done.connect(lambda changed: _written(view, changed))
        view.put_panel(panel)
        panel.start()
        return
    changed = view.attempt(lambda work: roster.set_cells(work, wanted, seen=seen))
    if changed is None:
        view.reload()
        return
    _written(view, changed)
    _go_on(view, go_on)


def _go_on(view: RosterView, yes: bool) -> None:
    if yes:
        here = view.grid.currentIndex()
        view.grid.go_to(here.row(), here.column() + 1)


def _seen(view: RosterView, wanted: Mapping[Place, Cell]) -> dict[Place, Cell]:
    model = view.grid.roster
    return {(person, day): model.held(model.row_of(person), model.column_of(day)) for person, day in wanted}


def _written(view: RosterView, changed: Sequence[Change], said: str = "") -> None:
    """Say what was done and how to take it back."""
    if not changed:
        return
    if not said:
        first = changed[0]
        days = formats.period(min(each.day for each in changed), max(each.day for each in changed))
        shifts = {each.after for each in changed}
        shift = words(first.after) if len(shifts) == 1 else t("duty_roster.several")
        said = t("duty_roster.written", days=days, shift=shift, count=len(changed))
        if len(changed) == 1:
            said = t("duty_roster.written_one", name=view.name_of(first.person), day=days, shift=shift)
    if view.panel is not None and view.is_form_open():
        view.put_panel(None)
    said += _unfit(view, changed)
    view.shell.notify(said, undo=lambda: _undo(view, changed))
    view.focus_first()


def _unfit(view: RosterView, changed: Sequence[Change]) -> str:
    """Who of those just drawn may not work then, and why."""
    month = view.grid.roster.month
    barred = {line.person.id: line.barred for line in month.lines} if month is not None else {}
    found = [each for each in changed if is_attended(each.after) and each.day in barred.get(each.person, {})]
    if not found:
        return ""
    people = {each.person for each in found}
    first = found[0]
    key = "duty_roster.unfit_one" if len(people) == 1 else "duty_roster.unfit_more"
    why = barred[first.person][first.day]
    return t(key, name=view.name_of(first.person), day=formats.day(first.day), why=why, count=len(people))


def _undo(view: RosterView, changed: Sequence[Change]) -> None:
    with view.desk.work() as work:
        roster.put_back(work, changed)


# --- proposals ---


def propose_rest(view: RosterView) -> None:
    """Days off for whoever would be on too long, to the end of the month in front; read beside the window."""
    if not may_plan(view):
        return
    month = view.grid.roster.month
    assert month is not None
    desk, first, last = view.desk, max(month.first, month.today + _DAY), month.last

    def find() -> Proposal:
        with desk.read() as read:
            return proposing.propose_rest(read, first, last)

    view.shell.tasks.run(find, done=lambda found: _proposed_rest(view, found), failed=view.failed)


def _proposed_rest(view: RosterView, found: Proposal) -> None:
    if not found.cells:
        key = "nobody_over" if not found.left else "nobody_free"
        view.shell.notify(t(f"duty_roster.proposal.{key}", count=len(found.left)))
    view.propose(found)


def propose_pattern(view: RosterView) -> None:
    """A rotation over the people and days that are marked, or the rest of the month."""
    model = view.grid.roster
    month = model.month
    if month is None or not may_plan(view):
        return
    places = view.grid.places()
    days = [day for _, day in places] if len(places) > 1 else []
    first = max(month.first, month.today + _DAY, min(days, default=date.min))
    last = max(days, default=month_end(month.first))
    panel = roster_forms.pattern_panel(
        view.shell,
        [line.person for line in month.lines if line.person.is_active],
        list(dict.fromkeys(person for person, _ in places)),
        first,
        max(first, last),
        parent=view,
    )

    def done(found: Proposal) -> None:
        view.put_panel(None)
        view.propose(found)

    panel.done.connect(done)
    view.put_panel(panel)
    panel.start()


def accept(view: RosterView) -> None:
    """Enter: the proposal becomes the roster, all of it in one act."""
    model = view.grid.roster
    wanted = {place: cell for place, cell in model.proposed.items() if _differs(view, place, cell)}
    if not wanted:
        view.drop_proposal()
        return
    changed = view.attempt(lambda work: roster.set_cells(work, wanted, proposed=True))
    if changed is not None:
        view.drop_proposal()
        _written(view, changed, t("duty_roster.proposal.accepted", count=len(changed)))


def _differs(view: RosterView, place: Place, cell: Cell) -> bool:
    row, column = view.grid.roster.row_of(place[0]), view.grid.roster.column_of(place[1])
    return row < 0 or column < 0 or view.grid.roster.held(row, column) != cell


# --- people, days ---


def swap(view: RosterView) -> None:
    """The person of the bar works for another."""
    place, line = view.grid.current_place(), view.current_line()
    if place is None or line is None or not may_plan(view):
        return
    with view.desk.read() as read:
        others = roster.list_persons(read)
    panel = roster_forms.swap_panel(view.shell, line, place[1], others, parent=view)
    said = t("duty_roster.swap.done", name=line.person.title, day=formats.day(place[1]))
    panel.done.connect(lambda changed: _written(view, changed, said))
    view.put_panel(panel)
    panel.start()


def leave(view: RosterView) -> None:
    """The person of the bar is on leave: rest on the days that are marked, with the reason."""
    line, places = view.current_line(), view.grid.places()
    if line is None or not places or not may_plan(view):
        return
    days = [day for person, day in places if person == line.person.id]
    panel = roster_forms.leave_panel(view.shell, line.person, min(days), max(days), parent=view)

    def done(changed: Sequence[Change]) -> None:
        said = formats.period(changed[0].day, changed[-1].day) if changed else ""
        _written(view, changed, t("duty_roster.leave.done", name=line.person.title, days=said))

    panel.done.connect(done)
    view.put_panel(panel)
    panel.start()


def move(view: RosterView, by: int) -> None:
    """The person of the bar one line up or down the list; every line below keeps its order."""
    line, month = view.current_line(), view.month
    if line is None or month is None or not may_plan(view):
        return
    ids, column = [each.person.id for each in month.lines], view.grid.currentIndex().column()
    place = ids.index(line.person.id) + by
    if not 0 <= place < len(ids):
        return
    ids.remove(line.person.id)
    before = ids[place] if place < len(ids) else None
    view.attempt(lambda work: roster.move_person(work, line.person.id, before=before))
    view.grid.go_to(view.grid.roster.row_of(line.person.id), column)


def edit_person(view: RosterView, *, fresh: bool = False) -> None:
    """Add somebody, or change what is said of the person of the bar."""
    line = None if fresh else view.current_line()
    if not may_plan(view) or (line is None and not fresh):
        return
    panel = roster_forms.person_panel(view.shell, line.person if line else None, parent=view)

    def done(person: int) -> None:
        view.put_panel(None)
        view.reload()
        day = view.grid.current_place()
        month = view.grid.roster.month
        if month is not None:
            view.grid.go_to_place(person, day[1] if day else max(month.first, min(month.today, month.last)))
        view.focus_first()

    panel.done.connect(done)
    view.put_panel(panel)
    panel.start()


def retire(view: RosterView) -> None:
    """Off the roster, or back on it."""
    line = view.current_line()
    if line is None or not may_plan(view):
        return
    person, active = line.person, not line.person.is_active

    def act(version: int, on: bool) -> None:
        with view.desk.work() as work:
            roster.edit_person(work, person.id, version=version, is_active=on)

    try:
        act(person.version, active)
    except DutyDeskError as error:
        view.shell.refuse(error)
        return
    key = "restored" if active else "retired"
    said = t(f"duty_roster.person.{key}", name=person.title)
    view.shell.notify(said, undo=lambda: act(person.version + 1, not active))
    view.put_panel(None)
    view.reload()


def edit_day(view: RosterView, day: date) -> None:
    """Holiday, working day, lunar date."""
    if not may_plan(view):
        return
    with view.desk.read() as read:
        info = calendar.list_days(read, day, day)[0]
    panel = roster_forms.day_panel(view.shell, info, parent=view)

    def done(count: int) -> None:
        view.put_panel(None)
        view.shell.notify(t("duty_roster.day.saved", day=formats.day(day), count=count))
        view.reload()
        view.focus_first()

    panel.done.connect(done)
    view.put_panel(panel)
    panel.start()


def open_menu(view: RosterView, where: QPoint) -> None:
    """The menu of the cells that are marked, at a place of the screen."""
    menu = cell_menu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)


def cell_menu(view: RosterView) -> QMenu:
    """The verbs of the cells that are marked, each with its key."""
    menu = QMenu(view)
    able = view.tab.may(Permission.PLAN_ROSTER)
    for shift in SHIFTS:
        key = t(f"duty_roster.key_of.{shift.value}")
        action = menu.addAction(f"{t(f'roster.shift.{shift.value}')}\t{key}")
        action.setEnabled(able)
        cells = dict.fromkeys(view.grid.places(), frozenset({shift}))
        action.triggered.connect(lambda _=False, cells=cells: write(view, cells))
    clear = menu.addAction(f"{t('duty_roster.clear')}\tDel")
    clear.setEnabled(able)
    clear.triggered.connect(view.grid.clear)
    menu.addSeparator()
    for key, act in (("leave", leave), ("swap", swap), ("person", open_person)):
        action = menu.addAction(t(f"duty_roster.menu.{key}"))
        action.setEnabled(able or key == "person")
        action.triggered.connect(lambda _=False, act=act: act(view))
    return menu


def open_person(view: RosterView) -> None:
    """The panel of the person of the bar."""
    view.show_person()
