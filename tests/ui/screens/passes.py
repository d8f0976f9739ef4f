"""The passes: list, one pass, the form and its card, what asks before it acts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from duty_desk import passes
from duty_desk.passes import PassKind
from duty_desk.people import households, officers
from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.passes.header import WAITING
from ui.passes.issue_panel import IssuePanel
from ui.passes.tab import PassesTab


def tab_of(window: MainWindow) -> PassesTab:
    tab = office_of(window).go("passes")
    assert isinstance(tab, PassesTab)
    tab.put_panel(None)
    return tab


def newest(tab: PassesTab) -> int:
    return tab.list.model.ids[0]


def new_form(tab: PassesTab, kind: PassKind) -> IssuePanel:
    tab.put_panel(None)
    if tab.kind is not kind:
        tab.header.kind_chosen.emit(kind.value)
    panel = tab.issue(kind)
    assert isinstance(panel, IssuePanel)
    panel.discard()
    return panel


def ask_for_some(tab: PassesTab) -> list[int]:
    """Requests of an officer at the gate that wait for a leader."""
    if tab.kind is not PassKind.TEMPORARY:
        tab.header.kind_chosen.emit(PassKind.TEMPORARY.value)
    wanted = passes.Request(filters={"states": ["requested"]})
    with tab.desk.read() as read:
        known = passes.list_passes(read, PassKind.TEMPORARY, wanted).rows
        gate = passes.list_open_gates(read)[0][0]
        people = passes.list_passes(read, PassKind.TEMPORARY, passes.Request()).rows[:3]
        guard = next(row for row in officers.list_officers(read) if row.role == "gate")
    if known:
        return [row.id for row in known]
    me, tab.desk.officer = tab.desk.officer, guard.ref
    try:
        with tab.desk.work() as work:
            return [
                passes.request(
                    work,
                    kind=PassKind.TEMPORARY,
                    holder=row.holder_id,
                    reason="duty",
                    reason_text="节后值守",
                    gates=[gate],
                    valid_from=work.at,
                    valid_until=passes.end_of_day(work.at.date()),
                    another=True,
                )
                for row in people
            ]
    finally:
        tab.desk.officer = me
        tab.reload()


@screen("passes-list")
def listed(window: MainWindow) -> QWidget:
    tab_of(window)
    return window


@screen("passes-vehicles")
def vehicles(window: MainWindow) -> QWidget:
    tab_of(window).header.kind_chosen.emit(PassKind.VEHICLE.value)
    return window


@screen("passes-detail")
def detail(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    tab.header.kind_chosen.emit(PassKind.TEMPORARY.value)
    tab.open_record("pass", newest(tab))
    return window


@screen("passes-form")
def form(window: MainWindow) -> QWidget:
    panel = new_form(tab_of(window), PassKind.TEMPORARY)
    panel.form.field("id_number").set_value("610000198506200034")
    panel.form.field("id_number").judge()
    return window


@screen("passes-card")
def card(window: MainWindow) -> QWidget:
    new_form(tab_of(window), PassKind.TEMPORARY).sides.choose("card")
    return window


@screen("passes-form-more")
def form_more(window: MainWindow) -> QWidget:
    new_form(tab_of(window), PassKind.TEMPORARY).form.unfold()
    return window


@screen("passes-held")
def held(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    panel = new_form(tab, PassKind.TEMPORARY)
    with tab.desk.read() as read:
        gates = passes.list_open_gates(read)
        running = passes.list_passes(
            read, PassKind.TEMPORARY, passes.Request(filters={"states": ["last_day"]})
        ).rows
    panel.form.control("gates").set_value([str(key) for key, _ in gates])
    panel.form.control("name").set_value(running[0].holder_id)
    panel.form.holder.take(panel.form.holder.person)
    return window


@screen("passes-form-vehicle")
def form_vehicle(window: MainWindow) -> QWidget:
    panel = new_form(tab_of(window), PassKind.VEHICLE)
    panel.form.control("plate").setText("陕Z")
    panel.submit()
    return window


@screen("passes-form-household")
def form_household(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    panel = new_form(tab, PassKind.HOUSEHOLD)
    with tab.desk.read() as read:
        home = next(row for row in households.list_households(read) if row.members > 1)
    panel.form.control("household").take(home)
    return window


@screen("passes-form-external")
def form_external(window: MainWindow) -> QWidget:
    new_form(tab_of(window), PassKind.EXTERNAL)
    return window


@screen("passes-waiting")
def waiting(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    ask_for_some(tab)
    tab.header.group_chosen.emit(WAITING)
    return window


@screen("passes-request")
def request(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    asked = ask_for_some(tab)
    tab.open_record("pass", asked[0])
    return window


@screen("passes-refuse")
def refuse(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    return tab.acts.ask_refuse(ask_for_some(tab))


@screen("passes-extend")
def extend(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    tab.acts.extend(newest(tab))
    return window


@screen("passes-void")
def void(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    return tab.acts.ask_void(newest(tab))
