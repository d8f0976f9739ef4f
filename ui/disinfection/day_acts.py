"""What is done on the day: ticked, saved and on to the next, missed or left out with a reason, taken back, loaded, drawn up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from duty_desk import formats
from duty_desk.desk import SYSTEM
from duty_desk.disinfection import grid, mixing, plans, records, rounds
from duty_desk.disinfection.record_rows import RecordRow, RoundRow
from duty_desk.disinfection.rules import Shown
from duty_desk.errors import DutyDeskError, InputError, StorageError
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.disinfection import sheets
from ui.disinfection.detail import ask_accept, ask_withdraw
from ui.disinfection.route import RoutePanel, stops_of
from ui.views.act_panel import ActPanel

if TYPE_CHECKING:
    from ui.disinfection.day import DayView
    from ui.disinfection.round_form import RoundForm, Saved

_DONE_BY = "disinfection.done_by"
# What a tick is for; a round that is still far off is written down in the form.
TICKED = (Shown.OVERDUE, Shown.DUE, Shown.MISSED)


def letter(view: DayView, key: str) -> None:
    """A single letter in the grid."""
    if key == "N":
        if (due := view.go_next(_current_id(view))) is not None and view.panel is not None:
            view.show_round(due)
        return
    if not view.tab.may(Permission.RECORD_DISINFECTION):
        return
    if key == "R":
        start_route(view)
        return
    due = _current_open(view)
    if due is not None and key in ("M", "X"):
        decide(view, due, "miss" if key == "M" else "exempt")


def tick_current(view: DayView) -> None:
    """Space: done just now, with the plan's values; taken back from the notice."""
    due = _current_open(view)
    line = view.grid.day.area_row(view.grid.currentIndex().row())
    if due is None or line is None or not view.tab.may(Permission.RECORD_DISINFECTION):
        return
    if due.shown not in TICKED:
        words = t("disinfection_tab.day.not_yet", area=line.area.name, at=formats.clock(due.due_at))
        view.shell.notify(words)
        return
    if due.plan is None:
        # Nothing is planned that could be taken over.
        view.show_round(due)
        return
    done_by = str(view.shell.recall(_DONE_BY, "")) or view.desk.officer.name
    try:
        with view.desk.work() as work:
            made = records.tick(work, [due.id], done_by=done_by)
    except InputError:
        # The rules want a reason: that is written in the form.
        view.show_round(due)
        return
    except DutyDeskError as error:
        view.shell.refuse(error)
        return
    said = t("disinfection_tab.day.ticked", area=line.area.name, at=formats.clock(due.due_at), who=done_by)
    view.shell.notify(said, undo=lambda: _take_back(view, [each.id for each in made]))


def after_saving(view: DayView, saved: Saved, due: RoundRow | None) -> None:
    """The form was saved: say so, and open the next place that waits."""
    view.shell.notify(
        t("disinfection_tab.day.saved", area=saved.place, at=formats.clock(view.desk.now)),
        undo=lambda: _take_back(view, [saved.record], [saved.mix] if saved.mix is not None else []),
    )
    view.put_panel(None)
    view.reload()
    following = view.go_next() if due is not None else None
    if following is not None:
        view.show_round(following)
    else:
        view.focus_first()


def start_route(view: DayView) -> None:
    """R: everything of one team that is due."""
    shown = view.grid_shown
    stops = stops_of(shown) if shown is not None else ()
    if not stops:
        view.shell.notify(t("disinfection_tab.route.nothing"))
        return
    line = view.grid.day.area_row(view.grid.currentIndex().row())
    panel = RoutePanel(view.shell, stops, line.area.team if line is not None else None, parent=view)

    def done(made: object) -> None:
        ids = [each.id for each in made]  # type: ignore[attr-defined]
        view.shell.notify(
            t("disinfection_tab.route.saved", count=len(ids)), undo=lambda: _take_back(view, ids)
        )
        view.put_panel(None)
        view.reload()
        view.focus_first()

    panel.done.connect(done)
    view.put_panel(panel)
    panel.form.field("done_by").take_focus()


def open_menu(view: DayView, panel: RoundForm, due: RoundRow) -> QMenu:
    """The rarer acts on a round."""
    menu = QMenu(panel)
    menu.aboutToHide.connect(menu.deleteLater)
    if due.shown in (Shown.MISSED, Shown.EXEMPT):
        menu.addAction(t("disinfection_tab.act.reopen")).triggered.connect(lambda: reopen(view, due))
    else:
        for verb in ("miss", "exempt"):
            menu.addAction(t(f"disinfection_tab.act.{verb}")).triggered.connect(
                lambda _=False, verb=verb: decide(view, due, verb)
            )
    menu.popup(panel.more.mapToGlobal(panel.more.rect().bottomLeft()))
    return menu


