"""The settings, subject by subject, and what opens from them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

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
    page.second.ask("把 常大伟 的岗位改为 库管员", {"act": "look"})
    return window


@screen("settings-units-unsaved")
def unsaved(window: MainWindow) -> QWidget:
    page = office_of(window).go("office").show_subject("units")  # type: ignore[attr-defined]
    page.form.control("phone").setText("6031")
    page.list.table.step(1)
    return window
