"""The settings, subject by subject, and what opens from them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from db.models import Person
from duty_desk.privacy import Act, Line, Preview, Window
from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.office.subjects import GROUPS


def _subject(key: str) -> None:
    @screen(f"settings-{key}")
    def show(window: MainWindow) -> QWidget:
        office_of(window).go("office").show_subject(key)  # type: ignore[attr-defined]
        return window


for _group, _subjects in GROUPS:
    for _each in _subjects:
        _subject(_each.key)


@screen("settings-people-reveal")
def reveal(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("people")  # type: ignore[attr-defined]
    page.reveal_button.click()
    return window


@screen("settings-people-merge")
def merge(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("people")  # type: ignore[attr-defined]
    page.merge_button.click()
    return window


@screen("settings-people-wrong")
def wrong(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("people")  # type: ignore[attr-defined]
    page.add()
    page.form.set_values({"name": "欧阳珺", "id_number": "610000198506200034", "phone": "12"})
    page.save()
    return window


@screen("settings-officers-second-person")
def second_person(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("officers")  # type: ignore[attr-defined]
    page.second.ask("把 常大伟 的角色改为 库管员", {"act": "look"})
    return window


@screen("settings-units-unsaved")
def unsaved(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("units")  # type: ignore[attr-defined]
    page.form.control("phone").setText("6031")
    page.list.table.step(1)
    return window


@screen("settings-people-subject")
def subject(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("people")  # type: ignore[attr-defined]
    page.subject_button.click()
    return window


@screen("settings-privacy-counted")
def counted(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("privacy")  # type: ignore[attr-defined]
    page.panel.form.set_values({"act": "end", "ended_on": date(2020, 2, 29), "reason": "防办〔2020〕9号"})
    # As if the choice had been pressed: the day of the end stands there only then.
    page.panel.act.changed.emit()
    page.panel.show_preview(_past())
    return window


@screen("settings-privacy-question")
def privacy_question(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("privacy")  # type: ignore[attr-defined]
    page.panel.destroy_asked.emit(_past(), "防办〔2020〕9号")
    return page.dialog


@screen("settings-backup-sealed")
def backup_sealed(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("backup")  # type: ignore[attr-defined]
    page.sealed.ask(Path("office-20200306-120000.ddsealed"))
    return page.sealed.dialog


def _past() -> Preview:
    """What the sample office would lose if its response had ended."""
    tables = (("visit", Window.CROSSING, 481), ("pass", Window.PASS, 1015), ("stay", Window.HEALTH, 12))
    more = (("dispatch", Window.LEDGER, 76), ("household", Window.REGISTER, 53))
    cuts = dict.fromkeys(Window, date(2020, 3, 1))
    return Preview(Act.END, date(2020, 2, 29), cuts, tuple(Line(*each) for each in tables + more), 1181)


@screen("settings-privacy-papers")
def privacy_papers(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("privacy")  # type: ignore[attr-defined]
    page.papers_button.click()
    return page.papers_button._popup


@screen("settings-people-child")
def child(window: MainWindow) -> QWidget:
    office = office_of(window)
    with office.desk.read() as read:
        born = select(Person.id).where(Person.born_on > date(2008, 1, 1)).order_by(Person.id)
        found = read.session.scalar(born.limit(1))
    assert found is not None
    office.open_record("person", found)
    return window


@screen("settings-status-clock")
def status_clock(window: MainWindow) -> QWidget:
    office = office_of(window)
    page = office.go("office").show_subject("status")  # type: ignore[attr-defined]
    clock = office.desk.clock
    office.desk.clock = lambda: clock() - timedelta(days=400)
    page.clock.look()
    page.clock.accept()
    office.desk.clock = clock
    return window