def decide(view: DayView, due: RoundRow, verb: str) -> ActPanel | None:
    """It was not done, or need not be: why."""
    if due.shown in (Shown.MISSED, Shown.EXEMPT):
        return None
    act = rounds.miss if verb == "miss" else rounds.exempt
    area = place_of(view, due)
    panel = ActPanel(
        view.shell,
        t(f"disinfection_tab.act.{verb}_title", area=area),
        t("disinfection_tab.form.due_at", place=area, at=formats.clock(due.due_at)),
        t(f"disinfection_tab.act.{verb}"),
        lambda work, values, _second: act(work, due.id, reason=values["reason"], version=due.version),
        parent=view,
    )
    panel.ask_reason()

    def done(_given: object) -> None:
        view.shell.notify(
            t(f"disinfection_tab.act.{verb}_done", area=area), undo=lambda: _reopen_quietly(view, due.id)
        )
        view.put_panel(None)
        view.reload()
        view.focus_first()

    panel.done.connect(done)
    view.put_panel(panel)
    panel.form.field("reason").take_focus()
    return panel


def place_of(view: DayView, due: RoundRow) -> str:
    """The name of the area, or the line of the rooms."""
    if due.area is None:
        return grid.rooms_line().name
    place = view.areas.get(due.area)
    return place.name if place is not None else ""


def reopen(view: DayView, due: RoundRow) -> None:
    """What was missed or left out waits again."""
    view.attempt(lambda work: rounds.reopen(work, due.id))
    view.put_panel(None)
    view.reload()
    view.focus_first()


def accept(view: DayView, row: RecordRow) -> None:
    """Another person looks at it."""
    panel = ask_accept(view.shell, row, lambda: _shown_again(view, row.id), view)
    view.put_panel(panel)
    panel.form.field("verdict").take_focus()


def withdraw(view: DayView, row: RecordRow) -> None:
    """A wrong record is taken back: the round waits again."""
    panel = ask_withdraw(view.shell, row, lambda: _gone(view), view)
    view.put_panel(panel)
    panel.form.field("reason").take_focus()


def load_usual(view: DayView) -> None:
    """Take over the usual areas with their plans, and draw up the day."""

    def act(work: Work) -> int:
        count = plans.load_usual(work)
        rounds.draw_up(work, work.at.date())
        return count

    if (count := view.attempt(act)) is not None:
        view.shell.notify(t("disinfection_tab.day.loaded", count=formats.number(count)))
        view.reload()
        view.focus_first()


def draw_up_today(view: DayView) -> None:
    """Today's rounds, and those of days on which nobody opened the program."""
    if view.desk.read_only:
        return
    try:
        with view.desk.work(SYSTEM) as work:
            rounds.draw_up_until(work, work.at.date())
    except StorageError:
        # What is there can be read all the same; the hourly tidying draws up what is missing.
        return


def draw_up(view: DayView) -> None:
    """The rounds of the plans of that day."""
    with view.desk.work(SYSTEM) as work:
        count = rounds.draw_up(work, view.day)
    if not count:
        view.shell.notify(t("disinfection_tab.day.no_plans"))
    view.reload()
    view.focus_first()


def print_route(view: DayView) -> None:
    """The sheet of the day: areas and slots with boxes to tick."""
    if view.tab.may(Permission.PRINT):
        sheets.print_route(view.shell, view.day)


def _current_id(view: DayView) -> int | None:
    shown = view.shown_round()
    if shown is not None:
        return shown
    found = view.grid.current_rounds()
    return found[0].id if found else None


def _current_open(view: DayView) -> RoundRow | None:
    found = view.grid.current_rounds()
    return next((each for each in found if each.shown != Shown.DONE), None)


def _take_back(view: DayView, made: list[int], mixes: list[int] | None = None) -> None:
    def act(work: Work) -> None:
        why = t("disinfection_tab.day.undone")
        for each in made:
            records.withdraw(work, each, reason=why)
        for mix in mixes or []:
            mixing.withdraw(work, mix, reason=why)

    view.attempt(act)
    view.reload()


def _reopen_quietly(view: DayView, due: int) -> None:
    view.attempt(lambda work: rounds.reopen(work, due))
    view.reload()


def _shown_again(view: DayView, record: int) -> None:
    view.reload()
    view.show_record(record)
    view.grid.setFocus()


def _gone(view: DayView) -> None:
    view.shell.notify(t("disinfection_tab.record.withdrawn_done"))
    view.put_panel(None)
    view.reload()
    view.focus_first()
