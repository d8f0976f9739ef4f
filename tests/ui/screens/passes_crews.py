"""Crews on the passes screen: the jobs, one with its people, the forms, and what asks before it acts."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from duty_desk import passes
from duty_desk.passes import PassKind
from tests.ui.screens.passes import tab_of
from tests.ui.screens.registry import screen
from ui.main_window import MainWindow
from ui.passes.tab import JOBS, PassesTab


def crews_of(window: MainWindow) -> PassesTab:
    tab = tab_of(window)
    if tab.kind is not PassKind.CREW:
        tab.header.kind_chosen.emit(PassKind.CREW.value)
    tab.header.view_chosen.emit(JOBS)
    tab.put_panel(None)
    return tab


def overdue_job(tab: PassesTab) -> int:
    """A job that ended yesterday, whose pledge nobody signed and whose people are in every state."""
    known = {row.project: row.id for row in _jobs(tab)}
    if "路灯线路更换" in known:
        return known["路灯线路更换"]
    today = tab.desk.now.date()
    from duty_desk.people import persons

    with tab.desk.work() as work:
        job = passes.add_job(
            work,
            company="岭上建工集团有限公司",
            project="路灯线路更换",
            place="南湖北路",
            leader="黄新岑",
            leader_phone="19900005494",
            pledge_signed=False,
            starts_on=today - timedelta(days=30),
            ends_on=today - timedelta(days=1),
        )
        people = [
            persons.obtain_person(work, name=name, phone=f"1990000{7100 + n}").id
            for n, name in enumerate(("石建设", "尚大勇", "安和平", "乔木生"))
        ]
        for n, person in enumerate(people):
            passes.add_member(
                work, job, person, trade=("电工", "木工")[n % 2], documents=passes.DOCUMENTS[: n + 1]
            )
        passes.decide_members(work, job, people[:1], admitted=True)
        passes.decide_members(work, job, people[2:3], admitted=False, reason="健康材料不全")
    return job


def _jobs(tab: PassesTab) -> tuple[passes.JobRow, ...]:
    with tab.desk.read() as read:
        return passes.list_jobs(read)


@screen("crews-list")
def listed(window: MainWindow) -> QWidget:
    overdue_job(crews_of(window))
    return window


@screen("crews-job")
def job(window: MainWindow) -> QWidget:
    tab = crews_of(window)
    tab.open_record("crew_job", next(row.id for row in _jobs(tab) if row.passes))
    return window


@screen("crews-overdue")
def overdue(window: MainWindow) -> QWidget:
    tab = crews_of(window)
    tab.open_record("crew_job", overdue_job(tab))
    return window


@screen("crews-form")
def form(window: MainWindow) -> QWidget:
    panel = crews_of(window).crews.start_new()
    panel.save()
    return window


@screen("crews-member")
def member(window: MainWindow) -> QWidget:
    tab = crews_of(window)
    tab.crews.add_people(overdue_job(tab))
    return window


@screen("crews-issue")
def issue(window: MainWindow) -> QWidget:
    tab = crews_of(window)
    tab.crews.issue(overdue_job(tab))
    return window


@screen("crews-refuse")
def refuse(window: MainWindow) -> QWidget:
    tab = crews_of(window)
    dialog = tab.crews.acts.ask_refuse(overdue_job(tab), [1, 2])
    assert dialog is not None
    return dialog
